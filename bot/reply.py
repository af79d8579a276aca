"""What the bot says, before it becomes a request: plain values, no Telegram types.

Offsets and lengths of entities count UTF-16 code units, as the Bot API does
(https://core.telegram.org/bots/api#messageentity).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    "date_time",
]


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked range of a message.

    `url` only with ``text_link``, `user` with ``text_mention``, `unix_time` with ``date_time``.
    """

    kind: EntityKind
    offset: int
    length: int
    url: str = ""
    user: int = 0
    unix_time: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: either `data` (1-64 bytes of UTF-8 come back when tapped) or `url`."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """Where words stand that answer a question: which are marked, in which sentence.

    Both are [start, end) in code points of the text of this version of the article.
    """

    article_id: str
    version: int
    marked: tuple[int, int]
    sentence: tuple[int, int]

    def pack(self) -> list[object]:
        """Write it down as a list that JSON can hold."""
        return [self.article_id, self.version, *self.marked, *self.sentence]

    @classmethod
    def unpack(cls, packed: Sequence[Any]) -> Cited:
        """Read what `pack` wrote."""
        article_id, version, start, end, *sentence = packed
        return cls(article_id, version, (start, end), (sentence[0], sentence[1]))


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: 1-4096 UTF-16 units of text, its entities, its rows of buttons.

    `cites` is what it answers one question with, None where it does something else; `declines`
    is whether it says that there is no answer. Neither is sent, so neither is compared. `brief`
    makes what to send in its place below a quotation of the sentence that answers.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    cites: Cited | None = field(default=None, compare=False)
    declines: bool = field(default=False, compare=False)
    brief: Callable[[], Reply] | None = field(default=None, compare=False)


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
