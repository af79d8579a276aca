"""What the bot keeps of groups: what was chosen for them, and whose comments they hold."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.state.tables import room, thread

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from bot.state.keys import Key
    from bot.state.writer import Writer
    from knowledge.store.engine import Database

POST_LIFETIME: Final = timedelta(days=90)
"""How long the comments under a post are answered from its article."""


class Rooms:
    """The rows of groups, encrypted. Synchronous; every method may raise StoreError."""

    def __init__(
        self, database: Database, writer: Writer, key: Key, clock: Callable[[], dt.datetime]
    ) -> None:
        self._database = database
        self._writer = writer
        self._key = key
        self._clock = clock

    def settings(self, chat_id: int) -> Mapping[str, Any]:
        """Return what was chosen for a group, empty for nothing."""
        query = sa.select(room.c.settings).where(room.c.chat == self._chat(chat_id))
        return self._read(query) or {}

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
        query = sa.select(thread.c.body).where(
            thread.c.mark == self._mark(chat_id, message_id), thread.c.expires > self._clock()
        )
        return self._read(query)

    def keep_post(self, chat_id: int, message_id: int, payload: Mapping[str, object]) -> None:
        """Keep what a post is about, by its copy in a group."""
        row = {
            "mark": self._mark(chat_id, message_id),
            "chat": self._chat(chat_id),
            "body": self._key.encrypt(json.dumps(payload)),
            "expires": self._clock() + POST_LIFETIME,
        }

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.insert(thread).prefix_with("OR REPLACE"), row)

        self._writer.write(write)

    def purge(self) -> None:
        """Delete the posts that are commented on no more."""
        now = self._clock()

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(thread).where(thread.c.expires <= now))

        self._writer.write(write)

    def _read(self, query: sa.Select[Any]) -> Mapping[str, Any] | None:
        with self._database.read() as connection:
            data = connection.execute(query).scalar_one_or_none()
        text = None if data is None else self._key.decrypt(data)
        if text is None:
            return None
        read: Mapping[str, Any] = json.loads(text)
        return read

    def _chat(self, chat_id: int) -> bytes:
        return self._key.digest("chat", chat_id)

    def _mark(self, chat_id: int, message_id: int) -> bytes:
        return self._key.digest("thread", f"{chat_id}:{message_id}")


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
