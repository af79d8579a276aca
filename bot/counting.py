"""The library as the handlers are given it, with answers and abstentions counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bot.measures import ABSTENTIONS, ANSWERS
from knowledge.model import Abstention

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.doors import Library
    from bot.measures import Measures
    from knowledge.model import Answer, Question


class _Counted:
    def __init__(self, library: Library, measures: Measures, asked: Callable[[str], None]) -> None:
        self._library = library
        self._measures = measures
        self._asked = asked

    def ask(self, question: Question) -> Answer | Abstention:
        outcome = self._library.ask(question)
        if isinstance(outcome, Abstention):
            self._measures.add(ABSTENTIONS, reason=outcome.reason.value)
        else:
            self._measures.add(ANSWERS)
            if not outcome.about_bot:
                self._asked(outcome.hits[0].article.id)
        return outcome

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)


def counted(
    library: Library, measures: Measures, asked: Callable[[str], None] = lambda _: None
) -> Library:
    """Return the library, reporting each question's outcome, and to `asked` which article's."""
    return cast("Library", _Counted(library, measures, asked))
