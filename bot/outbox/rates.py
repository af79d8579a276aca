"""When the next message may go: Telegram's rates, kept so that its own count never exceeds them.

What counts is when a request arrives at Telegram, which nobody here knows: some time
between its start and its answer. So a send counts from its start until a whole window
after its answer. Then no window of Telegram's clock holds more than it may, whatever the
network does, and the price is one round trip's share of the rate.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

_MARGIN: Final = 0.005
"""Seconds by which two clocks may drift apart in a window."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second in all and to one chat, and messages a minute to one group.

    `reserve` is how many of those in all are kept free for answers: a post leaves only
    while there are more, so that a reader hardly ever waits for a broadcast. `reserve_in_group`
    is how many of a group's are left free by messages that expire, which come in crowds.
    """

    in_all: float = 30
    in_chat: float = 1
    in_group: float = 20
    reserve: int = 1
    reserve_in_group: int = 2


TELEGRAM: Final = Limits()
"""What Telegram's documents call "about" the limits (exact ones are unpublished)."""
UNLIMITED: Final = Limits(math.inf, math.inf, math.inf, 0)
"""For a server of one's own that counts nothing."""


class Window:
    """At most so many sends in so many seconds. Times are those of one monotonic clock."""

    __slots__ = ("_ended", "_most", "_seconds", "_under_way")

    def __init__(self, most: float, seconds: float) -> None:
        self._most = most
        self._seconds = seconds + _MARGIN
        self._ended: deque[float] = deque()
        self._under_way = 0

    @property
    def seconds(self) -> float:
        """How long a send counts after its answer."""
        return self._seconds

    def begin(self) -> None:
        """Count a send that starts now."""
        self._under_way += 1

    def end(self, now: float, *, counts: bool = True) -> None:
        """Note that a send has been answered, or given up; one that never left doesn't count."""
        self._under_way -= 1
        if counts and self._most != math.inf:
            self._ended.append(now)

    def room(self, now: float) -> float:
        """Return how many more may start now."""
        self._forget(now)
        return self._most - self._under_way - len(self._ended)

    def when(self, now: float, *, spare: int = 0) -> float:
        """Return when one more may start with `spare` left; inf: once one is answered."""
        self._forget(now)
        over = self._under_way + len(self._ended) + spare + 1 - self._most
        if over <= 0:
            return now
        if over > len(self._ended):
            return math.inf
        return self._ended[int(over) - 1] + self._seconds

    def empty(self, now: float) -> bool:
        """Return whether nothing counts any more."""
        self._forget(now)
        return not self._under_way and not self._ended

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self._seconds <= now:
            self._ended.popleft()
