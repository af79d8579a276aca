"""When a group asks more than it can be answered one by one.

What counts is what it asks, by the times at which Telegram took the questions: not what was
sent, for then a group would seem calm as soon as less is sent to it, and be flooded again; and
not when they are handled, for then a minute's worth of questions that a restart left behind
would seem a crowd, or a crowd none. What waits to be sent counts, too: Telegram may ask for
silence.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

MANY: Final = 6
"""Questions within a minute. Even if all of them are answered, two thirds of what a group may be
sent in that minute are left: for a dozen new answers beside the edits of a list of them."""
MINUTE: Final = 60.0
LATE: Final = 90.0
"""Seconds after which a question in a busy group is answered in public no more."""


class Load:
    """What one group asks. Times are Unix seconds; `busy_at` is when it was busy last."""

    def __init__(self, busy_at: float = -math.inf) -> None:
        self.busy_at = busy_at
        self._asked: deque[float] = deque(maxlen=MANY)

    def ask(self, at: float, waiting: int) -> bool:
        """Take note of a question; return whether the group is busy, and for a minute after that.

        `waiting` is how many messages wait to be sent to it.
        """
        self._asked.append(at)
        many = len(self._asked) == MANY and at - self._asked[0] < MINUTE
        if many or waiting >= MANY:
            self.busy_at = max(self.busy_at, at)
        return at - self.busy_at < MINUTE
