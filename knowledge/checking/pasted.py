"""What somebody pasted, taken apart: the words themselves, and who is said to have said them.

It comes in every shape: “…”; Rutte said: “…”; "…," Rutte said; … – Mark Rutte; did he really
say …? Where it may be read in several ways, all of them are given, and the article decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.chat.chat_words import (
    ACKNOWLEDGEMENTS,
    AUXILIARIES,
    FILLERS,
    GENUINE,
    PREPOSITIONS,
    QUESTION_WORDS,
    REALLY,
    SAID,
)
from knowledge.chat.clauses import quotations, words_of
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from knowledge.lexicon import CUES
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.chat.clauses import Word

LONGEST = 4_096
"""Code points that are looked at: as many as one message has."""
_MOST_PIECES = 8
# An attribution has no more words than this, and the name in it no more than that.
_LONGEST_ATTRIBUTION = 20
_LONGEST_NAME = 6
_LEFT_OUT = re.compile(r"\[\s?(?:…|\.\.\.)\s?\]|\(\s?(?:…|\.\.\.)\s?\)|…|\.{3,}|\. \. \.")
# What a name stands behind at the end: "… – Mark Rutte", on a line of its own too, "(Rutte)".
_SIGNING = tuple(space + mark for space in (" ", "\n") for mark in "–—―-(")
_SAYING = SAID | CUES
_ASIDE = AUXILIARIES | REALLY | ACKNOWLEDGEMENTS | FILLERS | GENUINE | QUESTION_WORDS
# What stands for a speaker and names none.
_NOBODY = frozenset(
    """
    i you he she they we it him her them one someone somebody people everyone everybody nobody who
    this that these those his hers their er sie il elle ils elles él ella ellos lui он она они він
    вона вони o onlar
    """.split()
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """One way to read what was pasted.

    `pieces` are the words' places in it: several where "…" or other words stand between.
    `joined`: these pieces are given as separate quotations, so that nothing is claimed of what
    stands between. `speaker` is who is said to have said them, as it was written; "" for nobody.
    """

    pieces: tuple[Span, ...]
    joined: bool = False
    speaker: str = ""


def readings(text: str) -> tuple[Pasted, ...]:
    """Return the ways to read what was pasted, as it stands first. Of text without words, none."""
    text = text[:LONGEST]
    found = [one for one in _readings(text) if one.pieces]
    return tuple(dict.fromkeys(found))


def _readings(text: str) -> Iterator[Pasted]:
    whole = Span(0, len(text))
    yield Pasted(_pieces(text, whole))
    quoted = [
        Span(span.start + 1, span.end - 1)
        for span in quotations(text)
        if words_of(text[span.start + 1 : span.end - 1])
    ][:_MOST_PIECES]
    if quoted:
        around = [
            word
            for word in words_of(text)
            if not any(span.start <= word.start < span.end for span in quoted)
        ]
        inside = sum(len(words_of(span.of(text))) for span in quoted)
        if len(around) <= max(inside, _LONGEST_ATTRIBUTION):
            pieces = tuple(piece for span in quoted for piece in _pieces(text, span))
            lone = len(pieces) == len(quoted)
            yield Pasted(pieces, lone and len(quoted) > 1, _speaker(text, around))
        return
    for part in interpret(text).asked:
        if part.kind is Kind.QUOTE_CHECK and part.quoted is not None:
            before = words_of(text[: part.quoted.start])
            yield Pasted(_pieces(text, part.quoted), speaker=_speaker(text, before))
    yield from _attributed(text, whole)


def _attributed(text: str, whole: Span) -> Iterator[Pasted]:
    """Yield the readings without "Rutte:" before the words, or "Rutte said" after them."""
    head, colon, rest = text.partition(":")
    before = words_of(head)
    if colon and rest.strip() and 0 < len(before) <= _LONGEST_NAME:
        yield Pasted(_pieces(text, Span(len(head) + 1, whole.end)), speaker=_speaker(text, before))
    signed = max(text.rfind(mark) for mark in _SIGNING)
    if signed > 0:
        yield from _cut(text, signed)
    comma = text.rfind(",")
    if comma > 0:
        after = words_of(text[comma:])
        if any(word.form in _SAYING for word in after):
            yield from _cut(text, comma)


def _cut(text: str, place: int) -> Iterator[Pasted]:
    """Yield what stands before a place, said by whoever is named after it."""
    after = words_of(text[place:])
    if 0 < len(after) <= _LONGEST_ATTRIBUTION:
        yield Pasted(_pieces(text, Span(0, place)), speaker=_speaker(text[place:], after))


def _pieces(text: str, span: Span) -> tuple[Span, ...]:
    """Cut words where "…" says that some were left out."""
    pieces: list[Span] = []
    start = span.start
    for match in _LEFT_OUT.finditer(text, span.start, span.end):
        if len(pieces) + 1 < _MOST_PIECES:
            pieces.append(Span(start, match.start()))
            start = match.end()
    pieces.append(Span(start, span.end))
    return tuple(piece for piece in pieces if any(c.isalnum() for c in piece.of(text)))


def _speaker(text: str, words: Sequence[Word]) -> str:
    """Return whom the words around a quotation say it is of, "" where they name nobody."""
    said = next((at for at, word in enumerate(words) if word.form in _SAYING), None)
    told = words if not said else words[:said]
    if said == 0:
        told = words[1 : 1 + _LONGEST_ATTRIBUTION]
        if told and told[0].form in {"to", "by"}:
            told = told[1:]
    named: list[Word] = []
    for word in told:
        if named and said is None and _parts(text, named[-1], word):
            break
        if word.form in PREPOSITIONS - {"of"} and named and not said:
            break
        if word.form not in _ASIDE | _NOBODY | _SAYING:
            named.append(word)
    kept = named[-_LONGEST_NAME:] if said else named[:_LONGEST_NAME]
    return " ".join(text[word.start : word.end] for word in kept)


def _parts(text: str, one: Word, other: Word) -> bool:
    """Whether a mark ends what two words belong to: "Mark Rutte, NATO's head"."""
    return any(mark in text[one.end : other.start] for mark in ",;:(\n")
