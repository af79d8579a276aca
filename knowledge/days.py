"""The days that an article and a question speak of, as terms that can meet.

"On Tuesday" in an article and "17 November 2026" in a question have no word in common. So a
date in an article stands for terms of its own, told from its publication: the day, the day
without a year, the week and the month that it is in. A question's date stands for those it
can be answered by, each with a quality in (0, 1]: less where the article is vaguer. Such a
term begins with "@", which no word of a text does.
"""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.calendar_days import nearest
from knowledge.extraction.calendar_words import Dated, find_dates
from knowledge.matching import Standing
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.questions.question import Query

# What "last week" and "in November" are worth to a question about one day in them.
_OF_A_WEEK = 0.6
_OF_A_MONTH = 0.4
# "At the weekend" means each of its days; a longer stretch means none of them.
_FEW_DAYS = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """A date in a question, and the terms that answer to it with their quality in (0, 1]."""

    span: Span
    terms: Mapping[str, float]


def _week(day: dt.date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _days(dated: Dated) -> list[dt.date]:
    """Return the single days that a date means, [] for a longer stretch."""
    if dated.first is None or dated.last is None:
        return []
    many = (dated.last - dated.first).days + 1
    return [dated.first + dt.timedelta(n) for n in range(many)] if many <= _FEW_DAYS else []


def _is_week(dated: Dated) -> bool:
    return (
        dated.first is not None
        and dated.last is not None
        and dated.first.weekday() == 0
        and (dated.last - dated.first).days == 6
    )


def _settled(dated: Dated, published: dt.date) -> Dated:
    """Give a date without a year the nearest one: enough to be found by, never shown."""
    if dated.first is not None or not dated.month:
        return dated
    day = nearest(dated.month, dated.day or 15, published)
    if day is None:
        return dated
    return Dated(dated.span, day, day, dated.month, dated.day)


def _told(dated: Dated, published: dt.date) -> list[str]:
    """Return the terms that a date in an article stands for."""
    found = _settled(dated, published)
    if dated.month and not dated.day and found.first is not None:
        return [f"@{found.first:%Y-%m}", f"@--{found.first:%m}"]
    days = _days(found)
    if days:
        terms = [term for day in days for term in (f"@{day.isoformat()}", f"@--{day:%m-%d}")]
        return [*terms, f"@<{_week(days[0])}", f"@<{days[0]:%Y-%m}", f"@<--{days[0]:%m}"]
    iso = found.iso
    if iso is None or found.first is None:
        return []
    if _is_week(found):
        return [f"@{_week(found.first)}"]
    if len(iso) == len("2026-11"):
        return [f"@{iso}", f"@--{iso[5:]}"]
    return [f"@{iso}"] if len(iso) == len("2026") else []


def _wanted(dated: Dated) -> dict[str, float]:
    """Return the terms that can answer to a date in a question."""
    days = _days(dated)
    if days:
        vaguer = {f"@{_week(days[0])}": _OF_A_WEEK, f"@{days[0]:%Y-%m}": _OF_A_MONTH}
        return {f"@{day.isoformat()}": 1.0 for day in days} | vaguer
    iso = dated.iso
    if iso is None or dated.first is None:
        if dated.day:
            return {
                f"@--{dated.month:02d}-{dated.day:02d}": 1.0,
                f"@--{dated.month:02d}": _OF_A_MONTH,
            }
        month = f"--{dated.month:02d}"
        return {f"@{month}": 1.0, f"@<{month}": 1.0} if dated.month else {}
    if _is_week(dated):
        week = _week(dated.first)
        return {f"@{week}": 1.0, f"@<{week}": 1.0, f"@{dated.first:%Y-%m}": _OF_A_MONTH}
    if len(iso) == len("2026-11"):
        return {f"@{iso}": 1.0, f"@<{iso}": 1.0}
    return {f"@{iso}": 1.0, iso: 1.0} if len(iso) == len("2026") else {}


def tell(
    text: str, spans: Sequence[Span], language: str, published: dt.date
) -> dict[Span, list[str]]:
    """Return the terms of the dates in each of some sentences, for those that have any.

    The sentences are in order; they are read together, since that is cheaper.
    """
    found: dict[Span, list[str]] = {}
    if not spans:
        return found
    starts = [span.start for span in spans]
    whole = Span(spans[0].start, spans[-1].end)
    for dated in find_dates(text, whole, language, published):
        home = spans[bisect.bisect_right(starts, dated.span.start) - 1]
        if home.covers(dated.span):
            found.setdefault(home, []).extend(_told(dated, published))
    return found


def seek(text: str, language: str, asked: dt.date | None) -> tuple[Sought, ...]:
    """Return the dates in a question, told from the day it was asked where need be."""
    found = find_dates(text, Span(0, len(text)), language, asked)
    return tuple(Sought(d.span, terms) for d in found if (terms := _wanted(d)))


def join(
    query: Query, standing: Standing, sought: Sequence[Sought], frequencies: Mapping[str, int]
) -> Standing:
    """Let the article's dates stand for the words of the question's.

    `frequencies` tells which terms of dates the articles have.
    """
    same: dict[str, Mapping[str, float]] = dict(standing.same)
    for one in sought:
        met = {term: quality for term, quality in one.terms.items() if frequencies.get(term)}
        if not met:
            continue
        tokens = query.tokens
        for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True):
            if term in same and one.span.covers(Span(start, end)):
                same[term] = {**met, **same[term]}
    return Standing(same, standing.kin)
