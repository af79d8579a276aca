"""What is known from one message to the next: chosen articles, buttons, questions, replies.

All of it is encrypted, and expires but for the chosen articles. A row is found by a keyed hash:
a button's by that of its token, which only its message has.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.state.batches import ANSWER, REPLY
from bot.state.keyed import BUTTON, CHAT, ButtonRow, instant
from bot.state.part import Part
from bot.state.tables import button

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from bot.state.keyed import Keyed
    from bot.state.keys import Key
    from bot.state.writer import Writer
    from knowledge.store.engine import Database

TURN: Final = "turn"
"""The kind of the row that says what a reader has asked last in a chat."""
EXCERPT: Final = "excerpt"
"""The kind of the row that says what a reader has been shown of an article today."""
_LIFETIME: Final = timedelta(minutes=30)
_TOKEN_BYTES: Final = 16  # 22 characters of URL-safe base64

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a button stands for: its kind, and the payload as it was remembered."""

    kind: str
    payload: Mapping[str, Any]


class Memory(Part):
    """Those rows, by chat and reader. Synchronous; every method may raise StoreError."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        keyed: Keyed,
        key: Key,
        clock: Callable[[], dt.datetime],
    ) -> None:
        super().__init__(database, writer, key, clock)
        self._keyed = keyed

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
        """Forget what was remembered; return whether it was there, and this reader's.

        With the turn's end, as what comes of it: a turn that has to be taken again finds it.
        """
        if self.recall(token, chat_id, user_id) is None:
            return False
        self._keyed.put(BUTTON, self._key.digest("token", token), None)
        return True

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
        self._put(self._turn(chat_id, user_id), chat_id, user_id, TURN, payload, lifetime)

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

    def _turn(self, chat_id: int, user_id: int) -> bytes:
        # No token is ever digested under this name, so that no button can ask for it.
        return self._key.digest(TURN, f"{chat_id}:{user_id}")

    def _excerpt(self, user_id: int, article_id: str) -> bytes:
        return self._key.digest(EXCERPT, f"{user_id}:{article_id}")
