"""Answers and abstentions are counted, and the library is otherwise itself."""

from __future__ import annotations

from bot.counting import counted
from bot.measures import ABSTENTIONS, ANSWERS, Measures
from knowledge.model import Question
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary


def test_each_outcome_is_counted():
    """An answer as one, a declined question under its reason; the outcome is passed on."""
    library = FakeLibrary(SUMMIT_ARTICLE, answers={"where?": ("summit", "The Hague")})
    measures = Measures()
    both = counted(library, measures)
    assert both.ask(Question("where?")) == library.ask(Question("where?"))
    declined = both.ask(Question("how tall?"))
    assert measures.value(ANSWERS) == 1
    assert measures.value(ABSTENTIONS, reason=declined.reason.value) == 1
    assert both.entries() == library.entries()
    assert both.manual == library.manual
