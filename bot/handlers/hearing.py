"""What is said among others: heard in groups, tapped and set there; and what is edited anywhere."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.handlers import addressing, menus, reading
from bot.handlers.addressing import Itself
from bot.message import Message as Said
from bot.outbox.turn import current
from bot.render import notices

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator

    from telegram import Bot, Message, Update
    from telegram.ext import ContextTypes

    from bot.handlers.admins import Admins
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.handlers.crowds import Crowds
    from bot.handlers.groups import Groups, Heard
    from bot.handlers.replying import Replying
    from bot.handlers.taps import Tapped
    from bot.message import Quote
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply
    from bot.strings.languages import Languages

_ANSWER_SECONDS: Final = 10.0
"""How long an edited question waits for its first answer, while nothing else waits for it."""


class Hearing:
    """The callbacks of the handler table that groups have of their own."""

    def __init__(
        self,
        talks: Languages[Conversation],
        groups: Groups,
        outbox: Outbox,
        crowds: Crowds,
        replying: Replying,
        admins: Admins,
    ) -> None:
        self._talks = talks
        self._groups = groups
        self._outbox = outbox
        self._crowds = crowds
        self._replying = replying
        self._admins = admins

    async def settings(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer ``/settings``, for a group's administrators."""
        message = update.effective_message
        asker = None if message is None else await asyncio.to_thread(self._groups.who, message)
        if message is None or asker is None:
            return
        strings = self._talks.of(asker.language).strings
        if not addressing.is_group(message):
            reply = notices.notice(strings, "group.only_groups")
        elif await self._admins.has_written(context.bot, message):
            words = reading.after_command(update)
            bot = addressing.itself(message)
            async with self._menus(context.bot, message.chat.id):
                reply = await asyncio.to_thread(self._groups.settings.command, asker, words, bot)
        else:
            reply = notices.notice(strings, "group.not_admin")
        await self._replying.send(update, reply, asker, is_question=False)

    async def heard(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text in a group, ``/ask`` too: answered where it is meant for the bot."""
        message = update.message
        if message is None:
            return
        bot = addressing.itself(message)
        if message.is_automatic_forward:
            await asyncio.to_thread(self._groups.note, message, bot)
            invitation = await asyncio.to_thread(self._groups.invitations.under, message, bot)
            if invitation is not None:
                await self._outbox.give(
                    Said(message.chat.id, invitation, reply_to=message.message_id)
                )
            return
        if not addressing.may_ask(message):
            return
        called = addressing.command(message, bot) or addressing.called(message, bot)
        heard = await asyncio.to_thread(self._groups.listen, message, called, bot)
        if heard is None:
            return
        asked = message.date.date()
        async with self._outbox.typing(message.chat.id, reading.topic(message)):
            answered = await asyncio.to_thread(self._answer, message, heard, asked)
        if answered is not None:
            reply, quote = answered
            await self._replying.send(update, reply, heard.asker, quote)

    async def posted(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take note of a channel's post, new or changed; nothing is said there."""
        message = update.channel_post or update.edited_channel_post
        if message is not None:
            await asyncio.to_thread(self._groups.post, message, addressing.itself(message))

    async def edited(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Change the answer to a question whose words were changed, where it is known."""
        message = update.edited_message
        asker = None if message is None else addressing.asker(message)
        if message is None or asker is None:
            return
        if message.is_automatic_forward:  # the post was edited, and may have another link now
            await asyncio.to_thread(self._groups.note, message, addressing.itself(message))
            return
        # Its number is known once it has arrived, which may take as long as Telegram wants.
        await self._outbox.answered(message.chat.id, message.message_id, _ANSWER_SECONDS)
        known = await asyncio.to_thread(
            self._talks.default.state.answer_to, message.chat.id, message.message_id, asker.user_id
        )
        if known is None:
            return
        wish = reading.command_words(message)
        text = reading.said(update) if wish is None else wish
        if addressing.is_group(message):
            bot = addressing.itself(message)
            called = addressing.command(message, bot) or addressing.called(message, bot)
            heard = await asyncio.to_thread(self._groups.listen, message, called, bot)
            if heard is None:
                return
            asker, text = heard.asker, heard.text if wish is None else wish
        talk = self._talks.of(asker.language)

        def answer() -> tuple[Reply, Quote | None]:
            reply = talk.ask(asker, text, message.date.date())
            reply = self._replying.excerpts.bounded(asker, reply)
            return self._replying.quoting.of(message, asker, reply, edits=True)

        reply, quote = await asyncio.to_thread(answer)
        if known > 0:
            await self._crowds.changed(message.chat.id, known, reply, message)
        await self._outbox.give(
            Said(
                message.chat.id,
                reply,
                thread=reading.topic(message),
                reply_to=reading.reply_to(message),
                edits=known,
                question=message.message_id,
                asker=asker.user_id,
                only_for=asker.user_id if known < 0 else 0,
                quote=quote,
                language=asker.language,
            )
        )

    def _answer(
        self, message: Message, heard: Heard, asked: dt.date | None
    ) -> tuple[Reply, Quote | None] | None:
        reply = self._groups.answer(heard, asked)
        if reply is None:
            return None
        reply = self._replying.excerpts.bounded(heard.asker, reply)
        return self._replying.quoting.of(message, heard.asker, reply)

    @asynccontextmanager
    async def _menus(self, bot: Bot, chat_id: int) -> AsyncIterator[None]:
        """Let the group's menu follow what the body changes of its settings."""
        before = await asyncio.to_thread(self._groups.settings.of, chat_id)
        yield
        after = await asyncio.to_thread(self._groups.settings.of, chat_id)
        going_on = current()
        if before.replies != after.replies and going_on is not None:
            strings = self._talks.each(lambda talk: talk.strings)
            alone = after.replies == "asker"
            going_on.asides.append(
                lambda: menus.register_in_group(bot, strings, chat_id, alone=alone)
            )

    async def tapped(self, asker: Asker, data: str, context: ContextTypes.DEFAULT_TYPE) -> Tapped:
        """Do what a button of a group's message asks for, for who may ask for it."""
        bot = Itself(context.bot.id, context.bot.username)
        tapped = await asyncio.to_thread(self._groups.tap, asker, data, bot)
        if tapped is not None:
            return tapped
        if await self._admins.administers(context.bot, asker.chat_id, asker.user_id):
            async with self._menus(context.bot, asker.chat_id):
                tapped = await asyncio.to_thread(self._groups.tap, asker, data, bot, admin=True)
        if tapped is None:
            tapped = await asyncio.to_thread(self._groups.refused, asker, data, bot)
        return tapped
