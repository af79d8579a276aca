"""Who administers a group: what Telegram says, and nobody where it doesn't say."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import ChatMember
from telegram.error import TelegramError

from bot.redaction import servers_words

if TYPE_CHECKING:
    from telegram import Bot, Message

log = logging.getLogger(__name__)


async def is_admin(bot: Bot, message: Message) -> bool:
    """Whether an administrator of its group has written a message."""
    if message.sender_chat is not None:
        # In the group's own name only its administrators speak; in a channel's, anybody.
        return message.sender_chat.id == message.chat.id
    user = message.from_user
    return user is not None and await administers(bot, message.chat.id, user.id)


async def administers(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether a person administers a group."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramError as error:
        log.warning("who administers a group was not told: %s", servers_words(str(error)))
        return False
    return member.status in {ChatMember.ADMINISTRATOR, ChatMember.OWNER}
