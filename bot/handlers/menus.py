"""The menus of commands that Telegram shows, in every language: each place's own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.handlers.conversation import ADMIN_COMMANDS, GROUP_COMMANDS, PRIVATE_COMMANDS
from bot.redaction import servers_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telegram import Bot

    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

log = logging.getLogger(__name__)


async def register(bot: Bot, languages: Languages[Strings]) -> None:
    """Tell Telegram the commands and what this bot is.

    It works without, so nothing is retried.
    """
    try:
        # The default is what a reader of any other language sees. It is registered as itself,
        # too: or else what was registered when the default was another would stay.
        for code in (None, *languages.codes):
            strings = languages.of(code or "")
            for names, scope in (
                (ADMIN_COMMANDS, BotCommandScopeAllChatAdministrators()),
                (GROUP_COMMANDS, BotCommandScopeAllGroupChats()),
                (PRIVATE_COMMANDS, BotCommandScopeAllPrivateChats()),
                (PRIVATE_COMMANDS, BotCommandScopeDefault()),
            ):
                await bot.set_my_commands(menu(strings, names), scope=scope, language_code=code)
            await bot.set_my_description(strings["bot.description"], language_code=code)
            await bot.set_my_short_description(strings["bot.about"], language_code=code)
    except TelegramError as error:
        log.warning("the command menu was not registered: %s", servers_words(str(error)))


async def register_in_group(
    bot: Bot, languages: Languages[Strings], chat_id: int, *, alone: bool
) -> None:
    """Let a group's commands go to the bot alone, or (not `alone`) be as everywhere.

    What the bot alone has seen it may answer for the asker alone without being an administrator.
    """
    try:
        for code in (None, *languages.codes):
            strings = languages.of(code or "")
            for names, scope in (
                (GROUP_COMMANDS, BotCommandScopeChat(chat_id)),
                (ADMIN_COMMANDS, BotCommandScopeChatAdministrators(chat_id)),
            ):
                if alone:
                    commands = menu(strings, names, alone=True)
                    await bot.set_my_commands(commands, scope=scope, language_code=code)
                else:
                    await bot.delete_my_commands(scope=scope, language_code=code)
    except TelegramError as error:
        log.warning("a group's command menu was not changed: %s", servers_words(str(error)))


def menu(strings: Strings, names: Iterable[str], *, alone: bool = False) -> list[BotCommand]:
    """Return a menu of these commands; `alone`: what it sends, the bot alone sees."""
    # Newer than python-telegram-bot, which passes on what it doesn't know.
    more = {"is_ephemeral": True} if alone else None
    return [BotCommand(name, strings[f"commands.{name}"], api_kwargs=more) for name in names]
