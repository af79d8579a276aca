"""The threads of groups that are in memory, and how much each group asks: the last used of both."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.handlers.busy import Load
from bot.handlers.crowd import Crowd

if TYPE_CHECKING:
    from bot.handlers.doors import Rooms
    from bot.handlers.threads import Place
    from bot.reply import Reply

MOST: Final = 500
"""Threads, and groups, that are remembered: what is asked in another is new."""
_DAY: Final = 24 * 3600.0


@dataclass(eq=False, slots=True)
class Thread:
    """A thread in memory: asked in last when (Unix seconds), its list due when (loop time)."""

    place: Place
    crowd: Crowd
    used: float
    due: float = -math.inf
    stale: bool = False
    under_way: bool = False
    unsaved: bool = False
    last: Reply | None = None


class Threads:
    """Finds a thread, read from `rooms` where it isn't in memory. For the event loop."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._threads: dict[tuple[int, int], Thread] = {}
        self._loads: dict[int, Load] = {}

    def all(self) -> list[Thread]:
        """Return those in memory, the last used at the end."""
        return list(self._threads.values())

    async def of(self, place: Place, at: float) -> Thread:
        """Return the thread of a place, used at a time in Unix seconds. Raises StoreError."""
        key = (place.chat_id, place.thread)
        if key not in self._threads or at - self._threads[key].used > _DAY:
            kept = await asyncio.to_thread(self._rooms.crowd, *key)
            crowd = Crowd() if kept is None else Crowd.unpack(kept)
            known = self._threads.get(key)
            if known is None or at - known.used > _DAY:  # still, after having waited
                self._threads[key] = Thread(place, crowd, at)
        thread = self._threads[key] = self._threads.pop(key)  # at the end: used last
        thread.place, thread.used = place, max(thread.used, at)
        while len(self._threads) > MOST:
            del self._threads[next(iter(self._threads))]
        return thread

    def load(self, thread: Thread, in_group: float) -> Load:
        """Return how much a thread's group asks; that gets `in_group` messages a minute."""
        chat = thread.place.chat_id
        load = self._loads[chat] = self._loads.pop(chat, Load(in_group))
        load.busy_at = max(load.busy_at, thread.crowd.busy_at)
        while len(self._loads) > MOST:
            del self._loads[next(iter(self._loads))]
        return load
