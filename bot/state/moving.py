"""What is kept of a group, when it becomes a supergroup: it is another chat from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.message import pack, unpack
from bot.state import pauses, rooms, team
from bot.state.batches import ANSWER, REPLY
from bot.state.memory import TURN
from bot.state.tables import button, chat, outbox, paused

if TYPE_CHECKING:
    from bot.state.keys import Key


def move(connection: sa.Connection, key: Key, old: int, new: int) -> None:
    """Let everything that is kept of a group be its supergroup's; within a transaction."""
    before, after = key.digest("chat", old), key.digest("chat", new)
    # What was chosen in the new chat already is the newer wish.
    connection.execute(
        sa.update(chat).prefix_with("OR IGNORE").where(chat.c.chat == before),
        {"chat": after},
    )
    connection.execute(sa.delete(chat).where(chat.c.chat == before))
    connection.execute(
        sa.delete(button).where(button.c.chat == before, button.c.kind.in_((TURN, ANSWER, REPLY)))
    )
    rooms.move(connection, before, after)
    pauses.move(connection, key, old, new)
    team.move(connection, key, old, new)
    connection.execute(sa.update(button).where(button.c.chat == before), {"chat": after})
    connection.execute(sa.delete(paused).where(paused.c.chat == before))
    rows = connection.execute(
        sa.select(outbox).where(outbox.c.chat == before, outbox.c.body.is_not(None))
    ).all()
    for row in rows:
        text = key.decrypt(row.body)
        if text is None:
            continue
        body = key.encrypt(pack(unpack(text).to(new)))
        connection.execute(
            sa.update(outbox).where(outbox.c.number == row.number),
            {"chat": after, "body": body},
        )
