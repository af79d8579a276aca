"""Where messages leave: the one place that turns a `Reply` into requests."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.request import FloodError, NotSentError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from telegram import Bot

    from bot.reply import Button, Entity, Reply

TYPING_AFTER = 0.5
"""Seconds of work after which a reader sees "typing …"."""
ATTEMPTS = 3
_Result = TypeVar("_Result")

log = logging.getLogger(__name__)


class Outbox:
    """Sends, edits and answers. All requests of one chat wait while Telegram asks it to.

    `pause` sleeps that many seconds.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        typing_after: float = TYPING_AFTER,
    ) -> None:
        self._bot = bot
        self._pause = pause
        self._typing_after = typing_after
        self._held: dict[int, asyncio.Event] = {}

    async def send(
        self, chat_id: int, reply: Reply, *, reply_to: int | None = None, thread: int | None = None
    ) -> int | None:
        """Send a message; return its id, or None where the reader has blocked the bot.

        Raises:
            TelegramError: it was refused, or it is not known whether it arrived. A message
                that may have arrived is not sent again: `sendMessage` knows no
                idempotency key, and twice is worse than an error in the log.

        """
        answering = (
            None
            if reply_to is None
            else ReplyParameters(reply_to, allow_sending_without_reply=True)
        )
        try:
            message = await self._obey(
                chat_id,
                lambda: self._bot.send_message(
                    chat_id,
                    reply.text,
                    reply_parameters=answering,
                    message_thread_id=thread,
                    api_kwargs=_plain(reply),
                ),
            )
        except Forbidden:
            log.info("a message was not delivered: the chat has blocked or removed the bot")
            return None
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, reply: Reply) -> bool:
        """Put a reply in a message's place; return whether the message now shows it.

        Raises:
            TelegramError: it is not known whether it does.

        """
        try:
            await self._obey(
                chat_id,
                lambda: self._bot.edit_message_text(
                    reply.text, chat_id, message_id, api_kwargs=_plain(reply)
                ),
                # The same edit twice leaves the same message, so that it may be repeated.
                repeatable=True,
            )
        except BadRequest as error:
            if "not modified" in error.message.casefold():
                return True
            log.info("a message could not be edited: %s", error.message)
            return False
        except Forbidden:
            return False
        return True

    async def answer_callback(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End a tapped button's waiting, with a toast where there is a text. Never raises."""
        try:
            await self._bot.answer_callback_query(query_id, text or None, show_alert=alert or None)
        except TelegramError as error:
            # It may be too old to answer. The button stops waiting by itself, and what
            # was asked for matters more than the toast.
            log.info("a tap was not acknowledged: %s", type(error).__name__)

    @asynccontextmanager
    async def typing(self, chat_id: int, thread: int | None = None) -> AsyncIterator[None]:
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
        try:
            await self._bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread)
        except TelegramError as error:
            log.info("typing was not shown: %s", type(error).__name__)

    async def _obey(
        self,
        chat_id: int,
        call: Callable[[], Awaitable[_Result]],
        *,
        repeatable: bool = False,
    ) -> _Result:
        """Make a call as Telegram lets us: wait when told to, repeat only what cannot double."""
        for attempt in range(1, ATTEMPTS + 1):
            while chat_id in self._held:
                await self._held[chat_id].wait()
            try:
                return await call()
            except FloodError as error:
                if attempt == ATTEMPTS:
                    raise
                await self._hold(chat_id, error.seconds)
            except BadRequest:
                raise  # a NetworkError to python-telegram-bot, and never any better for repeating
            except NetworkError as error:
                certain = isinstance(error, NotSentError)
                if attempt == ATTEMPTS or not (certain or repeatable):
                    raise
                await self._pause(attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _hold(self, chat_id: int, seconds: float) -> None:
        """Let nothing go to this chat for so long."""
        log.info("Telegram asks for %.0f s of silence in one chat", seconds)
        if chat_id in self._held:
            await self._held[chat_id].wait()
            return
        over = self._held[chat_id] = asyncio.Event()
        try:
            await self._pause(seconds)
        finally:
            del self._held[chat_id]
            over.set()


def _plain(reply: Reply) -> dict[str, Any]:
    """Write what goes with a text as the Bot API's own JSON.

    Passed on by python-telegram-bot as it is: its objects for the same would take longer
    to make and take apart than everything else in answering a question.
    """
    plain: dict[str, Any] = {"link_preview_options": {"is_disabled": True}}
    if reply.entities:
        plain["entities"] = [_entity(entity) for entity in reply.entities]
    if reply.buttons:
        rows = [[_button(button) for button in row] for row in reply.buttons]
        plain["reply_markup"] = {"inline_keyboard": rows}
    return plain


def _entity(entity: Entity) -> dict[str, Any]:
    mark = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    return {**mark, "url": entity.url} if entity.url else mark


def _button(button: Button) -> dict[str, str]:
    goal = {"url": button.url} if button.url else {"callback_data": button.data}
    return {"text": button.label, **goal}
