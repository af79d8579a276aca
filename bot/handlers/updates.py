"""From a Telegram update to one turn of the conversation, and its reply to the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING

from telegram import Message, Update

from bot.handlers.asker import Asker
from bot.handlers.taps import Taps
from bot.redaction import cause
from bot.render import notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.ext import ContextTypes

    from bot.handlers.conversation import Conversation
    from bot.handlers.overviews import Overview
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply

_ALBUMS = 200

log = logging.getLogger(__name__)


class Handlers:
    """The callbacks of the handler table; each answers one update, and only that."""

    def __init__(self, conversation: Conversation, outbox: Outbox) -> None:
        self._talk = conversation
        self._taps = Taps(conversation)
        self._outbox = outbox
        self._albums: deque[tuple[int, str]] = deque(maxlen=_ALBUMS)

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/start``, with a link's parameter or without."""
        parameter = context.args[0] if context.args else ""
        await self._work(update, lambda asker: self._talk.start(asker, parameter))

    async def help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/help``."""
        await self._send(update, self._talk.help())

    async def privacy(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/privacy``."""
        await self._send(update, self._talk.privacy())

    async def articles(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/articles``."""
        await self._work(update, self._talk.articles)

    async def summary(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/summary``, with a length or without."""
        await self._overview(update, "summary", _after_command(update))

    async def quotes(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/quotes``, with a speaker's name or role, or without."""
        await self._overview(update, "quotes", _after_command(update))

    async def facts(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/facts``."""
        await self._overview(update, "facts")

    async def check(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/check``: the words after it, or those of the message that it answers."""
        words = _after_command(update) or _answered(update)
        await self._work(update, lambda asker: self._talk.check(asker, words))

    async def forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/forget``."""
        await self._work(update, self._talk.forget)

    async def unknown_command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any other command."""
        name = _said(update).split(maxsplit=1)[0].removeprefix("/").partition("@")[0]
        await self._send(update, self._talk.unknown_command(name))

    async def ask(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text, or the caption of anything that has one: a question."""
        message = update.effective_message
        if message is not None:
            self._is_first_of_album(message)
            asked = message.date.date()
            turn = self._talk.ask if message.forward_origin is None else self._talk.forwarded
            await self._work(update, lambda asker: turn(asker, _said(update), asked))

    async def media(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a picture, film or file without a caption: once an album."""
        message = update.effective_message
        if message is not None and self._is_first_of_album(message):
            await self._send(update, notices.notice(self._talk.strings, "other.media"))

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a voice message, a sticker, a place and whatever else is no text."""
        await self._send(update, notices.notice(self._talk.strings, "other.not_text"))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tapped button."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        if message is None:  # a button of an inline message, which this bot never sends
            await self._outbox.answer_callback(query.id, self._talk.strings["buttons.expired"])
            return
        chat_id = message.chat.id
        asker = Asker(chat_id, query.from_user.id)
        tapped = await asyncio.to_thread(self._taps.tap, asker, query.data or "")
        await self._outbox.answer_callback(query.id, tapped.toast)
        if tapped.reply is None:
            return
        thread = _thread(message) if isinstance(message, Message) else None
        if tapped.new:
            await self._outbox.send(chat_id, tapped.reply, thread=thread)
        else:
            await self._outbox.show(chat_id, message.message_id, tapped.reply, thread=thread)

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Apologise to the reader and log the cause. It leaves when the update is given up."""
        error = context.error
        if error is None:
            return
        known = update if isinstance(update, Update) else None
        log.error("an update was not answered:\n%s", cause(error, _said(known) if known else None))
        if known is None:
            return
        apology = "other.apology"
        if known.callback_query is not None:
            text = self._talk.strings[apology]
            await self._outbox.answer_callback(known.callback_query.id, text)
        else:
            await self._send(known, notices.notice(self._talk.strings, apology))

    async def _overview(self, update: Update, kind: Overview, wanted: str = "") -> None:
        await self._work(update, lambda asker: self._talk.overview(asker, kind, wanted))

    async def _work(self, update: Update, turn: Callable[[Asker], Reply]) -> None:
        """Take a turn in a worker thread and send what it says."""
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        asker = Asker(message.chat.id, user.id)
        async with self._outbox.typing(message.chat.id, _thread(message)):
            reply = await asyncio.to_thread(turn, asker)
        await self._send(update, reply)

    async def _send(self, update: Update, reply: Reply) -> None:
        message = update.effective_message
        if message is None:
            return
        # In a group a reply must show whom it answers; in a private chat that is plain.
        reply_to = None if message.chat.type == "private" else message.message_id
        await self._outbox.send(message.chat.id, reply, reply_to=reply_to, thread=_thread(message))

    def _is_first_of_album(self, message: Message) -> bool:
        """Note a message's album; return False for all but its first. A lone message is first."""
        if message.media_group_id is None:
            return True
        album = (message.chat.id, message.media_group_id)
        if album in self._albums:
            return False
        self._albums.append(album)
        return True


def _thread(message: Message) -> int | None:
    """Return the topic that a message belongs to; other threads need no mention."""
    return message.message_thread_id if message.is_topic_message else None


def _said(update: Update) -> str:
    message = update.message
    return (message.text or message.caption or "") if message is not None else ""


def _after_command(update: Update) -> str:
    """Return what stands after a command, as it was typed; "" for nothing."""
    _, *rest = _said(update).split(maxsplit=1)
    return rest[0] if rest else ""


def _answered(update: Update) -> str:
    """Return the words that a message answers: those quoted, or all; "" where it answers none."""
    message = update.effective_message
    if message is None:
        return ""
    if message.quote is not None:
        return message.quote.text
    answered = message.reply_to_message
    return (answered.text or answered.caption or "") if answered is not None else ""
