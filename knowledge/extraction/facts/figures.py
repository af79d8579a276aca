"""The figures of one sentence: numbers, money, shares, lengths of time, dates, ranks.

A sentence is looked at only where it has a digit or a word of number; there every figure
is read from its first word on, so the time is linear in the sentence.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.facts import bounds, dates, ranks, shares
from knowledge.extraction.facts.counted import counted, of_which
from knowledge.extraction.facts.numbers import read_quantity, starts
from knowledge.extraction.facts.words import figure_words
from knowledge.gazetteer import KNOWN_PLACES
from knowledge.model import Bound, Fact, FactKind, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.facts.numbers import Quantity

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S+")
_DIALLED = re.compile(r"(?<![\w.,$€£])[+(]?\d[\d()/ \u00a0–-]{5,30}\d(?![\w%])")
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+ ?[–-] ?\d+")
# "Buses 4, 9 and 27", "rooms 12 to 14": what they are called, and nothing counted.
_NUMBERED = re.compile(
    r"\b(?:(?:bus|tram|train)?(?:routes?|lines?|services?)|bus(?:es)?|trams?|rooms?|rows?|pages?"
    r"|platforms?|gates?|lanes?|junctions?|games?|chapters?|articles?|wards?|zones?|units?"
    r"|(?:bus|tram|straßenbahn)?linien?|seiten?|gleise?|räume?|reihen?)"
    r"\s\d{1,4}(?:,\s\d{1,4})*(?:,?\s(?:and|or|to|und|oder|bis)\s\d{1,4})?\b(?![.,]?\d|%)",
    re.IGNORECASE,
)
# A longer word before a number is cut: only its kind matters.
_LONGEST_WORD = 40
_HYPHENED = re.compile(r"-([^\W\d_]{3,})(?!-old)\b")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_STREET = re.compile(
    r" [A-Z][\w’-]+ (?:Street|St|Avenue|Ave|Road|Rd|Lane|Square|Drive|Boulevard)\b"
)
_AGE_LIMIT = 120
# "over four years" is how long it took, not that it took longer.
_DURING = ("over ", "under ", "über ", "unter ")
_BEFORE_YEARS = frozenset("the its this their of from by since for".split())
_BETWEEN = ("between ", "zwischen ")
_AND = re.compile(r",?\s(?:(?:and|und)\s)?")
_SHARE_OF = re.compile(
    r"(?:\sof)?\s(GDP|(?:the\s)?(?:country’s\s)?(?:economy|population|vote|total))\b"
)
_KINDS = {
    "percent": FactKind.PERCENT,
    "money": FactKind.MONEY,
    "currencies": FactKind.MONEY,
    "durations": FactKind.DURATION,
    "measures": FactKind.NUMBER,
    "signed": FactKind.NUMBER,
    "ages": FactKind.NUMBER,
    "": FactKind.NUMBER,
}
# In seconds; a month has 30 days where it must be told with days.
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One sentence as it is read: its place, in lower case, and what no figure may touch."""

    text: str
    lower: str
    span: Span
    language: str
    taken: Sequence[Span]

    def is_free(self, start: int, end: int) -> bool:
        if not self.taken:
            return True
        at = bisect.bisect_right(self.taken, Span(start, 10**9))
        return not (
            (at and self.taken[at - 1].end > start)
            or (at < len(self.taken) and self.taken[at].start < end)
        )


def find_in(
    text: str, sentence: Span, language: str = "en", published: dt.date | None = None
) -> tuple[Fact, ...]:
    """Return the dates, figures and ranks of one sentence, in order, none inside another.

    They have no subjects yet. `published` is the day that "last Tuesday" is told from.
    """
    raw = sentence.of(text)
    lower = raw.lower()
    if len(lower) != len(raw):
        lower = raw  # "İ" has two small letters
    words = figure_words(language)
    has_digit = _DIGIT.search(raw) is not None
    forms = set(_LETTERS.findall(lower))
    numbered = has_digit or not words.heads.isdisjoint(forms)
    dated = dates.may_have(raw, forms, language, digit=has_digit)
    if not numbered and not dated:
        return ()
    # Places in `lower` are those in the sentence; they are moved at the end.
    within = Span(0, len(raw))
    found: list[Fact] = []
    if dated:
        found = dates.find(raw, lower, within, language, published)
    if numbered:
        closed = sorted([*(fact.span for fact in found), *_closed(raw, has_digit=has_digit)])
        stretch = _Stretch(raw, lower, within, language, closed)
        found = _merged(found, list(_figures(stretch, forms)))
    moved = sentence.start
    return tuple(
        Fact(
            fact.kind,
            Span(fact.span.start + moved, fact.span.end + moved),
            sentence,
            fact.value,
            fact.unit,
            bound=fact.bound,
        )
        for fact in found
    )


def _merged(found: Sequence[Fact], more: Sequence[Fact]) -> list[Fact]:
    """Join facts in order; of two that meet the one that begins first stays, the longer one."""
    joined: list[Fact] = []
    for fact in sorted([*found, *more], key=lambda f: (f.span.start, -f.span.end)):
        if not joined or fact.span.start >= joined[-1].span.end:
            joined.append(fact)
    return joined


def _closed(raw: str, *, has_digit: bool) -> Iterator[Span]:
    """Yield what holds no figure: addresses of pages and people, telephone numbers, names."""
    if "/" in raw or "@" in raw or "www." in raw:
        for match in _ADDRESS.finditer(raw):
            word = match.group()
            if "://" in word or "www." in word or "@" in word or ("/" in word and "." in word[:-1]):
                yield Span(*match.span())
    if has_digit:
        for match in _NUMBERED.finditer(raw):
            yield Span(*match.span())
        for match in _DIALLED.finditer(raw):
            dialled = match.group()
            digits = sum(c.isdigit() for c in dialled)
            if (
                7 <= digits <= 15
                and not _GROUPED.fullmatch(dialled)
                and (dialled[0] in "+(0" or dialled.count("-") > 1)
            ):
                yield Span(*match.span())


def _figures(stretch: _Stretch, forms: AbstractSet[str]) -> Iterator[Fact]:
    lower, language = stretch.lower, stretch.language
    text, end = stretch.text, stretch.span.end
    special = [
        *ranks.find(text, lower, forms, language),
        *shares.find(text, lower, forms, language),
    ]
    special.sort(key=lambda fact: (fact.span.start, fact.span.end))
    waiting = past = 0
    for start in [*starts(text, lower, forms, language), end]:
        while waiting < len(special) and special[waiting].span.start <= start + 1:
            fact = special[waiting]
            waiting += 1
            if fact.span.start >= past and stretch.is_free(fact.span.start, fact.span.end):
                yield fact
                past = fact.span.end
        if start < past or start == end:
            continue
        quantity = read_quantity(lower, start, end, language)
        if quantity is None or not stretch.is_free(start, quantity.end):
            continue
        figure = _figure(stretch, quantity, past)
        past = quantity.end
        if figure is not None:
            yield figure
            past = max(past, figure.span.end)


def _figure(stretch: _Stretch, first: Quantity, least: int) -> Fact | None:
    """Make a fact of the quantity that begins here, with its bound, its range and its unit."""
    lower, language, stop = stretch.lower, stretch.language, stretch.span.end
    bound, start = bounds.bound_before(lower, first.start, least, language)
    end, value, main = first.end, first.value, first
    pair: tuple[float, float] | None = None
    other = bounds.second(lower, first, stop, language, between=bound is Bound.RANGE)
    if other is not None and stretch.is_free(other.start, other.end):
        low, high = bounds.together(first, other)
        if low != high:
            way = bounds.moved(lower, start, 0, low, high, language)
            if high > low or way is not Bound.RANGE:
                main = other if other.unit else first
                pair, bound, end = (min(low, high), max(low, high)), way, other.end
    elif bound is Bound.RANGE:
        bound, start = Bound.EXACT, first.start
    if main.section == "durations" and lower.startswith(_DURING, start):
        bound, start = Bound.EXACT, first.start
    if bound is Bound.EXACT:
        bound, end = bounds.bound_after(lower, end, stop, language)
    made = pair if pair is not None else value
    if main.section == "durations" and pair is None:
        made, end, main = _with_smaller(stretch, first, end)
    return _of_kind(stretch, Span(start, end), first, main, made, bound)


def _of_kind(
    stretch: _Stretch,
    span: Span,
    first: Quantity,
    main: Quantity,
    value: float | tuple[float, float],
    bound: Bound,
) -> Fact | None:
    text, lower = stretch.text, stretch.lower
    kind, unit = _KINDS[main.section], main.unit
    if main.section == "signed" and "£" in text:
        kind = FactKind.MONEY
    elif main.section == "signed":
        unit = lower[span.start : span.end].split()[-1]
    if kind is FactKind.PERCENT:
        of = _SHARE_OF.match(text, span.end) if unit == "%" else None
        span = Span(span.start, of.end() if of else span.end)
    if main.unit:
        return Fact(kind, span, span, value, unit, bound=bound)
    return _bare(stretch, span, first, value, bound)


def _bare(
    stretch: _Stretch,
    span: Span,
    first: Quantity,
    value: float | tuple[float, float],
    bound: Bound,
) -> Fact | None:
    """Make a fact of a number without a unit: an age, a year, a count, or a number alone."""
    text, lower, language = stretch.text, stretch.lower, stretch.language
    words = figure_words(language)
    previous = _previous(text, span.start)
    follows = lower[span.end : span.end + 12].split()[:1]
    if follows and follows[0].strip(",;)") in words.section("clock"):
        return None
    if previous.casefold() in words.section("aged") or _is_age(stretch, span, first):
        return Fact(FactKind.NUMBER, span, span, value, "years old", bound=bound)
    hyphened = _HYPHENED.match(lower, span.end)
    if hyphened and not isinstance(value, tuple):
        unit = hyphened[1]
        if unit in words.section("grammar"):
            return None  # "two-and-a-half"
        section, known = words.units.get(unit, ("", unit))
        kind = FactKind.DURATION if section == "durations" else FactKind.NUMBER
        return Fact(kind, Span(span.start, hyphened.end()), span, value, known, bound=bound)
    year = first.digits and first.scale == 1 and not isinstance(value, tuple)
    year = year and _YEAR.fullmatch(lower, first.start, first.end) is not None
    if year and previous.casefold() in _BEFORE_YEARS:
        return Fact(FactKind.DATE, span, span, str(int(first.plain)))
    beyond = of_which(lower, span.end, len(lower), language)
    one = value == 1
    noun = counted(text, lower, beyond, len(lower), language, one=one)
    if noun is not None:
        if language != "de" and _is_model(span.start, previous, words.section("grammar")):
            return None
        whole = Span(span.start, beyond)
        return Fact(FactKind.NUMBER, whole, span, value, noun.of(text), bound=bound)
    if year:
        return Fact(FactKind.DATE, span, span, str(int(first.plain)))
    score = bound is Bound.RANGE and not lower.startswith(_BETWEEN, span.start)
    lone = score or not (first.digits or first.scale > 1) or first.plain < 0
    if lone or (previous[:1].isupper() and previous not in KNOWN_PLACES):
        return None  # a score, "one thing", "Boeing 737"
    if text[span.end : span.end + 1] in {"-", "–", "’"} or _STREET.match(text, span.end):
        return None
    if span.start == 0 and text[span.end : span.end + 2] in {". ", ") "}:
        return None  # a list's number
    return Fact(FactKind.NUMBER, span, span, value, "", bound=bound)


def _previous(text: str, start: int) -> str:
    """Return the word before a place, "" where none stands right before it."""
    if not start or text[start - 1] not in " \u00a0":
        return ""
    before = text[max(0, start - _LONGEST_WORD) : start - 1].replace("\u00a0", " ")
    return before.rpartition(" ")[2].lstrip('“"„«(')


def _is_model(start: int, previous: str, grammar: Mapping[str, str]) -> bool:
    """Whether a number belongs to the name before it: "Boeing 737 jets"."""
    if not previous[:1].isupper() or previous in KNOWN_PLACES:
        return False
    opens = start - 1 - len(previous) == 0
    return not opens and previous[-1].isalnum() and previous.casefold() not in grammar


def _is_age(stretch: _Stretch, span: Span, first: Quantity) -> bool:
    """Whether a number stands behind a name between commas: "Per Strand, 52, said"."""
    text = stretch.text
    if not first.digits or first.scale != 1 or not 0 < first.plain < _AGE_LIMIT:
        return False
    if text[span.start - 2 : span.start] != ", " or text[span.end : span.end + 1] not in {",", "."}:
        return False
    name = re.search(r"([\w’'-]+)$", text[max(0, span.start - 32) : span.start - 2])
    return name is not None and name[1][:1].isupper() and text[span.end : span.end + 2] != ",0"


def _with_smaller(stretch: _Stretch, first: Quantity, end: int) -> tuple[float, int, Quantity]:
    """Add the smaller unit that follows: "two hours and 24 minutes" are 144 minutes."""
    lower, language = stretch.lower, stretch.language
    link = _AND.match(lower, end)
    if link is None or first.unit not in _SECONDS:
        return first.value, end, first
    other = read_quantity(lower, link.end(), len(lower), language)
    if other is None or _SECONDS.get(other.unit, 10**9) >= _SECONDS[first.unit]:
        return first.value, end, first
    value = first.value * _SECONDS[first.unit] / _SECONDS[other.unit] + other.value
    return round(value, 6), other.end, other
