"""Updates from chats that the bot is not in: what is typed inline, and guest summonses.

Neither is tried again where it fails, or put in quarantine: whoever typed has gone on, and
what strangers write in chats of their own is kept nowhere.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.ext import InlineQueryHandler, MessageHandler, filters

from bot.handlers import reading
from bot.handlers.guest import Guest
from bot.handlers.inline import Inline
from bot.handlers.unpaused import PausedArticleError
from bot.redaction import cause
from bot.render import inline as offered
from bot.reply import Offers

if TYPE_CHECKING:
    from typing import Any

    from telegram import Message, Update
    from telegram.ext import BaseHandler, ContextTypes

    from bot.handlers.doors import Library
    from bot.outbox.outbox import Outbox
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

log = logging.getLogger(__name__)


class Away:
    """The callbacks of these updates; each answers one of them, and only that."""

    def __init__(
        self,
        library: Library,
        strings: Languages[Strings],
        outbox: Outbox,
        newsroom: str = "",
    ) -> None:
        self._inline = strings.each(lambda words: Inline(library, words))
        self._guest = strings.each(lambda words: Guest(library, words, newsroom))
        self._strings = strings
        self._outbox = outbox

    @property
    def table(self) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who answers what."""
        return (
            InlineQueryHandler(self.inline),
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, self.guest),
        )

    async def inline(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer what fits the words after the bot's name."""
        query = update.inline_query
        if query is None:
            return
        name, inline = context.bot.username, self._inline.of(reading.language(update))
        try:
            found = await asyncio.to_thread(inline.offers, name, query.query, query.offset)
        except PausedArticleError:
            found = Offers()
        except Exception as error:  # noqa: BLE001 -- a failed list must not be kept for another try
            log.error("an inline query was not answered:\n%s", cause(error))  # noqa: TRY400 -- texts hold what was typed
            return
        await self._outbox.answer_inline(query.id, found)

    async def guest(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Check the claim that a summons answers; one reply a summons."""
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        user = message.from_user
        if user is not None and user.is_bot:  # two bots could summon each other for ever
            return
        said, claim = message.text or message.caption or "", _claim(message)
        language = (user.language_code or "") if user is not None else ""
        try:
            answer = self._guest.of(language).answer
            offer = await asyncio.to_thread(answer, context.bot.username, said, claim)
        except PausedArticleError:
            offer = offered.plain(self._strings.of(language), "pausing.article")
        except Exception as error:  # noqa: BLE001 -- what strangers wrote must not be kept for another try
            log.error("a summons was not answered:\n%s", cause(error))  # noqa: TRY400 -- texts hold what was typed
            offer = offered.plain(self._strings.of(language), "other.apology")
        await self._outbox.answer_guest(message.guest_query_id, offer)


def _claim(message: Message) -> str:
    """Return the words that a summons answers: those quoted, or all; "" where it answers none."""
    if message.quote is not None:
        return message.quote.text
    answered = message.reply_to_message
    return (answered.text or answered.caption or "") if answered is not None else ""
