from __future__ import annotations

import pytest

from knowledge.answering import prepare
from knowledge.deciding import decide
from knowledge.index import ArticleIndex
from knowledge.marking.able import could_answer
from knowledge.model import Abstention, Answer, Reason, Span
from knowledge.questions.question import understand
from knowledge.reading.plain import from_plain


def index_of(text, language="en"):
    return ArticleIndex(from_plain("a", text, title="", language=language))


def asked(text, question):
    index = index_of(text)
    prepared = prepare(question, index.language, index.frequencies, index.vocabulary)
    pool = [(index, passage) for passage in index.passages]
    return decide(prepared, pool, index.collection, 0.4)


@pytest.mark.parametrize(
    ("sentence", "question", "could"),
    [
        ("Calder Lines has ferries.", "How many ferries does Calder Lines have?", False),
        ("Calder Lines has nine ferries.", "How many ferries does Calder Lines have?", True),
        ("Calder Lines has several ferries.", "How many ferries does it have?", True),
        ("It lasted for hours.", "How long did it last?", True),
        ("The ferry sank on Tuesday.", "Why did it sink?", False),
        ("The ferry sank after a fire.", "Why did it sink?", True),
        ("The ferry sank on Tuesday.", "When did it sink?", True),
        ("Rents in Marlow rose by 3%.", "What is the rent in Marlow?", False),
        ("Rents in Marlow rose by 3%.", "How much did the rent rise?", True),
        ("The ferry is fast.", "How is the ferry?", True),
        ("European money is invested in Ukraine.", "Which countries invest in Ukraine?", False),
        ("Norway invests in Ukraine.", "Which countries invest in Ukraine?", True),
        ("The U.S. invests in it.", "What nation invests in Ukraine?", True),
    ],
)
def test_what_an_answer_cannot_do_without(sentence, question, could):
    """A number for "how many", a cause for "why", a country for "which", else nothing."""
    index = index_of(sentence)
    assert could_answer(index, Span(0, len(sentence)), understand(question)) is could


PROSE = "The company will close its plant by the end of September, and 640 people work there. "


@pytest.mark.parametrize(
    ("line", "could"),
    [
        ("New finance chief", False),
        ("He is the new finance chief.", True),
        ("Finance chief: Daniel Hsu", True),
        ("Finance chief, from 1 March, Daniel Hsu", True),
    ],
)
def test_a_heading_without_a_mark_answers_nothing(line, could):
    """A line that is no sentence, alone between paragraphs, only says what comes."""
    text = f"{PROSE}\n\n{line}\n\n{PROSE * 2}"
    index, query = index_of(text), understand("Who is the new finance chief?")
    start = text.index(line)
    assert could_answer(index, Span(start, start + len(line)), query) is could
    # A list's last line, with nothing below it, is no heading.
    bare = index_of(f"{PROSE}\n\n{line}")
    assert could_answer(bare, Span(start, start + len(line)), query)


def test_the_next_sentence_answers_for_one_that_cannot():
    """In it "it" stands for what was asked about."""
    text = "Der Rat hat den Haushalt beschlossen. Er umfasst 84 Millionen Euro."
    index = index_of(text, "de")
    prepared = prepare("Wie hoch ist der Haushalt?", "de", index.frequencies, index.vocabulary)
    result = decide(prepared, [(index, p) for p in index.passages], index.collection, 0.4)
    assert isinstance(result, Answer)
    assert result.span.of(text) == "84 Millionen Euro"


def test_another_sentence_of_the_passage_answers():
    """One with fewer of the question's words, but with a price."""
    text = "The average rent is €700. In Marlow it is €940. In Marlow the rent rose by 3%."
    result = asked(text, "What is the rent in Marlow?")
    assert isinstance(result, Answer)
    assert result.span.of(text) == "€940"


def test_other_languages_are_not_judged():
    """The words of cause are English."""
    index = index_of("Die Fähre sank am Dienstag vor der Küste.", "de")
    query = understand("Warum sank die Fähre?", "de")
    assert could_answer(index, Span(0, 20), query)


def test_a_sentence_that_could_not_answer_gives_way():
    """The cause stands in another paragraph, which has fewer of the question's words."""
    text = "The ferry sank in the harbour.\n\n" + "Rain fell on the town all day. " * 9
    text += "\n\nThe ferry sank because a door was open."
    result = asked(text, "Why did the ferry sink in the harbour?")
    assert isinstance(result, Answer)
    assert "door" in result.span.of(text)


def test_where_none_could_answer_it_is_declined():
    """The kind of thing is what is missing, not a word."""
    text = "Calder Lines has ferries in the harbour of the town."
    result = asked(text, "How many ferries does Calder Lines have?")
    assert isinstance(result, Abstention)
    assert result.reason is Reason.WRONG_TYPE


def test_nobody_is_a_dateline():
    """A person answers "Who is involved?", not the town or agency of the first line."""
    text = "LIMA (Agency) - A bridge fell in Lima. Mayor Ida Holm closed the road."
    result = asked(text, "who is involved?")
    assert isinstance(result, Answer)
    assert result.span.of(text) == "Mayor Ida Holm"
