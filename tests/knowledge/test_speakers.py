"""A typed name finds whom it means: in full, shortened, mistyped or by role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.facts.finding import find_facts
from knowledge.extraction.names import Cast
from knowledge.extraction.outline import outline
from knowledge.model import Quotes
from knowledge.reading.plain import from_plain
from knowledge.speakers import meant, names_somebody, people_of

PEOPLE = {
    "Lina Marsh": frozenset({"mayor"}),
    "Tomas Reyes": frozenset({"chief", "engineer"}),
    "Ida Marsh": frozenset(),
    "José Núñez": frozenset({"prime", "minister"}),
    "the city council": frozenset(),
}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Lina Marsh", ["Lina Marsh"]),
        ("lina", ["Lina Marsh"]),
        ("REYES", ["Tomas Reyes"]),
        ("Mr Reyes", ["Tomas Reyes"]),
        ("reyse", ["Tomas Reyes"]),
        ("Raeyes", ["Tomas Reyes"]),
        ("the mayor", ["Lina Marsh"]),
        ("mayor Marsh", ["Lina Marsh", "Ida Marsh"]),
        ("chief engineer", ["Tomas Reyes"]),
        ("the chief engineer Tomas Reyes", ["Tomas Reyes"]),
        ("Marsh", ["Lina Marsh", "Ida Marsh"]),
        ("nunez", ["José Núñez"]),
        ("the prime minister", ["José Núñez"]),
        ("the prime ministre", ["José Núñez"]),
        ("council", ["the city council"]),
        ("Reyes’s", ["Tomas Reyes"]),
        ("Putin", []),
        ("Linda", ["Lina Marsh"]),
        ("the", []),
        ("", []),
        ("…", []),
    ],
)
def test_a_name_means_somebody(wanted, found):
    """Only the people that fit best are meant; a name that fits nobody means nobody."""
    assert list(meant(wanted, PEOPLE)) == found


def test_a_title_tells_two_of_one_surname_apart():
    """No Elena is "Mr Castell"; where no title tells, both may be meant."""
    people = {"Elena Castell": frozenset({"president"}), "Andrei Castell": frozenset({"brother"})}
    assert meant("Mr Castell", people) == ("Andrei Castell",)
    assert meant("Mrs Castell", people) == ("Elena Castell",)
    assert meant("Castell", people) == ("Elena Castell", "Andrei Castell")


def test_an_office_for_short():
    """Readers write "the CEO" where the article has a chief executive."""
    people = {"Ida Holm": frozenset({"chief", "executive"}), "Per Berg": frozenset({"analyst"})}
    assert meant("the CEO", people) == ("Ida Holm",)


def test_whose_brother_somebody_is_is_not_their_role():
    """He who is "the president’s brother" is not asked for by "the president"."""
    text = "President Ida Holm spoke. Her rival Per Berg, the president’s brother, did not."
    article = from_plain("a", text, title="")
    laid = outline(article)
    cast = Cast(text, [sentence.span for sentence in laid.sentences])
    people = people_of(cast, Quotes(), find_facts(article, laid, cast=cast))
    assert meant("the president", people) == ("Ida Holm",)
    assert meant("the brother", people) == ("Per Berg",)


def test_a_role_alone_names_nobody():
    """Such as "the minister" may be anybody; a word that is no role is a name."""
    assert not names_somebody("the prime minister")
    assert names_somebody("minister Falk")


@given(st.text(max_size=300))
def test_any_text_may_be_typed(wanted):
    """Whatever is typed, only people of the article are meant."""
    assert set(meant(wanted, PEOPLE)) <= PEOPLE.keys()
