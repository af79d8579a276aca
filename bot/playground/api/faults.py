"""What goes wrong at Telegram, on demand: refusals, lost, late and broken answers, odd updates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from bot.playground.api.malformed import FLAWS, malformed
from bot.playground.rules.refusal import Refusal

if TYPE_CHECKING:
    from bot.playground.api.malformed import Flaw
    from bot.playground.world.updates import UpdateQueue

When = Literal["before", "after"]
Kind = Literal["refuse", "reset", "wait", "garble"]

# Stands where a method's name does: the requests that carry updates to a webhook.
WEBHOOK = "webhook"
_WORDS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
          504: "Gateway Timeout"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What strikes one request, before or after it is carried out.

    It is refused; its connection is reset; its answer waits for `seconds` (None: never
    comes); its answer is cut in two, so that it is no JSON.
    """

    method: str
    kind: Kind
    when: When = "after"
    refusal: Refusal | None = None
    seconds: float | None = None


class Faults:
    """Faults to come, in order; each one strikes one request of its method.

    `updates` is the queue whose updates to come `malform` breaks.
    """

    def __init__(self, updates: UpdateQueue) -> None:
        self._coming: list[Fault] = []
        self._updates = updates

    def flood(self, method: str, retry_after: int, *, times: int = 1) -> None:
        """Answer the next requests of a method with 429: wait so many seconds."""
        reason = f"Too Many Requests: retry after {retry_after}"
        refusal = Refusal(429, reason, {"retry_after": retry_after})
        self._coming.extend([Fault(method, "refuse", "before", refusal)] * times)

    def fail(self, method: str, code: int = 500, *, times: int = 1) -> None:
        """Answer the next requests of a method with 500, 502, 503 or 504; nothing is done."""
        refusal = Refusal(code, _WORDS[code])
        self._coming.extend([Fault(method, "refuse", "before", refusal)] * times)

    def reset(self, method: str, when: When = "after", *, times: int = 1) -> None:
        """Cut the connection of the next requests of a method, before or after doing them."""
        self._coming.extend([Fault(method, "reset", when)] * times)

    def delay(
        self, method: str, seconds: float | None = None, when: When = "after", *, times: int = 1
    ) -> None:
        """Let the next requests of a method wait, before they are done or for their answer.

        None: until the client hangs up or the playground stops. A client that has
        gone before its request was done has not sent it.
        """
        self._coming.extend([Fault(method, "wait", when, seconds=seconds)] * times)

    def garble(self, method: str, *, times: int = 1) -> None:
        """Do the next requests of a method, and cut their answers in two: no JSON any more.

        The method "webhook" stands for the requests that carry updates to a webhook.
        """
        self._coming.extend([Fault(method, "garble")] * times)

    def malform(self, flaw: Flaw, *, times: int = 1) -> None:
        """Break the next updates to come, for as long as they are delivered.

        "chatless": without the chat. "mistyped": words for numbers, numbers for objects.
        "null": the content is null. "empty": no content. "unknown": a kind nobody knows.
        "numberless": no update_id. "nothing": a null in the place of the update.
        """
        if flaw not in FLAWS:
            raise ValueError(f"there is no flaw {flaw!r}; there are {', '.join(FLAWS)}")
        self._updates.spoilers.extend([partial(malformed, flaw)] * times)

    def take(self, method: str) -> Fault | None:
        """Return the fault that strikes this request, if any, and forget it."""
        for place, fault in enumerate(self._coming):
            if fault.method == method:
                return self._coming.pop(place)
        return None


def garbled(body: bytes) -> bytes:
    """Return the first half of a body."""
    return body[: len(body) // 2]
