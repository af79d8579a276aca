"""What the bot keeps between two messages, encrypted, and forgets on request."""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from bot.state import owner, rotation
from bot.state.audit import Audit
from bot.state.contents import HASHES, KEY_CHECK, encrypted
from bot.state.copies import remove_old
from bot.state.delivery import ANSWER, OFFSET, REPLY, Delivery, set_offset
from bot.state.drafts import Drafts
from bot.state.feedback import Feedback
from bot.state.forgetting import Forgetting
from bot.state.home import Home
from bot.state.keyed import BUTTON, CHAT, ButtonRow, Keyed, instant
from bot.state.pauses import Pauses
from bot.state.rooms import Rooms
from bot.state.slots import Slots
from bot.state.subscriptions import Subscriptions
from bot.state.tables import (
    SCHEMA,
    button,
    chat,
    outbox,
    quarantine,
    setting,
    subscriber,
    thread,
)
from bot.state.team import Team
from bot.state.writer import Writer
from knowledge.errors import StoreError
from knowledge.store.engine import Database

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.state.keys import Key

logger = logging.getLogger(__name__)

_LIFETIME: Final = timedelta(minutes=30)
_TOKEN_BYTES: Final = 16  # 22 characters of URL-safe base64
_TURN: Final = "turn"
EXCERPT: Final = "excerpt"
"""The kind of the row that says what a reader has been shown of an article today."""

_PRAGMAS: Final = {
    "foreign_keys": "ON",
    # An update is acknowledged once it is here: it must survive a power cut.
    "synchronous": "FULL",
    # What is deleted is overwritten, not only unlinked.
    "secure_delete": "ON",
}


class StateError(StoreError):
    """The state cannot be used with this key."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a button stands for: its kind, and the payload as it was remembered."""

    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows are held about a reader.

    Chosen articles, what buttons stand for, questions (the last ones, and those that could not
    be handled), posts that they have forwarded, votes, questions that were not answered, and
    digests that they have subscribed to.
    """

    scopes: int = 0
    buttons: int = 0
    turns: int = 0
    posts: int = 0
    votes: int = 0
    misses: int = 0
    subscriptions: int = 0


class State:
    """The bot's own database. Synchronous and safe from several threads.

    Every method raises StoreError where the file cannot be read or written.
    """

    def __init__(
        self,
        url_or_path: str,
        key: Key,
        *,
        clock: Callable[[], dt.datetime],
        busy: float = 10.0,
        database: type[Database] = Database,
    ) -> None:
        self._clock = clock
        self._database = database(url_or_path, pragmas=_PRAGMAS, busy=busy)
        try:
            SCHEMA.prepare(self._database, create=True)
            self._key = key = self._unlock(key)
            self._writer = Writer(self._database)
            self._keyed = Keyed(self._database, self._writer)
            self._forgetting = Forgetting()
            self.delivery = Delivery(self._database, self._writer, key, clock, self._forgetting)
            self.rooms = Rooms(self._database, self._writer, key, clock)
            self.drafts = Drafts(self._database, self._writer, key, clock)
            self.home = Home(self._database, self._writer, clock)
            self.slots = Slots(self._database, self._writer, key, clock)
            self.subscriptions = Subscriptions(self._database, self._writer, key, clock)
            self.feedback = Feedback(self._database, self._writer, key, clock, self._forgetting)
            self.audit = Audit(self._database, self._writer, key, clock)
            self.team = Team(self._database, self._writer, key, clock, self.audit)
            self.pauses = Pauses(self._database, self._writer, key, clock, self.audit)
        except BaseException:
            self._database.close()
            raise

    def claim(self, bot_id: int, *, adopt: int = 0) -> int | None:
        """Note which bot this state belongs to; return whose it was until now, None for nobody's.

        Another bot's is handed over where `adopt` is this one's id; see `owner.claim`.

        Raises:
            AnotherBotError: it is another bot's, and isn't handed over.

        """
        return self._writer.write(owner.claim(self._database.name, bot_id, adopt))

    def scope(self, chat_id: int) -> str | None:
        """Return the id of the article a chat asks about, None for all."""
        row = self._keyed.get(CHAT, self._chat(chat_id))
        return None if row is None else self._decrypt(row[1])

    def set_scope(self, chat_id: int, article_id: str | None) -> None:
        """Keep which article a chat asks about; None forgets it."""
        mine = self._chat(chat_id)
        row = None if article_id is None else (mine, self._key.encrypt(article_id))
        self._keyed.put(CHAT, mine, row)

    def remember(
        self,
        chat_id: int,
        user_id: int,
        kind: str,
        payload: Mapping[str, object],
        *,
        lifetime: timedelta = _LIFETIME,
    ) -> str:
        """Keep what a reply's buttons need, and return the token to ask for it again.

        The token is 22 characters of ``[A-Za-z0-9_-]`` that nobody can guess;
        `payload` is anything that JSON can hold.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        mine = self._key.digest("token", token)
        self._put(mine, chat_id, user_id, kind, payload, lifetime)
        return token

    def recall(self, token: str, chat_id: int, user_id: int) -> Remembered | None:
        """Return what was remembered; None if unknown, expired, or another chat's or user's."""
        return self._remembered(token, chat_id, self._user(user_id))

    def seen(self, token: str, chat_id: int) -> Remembered | None:
        """Return what was remembered for anybody in a chat; None if unknown or expired."""
        return self._remembered(token, chat_id, None)

    def spend(self, token: str, chat_id: int, user_id: int) -> bool:
        """Forget what was remembered; return whether it was there, and this reader's."""
        mine = sa.delete(button).where(
            button.c.token == self._key.digest("token", token),
            button.c.chat == self._chat(chat_id),
            button.c.user == self._user(user_id),
        )
        return self._writer.write(lambda connection: connection.execute(mine).rowcount > 0)

    def answer_to(self, chat_id: int, question: int, user_id: int) -> int | None:
        """Return the message that answers a reader's message; None where nobody knows.

        Nor is it known once it was taken back. What only its reader sees has a number below
        zero, and can't be.
        """
        # Who edits at once is heard before it is on the disk that the answer has arrived.
        self._writer.settle()
        row = self._button(self._key.digest(ANSWER, f"{chat_id}:{question}"))
        if row is None or row.user != self._user(user_id):
            return None
        payload = self._decrypt(row.payload)
        answer = 0 if payload is None else int(payload)
        if answer > 0 and self._button(self._key.digest(REPLY, f"{chat_id}:{answer}")) is None:
            return None
        return answer or None

    def take_back(self, chat_id: int, message_id: int) -> None:
        """Know a message of the bot's no more: neither whose it is nor what it answers."""
        self._keyed.put(BUTTON, self._key.digest(REPLY, f"{chat_id}:{message_id}"), None)

    def keep_turn(
        self,
        chat_id: int,
        user_id: int,
        payload: Mapping[str, object],
        *,
        lifetime: timedelta = _LIFETIME,
    ) -> None:
        """Keep what a reader asked last in a chat, in place of what they asked before."""
        self._put(self._turn(chat_id, user_id), chat_id, user_id, _TURN, payload, lifetime)

    def last_turn(self, chat_id: int, user_id: int) -> Mapping[str, Any] | None:
        """Return what was kept of a reader's last question in a chat; None for nothing."""
        row = self._button(self._turn(chat_id, user_id))
        payload = None if row is None else self._decrypt(row.payload)
        return None if payload is None else json.loads(payload)

    def excerpts(self, user_id: int, article_id: str) -> list[tuple[int, int]]:
        """Return what a reader has been shown of an article today (UTC), as [start, end)."""
        row = self._button(self._excerpt(user_id, article_id))
        payload = None if row is None else self._decrypt(row.payload)
        return [] if payload is None else [(start, end) for start, end in json.loads(payload)]

    def keep_excerpts(
        self, user_id: int, article_id: str, places: Sequence[tuple[int, int]]
    ) -> None:
        """Keep what a reader has been shown of an article, until the UTC day ends."""
        now = self._clock()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        token = self._excerpt(user_id, article_id)
        self._put(token, user_id, user_id, EXCERPT, list(places), midnight - now)

    def offset(self) -> int | None:
        """Return the last offset that was set: which update to ask Telegram for."""
        row = self._row(sa.select(setting.c.number).where(setting.c.name == OFFSET))
        return None if row is None else row.number

    def set_offset(self, update_id: int) -> None:
        """Keep the offset; it has reached the disk when this returns."""
        self._writer.write(lambda connection: set_offset(connection, update_id))

    def replies(self, user_id: int) -> list[tuple[int, int]]:
        """Return what the bot wrote to a reader in two days, as (chat, message), any order."""
        query = sa.select(button.c.payload).where(
            button.c.user == self._user(user_id),
            button.c.kind == REPLY,
            button.c.expires > self._clock(),
        )
        with self._database.read() as connection:
            texts = [self._decrypt(data) for data in connection.execute(query).scalars()]
        places = [text.partition(":") for text in texts if text is not None]
        return [(int(chat_id), int(message)) for chat_id, _, message in places]

    def held(self, chat_id: int, user_id: int) -> Held:
        """Count what is held about a reader: what `forget` would delete."""
        self._keyed.flush()
        with self._database.read() as connection:
            return _held(
                (
                    connection.execute(
                        sa.select(sa.func.count()).select_from(table).where(condition)
                    ).scalar_one()
                    for table, condition in self._belongings(chat_id, user_id)
                ),
                self.feedback.held(connection, user_id),
            )

    def forget(self, chat_id: int, user_id: int) -> Held:
        """Delete all that is held about a reader and return what it was.

        That is every button, question and vote of theirs in any chat, which messages answer
        those and were written to them, their subscriptions with the digests that they got, and
        in their private chat the chosen article, what they have forwarded and what waits to be
        sent. A group's chosen article is the group's: one member's wish doesn't change it. Who
        is of the newsroom stays so; who isn't is taken out of the audit log, where what was done
        remains.
        """
        self._keyed.flush()
        # Before anything is deleted: what other turns commit from here on is left out.
        self._forgetting.note(self._user(user_id))

        def write(connection: sa.Connection) -> Held:
            # A reader knows of no such rows, so they aren't counted.
            mine = button.c.user == self._user(user_id)
            connection.execute(
                sa.delete(button).where(mine, button.c.kind.in_((ANSWER, REPLY, EXCERPT)))
            )
            # What waits to be sent to them would be sent after a restart; what waits in a group is
            # for others, too.
            connection.execute(sa.delete(outbox).where(outbox.c.chat == self._chat(user_id)))
            self.slots.forget(connection, user_id)
            self.audit.forget(connection, self._user(user_id))
            return _held(
                (
                    connection.execute(sa.delete(table).where(condition)).rowcount
                    for table, condition in self._belongings(chat_id, user_id)
                ),
                self.feedback.forget(connection, user_id),
            )

        held = self._writer.write(write)
        if held.subscriptions:
            self.subscriptions.note_change()
        self._wipe()
        return held

    def purge(self) -> int:
        """Delete what has expired; return how many rows."""
        now = self._clock()

        def write(connection: sa.Connection) -> int:
            gone = connection.execute(sa.delete(button).where(button.c.expires <= now)).rowcount
            return gone + sum(
                part.purge(connection) for part in (self.feedback, self.team, self.audit)
            )

        purged = self.rooms.purge() + self.slots.purge() + self.subscriptions.purge()
        self.subscriptions.keep_asked()
        if self._database.path is not None:
            remove_old(self._database.path, now)
        purged += self._writer.write(write) + self.delivery.purge().result()
        # Whether or not anything was due: what was answered meanwhile is gone, too.
        self._wipe()
        return purged

    def re_encrypt(self) -> Iterator[int]:
        """Encrypt everything anew with the key in force; see `rotation.re_encrypt`."""
        yield from rotation.re_encrypt(self._database, self._key)

    def close(self) -> None:
        """Write what was asked for, and release files and connections."""
        self._writer.close()
        self._database.close()

    def _belongings(
        self, chat_id: int, user_id: int
    ) -> tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...]:
        """Return what of each table is this reader's, in the order that `_held` takes."""
        # In a private chat, and only there, the chat has its reader's id.
        own = sa.true() if chat_id == user_id else sa.false()
        return (
            (chat, sa.and_(own, chat.c.chat == self._chat(chat_id))),
            (
                button,
                sa.and_(
                    button.c.user == self._user(user_id),
                    button.c.kind.not_in((_TURN, ANSWER, REPLY, EXCERPT)),
                ),
            ),
            (button, sa.and_(button.c.user == self._user(user_id), button.c.kind == _TURN)),
            (quarantine, quarantine.c.user == self._user(user_id)),
            (thread, sa.and_(own, thread.c.chat == self._chat(chat_id))),
            (subscriber, subscriber.c.user == self._user(user_id)),
        )

    def _wipe(self) -> None:
        """Empty the write-ahead log, which still has the deleted rows' pages."""
        busy, *_ = self._database.pragma("wal_checkpoint(TRUNCATE)")
        if busy == 1:
            logger.warning("deleted rows stay in the write-ahead log until its next emptying")

    def _unlock(self, key: Key) -> Key:
        """Return the key with this state's hashes; a fresh state takes it for its own."""
        with self._database.write() as connection:
            connection.execute(
                sqlite.insert(setting)
                .values(name=KEY_CHECK, data=key.check)
                .on_conflict_do_nothing()
            )
            query = sa.select(setting.c.name, setting.c.data)
            kept = {row.name: row.data for row in connection.execute(query)}
            told = encrypted(connection)
        maker = key.made(kept[KEY_CHECK])
        if maker is None:
            lost = f" (without it unreadable: {told}; no article is)" if told else ""
            raise StateError(
                self._database.name,
                "this key does not open it; set VERBATIM_KEY or state.key_file to the key it was"
                f" made with{lost}, or move the file away to begin anew",
            )
        sealed = kept.get(HASHES)
        hashing = key.hashing_as(maker) if sealed is None else key.unseal_hashes(sealed)
        if hashing is None:
            raise StateError(
                self._database.name,
                "what its hashes are made with is damaged; restore a backup",
            )
        return hashing

    def _remembered(self, token: str, chat_id: int, user: bytes | None) -> Remembered | None:
        """Return what a token stands for in a chat; for one user, or with None for any."""
        row = self._button(self._key.digest("token", token))
        if row is None or row.chat != self._chat(chat_id) or user not in {None, row.user}:
            return None
        payload = self._decrypt(row.payload)
        return None if payload is None else Remembered(row.kind, json.loads(payload))

    def _put(
        self,
        token: bytes,
        chat_id: int,
        user_id: int,
        kind: str,
        payload: object,
        lifetime: timedelta,
    ) -> None:
        """Keep a button, or what expires as one does."""
        row = ButtonRow(
            token,
            self._chat(chat_id),
            self._user(user_id),
            kind,
            self._key.encrypt(json.dumps(payload)),
            instant(self._clock() + lifetime),
        )
        self._keyed.put(BUTTON, token, row)

    def _button(self, token: bytes) -> ButtonRow | None:
        """Return what has not expired."""
        row = self._keyed.get(BUTTON, token)
        if row is None:
            return None
        found = ButtonRow(*row)
        return found if found.expires > instant(self._clock()) else None

    def _decrypt(self, data: bytes) -> str | None:
        text = self._key.decrypt(data)
        if text is None:
            logger.warning("a row of the state is damaged and counts as missing")
        return text

    def _row(self, query: sa.Select[Any]) -> sa.Row[Any] | None:
        with self._database.read() as connection:
            return connection.execute(query).one_or_none()

    def _chat(self, chat_id: int) -> bytes:
        return self._key.digest("chat", chat_id)

    def _turn(self, chat_id: int, user_id: int) -> bytes:
        # No token is ever digested under this name, so that no button can ask for it.
        return self._key.digest(_TURN, f"{chat_id}:{user_id}")

    def _excerpt(self, user_id: int, article_id: str) -> bytes:
        return self._key.digest(EXCERPT, f"{user_id}:{article_id}")

    def _user(self, user_id: int) -> bytes:
        return self._key.digest("user", user_id)


def _held(counts: Iterable[int], feedback: tuple[int, int]) -> Held:
    scopes, buttons, last, unhandled, posts, subscriptions = counts
    votes, misses = feedback
    return Held(scopes, buttons, last + unhandled, posts, votes, misses, subscriptions)
