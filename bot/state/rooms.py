"""What the bot keeps of groups: their settings, whose comments they hold, what crowds ask."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.state.keyed import instant
from bot.state.part import Part
from bot.state.tables import room, thread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

POST_LIFETIME: Final = timedelta(days=90)
"""How long the comments under a post are answered from its article."""
CROWD_LIFETIME: Final = timedelta(days=1)
"""How long it is known what a busy thread was answered, from its last question on."""
_THREAD: Final = "SELECT body FROM thread WHERE mark = ? AND expires > ?"
_SETTINGS: Final = "SELECT settings FROM room WHERE chat = ?"


class Rooms(Part):
    """The rows of groups, encrypted. Synchronous; every method may raise StoreError."""

    def settings(self, chat_id: int) -> Mapping[str, Any]:
        """Return what was chosen for a group, empty for nothing."""
        row = self._database.row(_SETTINGS, (self._chat(chat_id),))
        return {} if row is None else self._opened(row[0]) or {}

    def set_settings(self, chat_id: int, settings: Mapping[str, object]) -> None:
        """Keep what was chosen for a group, anything that JSON can hold."""
        row = {
            "chat": self._chat(chat_id),
            "settings": self._key.encrypt(json.dumps(settings)),
        }

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.insert(room).prefix_with("OR REPLACE"), row)

        self._writer.write(write)

    def post(self, chat_id: int, message_id: int) -> Mapping[str, Any] | None:
        """Return what was kept of a post by its copy in a group; None where this is no copy."""
        return self._thread(self._mark("thread", chat_id, message_id))

    def keep_post(self, chat_id: int, message_id: int, payload: Mapping[str, object]) -> None:
        """Keep what a post is about, by its copy in a group."""
        mark = self._mark("thread", chat_id, message_id)
        self._keep_thread(mark, chat_id, payload, POST_LIFETIME)

    def texts(self, chat_ids: Sequence[int], article_id: str) -> list[Mapping[str, Any]]:
        """Return the newest message of each chat that has an article's text, in their order."""
        marks = (self._mark("text", chat_id, article_id) for chat_id in chat_ids)
        return [found for mark in marks if (found := self._thread(mark)) is not None]

    def keep_text(
        self,
        chat_id: int,
        article_id: str,
        payload: Mapping[str, object],
        *,
        lifetime: timedelta = POST_LIFETIME,
    ) -> None:
        """Keep a message that has an article's text, in place of an earlier one."""
        mark = self._mark("text", chat_id, article_id)
        self._keep_thread(mark, chat_id, payload, lifetime)

    def crowd(self, chat_id: int, thread: int) -> Mapping[str, Any] | None:
        """Return what was kept of a busy thread; None where it isn't known as one."""
        return self._thread(self._mark("crowd", chat_id, thread))

    def keep_crowd(self, chat_id: int, thread: int, payload: Mapping[str, object]) -> None:
        """Keep what a busy thread was answered; anything that JSON can hold, of no reader."""
        mark = self._mark("crowd", chat_id, thread)
        self._keep_thread(mark, chat_id, payload, CROWD_LIFETIME)

    def _thread(self, mark: bytes) -> Mapping[str, Any] | None:
        # Asked for with every answer, so past SQLAlchemy.
        row = self._database.row(_THREAD, (mark, instant(self._clock())))
        return None if row is None else self._opened(row[0])

    def _keep_thread(
        self, mark: bytes, chat_id: int, payload: Mapping[str, object], lifetime: timedelta
    ) -> None:
        row = {
            "mark": mark,
            "chat": self._chat(chat_id),
            "body": self._key.encrypt(json.dumps(payload)),
            "expires": self._clock() + lifetime,
        }

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.insert(thread).prefix_with("OR REPLACE"), row)

        self._writer.write(write)

    def purge(self) -> int:
        """Delete the posts that are commented on no more, and what crowds have asked.

        Return how many rows.
        """
        now = self._clock()

        def write(connection: sa.Connection) -> int:
            return connection.execute(sa.delete(thread).where(thread.c.expires <= now)).rowcount

        return self._writer.write(write)

    def _opened(self, data: bytes) -> Mapping[str, Any] | None:
        """Return what is in a row; None where it is damaged."""
        text = self._key.decrypt(data)
        if text is None:
            return None
        read: Mapping[str, Any] = json.loads(text)
        return read

    def _mark(self, what: str, chat_id: int, which: int | str) -> bytes:
        return self._key.digest(what, f"{chat_id}:{which}")


def move(connection: sa.Connection, before: bytes, after: bytes) -> None:
    """Let a group's settings be its supergroup's, given their hashes; within a transaction.

    What was chosen in the supergroup already stays. A post's copy has another number there,
    if it has one at all, so that these are dropped.
    """
    connection.execute(
        sa.update(room).prefix_with("OR IGNORE").where(room.c.chat == before), {"chat": after}
    )
    connection.execute(sa.delete(room).where(room.c.chat == before))
    connection.execute(sa.delete(thread).where(thread.c.chat == before))
