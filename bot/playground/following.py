"""A visitor's stream of events, read as far as somebody waits for it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from bot.playground.said import transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    import aiohttp

    from bot.playground.world.events import Event


class Following:
    """Reads events off a response, and hands each of them out once; `seen` keeps them all."""

    def __init__(self, stream: aiohttp.ClientResponse) -> None:
        self.seen: list[Event] = []
        self._stream = stream
        self._buffer = b""
        self._returned: set[int] = set()

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    async def find(self, wanted: Callable[[Event], bool], seconds: float) -> Event | None:
        """Return the first wanted event that was not returned before; None if none comes in time.

        Raises AssertionError when the playground ends.
        """
        for event in self.seen:
            if event["n"] not in self._returned and wanted(event):
                self._returned.add(event["n"])
                return event
        try:
            async with asyncio.timeout(seconds):
                while True:
                    event = await self._read()
                    self.seen.append(event)
                    if wanted(event):
                        self._returned.add(event["n"])
                        return event
        except TimeoutError:
            return None

    async def _read(self) -> Event:
        while True:
            line, newline, rest = self._buffer.partition(b"\n")
            if newline:
                self._buffer = rest
                if line:
                    event: Event = json.loads(line)
                    return event
                continue
            chunk = await self._stream.content.readany()
            if not chunk:
                raise AssertionError(f"the playground hung up\n{transcript(self.seen)}")
            self._buffer += chunk
