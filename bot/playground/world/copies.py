"""Copies of JSON values: whoever gets one can't change the world with it."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")


def copied(value: Value) -> Value:
    """Copy a JSON value with all that is in it.

    Several times as fast as `copy.deepcopy`, which keeps account of what it has seen: each
    message is copied four times on its way.
    """
    if isinstance(value, dict):
        return {  # type: ignore[return-value] # mypy takes no dict for the Value it was
            name: copied(inner) if isinstance(inner, dict | list) else inner
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [copied(inner) for inner in value]  # type: ignore[return-value] # the same
    return value
