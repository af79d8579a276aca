"""A chat message → the clauses that may be questions of their own. One pass, linear in its length.

Chat has few capitals and full stops, so that a clause may also begin at a line, at "and
how many …", or where a second question plainly starts: "when was it how many came".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.chat.chat_words import (
    AUXILIARIES,
    CONNECTORS,
    EMBEDDING,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECTS,
)
from knowledge.lexicon import NUMBER_ABBREVIATIONS, TITLE_ABBREVIATIONS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WORD = re.compile(r"[\w'’ʼ]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
# The marks that open a quotation, and what closes it; the apostrophe of "can't" closes nothing.
_MARKS = {
    mark: re.compile(closing)
    for mark, closing in (
        ("“", "”"),
        ("„", "[“”]"),
        ("«", "»"),
        ("‹", "›"),
        ('"', '"'),
        ("‘", r"’(?!\w)"),
        ("'", r"'(?!\w)"),
    )
}
_LONGEST_QUOTATION = 1_000
# Months of languages that write "23. Juni".
_MONTHS_ABROAD = frozenset(
    """
    januar jänner februar märz april mai juni juli august september oktober november dezember
    januari februari mars maj augusti december marts oktober desember
    """.split()
)
# Of more words than this nothing is a request: no need to look at all of them.
_LONGEST_REQUEST = 15
_BREAKS = re.compile(r"[?!.…;\n؟？！。]")
_TRAILING = " \t\r\n,;:–—-&+/"
# The second mark of "what??" belongs to nothing that follows.
_LEADING = _TRAILING + "?!.…؟？！。"
# After a comma these go on about what stands before it.
_RELATIVE = frozenset({"which", "who", "whose", "whom"})
# What says how much is asked: "how many", but not "how to".
_HOW = frozenset("many much long old far often big".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a message: its form, case-folded and without apostrophes, and its place."""

    form: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Return the words of a message."""
    found = []
    for match in _WORD.finditer(text):
        form = match[0].casefold().translate(_APOSTROPHES)
        if form:
            found.append(Word(form, match.start(), match.end()))
    return found


def quotations(text: str) -> list[Span]:
    """Return the quoted stretches, marks included, in order. None lies within another."""
    found = []
    place = 0
    while place < len(text):
        closing = _MARKS.get(text[place])
        if closing is None or (text[place] in "'‘" and place and text[place - 1].isalnum()):
            place += 1
            continue
        end = _closing(text, place, closing)
        if end < 0:
            place += 1
            continue
        found.append(Span(place, end))
        place = end
    return found


def _closing(text: str, start: int, closing: re.Pattern[str]) -> int:
    """Return the place after the mark that closes a quotation, -1 where none does."""
    found = closing.search(text, start + 2, start + _LONGEST_QUOTATION)
    return found.end() if found else -1


def opens(words: Sequence[Word], at: int) -> bool:
    """Whether a question may begin at a word, in the middle of a message."""
    form = words[at].form
    if form in QUESTION_WORDS:
        return True
    following = words[at + 1].form if at + 1 < len(words) else ""
    if form in PREPOSITIONS:
        return following in QUESTION_WORDS
    return form in AUXILIARIES and following in SUBJECTS


def asks(words: Sequence[Word]) -> bool:
    """Whether a clause has a question word, or begins as a question does."""
    return any(word.form in QUESTION_WORDS for word in words) or (
        bool(words) and words[0].form in AUXILIARIES
    )


def is_asked(text: str) -> bool:
    """Whether a text asks in so many words: by a question mark, a question word, or its beginning.

    `interpret` takes what it doesn't know for a question; here that is none.
    """
    return any(mark in text for mark in "?？؟") or asks(words_of(text))


def clauses(text: str, is_known: Callable[[Sequence[Word]], bool]) -> list[Span]:
    """Cut a message into clauses: in order, trimmed, none without a letter or digit in it.

    `is_known` says whether a few words are a request of their own, so that "a summary
    and the quotes" are two.
    """
    quoted = quotations(text)
    found: list[Span] = []
    words = words_of(text)
    within = {place for span in quoted for place in range(span.start, span.end)}
    first = start = 0
    for border in [*_borders(text, words, quoted), len(text)]:
        last = first
        while last < len(words) and words[last].start < border:
            last += 1
        if last > first:
            plain = [word for word in words[first:last] if word.start not in within]
            found += _parted(text, Span(start, border), plain, is_known)
            start, first = border, last
    return found


def _borders(text: str, words: Sequence[Word], quoted: Sequence[Span]) -> list[int]:
    """Return where sentences end."""
    ends = {word.end: word for word in words}
    borders = []
    skip = iter(quoted)
    quotation = next(skip, None)
    for mark in _BREAKS.finditer(text):
        place = mark.start()
        while quotation is not None and quotation.end <= place:
            quotation = next(skip, None)
        if quotation is not None and quotation.start <= place:
            continue
        after = mark.end()
        if mark[0] in ".…;" and after < len(text) and not text[after].isspace():
            continue
        before = ends.get(place)
        if mark[0] == "." and before is not None and _abbreviates(before.form):
            continue
        if mark[0] == "." and before is not None and _is_day(text, before, after):
            continue
        borders.append(after)
    return borders


def _is_day(text: str, word: Word, after: int) -> bool:
    """Whether a full stop makes a number an ordinal: "am 23. Juni"."""
    if not (word.form.isdigit() and len(word.form) <= 2):
        return False
    following = _WORD.match(text, after + 1)
    return following is not None and following[0].casefold() in _MONTHS_ABROAD


def _abbreviates(form: str) -> bool:
    short = len(form) == 1 and form.isalpha()
    return short or form in TITLE_ABBREVIATIONS or form in NUMBER_ABBREVIATIONS


def _parted(
    text: str, span: Span, words: Sequence[Word], is_known: Callable[[Sequence[Word]], bool]
) -> list[Span]:
    """Cut one sentence where a second question or request begins."""
    starts = [span.start]
    ends = []
    first = 0
    # What stands before a cut must be a question or request itself.
    asking = False
    for at in range(1, len(words)):
        before = words[at - 1]
        asking = asking or before.form in QUESTION_WORDS or words[first].form in AUXILIARIES
        gap = text[before.end : words[at].start]
        linked = before.form in CONNECTORS
        # The clause before, without what links the two.
        last = at - 1 if linked else at
        if last == first:
            continue
        if linked or "&" in gap:
            cut = (opens(words, at) or is_known(words[at : at + _LONGEST_REQUEST])) and (
                asking or (last - first < _LONGEST_REQUEST and is_known(words[first:last]))
            )
        elif "," in gap:
            cut = asking and opens(words, at) and words[at].form not in _RELATIVE
        else:
            cut = asking and before.form not in EMBEDDING and _restarts(words, at, first)
        if cut:
            ends.append(words[last - 1].end)
            starts.append(words[at].start)
            first, asking = at, False
    ends.append(span.end)
    pieces = [_trimmed(text, Span(*pair)) for pair in zip(starts, ends, strict=True)]
    return [piece for piece in pieces if any(c.isalnum() for c in piece.of(text))]


def _restarts(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether a question begins at a word though nothing parts it from the one before."""
    if at - first < 3 or at + 1 >= len(words) or words[at].form not in QUESTION_WORDS:
        return False
    following = words[at + 1].form
    return following in AUXILIARIES or (words[at].form in {"how", "hw"} and following in _HOW)


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start] in _LEADING:
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return Span(start, end)
