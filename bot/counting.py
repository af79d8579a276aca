"""The library as the handlers are given it, with answers and abstentions counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bot.measures import ABSTENTIONS, ANSWERS
from knowledge.model import Abstention

if TYPE_CHECKING:
    from bot.handlers.doors import Library
    from bot.measures import Measures
    from knowledge.model import Answer, Question


class _Counted:
    def __init__(self, library: Library, measures: Measures) -> None:
        self._library = library
        self._measures = measures

    def ask(self, question: Question) -> Answer | Abstention:
        outcome = self._library.ask(question)
        if isinstance(outcome, Abstention):
            self._measures.add(ABSTENTIONS, reason=outcome.reason.value)
        else:
            self._measures.add(ANSWERS)
        return outcome

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)


def counted(library: Library, measures: Measures) -> Library:
    """Return the library, reporting each question's outcome."""
    return cast("Library", _Counted(library, measures))
