"""What a running bot does beside answering: its menus, its pauses, deleting what has expired."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

from bot.handlers import member_menus, menus
from bot.handlers.newsroom_doors import Pauses as HandlersPauses
from bot.redaction import cause
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from telegram import Bot

    from bot.handlers.newsroom_doors import Team
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

PAUSES_SECONDS = 0.5

log = logging.getLogger(__name__)


class Pauses(HandlersPauses, Protocol):
    """What is paused, also by another process."""

    def refresh(self) -> None:
        """Read it. Blocking; raises StoreError."""
        ...


class Expiring(Protocol):
    """What keeps things for a time."""

    def purge(self) -> int:
        """Delete what has expired; return how much. Blocking."""
        ...


async def register(bot: Bot, strings: Languages[Strings], team: Team) -> None:
    """Tell Telegram the commands, the newsroom's members theirs, and what this bot is."""
    await menus.register(bot, strings)
    try:
        members = await asyncio.to_thread(team.members)
    except StoreError as error:
        log.warning("the newsroom's command menus were not registered: %s", error.problem)
        return
    await member_menus.follow(bot, strings, {}, {one.user_id: one.role for one in members})


async def follow(pauses: Pauses) -> None:
    """Learn what `verbatim pause` and `resume` have changed, within a second."""
    failing = False
    while True:
        try:
            await asyncio.to_thread(pauses.refresh)
            failing = False
        except StoreError as error:
            if not failing:
                log.warning("what is paused can't be read, what was known holds: %s", error.problem)
            failing = True
        await asyncio.sleep(PAUSES_SECONDS)


async def purge(state: Expiring, seconds: float) -> None:
    """Delete expired state now and then."""
    while True:
        try:
            await asyncio.to_thread(state.purge)
        except Exception as error:  # noqa: BLE001 -- a full disk now must not end purging for good
            log.error("expired state was not deleted:\n%s", cause(error))  # noqa: TRY400 -- texts hold rows
        await asyncio.sleep(seconds)
