"""Telegram's limits on messages, for whom they are enforced."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

# Exact limits are unpublished; these are what the documents call "about".
A_SECOND = 30
A_SECOND_IN_A_CHAT = 1
A_MINUTE_IN_A_GROUP = 20

_UNCOUNTED = frozenset({"sendChatAction", "sendMessageDraft", "sendRichMessageDraft"})
_PREFIXES = ("send", "forward", "copy", "editMessage", "editEphemeral", "stopMessage", "stopPoll")
# Where a request sends several messages, this lists them.
_SEVERAL = ("media", "message_ids")


class Rates:
    """30 messages a second in all, 1 a second in a chat, 20 a minute in a group or channel.

    What is counted: every message sent, forwarded or copied, each one of an album or
    a list, and every edit of one; not actions, reactions, deletions and answers. A
    group has one count for all its topics. They are enforced while `enforced` is
    true. `clock` returns aware times; `chat_of` the id of the chat that a ``chat_id``
    names, or raises Refusal.
    """

    def __init__(self, clock: Callable[[], datetime], chat_of: Callable[[Any], int]) -> None:
        self.enforced = False
        self._clock = clock
        self._chat_of = chat_of
        self._sent: dict[Hashable, deque[float]] = {}

    def check(self, method: str, params: dict[str, Any]) -> None:
        """Count the messages of a request, or refuse it with 429 and the seconds to wait."""
        if not self.enforced or method in _UNCOUNTED or not method.startswith(_PREFIXES):
            return
        several = next((params[n] for n in _SEVERAL if isinstance(params.get(n), list)), [0])
        limits: list[tuple[Hashable, int, float]] = [("all", A_SECOND, 1.0)]
        # A message sent through inline mode is in a chat that the bot may not know.
        if "chat_id" in params:
            chat = self._chat_of(params["chat_id"])
            limits.append((("second", chat), A_SECOND_IN_A_CHAT, 1.0))
            if chat < 0:
                limits.append((("minute", chat), A_MINUTE_IN_A_GROUP, 60.0))
        now = self._clock().timestamp()
        wait = max(self._wait(now, len(several), *limit) for limit in limits)
        if wait > 0:
            reason = f"Too Many Requests: retry after {math.ceil(wait)}"
            raise Refusal(429, reason, {"retry_after": math.ceil(wait)})
        for key, _, _ in limits:
            self._sent[key].extend([now] * len(several))

    def _wait(self, now: float, count: int, key: Hashable, most: int, seconds: float) -> float:
        """Return the seconds until so many messages more are within one limit.

        More at once than a limit has room for, such as an album, go out when the
        chat has been silent.
        """
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        over = len(sent) + min(count, most) - most
        return sent[over - 1] + seconds - now if over > 0 else 0.0
