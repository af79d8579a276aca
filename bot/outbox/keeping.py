"""What became of a message: written as often as it takes, counted, and told to who asked."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

from bot import measures as names
from bot.redaction import without_token
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.measures import Measures
    from bot.message import Message
    from bot.outbox.doors import Follower, Store
    from bot.written import Written

_STORE_PAUSE = 5.0
_T = TypeVar("_T")

log = logging.getLogger(__name__)


class Keeping:
    """Ends messages. The `follower` is told of those that have a mark."""

    def __init__(self, store: Store, measures: Measures) -> None:
        self._store = store
        self._measures = measures
        self.follower: Follower | None = None

    async def arrived(self, number: int, message: Message, message_id: int) -> None:
        """Let go of a message that Telegram has taken as `message_id`, 0 where it didn't say."""
        await self.kept(lambda: self._store.sent(number, message, message_id))
        if self.follower is not None and message.mark:
            self.follower.arrived(message, message_id or message.edits or 0)

    async def give_up(self, number: int, message: Message, state: str, why: str) -> None:
        """Let go of a message; of a post what became of it is kept."""
        if state == "uncertain":
            self._measures.add(names.UNCERTAIN, kind=message.kind)
        else:
            # That a reader has blocked the bot is nobody's fault; a channel's digest is missed.
            own = message.kind == "post" and message.chat_id > 0
            told = "left" if own and why == "blocked" else why
            self._measures.add(names.FAILED, kind=message.kind, why=told)
        if message.kind == "post":
            await self.kept(lambda: self._store.record(number, state))
        else:
            await self.kept(lambda: self._store.sent(number))
        self.lost(message)

    def lost(self, message: Message) -> None:
        """Tell the follower of a message that will not arrive."""
        if self.follower is not None and message.mark:
            self.follower.lost(message)

    async def moved(self, old: int, new: int) -> None:
        """Let what is kept of a group be its supergroup's."""
        await self.kept(lambda: self._store.move(old, new))

    async def kept(self, write: Callable[[], Written[_T]]) -> _T:
        """Make a write, as often as it takes: what happened has happened, and must be kept."""
        pause = 0.1
        while True:
            try:
                return await write()
            except StoreError as error:
                self._measures.add(names.STORE_FAILURES)
                problem = without_token(str(error))
                log.error("the outbox can't be written, trying again in %.1f s: %s", pause, problem)  # noqa: TRY400 -- one line
            await asyncio.sleep(pause)
            pause = min(pause * 2, _STORE_PAUSE)
