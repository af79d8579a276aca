"""What upgrades and restores leave beside a state ends by itself, and a reader's words with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.message import Message
from bot.reply import Reply
from bot.state import open_state
from bot.state.copies import KEPT, remove_old
from bot.state.keys import Key
from bot.state.tables import Sealed, metadata
from knowledge.store.engine import Database
from knowledge.store.files import copy_aside

KEY = Key(b"k" * 32)
CANARY = "canary-in-the-coal-mine"
ALICE, BOB, GROUP = 111222333, 444555666, -100777888999


class Now:
    """The real time, moved by a test."""

    def __init__(self):
        self.ahead = dt.timedelta()

    def __call__(self):
        return dt.datetime.now(dt.UTC) + self.ahead


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def state(tmp_path, now):
    state = open_state(str(tmp_path / "data" / "state.db"), KEY, clock=now)
    yield state
    state.close()


def fill(state, reader=ALICE):
    """Let a reader leave a trace of every kind."""
    state.set_scope(reader, CANARY)
    state.remember(GROUP, reader, "more", {"question": CANARY})
    state.keep_turn(GROUP, reader, {"question": CANARY})
    state.feedback.vote(GROUP, 5, reader, (CANARY, 1, 2), good=True)
    state.feedback.missed(reader, CANARY, "article", "missing_term").result()
    state.delivery.give_up(None, CANARY, "cause", user_id=reader).result()
    state.delivery.put([Message(reader, Reply(CANARY))]).result()
    state.rooms.keep_text(reader, "article", {"text": CANARY})
    state.subscriptions.subscribe(reader, "week", {"chat": reader, "zone": CANARY})
    (number,) = state.delivery.put([Message(reader, Reply("sent"))]).result()
    state.delivery.sent(number, Message(reader, Reply("x"), question=3, asker=reader), 4).result()


def readable(folder):
    """Return every cell of every database in a folder, decrypted where the key can."""
    found = []
    for file in sorted(folder.glob("state.db*")):
        if file.name.endswith(("-wal", "-shm", ".lock")):
            continue
        database = Database(str(file), pragmas={})
        try:
            with database.read() as connection:
                for table in metadata.sorted_tables:
                    for row in connection.execute(table.select()).mappings():
                        for name, value in row.items():
                            is_sealed = isinstance(table.c[name].type, Sealed) and value
                            found.append(str(KEY.decrypt(value) if is_sealed else value))
        finally:
            database.close()
    return "\n".join(found)


def test_after_forgetting_the_key_finds_nothing_of_a_reader(tmp_path, state):
    """Every row of theirs is gone: with the key in hand nothing they wrote can be read."""
    fill(state)
    assert readable(tmp_path / "data").count(CANARY) >= 9
    state.forget(ALICE, ALICE)
    assert CANARY not in readable(tmp_path / "data")
    assert state.replies(ALICE) == []
    assert not state.delivery.unsent()


def test_what_only_a_reader_sees_is_not_theirs_to_have_deleted(state):
    """It has a number of another kind, which no request to delete takes, and goes by itself."""
    message = Message(-100, Reply("x"), asker=ALICE, only_for=ALICE)
    for shown, number in ((message, -5), (replace(message, only_for=0), 6)):
        (row,) = state.delivery.put([shown]).result()
        state.delivery.sent(row, shown, number).result()
    assert state.replies(ALICE) == [(-100, 6)]


def test_another_readers_things_stay(state):
    """What waits for somebody else, and what was written to them, is theirs."""
    fill(state, BOB)
    state.forget(ALICE, ALICE)
    assert len(state.delivery.unsent()) == 1
    assert state.replies(BOB) == [(BOB, 4)]


def test_what_was_written_is_known_for_less_than_two_days(state, now):
    """Telegram lets a bot delete its messages for 48 hours; nothing is known longer."""
    fill(state)
    assert state.replies(ALICE) == [(ALICE, 4)]
    now.ahead = dt.timedelta(hours=47, minutes=1)
    assert state.replies(ALICE) == []
    state.purge()
    assert "reply" not in readable_kinds(state)


def readable_kinds(state):
    with state._database.read() as connection:
        return {row.kind for row in connection.execute(metadata.tables["button"].select())}


def test_a_copy_ends_after_the_stated_days(tmp_path, state, now):
    """A copy of before /forget still has what was deleted, for as long as is said, no longer."""
    fill(state)
    store = tmp_path / "data" / "state.db"
    copy_aside(store, "s9999")
    aside = store.with_name("state.db.before-restore-20260101T000000Z")
    aside.write_bytes(store.with_name("state.db.before-s9999").read_bytes())
    state.forget(ALICE, ALICE)
    now.ahead = KEPT - dt.timedelta(minutes=1)
    state.purge()
    assert CANARY in readable(tmp_path / "data")
    now.ahead = KEPT + dt.timedelta(minutes=1)
    state.purge()
    assert CANARY not in readable(tmp_path / "data")
    assert sorted(one.name for one in store.parent.glob("*.before-*")) == []


def test_only_copies_of_this_state_are_removed(tmp_path):
    """Not the state, another file's copies, or what only sounds alike."""
    names = ["state.db", "articles.db.before-0002", "state.db-before-x", "mystate.db.before-s0001"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    later = dt.datetime.now(dt.UTC) + KEPT * 2
    assert remove_old(tmp_path / "state.db", later) == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(names)


def test_a_copy_that_cannot_be_removed_stops_nothing(tmp_path, caplog):
    """It is told, and everything else goes on."""
    (tmp_path / "state.db.before-s0001").mkdir()
    assert remove_old(tmp_path / "state.db", dt.datetime.now(dt.UTC) + KEPT * 2) == 0
    assert "could not be removed" in caplog.text
