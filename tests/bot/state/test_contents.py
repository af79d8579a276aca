"""A state told from outside: whose it is, whether a key opens it, what is in it, who holds it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import replace

import pytest

from bot.message import Message
from bot.reply import Reply
from bot.state import open_state
from bot.state.contents import contents, mark_restored
from bot.state.keys import Key, MissingKeyError, load_key
from bot.state.lock import held, is_held
from bot.state.opening import StateError
from bot.state.owner import AnotherBotError
from bot.state.tables import SCHEMA
from knowledge.errors import StoreError
from knowledge.store.engine import Database
from tests.fakes.clock import Clock

KEY = Key(b"k" * 32)
OTHER = Key(b"o" * 32)
ALICE = 111222333


@contextlib.contextmanager
def opened(path, key=KEY):
    state = open_state(str(path), key, clock=Clock())
    try:
        yield state
    finally:
        state.close()


def filled(state):
    """Put one of everything that only the key can read into a state."""
    state.set_scope(ALICE, "summit")
    state.remember(ALICE, ALICE, "hit", {"a": 1})
    state.delivery.take([(5, "{}"), (6, "{}")], 6).result()
    state.delivery.done(5, [Message(ALICE, Reply("a")), post("b")]).result()
    state.delivery.give_up(None, "{", "no JSON").result()


def post(text):
    return replace(Message(ALICE, Reply(text)), kind="post", reference="morning")


ALL = (
    "1 unanswered update, 2 unsent messages, 1 chosen article, 1 button or last question,"
    " 1 update in quarantine"
)


def test_what_is_in_it_is_told_without_the_key(path):
    """Counted in words, by table, while a bot has it open too."""
    with opened(path) as state:
        filled(state)
        found = contents(path)
    assert (found.problem, found.revision, found.encrypted) == ("", SCHEMA.revision, ALL)
    assert found.rows["outbox"] == 2
    assert contents(path) == found


def test_a_key_is_told_from_another(path):
    """Without opening the state with it."""
    with opened(path):
        pass
    assert contents(path).opens_with(KEY)
    assert not contents(path).opens_with(OTHER)


def test_another_key_is_told_what_it_costs(path):
    """The error counts what can't be read, and says that no article is among it."""
    with opened(path) as state:
        filled(state)
    with pytest.raises(StateError, match="key it was made with") as caught, opened(path, OTHER):
        pass
    assert f"unreadable: {ALL}; no article is" in str(caught.value)


def test_a_missing_key_is_not_replaced_where_it_must_not_be(tmp_path):
    """Whoever asks for no new key gets an error, and no file is made."""
    with pytest.raises(MissingKeyError, match="VERBATIM_KEY is not set"):
        load_key("", tmp_path / "config" / "key", tmp_path / "data", make=False)
    assert not (tmp_path / "config").exists()
    load_key("", tmp_path / "config" / "key", tmp_path / "data")
    load_key("", tmp_path / "config" / "key", tmp_path / "data", make=False)


def test_a_state_belongs_to_one_bot(path):
    """A rotated token has the same bot's id, and is welcome; another bot's is refused."""
    with opened(path) as state:
        assert state.claim(1) is None
        assert state.claim(1) == 1
        token = state.remember(ALICE, ALICE, "hit", {"a": 1})
    with opened(path) as state:
        assert state.claim(1) == 1
        assert state.recall(token, ALICE, ALICE).payload == {"a": 1}
        with pytest.raises(AnotherBotError, match=r"bot 1,.*bot 2's.*state\.adopt=2"):
            state.claim(2)
        with pytest.raises(AnotherBotError):
            state.claim(2, adopt=3)
    assert contents(path).bot == 1


def test_a_state_can_be_handed_over(path):
    """What only the old bot could have done is dropped; what readers chose stays."""
    with opened(path) as state:
        state.claim(1)
        filled(state)
        assert state.claim(2, adopt=2) == 1
        assert state.offset() is None
        assert state.delivery.waiting() == []
        assert state.delivery.unsent() == []
        # The new bot's updates are numbered anew: none is taken for a known one.
        assert state.delivery.take([(5, "{}")]).result() == {5}
        assert state.scope(ALICE) == "summit"
    assert contents(path).bot == 2


def test_a_restored_state_says_so(path):
    """When it was restored, and posts that waited are uncertain; answers still go out."""
    with opened(path) as state:
        filled(state)
    before = contents(path).rows
    mark_restored(path, 1_790_000_000)
    found = contents(path)
    assert found.restored_at == 1_790_000_000
    assert {**found.rows, "setting": 0} == {**before, "setting": 0}
    with opened(path) as state:
        (left,) = state.delivery.unsent()
        assert left.message.reply.text == "a"
        (outcome,) = state.delivery.outcomes()
        assert (outcome.reference, outcome.state) == ("morning", "uncertain")


def test_a_state_of_the_first_release_can_be_looked_at_and_marked(path):
    """It has no inbox yet."""
    path.parent.mkdir()
    database = Database(str(path), pragmas={})
    with database.write() as connection:
        replace(SCHEMA, revision="s0001").migrate(connection, found=None, name="")
    database.close()
    mark_restored(path, 7)
    found = contents(path)
    assert (found.revision, found.restored_at, found.bot, found.encrypted) == ("s0001", 7, None, "")


def test_one_process_holds_a_state(path):
    """A second is refused; whoever looks learns of it, and does not keep it."""
    assert not is_held(path)
    with held(path):
        assert is_held(path)
        with pytest.raises(StoreError, match="another `verbatim run` uses it"), held(path):
            pass
    assert not is_held(path)
    with held(path):
        pass


def test_a_killed_process_holds_nothing(path):
    """However it ended: the lock is the kernel's."""
    code = (
        "import sys, pathlib; from bot.state.lock import held\n"
        "with held(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        assert is_held(path)
        process.kill()
        process.wait()
    assert not is_held(path)
