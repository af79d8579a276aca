from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.batch import Batch
from knowledge.days import seek, tell
from knowledge.model import Answer, Question, Span
from knowledge.reading.plain import from_plain

# A Thursday.
PUBLISHED = dt.date(2026, 11, 19)
TEXT = """The harbour of Vell is to be rebuilt after a stormy autumn, the council says.

On Tuesday, a crane fell into the basin and blocked the ferries for hours. Nobody was hurt.

Last month divers found two wrecks near the mole. The port office has closed the northern quay.

On June 23, the mayor opened a new lighthouse in front of some two hundred guests.
"""


def ask(text, asked=PUBLISHED, published=PUBLISHED, body=TEXT, language=""):
    """Return the sentence that answers, "" where the question is declined."""
    article = from_plain("a", body, title="Harbour", published=published, language=language)
    with closing(Batch([article], threshold=0.4)) as batch:
        result = batch.ask(Question(text, ("a",), asked))
    if not isinstance(result, Answer):
        return ""
    return result.hits[0].sentence.of(article.text)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("What happened on 17 November 2026?", "On Tuesday, a crane"),
        ("What happened on November 17?", "On Tuesday, a crane"),
        ("What fell into the basin on 2026-11-17?", "On Tuesday, a crane"),
        ("What happened last Tuesday?", "On Tuesday, a crane"),
        ("What happened two days ago?", "On Tuesday, a crane"),
        ("What was found in October 2026?", "Last month divers"),
        ("What was found in October?", "Last month divers"),
        ("What happened on 23 June?", "On June 23"),
        ("What happened on the 23rd of June 2026?", "On June 23"),
    ],
)
def test_a_day_is_found_however_it_is_told(question, opening):
    """A date in the question meets the one that the article's words mean."""
    assert ask(question).startswith(opening)


def test_another_day_of_the_same_name_is_not_met():
    """A day on which the article has nothing is not answered with the weekday it speaks of."""
    assert ask("What happened on 3 November 2026?") == ""
    assert ask("What happened on 23 July 2026?") == ""


def test_the_day_of_the_question_counts():
    """A week later "two days ago" is no day that the article speaks of."""
    later = PUBLISHED + dt.timedelta(7)
    assert ask("What happened two days ago?", asked=later) == ""
    assert ask("What happened nine days ago?", asked=later).startswith("On Tuesday, a crane")


def test_without_a_day_of_publication_only_the_words_count():
    """Nothing is told from a day that nobody knows."""
    assert ask("What happened on 17 November 2026?", published=None) == ""
    assert ask("What happened on June 23?", published=None).startswith("On June 23")


def test_german_days_meet_too():
    """A German weekday is the day that a German question names by its date."""
    body = """Der Hafen von Vell wird nach einem stürmischen Herbst neu gebaut, sagt die Stadt.

Am Dienstag fiel ein Kran in das Becken und sperrte die Fähren für Stunden.

Im Sommer kamen viele Gäste und sahen sich den neuen Leuchtturm an der Mole an.
"""
    found = ask("Was geschah am 17. November 2026?", body=body, language="de")
    assert found.startswith("Am Dienstag")


def test_an_archive_proposes_by_the_day():
    """Of many articles with the same words the one of the day in question answers."""
    body = "The crane of the harbour moved on Tuesday. It lifted {0} boats out of the water."
    first = dt.date(2026, 1, 1)
    articles = [
        from_plain(str(n), body.format(n + 2), title="Crane", published=first + dt.timedelta(7 * n))
        for n in range(30)
    ]
    with closing(Batch(articles, threshold=0.4)) as batch:
        result = batch.ask(Question("When did the crane move on 10 March 2026?"))
        # The tenth of March is a Tuesday, in the paper of Thursday the twelfth.
        assert result.hits[0].article.published == dt.date(2026, 3, 12)


@given(st.dates(), st.dates())
def test_a_day_meets_itself_and_no_other(one, other):
    """A date written out in both has a term in common exactly where it is the same day."""
    text = f"It broke on {one.isoformat()}."
    (told,) = tell(text, [Span(0, len(text))], "en", one).values() or ([],)
    (sought,) = seek(f"What broke on {other.isoformat()}?", "en", None) or (None,)
    if one.year >= 1500 <= other.year and one.year < 2100 > other.year:
        whole = f"@{other.isoformat()}" in told
        assert whole == (one == other)
        assert sought.terms[f"@{other.isoformat()}"] == 1
