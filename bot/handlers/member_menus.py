"""The command menu of the newsroom's members, in their own chats with the bot."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram import BotCommandScopeChat
from telegram.error import TelegramError

from bot.handlers.conversation import PRIVATE_COMMANDS
from bot.handlers.menus import menu
from bot.redaction import servers_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Bot

    from bot.newsroom import Role
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

NEWSROOM_COMMANDS: Final[dict[Role, tuple[str, ...]]] = {
    "owner": ("pause", "resume", "hide", "misses", "digest", "team", "desk"),
    "editor": ("pause", "resume", "hide", "misses", "digest", "team"),
}
"""What stands above the readers' commands in a member's menu."""

log = logging.getLogger(__name__)


async def follow(
    bot: Bot,
    languages: Languages[Strings],
    before: Mapping[int, Role],
    now: Mapping[int, Role],
) -> None:
    """Give each one whose role has changed the menu of the new one; readers have the usual.

    The bot works without, so nothing is tried again.
    """
    for person in before.keys() | now.keys():
        role = now.get(person)
        if role != before.get(person):
            await _give(bot, languages, person, role)


async def _give(bot: Bot, languages: Languages[Strings], person: int, role: Role | None) -> None:
    scope = BotCommandScopeChat(person)
    try:
        # The menu of their language goes before the default's, whoever it is for.
        for code in (None, *languages.codes):
            if role is None:
                await bot.delete_my_commands(scope=scope, language_code=code)
            else:
                names = (*NEWSROOM_COMMANDS[role], *PRIVATE_COMMANDS)
                commands = menu(languages.of(code or ""), names)
                await bot.set_my_commands(commands, scope=scope, language_code=code)
    except TelegramError as error:
        log.info("a member's command menu was not set: %s", servers_words(str(error)))
