"""What a turn keeps is committed with its end, and seen by the turn itself before that."""

from __future__ import annotations

import contextvars
from datetime import timedelta

import pytest

from bot.message import Message
from bot.outbox.turn import turn
from bot.reply import Reply
from bot.state.belongings import Held
from bot.unwritten import collecting

ALICE = 7


@pytest.fixture
def state(opened):
    return opened()


def keep(state):
    """Keep something of each kind; return the token."""
    state.set_scope(ALICE, "summit")
    state.keep_turn(ALICE, ALICE, {"question": "where?"})
    return state.remember(ALICE, ALICE, "hits", {"n": 1})


def seen(state, token):
    recalled = state.recall(token, ALICE, ALICE)
    turn_ = state.last_turn(ALICE, ALICE)
    return state.scope(ALICE), turn_, None if recalled is None else recalled.payload


def end(state, going_on, *messages):
    """Commit the end of a turn, of an update that was taken."""
    state.delivery.take([(1, "{}")])
    assert state.delivery.done(1, messages, going_on.unwritten).result() is not None


EVERYTHING = ("summit", {"question": "where?"}, {"n": 1})
NOTHING = (None, None, None)


def test_a_turn_sees_what_it_keeps_before_anybody_else(state, opened):
    """Until its end the file has none of it."""
    with turn():
        token = keep(state)
        assert seen(state, token) == EVERYTHING
        assert contextvars.Context().run(seen, opened(), token) == NOTHING
    assert seen(state, token) == NOTHING


def test_what_is_spent_is_there_again_for_a_turn_that_is_taken_again(state):
    """Else a report would be lost by a crash between its sending and its turn's end."""
    token = keep(state)
    for _ in range(2):
        with turn() as going_on:
            assert state.spend(token, ALICE, ALICE)
            assert not state.spend(token, ALICE, ALICE)
        assert state.recall(token, ALICE, ALICE) is not None
    end(state, going_on)
    assert not state.spend(token, ALICE, ALICE)


def test_nobody_spends_what_is_anothers(state):
    """By whichever of chat, reader and token it is."""
    token = keep(state)
    assert not state.spend(token, ALICE, 8)
    assert not state.spend(token, 8, ALICE)
    assert not state.spend(token[::-1], ALICE, ALICE)
    assert state.spend(token, ALICE, ALICE)
    assert state.recall(token, ALICE, ALICE) is None


def test_it_is_committed_with_the_turns_end(state, opened):
    """In one transaction with the update's end and its messages."""
    with turn() as going_on:
        token = keep(state)
    end(state, going_on, Message(ALICE, Reply("The Hague")))
    again = opened()
    assert seen(again, token) == EVERYTHING
    assert again.delivery.waiting() == []
    assert len(again.delivery.unsent()) == 1


def test_the_newest_wish_counts(state, opened):
    """A scope that is chosen and left again in one turn is none."""
    state.set_scope(ALICE, "before")
    with turn() as going_on:
        state.set_scope(ALICE, "summit")
        state.set_scope(ALICE, None)
        assert state.scope(ALICE) is None
    end(state, going_on)
    assert opened().scope(ALICE) is None


def test_what_a_turn_keeps_expires_as_everything(state, clock):
    """Also before it is written."""
    with turn():
        token = state.remember(ALICE, ALICE, "hits", {"n": 1}, lifetime=timedelta(minutes=1))
        clock.advance(minutes=2)
        assert state.recall(token, ALICE, ALICE) is None


def test_forgetting_within_a_turn_takes_all_of_it(state, opened):
    """What the same turn has kept is counted and deleted with the rest."""
    with turn() as going_on:
        token = keep(state)
        assert state.held(ALICE, ALICE) == Held(1, 1, 1)
        assert state.forget(ALICE, ALICE) == Held(1, 1, 1)
        assert seen(state, token) == NOTHING
    end(state, going_on)
    assert seen(opened(), token) == NOTHING


def test_outside_of_a_turn_it_is_written_at_once(state, opened):
    """So it is by a task that outlives its turn."""
    with collecting() as collected:
        late = contextvars.copy_context()
    token = late.run(keep, state)
    assert seen(opened(), token) == EVERYTHING
    assert collected.rows == {}
