"""When digests are due in all their places: reckoned once for all that share hour and zone.

Ten thousand subscribers share a handful of hours, and between two looks mostly none of them
comes: what a look costs then depends on the hours alone. Where some have come, gone or chosen
another hour since the last look, it costs as much as these.
"""

from __future__ import annotations

import datetime as dt
import threading
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
    """Plans what has become due. Blocking; threads take turns."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._turn = threading.Lock()
        self._sheets: dict[str, _Sheet] = {}

    def plan(self, digests: Collection[Digest], now: dt.datetime) -> dt.datetime | None:
        """Plan what has become due, and return when something will next; None: not in a week.

        Raises StoreError.
        """
        with self._turn:
            for ended in self._sheets.keys() - {digest.name for digest in digests}:
                del self._sheets[ended]  # another may get its name
            sheets = [self._catch_up(self._sheet(digest), now) for digest in digests]
            coming = [at for sheet in sheets if (at := sheet.next(now)) is not None]
            return min(coming, default=None)

    def rest(self) -> None:
        """Keep until when all is planned: nobody looks for a while. Raises StoreError."""
        with self._turn:
            for name, sheet in self._sheets.items():
                if sheet.cursor is not None and sheet.kept != sheet.cursor:
                    self._slots.plan(name, (), (), sheet.cursor, begun=True)
                    sheet.kept = sheet.cursor

    def _sheet(self, digest: Digest) -> _Sheet:
        sheet = self._sheets.get(digest.name)
        if sheet is not None and sheet.digest is digest:
            return sheet
        if sheet is None or self._slots.cursor(digest.name) is None:  # another has got its name
            sheet = self._sheets[digest.name] = _Sheet(digest)
        else:
            sheet.turn_to(digest)
        return sheet

    def _catch_up(self, sheet: _Sheet, now: dt.datetime) -> _Sheet:
        """Plan what a digest has become due for since it was planned last."""
        name = sheet.digest.name
        cursor = sheet.cursor or self._slots.cursor(name)
        found = [] if cursor is None else list(sheet.due(cursor, now))
        # An hour that is changed counts from here on, since it may have just gone by: the cursor
        # is kept then, for who looks after a crash.
        kept = sheet.kept or cursor
        if found or sheet.untold or kept is None or now - kept >= _CURSOR_STEP:
            untold = list(sheet.untold.values())
            planned = self._slots.plan(
                name,
                [(one.chat_id, one.thread) for one in untold],
                found,
                now,
                readers={one.chat_id for one in untold if one.subscribed},
                begun=cursor is not None,
            )
            if planned is None:  # it was ended; another that has its name begins anew
                sheet = self._sheets[name] = _Sheet(sheet.digest)
                return sheet
            sheet.untold.clear()
            cursor = sheet.kept = now
        sheet.cursor = now if cursor is None else max(cursor, now)
        return sheet


class _Sheet:
    """One digest's places by when they are due, and what is known to be planned of it.

    A place that is the same object as before is the same place at the same hour.
    """

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.cursor: dt.datetime | None = None
        """Until when nothing more is due."""
        self.kept: dt.datetime | None = None
        """What the slots have been told of that."""
        self.untold: dict[int, Target] = {}
        """Places that the slots haven't been told of, at this hour of theirs."""
        self._places: dict[int, tuple[Target, _Hour]] = {}
        self._hours: dict[tuple[dt.time | None, str], _Hour] = {}
        self.turn_to(digest)

    def turn_to(self, digest: Digest) -> None:
        """Take the digest as it is now: its hours, and who has come to it or left."""
        if digest.when != self.digest.when:
            self._places, self._hours = {}, {}
        self.digest = digest
        now = {id(target): target for target in digest.targets}
        for gone in self._places.keys() - now.keys():
            target, hour = self._places.pop(gone)
            del hour.targets[gone]
            if not hour.targets:
                del self._hours[target.time, target.zone]
        self.untold = {one: target for one, target in self.untold.items() if one in now}
        for new in now.keys() - self._places.keys():
            target = self.untold[new] = now[new]
            own = (target.time, target.zone)
            if own not in self._hours:
                self._hours[own] = _Hour(digest.when_at(target))
            self._hours[own].targets[new] = target
            self._places[new] = target, self._hours[own]

    def due(self, after: dt.datetime, until: dt.datetime) -> Iterator[Slot]:
        """Yield the slots of a stretch of time, hour by hour; see `calendar.slots`."""
        for hour in self._hours.values():
            for day, at in hour.due(after, until):
                for one in hour.targets.values():
                    yield Slot(self.digest.name, one.chat_id, one.thread, day, hour.when.time, at)

    def next(self, now: dt.datetime) -> dt.datetime | None:
        """Return when something is due next; None where that is more than a week ahead."""
        coming = [at for hour in self._hours.values() if (at := hour.next(now)) is not None]
        return min(coming, default=None)


class _Hour:
    """An hour, with whose it is, and what is known of when it comes next."""

    def __init__(self, when: When) -> None:
        self.when = when
        self.targets: dict[int, Target] = {}
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
