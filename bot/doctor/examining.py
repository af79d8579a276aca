"""`verbatim doctor`: what the bot needs, looked at one by one; nothing is changed.

Each finding says what is so, and where it isn't well, what to do. What depends on a thing
that has failed already is left out: the first line that fails is the one to mend.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.doctor.local import examine_here
from bot.doctor.telegram import examine_telegram

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from bot.config import Config
    from bot.doctor.finding import Finding


def examine(
    config: Config, chats: Sequence[str], clock: Callable[[], dt.datetime]
) -> Iterator[Finding]:
    """Yield what is found here, then of Telegram and of these chats, as ids or @names."""
    yield from examine_here(config)
    yield from asyncio.run(examine_telegram(config, chats, clock))
