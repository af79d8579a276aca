"""The updates by which readers tell the newsroom something, and by which it reads that."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Final

from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.buttons import parse
from bot.desk_words import DeskWords
from bot.handlers import addressing, reading
from bot.handlers.asker import Asker
from bot.handlers.reports import Reports
from bot.message import Message as Said
from bot.render import notices
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from telegram import Message, Update
    from telegram.ext import BaseHandler, ContextTypes

    from bot.handlers.doors import Library
    from bot.handlers.newsroom_doors import State
    from bot.handlers.taps import Tapped
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

_TAPS: Final = re.compile(r"(good|bad|wrong|send|drop|older)[.:]")


class _AddsLine(filters.MessageFilter):
    """An answer to a report that its reader has not sent yet."""

    def filter(self, message: Message) -> bool:
        return _draft(message) is not None


class Readers:
    """The callbacks of these updates. `library` is without what is paused."""

    def __init__(
        self, library: Library, state: State, strings: Languages[Strings], outbox: Outbox
    ) -> None:
        self._state = state
        self._strings = strings
        self._outbox = outbox
        desk = DeskWords(state.team, state.rooms, strings)
        self._reports = strings.each(lambda words: Reports(library, state, words, desk))

    def table(self, here: filters.BaseFilter) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who answers what; `here` lets commands for this bot through."""
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        return (
            CommandHandler("misses", self.misses, here),
            MessageHandler(
                private & filters.TEXT & ~filters.COMMAND & filters.REPLY & _AddsLine(), self.line
            ),
            CallbackQueryHandler(self.tap, _TAPS),
        )

    async def misses(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/misses``: what readers asked in vain, for the newsroom in private."""
        message = update.message
        user = None if message is None else message.from_user
        if message is None or user is None:
            return
        strings, reports = self._spoken(update)
        is_member = message.sender_chat is None and self._state.team.role(user.id) is not None
        in_group = addressing.is_group(message)
        if in_group and not is_member and self._state.pauses.is_paused(message.chat.id):
            return  # in a paused group nothing is said
        if not is_member:
            reply = notices.notice(strings, "team.members_only")
        elif in_group:
            reply = notices.notice(strings, "misses.in_private")
        else:
            reply = await asyncio.to_thread(reports.misses, message.chat.id, user.id)
        await self._outbox.give(reading.in_answer(message, reply))

    async def line(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Add a line to the report that a message answers; it is shown again in its place."""
        message = update.message
        asker = None if message is None else addressing.asker(message)
        draft = None if message is None else _draft(message)
        if message is None or asker is None or draft is None:
            return
        strings, reports = self._spoken(update)
        words = reading.said(update)
        try:
            reply = await asyncio.to_thread(reports.line, asker, draft, words)
        except UnknownArticleError:
            reply = notices.notice(strings, "articles.gone")
        said = reply or notices.notice(strings, "buttons.expired")
        await self._outbox.give(Said(asker.chat_id, said, language=asker.language))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tapped button."""
        query = update.callback_query
        message = None if query is None else query.message
        if query is None or message is None:
            return
        language = reading.language(update)
        asker = Asker(message.chat.id, query.from_user.id, language=language)
        strings, reports = self._spoken(update)

        def work() -> tuple[Tapped, Reply | None, int | None] | None:
            tap = parse(query.data or "")
            if tap is None:
                return None
            tapped, report = reports.tapped(asker, message.message_id, tap)
            return tapped, report, None if report is None else self._state.team.desk()

        done = await asyncio.to_thread(work)
        if done is None:
            await self._outbox.answer_callback(query.id, strings["buttons.expired"])
            return
        tapped, report, desk = done
        await self._outbox.answer_callback(query.id, tapped.toast)
        if report is not None and desk is not None:
            await self._outbox.give(Said(desk, report), screened=False)
        if tapped.reply is None:
            return
        edits = None if tapped.new else message.message_id
        await self._outbox.give(
            Said(asker.chat_id, tapped.reply, edits=edits, language=asker.language)
        )

    def _spoken(self, update: Update) -> tuple[Strings, Reports]:
        """Return the sentences, and who says them, in the language of whoever it is from."""
        language = reading.language(update)
        return self._strings.of(language), self._reports.of(language)


def _draft(message: Message) -> str | None:
    """Return the token of the report that a message answers, None where it answers none."""
    above = message.reply_to_message
    markup = None if above is None else above.reply_markup
    if above is None or markup is None or above.from_user is None:
        return None
    if above.from_user.id != message.get_bot().id:
        return None
    taps = (
        parse(one.callback_data)
        for row in markup.inline_keyboard
        for one in row
        if isinstance(one.callback_data, str)
    )
    return next((tap.token for tap in taps if tap is not None and tap.action == "send"), None)
