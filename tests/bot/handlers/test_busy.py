"""A group is busy when it asks much, by the times of its questions, and for a minute after."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.busy import MINUTE, Load

IN_GROUP, MANY = 20, 6
TIMES = st.lists(st.floats(0, 600), max_size=60).map(sorted)


@given(TIMES)
def test_a_group_is_busy_when_it_asks_much(times):
    """At each question: whether so many came within a minute, not more than a minute ago."""
    load, crowded = Load(IN_GROUP), []
    for number, at in enumerate(times):
        many = [one for one in times[: number + 1] if at - one < MINUTE]
        crowded += [at] if len(many) >= MANY else []
        assert load.ask(at, 0) == any(at - one < MINUTE for one in crowded)


def test_what_waits_to_be_sent_makes_a_group_busy():
    """Telegram may ask for silence, however little the group asks."""
    load = Load(IN_GROUP)
    assert not load.ask(0.0, MANY - 1)
    assert load.ask(1.0, MANY)
    assert load.ask(60.0, 0)
    assert not load.ask(61.5, 0)


def test_what_was_busy_before_a_restart_is_busy_after_it():
    """What was asked within a minute of that, whenever it is handled."""
    assert Load(IN_GROUP, 1000.0).ask(1030.0, 0)
    assert not Load(IN_GROUP, 1000.0).ask(1060.0, 0)


def test_without_a_limit_no_group_is_busy():
    """A server of one's own lets all through; with the smallest limit one question is much."""
    boundless, smallest = Load(float("inf")), Load(1)
    assert not any(boundless.ask(0.0, 1000) for _ in range(1000))
    assert smallest.ask(0.0, 0)
