"""What inbox, outbox and slots hold, as those see it who ask. Times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bot.digests.plan import Slot
    from bot.message import Message

SlotState: TypeAlias = Literal[
    "planned", "claimed", "previewed", "queued", "sent", "skipped", "uncertain", "failed"
]


@dataclass(frozen=True, slots=True)
class Taken:
    """An update of the inbox that is not done: its id, when it came, its JSON."""

    update_id: int
    arrived: float
    text: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message of the outbox that has not gone. `begun`: it was on its way at a crash."""

    number: int
    at: float
    message: Message
    begun: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be handled: why, and when it came. `update_id` if it had one."""

    update_id: int | None
    at: float
    cause: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A post that did not simply arrive: "uncertain", "failed" or "paused" by the newsroom.

    `reference` is the poster's.
    """

    number: int
    reference: str
    state: str
    at: float


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot as it is kept: its number, its state and why, and what it holds, JSON's values."""

    number: int
    slot: Slot
    state: SlotState
    reason: str
    parts: int
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of a slot: `message_id` is 0 where nobody knows it."""

    part: int
    state: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a claimed slot: skipped, shown at the desk until a moment, or queued.

    `payload` is what is kept of it from now on, JSON's values; None for what it was. Its
    `messages` are the digest's or the preview's, `asides` what the desk is told besides.
    """

    number: int
    state: Literal["skipped", "previewed", "queued"]
    reason: str = ""
    payload: Mapping[str, Any] | None = None
    messages: Sequence[Message] = ()
    asides: Sequence[Message] = ()
    until: dt.datetime | None = None
