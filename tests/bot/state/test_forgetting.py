"""What is under way while a reader has everything forgotten: it leaves nothing of theirs."""

from __future__ import annotations

import contextlib
import json
import threading

import pytest

from bot.message import Message
from bot.reply import Reply
from bot.state import open_state
from bot.state.belongings import Held
from bot.state.forgetting import Forgetting
from bot.state.keys import Key
from bot.state.state import State
from bot.unwritten import collecting
from knowledge.store.engine import Database
from tests.fakes.clock import Clock
from tests.fakes.waiting import PATIENCE

KEY = Key(b"k" * 32)
ALICE, BOB, GROUP = 111222333, 444555666, -100777888999
TURN = {"question": "a question of Alice's"}
TOO_LARGE = 2**70
"""No file can hold such a number: what is written together with it is undone, and made again."""


class HeldDatabase(Database):
    """Its transactions begin only while they may."""

    may_begin = threading.Event()

    def write(self):
        assert self.may_begin.wait(PATIENCE)
        return super().write()


@pytest.fixture
def held_state(tmp_path):
    HeldDatabase.may_begin.set()
    path = str(tmp_path / "h.db")
    with contextlib.closing(State(path, KEY, clock=Clock(), database=HeldDatabase)) as opened:
        opened.delivery.take([(1, "{}")]).result()
        yield opened
        HeldDatabase.may_begin.set()


@contextlib.contextmanager
def undone_at_first(state):
    """Let the writes of the body be made together, be undone, and be made again one by one."""
    HeldDatabase.may_begin.clear()
    yield
    broken = state.delivery.take([(TOO_LARGE, "{}")])
    HeldDatabase.may_begin.set()
    with pytest.raises(OverflowError):
        broken.result()


@pytest.fixture
def state(tmp_path):
    with contextlib.closing(open_state(str(tmp_path / "s.db"), KEY, clock=Clock())) as opened:
        opened.delivery.take([(1, json.dumps({"update_id": 1}))]).result()
        yield opened


def test_a_turn_under_way_elsewhere_keeps_nothing(state):
    """A question in a group whose turn ends after the reader's /forget in private is not kept."""
    with collecting() as turn:
        state.keep_turn(GROUP, ALICE, TURN)
        theirs = state.remember(GROUP, ALICE, "context", {})
        others = state.remember(GROUP, BOB, "context", {})
    state.forget(ALICE, ALICE)
    state.delivery.done(1, (), turn).result()
    assert state.held(ALICE, ALICE) == Held()
    assert state.last_turn(GROUP, ALICE) is None
    assert state.recall(theirs, GROUP, ALICE) is None
    assert state.recall(others, GROUP, BOB) is not None


def test_a_question_in_vain_under_way_is_not_kept(state):
    """It would be for thirty days."""
    with collecting():
        state.forget(ALICE, ALICE)
        state.feedback.missed(ALICE, "Who baked the bread?", "", "nothing").result()
        state.feedback.missed(BOB, "Who else baked bread?", "", "nothing").result()
    assert [one.question for one in state.feedback.misses()] == ["Who else baked bread?"]


@pytest.mark.parametrize("failed", [True, False])
def test_what_is_said_to_them_afterwards_is_noted_as_nobodys(state, failed):
    """In a group, where it was asked before: no row says to whom it was written."""
    messages = [Message(GROUP, Reply("-"), question=7, asker=one) for one in (ALICE, BOB)]
    with collecting() as turn:
        state.forget(ALICE, ALICE)
    if failed:
        ended = state.delivery.give_up(1, "{}", "a bug", user_id=ALICE, messages=messages)
    else:
        ended = state.delivery.done(1, messages, turn)
    for number, message in zip(ended.result(), messages, strict=True):
        state.delivery.sent(number, message, 80 + number).result()
    assert state.replies(ALICE) == []
    assert [chat for chat, _ in state.replies(BOB)] == [GROUP]


def test_what_keeps_failing_is_not_kept(state):
    """An update that is given up after its reader's /forget goes to no quarantine."""
    state.forget(ALICE, ALICE)
    apology = Message(GROUP, Reply("Sorry."))
    (number,) = state.delivery.give_up(1, "{}", "a bug", user_id=ALICE, messages=[apology]).result()
    assert number
    assert state.delivery.quarantined() == []
    assert state.delivery.waiting() == []


def test_what_keeps_failing_is_kept_of_others(state):
    """Somebody else's update, and one that was sent after /forget, are there to be mended."""
    state.forget(ALICE, ALICE)
    state.delivery.take([(2, '{"update_id": 2}')]).result()
    state.delivery.give_up(1, "one", "a bug", user_id=BOB).result()
    state.delivery.give_up(2, "two", "a bug", user_id=ALICE).result()
    state.delivery.give_up(None, "three", "a bug").result()
    assert [one.text for one in state.delivery.quarantined()] == ["one", "two", "three"]


def test_what_arrives_is_nobodys_also_where_that_is_undone_at_first(held_state):
    """Another's write that fails beside it does not bring back who was written to."""
    messages = [Message(GROUP, Reply("-"), question=7, asker=one) for one in (ALICE, BOB)]
    delivery = held_state.delivery
    with collecting() as turn:
        held_state.forget(ALICE, ALICE)
    numbers = delivery.done(1, messages, turn).result()
    with undone_at_first(held_state):
        gone = [
            delivery.sent(number, message, 80 + number)
            for number, message in zip(numbers, messages, strict=True)
        ]
    assert [one.result() for one in gone] == [None, None]
    assert held_state.replies(ALICE) == []
    assert [chat for chat, _ in held_state.replies(BOB)] == [GROUP]


def test_what_is_given_up_is_kept_also_where_that_is_undone_at_first(held_state):
    """When it came is known until then: after its reader's /forget, so that it is there to mend."""
    delivery = held_state.delivery
    held_state.forget(ALICE, ALICE)
    delivery.take([(2, "{}")]).result()
    with undone_at_first(held_state):
        given_up = delivery.give_up(2, "two", "a bug", user_id=ALICE)
    assert given_up.result() == []
    assert [one.text for one in delivery.quarantined()] == ["two"]


def test_what_an_earlier_run_has_left_is_not_kept(tmp_path):
    """An update that was found at the start came before any /forget of this run."""
    path = str(tmp_path / "s.db")
    with contextlib.closing(open_state(path, KEY, clock=Clock())) as before:
        before.delivery.take([(1, '{"update_id": 1}')]).result()
    with contextlib.closing(open_state(path, KEY, clock=Clock())) as state:
        state.forget(ALICE, ALICE)
        state.delivery.give_up(1, "{}", "a bug", user_id=ALICE).result()
        assert state.delivery.quarantined() == []


def test_what_is_asked_later_is_kept(state):
    """Who forgets and asks again is a reader like others."""
    state.forget(ALICE, ALICE)
    with collecting() as turn:
        state.keep_turn(GROUP, ALICE, TURN)
        state.feedback.missed(ALICE, "Who baked the bread?", "", "nothing").result()
    state.delivery.done(1, (), turn).result()
    assert state.last_turn(GROUP, ALICE) == TURN
    assert len(state.feedback.misses()) == 1


def test_an_answer_that_arrives_afterwards_is_not_theirs(state):
    """What waited to be sent and arrives all the same is noted as nobody's."""
    message = Message(ALICE, Reply("an answer"), question=7, asker=ALICE)
    (number,) = state.delivery.done(1, [message]).result()
    state.forget(ALICE, ALICE)
    state.delivery.sent(number, message, 8).result()
    assert state.replies(ALICE) == []
    assert state.answer_to(ALICE, 7, ALICE) is None


def test_memory_is_bounded():
    """However many are forgotten, the last ones are known, and no more than ten thousand."""
    forgetting = Forgetting()
    for number in range(10_001):
        forgetting.note(b"%d" % number)
    assert not forgetting.came_after(0.0, b"0")
    assert forgetting.came_after(0.0, b"1")
    assert forgetting.came_after(0.0, b"10000")
