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
from knowledge.chat.clauses import Word, quotations, words_of
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from knowledge.lexicon import CUES
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 4_096
"""Code points that are looked at: as many as one message has."""
_MOST_PIECES = 8
# An attribution has no more words than this, and the name in it no more than that.
_LONGEST_ATTRIBUTION = 15
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
    stands between. `around` is what was taken for an attribution, but for its verb, "" for
    nothing, and `speaker` who it says has said them, as it was written; "" for nobody. `signed`:
    nothing but a name tells that it is one.
    """

    pieces: tuple[Span, ...]
    joined: bool = False
    around: str = ""
    speaker: str = ""
    signed: bool = False


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
        spoken = any(word.form in _SAYING | GENUINE | REALLY for word in around)
        if len(around) <= (_LONGEST_ATTRIBUTION if spoken else _LONGEST_NAME):
            pieces = tuple(piece for span in quoted for piece in _pieces(text, span))
            lone = len(pieces) == len(quoted) > 1
            yield _attributed(text, pieces, around, marked=True, joined=lone)
        return
    for part in interpret(text).asked:
        if part.kind is Kind.QUOTE_CHECK and part.quoted is not None:
            before = words_of(text[: part.quoted.start])
            if len(before) <= _LONGEST_ATTRIBUTION:
                yield _attributed(text, _pieces(text, part.quoted), before)
    yield from _cut(text)


def _cut(text: str) -> Iterator[Pasted]:
    """Yield the readings without "Rutte:" before the words, or "Rutte said" after them."""
    colon = text.find(":")
    if colon > 0:
        before = words_of(text[:colon])
        if len(before) <= _LONGEST_NAME:
            yield _attributed(text, _pieces(text, Span(colon + 1, len(text))), before)
    for place in (max(text.rfind(mark) for mark in _SIGNING), text.rfind(",")):
        after = words_of(text[place:]) if place > 0 else []
        # Behind a comma a name alone is rather part of what was said.
        spoken = text[place : place + 1] != "," or any(w.form in _SAYING for w in after)
        if 0 < len(after) <= _LONGEST_ATTRIBUTION and spoken:
            after = [Word(word.form, word.start + place, word.end + place) for word in after]
            yield _attributed(text, _pieces(text, Span(0, place)), after)


def _attributed(
    text: str,
    pieces: tuple[Span, ...],
    around: Sequence[Word],
    *,
    marked: bool = False,
    joined: bool = False,
) -> Pasted:
    # Beside marks a few words are an attribution whatever they say.
    sure = marked and len(around) <= _LONGEST_NAME
    rest = [] if sure else [word for word in around if word.form not in _SAYING]
    written = " ".join(text[word.start : word.end] for word in rest)
    spoken = marked or any(word.form in _SAYING | GENUINE | REALLY for word in around)
    return Pasted(pieces, joined, written, _speaker(text, around), not spoken)


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
