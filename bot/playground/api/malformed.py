"""Updates that no client expects: valid JSON all of them, and none an update of the Bot API."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Update = dict[str, Any]
Flaw = Literal["chatless", "mistyped", "null", "empty", "unknown", "numberless", "nothing"]


def _chatless(update: Update) -> Update:
    """Take the chat from the message (or whatever else has one)."""
    for payload in update.values():
        if isinstance(payload, dict):
            payload.pop("chat", None)
            payload.get("message", {}).pop("chat", None)
    return update


def _mistyped(update: Update) -> Update:
    """Turn numbers into words and objects into numbers."""
    for payload in update.values():
        if isinstance(payload, dict):
            wrong = {int: "a number", str: {"text": ["words"]}, dict: 7}
            payload |= {name: wrong.get(type(value)) for name, value in payload.items()}
    return update


def _null(update: Update) -> Update:
    """Keep the kind, and nothing of its content."""
    return {name: v if name == "update_id" else None for name, v in update.items()}


def _empty(update: Update) -> Update:
    """Keep the number only."""
    return {"update_id": update["update_id"]}


def _unknown(update: Update) -> Update:
    """Give it a kind that the Bot API does not have (yet)."""
    kind = next(name for name in update if name != "update_id")
    return {"update_id": update["update_id"], "thought": update[kind]}


def _numberless(update: Update) -> Update:
    """Take its number."""
    del update["update_id"]
    return update


def _nothing(_: Update) -> None:
    """Make it a null where an object must be."""


FLAWS: dict[Flaw, Callable[[Update], Any]] = {
    "chatless": _chatless,
    "mistyped": _mistyped,
    "null": _null,
    "empty": _empty,
    "unknown": _unknown,
    "numberless": _numberless,
    "nothing": _nothing,
}


def malformed(flaw: Flaw, update: Update) -> Any:
    """Return an update with a flaw; the one given is left as it is."""
    return FLAWS[flaw](deepcopy(update))
