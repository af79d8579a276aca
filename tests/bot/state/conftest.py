"""A state on the disk whose time a test moves."""

from __future__ import annotations

import contextlib

import pytest

from bot.state import open_state
from bot.state.keys import Key
from tests.fakes.clock import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "state.db"


@pytest.fixture
def opened(path, clock):
    """Open the state, again and again."""
    with contextlib.ExitStack() as stack:

        def make():
            state = open_state(str(path), Key(b"k" * 32), clock=clock)
            stack.callback(state.close)
            return state

        yield make
