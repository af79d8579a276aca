"""What of digests is due where: until when each is planned, and since when a place gets it.

Both only ever grow, so that no slot is planned twice: what was planned until a moment isn't
looked at again, and a place has no slots from before it got the digest.
"""

from __future__ import annotations

import itertools
import json
import math
from functools import partial
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.state.contents import put_number
from bot.state.part import Part
from bot.state.tables import agenda, setting
from bot.state.times import milliseconds, moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.digests.plan import Slot
    from bot.state.keys import Key

_CURSOR: Final = "digest cursor "
_AT_ONCE: Final = 100
"""Slots of one transaction."""
# Written out, as the outbox's are: a digest to ten thousand subscribers runs them as often.
_BEGIN_PLACE: Final = "INSERT OR IGNORE INTO agenda (digest, place, at) VALUES (?, ?, ?)"
# Who gets it was looked up before: its reader may have ended it, or been forgotten, since.
_BEGIN_READER: Final = (
    "INSERT OR IGNORE INTO agenda (digest, place, at) SELECT ?, ?, ?"
    " WHERE EXISTS (SELECT 1 FROM subscriber WHERE digest = ? AND user = ?)"
)
_PLAN: Final = (
    "INSERT OR IGNORE INTO slot (digest, place, day, time, due, state, body)"
    " SELECT ?, ?, ?, ?, ?, 'planned', ? WHERE NOT EXISTS"
    " (SELECT 1 FROM slot WHERE digest = ? AND place = ? AND day = ? AND state != 'skipped')"
    # Its reader may have ended it since who gets it was looked up.
    " AND EXISTS (SELECT 1 FROM agenda WHERE digest = ? AND place = ?)"
)


class Agenda(Part):
    """What is planned of digests. Synchronous; every method may raise StoreError."""

    def cursor(self, digest: str) -> dt.datetime | None:
        """Return until when a digest's slots have been planned; None for a new one."""
        query = sa.select(setting.c.number).where(setting.c.name == _CURSOR + digest)
        with self._database.read() as connection:
            at = connection.execute(query).scalar_one_or_none()
        return None if at is None else moment(at)

    def since(self, digest: str, chat_id: int, thread: int | None) -> dt.datetime | None:
        """Return since when a digest goes to a place; None for never yet."""
        place = place_mark(self._key, chat_id, thread)
        query = sa.select(agenda.c.at).where(agenda.c.digest == digest, agenda.c.place == place)
        with self._database.read() as connection:
            at = connection.execute(query).scalar_one_or_none()
        return None if at is None else moment(at)

    def plan(
        self,
        digest: str,
        places: Iterable[tuple[int, int | None]],
        due: Iterable[Slot],
        until: dt.datetime,
        *,
        readers: Collection[int] = (),
        begun: bool = False,
        more: bool = False,
    ) -> int | None:
        """Plan what is due until a moment; return how many slots are new.

        None, and nothing is kept, where it has `begun`, so that it was planned before, and was
        ended since. Where `more` is due until then, of another call, it doesn't count as planned.

        `places` are those that the digest goes to, as chat and topic, and of which this may not
        know yet: one that is new here has no slots from before `until`. A place that has had the
        digest on that local day already, or may yet, gets no second one, whatever its hour is now.
        Of `readers`, private chats that have subscribed, those who have ended that meanwhile stay
        out.
        """
        at = milliseconds(until)
        rows = list(self._rows(digest, due))
        made = 0
        while len(rows) > _AT_ONCE:
            # Readers' rows are written in between: ten thousand at once take seconds.
            made += self._writer.write(partial(_plan, rows[:_AT_ONCE]))
            del rows[:_AT_ONCE]
        marks = {place_mark(self._key, chat, thread): chat for chat, thread in places}
        fresh = [(digest, mark, at) for mark, chat in marks.items() if chat not in readers]
        theirs = [
            (digest, mark, at, digest, self._user(chat))
            for mark, chat in marks.items()
            if chat in readers
        ]

        def write(connection: sa.Connection) -> int | None:
            mine = sa.exists().where(setting.c.name == _CURSOR + digest)
            if begun and not connection.execute(sa.select(mine)).scalar():
                return None
            last = _plan(rows, connection) if rows else 0
            if fresh:
                connection.exec_driver_sql(_BEGIN_PLACE, fresh)
            if theirs:
                connection.exec_driver_sql(_BEGIN_READER, theirs)
            if not more:
                put_number(connection, _CURSOR + digest, at)
            return made + last

        # Last, so that what is interrupted is planned again; twice plans nothing twice.
        return self._writer.write(write)

    def _rows(self, digest: str, due: Iterable[Slot]) -> Iterator[tuple[object, ...]]:
        """Yield those slots as rows whose places have had the digest since before them."""
        coming = iter(due)
        while some := [
            (place_mark(self._key, one.chat_id, one.thread), one)
            for one in itertools.islice(coming, _AT_ONCE)
        ]:
            query = sa.select(agenda.c.place, agenda.c.at).where(
                agenda.c.digest == digest, agenda.c.place.in_([place for place, _ in some])
            )
            with self._database.read() as connection:
                known = {row.place: row.at for row in connection.execute(query)}
            for place, one in some:
                if milliseconds(one.due) > known.get(place, math.inf):
                    yield self._row(place, one)

    def _row(self, place: bytes, one: Slot) -> tuple[object, ...]:
        due = milliseconds(one.due)
        body = self._key.encrypt(json.dumps({"chat": one.chat_id, "thread": one.thread}))
        day = one.day.isoformat()
        named = (one.digest, place, day)
        return (*named, one.time.isoformat("minutes"), due, body, *named, one.digest, place)


def begin_anew(
    connection: sa.Connection, key: Key, user_id: int, name: str, now: dt.datetime
) -> None:
    """Let a reader get a digest in private from now on, at another hour; within a transaction."""
    mine = (agenda.c.digest == name, agenda.c.place == place_mark(key, user_id, None))
    connection.execute(sa.update(agenda).where(*mine).values(at=milliseconds(now)))


def leave(connection: sa.Connection, key: Key, user_id: int, name: str = "") -> None:
    """Forget since when a reader gets a digest in private, "" for all; within a transaction."""
    mine = [agenda.c.place == place_mark(key, user_id, None)]
    if name:
        mine.append(agenda.c.digest == name)
    connection.execute(sa.delete(agenda).where(*mine))


def end(connection: sa.Connection, name: str) -> None:
    """Forget until when a digest was planned, and for which places; within a transaction.

    Another that gets its name begins anew.
    """
    connection.execute(sa.delete(agenda).where(agenda.c.digest == name))
    connection.execute(sa.delete(setting).where(setting.c.name == _CURSOR + name))


def place_mark(key: Key, chat_id: int, thread: int | None) -> bytes:
    """Return the hash by which slots know a place, a chat or a topic of it."""
    return key.digest("place", f"{chat_id}:{thread or 0}")


def _plan(rows: Sequence[tuple[object, ...]], connection: sa.Connection) -> int:
    """Insert slots, but for those whose place has had the digest on that day, or is to have it."""
    before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    connection.exec_driver_sql(_PLAN, list(rows))
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one() - before)
