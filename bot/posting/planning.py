"""When digests are due in all their places: reckoned once for all that share hour and zone.

Ten thousand subscribers share a handful of hours, and between two looks mostly none of them
comes: what a look costs then depends on the hours alone.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from bot.digests.calendar import moments
from bot.digests.plan import Slot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.digests.plan import Digest, Target, When
    from bot.state.slots import Slots

_CURSOR_STEP: Final = dt.timedelta(minutes=5)
"""How far the kept cursor stays behind where nothing is due: planning twice plans nothing twice."""
_AHEAD: Final = dt.timedelta(days=8)
"""How far is looked ahead: every weekday, put off by quiet hours, is within it."""


class Planner:
    """Plans what has become due. Blocking; to be used by one thread at a time."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._sheets: dict[str, _Sheet] = {}
        self._cursors: dict[str, dt.datetime] = {}  # until when nothing more is due
        self._kept: dict[str, dt.datetime] = {}  # what the slots have been told of that
        self._places: dict[str, frozenset[tuple[int, int | None]]] = {}

    def plan(self, digests: Collection[Digest], now: dt.datetime) -> dt.datetime | None:
        """Plan what has become due, and return when something will next; None: not in a week.

        Raises StoreError.
        """
        soonest: dt.datetime | None = None
        for ended in self._sheets.keys() - {digest.name for digest in digests}:
            del self._sheets[ended]  # another may get its name
            self._begin_anew(ended)
        for digest in digests:
            sheet = self._sheets.get(digest.name)
            if sheet is None or sheet.digest is not digest:
                sheet = self._sheets[digest.name] = _Sheet(digest)
                if self._slots.cursor(digest.name) is None:  # another that has got its name
                    self._begin_anew(digest.name)
            self._catch_up(sheet, now)
            at = sheet.next(now)
            if at is not None and (soonest is None or at < soonest):
                soonest = at
        return soonest

    def _catch_up(self, sheet: _Sheet, now: dt.datetime) -> None:
        """Plan what a digest has become due for since it was planned last."""
        name, places = sheet.digest.name, sheet.places
        cursor = self._cursors.get(name) or self._slots.cursor(name)
        before = self._places.get(name)
        new = before is not places and before != places
        found = [] if cursor is None else list(sheet.due(cursor, now))
        if found or new or cursor is None or now - self._kept.get(name, cursor) >= _CURSOR_STEP:
            begun = cursor is not None
            planned = self._slots.plan(name, places, found, now, readers=sheet.readers, begun=begun)
            if planned is None:  # it was ended; another that has its name begins anew
                self._begin_anew(name)
                return
            cursor = self._kept[name] = now
        # An hour that is changed counts from here on: it may have just gone by.
        self._cursors[name] = max(cursor, now)
        self._places[name] = places

    def _begin_anew(self, name: str) -> None:
        """Know nothing of a digest that was ended."""
        for known in (self._cursors, self._kept, self._places):
            known.pop(name, None)


class _Sheet:
    """One digest's places by when they are due."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.places = frozenset((one.chat_id, one.thread) for one in digest.targets)
        self.readers = frozenset(one.chat_id for one in digest.targets if one.subscribed)
        own: dict[tuple[dt.time | None, str], _Hour] = {}
        hours: dict[When, _Hour] = {}
        self._targets: list[tuple[Target, _Hour]] = []
        for target in digest.targets:
            hour = own.get((target.time, target.zone))
            if hour is None:
                when = digest.when_at(target)
                hour = own[target.time, target.zone] = hours.setdefault(when, _Hour(when))
            self._targets.append((target, hour))
        self._hours = tuple(hours.values())

    def due(self, after: dt.datetime, until: dt.datetime) -> Iterator[Slot]:
        """Yield the slots of a stretch of time, place by place; see `calendar.slots`."""
        found = {hour: hour.due(after, until) for hour in self._hours}
        if not any(found.values()):
            return
        for target, hour in self._targets:
            for day, at in found[hour]:
                yield Slot(self.digest.name, target.chat_id, target.thread, day, hour.when.time, at)

    def next(self, now: dt.datetime) -> dt.datetime | None:
        """Return when something is due next; None where that is more than a week ahead."""
        coming = [at for hour in self._hours if (at := hour.next(now)) is not None]
        return min(coming, default=None)


class _Hour:
    """An hour, with what is known of when it comes next."""

    def __init__(self, when: When) -> None:
        self.when = when
        self._since: dt.datetime | None = None
        self._next: dt.datetime | None = None

    def due(self, after: dt.datetime, until: dt.datetime) -> list[tuple[dt.date, dt.datetime]]:
        """Return the days on which it comes after one moment and until another, and when."""
        if self._knows(after) and self._next is not None and until < self._next:
            return []
        return list(moments(self.when, after, until))

    def next(self, now: dt.datetime) -> dt.datetime | None:
        """Return when it comes next after this; None where that is more than a week ahead."""
        if not self._knows(now):
            self._since = now
            coming = (at for _, at in moments(self.when, now, now + _AHEAD))
            self._next = min(coming, default=None)
        return self._next

    def _knows(self, at: dt.datetime) -> bool:
        """Whether what comes next after this is known. A clock may have been set back."""
        since, until = self._since, self._next
        return since is not None and until is not None and since <= at < until
