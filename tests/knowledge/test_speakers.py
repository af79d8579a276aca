"""A typed name finds whom it means: in full, shortened, mistyped or by role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.speakers import meant, names_somebody

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


def test_a_role_alone_names_nobody():
    """Such as "the minister" may be anybody; a word that is no role is a name."""
    assert not names_somebody("the prime minister")
    assert names_somebody("minister Falk")


@given(st.text(max_size=300))
def test_any_text_may_be_typed(wanted):
    """Whatever is typed, only people of the article are meant."""
    assert set(meant(wanted, PEOPLE)) <= PEOPLE.keys()
