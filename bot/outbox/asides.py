"""Requests that matter to nobody but the moment: they are made once, and kept nowhere."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.outbox.requests import outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.outbox.doors import Api

TYPING_AFTER = 0.5
"""Seconds of work after which a reader sees "typing …"."""
READ_SECONDS = 20.0
"""How long an answer of the Bot API may take."""

log = logging.getLogger(__name__)


class Asides:
    """Toasts and "typing …". Nothing here ever raises."""

    def __init__(self, api: Api, typing_after: float) -> None:
        self._api = api
        self._typing_after = typing_after

    async def answer_callback(self, query_id: str, text: str, *, alert: bool) -> None:
        """End a tapped button's waiting, with a toast where there is a text."""
        parameters: dict[str, object] = {"callback_query_id": query_id}
        if text:
            parameters["text"] = text
        if alert:
            parameters["show_alert"] = True
        # It may be too old to answer. The button stops waiting by itself, and what
        # was asked for matters more than the toast.
        await self._call("answerCallbackQuery", parameters, "a tap was not acknowledged")

    @asynccontextmanager
    async def typing(self, chat_id: int, thread: int | None) -> AsyncIterator[None]:
        """Show "typing …" while the body takes longer than a moment."""
        task: asyncio.Task[None] | None = None

        def begin() -> None:
            nonlocal task
            task = asyncio.create_task(self._type(chat_id, thread))

        timer = asyncio.get_running_loop().call_later(self._typing_after, begin)
        try:
            yield
        finally:
            timer.cancel()
            if task is not None:
                task.cancel()

    async def _type(self, chat_id: int, thread: int | None) -> None:
        parameters: dict[str, object] = {"chat_id": chat_id, "action": "typing"}
        if thread is not None:
            parameters["message_thread_id"] = thread
        await self._call("sendChatAction", parameters, "typing was not shown")

    async def _call(self, method: str, parameters: Mapping[str, object], problem: str) -> None:
        try:
            status, body = await self._api.call(method, parameters, READ_SECONDS)
        except TelegramError as error:
            log.info("%s: %s", problem, type(error).__name__)
            return
        result = outcome(status, body)
        if result.what != "sent":
            log.info("%s: %s", problem, result.why)
