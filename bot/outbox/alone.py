"""Messages of a group that one reader sees alone, where Telegram lets the bot send such.

An administrator may at any time; any bot may within 15 seconds of what it answers, if that was
for its eyes only: a tap, or a command that nobody else saw. Anything else is refused, and so is
everything by a server that doesn't know such messages but checks what it is sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.message import Message

REFUSED_SECONDS: Final = 600.0
"""So long nothing of that kind is tried again in a chat: each attempt costs a request."""
_MOST = 1000


def for_all(message: Message) -> Message:
    """Return a message as everybody in its chat sees it: sent, since what it edits they don't."""
    reply_to = message.reply_to
    return replace(
        message,
        only_for=0,
        query="",
        edits=None,
        reply_to=None if reply_to is not None and reply_to < 0 else reply_to,
    )


class Refusals:
    """Where such messages were refused of late. Times are of one monotonic clock."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def note(self, message: Message, now: float) -> None:
        """Take note that a message was refused; of an answer it may only have come too late."""
        if _is_answer(message):
            return
        self._until.pop(message.chat_id, None)
        while len(self._until) >= _MOST:
            del self._until[next(iter(self._until))]
        self._until[message.chat_id] = now + REFUSED_SECONDS

    def hold(self, message: Message, now: float) -> bool:
        """Return whether a message would only be refused again."""
        if not message.only_for or message.edits is not None or _is_answer(message):
            return False
        return self._until.get(message.chat_id, now) > now


def _is_answer(message: Message) -> bool:
    """Return whether a message answers what the bot alone has seen, and so needs no rights."""
    return bool(message.query) or (message.reply_to or 0) < 0
