from __future__ import annotations

import io
import json
from contextlib import closing, redirect_stdout
from pathlib import Path

import pytest

from knowledge import display
from knowledge.batch import Batch
from knowledge.explaining import explain
from knowledge.index import ArticleIndex
from knowledge.model import Abstention, Answer, Question
from knowledge.ranking import confidence
from knowledge.ranking.features import OF_PASSAGE, OF_SENTENCE
from knowledge.reading.plain import from_plain
from knowledge.searching.one import ask_one
from knowledge.settings import LibrarySettings
from knowledge.wire import explanation_json

QUESTIONS = (
    "How much of its GDP does Poland spend on defence?",
    "how mch does estonia spned?",
    "How old is Mark Rutte?",
    "Who did not attend the summit in The Hague?",
    "What happened?",
    "asdf qwerty",
)


@pytest.fixture(scope="module")
def library(seed):
    with closing(Batch([seed], threshold=LibrarySettings().threshold)) as batch:
        yield batch


def asked(library, text):
    result = library.ask(Question(text))
    return result, explain(result)


def printed(found, result):
    out = io.StringIO()
    with redirect_stdout(out):
        display.explanation(found, result)
    return out.getvalue()


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_parts_add_up_to_the_scores(library, text):
    """What is shown of a passage's score is all of it."""
    result, found = asked(library, text)
    for seen in found.passages:
        total = sum(part.worth for part in seen.parts) + seen.others
        assert total == pytest.approx(seen.hit.score, abs=1e-4)
        assert seen.others >= -1e-9
    assert found.confidence == result.confidence


def test_every_feature_is_shown(library):
    """A passage is explained by all features, in their order."""
    _, found = asked(library, QUESTIONS[0])
    names = [part.name for part in found.passages[0].parts]
    assert names == [*OF_PASSAGE, *OF_SENTENCE, "pointed", "unable"]


def test_a_mistyped_word_is_shown_with_what_stands_for_it(library):
    """The reader of an explanation sees which word of the article a mistyped one was taken for."""
    _, found = asked(library, "how mch does estonia spned?")
    (spned,) = (term for term in found.terms if term.form == "spned")
    assert spned.same
    assert max(spned.same.values()) < 1


def test_a_declined_question_is_told_why(library):
    """The last lines of an explanation say why, and which words are missing."""
    result, found = asked(library, "Did China sign a trade agreement with Norway?")
    assert isinstance(result, Abstention)
    assert f"declined    {result.reason.value}: " in printed(found, result)
    result, found = asked(library, QUESTIONS[0])
    assert isinstance(result, Answer)
    assert "declined" not in printed(found, result)


@pytest.mark.parametrize("text", [*QUESTIONS, "What of " + "antidisestablishmentarianism " * 12])
def test_an_explanation_fits_a_terminal(library, text):
    """No line is longer than 80 columns."""
    result, found = asked(library, text)
    assert max(map(len, printed(found, result).splitlines())) <= 80


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_json_says_the_same(library, text):
    """Values and weights in JSON are those of the explanation, by name."""
    _, found = asked(library, text)
    made = json.loads(json.dumps(explanation_json(found)))
    assert [one["features"] for one in made["passages"]] == [
        {p.name: {"value": p.value, "weight": p.weight, "worth": p.worth} for p in seen.parts}
        for seen in found.passages
    ]
    assert [term["form"] for term in made["terms"]] == [term.form for term in found.terms]
    assert made["confidence"]["value"] == found.confidence


def test_where_nothing_was_asked_there_is_nothing_to_explain():
    """Without an article a result may have no grounds."""
    assert explain(Abstention(None, (), (), 0.0)) is None


def test_the_documentation_names_every_feature():
    """A feature that nobody can read about is none."""
    page = (Path(__file__).parents[2] / "docs" / "ranking.md").read_text(encoding="utf-8")
    names = {*OF_PASSAGE, *OF_SENTENCE, "pointed", *confidence.NAMES}
    assert {name for name in names if f"**`{name}`**" not in page} == set()


def test_what_is_read_off_a_table_is_not_weighed(capsys):
    """No features are said to add up to it."""
    text = "Fares from May\n\nFares in euros.\n\n| Ticket | Adult |\n|--|--|\n| Single | 4.20 |"
    result = ask_one(
        Question("What is the adult single?"), ArticleIndex(from_plain("a", text)), 0.3
    )
    found = explain(result)
    assert (found.passages, found.parts, found.confidence) == ((), (), result.confidence)
    display.explanation(found, result)
    assert (
        "Read off a table: the question means a row and a column of it." in capsys.readouterr().out
    )
