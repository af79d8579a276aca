"""The slots of digests: planned once, claimed by one, and queued together with their messages.

Every change of a slot is a compare-and-set in one transaction: it names the state that the slot
must be in, and its holder. Whoever comes second changes nothing and is told so. Times are
aware; what is kept counts Unix milliseconds.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.digests.plan import Slot
from bot.state.contents import put_number
from bot.state.delivery import insert_messages
from bot.state.rows import Posted, SlotRow
from bot.state.tables import agenda, posted, setting, slot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from concurrent.futures import Future

    from bot.message import Message
    from bot.state.keys import Key
    from bot.state.rows import Decision
    from bot.state.writer import Writer
    from knowledge.store.engine import Database

KEPT: Final = dt.timedelta(days=60)
"""How long a slot is kept once it is over."""
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
_DECIDE: Final = (
    "UPDATE slot SET state = ?, reason = ?, body = coalesce(?, body), until = coalesce(?, until),"
    " parts = ? WHERE number = ? AND state = 'claimed' AND holder = ?"
)
_LATEST: Final = 30
# What is skipped as it is due has no messages: one that has some was paused on its way out.
_PAUSED: Final = sa.and_(slot.c.state == "skipped", slot.c.parts > 0)
_UNTOLD: Final = (
    sa.or_(slot.c.state.in_(("uncertain", "failed")), _PAUSED),
    slot.c.reason == "",
)
_ANSWERABLE: Final = dt.timedelta(days=3)
"""How long an answer to the desk's message is understood: previews wait for a day at most."""


class Slots:
    """The rows of digests. Synchronous; every method may raise StoreError."""

    def __init__(
        self, database: Database, writer: Writer, key: Key, clock: Callable[[], dt.datetime]
    ) -> None:
        self._database = database
        self._writer = writer
        self._key = key
        self._clock = clock

    def cursor(self, digest: str) -> dt.datetime | None:
        """Return until when a digest's slots have been planned; None for a new one."""
        query = sa.select(setting.c.number).where(setting.c.name == _CURSOR + digest)
        with self._database.read() as connection:
            at = connection.execute(query).scalar_one_or_none()
        return None if at is None else _moment(at)

    def since(self, digest: str, chat_id: int, thread: int | None) -> dt.datetime | None:
        """Return since when a digest goes to a place; None for never yet."""
        place = self._place(chat_id, thread)
        query = sa.select(agenda.c.at).where(agenda.c.digest == digest, agenda.c.place == place)
        with self._database.read() as connection:
            at = connection.execute(query).scalar_one_or_none()
        return None if at is None else _moment(at)

    def plan(
        self,
        digest: str,
        places: Iterable[tuple[int, int | None]],
        due: Iterable[Slot],
        until: dt.datetime,
        *,
        readers: Collection[int] = (),
        begun: bool = False,
    ) -> int | None:
        """Plan what is due until a moment; return how many slots are new.

        None, and nothing is kept, where it has `begun`, so that it was planned before, and was
        ended since.

        `places` are all that the digest goes to, as chat and topic: one that is new here has no
        slots from before `until`. A place that has had the digest on that local day already, or
        may yet, gets no second one, whatever its hour is now. Of `readers`, private chats that have
        subscribed, those who have ended that meanwhile stay out.
        """
        at = _milliseconds(until)
        query = sa.select(agenda.c.place, agenda.c.at).where(agenda.c.digest == digest)
        with self._database.read() as connection:
            known: dict[bytes, int] = {row.place: row.at for row in connection.execute(query)}
        rows = [row for one in due if (row := self._row(one, known)) is not None]
        made = 0
        for start in range(0, len(rows), _AT_ONCE):
            # Readers' rows are written in between: ten thousand at once take seconds.
            made += self._writer.write(partial(_plan, rows[start : start + _AT_ONCE]))
        marks = {self._place(chat, thread): chat for chat, thread in places}
        fresh = [(digest, mark, at) for mark, chat in marks.items() if mark not in known]
        theirs = [
            (digest, mark, at, digest, self._key.digest("user", marks[mark]))
            for _, mark, _ in fresh
            if marks[mark] in readers
        ]
        fresh = [one for one in fresh if marks[one[1]] not in readers]

        def write(connection: sa.Connection) -> bool:
            mine = sa.exists().where(setting.c.name == _CURSOR + digest)
            if begun and not connection.execute(sa.select(mine)).scalar():
                return False
            if fresh:
                connection.exec_driver_sql(_BEGIN_PLACE, fresh)
            if theirs:
                connection.exec_driver_sql(_BEGIN_READER, theirs)
            put_number(connection, _CURSOR + digest, at)
            return True

        # Last, so that what is interrupted is planned again; twice plans nothing twice.
        return made if self._writer.write(write) else None

    def claim(self, holder: str, lease: dt.timedelta, most: int = 100) -> list[SlotRow]:
        """Take slots that are due and that nobody holds, oldest first, for so long."""
        now = _milliseconds(self._clock())
        free = sa.or_(
            slot.c.state == "planned", sa.and_(slot.c.state == "claimed", slot.c.until <= now)
        )
        wanted = sa.select(slot.c.number).where(free).order_by(slot.c.due).limit(most)

        def write(connection: sa.Connection) -> Sequence[sa.Row[Any]]:
            return connection.execute(
                sa.update(slot)
                .where(slot.c.number.in_(wanted))
                .values(state="claimed", holder=holder, until=now + _milliseconds(lease))
                .returning(slot)
            ).all()

        with self._database.read() as connection:
            if connection.execute(wanted.limit(1)).first() is None:
                return []  # most of the time: no write, no wait for the disk
        rows = sorted(self._writer.write(write), key=lambda row: (row.due, row.number))
        return [self._read(row) for row in rows]

    def next_lease(self) -> dt.datetime | None:
        """Return when the first claim runs out that others hold; None for no claim."""
        query = sa.select(sa.func.min(slot.c.until)).where(slot.c.state == "claimed")
        with self._database.read() as connection:
            at = connection.execute(query).scalar_one()
        return None if at is None else _moment(at)

    def decide(self, holder: str, decisions: Sequence[Decision]) -> Future[list[list[int] | None]]:
        """Carry out what was decided of claimed slots, all in one transaction.

        The result says of each which rows of the outbox its messages are, or None where the
        slot isn't this holder's any more: then nothing of it was put anywhere.
        """
        now = _milliseconds(self._clock())

        def write(connection: sa.Connection) -> list[list[int] | None]:
            return [self._carry_out(connection, holder, one, now) for one in decisions]

        return self._writer.submit(write)

    def reclaim(self, number: int, holder: str, lease: dt.timedelta) -> SlotRow | None:
        """Take a slot that waits for the desk; None where another has decided already."""
        now = _milliseconds(self._clock())

        def write(connection: sa.Connection) -> sa.Row[Any] | None:
            return connection.execute(
                sa.update(slot)
                .where(slot.c.number == number, slot.c.state == "previewed")
                .values(state="claimed", holder=holder, until=now + _milliseconds(lease))
                .returning(slot)
            ).one_or_none()

        row = self._writer.write(write)
        return None if row is None else self._read(row)

    def change(self, number: int, payload: Mapping[str, object]) -> bool:
        """Change what a slot holds while it waits for the desk; False where it doesn't."""
        body = self._encrypt(payload)

        def write(connection: sa.Connection) -> bool:
            where = (slot.c.number == number, slot.c.state == "previewed")
            return bool(connection.execute(sa.update(slot).where(*where), {"body": body}).rowcount)

        return self._writer.write(write)

    def unanswered(self) -> list[SlotRow]:
        """Return the slots that have waited for the desk long enough, oldest first."""
        now = _milliseconds(self._clock())
        query = sa.select(slot).where(slot.c.state == "previewed", slot.c.until <= now)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due)).all()
        return [self._read(row) for row in rows]

    def get(self, number: int) -> SlotRow | None:
        """Return a slot by its number."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(slot).where(slot.c.number == number)).one_or_none()
        return None if row is None else self._read(row)

    def latest(
        self, digest: str, chat_id: int, thread: int | None, most: int = _LATEST
    ) -> list[SlotRow]:
        """Return what a digest was in one place, the latest first."""
        query = sa.select(slot).where(
            slot.c.digest == digest, slot.c.place == self._place(chat_id, thread)
        )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due.desc()).limit(most)).all()
        return [self._read(row) for row in rows]

    def listed(self, since: dt.datetime) -> list[SlotRow]:
        """Return the slots that were due since then, oldest first."""
        query = sa.select(slot).where(slot.c.due >= _milliseconds(since))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due, slot.c.number)).all()
        return [self._read(row) for row in rows]

    def posts(self, number: int) -> list[Posted]:
        """Return what became of a slot's messages, in their order."""
        mine = (posted.c.slot == number, posted.c.part >= 0)
        query = sa.select(posted).where(*mine).order_by(posted.c.part)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Posted(row.part, row.state, row.message) for row in rows]

    def control(self, number: int) -> int:
        """Return the message that the desk last got to decide of a slot with, 0 for none."""
        mine = (posted.c.slot == number, posted.c.part < 0)
        query = sa.select(posted.c.message).where(*mine).order_by(posted.c.part).limit(1)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar() or 0)

    def controlled(self, message_id: int) -> list[SlotRow]:
        """Return the slots of the last days that a message at the desk is to decide of.

        Messages of other chats may have its number; where the desk is isn't asked here.
        """
        joined = sa.join(slot, posted, sa.and_(posted.c.slot == slot.c.number, posted.c.part < 0))
        since = _milliseconds(self._clock() - _ANSWERABLE)
        # Who answers at once is heard before it is on the disk that the message has arrived.
        self._writer.settle()
        wanted = (posted.c.message == message_id, slot.c.due >= since)
        with self._database.read() as connection:
            rows = connection.execute(sa.select(slot).select_from(joined).where(*wanted)).all()
        return [self._read(row) for row in rows]

    def posted_on(self, chat_id: int, thread: int | None, day: dt.date) -> int:
        """Return how many digests a place has had on a local day, or is about to have."""
        query = (
            sa.select(sa.func.count())
            .select_from(slot)
            .where(
                slot.c.place == self._place(chat_id, thread),
                slot.c.day == day.isoformat(),
                slot.c.state.in_(("queued", "sent", "uncertain")),
            )
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def troubled(self, most: int = 100) -> list[SlotRow]:
        """Return slots that are uncertain or failed, or skipped once their messages were queued.

        And of which nobody was told yet.
        """
        query = sa.select(slot).where(*_UNTOLD)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due).limit(most)).all()
        return [self._read(row) for row in rows]

    def tell(self, numbers: Sequence[int], reason: str, messages: Sequence[Message]) -> list[int]:
        """Note that trouble with slots was told by these messages; return their numbers.

        None of it where another process has told of one: the others are found again.
        """
        now = _milliseconds(self._clock())
        untold = (slot.c.number.in_(numbers), *_UNTOLD)

        def write(connection: sa.Connection) -> list[int]:
            found = connection.execute(sa.select(slot.c.number).where(*untold)).all()
            if len(found) != len(numbers):
                return []
            connection.execute(sa.update(slot).where(*untold), {"reason": reason})
            return insert_messages(connection, self._key, messages, now)

        return self._writer.write(write)

    def correct(
        self, row: SlotRow, payload: Mapping[str, object], messages: Sequence[Message]
    ) -> list[int]:
        """Keep what a posted slot holds now, with the edits that make it so; return their numbers.

        Nothing where another process has changed it since it was read.
        """
        now, body = _milliseconds(self._clock()), self._encrypt(payload)
        mine = slot.c.number == row.number

        def write(connection: sa.Connection) -> list[int]:
            kept = connection.execute(sa.select(slot.c.body).where(mine)).scalar_one_or_none()
            text = None if kept is None else self._key.decrypt(kept)
            if text is None or json.loads(text) != row.payload:
                return []
            connection.execute(sa.update(slot).where(mine), {"body": body})
            return insert_messages(connection, self._key, messages, now)

        return self._writer.write(write)

    def retry(self, reason: str, since: dt.datetime) -> int:
        """Plan anew what was skipped for a reason and was due since then; return how many."""

        def write(connection: sa.Connection) -> int:
            return connection.execute(
                sa.update(slot)
                .where(
                    slot.c.state == "skipped",
                    slot.c.reason == reason,
                    slot.c.due >= _milliseconds(since),
                )
                .values(state="planned", reason="")
            ).rowcount

        return self._writer.write(write)

    def purge(self) -> int:
        """Delete the slots that are long over; return how many."""
        before = _milliseconds(self._clock() - KEPT)

        def write(connection: sa.Connection) -> int:
            old = sa.select(slot.c.number).where(slot.c.due < before)
            connection.execute(sa.delete(posted).where(posted.c.slot.in_(old)))
            return connection.execute(sa.delete(slot).where(slot.c.due < before)).rowcount

        return self._writer.write(write)

    def forget(self, connection: sa.Connection, user_id: int) -> None:
        """Delete what a reader got in private, and since when; within a transaction."""
        place = self._place(user_id, None)
        mine = sa.select(slot.c.number).where(slot.c.place == place)
        connection.execute(sa.delete(posted).where(posted.c.slot.in_(mine)))
        connection.execute(sa.delete(slot).where(slot.c.place == place))
        connection.execute(sa.delete(agenda).where(agenda.c.place == place))

    def _carry_out(
        self, connection: sa.Connection, holder: str, decision: Decision, now: int
    ) -> list[int] | None:
        body = None if decision.payload is None else self._encrypt(decision.payload)
        until = None if decision.until is None else _milliseconds(decision.until)
        parts = len(decision.messages) if decision.state == "queued" else 0
        changed = connection.exec_driver_sql(
            _DECIDE,
            (decision.state, decision.reason, body, until, parts, decision.number, holder),
        )
        if not changed.rowcount:
            return None
        messages = (*decision.messages, *decision.asides)
        return insert_messages(connection, self._key, messages, now)

    def _row(self, one: Slot, known: Mapping[bytes, int]) -> tuple[object, ...] | None:
        """Return a slot as a row, None where its place is new."""
        place, due = self._place(one.chat_id, one.thread), _milliseconds(one.due)
        if place not in known or due <= known[place]:
            return None
        body = self._encrypt({"chat": one.chat_id, "thread": one.thread})
        day = one.day.isoformat()
        named = (one.digest, place, day)
        return (*named, one.time.isoformat("minutes"), due, body, *named, one.digest, place)

    def _read(self, row: sa.Row[Any]) -> SlotRow:
        text = self._key.decrypt(row.body)
        payload: dict[str, Any] = {"chat": 0, "thread": None} if text is None else json.loads(text)
        one = Slot(
            row.digest,
            payload["chat"],
            payload["thread"],
            dt.date.fromisoformat(row.day),
            dt.time.fromisoformat(row.time),
            _moment(row.due),
        )
        return SlotRow(row.number, one, row.state, row.reason, row.parts, payload)

    def _encrypt(self, payload: Mapping[str, object]) -> bytes:
        return self._key.encrypt(json.dumps(payload))

    def _place(self, chat_id: int, thread: int | None) -> bytes:
        return _place(self._key, chat_id, thread)


def leave(connection: sa.Connection, key: Key, user_id: int, name: str = "") -> None:
    """Forget since when a reader gets a digest in private, "" for all; within a transaction."""
    mine = [agenda.c.place == _place(key, user_id, None)]
    if name:
        mine.append(agenda.c.digest == name)
    connection.execute(sa.delete(agenda).where(*mine))


def end(connection: sa.Connection, name: str) -> None:
    """Forget until when a digest was planned, and for which places; within a transaction.

    Another that gets its name begins anew.
    """
    connection.execute(sa.delete(agenda).where(agenda.c.digest == name))
    connection.execute(sa.delete(setting).where(setting.c.name == _CURSOR + name))


def _place(key: Key, chat_id: int, thread: int | None) -> bytes:
    return key.digest("place", f"{chat_id}:{thread or 0}")


def _plan(rows: Sequence[tuple[object, ...]], connection: sa.Connection) -> int:
    """Insert slots, but for those whose place has had the digest on that day, or is to have it."""
    before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    connection.exec_driver_sql(_PLAN, list(rows))
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one() - before)


def _milliseconds(when: dt.datetime | dt.timedelta) -> int:
    seconds = when.total_seconds() if isinstance(when, dt.timedelta) else when.timestamp()
    return round(seconds * 1000)


def _moment(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
