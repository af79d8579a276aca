"""Who administers which group, asked of Telegram at most twice a minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from bot.handlers import rights

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot, Message

SECONDS: Final = 30.0
"""So long an answer of Telegram's holds: somebody demoted has lost the right by then."""
_MOST: Final = 10_000


class Admins:
    """Knows administrators, each for a moment. That somebody is none is never remembered."""

    def __init__(
        self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: OrderedDict[tuple[int, int], float] = OrderedDict()

    async def has_written(self, bot: Bot, message: Message) -> bool:
        """Whether an administrator of its group has written a message."""
        user = message.from_user
        # Who writes in the group's name, or a channel's, is told by the message itself.
        if message.sender_chat is not None or user is None:
            return await rights.is_admin(bot, message)
        return await self.administers(bot, message.chat.id, user.id)

    async def administers(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        """Whether a person administers a group."""
        who = (chat_id, user_id)
        if self._until.get(who, 0.0) > self._clock():
            return True
        is_admin = await rights.administers(bot, *who)
        if is_admin:
            self._until[who] = self._clock() + self._seconds
            self._until.move_to_end(who)
            if len(self._until) > _MOST:
                self._until.popitem(last=False)
        return is_admin
