"""The slots of digests: planned once, claimed by one, and queued together with their messages.

Every change of a slot is a compare-and-set in one transaction: it names the state that the slot
must be in, and its holder. Whoever comes second changes nothing and is told so. Times are
aware; what is kept counts Unix milliseconds.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.state.agenda import Agenda, place_mark
from bot.state.batches import insert_messages
from bot.state.kept_slots import UNTOLD, KeptSlots
from bot.state.settling import control, settle
from bot.state.tables import agenda, posted, slot
from bot.state.times import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from bot.digests.plan import Slot
    from bot.message import Message
    from bot.state.keys import Key
    from bot.state.rows import Decision, SlotRow
    from bot.state.writer import Writer
    from bot.written import Written
    from knowledge.store.engine import Database

KEPT: Final = dt.timedelta(days=60)
"""How long a slot is kept once it is over."""
_DECIDE: Final = (
    "UPDATE slot SET state = ?, reason = ?, body = coalesce(?, body), until = coalesce(?, until),"
    " parts = ? WHERE number = ? AND state = 'claimed' AND holder = ?"
)


class Slots(KeptSlots):
    """The rows of digests. Synchronous; every method may raise StoreError."""

    def __init__(
        self, database: Database, writer: Writer, key: Key, clock: Callable[[], dt.datetime]
    ) -> None:
        super().__init__(database, writer, key, clock)
        self._agenda = Agenda(database, writer, key, clock)

    def cursor(self, digest: str) -> dt.datetime | None:
        """Return until when a digest's slots have been planned; None for a new one."""
        return self._agenda.cursor(digest)

    def since(self, digest: str, chat_id: int, thread: int | None) -> dt.datetime | None:
        """Return since when a digest goes to a place; None for never yet."""
        return self._agenda.since(digest, chat_id, thread)

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
        """Plan what is due until a moment; return how many slots are new. See `Agenda.plan`."""
        return self._agenda.plan(
            digest, places, due, until, readers=readers, begun=begun, more=more
        )

    def claim(self, holder: str, lease: dt.timedelta, most: int = 100) -> list[SlotRow]:
        """Take slots that are due and that nobody holds, oldest first, for so long."""
        now = milliseconds(self._clock())
        free = sa.or_(
            slot.c.state == "planned", sa.and_(slot.c.state == "claimed", slot.c.until <= now)
        )
        wanted = sa.select(slot.c.number).where(free).order_by(slot.c.due).limit(most)

        def write(connection: sa.Connection) -> Sequence[sa.Row[Any]]:
            return connection.execute(
                sa.update(slot)
                .where(slot.c.number.in_(wanted))
                .values(state="claimed", holder=holder, until=now + milliseconds(lease))
                .returning(slot)
            ).all()

        with self._database.read() as connection:
            if connection.execute(wanted.limit(1)).first() is None:
                return []  # most of the time: no write, no wait for the disk
        rows = sorted(self._writer.write(write), key=lambda row: (row.due, row.number))
        return [self._read(row) for row in rows]

    def decide(self, holder: str, decisions: Sequence[Decision]) -> Written[list[list[int] | None]]:
        """Carry out what was decided of claimed slots, all in one transaction.

        The result says of each which rows of the outbox its messages are, or None where the
        slot isn't this holder's any more: then nothing of it was put anywhere.
        """
        now = milliseconds(self._clock())

        def write(connection: sa.Connection) -> list[list[int] | None]:
            return [self._carry_out(connection, holder, one, now) for one in decisions]

        return self._writer.submit(write)

    def reclaim(self, number: int, holder: str, lease: dt.timedelta) -> SlotRow | None:
        """Take a slot that waits for the desk; None where another has decided already."""
        now = milliseconds(self._clock())

        def write(connection: sa.Connection) -> sa.Row[Any] | None:
            return connection.execute(
                sa.update(slot)
                .where(slot.c.number == number, slot.c.state == "previewed")
                .values(state="claimed", holder=holder, until=now + milliseconds(lease))
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

    def noticed(self, number: int, shown: int, message_id: int) -> None:
        """Keep which message the desk decides of a slot with, where that isn't known yet.

        Whoever taps it may be heard before Telegram has told its number. Blocking.
        """

        def write(connection: sa.Connection) -> None:
            mine = (posted.c.slot == number, posted.c.part == -shown)
            if not connection.execute(sa.select(sa.exists().where(*mine))).scalar():
                settle(connection, [(control(number, shown), "sent", message_id)])

        self._writer.write(write)

    def tell(self, numbers: Sequence[int], reason: str, messages: Sequence[Message]) -> list[int]:
        """Note that trouble with slots was told by these messages; return their numbers.

        None of it where another process has told of one: the others are found again.
        """
        now = milliseconds(self._clock())
        untold = (slot.c.number.in_(numbers), *UNTOLD)

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
        now, body = milliseconds(self._clock()), self._encrypt(payload)
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
                    slot.c.due >= milliseconds(since),
                )
                .values(state="planned", reason="")
            ).rowcount

        return self._writer.write(write)

    def purge(self) -> int:
        """Delete the slots that are long over; return how many."""
        before = milliseconds(self._clock() - KEPT)

        def write(connection: sa.Connection) -> int:
            old = sa.select(slot.c.number).where(slot.c.due < before)
            connection.execute(sa.delete(posted).where(posted.c.slot.in_(old)))
            return connection.execute(sa.delete(slot).where(slot.c.due < before)).rowcount

        return self._writer.write(write)

    def forget(self, connection: sa.Connection, user_id: int) -> None:
        """Delete what a reader got in private, and since when; within a transaction."""
        place = place_mark(self._key, user_id, None)
        mine = sa.select(slot.c.number).where(slot.c.place == place)
        connection.execute(sa.delete(posted).where(posted.c.slot.in_(mine)))
        connection.execute(sa.delete(slot).where(slot.c.place == place))
        connection.execute(sa.delete(agenda).where(agenda.c.place == place))

    def _carry_out(
        self, connection: sa.Connection, holder: str, decision: Decision, now: int
    ) -> list[int] | None:
        body = None if decision.payload is None else self._encrypt(decision.payload)
        until = None if decision.until is None else milliseconds(decision.until)
        parts = len(decision.messages) if decision.state == "queued" else 0
        changed = connection.exec_driver_sql(
            _DECIDE,
            (decision.state, decision.reason, body, until, parts, decision.number, holder),
        )
        if not changed.rowcount:
            return None
        messages = (*decision.messages, *decision.asides)
        return insert_messages(connection, self._key, messages, now)

    def _encrypt(self, payload: Mapping[str, object]) -> bytes:
        return self._key.encrypt(json.dumps(payload))
