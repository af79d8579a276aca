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
    "text_mention",
    "code",
    "bot_command",
]


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked range of a message; `url` only with ``text_link``, `user` with ``text_mention``."""

    kind: EntityKind
    offset: int
    length: int
    url: str = ""
    user: int = 0


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


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that somebody may choose to send: `title` and `description` are its list entry.

    `id` is 1-64 bytes, another for each message; nothing is read from it when it comes back.
    """

    id: str
    title: str
    description: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered for something typed inline: at most 50 messages.

    `next_offset` asks for those after them, "" where these are the last. `line` stands above
    the list, "" for nothing; who taps it opens the bot with `parameter`.
    """

    shown: tuple[Offer, ...] = ()
    next_offset: str = ""
    line: str = ""
    parameter: str = ""
