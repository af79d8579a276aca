"""What goes wrong at Telegram, on demand: refusals to come, lost answers, rate limits."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.playground.rules.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

When = Literal["before", "after"]

_WORDS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
          504: "Gateway Timeout"}  # fmt: skip
# Exact limits are unpublished; these are what the documents call "about".
A_SECOND = 30
A_SECOND_IN_A_CHAT = 1
A_MINUTE_IN_A_GROUP = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One request to fail: refused, or its connection reset before or after it is carried out."""

    method: str
    refusal: Refusal | None = None
    reset: When | None = None


class Faults:
    """Faults to come, in order; each one strikes one request of its method."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def flood(self, method: str, retry_after: int, *, times: int = 1) -> None:
        """Answer the next requests of a method with 429: wait so many seconds."""
        fault = Fault(method, too_many(retry_after))
        self._coming.extend([fault] * times)

    def fail(self, method: str, code: int = 500, *, times: int = 1) -> None:
        """Answer the next requests of a method with 500, 502, 503 or 504; nothing is done."""
        fault = Fault(method, Refusal(code, _WORDS[code]))
        self._coming.extend([fault] * times)

    def reset(self, method: str, when: When = "after", *, times: int = 1) -> None:
        """Cut the connection of the next requests of a method, before or after doing them."""
        self._coming.extend([Fault(method, reset=when)] * times)

    def take(self, method: str) -> Fault | None:
        """Return the fault that strikes this request, if any, and forget it."""
        for place, fault in enumerate(self._coming):
            if fault.method == method:
                return self._coming.pop(place)
        return None


class Rates:
    """Telegram's limits on messages: 30 a second, 1 a second and chat, 20 a minute and group.

    They are enforced while `enforced` is true; `clock` returns aware times.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.enforced = False
        self._clock = clock
        self._sent: dict[object, deque[float]] = {}

    def check(self, method: str, params: dict[str, Any]) -> None:
        """Count a message, or refuse it with 429 and the seconds to wait."""
        sends = method.startswith(("send", "forward", "copy")) and method != "sendChatAction"
        if not (self.enforced and sends):
            return
        chat = params["chat_id"]
        limits = [("all", A_SECOND, 1.0), (("second", chat), A_SECOND_IN_A_CHAT, 1.0)]
        if isinstance(chat, str) or chat < 0:
            limits.append((("minute", chat), A_MINUTE_IN_A_GROUP, 60.0))
        now = self._clock().timestamp()
        wait = 0.0
        for key, most, seconds in limits:
            sent = self._sent.setdefault(key, deque())
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= most:
                wait = max(wait, sent[0] + seconds - now)
        if wait > 0:
            raise too_many(math.ceil(wait))
        for key, _, _ in limits:
            self._sent[key].append(now)


def too_many(seconds: int) -> Refusal:
    """Make the refusal of one request too many."""
    reason = f"Too Many Requests: retry after {seconds}"
    return Refusal(429, reason, {"retry_after": seconds})
