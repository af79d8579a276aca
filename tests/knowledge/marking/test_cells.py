"""What is read off tables: `tables.yaml`, whose questions name a row, a column, or nothing there.

The floors are what was measured when they were set. Who reads more off tables sees here what
that does to the questions that no table answers.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.model import Abstention, Answer, Question
from knowledge.reading.markdown import from_markdown
from knowledge.reading.plain import from_plain
from knowledge.searching.one import ask_one
from knowledge.settings import LibrarySettings

ASKED = yaml.safe_load((Path(__file__).parents[1] / "tables.yaml").read_text(encoding="utf-8"))
THRESHOLD = LibrarySettings().threshold


def index(one):
    if one["file"].endswith(".md"):
        return ArticleIndex(from_markdown("a", "a", one["text"]))
    return ArticleIndex(from_plain("a", one["text"]))


def ask(one, text):
    """Return the answer's words and its sentence's, "" for both where a question is declined."""
    result = ask_one(Question(text), index(one), THRESHOLD)
    source = result.hits[0].article.text
    if not isinstance(result, Answer):
        return "", ""
    return result.span.of(source), result.hits[0].sentence.of(source)


def outcome(one, question, row="", cell=""):
    """Return what came of one question."""
    said, shown = ask(one, question)
    if not row:
        return "wrong" if said else "right"
    if not said:
        return "declined"
    if row not in shown:
        return "wrong"
    if said == shown and cell != shown:
        return "row" if cell else "right"
    return "right" if cell in said and cell else "wrong"


@pytest.fixture(scope="module")
def outcomes():
    return {
        (one["name"], asked[0]): outcome(one, *asked) for one in ASKED for asked in one["questions"]
    }


def test_the_questions_to_the_tables(outcomes):
    """Of 235 about 34 articles, so many are answered right, and hardly one wrongly."""
    counts = Counter(outcomes.values())
    wrong = [key for key, what in outcomes.items() if what == "wrong"]
    assert counts["right"] >= RIGHT, outcomes
    assert len(wrong) <= WRONG, wrong


RIGHT, WRONG = 216, 4


def table(text):
    return {"file": "a.md", "text": f"# Some title\n\nSeats of ships, as of May.\n\n{text}"}


FLEET = table(
    "| Ship | 2019 | 2020 |\n|--|--|--|\n| Alma | 40 | 44 |\n| Beryl | 60 | |\n| Alma II | 9 | 8 |"
)


@pytest.mark.parametrize(
    ("question", "said", "shown"),
    [
        ("How many seats had the Alma in 2020?", "44", "Alma | 40 | 44"),
        ("seats of alma ii in 2019", "9", "Alma II | 9 | 8"),
        ("How many seats has the Beryl?", "Beryl | 60", "Beryl | 60"),
        (
            "How many seats had Alma and Beryl?",
            "Alma | 40 | 44\nBeryl | 60",
            "Alma | 40 | 44\nBeryl | 60",
        ),
        ("How did the Alma do?", "Alma | 40 | 44", "Alma | 40 | 44"),
    ],
)
def test_where_row_and_column_meet(question, said, shown):
    """Without a column the row is the answer; of two that are named, both."""
    assert [" ".join(words.split()) for words in ask(FLEET, question)] == [
        " ".join(said.split()),
        " ".join(shown.split()),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "How many seats had the Alma in 2018?",
        "How many seats had the Cora in 2020?",
        "How many seats had the Beryl in 2020?",
        "How many masts had the Alma in 2020?",
        "Which ship had the most seats in 2020?",
        "How many seats had Alma and Beryl together in 2019?",
        "How many seats had Alma and Cora in 2019?",
        "Why had the Alma 44 seats in 2020?",
        "What did the captain of the Alma say in 2020?",
        "Which ship had no seats in 2020?",
    ],
)
def test_nothing_is_read_off_where_a_word_is_left_over(question):
    """No such column, no such row, an empty cell, another thing, something to be worked out."""
    assert ask(FLEET, question) == ("", "")


def test_what_is_declined_is_not_believed():
    """A row that was not read off comes near, with less confidence than an answer has."""
    for text in ("How many masts had the Alma in 2020?", "How many seats had the Beryl in 2020?"):
        result = ask_one(Question(text), index(FLEET), THRESHOLD)
        assert isinstance(result, Abstention)
        assert result.confidence < THRESHOLD
        source = result.hits[0].article.text
        assert any("44" in hit.passage.span.of(source) for hit in result.hits)


def test_two_tables_that_both_answer_are_not_chosen_between():
    """They may differ, and nothing says which is meant."""
    one = table(
        "| Ship | 2020 |\n|--|--|\n| Alma | 40 |\n\nSeats of ships.\n\n"
        "| Ship | 2020 |\n|--|--|\n| Alma | 41 |"
    )
    assert ask(one, "How many seats had the Alma in 2020?") == ("", "")


def test_a_caption_does_not_answer_for_its_table():
    """It says what the table has, and not of whom: another ship has no share."""
    rows = "| Ship | Full |\n|--|--|\n| Alma | 40% |"
    one = {"file": "a.md", "text": f"# Ships\n\nShare of seats taken, by ship:\n\n{rows}"}
    assert ask(one, "What share of the seats of the Alma was taken?")[0] == "40%"
    assert ask(one, "What share of the seats of the Cora was taken?") == ("", "")


def test_what_the_figures_are_counted_in_counts_nothing():
    """A caption "in thousands" says how to read the table, not how many cities there are."""
    rows = "| City | 2020 |\n|--|--|\n| Belmark | 702 |\n| Corvin | 428 |"
    caption = "Population of the cities, in thousands."
    one = {"file": "a.md", "text": f"# Cities grow\n\n{caption}\n\n{rows}"}
    assert ask(one, "How many cities are there?") == ("", "")
    assert ask(one, "What was the population of Corvin in 2020?")[0] == "428"


def test_a_sentence_with_all_of_the_question_comes_before_a_table():
    """It says in words what the table only counts."""
    one = table(
        "| Ship | 2020 |\n|--|--|\n| Alma | 40 |\n\nThe Alma had 41 seats in 2020, the owner said."
    )
    assert ask(one, "How many seats had the Alma in 2020?")[0] == "41"


ROWS = st.lists(
    st.lists(st.sampled_from(["Alma", "Beryl", "2020", "40", "", "€4", "9%", "seats"]), max_size=4),
    max_size=5,
)
QUESTIONS = st.lists(
    st.sampled_from("How many seats much had the Alma Beryl in 2020 when who which 40 not".split()),
    max_size=8,
)


@given(ROWS, QUESTIONS, st.sampled_from([" | ", "\t", "   "]))
def test_whatever_is_read_is_the_articles_own(rows, question, parting):
    """The cell stands in the row, the row in the passage, all of them in the text."""
    lines = "\n".join(parting.join(row) for row in rows)
    text = f"Some ships\n\nSeats of ships.\n\nShip{parting}2020\n{lines}"
    result = ask_one(Question(" ".join(question)), ArticleIndex(from_plain("a", text)), THRESHOLD)
    best = result.hits[0]
    assert best.passage.span.covers(best.sentence)
    if isinstance(result, Answer):
        assert best.sentence.covers(result.span)
        assert result.span.of(text).strip()
        assert result.confidence >= THRESHOLD
    else:
        assert result.confidence < THRESHOLD
