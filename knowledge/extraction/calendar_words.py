"""Days, weeks, months and years in a text, told from the day it was written where need be.

"On Tuesday", "last month", "vor zwei Wochen" mean something only from a reference day: the
publication of an article, the day a question was asked. What each means here:

- A weekday alone is the nearest one at or before the reference day, or at or after it where
  the verb is about what is to come ("will meet on Tuesday"). That is how news is written: the
  AP Stylebook has a weekday's name stand for days within seven of publication, today's
  included, and leaves the direction to the tense.
- "last Tuesday" is the latest one before the reference day and "next Tuesday" the first
  after it, both without that day itself. Some say "last Tuesday" for the one of the week
  before; the nearer one is the commoner meaning, and the same one for four days of seven.
- "this Tuesday" and "Tuesday last week" stand in that week. Weeks begin on Monday (ISO 8601).
- "last week", "this month", "next year" are the whole of it. "The last two weeks" are those
  up to the reference day. "Two weeks ago" is a whole week: nobody counts days by weeks.
- "June 23" and "in March" have no year of their own, and none is invented: `first` is then
  None. A weekday beside it ("Tuesday, June 23") settles it; so do "last March" and "next".

Without a reference day what leans on one is found all the same, and not resolved. One pass
over the words; only at a word of the calendar are its neighbours looked at.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.calendar_days import day_of, month_of, unit_of, year_of
from knowledge.extraction.calendar_tables import LONGEST_PHRASE, table
from knowledge.extraction.calendar_text import CLAUSE, Words
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.extraction.calendar_days import Days


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: its place, and the days it stands for.

    `first` and `last` are both included; None where the reference day or the year is
    unknown. `month` (1 to 12) and `day` are what a date says of them in words, with a year
    or without; 0 where it says nothing.
    """

    span: Span
    first: dt.date | None = None
    last: dt.date | None = None
    month: int = 0
    day: int = 0

    @property
    def iso(self) -> str | None:
        """The days as ISO 8601 writes them: a day, a month, a year, or ``first/last``."""
        if self.first is None or self.last is None:
            return None
        if self.first == self.last:
            return self.first.isoformat()
        if (self.first, self.last) == month_of(self.first.year, self.first.month):
            return self.first.isoformat()[:7]
        if (self.first, self.last) == year_of(self.first.year):
            return self.first.isoformat()[:4]
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


# Its first and last word, and the date.
_Found = tuple[int, int, Dated]


class _Reader(Words):
    """The dates in one stretch of text, read from left to right."""

    def dated(self, first: int, last: int, days: Days | None, **more: int) -> Dated:
        """Make a date of the words from `first` to `last`."""
        start, end = days or (None, None)
        return Dated(Span(self.places[first][0], self.places[last][1]), start, end, **more)

    def read(self) -> Iterator[Dated]:
        """Yield the dates in order, none inside another."""
        heads, past = self.table.heads, 0
        telling = [a for a, form in enumerate(self.forms) if form in heads or form[0].isdigit()]
        for at in telling:
            if at >= past:
                found = self._read(at)
                if found is not None and found[0] >= past:
                    past = found[1] + 1
                    yield found[2]

    def _read(self, at: int) -> _Found | None:
        """Return the date that has its main word here."""
        form = self.forms[at]
        found: _Found | None = None
        if form[0].isdigit():
            found = self._numeric(at)
        elif form in self.table.days:
            found = self._day(at)
        elif form in self.table.weekdays:
            found = self._weekday(at)
        elif form in self.table.months:
            found = self._in_month(at)
        if found is None and form in self.table.units:
            found = self._whole(at)
        return found

    def _numeric(self, at: int) -> _Found | None:
        marks = self.gap(at + 1), self.gap(at + 2)
        one, two, three = (self.number(at + i) for i in range(3))
        if marks == ("-", "-") and self.year(at):
            day = day_of(one, two, three)
        elif marks in {(".", "."), ("/", "/")} and self.year(at + 2):
            # 3/4/2026 is another day in London than in New York.
            american = marks[0] == "/" and two > 12
            if marks[0] == "/" and one <= 12 and two <= 12 and one != two:
                return None
            day = day_of(three, one, two) if american else day_of(three, two, one)
        else:
            return self._year_alone(at)
        return None if day is None else (at, at + 2, self.dated(at, at + 2, (day, day)))

    def _year_alone(self, at: int) -> _Found | None:
        year = self.year(at)
        if (
            not year
            or self.form(at - 1) not in self.table.within
            or self.form(at + 1) in {"percent", "per"}
        ):
            return None
        sign, then = self.after(at)[:1], self.after(at)[1:]
        if sign == "%" or sign.isalnum() or (sign in {".", ","} and then.isdigit()):
            return None
        return at, at, self.dated(at, at, year_of(year))

    def _day(self, at: int) -> _Found | None:
        phrases = self.table.days[self.form(at)]
        for first in range(max(0, at + 1 - LONGEST_PHRASE), at + 1):
            offset = phrases.get(" ".join(self.forms[first : at + 1]))
            if offset is None or (first == at and self._is_morning(at)):
                continue
            last = at + (self.form(at + 1) in self.table.parts)
            return first, last, self.dated(first, last, unit_of("day", self.reference, offset))
        return None

    def _is_morning(self, at: int) -> bool:
        """Whether the word for tomorrow is the morning: "am Morgen", "por la mañana"."""
        if self.form(at) == "mañana":
            return self.form(at - 1) in {"la", "de"}
        return self.form(at) == "morgen" and at > 0 and self.text[self.places[at][0]].isupper()

    def _weekday(self, at: int) -> _Found | None:
        if self.form(at - 1) in self.table.habit:
            return None
        day = self.table.weekdays[self.form(at)]
        last = at + (self.form(at + 1) in self.table.parts)
        dated = self._dated_weekday(at, last, day)
        if dated is not None:
            return dated
        week = self._week_beside(at, last)
        if week is not None:
            first, last, step = week
            days = unit_of("week", self.reference, step)
            one = None if days is None else days[0] + dt.timedelta(day)
            return first, last, self.dated(first, last, None if one is None else (one, one))
        pointed = self.pointed(at)
        first, end = (pointed[1], max(last, pointed[2])) if pointed else (at, last)
        found = None
        if self.reference is not None:
            back = (self.reference.weekday() - day) % 7
            if pointed is None:
                ahead = back and self.is_ahead(at)
                shift = 7 - back if ahead else -back
            else:
                shift = {-1: -(back or 7), 0: day - self.reference.weekday(), 1: 7 - back}[
                    pointed[0]
                ]
            found = unit_of("day", self.reference, shift)
        return first, end, self.dated(first, end, found)

    def _dated_weekday(self, at: int, last: int, day: int) -> _Found | None:
        """Read "Tuesday, June 23": one date, and the weekday may settle the year."""
        for start in (last + 1, last + 2):
            if self.form(start) not in self.table.months:
                continue
            found = self._in_month(start)
            if found is None or found[0] not in {last + 1, last + 2} or not found[2].day:
                return None
            one, reference = found[2], self.reference
            days: Days | None = None
            if one.first is not None and one.last is not None:
                if one.first.weekday() != day:
                    return None  # "last Friday, June 23, 2026": two dates
                days = one.first, one.last
            elif reference is not None:
                years = range(reference.year - 3, reference.year + 4)
                fitting = [
                    d for y in years if (d := day_of(y, one.month, one.day)) and d.weekday() == day
                ]
                if fitting:
                    settled = min(fitting, key=lambda d: abs(d - reference))
                    days = settled, settled
            return at, found[1], self.dated(at, found[1], days, month=one.month, day=one.day)
        return None

    def _week_beside(self, at: int, last: int) -> tuple[int, int, int] | None:
        """Find the week that a weekday is in: "Tuesday of last week", "last week on Tuesday"."""
        units, little = self.table.units, self.table.little
        after = last + 1 + (self.form(last + 1) in little)
        inside = CLAUSE.isdisjoint(self.gap(last + 1))
        if inside and self.steps(after) is not None and units.get(self.form(after + 1)) == "week":
            return at, after + 1, self.table.steps[self.form(after)]
        before = at - 1 - (self.form(at - 1) in little)
        step = self.steps(before - 1)
        inside = CLAUSE.isdisjoint(self.gap(before + 1))
        if inside and step is not None and units.get(self.form(before)) == "week":
            return before - 1, last, step
        return None

    def _in_month(self, at: int) -> _Found | None:
        month = self.table.months[self.form(at)]
        day, first, last = self._day_beside(at)
        after = last + 1
        if self.form(after) in {"de", "del", "of"} and self.year(after + 1):
            after += 1
        year = self.year(after) if self.gap(after).strip() in {"", ".", ","} else 0
        if year:
            last = after
            if not day:
                # "5 March 2025" has a day; "March, 2025" and "March 2025" have none.
                return first, last, self.dated(first, last, month_of(year, month))
            one = day_of(year, month, day)
            if one is None:
                return None
            return first, last, self.dated(first, last, (one, one), month=month, day=day)
        if day:
            known = day_of(2000, month, day) is not None
            dated = self.dated(first, last, None, month=month, day=day)
            return (first, last, dated) if known else None
        pointed = self.pointed(at)
        if pointed is not None:
            step, first, last = pointed
            return first, last, self.dated(first, last, self._pointed_month(month, step))
        if self.form(at) in self.table.short or not self._is_bare_month(at):
            return None
        return at, at, self.dated(at, at, None, month=month)

    def _day_beside(self, at: int) -> tuple[int, int, int]:
        """Return the day of the month beside its name, 0 for none, and the words of both."""
        before = at - 1
        if self.form(before) in {"of", "de"}:
            before -= 1
        if 1 <= self.number(before) <= 31 and self.gap(before + 1).strip() in {"", "."}:
            return self.number(before), before, at
        if self.table.language == "en" and self.gap(at + 1).strip() in {"", "."}:
            day = self.number(at + 1)
            if 1 <= day <= 31 and self.after(at + 1)[:1] not in {"%", ":"}:
                return day, at, at + 1
        return 0, at, at

    def _pointed_month(self, month: int, step: int) -> Days | None:
        """Return such a month before the reference's, after it, or of its year."""
        if self.reference is None:
            return None
        year, now = self.reference.year, self.reference.month
        if step < 0:
            year -= month >= now
        elif step > 0:
            year += month <= now
        days = unit_of("year", self.reference, year - self.reference.year)
        return days and month_of(year, month)

    def _is_bare_month(self, at: int) -> bool:
        """Whether a month's name is one here: "in May", not "may" nor "the march"."""
        before = self.form(at - 1)
        if before not in self.table.within:
            return False
        # "the end of march": readers leave out capitals, and "in march" is a month still.
        capital = self.text[self.places[at][0]].isupper()
        return capital or before == "in" or self.table.language != "en"

    def _whole(self, at: int) -> _Found | None:
        unit = self.table.units[self.form(at)]
        counted = self._ago(at, unit)
        if counted is not None:
            return counted
        pointed = self.pointed(at)
        if pointed is None or unit == "day":
            return None
        step, first, last = pointed
        after = last + 1 + (self.form(last + 1) in self.table.little)
        on_a_day = unit == "week" and self.form(after) in self.table.weekdays
        if on_a_day and CLAUSE.isdisjoint(self.gap(last + 1)):
            return None  # "last week on Tuesday" is read at its weekday
        if self.form(first - 1) in {"a", "every"}:
            return None
        return first, last, self.dated(first, last, unit_of(unit, self.reference, step))

    def _ago(self, at: int, unit: str) -> _Found | None:
        """Read "two weeks ago", "hace dos semanas", "in the last ten days"."""
        count = self.count(at - 1)
        if not count or unit == "weekend":
            return None
        behind, before = self.form(at + 1) in self.table.ago, self.form(at - 2) in self.table.back
        if behind or before:
            first, last = (at - 1, at + 1) if behind else (at - 2, at)
            return first, last, self.dated(first, last, unit_of(unit, self.reference, -count))
        if self.steps(at - 2) == -1:
            # Rounded: the last two months are the last sixty days.
            size = {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
            days = unit_of("day", self.reference, -count * size)
            spanned = days and self.reference and (days[0], self.reference)
            return at - 2, at, self.dated(at - 2, at, spanned or None)
        return None


def find_dates(
    text: str, span: Span, language: str = "en", reference: dt.date | None = None
) -> Iterator[Dated]:
    """Yield the dates in a stretch of text, in order, none inside another.

    `language` is an ISO 639-1 code; of one that has no table here only months and weekdays
    are known. `reference` is the day the text was written, None where that is unknown.
    """
    yield from _Reader(text, span, table(language), reference).read()
