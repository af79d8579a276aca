"""Local days and times as moments: exactly one a day, whatever the clocks do.

A time that the clocks jump over (02:30 on a spring night) means the first moment that there
is after it; one that they show twice (02:30 in autumn) means the first of the two. Python's
`fold` (PEP 495) tells the two apart.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.digests.plan import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.digests.plan import Digest, Target, When

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name. Raises ValueError for none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name[:60]!r} is no time zone; one is named like Europe/Kyiv") from None


def moment(day: dt.date, time: dt.time, where: ZoneInfo) -> dt.datetime | None:
    """Return when the clocks there first show at least this time on this day, in UTC.

    None where that day has no such moment: the few days that zones have left out, or a time
    in a gap that ends the day.
    """
    local = dt.datetime.combine(day, time, where)
    first = local.astimezone(dt.UTC)
    if first.astimezone(where).replace(tzinfo=None) == local.replace(tzinfo=None):
        return first
    found = _after_gap(local, where)
    return found if found.astimezone(where).date() == day else None


def _after_gap(local: dt.datetime, where: ZoneInfo) -> dt.datetime:
    """Return the first moment after the gap that a local time is in."""
    # Read with the offset of after the change it is a moment before it, and the other way round.
    before = local.replace(fold=1).astimezone(dt.UTC)
    after = local.replace(fold=0).astimezone(dt.UTC)
    old = before.astimezone(where).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(where).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def due(when: When, day: dt.date) -> dt.datetime | None:
    """Return when a digest is due on a local day, in UTC; None where it isn't.

    In quiet hours it is due at their end, which may be on the next day.
    """
    if day.weekday() not in when.days:
        return None
    where = zone(when.zone)
    if when.quiet is None:
        return moment(day, when.time, where)
    begin, end = when.quiet
    if begin <= end:
        until = end if begin <= when.time < end else when.time
        return moment(day, until, where)
    if when.time >= begin:
        return moment(day + _DAY, end, where)
    return moment(day, max(when.time, end), where)


def moments(
    when: When, after: dt.datetime, until: dt.datetime
) -> Iterator[tuple[dt.date, dt.datetime]]:
    """Yield the local days that are due after one moment and until another, each with its moment.

    In order of the days; both moments are aware.
    """
    where = zone(when.zone)
    # Quiet hours put a slot off by a day at most, and so much is a day's end apart from another's.
    day = after.astimezone(where).date() - 2 * _DAY
    last = until.astimezone(where).date() + _DAY
    while day <= last:
        at = due(when, day)
        if at is not None and after < at <= until:
            yield day, at
        day += _DAY


def slots(digest: Digest, target: Target, after: dt.datetime, until: dt.datetime) -> Iterator[Slot]:
    """Yield a digest's slots in one place that are due after one moment and until another.

    In order of their local days; both moments are aware.
    """
    when = digest.when_at(target)
    for day, at in moments(when, after, until):
        yield Slot(digest.name, target.chat_id, target.thread, day, when.time, at)
