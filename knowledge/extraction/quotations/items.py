"""A paragraph's words, signs and holes.

Each marked range is one item, a hole, so that distances are counted in the writer's own words.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, NamedTuple

from knowledge.lexicon import TAIL_ABBREVIATIONS, TITLE_ABBREVIATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Span

_ITEM = re.compile(r"(?:[^\W\d_]-)?(?:[^\W\d_]\.){2,}|\w+(?:[’'\-‑–]\w+)*|[^\w\s]")
_ENDS = frozenset(".!?…")
# Neither a capital nor a verb.
_NO_WORD = (False, False)
_CLOSING = " ”’'\""


class Kind(enum.IntEnum):
    """What an item is."""

    WORD = 0
    SIGN = 1
    HOLE = 2


class Item(NamedTuple):
    """A word, a sign, or a hole; `sentence` counts the paragraph's sentences from 0."""

    kind: Kind
    start: int
    end: int
    form: str
    capital: bool
    verb: bool
    sentence: int
    hole: int = -1


def _ends_here(text: str, items: list[Item], end: int) -> bool:
    """Whether a full stop after these items ends a sentence."""
    last = items[-1] if items else None
    if last is None or last.kind is not Kind.WORD:
        return True
    if last.form in TITLE_ABBREVIATIONS or (len(last.form) == 1 and last.capital):
        return False
    following = text[end : end + 2].strip()
    if following == "(" and last.form in TAIL_ABBREVIATIONS:
        return False
    return not following or not (following[0].islower() or following[0] in "),;")


def items_of(
    text: str, paragraph: Span, parts: Sequence[Part], lists: Words
) -> tuple[list[Item], list[int]]:
    """Return a paragraph's items in order, and which of them are the holes of its parts."""
    items: list[Item] = []
    holes: list[int] = []
    sentence = 0
    position = paragraph.start
    cues = lists.cues
    make = tuple.__new__  # half of the time that `Item(…)` takes
    word, sign = Kind.WORD, Kind.SIGN
    for number, part in enumerate((*parts, None)):
        stop = paragraph.end if part is None else part.span.start
        for match in _ITEM.finditer(text, position, stop):
            raw = match.group()
            start, end = match.span()
            first = raw[0]
            if first.isalnum() or first == "_":
                form = raw.casefold()
                verb = form in cues
                row = (word, start, end, form, first.isupper(), verb, sentence, -1)
                items.append(make(Item, row))
                continue
            ended = raw in _ENDS and _ends_here(text, items, end)
            items.append(make(Item, (sign, start, end, raw, *_NO_WORD, sentence, -1)))
            sentence += ended
        if part is None:
            break
        holes.append(len(items))
        start, position = part.span.start, part.span.end
        items.append(Item(Kind.HOLE, start, position, "", *_NO_WORD, sentence, number))
        following = text[position : position + 3].lstrip(_CLOSING)
        if part.inside(text).rstrip(_CLOSING)[-1:] == "." and following[:1].isupper():
            sentence += 1
    return items, holes
