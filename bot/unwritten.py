"""Rows that a turn wants kept, until they are committed together with its end.

So a turn costs one commit however much it keeps, and of one that fails nothing is kept.
Whoever reads a row in the same turn is to look here first.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Row: TypeAlias = "tuple[object, ...]"
"""One row of a table, its columns in the table's order; the first is its key."""


@dataclass(slots=True)
class Unwritten:
    """Rows by table and key; None for one that is to be deleted. The newest wish counts.

    `begun` is when the turn began, by `time.monotonic`.
    """

    rows: dict[tuple[str, bytes], Row | None] = field(default_factory=dict)
    open: bool = True
    begun: float = field(default_factory=time.monotonic)


_CURRENT: ContextVar[Unwritten | None] = ContextVar("unwritten", default=None)


@contextmanager
def collecting() -> Iterator[Unwritten]:
    """Collect what the body keeps, in this task, its threads and the tasks it starts.

    A task that outlives the body writes at once again.
    """
    collected = Unwritten()
    token = _CURRENT.set(collected)
    try:
        yield collected
    finally:
        collected.open = False
        _CURRENT.reset(token)


def unwritten() -> Unwritten | None:
    """Return where to put rows in the caller's turn; None outside of one."""
    current = _CURRENT.get()
    return current if current is not None and current.open else None
