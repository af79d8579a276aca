"""Writes that are made together leave what they would leave one by one, whichever of them fail."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import threading
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.message import Message
from bot.reply import Reply
from bot.state.keys import Key
from bot.state.state import State
from bot.unwritten import collecting
from knowledge.store.engine import Database
from tests.fakes.clock import Clock
from tests.fakes.waiting import PATIENCE

KEY = Key(b"k" * 32)
ALICE, BOB, GROUP = 7, 9, -8
TOO_LARGE = 2**70
"""No file can hold such a number: what is written together with it is undone, and made again."""
ROUNDS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["take", "take", "done", "done", "give up", "sent", "post", "broken"]),
            st.integers(1, 12),
            st.sampled_from([ALICE, BOB]),
        ),
        min_size=1,
        max_size=9,
    ),
    min_size=1,
    max_size=6,
)
KEPT = (
    "SELECT update_id, body IS NULL FROM inbox ORDER BY 1",
    "SELECT hex(chat), kind, state, reference FROM outbox ORDER BY number",
    "SELECT hex(token), hex(chat), hex(user), kind FROM button ORDER BY 1",
    "SELECT hex(mark), update_id FROM quarantine ORDER BY 1",
)


class HeldDatabase(Database):
    """Its transactions begin only while they may."""

    may_begin = threading.Event()

    def write(self):
        assert self.may_begin.wait(PATIENCE)
        return super().write()


class Round:
    """What is asked for in a round; messages that it puts leave in a later one."""

    def __init__(self, state, unsent, known):
        self.state = state
        self.unsent = unsent
        self.known = known
        self.asked = []

    def ask(self, what, number, user):
        """Ask for a write; what was never taken is taken first."""
        delivery = self.state.delivery
        messages = [Message(GROUP, Reply("-"), question=number, asker=user)]
        if what in {"done", "give up"} and number not in self.known:
            self.ask("take", number, user)
        match what:
            case "take":
                self.known.add(number)
                self._note(delivery.take([(number, "{}"), (number, "{}")], number))
            case "done":
                with collecting() as turn:
                    self.state.keep_turn(GROUP, user, {"question": number})
                self._note(delivery.done(number, messages, turn), messages)
            case "give up":
                self._note(delivery.give_up(number, f"{number}", "a bug", user_id=user))
            case "post":
                posts = [Message(GROUP, Reply("-"), "post", reference=f"slot 1 {number}")]
                self._note(delivery.put(posts), posts)
            case "sent" if self.unsent:
                row, message = self.unsent.pop(0)
                self._note(delivery.sent(row, message, 1000 + row))
            case "broken":
                self._note(delivery.take([(TOO_LARGE, "{}")]))

    def _note(self, written, messages=()):
        self.asked.append((written, messages))

    def results(self):
        """Return what each write has given, in the order of asking."""
        results = []
        for written, messages in self.asked:
            problem = written.exception(PATIENCE)
            given = type(problem) if problem else written.result()
            if messages and isinstance(given, list):
                self.unsent += zip(given, messages, strict=True)
                given = len(given)
            results.append(given)
        return results


def play(rounds, *, together):
    """Ask for what rounds have; return what was given, and what is kept at the end."""
    given, unsent, known = [], [], set()
    HeldDatabase.may_begin.set()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.db"
        with contextlib.closing(State(str(path), KEY, clock=Clock(), database=HeldDatabase)) as one:
            for steps in rounds:
                asked = Round(one, unsent, known)
                if together:
                    HeldDatabase.may_begin.clear()
                for step in steps:
                    asked.ask(*step)
                    if not together:
                        one.delivery.move(-1, -2).result()  # which is of no kind, and ends a group
                HeldDatabase.may_begin.set()
                given.append(asked.results())
                one.forget(BOB, BOB)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return given, [connection.execute(query).fetchall() for query in KEPT]


@settings(deadline=None, max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(ROUNDS)
def test_together_or_one_by_one_is_the_same(rounds):
    """Whatever is taken, done, given up and sent, in whatever order, and twice."""
    assert play(rounds, together=True) == play(rounds, together=False)
