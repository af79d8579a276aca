from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from knowledge.batch import Batch
from knowledge.model import Answer, Curation, Pin, Question, Span
from knowledge.reading.plain import from_plain

TEXT = """Ferries stay in harbour

**The storm**

Captain Ada Nowak kept eleven ferries in the harbour of Vell for three days, since the waves were \
higher than the mole.

“We wait until it is safe,” she said. Nobody sailed, and nobody complained.

**The cost**

The shipping line lost two million euros in that week, its office reported.
"""
ARTICLE = from_plain("ferries", TEXT)


def place(words):
    start = TEXT.index(words)
    return Span(start, start + len(words))


CURATION = Curation(
    names=(("Ada Nowak", "the skipper", "harbour chief"),),
    synonyms=(("ferries", "boats"), ("shipping line", "operator")),
    pins=(
        Pin(
            ("Is it dangerous out there?", "чи там небезпечно?"),
            words=place("“We wait until it is safe,”"),
        ),
        Pin(("What is the damage?", "How big is the damage?"), heading="The cost"),
    ),
)


def ask(text, curation=CURATION, *more):
    """Ask one article, or with more of them all."""
    articles = [replace(ARTICLE, curation=curation), *more]
    with closing(Batch(articles, threshold=0.4)) as batch:
        return batch.ask(Question(text))


def answered(text, curation=CURATION, *more):
    """Return the words that answer, "" where the question is declined."""
    result = ask(text, curation, *more)
    return result.span.of(result.hits[0].article.text) if isinstance(result, Answer) else ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many boats did the skipper keep in the harbour?", "eleven"),
        ("How much did the operator lose?", "two million euros"),
    ],
)
def test_other_names_and_synonyms_stand_for_the_articles_words(question, answer):
    """A question in the reader's words is answered, and without the curation declined."""
    assert answer in answered(question)
    assert ask(question).confidence > ask(question, Curation()).confidence


def test_a_phrase_stands_only_where_it_is_whole():
    """The chief alone is nobody in particular."""
    assert (
        ask("Which chief complained?").missing == ask("Which chief complained?", Curation()).missing
    )


@pytest.mark.parametrize(
    "question",
    [
        "Is it dangerous out there?",
        "is it dangrous out there",
        "чи там небезпечно?",
    ],
)
def test_a_pinned_question_is_answered_with_the_pinned_words(question):
    """Typing mistakes are forgiven, and an exact copy counts in any language."""
    result = ask(question)
    assert result.pinned
    assert result.confidence == 1
    assert result.speaker == "Ada Nowak"
    assert result.span == place("“We wait until it is safe,”")
    assert result.hits[0].sentence.covers(result.span)
    assert result.hits[0].passage.span.covers(result.hits[0].sentence)
    assert len({hit.passage for hit in result.hits}) == len(result.hits)


def test_a_pinned_section_answers_with_its_best_sentence():
    """The editor names the section, the ranking the sentence in it."""
    result = ask("What is the damage?")
    assert result.pinned
    assert result.hits[0].section.heading == "The cost"


@pytest.mark.parametrize(
    "question",
    [
        "Is Vell dangerous out there?",
        "Is it dangerous out there for whales?",
        "Why is it dangerous out there?",
        "Is it not dangerous out there?",
        "What is the damage to the mole?",
    ],
)
def test_another_question_is_not_taken_for_the_pinned_one(question):
    """One word more or fewer, another question word, a negation: no editor answered that."""
    result = ask(question)
    assert not isinstance(result, Answer) or not result.pinned


def test_of_many_articles_the_nearest_ones_pin_counts():
    """Asked of an archive, a pin answers where its article comes nearest."""
    other = from_plain("wheat", "Farmers brought in much wheat, the ministry said on Friday.")
    pins = (Pin(("How long did the ferries stay in the harbour?",), words=place("Nobody sailed")),)
    assert answered(pins[0].questions[0], Curation(pins=pins), other) == "Nobody sailed"
    general = Curation(pins=(Pin(("What happened?",), heading="The cost"),))
    assert ask("What happened?", general).pinned
    assert not ask("What happened?", general, other).pinned


def test_a_place_that_is_gone_leaves_an_ordinary_question():
    """A pin whose section is none any more does no harm."""
    pins = (Pin(("How much did the shipping line lose?",), heading="Gone"),)
    result = ask(pins[0].questions[0], Curation(pins=pins))
    assert isinstance(result, Answer)
    assert not result.pinned
