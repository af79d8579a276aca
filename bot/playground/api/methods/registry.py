"""All methods that are supported: parsed parameters in, result out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods import (
    albums,
    chats,
    delivery,
    edits,
    ephemeral,
    invites,
    media,
    members,
    messages,
    polls,
    profile,
    queries,
    resending,
    rights,
    topics,
)
from bot.playground.rules.refusal import unsupported

if TYPE_CHECKING:
    from bot.playground.api.methods.method import Method, Params
    from bot.playground.world.world import World

_PARTS = (
    profile, messages, media, albums, polls, resending, edits, ephemeral, chats, members, rights,
    invites, topics, queries, delivery,
)  # fmt: skip
METHODS: dict[str, Method] = {
    name: method for part in _PARTS for name, method in part.METHODS.items()
}
SUPPORTED = frozenset(METHODS) | {"getUpdates"}


def call(world: World, method: str, params: Params) -> Any:
    """Carry out a method named as the documents spell it; refuse what is not supported."""
    known = METHODS.get(method)
    if known is None:
        raise unsupported(f"the method {method}")
    for name in params:
        if name not in known.takes:
            raise unsupported(f'the parameter "{name}" of {method}')
    return known.call(world, params)
