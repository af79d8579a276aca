"""What became of the messages of a slot, and so of the slot: told by the outbox's rows."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from bot.state.contents import SLOT
from bot.state.tables import posted, slot

_BEFORE_OTHERS: Final = ("uncertain", "sent", "failed")
"""What a slot is of which any message is so; one that the newsroom has paused was skipped."""


def reference(number: int, part: int) -> str:
    """Return how the outbox calls a message of a slot; parts count from 0."""
    return f"{SLOT}{number} {part}"


def control(number: int, shown: int) -> str:
    """Return how the outbox calls what the desk decides of a slot with; `shown` counts from 1."""
    return f"desk {number} {shown}"


def settle(connection: sa.Connection, name: str, state: str, message_id: int = 0) -> None:
    """Keep what became of a message of a slot, and of the slot once it was the last one.

    For whoever writes the outbox, within its transaction. Other messages' names are ignored.
    """
    match name.split(" "):
        case ["slot", number, part] if number.isdecimal() and part.isdecimal():
            row = {"slot": int(number), "part": int(part), "state": state, "message": message_id}
        case ["desk", number, shown] if number.isdecimal() and shown.isdecimal():
            row = {"slot": int(number), "part": -int(shown), "state": state, "message": message_id}
        case _:
            return
    if not connection.execute(sa.select(sa.exists().where(slot.c.number == row["slot"]))).scalar():
        return  # its reader has had it forgotten
    connection.execute(sa.insert(posted).prefix_with("OR REPLACE"), row)
    mine = (posted.c.slot == row["slot"], posted.c.part >= 0)
    states = list(connection.execute(sa.select(posted.c.state).where(*mine)).scalars())
    over = next((one for one in _BEFORE_OTHERS if one in states), "skipped")
    connection.execute(
        sa.update(slot)
        .where(
            slot.c.number == row["slot"],
            slot.c.parts <= len(states),
            slot.c.state.in_(("queued", "sent", "uncertain", "failed")),
        )
        .values(state=over)
    )
