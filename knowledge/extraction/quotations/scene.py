"""A paragraph taken apart around its quotations."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from knowledge.extraction.quotations.items import WORD, row_of
from knowledge.extraction.quotations.mentions import mentions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.quotations.items import Row
    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.mentions import Mention
    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Span


@dataclass(frozen=True, slots=True)
class Scene:
    """One paragraph: the row of its items, and who is mentioned.

    `passed` counts the writer's words before each item and `words` all of them, where the
    paragraph has marked words at all; `verbs` are the places of the verbs of saying. `traits`
    is kept for who weighs the mentions, by their first item.
    """

    paragraph: Span
    parts: Sequence[Part]
    row: Row
    mentions: list[Mention]
    passed: list[int]
    verbs: list[int]
    traits: dict[int, Any] = field(default_factory=dict)

    @property
    def words(self) -> int:
        """The writer's own words."""
        return self.passed[-1]


def scene(text: str, paragraph: Span, parts: Sequence[Part], lists: Words, language: str) -> Scene:
    """Take a paragraph apart."""
    row = row_of(text, paragraph, parts, lists)
    # Only what has quotations of its own is measured in words.
    words = [item.kind is WORD for item in row.items] if parts else []
    passed = list(itertools.accumulate(words, initial=0))
    verbs = [place for place, item in enumerate(row.items) if item.verb]
    return Scene(paragraph, parts, row, mentions_of(row, parts, lists, language), passed, verbs)
