"""What became of the messages of a slot, and so of the slot: told by the outbox's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.state import many
from bot.state.contents import SLOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

_THERE: Final = "SELECT number FROM slot WHERE number IN {}"
_POSTED: Final = "INSERT OR REPLACE INTO posted (slot, part, state, message)"
_STATES: Final = "SELECT slot, state FROM posted WHERE part >= 0 AND slot IN {}"
_OVER: Final = (
    "UPDATE slot SET state = ? WHERE number = ? AND parts <= ?"
    " AND state IN ('queued', 'sent', 'uncertain', 'failed')"
)

_BEFORE_OTHERS: Final = ("uncertain", "sent", "failed")
"""What a slot is of which any message is so; one that the newsroom has paused was skipped."""


def reference(number: int, part: int) -> str:
    """Return how the outbox calls a message of a slot; parts count from 0."""
    return f"{SLOT}{number} {part}"


def control(number: int, shown: int) -> str:
    """Return how the outbox calls what the desk decides of a slot with; `shown` counts from 1."""
    return f"desk {number} {shown}"


def settle(connection: sa.Connection, told: Sequence[tuple[str, str, int]]) -> None:
    """Keep what became of messages of slots, and of each slot once it was its last one.

    Given are each message's name, state, and number at Telegram. For whoever writes the outbox,
    within its transaction. Other messages' names are ignored.
    """
    parts = [one for name, state, message in told for one in _part(name, state, message)]
    numbers = list({slot for slot, *_ in parts})
    # A reader may have had their slots forgotten.
    there = {number for (number,) in many.among(connection, _THERE, numbers)}
    parts = [one for one in parts if one[0] in there]
    many.insert(connection, _POSTED, parts)
    states: dict[int, list[str]] = {}
    for slot, state in many.among(connection, _STATES, list({slot for slot, *_ in parts})):
        states.setdefault(slot, []).append(state)
    for slot, known in states.items():
        over = next((one for one in _BEFORE_OTHERS if one in known), "skipped")
        many.run(connection, _OVER, (over, slot, len(known)))


def _part(name: str, state: str, message_id: int) -> list[tuple[int, int, str, int]]:
    """Return a message's row, if it is one of a slot."""
    match name.split(" "):
        case ["slot", number, part] if number.isdecimal() and part.isdecimal():
            return [(int(number), int(part), state, message_id)]
        case ["desk", number, shown] if number.isdecimal() and shown.isdecimal():
            return [(int(number), -int(shown), state, message_id)]
        case _:
            return []
