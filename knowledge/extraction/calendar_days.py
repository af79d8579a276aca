"""Days, weeks, months and years as ranges of days. Weeks begin on Monday, as in ISO 8601."""

from __future__ import annotations

import calendar
import datetime as dt

# Steps from the reference day beyond which nothing is meant by a date.
_FARTHEST = 10_000

# The first and the last day, both included.
Days = tuple[dt.date, dt.date]


def month_of(year: int, month: int) -> Days:
    """Return a month's days."""
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def year_of(year: int) -> Days:
    """Return a year's days."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _unit(unit: str, reference: dt.date, steps: int) -> Days:
    """Return the whole day, week, weekend, month or year so many steps from the reference's."""
    if unit == "day":
        day = reference + dt.timedelta(steps)
        return day, day
    if unit in {"week", "weekend"}:
        monday = reference + dt.timedelta(7 * steps - reference.weekday())
        return monday + dt.timedelta(5 if unit == "weekend" else 0), monday + dt.timedelta(6)
    if unit == "month":
        months = reference.year * 12 + reference.month - 1 + steps
        return month_of(months // 12, months % 12 + 1)
    return year_of(reference.year + steps)


def unit_of(unit: str, reference: dt.date | None, steps: int) -> Days | None:
    """Return the unit's days, None without a reference day or outside the calendar."""
    if reference is None or abs(steps) > _FARTHEST:
        return None
    try:
        return _unit(unit, reference, steps)
    except (ValueError, OverflowError):
        return None


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """Return a day of the calendar, None where there is no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, reference: dt.date) -> dt.date | None:
    """Return the day of this month nearest to the reference day, None if there is none."""
    years = (reference.year - 1, reference.year, reference.year + 1)
    days = [found for year in years if (found := day_of(year, month, day))]
    return min(days, key=lambda found: abs(found - reference), default=None)
