"""Which bot a state belongs to. Update ids and chats mean nothing to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.state.batches import OFFSET
from bot.state.contents import BOT, put_number
from bot.state.tables import inbox, outbox, paused, setting
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable


class AnotherBotError(StoreError):
    """The state belongs to another bot than the token."""


def claim(name: str, bot: int, adopt: int) -> Callable[[sa.Connection], int | None]:
    """Return a write that notes whose state this is, and returns whose it was until now.

    `name` is the state's. Where it was another bot's and `adopt` is this one's id, that is
    handed over: what was waiting for the old bot to answer or send is dropped, since only
    that bot could. It raises AnotherBotError where it was another's and isn't handed over.
    """

    def write(connection: sa.Connection) -> int | None:
        query = sa.select(setting.c.number).where(setting.c.name == BOT)
        before = connection.execute(query).scalar_one_or_none()
        if before is not None and before != bot:
            if adopt != bot:
                raise AnotherBotError(
                    name,
                    f"it belongs to bot {before}, and the token is bot {bot}'s; use that bot's"
                    f" token, another state.store, or hand it over by state.adopt={bot}",
                )
            for table in (inbox, outbox, paused):
                connection.execute(sa.delete(table))
            connection.execute(sa.delete(setting).where(setting.c.name == OFFSET))
        put_number(connection, BOT, bot)
        return None if before is None else int(before)

    return write
