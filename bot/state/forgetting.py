"""Who has just had everything forgotten: a turn that began before that keeps nothing of theirs.

A reader may ask in a group and say ``/forget`` in private at the same time. What the group's
turn wants kept is committed at its end, which is after everything was deleted.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Final

_MOST: Final = 10_000
"""So many are known, the last ones: a turn takes moments."""


class Forgetting:
    """Readers by the hashes of their ids, and when they were forgotten. Safe from threads.

    Times are those of `time.monotonic`. Nothing of this is kept: no turn outlives the process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: OrderedDict[bytes, float] = OrderedDict()

    def note(self, user: bytes) -> None:
        """Note that a reader is about to be forgotten."""
        with self._lock:
            self._at[user] = time.monotonic()
            self._at.move_to_end(user)
            if len(self._at) > _MOST:
                self._at.popitem(last=False)

    def came_after(self, begun: float, user: bytes) -> bool:
        """Whether a reader was forgotten after a turn had begun."""
        with self._lock:
            return self._at.get(user, begun - 1.0) >= begun
