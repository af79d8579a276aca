"""What every update costs the state: the writes of inbox and outbox, for many at a time.

Within a transaction, in the writer's thread, which also encrypts: the event loop has more to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.message import pack
from bot.state import keyed, many
from bot.state.contents import put_number
from bot.state.keyed import BUTTON, ButtonRow, instant
from bot.state.settling import settle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import sqlalchemy as sa

    from bot.message import Message
    from bot.state.forgetting import Forgetting
    from bot.state.keyed import Rows
    from bot.state.keys import Key
    from bot.unwritten import Unwritten

OFFSET: Final = "offset"
ANSWER: Final = "answer"
"""The kind of the row that says which message answers which."""
REPLY: Final = "reply"
"""The kind of the row that says which message the bot has sent to whom."""
_ANSWER_LIFETIME: Final = timedelta(minutes=30)
_REPLY_LIFETIME: Final = timedelta(hours=47)
"""A little less than Telegram lets a bot delete its messages for."""

_TAKE: Final = "INSERT INTO inbox (update_id, arrived, body)"
_FRESH: Final = "ON CONFLICT DO NOTHING RETURNING update_id"
_DONE: Final = (
    "UPDATE inbox SET body = NULL WHERE update_id IN {} AND body IS NOT NULL RETURNING update_id"
)
_PUT: Final = "INSERT INTO outbox (chat, kind, state, reference, at, body)"
_BEGIN: Final = (
    "UPDATE outbox SET state = 'sending' WHERE number IN {} AND state = 'waiting' RETURNING number"
)
_SENT: Final = "DELETE FROM outbox WHERE number IN {} RETURNING number"


@dataclass(frozen=True, slots=True)
class Taking:
    """Updates that came together at `now` (Unix milliseconds), and what polling goes on from.

    `begun` is the same moment by `time.monotonic`.
    """

    updates: Sequence[tuple[int, str]]
    now: int
    begun: float
    offset: int | None


@dataclass(frozen=True, slots=True)
class Ending:
    """An update that is done at `now` (Unix milliseconds), and what its turn wanted kept."""

    update_id: int
    now: int
    messages: Sequence[Message]
    unwritten: Unwritten | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that has gone, and what Telegram calls it; None: nobody is to hear of it."""

    number: int
    message: Message | None
    message_id: int


class Batches:
    """The writes of updates and messages, with what they need."""

    def __init__(self, key: Key, clock: Callable[[], dt.datetime], forgetting: Forgetting) -> None:
        self._key = key
        self._clock = clock
        self._forgetting = forgetting
        self.taken: dict[int, float] = {}
        """When updates came that are not done, by `time.monotonic`: those of this process."""
        self.nobodys: set[int] = set()
        """Messages on their way that are noted as nobody's. Let go of once they are gone for good:
        what is undone is made again."""

    def take(self, connection: sa.Connection, takings: Sequence[Taking]) -> list[frozenset[int]]:
        """Keep updates; return of each taking which were not known."""
        rows = [
            (number, one.now, self._key.encrypt(text))
            for one in takings
            for number, text in one.updates
        ]
        left = set(many.inserted(connection, _TAKE, rows, _FRESH))
        fresh = []
        for one in takings:
            mine = frozenset(number for number, _ in one.updates if number in left)
            left -= mine
            fresh.append(mine)
            self.taken.update(dict.fromkeys(mine, one.begun))
            if one.offset is not None:
                set_offset(connection, one.offset)
        return fresh

    def done(self, connection: sa.Connection, endings: Sequence[Ending]) -> list[list[int] | None]:
        """Mark updates done; return the numbers of their messages, None where it wasn't there."""
        there = {number for (number,) in many.among(connection, _DONE, _ids(endings))}
        rows: Rows = {}
        messages: list[tuple[Message, int]] = []
        counts: list[int | None] = []
        for one in endings:
            self.taken.pop(one.update_id, None)
            if one.update_id not in there:
                counts.append(None)
                continue
            there.remove(one.update_id)  # done twice is done once
            if one.unwritten is not None:
                rows.update(self._still_wanted(one.unwritten))
            messages += ((message, one.now) for message in one.messages)
            counts.append(len(one.messages))
        keyed.write(connection, rows)
        numbers = iter(_put(connection, self._key, messages))
        ended = [
            None if count is None else [next(numbers) for _ in range(count)] for count in counts
        ]
        for one, mine in zip(endings, ended, strict=True):
            if mine and one.unwritten is not None:
                self.disown(mine, one.messages, one.unwritten.begun)
        return ended

    def disown(self, numbers: Sequence[int], messages: Sequence[Message], begun: float) -> None:
        """Note which messages are nobody's: their readers were forgotten since a moment."""
        for number, message in zip(numbers, messages, strict=True):
            user = self._key.digest("user", message.asker) if message.asker else b""
            if user and self._forgetting.came_after(begun, user):
                self.nobodys.add(number)
            else:
                self.nobodys.discard(number)  # what was undone has had it before

    def begin(self, connection: sa.Connection, numbers: Sequence[int]) -> list[bool]:
        """Note that messages are about to be sent; return which of them are this process's."""
        mine = {number for (number,) in many.among(connection, _BEGIN, numbers)}
        return [number in mine for number in numbers]

    def sent(self, connection: sa.Connection, arrivals: Sequence[Arrival]) -> list[None]:
        """Delete messages that have gone, and keep which ones they have become."""
        numbers = [one.number for one in arrivals]
        there = {number for (number,) in many.among(connection, _SENT, numbers)}
        rows: Rows = {}
        settled = []
        for one in arrivals:
            if one.message is None:
                continue
            if one.message.reference:
                settled.append((one.message.reference, "sent", one.message_id))
            # Else its reader has had everything forgotten while it waited, or was made.
            if one.number in there and one.number not in self.nobodys:
                rows.update(self._arrived(one.message, one.message_id))
        settle(connection, settled)
        keyed.write(connection, rows)
        return [None] * len(arrivals)

    def _arrived(self, message: Message, message_id: int) -> Rows:
        """Return what is kept of a message that has arrived.

        Where it answers a question, `message_id` is kept as the answer's for half an hour; where
        it was written to somebody, as theirs for two days, so that they can have it deleted.
        """
        kept: Rows = {}
        reader = message.asker or max(message.chat_id, 0)
        written = message.kind == "answer" and message.edits is None
        # What only they see is gone by itself.
        if written and reader and message_id > 0:
            place = f"{message.chat_id}:{message_id}"
            token = self._key.digest(REPLY, place)
            kept[BUTTON, token] = self._row(token, REPLY, message, reader, place, _REPLY_LIFETIME)
        if message.question and message_id:
            token = self._key.digest(ANSWER, f"{message.chat_id}:{message.question}")
            kept[BUTTON, token] = self._row(
                token, ANSWER, message, message.asker, str(message_id), _ANSWER_LIFETIME
            )
        return kept

    def _row(
        self, token: bytes, kind: str, message: Message, reader: int, text: str, lasts: timedelta
    ) -> ButtonRow:
        return ButtonRow(
            token,
            self._key.digest("chat", message.chat_id),
            self._key.digest("user", reader),
            kind,
            self._key.encrypt(text),
            instant(self._clock() + lasts),
        )

    def _still_wanted(self, unwritten: Unwritten) -> Rows:
        """Return a turn's rows without those of readers who were forgotten since it began."""
        return {
            at: row
            for at, row in unwritten.rows.items()
            if not isinstance(row, ButtonRow)
            or not self._forgetting.came_after(unwritten.begun, row.user)
        }


def set_offset(connection: sa.Connection, update_id: int) -> None:
    """Keep which update polling goes on from."""
    put_number(connection, OFFSET, update_id)


def insert_messages(
    connection: sa.Connection, key: Key, messages: Sequence[Message], now: int
) -> list[int]:
    """Put messages in the outbox at `now`, Unix milliseconds; return their numbers."""
    return _put(connection, key, [(message, now) for message in messages])


def _put(connection: sa.Connection, key: Key, messages: Sequence[tuple[Message, int]]) -> list[int]:
    """Put messages in, each with when it came; numbers count upwards."""
    rows = [
        (
            key.digest("chat", message.chat_id),
            message.kind,
            "waiting",
            message.reference,
            now,
            key.encrypt(pack(message)),
        )
        for message, now in messages
    ]
    return many.inserted(connection, _PUT, rows, "RETURNING number")


def _ids(endings: Sequence[Ending]) -> list[int]:
    return [one.update_id for one in endings]
