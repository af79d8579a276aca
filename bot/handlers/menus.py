"""The command menu of the newsroom's members, in their own chats with the bot."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.handlers.conversation import COMMANDS
from bot.redaction import servers_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Bot

    from bot.newsroom import Role
    from bot.strings.catalogue import Strings

NEWSROOM_COMMANDS: Final[dict[Role, tuple[str, ...]]] = {
    "owner": ("pause", "resume", "hide", "misses", "team", "desk"),
    "editor": ("pause", "resume", "hide", "misses", "team"),
}
"""What stands above the readers' commands in a member's menu."""

log = logging.getLogger(__name__)


async def follow(
    bot: Bot, strings: Strings, before: Mapping[int, Role], now: Mapping[int, Role]
) -> None:
    """Give each one whose role has changed the menu of the new one; readers have the usual.

    The bot works without, so nothing is tried again.
    """
    for person in before.keys() | now.keys():
        role = now.get(person)
        if role == before.get(person):
            continue
        scope = BotCommandScopeChat(person)
        try:
            if role is None:
                await bot.delete_my_commands(scope=scope)
            else:
                names = (*NEWSROOM_COMMANDS[role], *COMMANDS)
                commands = [BotCommand(name, strings[f"commands.{name}"]) for name in names]
                await bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:
            log.info("a member's command menu was not set: %s", servers_words(str(error)))
