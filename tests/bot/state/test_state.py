from __future__ import annotations

import contextlib
import sqlite3
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state import open_state
from bot.state.belongings import Held
from bot.state.keys import Key
from bot.state.memory import Remembered
from bot.state.opening import StateError
from bot.state.state import State
from bot.state.tables import SCHEMA
from knowledge.errors import StoreError
from knowledge.store import open_store
from knowledge.store.engine import Database
from tests.fakes.clock import Clock

KEY = Key(b"k" * 32)
CANARY = "canary-in-the-coal-mine"
ALICE, BOB, GROUP = 111222333, 444555666, -100777888999


@pytest.fixture
def open_at(clock):
    with contextlib.ExitStack() as stack:

        def make(path, key=KEY):
            state = open_state(str(path), key, clock=clock)
            stack.callback(state.close)
            return state

        yield make


@pytest.fixture(params=["memory", "file"])
def state(request, path, open_at):
    return open_at("sqlite://" if request.param == "memory" else path)


def on_disk(path):
    """Return all bytes of the database and of every file beside it."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_a_scope_is_kept_per_chat(state):
    """It can be set, changed and taken away, and no other chat sees it."""
    assert state.scope(ALICE) is None
    state.set_scope(ALICE, "seeds/ü")
    state.set_scope(GROUP, "other")
    assert (state.scope(ALICE), state.scope(GROUP), state.scope(BOB)) == ("seeds/ü", "other", None)
    state.set_scope(ALICE, "new")
    assert state.scope(ALICE) == "new"
    state.set_scope(ALICE, None)
    state.set_scope(ALICE, None)
    assert (state.scope(ALICE), state.scope(GROUP)) == (None, "other")


def test_a_button_is_recalled_by_its_chat_and_user_only(state):
    """To everyone else, and to every other token, it is unknown."""
    payload = {"article": "a", "version": 2, "span": [1, 2], "question": "why “now”?"}
    token = state.remember(GROUP, ALICE, "more", payload)
    assert state.recall(token, GROUP, ALICE) == Remembered("more", payload)
    assert state.recall(token, GROUP, ALICE) == Remembered("more", payload)
    assert state.recall(token, GROUP, BOB) is None
    assert state.recall(token, ALICE, ALICE) is None
    assert state.recall(token, ALICE, GROUP) is None
    assert state.recall(token[:-1], GROUP, ALICE) is None


@pytest.mark.parametrize("token", ["", "\ud800", "a" * 5000, "'; DROP TABLE button; --", "\0"])
def test_a_hostile_token_is_only_unknown(state, token):
    """Callback data is whatever somebody sends."""
    assert state.recall(token, ALICE, ALICE) is None


def test_tokens_fit_and_differ(state):
    """At most 22 URL-safe characters, never the same one twice."""
    tokens = [state.remember(ALICE, ALICE, "more", {}) for _ in range(100)]
    assert len({*tokens}) == 100
    assert all(
        len(token) <= 22 and token.isascii() and token.replace("-", "").replace("_", "").isalnum()
        for token in tokens
    )


def test_a_button_expires(state, clock):
    """After 30 minutes, or what was asked for, it is unknown; purging then deletes it."""
    short = state.remember(ALICE, ALICE, "more", {}, lifetime=timedelta(minutes=1))
    usual = state.remember(ALICE, ALICE, "more", {})
    clock.advance(seconds=59)
    assert state.recall(short, ALICE, ALICE)
    assert state.purge() == 0
    clock.advance(seconds=1)
    assert state.recall(short, ALICE, ALICE) is None
    assert state.held(ALICE, ALICE) == Held(buttons=2)
    assert state.purge() == 1
    clock.advance(minutes=28, seconds=59)
    assert state.recall(usual, ALICE, ALICE)
    clock.advance(seconds=1)
    assert state.recall(usual, ALICE, ALICE) is None
    assert (state.purge(), state.purge()) == (1, 0)
    assert state.held(ALICE, ALICE) == Held()


def test_forgetting_deletes_what_is_the_readers(state):
    """Their buttons everywhere, their own chat's scope; nothing of others, nothing of a group."""
    for chat, user in [(ALICE, ALICE), (GROUP, ALICE), (GROUP, BOB), (BOB, BOB)]:
        state.remember(chat, user, "more", {})
    for chat in (ALICE, BOB, GROUP):
        state.set_scope(chat, "a")
    assert state.held(GROUP, ALICE) == Held(scopes=0, buttons=2)
    assert state.held(ALICE, ALICE) == Held(scopes=1, buttons=2)
    assert state.forget(ALICE, ALICE) == Held(scopes=1, buttons=2)
    assert state.held(ALICE, ALICE) == state.forget(ALICE, ALICE) == Held()
    assert (state.scope(ALICE), state.scope(BOB), state.scope(GROUP)) == (None, "a", "a")
    assert state.held(BOB, BOB) == Held(scopes=1, buttons=2)


def test_the_offset_is_kept(path, open_at):
    """It survives closing, and may be any number that Telegram's can be."""
    state = open_at(path)
    assert state.offset() is None
    state.set_offset(1)
    state.set_offset(2**52)
    state.close()
    assert open_at(path).offset() == 2**52


def test_nothing_of_a_reader_is_ever_on_disk_in_clear(path, open_at):
    """No text, no id, no token; not in the file, not in its log."""
    state = open_at(path)
    token = state.remember(ALICE, ALICE, "more", {"question": CANARY})
    state.set_scope(ALICE, CANARY)
    for _ in range(2):
        data = on_disk(path)
        assert b"more" in data, "the row is there"
        for secret in (CANARY, token, str(ALICE)):
            assert secret.encode() not in data
        for size in (4, 5, 6, 8):
            assert ALICE.to_bytes(size, "big") not in data
            assert ALICE.to_bytes(size, "little") not in data
        state.close()
    assert open_at(path).scope(ALICE) == CANARY


def encrypted_rows(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT payload, token FROM button").fetchall()
        rows += connection.execute("SELECT scope, chat FROM chat").fetchall()
    return [value for row in rows for value in row]


def test_what_is_forgotten_is_in_no_file(path, open_at):
    """Not even encrypted: deleted rows are overwritten and the write-ahead log is emptied."""
    state = open_at(path)
    for number in range(50):
        state.remember(ALICE, ALICE, "more", {"question": f"{CANARY} {number}" * 40})
    state.set_scope(ALICE, CANARY)
    kept = state.remember(BOB, BOB, "more", {"question": "kept"})
    before = encrypted_rows(path)
    assert all(value in on_disk(path) for value in before[::2])
    assert state.forget(ALICE, ALICE) == Held(scopes=1, buttons=50)
    remaining = encrypted_rows(path)
    assert len(remaining) == 2
    assert not [value for value in before if value not in remaining and value in on_disk(path)]
    assert state.recall(kept, BOB, BOB) == Remembered("more", {"question": "kept"})


def test_what_has_expired_is_in_no_file(path, open_at, clock):
    """Purging overwrites as forgetting does."""
    state = open_at(path)
    state.remember(ALICE, ALICE, "more", {"question": CANARY})
    before = encrypted_rows(path)
    clock.advance(hours=1)
    assert state.purge() == 1
    assert not [value for value in before if value in on_disk(path)]


def test_what_was_answered_is_in_no_file(path, open_at):
    """Purging empties the log where nothing has expired, too."""
    state = open_at(path)
    state.delivery.take([(1, CANARY)]).result()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        ((body,),) = connection.execute("SELECT body FROM inbox").fetchall()
    state.delivery.done(1).result()
    assert state.purge() == 0
    assert body not in on_disk(path)


def test_a_forwarded_post_that_has_expired_is_in_no_file(path, open_at, clock):
    """It is in another table, which is emptied in the same way, and so are digests."""
    state = open_at(path)
    state.rooms.keep_text(ALICE, "harvest", {"text": CANARY}, lifetime=timedelta(minutes=30))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        ((body,),) = connection.execute("SELECT body FROM thread").fetchall()
    assert body in on_disk(path)
    clock.advance(hours=1)
    assert state.purge() == 1
    assert body not in on_disk(path)


def test_another_key_does_not_open_it(path, open_at):
    """It is said at once, in one line, and the file still opens with its own key."""
    state = open_at(path)
    state.set_scope(ALICE, "a")
    state.close()
    with pytest.raises(StateError, match="this key does not open it") as caught:
        open_at(path, Key(b"x" * 32))
    assert len(str(caught.value).splitlines()) == 1
    assert open_at(path).scope(ALICE) == "a"


def test_a_damaged_row_counts_as_missing(path, open_at, caplog):
    """One bad row doesn't stop its chat for ever; the log tells, without the row."""
    state = open_at(path)
    state.set_scope(ALICE, "a")
    token = state.remember(ALICE, ALICE, "more", {})
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript("UPDATE chat SET scope = x'00'; UPDATE button SET payload = x'00'")
    assert state.scope(ALICE) is None
    assert state.recall(token, ALICE, ALICE) is None
    assert [record.getMessage() for record in caplog.records] == [
        "a row of the state is damaged and counts as missing"
    ] * 2
    state.set_scope(ALICE, "b")
    assert state.scope(ALICE) == "b"


def test_the_two_databases_are_not_taken_for_each_other(tmp_path, open_at, clock):
    """The articles' file is no state, the state's no store of articles, and neither is touched."""
    articles, state = tmp_path / "articles.db", tmp_path / "state.db"
    open_store(str(articles), edition="main", clock=clock).close()
    open_at(state).close()
    before = articles.read_bytes(), state.read_bytes()
    with pytest.raises(StoreError, match="does not hold the bot's state"):
        open_at(articles)
    with pytest.raises(StoreError, match="does not hold articles"):
        open_store(str(state), edition="main", clock=clock)
    assert (articles.read_bytes(), state.read_bytes()) == before


def test_migrations_lead_to_what_the_tables_say(path, open_at, tmp_path):
    """A migrated file has the same schema as a new one, and the constant names its revision."""

    def objects(file):
        with contextlib.closing(sqlite3.connect(file)) as connection:
            rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            (revision,) = connection.execute("SELECT version_num FROM state_revision").fetchone()
        return revision, {(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows}

    open_at(path).close()
    migrated = Database(str(tmp_path / "migrated.db"), pragmas={})
    with migrated.write() as connection:
        SCHEMA.migrate(connection, found=None, name="")
    migrated.close()
    assert objects(migrated.path) == objects(path)
    assert max(f.stem[:4] for f in SCHEMA.versions.glob("[0-9]*.py")) == SCHEMA.revision[1:]


def test_every_connection_deletes_for_good_and_reaches_the_disk(path, open_at):
    """The log is write-ahead, deleting overwrites, and a commit waits for the disk."""
    state = open_at(path)
    with state._database.read() as first, state._database.read() as second:
        for connection in (first, second):
            values = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "secure_delete", "synchronous", "foreign_keys")
            ]
            assert values == ["wal", 1, 2, 1]


def test_threads_share_the_state(state):
    """Every thread's buttons and scopes arrive."""
    failures = []

    def work(user):
        try:
            for number in range(10):
                token = state.remember(user, user, "more", {"n": number})
                state.set_scope(user, str(number))
                if state.recall(token, user, user) != Remembered("more", {"n": number}):
                    failures.append(token)
        except Exception as error:  # noqa: BLE001 -- a thread's error would be lost
            failures.append(error)

    threads = [threading.Thread(target=work, args=(user,)) for user in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [state.held(user, user) for user in range(1, 7)] == [Held(1, 10)] * 6


def test_a_reader_in_the_way_does_not_stop_forgetting(path, clock, caplog):
    """While a long read holds the log it cannot be emptied: the rows go, and the log says so."""
    state = State(str(path), KEY, clock=clock, busy=0.05)
    state.set_scope(ALICE, "a")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM chat").fetchall()
        assert state.forget(ALICE, ALICE) == Held(scopes=1)
        assert "write-ahead log" in caplog.text
    assert state.held(ALICE, ALICE) == Held()
    state.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    payload=st.dictionaries(st.text(), JSON, max_size=4),
    scope=st.text(st.characters()),
    chat=st.integers(-(2**52), 2**52),
    user=st.integers(0, 2**52),
)
def test_anything_comes_back_as_it_went_in(payload, scope, chat, user):
    """Any payload, any article id, any chat and user."""
    state = open_state("sqlite://", KEY, clock=Clock())
    state.set_scope(chat, scope)
    token = state.remember(chat, user, "more", payload)
    assert state.scope(chat) == scope
    assert state.recall(token, chat, user) == Remembered("more", payload)
    state.close()


def test_the_last_question_is_kept_in_place_of_the_one_before(state, clock):
    """One row a reader and chat, which expires, and which nobody else has."""
    state.keep_turn(GROUP, ALICE, {"question": "one"})
    state.keep_turn(GROUP, ALICE, {"question": "two"})
    assert state.last_turn(GROUP, ALICE) == {"question": "two"}
    assert state.last_turn(GROUP, BOB) is None
    assert state.last_turn(ALICE, ALICE) is None
    assert state.held(GROUP, ALICE) == Held(turns=1)
    clock.advance(minutes=30)
    assert state.last_turn(GROUP, ALICE) is None
    assert state.purge() == 1


def test_the_last_question_is_forgotten(state):
    """Whoever asks to be forgotten is, in every chat."""
    state.keep_turn(GROUP, ALICE, {"question": "one"})
    state.keep_turn(ALICE, ALICE, {"question": "two"})
    assert state.forget(ALICE, ALICE) == Held(turns=2)
    assert state.last_turn(GROUP, ALICE) is None
