"""One who may speak, and what a name is made of: the same wherever nouns have capitals."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from knowledge.extraction.quotations.items import HOLE, WORD
from knowledge.lexicon import TITLE_ABBREVIATIONS

if TYPE_CHECKING:
    from knowledge.extraction.quotations.items import Item, Row
    from knowledge.model import Span

_APOSTROPHES = "’'"
# Small words inside a name: "Bank of Norway", "Per van der Berg".
_INSIDE_NAMES = frozenset(
    "of de van von der den del della bin al el la le du di da ter ibn".split()
)
_ABBREVIATIONS = TITLE_ABBREVIATIONS | {"jr", "sr"}
# In items.
_LONGEST_NAME = 9
# Words between a determiner and its noun.
MODIFIERS = 3


class Sort(enum.StrEnum):
    """What sort of mention it is."""

    NAME = "name"
    PRONOUN = "pronoun"
    RELATIVE = "relative"
    PERSON = "person"
    SOURCE = "source"
    NOUN = "noun"
    MARKED = "marked"


class Mention(NamedTuple):
    """Somebody or something that may speak: ``items[first:last]`` of a paragraph."""

    sort: Sort
    first: int
    last: int
    span: Span
    words: int
    determined: bool = False
    owned: bool = False


def without_genitive(row: Row, i: int) -> tuple[int, bool]:
    """Return where a word ends without a genitive's ’s, and whether it had one."""
    text, end = row.text, row.ends[i]
    tail = text[max(row.starts[i], end - 3) : end]
    if tail[-1] not in "sS":
        return end, False
    if len(tail) > 2 and tail[-2] in _APOSTROPHES:
        return end - 2, True
    return end, tail[-1] == "s" and text[end : end + 1] in {"’", "'"}


def is_opener(row: Row, i: int) -> bool:
    """Whether a word begins a sentence, or what follows a hole."""
    if i == 0 or row.sentences[i] != row.sentences[i - 1]:
        return True
    before = row.items[i - 1]
    return before.kind is HOLE or before.form in {":", "(", "—", "–"}


def _is_shortened(item: Item) -> bool:
    return len(item.form) == 1 or item.form in _ABBREVIATIONS


def name_end(row: Row, i: int) -> int:
    """Return where a run of capitalised words that begins at `i` ends."""
    items, sentence = row.items, row.sentences[i]
    last = i + 1
    j = i + 1
    while j < len(items) and j - i < _LONGEST_NAME:
        item = items[j]
        gap = row.starts[j] - row.ends[j - 1]
        if gap > 1 or row.sentences[j] != sentence:
            break
        if item.kind is WORD and (item.capital or item.form in _INSIDE_NAMES):
            if without_genitive(row, j - 1)[1]:
                break
            j += 1
            last = j if item.capital else last
        elif item.form == "." and not gap and _is_shortened(items[j - 1]):
            j += 1
            last = j
        else:
            break
    return last
