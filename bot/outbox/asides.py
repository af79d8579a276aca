"""Requests that matter to nobody but the moment: they are made once, and kept nowhere."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from telegram.error import NetworkError, TelegramError

from bot.outbox.offers import as_guest, inline
from bot.outbox.requests import failure, outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from bot.outbox.doors import Api
    from bot.outbox.requests import Outcome
    from bot.reply import Offer, Offers

TYPING_AFTER = 0.5
"""Seconds of work after which a reader sees "typing …"."""
READ_SECONDS = 20.0
"""How long an answer of the Bot API may take."""
GUEST_PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try to answer a summons."""
_LONGEST_WAIT = 30.0
_MOST_HELD = 1000
"""Chats of which it is remembered that they want no reactions for now."""
_MOST_DELETED = 100
_FAILED = {"unsent", "failing", "uncertain", "flood"}

log = logging.getLogger(__name__)


class Asides:
    """Toasts, "typing …", lists of results. Nothing here ever raises."""

    def __init__(
        self, api: Api, typing_after: float, guest_pauses: Sequence[float] = GUEST_PAUSES
    ) -> None:
        self._api = api
        self._typing_after = typing_after
        self._guest_pauses = guest_pauses
        self._held: dict[int, float] = {}

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

    async def answer_inline(self, query_id: str, offers: Offers) -> None:
        """Show what is offered for something typed inline."""
        # Whoever types goes on typing: a list that is late is for a query of the past.
        method, parameters = inline(query_id, offers)
        await self._call(method, parameters, "results were not shown")

    async def answer_guest(self, query_id: str, offer: Offer) -> None:
        """Answer a summons from a chat that the bot is not in."""
        # A summons is answered once at most, so that here trying again can double nothing.
        method, parameters = as_guest(query_id, offer)
        for pause in (*self._guest_pauses, None):
            result = await self._call(method, parameters, "a summons was not answered")
            if pause is None or result is None or result.what not in _FAILED:
                return
            await asyncio.sleep(max(pause, min(result.seconds, _LONGEST_WAIT)))

    async def pin(self, chat_id: int, message_id: int, unpins: int) -> None:
        """Pin a message without a sound, and unpin the one before it, 0 for none."""
        chat = {"chat_id": chat_id}
        pinned = {**chat, "message_id": message_id, "disable_notification": True}
        await self._call("pinChatMessage", pinned, "a post was not pinned")
        if unpins:
            before = {**chat, "message_id": unpins}
            await self._call("unpinChatMessage", before, "an earlier post was not unpinned")

    async def react(self, chat_id: int, message_id: int, emoji: str) -> None:
        """React to a message, unless Telegram has asked for silence, of reactions, in its chat."""
        # What reactions count towards is unpublished. A refused one holds up no message, and
        # isn't made later: the next one tells whether they are welcome again.
        now = asyncio.get_running_loop().time()
        if self._held.get(chat_id, now) > now:
            return
        self._held.pop(chat_id, None)
        parameters = {
            "chat_id": chat_id,
            "message_id": message_id,
            "reaction": [{"type": "emoji", "emoji": emoji}],
        }
        result = await self._call("setMessageReaction", parameters, "a reaction was not made")
        if result is not None and result.what == "flood":
            while len(self._held) >= _MOST_HELD:
                del self._held[next(iter(self._held))]
            self._held[chat_id] = asyncio.get_running_loop().time() + result.seconds

    async def delete(self, messages: Sequence[tuple[int, int]]) -> None:
        """Delete messages of the bot's, given as (chat, message); those that are gone stay gone."""
        by_chat: dict[int, list[int]] = defaultdict(list)
        for chat_id, message_id in messages:
            by_chat[chat_id].append(message_id)
        for chat_id, all_of_it in by_chat.items():
            for first in range(0, len(all_of_it), _MOST_DELETED):
                some = all_of_it[first : first + _MOST_DELETED]
                parameters = {"chat_id": chat_id, "message_ids": some}
                for pause in (*self._guest_pauses, None):
                    result = await self._call(
                        "deleteMessages", parameters, "messages were not deleted"
                    )
                    if pause is None or result is None or result.what not in _FAILED:
                        break
                    await asyncio.sleep(max(pause, min(result.seconds, _LONGEST_WAIT)))

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

    async def _call(
        self, method: str, parameters: Mapping[str, object], problem: str
    ) -> Outcome | None:
        """Make a request once; None where the error is no transport's."""
        try:
            result = outcome(*await self._api.call(method, parameters, READ_SECONDS))
        except NetworkError as error:
            log.info("%s: %s", problem, type(error).__name__)
            return failure(error)
        except TelegramError as error:
            log.info("%s: %s", problem, type(error).__name__)
            return None
        if result.what != "sent":
            log.info("%s: %s", problem, result.why)
        return result
