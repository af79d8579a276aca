"""Articles found by words of their titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Entry, State
from knowledge.titles import Titles

SHELF = Titles(
    [
        Entry("wheat", "A record harvest of wheat", 1, State.LIVE, language="en"),
        Entry("port", "The harbour is closed for repairs", 1, State.LIVE, language="en"),
        Entry("rye", "Harvest of rye falls short", 1, State.LIVE, language="en"),
        Entry("hafen", "Der Hafen bleibt geschlossen", 1, State.LIVE, language="de"),
        Entry("vrozhai", "Рекордний врожай пшениці", 1, State.LIVE, language="uk"),
    ]
)


def found(wanted):
    return [entry.id for entry in SHELF.find(wanted)]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("harvest", ["wheat", "rye"]),
        ("the harvest of rye", ["rye"]),
        ("harvset", ["wheat", "rye"]),
        ("harbor", ["port"]),
        ("HARBOUR REPAIR", ["port"]),
        ("Häfen", ["hafen"]),
        ("врожаю", ["vrozhai"]),
        ("volcano", []),
        ("", []),
        ("…", []),
    ],
)
def test_titles_are_found(wanted, ids):
    """By their words in any form, mistyped too; the most telling words decide."""
    assert found(wanted) == ids


@given(st.text(max_size=400))
def test_any_words_may_be_typed(wanted):
    """Whatever is typed, what is found is on the shelf, once."""
    ids = found(wanted)
    assert len(ids) == len(set(ids)) <= 5
