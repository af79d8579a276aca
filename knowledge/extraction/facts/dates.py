"""The dates of a sentence as facts: calendar words, years, spans of years, decades."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.calendar_days import nearest
from knowledge.extraction.calendar_tables import table
from knowledge.extraction.calendar_words import find_dates
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.calendar_words import Dated

# A day without a year is of the year in which it is nearest to the publication, if that is
# beyond doubt: the next nearest is then more than twice as far.
_SURE_DAYS = 120
_MID_MONTH = 15
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEARS = re.compile(
    rf"\b(?:between\s|from\s|zwischen\s|von\s)?(?P<one>{_YEAR})\s?(?P<join>-|–|to|and|bis|und)\s?"
    rf"(?P<two>{_YEAR}|\d\d)\b(?![%\d])"
)
# Years, and dates in digits.
_NUMERIC = re.compile(r"\d{4}|\d[./]\d")
_DECADE = re.compile(r"\b(?P<decade>(?:1[5-9]|20)\d0)(?:s|er)\b(?:[-\s]Jahren?)?")
_MAY = {"may"}
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
    dated = [
        Fact(FactKind.DATE, _widened(lower, one.span), span, _iso(one, published))
        for one in find_dates(text, span, language, published)
        if not any(made.span.meets(one.span) for made in spans)
    ]
    return sorted([*spans, *dated], key=lambda fact: fact.span)


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


def _iso(dated: Dated, published: dt.date | None) -> str | None:
    if dated.iso is not None or not dated.month:
        return dated.iso
    day = dated.day or _MID_MONTH
    sure = nearest(dated.month, day, published) if published else None
    if sure is not None and published and abs((sure - published).days) <= _SURE_DAYS:
        return sure.isoformat() if dated.day else sure.isoformat()[:7]
    return f"--{dated.month:02d}-{dated.day:02d}" if dated.day else f"--{dated.month:02d}"
