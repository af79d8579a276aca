"""A button's data comes back as what it was, and nothing else is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import Tap, button, parse


@given(
    st.sampled_from(["hit", "more", "home", "pick", "page", "all", "quotes", "forget"]),
    st.from_regex(r"[A-Za-z0-9_-]{1,22}", fullmatch=True),
    st.none() | st.integers(0, 9999),
)
def test_data_comes_back_as_it_was(action, token, number):
    """What a button carries is read back, within Telegram's 64 bytes."""
    made = button("Label", action, token, number)
    assert len(made.data.encode()) <= 64
    assert parse(made.data) == Tap(action, token, number or 0)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "hit",
        "hit:",
        ":t",
        "hit.:t",
        "hit.x:t",
        "hit.99999:t",
        "hit:t t",
        "hit:t\n",
        "hit:" + "t" * 23,
    ],
)
def test_other_data_is_not_believed(data):
    """What this bot never made is nothing."""
    assert parse(data) is None


@given(st.text())
def test_any_data_is_read_without_an_error(data):
    """Data comes from strangers' clients."""
    parse(data)
