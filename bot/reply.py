"""What the bot says, before it becomes a request: plain values, no Telegram types.

Offsets and lengths of entities count UTF-16 code units, as the Bot API does
(https://core.telegram.org/bots/api#messageentity).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EntityKind = Literal[
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "blockquote",
    "expandable_blockquote",
    "text_link",
    "code",
    "bot_command",
]


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked range of a message; `url` only with ``text_link``."""

    kind: EntityKind
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: either `data` (1-64 bytes of UTF-8 come back when tapped) or `url`."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: 1-4096 UTF-16 units of text, its entities, its rows of buttons."""

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
