"""A turn taken in a worker thread, and what it says sent to where it was asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.handlers import addressing, reading
from bot.message import Message as Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Message, Update

    from bot.handlers.asker import Asker
    from bot.handlers.crowds import Crowds
    from bot.handlers.excerpts import Excerpts
    from bot.handlers.quoting import Quoting
    from bot.message import Quote
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply


class Replying:
    """Answers messages. `place` says who writes and where, None where nothing is to be said."""

    def __init__(
        self,
        outbox: Outbox,
        crowds: Crowds,
        place: Callable[[Message], Asker | None],
        quoting: Quoting,
        excerpts: Excerpts,
    ) -> None:
        self._outbox = outbox
        self._crowds = crowds
        self._place = place
        self.quoting = quoting
        self.excerpts = excerpts

    async def work(
        self, update: Update, turn: Callable[[Asker], Reply], *, is_question: bool = False
    ) -> None:
        """Take a turn in a worker thread and send what it says, which is the last of it."""
        message = update.effective_message
        if message is None:
            return

        def work() -> tuple[Reply, Quote | None, Asker] | None:
            asker = self._place(message)
            if asker is None:
                return None
            reply = self.excerpts.bounded(asker, turn(asker))
            reply, quote = self.quoting.of(message, asker, reply)
            if not addressing.is_group(message):
                said = _said(message, reply, asker, quote, is_question=is_question)
                if self._outbox.give_last(said):
                    return None
            return reply, quote, asker

        async with self._outbox.typing(message.chat.id, reading.topic(message)):
            done = await asyncio.to_thread(work)
        if done is not None:
            reply, quote, asker = done
            await self.send(update, reply, asker, quote, is_question=is_question)

    async def send(
        self,
        update: Update,
        reply: Reply,
        asker: Asker | None = None,
        quote: Quote | None = None,
        *,
        is_question: bool = True,
    ) -> None:
        """Send a reply to its `asker`; an edit of the question they have asked is to edit it."""
        message = update.effective_message
        if message is None:
            return
        said = _said(message, reply, asker, quote, is_question=is_question)
        if addressing.is_group(message):
            await self._crowds.say(message, said)
        else:
            await self._outbox.give(said)


def _said(
    message: Message, reply: Reply, asker: Asker | None, quote: Quote | None, *, is_question: bool
) -> Said:
    """Return a reply as the answer to a message."""
    return Said(
        message.chat.id,
        reply,
        reply_to=reading.reply_to(message),
        thread=reading.topic(message),
        question=0 if asker is None or not is_question else reading.number(message),
        asker=0 if asker is None else asker.user_id,
        only_for=asker.user_id if asker is not None and asker.alone else 0,
        quote=quote,
        language="" if asker is None else asker.language,
    )
