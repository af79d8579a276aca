"""The fitted numbers this package ranks and decides with: data, made by ``make fit``."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@functools.cache
def _data() -> dict[str, Any]:
    text = files("knowledge").joinpath("data/weights.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def load(what: str) -> Mapping[str, float]:
    """Return the numbers of one model by name: "ranking", "confidence"."""
    numbers: Mapping[str, float] = _data()[what]["weights"]
    return numbers
