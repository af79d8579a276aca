"""From a Telegram update to one turn of the conversation, and its reply to the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING

from telegram import Message, MessageEntity, Update

from bot.handlers import addressing, reading, rights
from bot.handlers.addressing import Itself
from bot.handlers.asker import Asker
from bot.handlers.groups import Groups
from bot.handlers.taps import Tapped, Taps
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
        self._groups = Groups(conversation)
        self._outbox = outbox
        self._albums: deque[tuple[int, str]] = deque(maxlen=_ALBUMS)

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/start``, with a link's parameter or without."""
        parameter = context.args[0] if context.args else ""
        message = update.effective_message
        if message is None:
            return
        in_group = addressing.is_group(message)
        if parameter and in_group and not await rights.is_admin(context.bot, message):
            parameter = ""  # which article a group asks about is not everybody's choice
        await self._work(update, lambda asker: self._talk.start(asker, parameter))

    async def help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/help``."""
        await self._send(update, self._talk.help())

    async def privacy(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/privacy``."""
        await self._send(update, self._talk.privacy())

    async def articles(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/articles``, with words to find some by or without."""
        search = reading.after_command(update)
        await self._work(update, lambda asker: self._talk.articles(asker, search=search))

    async def summary(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/summary``, with a length or without."""
        await self._overview(update, "summary", reading.after_command(update))

    async def quotes(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/quotes``, with a speaker's name or role, or without."""
        await self._overview(update, "quotes", reading.after_command(update))

    async def facts(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/facts``."""
        await self._overview(update, "facts")

    async def check(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/check``: the words after it, or those of the message that it answers."""
        words = reading.after_command(update) or reading.answered(update)
        await self._work(update, lambda asker: self._talk.check(asker, words))

    async def forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/forget``."""
        await self._work(update, self._talk.forget)

    async def unknown_command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any other command."""
        name = reading.said(update).split(maxsplit=1)[0].removeprefix("/").partition("@")[0]
        await self._send(update, self._talk.unknown_command(name))

    async def settings(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer ``/settings``, for a group's administrators."""
        message = update.effective_message
        asker = None if message is None else addressing.asker(message)
        if message is None or asker is None:
            return
        if not addressing.is_group(message):
            await self._send(update, notices.notice(self._talk.strings, "group.only_groups"))
        elif await rights.is_admin(context.bot, message):
            words = reading.after_command(update)
            bot = addressing.itself(message)
            reply = await asyncio.to_thread(self._groups.settings.command, asker, words, bot)
            await self._send(update, reply)
        else:
            await self._send(update, notices.notice(self._talk.strings, "group.not_admin"))

    async def heard(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text in a group, ``/ask`` too: answered where it is meant for the bot."""
        message = update.message
        if message is None:
            return
        bot = addressing.itself(message)
        if message.is_automatic_forward:
            await asyncio.to_thread(self._groups.note, message, bot)
            return
        if not addressing.may_ask(message):
            return
        called = addressing.command(message, bot) or addressing.called(message, bot)
        heard = await asyncio.to_thread(self._groups.listen, message, called, bot)
        if heard is None:
            return
        asked = message.date.date()
        async with self._outbox.typing(message.chat.id, reading.topic(message)):
            reply = await asyncio.to_thread(self._groups.answer, heard, asked)
        if reply is not None:
            await self._send(update, reply, heard.asker, is_question=True)

    async def edited(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Change the answer to a question whose words were changed, where it is known."""
        message = update.edited_message
        asker = None if message is None else addressing.asker(message)
        if message is None or asker is None:
            return
        if message.is_automatic_forward:  # the post was edited, and may have another link now
            await asyncio.to_thread(self._groups.note, message, addressing.itself(message))
            return
        known = await asyncio.to_thread(
            self._talk.state.answer_to, message.chat.id, message.message_id, asker.user_id
        )
        if known is None:
            return
        is_command = any(one.type == MessageEntity.BOT_COMMAND for one in message.entities[:1])
        text = reading.after_command(update) if is_command else reading.said(update)
        if addressing.is_group(message):
            bot = addressing.itself(message)
            called = addressing.command(message, bot) or addressing.called(message, bot)
            heard = await asyncio.to_thread(self._groups.listen, message, called, bot)
            if heard is None:
                return
            asker, text = heard.asker, heard.text
        reply = await asyncio.to_thread(self._talk.ask, asker, text, message.date.date())
        await self._outbox.show(
            message.chat.id,
            known,
            reply,
            thread=reading.topic(message),
            reply_to=reading.reply_to(message),
            question=message.message_id,
            asker=asker.user_id,
        )

    async def question(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/ask`` in private, where it isn't needed."""
        message, words = update.effective_message, reading.after_command(update)
        if message is None or not words:
            await self._send(update, self._talk.help())
            return
        asked = message.date.date()
        await self._work(
            update, lambda asker: self._talk.ask(asker, words, asked), is_question=True
        )

    async def ask(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text, or the caption of anything that has one: a question."""
        message = update.effective_message
        if message is not None:
            self._is_first_of_album(message)
            asked = message.date.date()
            turn = self._talk.ask if message.forward_origin is None else self._talk.forwarded
            await self._work(
                update, lambda asker: turn(asker, reading.said(update), asked), is_question=True
            )

    async def media(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a picture, film or file without a caption: once an album."""
        message = update.effective_message
        if message is not None and self._is_first_of_album(message):
            await self._send(update, notices.notice(self._talk.strings, "other.media"))

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a voice message, a sticker, a place and whatever else is no text."""
        await self._send(update, notices.notice(self._talk.strings, "other.not_text"))

    async def tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
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
        if asker.private:
            tapped = await asyncio.to_thread(self._taps.tap, asker, query.data or "")
        else:
            tapped = await self._tapped_in_group(asker, query.data or "", context)
        await self._outbox.answer_callback(query.id, tapped.toast, alert=tapped.alert)
        # The message with the button stays: it says what was done.
        gone = [one for one in tapped.delete if one != (chat_id, message.message_id)]
        if gone:
            await self._outbox.delete(gone)
        if tapped.reply is None:
            return
        thread = reading.topic(message) if isinstance(message, Message) else None
        # What comes below a message of a group belongs to it, however much is said in between.
        reply_to = None if asker.private else message.message_id
        if tapped.new:
            await self._outbox.send(
                chat_id, tapped.reply, reply_to=reply_to, thread=thread, asker=asker.user_id
            )
        else:
            await self._outbox.show(
                chat_id, message.message_id, tapped.reply, reply_to=reply_to, thread=thread
            )

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Apologise to the reader and log the cause. It leaves when the update is given up."""
        error = context.error
        if error is None:
            return
        known = update if isinstance(update, Update) else None
        log.error("an update was not answered:\n%s", cause(error))
        if known is None or reading.overheard(known):
            return
        apology = "other.apology"
        if known.callback_query is not None:
            text = self._talk.strings[apology]
            await self._outbox.answer_callback(known.callback_query.id, text)
        else:
            await self._send(known, notices.notice(self._talk.strings, apology))

    async def _overview(self, update: Update, kind: Overview, wanted: str = "") -> None:
        await self._work(update, lambda asker: self._talk.overview(asker, kind, wanted))

    async def _work(
        self, update: Update, turn: Callable[[Asker], Reply], *, is_question: bool = False
    ) -> None:
        """Take a turn in a worker thread and send what it says."""
        message = update.effective_message
        if message is None:
            return

        def work() -> tuple[Reply, Asker] | None:
            asker = self._groups.place(message)
            return None if asker is None else (turn(asker), asker)

        async with self._outbox.typing(message.chat.id, reading.topic(message)):
            done = await asyncio.to_thread(work)
        if done is not None:
            await self._send(update, done[0], done[1], is_question=is_question)

    async def _send(
        self,
        update: Update,
        reply: Reply,
        asker: Asker | None = None,
        *,
        is_question: bool = False,
    ) -> None:
        """Send a reply to an `asker`; where they asked a question, its edit is to edit it."""
        message = update.effective_message
        if message is None:
            return
        await self._outbox.send(
            message.chat.id,
            reply,
            reply_to=reading.reply_to(message),
            thread=reading.topic(message),
            question=message.message_id if is_question else 0,
            asker=0 if asker is None else asker.user_id,
        )

    async def _tapped_in_group(
        self, asker: Asker, data: str, context: ContextTypes.DEFAULT_TYPE
    ) -> Tapped:
        bot = Itself(context.bot.id, context.bot.username)
        tapped = await asyncio.to_thread(self._groups.tap, asker, data, bot)
        if tapped is not None:
            return tapped
        if await rights.administers(context.bot, asker.chat_id, asker.user_id):
            tapped = await asyncio.to_thread(self._groups.tap, asker, data, bot, admin=True)
        if tapped is None:
            tapped = await asyncio.to_thread(self._groups.refused, asker, data, bot)
        return tapped

    def _is_first_of_album(self, message: Message) -> bool:
        """Note a message's album; return False for all but its first. A lone message is first."""
        if message.media_group_id is None:
            return True
        album = (message.chat.id, message.media_group_id)
        if album in self._albums:
            return False
        self._albums.append(album)
        return True
