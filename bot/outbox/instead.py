"""What is sent in place of a message that Telegram has refused, where something can be."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import measures as names
from bot.outbox.alone import Refusals, for_all

if TYPE_CHECKING:
    from bot.measures import Measures
    from bot.message import Message
    from bot.outbox.requests import Outcome

log = logging.getLogger(__name__)


class Instead:
    """Takes away what was refused, one thing at a time. Times are of one monotonic clock."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._refusals = Refusals()

    def first(self, message: Message, now: float) -> Message:
        """Return what to send of a message: without what would only be refused again."""
        return for_all(message) if self._refusals.hold(message, now) else message

    def then(self, message: Message, result: Outcome, now: float) -> Message | None:
        """Return what to send after a message was refused or forbidden; None for nothing."""
        if message.only_for:
            # A 403 is taken for a word about this reader first, not about the chat.
            log.info("a message for one reader was refused: %s", result.why)
            if message.edits is not None:
                return replace(message, edits=None)
            self._refusals.note(message, now)
            return for_all(message)
        if message.quote is not None and message.edits is None:
            # A 403 may be of the chat that is quoted, which the bot has been sent out of.
            log.info("a quotation was refused, and its answer is sent without: %s", result.why)
            self._measures.add(names.UNQUOTED)
            return replace(message, quote=None)
        if message.kind == "post":
            return None  # a post is sent once: an edit of it that can't be made isn't
        if message.edits is not None and result.what == "refused":
            log.info("a message could not be edited, and is sent anew: %s", result.why)
            return replace(message, edits=None)
        return None
