"""The end of one update: asked for in the thread that has handled it, or by the inbox."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from bot.intake.doors import Outbox, Store
    from bot.outbox.turn import Turn
    from bot.written import Written


class End:
    """Marks one update done. Made in the event loop.

    `turn` is the one that has asked for it by itself, None where the inbox is to. What that says
    leaves as soon as it is kept, before its handler has returned.
    """

    def __init__(self, store: Store, outbox: Outbox, update_id: int) -> None:
        self._store = store
        self._outbox = outbox
        self._update_id = update_id
        self._loop = asyncio.get_running_loop()
        self._written: Written[list[int] | None] | None = None
        self._has_left = False
        self.turn: Turn | None = None

    def here(self, turn: Turn) -> None:
        """Commit a turn in the caller's thread, unless another is at it."""
        self.turn = turn

        def kept(written: Future[list[int] | None]) -> None:
            numbers = None if written.exception() else written.result()
            if numbers:
                with suppress(RuntimeError):  # the loop is closed: it leaves at the next start
                    self._loop.call_soon_threadsafe(self.leave, turn, numbers)

        self._written = self._store.done(self._update_id, turn.messages, turn.unwritten, here=kept)

    def asked(self, turn: Turn) -> Written[list[int] | None]:
        """Return the end of a turn that was asked for already, or ask for it, or ask again."""
        written, self._written = self._written, None
        return written or self._store.done(self._update_id, turn.messages, turn.unwritten)

    def leave(self, turn: Turn, numbers: Sequence[int]) -> None:
        """Let the messages of a turn that is kept go, once."""
        if not self._has_left:
            self._has_left = True
            self._outbox.add(numbers, turn.messages)
