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
_AT_ONCE: Final = 50
"""Slots that are planned at a time, as many as are posted then. Thousands of readers are due at one
moment: others ask meanwhile, and a channel's digest of a minute later isn't to wait for all."""
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

        Of each digest so many slots at a time: where there are more, the moment is `now`. Raises
        StoreError.
        """
        with self._turn:
            for ended in self._sheets.keys() - {digest.name for digest in digests}:
                del self._sheets[ended]  # another may get its name
            sheets = [self._catch_up(self._sheet(digest), now) for digest in digests]
            following = [at for sheet in sheets if (at := sheet.next(now)) is not None]
            return min(following, default=None)

    def rest(self) -> None:
        """Keep until when all is planned: nobody looks for a while. Raises StoreError."""
        with self._turn:
            for name, sheet in self._sheets.items():
                if sheet.cursor is not None and sheet.kept != sheet.cursor and not sheet.coming:
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
        if cursor is not None:
            sheet.coming += sheet.due(cursor, now)
            sheet.cursor = max(cursor, now)
        # An hour that is changed counts from here on, since it may have just gone by: the cursor
        # is kept then, for who looks after a crash.
        kept = sheet.kept or cursor
        if not (sheet.coming or sheet.untold or kept is None or now - kept >= _CURSOR_STEP):
            return sheet
        some, untold = sheet.coming[:_AT_ONCE], list(sheet.untold.values())
        more = len(some) < len(sheet.coming)
        planned = self._slots.plan(
            name,
            [(one.chat_id, one.thread) for one in untold],
            some,
            now,
            readers={one.chat_id for one in untold if one.subscribed},
            begun=cursor is not None,
            more=more,
        )
        if planned is None:  # it was ended; another that has its name begins anew
            sheet = self._sheets[name] = _Sheet(sheet.digest)
            return sheet
        del sheet.coming[: len(some)]
        sheet.untold.clear()
        sheet.cursor = max(sheet.cursor or now, now)
        if not more:
            sheet.kept = now
        return sheet


class _Sheet:
    """One digest's places by when they are due, and what is known to be planned of it.

    A place that is the same object as before is the same place at the same hour.
    """

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.cursor: dt.datetime | None = None
        """Until when it was looked what is due."""
        self.coming: list[Slot] = []
        """What of that is not planned yet."""
        self.kept: dt.datetime | None = None
        """Until when all is planned, as the slots have been told."""
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
        for one, target in now.items():
            if one not in self._places:
                own = (target.time, target.zone)
                if own not in self._hours:
                    self._hours[own] = _Hour(digest.when_at(target))
                self._hours[own].targets[one] = self.untold[one] = target
                self._places[one] = target, self._hours[own]

    def due(self, after: dt.datetime, until: dt.datetime) -> Iterator[Slot]:
        """Yield the slots of a stretch of time; see `calendar.slots`.

        The newsroom's own places come first: thousands of readers take minutes.
        """
        found = [(hour, list(hour.due(after, until))) for hour in self._hours.values()]
        for readers in (False, True):
            for hour, days in found:
                for day, at in days:
                    for one in hour.targets.values():
                        if one.subscribed is readers:
                            place = (one.chat_id, one.thread)
                            yield Slot(self.digest.name, *place, day, hour.when.time, at)

    def next(self, now: dt.datetime) -> dt.datetime | None:
        """Return when something is to be planned next; None: not within a week."""
        if self.coming:
            return now
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
