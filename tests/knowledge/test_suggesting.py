"""First questions that are made of an article, and articles that typed words mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from knowledge.errors import UnknownArticleError
from knowledge.library import open_library
from knowledge.model import Abstention, Answer, Curation, Question, Reason
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from knowledge.suggesting import MOST, suggest

REPORT = replace(
    from_plain(
        "lund",
        "The harbour of Lund was closed on 3 March 2025 after a storm. "
        "Eleven fishing boats lay idle.\n\n"
        "“Nobody expected this storm,” said the harbour master Anna Berg. “We had no warning.”\n\n"
        "The repair budget is 2 million euros, the town said on March 5.",
        title="The harbour is closed",
        published=dt.date(2025, 3, 6),
    ),
    aliases=("lund-harbour",),
)
WHEAT = from_plain("wheat", "Farmers sowed rye and wheat.", title="A record harvest")


def now():
    return dt.datetime(2025, 6, 25, tzinfo=dt.UTC)


@pytest.fixture
def library():
    """Open a library of two articles."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=now)
    list(library.build((one.id, one) for one in (REPORT, WHEAT)))
    yield library
    library.close()


def test_suggested_questions_are_answered(library):
    """Each is, and by the words that it was made of."""
    questions = library.suggested("lund")
    assert "What did Anna Berg say?" in questions
    assert "What happened on March 5?" in questions
    assert len(questions) <= MOST
    for question in questions:
        assert isinstance(library.ask(Question(question, ("lund",))), Answer)


def test_suggestions_are_the_same_each_time(library):
    """Asked again, and by an alias, the same come."""
    assert library.suggested("lund") == library.suggested("lund-harbour")


def test_the_newsrooms_questions_come_first(library):
    """Where the curation file has some, none is made."""
    own = replace(REPORT, curation=Curation(suggested=("Why was it closed?",)))
    list(library.build([("lund", own)]))
    assert library.suggested("lund") == ("Why was it closed?",)


def test_what_is_not_answered_is_not_suggested(library):
    """With an article that declines everything, nothing is offered, after few attempts."""
    asked = []

    def decline(text):
        asked.append(text)
        return Abstention(Reason.LOW_CONFIDENCE, (), (), 0.1)

    article = library.article("lund")
    quotes, facts = library.extracts("lund").quotes, library.extracts("lund").facts
    assert suggest(article, quotes, facts, decline) == ()
    assert 0 < len(asked) <= 8
    assert len(set(asked)) == len(asked)


def test_an_answer_that_is_another_is_not_suggested(library):
    """An answer from elsewhere in the article shows that a question was made badly."""
    article = library.article("lund")
    quotes, facts = library.extracts("lund").quotes, library.extracts("lund").facts
    elsewhere = library.ask(Question("How many fishing boats lay idle?", ("lund",)))
    assert isinstance(elsewhere, Answer)
    made = suggest(article, quotes, facts, lambda _: elsewhere)
    assert "What did Anna Berg say?" not in made
    assert "What happened on March 5?" not in made


def test_nothing_is_made_in_a_language_without_wording(library):
    """A question in broken Polish would be worse than none."""
    article = replace(library.article("lund"), language="pl")
    asked = []
    assert (
        suggest(
            article, library.extracts("lund").quotes, library.extracts("lund").facts, asked.append
        )
        == ()
    )
    assert asked == []


def test_an_article_without_facts_has_no_suggestions(library):
    """Nothing to make them of, nothing made; an unknown id is an error."""
    assert library.suggested("wheat") == ()
    with pytest.raises(UnknownArticleError):
        library.suggested("nowhere")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("harvest", ["wheat"]),
        ("hravest", ["wheat"]),
        ("lund-harbour", ["lund"]),
        (" LUND-HARBOUR ", ["lund"]),
        ("fishing boats", ["lund"]),
        ("parliament", []),
        ("", []),
    ],
)
def test_articles_are_found(library, wanted, ids):
    """By alias, by title, else by their own words."""
    assert [entry.id for entry in library.find(wanted)] == ids
