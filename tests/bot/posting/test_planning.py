"""Planning for many places at once: exactly the slots that each of them would have alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.calendar import slots
from bot.digests.plan import Digest, Target, When
from bot.posting.runner import Runner
from tests.fakes.clock import Clock

ZONES = ("", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
TIMES = st.sampled_from([dt.time(hour, minute) for hour in (0, 2, 8, 23) for minute in (0, 30)])
WHEN = st.builds(
    When,
    TIMES,
    st.sampled_from(ZONES[1:]),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.none() | st.tuples(TIMES, TIMES).filter(lambda both: both[0] != both[1]),
)
OWN = st.tuples(st.none() | TIMES, st.sampled_from(ZONES))
# On the nights on which the clocks of one of these zones change, among others.
BEGIN = st.sampled_from([(2026, 3, 7), (2026, 3, 28), (2026, 6, 3), (2026, 10, 24), (2026, 10, 31)])
STEPS = st.lists(
    st.sampled_from([0, 1, 15, 15, 600, 3600, 7 * 3600, 30 * 3600]), min_size=1, max_size=25
)


class Slots:
    """Keeps what is planned, as it comes; nothing is to be claimed."""

    def __init__(self):
        self.planned, self.until = [], {}

    def cursor(self, digest):
        return self.until.get(digest)

    def plan(self, digest, places, due, until, *, readers, begun):
        self.planned += due
        self.until[digest] = until
        return len(due)

    def claim(self, holder, lease, most):
        return []

    def unanswered(self):
        return []


def look(clock, digests, steps, *, again=False):
    """Look now and after each so many seconds; return what was planned and what was waited for."""
    kept, waits = Slots(), []
    made = [digests]
    runner = Runner(lambda: made[0], kept, None, None, clock=clock, holder="one")

    async def looks():
        await runner.look()
        for seconds in steps:
            clock.advance(seconds=seconds)
            if again:  # as the roster makes them anew every half minute
                made[0] = [replace(one) for one in digests]
            waits.append((clock.now, await runner.look()))

    asyncio.run(looks())
    return kept.planned, waits


@given(WHEN, st.lists(OWN, min_size=1, max_size=12), BEGIN, STEPS, st.booleans())
def test_many_places_have_the_slots_of_each(when, own, begin, steps, again):
    """Whatever hours, zones, quiet hours and clock changes there are, and however it is looked."""
    targets = tuple(Target(-number, None, *one) for number, one in enumerate(own, 1))
    digest = Digest("morning", "Morning", when, targets)
    start = dt.datetime(*begin, 12, tzinfo=dt.UTC)
    clock = Clock(start)
    planned, waits = look(clock, [digest], steps, again=again)
    plain = [slot for target in targets for slot in slots(digest, target, start, clock.now)]
    assert sorted(planned, key=repr) == sorted(plain, key=repr)
    for now, wait in waits:
        until = now + dt.timedelta(seconds=16)
        coming = [slot.due for target in targets for slot in slots(digest, target, now, until)]
        soonest = min(((at - now).total_seconds() for at in coming), default=15.0)
        assert wait == min(soonest, 15.0)


@pytest.mark.parametrize("own", [None, dt.time(9, 1)])
def test_an_hour_that_has_just_gone_by_is_tomorrows(own):
    """Who puts a digest from 20:00 to 9:01 at 9:02 gets none at once."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 8, 59, tzinfo=dt.UTC)), Slots()
    evening, morning = When(dt.time(20), "UTC"), When(dt.time(9, 1), "UTC")
    before = Digest("daily", "Daily", evening, (Target(-1),))
    after = replace(before, when=evening if own else morning, targets=(Target(-1, None, own),))
    now = [before]
    runner = Runner(lambda: now, kept, None, None, clock=clock, holder="one")
    for seconds, digest in ((0, before), (170, before), (10, after), (24 * 3600, after)):
        clock.advance(seconds=seconds)
        now[:] = [digest]
        asyncio.run(runner.look())
    assert [(one.due.day, one.time) for one in kept.planned] == [(5, dt.time(9, 1))]


def test_a_digest_that_was_ended_and_set_up_again_begins_anew():
    """Also where that went unnoticed: its first slot is not given up for the ended one's."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 8, 59, tzinfo=dt.UTC)), Slots()
    digest = Digest("morning", "Morning", When(dt.time(9), "UTC"), (Target(-1),))
    digests = [digest]
    runner = Runner(lambda: digests, kept, None, None, clock=clock, holder="one")
    asyncio.run(runner.look())
    kept.until.clear()  # as its end does
    digests = [replace(digest)]
    clock.advance(seconds=15)
    asyncio.run(runner.look())
    assert kept.until == {"morning": clock.now}


def test_digests_are_asked_for_beside_the_event_loop():
    """Reading ten thousand subscribers must not keep a reader waiting."""
    asked = []

    def digests():
        asked.append(threading.current_thread())
        return []

    runner = Runner(digests, Slots(), None, None, clock=Clock(), holder="one")
    asyncio.run(runner.look())
    assert asked
    assert threading.main_thread() not in asked


def test_a_clock_that_is_set_back_looks_in_time():
    """What was known of the next hour is not believed then."""
    clock = Clock(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC))
    digest = Digest("morning", "Morning", When(dt.time(8), "UTC"), (Target(-1),))
    _, waits = look(clock, [digest], [-2 * 3600 - 10, 3600])
    assert [wait for _, wait in waits] == [15.0, 10.0]
