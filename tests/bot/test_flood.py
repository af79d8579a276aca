"""A leaky bucket a reader: one notice, then silence until it is calm, in bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.flood import ANY, Allowance, Flood

FOUR = Allowance(4, 60)  # one a second leaks


def send(flood, who, now, cost=1.0):
    """Ask for something that is answered where it is taken; return the verdict."""
    verdict = flood.judge(who, now, cost)
    if verdict == "take":
        flood.charge(who, now, cost)
    return verdict


def test_one_notice_then_silence_until_calm():
    """What goes on to be sent keeps the silence; half the bucket's time without it ends it."""
    flood = Flood(FOUR)
    assert [send(flood, 1, 0.0) for _ in range(7)] == ["take"] * 4 + ["notice"] + ["drop"] * 2
    assert [send(flood, 1, second / 2) for second in range(1, 100)] == ["drop"] * 99
    assert send(flood, 1, 51.0) == "drop"
    assert [send(flood, 1, 53.1) for _ in range(4)] == ["take", "take", "notice", "drop"]


def test_who_keeps_to_the_rate_is_never_silenced():
    """A message a second where one a second leaks."""
    flood = Flood(FOUR)
    assert {send(flood, 1, float(second)) for second in range(500)} == {"take"}


def test_what_is_not_answered_costs_nothing():
    """Judging alone fills no bucket and keeps none."""
    flood = Flood(FOUR)
    assert {flood.judge(1, 0.0) for _ in range(100)} == {"take"}
    assert len(flood) == 0


def test_readers_do_not_share():
    """One reader's flood is nobody else's."""
    flood = Flood(FOUR)
    for _ in range(100):
        send(flood, "loud", 0.0)
    assert send(flood, "quiet", 0.0) == "take"


def test_a_clock_that_runs_backwards_stands_still():
    """Messages that arrive out of order neither leak twice nor raise."""
    flood = Flood(FOUR)
    for now in (10.0, 5.0, 10.0, 0.0):
        assert send(flood, 1, now) == "take"
    assert send(flood, 1, 10.0) == "notice"


def test_any_number_is_any_number():
    """Where nothing is limited, nothing is kept either."""
    flood = Flood(ANY)
    assert {send(flood, 1, 0.0) for _ in range(1000)} == {"take"}
    assert len(flood) == 0


def test_memory_is_bounded():
    """Those who were heard last are known, however many there are."""
    flood = Flood(FOUR, most=10)
    for who in range(10_000):
        send(flood, who, 0.0)
        send(flood, "always here", 0.0)
    assert len(flood) == 10
    assert flood.judge("always here", 0.0) == "drop"


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 5), st.floats(0, 2)), max_size=200))
def test_no_more_is_taken_than_allowed(messages):
    """In any span what is answered fits the bucket and its leak; no notice follows a notice."""
    flood, now, taken, last = Flood(FOUR), 0.0, {}, {}
    for who, pause, cost in messages:
        now += pause
        verdict = send(flood, who, now, cost)
        if verdict == "take":
            taken.setdefault(who, []).append((now, cost))
        if verdict == "notice":
            assert last.get(who) != "notice"
        if verdict == "drop":
            assert last[who] in {"notice", "drop"}
        last[who] = verdict
    for kept in taken.values():
        for first in range(len(kept)):
            spent = 0.0
            for at, cost in kept[first:]:
                spent += cost
                assert spent <= 4 + (at - kept[first][0]) + 1e-6
