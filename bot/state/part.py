"""What every part of the state has at hand, and how all of them know a chat and a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.state.keys import Key
    from bot.state.writer import Writer
    from knowledge.store.engine import Database


class Part:
    """Rows of one concern. `clock` returns the time now, aware."""

    def __init__(
        self, database: Database, writer: Writer, key: Key, clock: Callable[[], dt.datetime]
    ) -> None:
        self._database = database
        self._writer = writer
        self._key = key
        self._clock = clock

    @property
    def at_hand(self) -> tuple[Database, Writer, Key, Callable[[], dt.datetime]]:
        """What this part was made with: another one beside it is made with the same."""
        return self._database, self._writer, self._key, self._clock

    def _chat(self, chat_id: int) -> bytes:
        """Return a chat's hash, the same in every table: a group that moves moves in all."""
        return self._key.digest("chat", chat_id)

    def _user(self, user_id: int) -> bytes:
        """Return a reader's hash, by which `forget` finds what is theirs."""
        return self._key.digest("user", user_id)
