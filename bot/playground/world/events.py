"""What happened, numbered: the page and the visitors follow it, and may ask for it again."""

from __future__ import annotations

import asyncio
from collections import deque
from heapq import merge
from itertools import takewhile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Event = dict[str, Any]

# What a reload shows again of a chat, and of the traffic between bot and server.
KEPT_OF_A_CHAT = 2000
KEPT_OF_ALL = 200


class Signal:
    """Wakes everybody who waits, each time it fires."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def fire(self) -> None:
        """Wake all who wait now."""
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next firing; False where `seconds` passed first."""
        try:
            async with asyncio.timeout(seconds):
                await self._next.wait()
        except TimeoutError:
            return False
        return True


class EventLog:
    """An append-only list of events, one thread through all chats.

    An event is ``{"n": 1, 2, 3 ..., "kind": str, "chat": id or None, ...}``; one
    without a chat is for everybody, one with ``"to"`` for that person alone.
    """

    def __init__(self) -> None:
        self.grew = Signal()
        self.last = 0
        self._of_all: deque[Event] = deque(maxlen=KEPT_OF_ALL)
        self._of_chat: dict[int, deque[Event]] = {}

    def add(self, kind: str, chat: int | None = None, **data: Any) -> int:
        """Append an event and return its number."""
        self.last += 1
        kept = self._of_all
        if chat is not None:
            kept = self._of_chat.setdefault(chat, deque(maxlen=KEPT_OF_A_CHAT))
        kept.append({"n": self.last, "kind": kind, "chat": chat, **data})
        self.grew.fire()
        return self.last

    def since(self, number: int, chats: Collection[int], person: int) -> list[Event]:
        """Return the events after `number` in some chats that a person gets to see, in order."""
        logs = [self._of_all, *(self._of_chat[chat] for chat in chats if chat in self._of_chat)]
        newest_first = merge(
            *(_after(log, number) for log in logs), key=lambda event: int(event["n"]), reverse=True
        )
        seen = [event for event in newest_first if event.get("to", person) == person]
        return seen[::-1]


def _after(events: deque[Event], number: int) -> Iterator[Event]:
    # From the end: what is new is little of what is kept.
    return takewhile(lambda event: event["n"] > number, reversed(events))
