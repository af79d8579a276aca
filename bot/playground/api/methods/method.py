"""What a method is: a function of the world and the parsed parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.world.world import World

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does, and which of its documented parameters it takes here."""

    call: Callable[[World, Params], Any]
    takes: frozenset[str]


def method(call: Callable[[World, Params], Any], takes: str = "") -> Method:
    """Make a method; `takes` names its parameters, separated by spaces."""
    return Method(call, frozenset(takes.split()))
