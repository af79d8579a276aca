"""What inbox and outbox hold, as those see it who ask. Times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.message import Message


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
    """A post that did not simply arrive: "uncertain" or "failed"; `reference` is the poster's."""

    number: int
    reference: str
    state: str
    at: float
