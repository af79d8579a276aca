"""A paragraph's words, signs and holes.

Each marked range is one item, a hole, so that distances are counted in the writer's own words.
"""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.chunks import Remembered, chunks
from knowledge.lexicon import TAIL_ABBREVIATIONS, TITLE_ABBREVIATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Span

_ITEM = re.compile(r"(?:[^\W\d_]-)?(?:[^\W\d_]\.){2,}|\w+(?:[’'\-‑–]\w+)*|[^\w\s]")
_ENDS = frozenset(".!?…")
_CLOSING = " ”’'\""


class Kind(enum.IntEnum):
    """What an item is."""

    WORD = 0
    SIGN = 1
    HOLE = 2


WORD, SIGN, HOLE = Kind  # a module's own name is found several times faster than an enum's


@dataclass(slots=True)  # a frozen one takes four times as long to make
class Item:
    """A word, a sign, or a hole: what it is by itself, wherever it stands.

    `verb` is one of saying, `noun` one for who or what may speak, `light` a word that begins
    no name; `telling` is what may begin a mention where nouns have small letters: a capital, or
    a word of the lists that is no verb of saying. `stops` is a sign that may end a sentence.
    """

    kind: Kind
    form: str
    capital: bool = False
    verb: bool = False
    noun: bool = False
    light: bool = False
    telling: bool = False
    stops: bool = False


_HOLE = Item(HOLE, "")


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph's items in order, as parallel lists: what, where, in which of its sentences.

    Sentences are counted from 0; `holes` are the places of its parts among the items.
    """

    text: str
    items: list[Item]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    holes: list[int]

    def __len__(self) -> int:
        return len(self.items)


# A few languages at a time; a declared one may be any word.
@functools.lru_cache(maxsize=16)
def _known(lists: Words) -> Remembered[tuple[tuple[Item, int, int], ...]]:
    words = Remembered(functools.partial(_item, lists))
    return Remembered(functools.partial(_cut, words))


def _cut(words: Remembered[Item], chunk: str) -> tuple[tuple[Item, int, int], ...]:
    """Cut a chunk into items, each with its start and end in it."""
    if chunk.isalpha():
        return ((words[chunk], 0, len(chunk)),)
    return tuple((words[match.group()], *match.span()) for match in _ITEM.finditer(chunk))


def _item(lists: Words, raw: str) -> Item:
    if not (raw[0].isalnum() or raw[0] == "_"):
        return Item(SIGN, raw, stops=raw in _ENDS)
    form = raw.casefold()
    capital, verb = raw[0].isupper(), form in lists.cues
    telling = capital or (form in lists.telling and not verb)
    return Item(WORD, form, capital, verb, form in lists.nouns, form in lists.not_first, telling)


def _ends_here(text: str, items: list[Item], end: int) -> bool:
    """Whether a full stop, the last of these items, ends a sentence; it ends at `end`."""
    last = items[-2] if len(items) > 1 else _HOLE
    if last.kind is not WORD:
        return True
    if last.form in TITLE_ABBREVIATIONS or (len(last.form) == 1 and last.capital):
        return False
    following = text[end : end + 2].strip()
    if following == "(" and last.form in TAIL_ABBREVIATIONS:
        return False
    return not following or not (following[0].islower() or following[0] in "),;")


def row_of(text: str, paragraph: Span, parts: Sequence[Part], lists: Words) -> Row:
    """Cut a paragraph into items, with a hole for each of its parts."""
    row = Row(text, [], [], [], [], [])
    items, starts, ends, sentences = row.items, row.starts, row.ends, row.sentences
    sentence = 0
    position = paragraph.start
    known = _known(lists)
    for part in (*parts, None):
        stop = paragraph.end if part is None else part.span.start
        for chunk, at in chunks(text[position:stop], position):
            for item, start, end in known[chunk]:
                items.append(item)
                starts.append(at + start)
                ends.append(at + end)
                sentences.append(sentence)
                if item.stops:
                    sentence += _ends_here(text, items, at + end)
        if part is None:
            break
        row.holes.append(len(items))
        position = part.span.end
        items.append(_HOLE)
        starts.append(part.span.start)
        ends.append(position)
        sentences.append(sentence)
        following = text[position : position + 3].lstrip(_CLOSING)
        if part.inside(text).rstrip(_CLOSING)[-1:] == "." and following[:1].isupper():
            sentence += 1
    return row
