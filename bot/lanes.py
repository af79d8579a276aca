"""Turns: one chat's updates one after another, several chats' at once."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

_Item = TypeVar("_Item")


class Lanes(Generic[_Item]):
    """First come, first served within a lane. For any number of workers of one event loop.

    A worker takes a lane's first item by `take`, and must then either `done` it, which
    lets the lane's next one come, or `again` it after a while, until when the lane waits.
    A lane exists only while there is something in it.
    """

    def __init__(self) -> None:
        self._lanes: dict[Hashable, deque[_Item]] = {}
        self._ready: deque[Hashable] = deque()
        self._takers: deque[asyncio.Future[None]] = deque()
        self._timers: dict[Hashable, asyncio.TimerHandle] = {}
        self._count = 0

    def __len__(self) -> int:
        """How many items there are, those at work included."""
        return self._count

    @property
    def lanes(self) -> int:
        """How many lanes have something in them."""
        return len(self._lanes)

    def add(self, lane: Hashable, item: _Item) -> None:
        """Put an item at a lane's end."""
        self._count += 1
        waiting = self._lanes.get(lane)
        if waiting is not None:
            waiting.append(item)
            return
        self._lanes[lane] = deque([item])
        self._let_go(lane)

    async def take(self) -> tuple[Hashable, _Item]:
        """Wait for a lane that nobody works on; return it and its first item."""
        while not self._ready:
            taker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._takers.append(taker)
            try:
                await taker
            except asyncio.CancelledError:
                if taker.done() and not taker.cancelled():
                    self._wake()  # what woke this one is for another
                raise
        lane = self._ready.popleft()
        return lane, self._lanes[lane][0]

    def follows(self, lane: Hashable) -> bool:
        """Whether another item waits behind the one of a lane that was taken."""
        return len(self._lanes[lane]) > 1

    def done(self, lane: Hashable) -> None:
        """Drop the item that was taken, and let the lane's next one come."""
        self._count -= 1
        waiting = self._lanes[lane]
        waiting.popleft()
        if waiting:
            self._let_go(lane)
        else:
            del self._lanes[lane]

    def again(self, lane: Hashable, seconds: float) -> None:
        """Let the item that was taken come again after so long, and the lane wait for it."""
        loop = asyncio.get_running_loop()
        self._timers[lane] = loop.call_later(seconds, self._over, lane)

    def close(self) -> None:
        """Forget what waits for its time."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _over(self, lane: Hashable) -> None:
        del self._timers[lane]
        self._let_go(lane)

    def _let_go(self, lane: Hashable) -> None:
        self._ready.append(lane)
        self._wake()

    def _wake(self) -> None:
        while self._takers:
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_result(None)
                return
