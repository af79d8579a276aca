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

SHARE: Final = 0.3
"""Questions within a minute, of the messages that a group may be sent in one: 6 of 20. Even if all
of them are answered, a dozen new answers have room in that minute, and the edits of a list."""
MINUTE: Final = 60.0
LATE: Final = 90.0
"""Seconds after which a question in a busy group is answered in public no more."""


class Load:
    """What one group asks. Times are Unix seconds; `busy_at` is when it was busy last.

    `in_group` is how many messages a minute a group may be sent; one without a limit is never
    busy.
    """

    def __init__(self, in_group: float, busy_at: float = -math.inf) -> None:
        self.busy_at = busy_at
        boundless = in_group == math.inf
        self._many = math.inf if boundless else max(1, math.floor(in_group * SHARE))
        self._asked: deque[float] = deque()

    def ask(self, at: float, waiting: int) -> bool:
        """Take note of a question; return whether the group is busy, and for a minute after that.

        `waiting` is how many messages wait to be sent to it.
        """
        if self._many == math.inf:
            return False
        self._asked.append(at)
        while len(self._asked) > self._many:
            self._asked.popleft()
        many = len(self._asked) == self._many and at - self._asked[0] < MINUTE
        if many or waiting >= self._many:
            self.busy_at = max(self.busy_at, at)
        return at - self.busy_at < MINUTE
