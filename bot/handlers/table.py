"""Who answers what readers say: one table, in order. The first that fits takes the update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.handlers import addressing

if TYPE_CHECKING:
    from telegram import Message

    from bot.handlers.updates import Handlers


class _Addressed(filters.MessageFilter):
    """A person's command for this bot, as ``/help@thisbot`` or in answer to it."""

    def filter(self, message: Message) -> bool:
        meant = addressing.command(message, addressing.itself(message))
        return meant is not None and addressing.may_ask(message)


_PRIVATE: Final = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_GROUPS: Final = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS
HERE: Final = _PRIVATE | (_GROUPS & _Addressed())
"""A message in private, or a command in a group that is meant for this bot."""


class PlainWords(BaseHandler[Update, Any, Any]):
    """Words in private and nothing else, which is what most updates are, seen at a glance.

    To be asked first: the table would take such a message for the same, after some thirty
    others were asked, which takes longer than to read it.
    """

    def check_update(self, update: object) -> bool:
        """Whether it is such a message."""
        message = update.message if isinstance(update, Update) else None
        if message is None or message.chat.type != ChatType.PRIVATE or not message.text:
            return False
        is_bare = not message.entities and message.reply_to_message is None
        return is_bare and not message.text.startswith("/")


def handler_table(handlers: Handlers) -> tuple[BaseHandler[Update, Any, Any], ...]:
    """Return who answers what. The first that fits takes the update."""
    private, groups, here = _PRIVATE, _GROUPS, HERE
    hearing = handlers.hearing
    said = filters.TEXT | filters.CAPTION
    files = (
        filters.PHOTO
        | filters.VIDEO
        | filters.ANIMATION
        | filters.AUDIO
        | filters.Document.ALL
        | filters.VIDEO_NOTE
    )
    return (
        CommandHandler("start", handlers.start, here),
        CommandHandler("help", handlers.help, here),
        CommandHandler("articles", handlers.articles, here),
        CommandHandler("summary", handlers.summary, here),
        CommandHandler("sections", handlers.sections, here),
        CommandHandler("quotes", handlers.quotes, here),
        CommandHandler("facts", handlers.facts, here),
        CommandHandler("check", handlers.check, here),
        CommandHandler("privacy", handlers.privacy, here),
        CommandHandler("forget", handlers.forget, here),
        CommandHandler("settings", hearing.settings, here),
        CommandHandler("ask", hearing.heard, groups & _Addressed()),
        CommandHandler("ask", handlers.question, private),
        MessageHandler(here & filters.COMMAND, handlers.unknown_command),
        MessageHandler(private & said, handlers.ask),
        MessageHandler(groups & said, hearing.heard),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE & said, hearing.edited),
        MessageHandler(filters.UpdateType.CHANNEL_POSTS & said, hearing.posted),
        MessageHandler(private & files, handlers.media),
        MessageHandler(private & ~filters.StatusUpdate.ALL, handlers.not_text),
        CallbackQueryHandler(handlers.tap),
    )
