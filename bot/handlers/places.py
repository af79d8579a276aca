"""What chats are called, asked of Telegram now and then."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from telegram.error import TelegramError

from bot.redaction import without_token

if TYPE_CHECKING:
    from telegram import Bot

_MOST: Final = 200
_FRESH: Final = 600.0
"""Seconds for which a name is taken to be right."""
_PATIENCE: Final = 5.0

log = logging.getLogger(__name__)


class Places:
    """Names of chats; where Telegram doesn't tell, their numbers. Made in the event loop."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._loop = asyncio.get_running_loop()
        self._known: OrderedDict[int, tuple[float, str]] = OrderedDict()

    async def ask(self, chat_id: int) -> str:
        """Return what a chat is called."""
        known = self._known.get(chat_id)
        if known is not None and self._loop.time() - known[0] < _FRESH:
            return known[1]
        try:
            chat = await self._bot.get_chat(chat_id)
        except TelegramError as error:
            log.info("what a chat is called was not told: %s", without_token(str(error)))
            return str(chat_id) if known is None else known[1]
        name = chat.effective_name or str(chat_id)
        self._known[chat_id] = (self._loop.time(), name)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return name

    def called(self, chat_id: int) -> str:
        """Return what a chat is called, for a worker thread: it waits for a moment at most."""
        asked = asyncio.run_coroutine_threadsafe(self.ask(chat_id), self._loop)
        try:
            return asked.result(_PATIENCE)
        except TimeoutError:
            asked.cancel()
            return str(chat_id)
