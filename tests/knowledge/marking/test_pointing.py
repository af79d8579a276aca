from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.marking.pointing import Pointer, weights
from knowledge.questions.question import understand
from knowledge.reading.plain import from_plain
from tests.fakes.cost import cost


def pointed(sentence, question):
    """Return a sentence's text and the spans pointed at in it."""
    index = ArticleIndex(from_plain("a", sentence, title=""))
    query = understand(question)
    idf = {
        t.term: index.collection.idf(t.term)
        for t in query.terms
        if t.term in index.collection.frequencies
    }
    sentences = [s for p in index.passages for s in p.sentences]
    return index.article.text, [Pointer(query, idf).point(index, s) for s in sentences]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The old mill was built in 1872 by Otto Brandt.", "When was the mill built?", "1872"),
        ("The old mill was built in 1872 by Otto Brandt.", "Who built the mill?", "Otto Brandt"),
        ("Nordline bought the old ferries in May.", "Which company bought ferries?", "Nordline"),
        ("The summit was held in Geneva on Friday.", "In which city was the summit?", "Geneva"),
        (
            "The village is known as Little Venice.",
            "What is the village known as?",
            "Little Venice",
        ),
        ("Some 300 people were rescued from the ferry.", "How many people were rescued?", "300"),
    ],
)
def test_the_likeliest_words_come_first(sentence, question, answer):
    """The kind of question and the question's words around it say which span answers."""
    text, found = pointed(sentence, question)
    assert answer in found[0][0].span.of(text)
    assert len(found[0][0].span) <= len(answer) + 5


def test_what_answers_fits_better_than_what_does_not():
    """A sentence without a date fits a question for one less."""
    _, with_date = pointed("The mill was built in 1872.", "When was the mill built?")
    _, without = pointed("The mill was built of stone by its owner.", "When was the mill built?")
    assert with_date[0][0].fit > without[0][0].fit


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_sentence_can_be_pointed_at(sentence, question):
    """Spans lie in the text, best fit first, each fit a share."""
    text, found = pointed(sentence, question)
    for spans in found:
        fits = [p.fit for p in spans]
        assert fits == sorted(fits, reverse=True)
        assert all(0 <= fit <= 1 for fit in fits)
        assert all(p.span.of(text) for p in spans)


def test_a_long_sentence_takes_no_time():
    """Of a sentence without end only the beginning is looked at."""
    asked = "How many names are in the word?"
    assert cost(lambda: pointed("word Name 12 of the " * 200, asked)) < 1


def test_a_group_read_alone_is_the_one_in_the_file():
    """A line of the file is a group, so that one can be read without the others."""
    text = files("knowledge").joinpath("data/pointing.json").read_text(encoding="utf-8")
    groups = json.loads(text)["weights"]
    assert "" in groups
    assert {name: weights(name) for name in groups} == groups
    assert weights("no such group") == {}
