"""Which of an article's sentences can stand alone, and which lean on the one before.

A sentence out of its place must still say what it said there. "But he refused" does not:
who refused, and what, stands in the sentence before. Half a quotation puts words into
nobody's mouth, a question answers nothing, and what a desk or a caption says to the
reader is no part of the story.

What points back is a list of words for each language, in ``data/standing.txt``; where
there is no list, nothing is known to point back.
"""

from __future__ import annotations

import bisect
import enum
import functools
import re
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.index import ArticleIndex, SentenceIndex

_SHORTEST = 5  # tokens
# A quotation that goes on for longer was never closed.
_LONGEST_QUOTATION = 8  # sentences
_ENDS = frozenset(".!…。！؟۔։।॥")
_QUESTIONS = frozenset("?？؟;")
_CLOSING = "”\"'’»“)]}›"
_OPENING = "“\"'‘«„([{‹¿¡-–—•*· \t"
_BULLETS = frozenset("-–—•*·")
# "LONDON (Reuters) –", "(AP)", "PARIS —": what stands before an article's first word.
_DATELINE = re.compile(r"[^()\n]{0,60}\([^()\n]{2,40}\)\s*[-–—]*\s*|[A-Z][A-Z .,]{2,40} [-–—]+\s+")
_WORD = re.compile(r"\W*([^\W\d_]+)")
_MARKS = re.compile('["“”„«»‘’]')
_CLOSED_BY = {"“": "”", "”": "”", "„": "“”", "«": "»", "»": "«»", "‘": "’", '"': '"'}
# Marks that open a quotation anywhere, and those that do only where an opening one stands.
_ALWAYS_OPEN, _MAY_OPEN = "“„«", '»”"'
_DEEPEST = 4  # quotations within quotations


class Standing(enum.Enum):
    """Whether a sentence can be shown without the one before it."""

    ALONE = "alone"
    LEANS = "leans"
    NEVER = "never"


class _Words(NamedTuple):
    """A language's words; phrases are tuples of forms, kept under their first."""

    pronouns: frozenset[str]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    before: Mapping[str, tuple[tuple[str, ...], ...]]
    exceptions: Mapping[str, tuple[tuple[str, ...], ...]]
    asides: tuple[str, ...]
    first: frozenset[str]
    endings: frozenset[str]
    own: frozenset[str]


def _by_first(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        words = tuple(re.split(r"[\s-]+", phrase))
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


@functools.cache
def _lines() -> Mapping[tuple[str, str], tuple[str, ...]]:
    text = files("knowledge").joinpath("data/standing.txt").read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, rest = line.partition(": ")
            language, _, kind = head.partition(" ")
            found[language, kind] = tuple(word.strip() for word in rest.split(","))
    return found


@functools.cache
def _words(language: str) -> _Words:
    lines = _lines()
    pronouns, connectives, before, exceptions, asides, endings, own = (
        lines.get((language, kind), ())
        for kind in (
            "pronouns", "connectives", "before", "except", "asides", "endings", "own",
        )
    )  # fmt: skip
    phrases = _by_first((*pronouns, *connectives))
    leading = _by_first(before)
    return _Words(
        frozenset(p for p in pronouns if " " not in p and "-" not in p),
        phrases,
        leading,
        _by_first(exceptions),
        asides,
        frozenset(word.partition("'")[0] for word in (*phrases, *leading)),
        frozenset(endings),
        frozenset(own),
    )


def _matched(forms: Sequence[str], phrases: Mapping[str, tuple[tuple[str, ...], ...]]) -> int:
    """Return how many tokens the longest phrase takes that opens these, 0 for none."""
    if not forms:
        return 0
    longest = 0
    for phrase in phrases.get(forms[0], ()):
        if len(phrase) > longest and tuple(forms[: len(phrase)]) == phrase:
            longest = len(phrase)
    return longest


def points_back(forms: Sequence[str], language: str) -> bool:
    """Whether a sentence that opens with these forms (five are enough) leans on what is before."""
    words = _words(language)
    if not forms or forms[0].partition("'")[0] not in words.first:
        return False
    if _matched(forms, words.exceptions):
        return False
    bare = [form.partition("'")[0] for form in forms]
    if _matched(forms, words.phrases) or _matched(bare, words.phrases):
        return True
    led = _matched(forms, words.before)
    return bool(led) and len(bare) > led and bare[led] in words.pronouns


def _quotations(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[bool, int]]:
    """Return for each sentence whether it cuts a quotation, and where its first one closes.

    That is -1 where none does. A mark is told by what is beside it, so that a stray one,
    as in 5'10", costs its sentence and no more.
    """
    found = []
    opened = ""  # the marks that are open, outermost first
    since = 0
    before = 0
    for start, end in spans:
        # A new paragraph repeats the mark if its quotation goes on.
        if opened and (since >= _LONGEST_QUOTATION or "\n" in text[before:start]):
            opened = ""
        cut = bool(opened)
        first_closed = -1
        for match in _MARKS.finditer(text, start, end):
            place, mark = match.start(), match.group()
            left = text[place - 1] if place else " "
            right = text[place + 1] if place + 1 < len(text) else " "
            opens = not left.isalnum() and left not in ".,!?…" and not right.isspace()
            if mark in "‘’":
                if mark == "‘" and opens:
                    opened += mark
                elif mark == "’" and opened[-1:] == "‘" and not right.isalnum():
                    opened = opened[:-1]
                continue
            if opened and mark in _CLOSED_BY[opened[-1]] and not (opens and mark in _MAY_OPEN):
                opened = opened[:-1]
                if first_closed < 0:
                    first_closed = place
            elif mark in _ALWAYS_OPEN or (opens and mark in _MAY_OPEN):
                if opened[-1:] != mark:
                    opened = (opened + mark)[:_DEEPEST]
                elif place == start:
                    cut = False  # reopened
            else:
                cut = True
        found.append((cut or bool(opened), first_closed))
        since = since + 1 if opened else 0
        before = end
    return found


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a whole one that says something: no question, no item of a list."""
    last = end
    while last > start and text[last - 1] in _CLOSING:
        last -= 1
    if last == start or text[last - 1] not in _ENDS or text[last - 1] in _QUESTIONS:
        return False
    # In prose no space stands before a full stop; in headings set as sentences it does.
    if last - start < 2 or text[last - 2].isspace() or text[start] in _BULLETS:
        return False
    opening = text[start:end].lstrip(_OPENING)[:2]
    return bool(opening) and (not opening[0].islower() or opening[-1].isupper())


def _is_bare(text: str, start: int, end: int, *, cut: bool, closed: int) -> bool:
    """Whether a sentence is somebody's words and nothing else."""
    return text[start] in '"“„«»' and (closed == end - 1 or (cut and closed < 0))


def _is_unnamed(text: str, end: int, closed: int, words: _Words) -> bool:
    """Whether a pronoun says who said a sentence's quotation: "he said"."""
    following = _WORD.match(text, closed + 1, end) if closed >= 0 else None
    return following is not None and following.group(1).casefold() in words.pronouns


def _is_answer(index: ArticleIndex, sentence: SentenceIndex) -> bool:
    """Whether a sentence stands under a question, as an interview's answers do."""
    heading = index.section(index.outline.passages[sentence.sentence.passage]).heading_span
    return heading is not None and heading.of(index.article.text).rstrip()[-1:] in _QUESTIONS


def standings(index: ArticleIndex, sentences: Sequence[SentenceIndex]) -> list[Standing]:
    """Return what each of the article's sentences, all of them and in order, can do without."""
    text = index.article.text
    words = _words(index.language)
    lowered = text.lower()
    asides = [aside for aside in words.asides if aside in lowered]
    spans = [(s.sentence.span.start, s.sentence.span.end) for s in sentences]
    found: list[Standing] = []
    quoted = False
    for place, (sentence, (start, end), (cut, closed)) in enumerate(
        zip(sentences, spans, _quotations(text, spans), strict=True)
    ):
        bare = _is_bare(text, start, end, cut=cut, closed=closed)
        if bare and quoted and "\n" not in text[spans[place - 1][1] : start]:
            # "…," she said. "…": half of what somebody said is not what they said.
            found[-1] = Standing.NEVER
        quoted = closed >= 0
        aside = asides and any(a in text[start:end].lower() for a in asides)
        if cut or aside or sentence.length < _SHORTEST or not _is_prose(text, start, end):
            found.append(Standing.NEVER)
            continue
        tokens = index.passage(sentence.sentence.passage).tokens
        first = sentence.first
        if not place and (dateline := _DATELINE.match(text, start, end)):
            first = bisect.bisect_left(tokens.starts, dateline.end())
        opening = tokens.forms[first : min(sentence.last, first + 6)]
        forms = tokens.forms[first : sentence.last]
        outside = forms if closed < 0 else forms[:1]
        if not words.own.isdisjoint(outside) and _is_answer(index, sentence):
            found.append(Standing.NEVER)
            continue
        leans = (
            bare
            or points_back(opening, index.language)
            or _is_unnamed(text, end, closed, words)
            or (closed < 0 and not words.endings.isdisjoint(forms[-1:]))
        )
        found.append(Standing.LEANS if leans else Standing.ALONE)
    return found
