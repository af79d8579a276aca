"""What somebody sets up in a chat: theirs alone, encrypted, and gone when its time is over."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from bot.state import open_state
from bot.state.keys import Key

HALF_AN_HOUR = dt.timedelta(minutes=30)


@pytest.fixture
def state(tmp_path, clock):
    path = str(tmp_path / "state.db")
    with contextlib.closing(open_state(path, Key(b"k" * 32), clock=clock)) as state:
        yield state


def test_a_draft_is_one_persons_in_one_chat(state):
    """Nobody else finds it, and a newer one takes its place."""
    state.drafts.put(-5, 7, {"title": "Morning"}, HALF_AN_HOUR)
    state.drafts.put(-5, 7, {"title": "Evening"}, HALF_AN_HOUR)
    assert state.drafts.get(-5, 7) == {"title": "Evening"}
    assert state.drafts.get(-5, 8) is None
    assert state.drafts.get(7, 7) is None
    state.drafts.drop(-5, 7)
    assert state.drafts.get(-5, 7) is None


def test_a_draft_expires_and_is_forgotten(state, clock):
    """By itself, or with everything else about its owner."""
    state.drafts.put(7, 7, {"title": "Morning"}, HALF_AN_HOUR)
    clock.advance(minutes=31)
    assert state.drafts.get(7, 7) is None
    state.drafts.put(7, 7, {"title": "Morning"}, HALF_AN_HOUR)
    state.forget(7, 7)
    assert state.drafts.get(7, 7) is None


def test_a_draft_is_encrypted(state, tmp_path):
    """Its words are in no file."""
    state.drafts.put(7, 7, {"title": "Mysterious morning"}, HALF_AN_HOUR)
    for file in tmp_path.iterdir():
        assert b"Mysterious" not in file.read_bytes()
