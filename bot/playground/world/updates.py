"""The bot's queue of updates, kept as Telegram keeps it until an offset confirms them."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import Refusal, bad_request
from bot.playground.world.events import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Update = dict[str, Any]

MAX_UPDATES = 100
MAX_TIMEOUT = 50
KEPT_SECONDS = 24 * 3600
# Kinds that a bot only gets when it asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates in order of their ids, each for 24 hours; one poller at a time.

    `now` returns the time in Unix seconds.
    """

    def __init__(self, first_id: int, now: Callable[[], int]) -> None:
        self._now = now
        self._pending: list[Update] = []
        self._confirmed: deque[Update] = deque(maxlen=MAX_UPDATES)
        # When each pending update came, in Unix seconds, by its id.
        self._came: dict[int, int] = {}
        self._next_id = first_id
        self._allowed: Collection[str] = ()
        self._poller: object | None = None
        self._changed = Signal()
        self._closed = False

    def __len__(self) -> int:
        self._expire()
        return len(self._pending)

    @property
    def allowed(self) -> Collection[str]:
        """The kinds the bot asked for; empty: all but those that must be named."""
        return self._allowed

    def add(self, kind: str, payload: dict[str, Any]) -> Update | None:
        """Queue an update and return it; None where the bot doesn't want its kind."""
        if kind not in self._allowed if self._allowed else kind in _ON_REQUEST:
            return None
        update = {"update_id": self._next_id, kind: payload}
        self._came[self._next_id] = self._now()
        self._next_id += 1
        self._pending.append(update)
        self._changed.fire()
        return update

    def clear(self) -> None:
        """Drop everything that is pending."""
        self._pending.clear()
        self._came.clear()

    def redeliver(self) -> None:
        """Send the newest confirmed updates once more, under the ids they had."""
        self._came |= dict.fromkeys((u["update_id"] for u in self._confirmed), self._now())
        self._pending[:0] = self._confirmed
        self._confirmed.clear()
        self._changed.fire()

    def _expire(self) -> None:
        oldest = self._now() - KEPT_SECONDS
        self._pending = [u for u in self._pending if self._came[u["update_id"]] > oldest]

    def close(self) -> None:
        """Answer whoever is waiting, and let nobody wait any more."""
        self._closed = True
        self._changed.fire()

    async def poll(
        self, *, offset: int, limit: int, seconds: int, allowed: Collection[str] | None
    ) -> list[Update]:
        """Return up to `limit` updates, waiting up to `seconds` for a first one.

        An `offset` above 0 confirms (forgets) every update below it; one below
        0 keeps only that many of the newest. A second poller ends the first.
        """
        if not 1 <= limit <= MAX_UPDATES:
            raise bad_request(f"limit must be from 1 to {MAX_UPDATES}")
        if seconds < 0:
            raise bad_request("timeout must not be negative")
        if allowed is not None:
            self._allowed = tuple(allowed)
        me = self._poller = object()
        self._changed.fire()
        self._expire()
        self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + min(seconds, MAX_TIMEOUT)
        while not self._pending and not self._closed:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await self._changed.wait(left):
                break
            if self._poller is not me:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        if self._poller is me:
            self._poller = None
        return self._pending[:limit]

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._confirmed.extend(u for u in self._pending if u["update_id"] < offset)
            self._pending = [u for u in self._pending if u["update_id"] >= offset]
        elif offset < 0:
            self._pending = self._pending[offset:]
        self._came = {u["update_id"]: self._came[u["update_id"]] for u in self._pending}
