"""The dates of a sentence as facts: calendar words, years, spans of years, decades."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.calendar_days import day_of, nearest
from knowledge.extraction.calendar_tables import table
from knowledge.extraction.calendar_words import find_dates
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.calendar_words import Dated

# A day without a year is of the year in which it is nearest to the publication, if that is
# beyond doubt: the next nearest is then twice as far, and the nearest lies ahead only where
# the sentence says "will" or the like.
_SURE_DAYS = 120
_MID_MONTH = 15
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEARS = re.compile(
    rf"\b(?:between\s|from\s|zwischen\s|von\s)?(?P<one>{_YEAR})\s?(?P<join>-|–|to|and|bis|und)\s?"
    rf"(?P<two>{_YEAR}|\d\d)\b(?![%\d])"
)
# Years, and dates in digits.
_NUMERIC = re.compile(r"\d(?:\d{3}|[./]\d)")
_DECADE = re.compile(r"\b(?P<decade>(?:1[5-9]|20)\d0)(?:s|er)\b(?:[-\s]Jahren?)?")
_MAY = {"may"}
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(
    r"(?:\b(?:early|late|mid|the\s(?:end|start|beginning|middle)\sof|anfang|mitte|ende)[\s-])$"
)


@functools.cache
def _gates(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the units of time, what makes them dates, and what is a date by itself."""
    known = table(language)
    units = frozenset(known.units)
    pointers = frozenset(known.steps) | known.ago | known.back
    return units, pointers, known.heads - units


@functools.cache
def _ahead(language: str) -> frozenset[str]:
    """Return the words that make a sentence one about what is to come."""
    return table(language).ahead - {"to", "set", "plans", "expected", "scheduled"}


def may_have(text: str, forms: AbstractSet[str], language: str, *, digit: bool) -> bool:
    """Whether a sentence with these words in lower case may hold a date."""
    if digit and _NUMERIC.search(text) is not None:
        return True
    units, pointers, heads = _gates(language)
    if not units.isdisjoint(forms) and not pointers.isdisjoint(forms):
        return True
    named = forms & heads
    # "It may rain": no month.
    return bool(named) and (named != _MAY or language != "en" or "May" in text)


def find(text: str, lower: str, span: Span, language: str, published: dt.date | None) -> list[Fact]:
    """Return a stretch's dates in order, none inside another."""
    spans = _spans_of_years(lower, span) if _NUMERIC.search(lower) else []
    ahead = published is not None and not _ahead(language).isdisjoint(_LETTERS.findall(lower))
    dated = [
        Fact(
            FactKind.DATE,
            _widened(lower, one.span),
            span,
            _iso(one, published, ahead=ahead, since=_follows_since(lower, one.span)),
        )
        for one in find_dates(text, span, language, published)
        if not any(made.span.meets(one.span) for made in spans)
    ]
    return sorted([*spans, *dated], key=lambda fact: (fact.span.start, fact.span.end))


def _spans_of_years(lower: str, span: Span) -> list[Fact]:
    found = []
    for match in _YEARS.finditer(lower, span.start, span.end):
        one, two = match["one"], match["two"]
        two = two if len(two) == 4 else one[:2] + two
        spaced = lower[match.start("join") - 1].isspace()
        word = match["join"].isalpha()
        between = match.group().startswith(("between", "zwischen"))
        begun = between or match.group().startswith(("from", "von"))
        if word and (not spaced or not begun or (match["join"] in {"and", "und"}) != between):
            continue
        if int(one) < int(two):
            place = Span(*match.span())
            found.append(Fact(FactKind.DATE, place, place, f"{one}/{two}"))
    for match in _DECADE.finditer(lower, span.start, span.end):
        place = Span(*match.span())
        first = int(match["decade"])
        found.append(Fact(FactKind.DATE, place, place, f"{first}/{first + 9}"))
    return found


def _widened(lower: str, span: Span) -> Span:
    """Return the date with "the end of", "early" before it."""
    base = max(0, span.start - 18)
    part = _PARTS.search(lower[base : span.start])
    return Span(base + part.start(), span.end) if part else span


def _iso(dated: Dated, published: dt.date | None, *, ahead: bool, since: bool) -> str | None:
    """Return a date's value.

    `ahead` says that its sentence is about what is to come, `since` that "since" stands
    before it.
    """
    if dated.iso is not None or not dated.month:
        return dated.iso
    day = dated.day or _MID_MONTH
    if published and since:
        # "Since January": the last one.
        passed = (dated.month, day) <= (published.month, published.day)
        sure = day_of(published.year - (not passed), dated.month, day)
        return None if sure is None else _written(sure, dated)
    sure = nearest(dated.month, day, published) if published else None
    if sure is not None and published:
        far = (sure - published).days
        # The month of publication may lie on either side of its middle.
        this_month = not dated.day and dated.month == published.month
        if abs(far) <= _SURE_DAYS and (this_month or (far > 0) == ahead or far == 0):
            return _written(sure, dated)
    return f"--{dated.month:02d}-{dated.day:02d}" if dated.day else f"--{dated.month:02d}"


def _follows_since(lower: str, span: Span) -> bool:
    return lower.endswith(("since ", "seit "), 0, span.start)


def _written(day: dt.date, dated: Dated) -> str:
    return day.isoformat() if dated.day else day.isoformat()[:7]
