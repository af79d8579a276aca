"""What an inline button carries: an action, maybe a number, and a token; never content.

The token stands for a row of the bot's state, so whatever comes back from a stranger
is either a token that row knows or nothing at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reply import Button

_DATA = re.compile(r"([a-z]{1,8})(?:\.([0-9]{1,4}))?:([A-Za-z0-9_-]{1,22})")


@dataclass(frozen=True, slots=True)
class Tap:
    """What a tapped button asks for: `number` is 0 where the action has none."""

    action: str
    token: str
    number: int = 0


def button(label: str, action: str, token: str, number: int | None = None) -> Button:
    """Make a button; its data stays within the Bot API's 64 bytes."""
    place = "" if number is None else f".{number}"
    return Button(label, data=f"{action}{place}:{token}")


def parse(data: str) -> Tap | None:
    """Read a button's data back; None for anything this bot never made."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    action, number, token = match.groups()
    return Tap(action, token, int(number or 0))
