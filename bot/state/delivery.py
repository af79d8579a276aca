"""Inbox and outbox as the state keeps them: updates not done, messages not sent.

Writes go through the state's one writer and return futures; what they hold has reached
the disk when these end. All may end with StoreError.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.message import unpack
from bot.state import damaged, many, moving
from bot.state.batches import Arrival, Batches, Ending, Taking, insert_messages
from bot.state.contents import put_number
from bot.state.rows import Outcome, Quarantined, Taken, Unsent
from bot.state.settling import settle
from bot.state.tables import inbox, outbox, paused, quarantine
from knowledge.errors import StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future

    from bot.message import Message
    from bot.state.forgetting import Forgetting
    from bot.state.keys import Key
    from bot.state.writer import Writer
    from bot.unwritten import Unwritten
    from bot.written import Written
    from knowledge.store.engine import Database

_PROBE: Final = "probe"

DAY: Final = 24 * 3600.0
"""Seconds: an update lives 24 hours at Telegram, so that long it may come again."""
WEEK: Final = 7 * DAY
"""Seconds that quarantined updates and the outcomes of posts are kept."""
_NONE: Final = -(2**63)
"""Below every number that an update can have."""
_LONGEST_BODY: Final = 100_000
_AN_EARLIER_RUN: Final = 0.0
"""When an update was taken that this process found in the inbox: before all that it notes."""

_KNOWN: Final = "SELECT 1 FROM inbox WHERE update_id = ?"
_DONE: Final = "UPDATE inbox SET body = NULL WHERE update_id = ?"

log = logging.getLogger(__name__)


class Delivery:
    """The rows of inbox and outbox, encrypted. Times are Unix seconds."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        key: Key,
        clock: Callable[[], dt.datetime],
        forgetting: Forgetting,
    ) -> None:
        self._database = database
        self._writer = writer
        self._key = key
        self._clock = clock
        self._forgetting = forgetting
        batches = Batches(key, clock, forgetting)
        self._taken, self._nobodys, self._disown = batches.taken, batches.nobodys, batches.disown
        # In this order: what has gone was on the disk before, and what is done may only be taken.
        self._sent = writer.batch(batches.sent)
        self._begin = writer.batch(batches.begin)
        self._take = writer.batch(batches.take)
        self._done = writer.batch(batches.done)
        with database.read() as connection:
            self._paused = set(connection.execute(sa.select(paused.c.chat)).scalars())
            highest = connection.execute(sa.select(sa.func.max(inbox.c.update_id))).scalar()
        self._highest: int = _NONE if highest is None else highest

    def known(self, update_ids: Sequence[int]) -> frozenset[int]:
        """Return which updates are kept already. Reads so little that an event loop may wait."""
        # Telegram counts upwards: what is beyond all that came before is new without a look.
        return frozenset(
            one
            for one in update_ids
            if one <= self._highest and self._database.row(_KNOWN, (one,)) is not None
        )

    def take(
        self,
        updates: Sequence[tuple[int, str]],
        offset: int | None = None,
        *,
        urgent: bool = True,
    ) -> Written[frozenset[int]]:
        """Keep updates, given as ids and JSON; the result is which of them were not known.

        With `offset`, what polling goes on from is kept in the same transaction. What isn't
        `urgent` waits for another write, or for `hurry`: a turn that is over soon is committed
        together with its update, in one go.
        """
        now, begun = self._now(), time.monotonic()
        self._highest = max(self._highest, *(update_id for update_id, _ in updates), _NONE)
        return self._take.submit(Taking(updates, now, begun, offset), urgent=urgent)

    def hurry(self) -> None:
        """Let what was taken wait for other writes no longer."""
        self._writer.hurry()

    @property
    def problem(self) -> str:
        """Why the last write failed that should not have; "" where it didn't. Reads no file."""
        return self._writer.problem

    def probe(self) -> None:
        """Write something small, to learn whether the file can be written. Blocking.

        The write-ahead log is emptied first: on a full disk it may be what fills it.
        """
        with suppress(StoreError):
            self._database.pragma("wal_checkpoint(TRUNCATE)")
        self._writer.write(lambda connection: put_number(connection, _PROBE, self._now()))

    def waiting(self) -> list[Taken]:
        """Return the updates that are not done, in their order of arrival."""
        query = sa.select(inbox).where(inbox.c.body.is_not(None)).order_by("arrived", "update_id")
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            text = self._key.decrypt(row.body)
            if text is None:
                log.error("update %d of the inbox is damaged and counts as done", row.update_id)
            else:
                found.append(Taken(row.update_id, row.arrived / 1000, text))
        return found

    def done(
        self,
        update_id: int,
        messages: Sequence[Message] = (),
        unwritten: Unwritten | None = None,
        *,
        here: Callable[[Future[list[int] | None]], object] | None = None,
    ) -> Written[list[int] | None]:
        """Mark an update done and put its messages in the outbox; the result is their numbers.

        What its turn wanted kept is kept with them, but of readers who were forgotten while it
        was under way. Where it is not there to be done (its
        own commit has failed, or it is done already), nothing is kept and the result is None.
        With `here` the caller's thread commits it, unless another one is at it, and that is called
        as soon as it has ended, in whichever thread and before any coroutine is told.
        """
        ending = Ending(update_id, self._now(), messages, unwritten)
        return self._done.submit(ending) if here is None else self._done.here(ending, here)

    def give_up(
        self,
        update_id: int | None,
        text: str,
        cause: str,
        *,
        user_id: int | None = None,
        messages: Sequence[Message] = (),
    ) -> Written[list[int]]:
        """Put an update in quarantine with its cause, and messages in the outbox, as `done`.

        `cause` holds nothing that the reader wrote. The same text is kept once, and nothing of a
        reader who was forgotten since it was taken.
        """
        now = self._now()
        row: dict[str, object] = {
            "mark": self._key.digest("quarantine", text),
            "at": now,
            "update_id": update_id,
            "user": None if user_id is None else self._key.digest("user", user_id),
            "cause": cause,
            "body": self._key.encrypt(text[:_LONGEST_BODY]),
        }

        def write(connection: sa.Connection) -> list[int]:
            taken = _AN_EARLIER_RUN
            if update_id is not None:
                taken = self._taken.get(update_id, taken)
                many.run(connection, _DONE, (update_id,))
            user = row["user"]
            if not (isinstance(user, bytes) and self._forgetting.came_after(taken, user)):
                connection.execute(sa.insert(quarantine).prefix_with("OR IGNORE"), row)
            numbers = insert_messages(connection, self._key, messages, now)
            self._disown(numbers, messages, taken)
            return numbers

        written = self._writer.submit(write)
        if update_id is None:
            return written
        # Not before: what is undone is made again, and asks again when it was taken.
        return written.then(lambda: self._taken.pop(update_id, None))

    def quarantined(self) -> list[Quarantined]:
        """Return what is in quarantine, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(quarantine).order_by("at")).all()
        return [
            Quarantined(
                row.update_id, row.at / 1000, row.cause, self._key.decrypt(row.body) or "damaged"
            )
            for row in rows
        ]

    def put(self, messages: Sequence[Message]) -> Written[list[int]]:
        """Put messages in the outbox; the result is their numbers."""
        now = self._now()
        return self._writer.submit(
            lambda connection: insert_messages(connection, self._key, messages, now)
        )

    def unsent(self) -> list[Unsent]:
        """Return the messages that are not sent, oldest first."""
        query = (
            sa.select(outbox).where(outbox.c.state.in_(("waiting", "sending"))).order_by("number")
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            text = self._key.decrypt(row.body)
            if text is None:
                log.error("message %d of the outbox is damaged and will not be sent", row.number)
            else:
                begun = row.state == "sending"
                found.append(Unsent(row.number, row.at / 1000, unpack(text), begun))
        return found

    def begin(self, number: int) -> Written[bool]:
        """Note that a message is about to be sent; the result is false where it needn't be.

        Another process may have sent it, or be about to: then it is that one's.
        """
        return self._begin.submit(number)

    def wait(self, number: int) -> Written[None]:
        """Note that a message was not sent and waits again."""

        def write(connection: sa.Connection) -> None:
            connection.execute(
                sa.update(outbox).where(outbox.c.number == number), {"state": "waiting"}
            )

        return self._writer.submit(write)

    def sent(
        self, number: int, message: Message | None = None, message_id: int = 0
    ) -> Written[None]:
        """Delete a message: it has arrived, or nobody is to hear of it.

        Where it answers a question, `message_id` is kept as the answer's for half an hour; where
        it was written to somebody, as theirs for two days, so that they can have it deleted.
        """
        written = self._sent.submit(Arrival(number, message, message_id))
        if number in self._nobodys:
            written.then(lambda: self._nobodys.discard(number))
        return written

    def record(self, number: int, state: str) -> Written[None]:
        """Keep a post's row, without its content, as "uncertain", "failed" or "paused"."""

        def write(connection: sa.Connection) -> None:
            mine = outbox.c.number == number
            name = connection.execute(sa.select(outbox.c.reference).where(mine)).scalar()
            connection.execute(sa.update(outbox).where(mine), {"state": state, "body": None})
            settle(connection, [(name or "", state, 0)])

        return self._writer.submit(write)

    def outcomes(self) -> list[Outcome]:
        """Return the posts that did not simply arrive, oldest first."""
        query = (
            sa.select(outbox)
            .where(outbox.c.state.in_(("uncertain", "failed", "paused")))
            .order_by("number")
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Outcome(row.number, row.reference, row.state, row.at / 1000) for row in rows]

    def is_paused(self, chat_id: int) -> bool:
        """Return whether a chat has blocked or removed the bot. Reads no file."""
        return bool(self._paused) and self._key.digest("chat", chat_id) in self._paused

    def pause(self, chat_id: int) -> Written[None]:
        """Note that a chat has blocked or removed the bot, until it is heard from again."""
        mine = self._key.digest("chat", chat_id)
        self._paused.add(mine)
        row = {"chat": mine, "at": self._now()}

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.insert(paused).prefix_with("OR IGNORE"), row)

        return self._writer.submit(write)

    def resume(self, chat_id: int) -> Written[None]:
        """Note that a chat is there again."""
        mine = self._key.digest("chat", chat_id)
        self._paused.discard(mine)

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(paused).where(paused.c.chat == mine))

        return self._writer.submit(write)

    def move(self, old: int, new: int) -> Written[None]:
        """Let everything that is kept of a group be its supergroup's.

        Its chosen article, its settings, whether it is paused or the desk, what its buttons
        stand for, and its unsent messages. What is named by its chat and something else is
        dropped: the last questions of its members, and which message answers which.
        """
        self._paused.discard(self._key.digest("chat", old))
        return self._writer.submit(lambda connection: moving.move(connection, self._key, old, new))

    def purge(self) -> Written[int]:
        """Delete what is known no longer than need be; the result is how many rows."""
        now = self._now()
        day, week = now - int(DAY * 1000), now - int(WEEK * 1000)

        def write(connection: sa.Connection) -> int:
            statements: Iterable[sa.Delete] = (
                sa.delete(inbox).where(inbox.c.body.is_(None), inbox.c.arrived <= day),
                sa.delete(quarantine).where(quarantine.c.at <= week),
                sa.delete(outbox).where(outbox.c.body.is_(None), outbox.c.at <= week),
            )
            purged = sum(connection.execute(statement).rowcount for statement in statements)
            return purged + damaged.purge(connection, self._key, day)

        return self._writer.submit(write)

    def now(self) -> float:
        """Return the Unix seconds of the clock by which things expire."""
        return self._clock().timestamp()

    def _now(self) -> int:
        return int(self.now() * 1000)
