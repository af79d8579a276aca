"""A state as the first release wrote it, kept as SQL, is opened and upgraded by this program."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.state import open_state
from bot.state.contents import contents
from bot.state.keys import Key
from bot.state.tables import SCHEMA
from tests.fakes.clock import Clock

FIRST = Path(__file__).with_name("released") / "s0001.sql"
KEY = Key(b"k" * 32)
ALICE = 111222333
TOKEN = "FzQFBqug5sUL6KA-hJkAHA"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "state.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    return path


def test_a_state_of_the_first_release_is_upgraded(path):
    """What a chat had chosen, its buttons, its last question and the offset are all there."""
    assert contents(path).revision == "s0001"
    state = open_state(str(path), KEY, clock=Clock())
    assert state.scope(ALICE) == "harvest"
    assert state.recall(TOKEN, ALICE, ALICE).payload == {"article": "harvest", "start": 0}
    assert state.last_turn(ALICE, ALICE) == {"text": "where?"}
    assert state.offset() == 41
    assert state.claim(7) is None
    assert state.delivery.waiting() == []
    state.close()
    found = contents(path)
    assert (found.problem, found.revision) == ("", SCHEMA.revision)


def test_what_changes_in_it_is_counted_from_then_on(path):
    """By every process, as in a file that was made anew."""
    one, other = (open_state(str(path), KEY, clock=Clock()) for _ in range(2))
    before = other.subscriptions.changes()
    one.subscriptions.set_digest("morning", [{}, []])
    assert other.subscriptions.changes() == before + 1
    one.close()
    other.close()


def test_its_copy_is_what_the_first_release_can_open(path):
    """Beside the upgraded file, at the old revision, with the same rows."""
    before = contents(path)
    open_state(str(path), KEY, clock=Clock()).close()
    aside = contents(path.with_name(f"state.db.before-{SCHEMA.revision}"))
    assert (aside.revision, aside.rows) == ("s0001", before.rows)
    assert aside.opens_with(KEY)
