"""A span that could answer a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.model import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that could answer; `fit` in [0, 1] says how well its kind fits."""

    span: Span
    fit: float
