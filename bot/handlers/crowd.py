"""What a busy thread has been answered: which answers, where they stand, how often they were asked.

Nothing in here is anybody's words but the place of an article's, and numbers of messages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.reply import Cited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST: Final = 50
"""Answers of one thread that are known; of more, those asked longest ago are forgotten."""
MOST_WAITING: Final = 50
"""Questions that are told when the answer they wait for stands."""

Said = Literal["new", "under way", "known"]


@dataclass(slots=True)
class Known:
    """One answer: the message that gave it first, 0 while that is on its way, and who waits."""

    first: int = 0
    asked: int = 0
    waiting: list[int] = field(default_factory=list)


class Crowd:
    """One thread: a group, a topic of it, or the comments under one post.

    `listed` is the message that lists the answers, 0 for none; `busy_at` when the thread was
    busy last, in Unix seconds.
    """

    def __init__(self, listed: int = 0, busy_at: float = -math.inf) -> None:
        self.listed = listed
        self.busy_at = busy_at
        self._known: dict[Cited, Known] = {}

    def ask(self, cited: Cited, question: int) -> Said:
        """Take note that a question is answered with this: for the first time, or not.

        `question` is the message that asks, 0 where nobody waits to be told. Where the first answer
        is under way, `arrived` and `lost` name the question again.
        """
        known = self._known.pop(cited, None)
        said: Said = "new" if known is None else "known" if known.first else "under way"
        known = self._known[cited] = known or Known()  # at the end: asked last
        known.asked += 1
        if question and said == "under way" and len(known.waiting) < MOST_WAITING:
            known.waiting.append(question)
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        return said

    def arrived(self, cited: Cited, message: int) -> Iterable[int]:
        """Take note of where an answer stands; return the questions that have waited for it."""
        known = self._known.get(cited)
        if known is None or known.first or not message:
            return ()
        known.first, waiting = message, known.waiting
        known.waiting = []
        return waiting

    def lost(self, cited: Cited) -> Iterable[int]:
        """Take note that an answer will not stand; return the questions that have waited for it."""
        known = self._known.get(cited)
        if known is None or known.first:
            return ()
        del self._known[cited]
        return known.waiting

    def given_in(self, message: int) -> Cited | None:
        """Return what a message was the first to answer with."""
        return next((one for one, known in self._known.items() if known.first == message), None)

    def forget(self, cited: Cited) -> None:
        """Know an answer no more: its message says something else now."""
        self._known.pop(cited, None)

    def most_asked(self, most: int) -> list[tuple[Cited, Known]]:
        """Return what stands and was asked twice, of the last ones: the most asked first."""
        again = [one for one in self._known.items() if one[1].first and one[1].asked > 1]
        return sorted(again[-most:], key=lambda one: -one[1].asked)

    def pack(self) -> dict[str, object]:
        """Write down what must outlive a restart."""
        answers = [
            [*cited.pack(), known.first, known.asked]
            for cited, known in self._known.items()
            if known.first
        ]
        return {"listed": self.listed, "busy_at": self.busy_at, "answers": answers}

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Crowd:
        """Read what `pack` wrote."""
        crowd = cls(packed["listed"], packed["busy_at"])
        for *cited, first, asked in packed["answers"]:
            crowd._known[Cited.unpack(cited)] = Known(first, asked)
        return crowd
