"""Whether a state is where it was."""

from __future__ import annotations

import datetime as dt
import shutil

from bot.state import open_state
from bot.state.contents import mark_restored
from bot.state.keys import Key

KEY = Key(b"k" * 32)


def opened(path, clock):
    return open_state(str(path), KEY, clock=clock)


def test_a_state_that_stays_is_never_doubted(tmp_path, clock):
    """However often the bot starts."""
    for _ in range(3):
        state = opened(tmp_path / "state.db", clock)
        assert not state.home.settle()
        assert state.home.doubted() is None
        state.close()
        clock.advance(days=1)


def test_a_copy_is_doubted_from_its_first_start_on(tmp_path, clock):
    """Until an owner trusts it; what it was copied from is not."""
    state = opened(tmp_path / "state.db", clock)
    state.home.settle()
    state.close()
    (tmp_path / "there").mkdir()
    for file in tmp_path.glob("state.db*"):
        shutil.copy(file, tmp_path / "there")
    clock.advance(hours=1)
    copy = opened(tmp_path / "there" / "state.db", clock)
    assert copy.home.settle()
    assert copy.home.doubted() == clock.now
    clock.advance(hours=1)
    assert not copy.home.settle()
    assert copy.home.doubted() == clock.now - dt.timedelta(hours=1)
    copy.home.trust()
    assert copy.home.doubted() is None
    copy.close()
    state = opened(tmp_path / "state.db", clock)
    assert not state.home.settle()
    assert state.home.doubted() is None
    state.close()


def test_a_restored_state_is_doubted(tmp_path, clock):
    """Also where it is put into the same file."""
    state = opened(tmp_path / "state.db", clock)
    state.home.settle()
    state.close()
    mark_restored(tmp_path / "state.db", int(clock.now.timestamp()))
    state = opened(tmp_path / "state.db", clock)
    assert not state.home.settle()
    assert state.home.doubted() == clock.now
    state.close()


def test_the_bots_name_is_kept(tmp_path, clock):
    """For links of commands that run without Telegram."""
    state = opened(tmp_path / "state.db", clock)
    assert state.home.username() == ""
    for name in ("VerbatimBot", "VerbatimBot", "OtherBot"):
        state.home.set_username(name)
        assert state.home.username() == name
    state.close()
