"""Planning for many places at once: exactly the slots that each of them would have alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.calendar import slots
from bot.digests.plan import Digest, Target, When
from bot.posting.planning import Planner
from bot.posting.runner import Runner
from knowledge.errors import StoreError
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
        self.planned, self.until, self.told = [], {}, []

    def cursor(self, digest):
        return self.until.get(digest)

    def plan(self, digest, places, due, until, *, readers=(), begun, more=False):
        self.planned += due
        self.told += places
        if not more:
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


ROSTERS = st.lists(
    st.dictionaries(st.integers(1, 6), st.integers(0, 3), min_size=1), min_size=1, max_size=12
)


@given(ROSTERS, BEGIN, STEPS)
def test_who_comes_and_goes_has_their_slots(rosters, begin, steps):
    """Between two looks each place has what is due at its hour, however the others change."""
    clock, kept = Clock(dt.datetime(*begin, 12, tzinfo=dt.UTC)), Slots()
    kept.until["morning"] = clock.now
    planner, plain = Planner(kept), []
    hours = [(None, ""), (dt.time(2, 30), ""), (dt.time(8), ZONES[2]), (dt.time(23), ZONES[4])]
    before: dict[tuple[int, int], Target] = {}
    for seconds, roster in itertools.zip_longest(steps, rosters, fillvalue=None):
        last = clock.now
        clock.advance(seconds=seconds or 0)
        # Who has changed nothing is the same object, as of the roster.
        before = {
            (chat, hour): before.get((chat, hour)) or Target(chat, None, *hours[hour])
            for chat, hour in (before if roster is None else roster.items())
        }
        when = When(dt.time(8), "Europe/Berlin")
        digest = Digest("morning", "Morning", when, tuple(before.values()))
        planner.plan([digest], clock.now)
        plain += [slot for one in digest.targets for slot in slots(digest, one, last, clock.now)]
    assert sorted(kept.planned, key=repr) == sorted(plain, key=repr)


def test_only_who_is_new_is_told_of():
    """Ten thousand who have stayed cost nothing when one comes, or chooses another hour."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)), Slots()
    planner = Planner(kept)
    many = tuple(map(Target, range(1, 101)))
    digest = Digest("morning", "Morning", When(dt.time(8), "UTC"), many)
    planner.plan([digest], clock())
    assert len(kept.told) == 100
    kept.told.clear()
    clock.advance(seconds=15)
    changed = Target(100, None, dt.time(9))
    planner.plan([replace(digest, targets=(*many[:99], changed, Target(101)))], clock())
    assert sorted(kept.told) == [(100, None), (101, None)]


def due_together(count):
    """Return a digest that goes to so many readers and a channel, that one last."""
    readers = (
        Target(one, None, dt.time(9, one % 3), subscribed=True) for one in range(1, count + 1)
    )
    targets = (*readers, Target(-1, None, dt.time(9, 2)))
    return Digest("morning", "Morning", When(dt.time(8), "UTC"), targets)


def test_thousands_are_planned_some_at_a_time():
    """The newsroom's own places first; all of them once, and the next look is at once till then."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 8, 59, tzinfo=dt.UTC)), Slots()
    planner, digest = Planner(kept), due_together(1000)
    planner.plan([digest], clock())
    begin = clock()
    clock.advance(minutes=10)
    looks = 0
    while planner.plan([digest], clock()) == clock():
        looks += 1
        assert kept.until == {"morning": begin}
        assert len(kept.planned) == 50 * looks
    assert kept.planned[0].chat_id == -1
    assert sorted(one.chat_id for one in kept.planned) == [-1, *range(1, 1001)]
    assert kept.until == {"morning": clock()}
    assert looks == 20


@pytest.mark.parametrize("end", ["crash", "stop"])
def test_what_ends_amid_thousands_forgets_none(end):
    """Who plans next begins where nothing was missed; twice planned is planned once by the rows."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 8, 59, tzinfo=dt.UTC)), Slots()
    planner, digest = Planner(kept), due_together(500)
    planner.plan([digest], clock())
    clock.advance(minutes=10)
    planner.plan([digest], clock())
    if end == "stop":
        planner.rest()
    again = Planner(kept)
    while again.plan([digest], clock()) == clock():
        pass
    assert {one.chat_id for one in kept.planned} == {-1, *range(1, 501)}


async def test_a_runner_goes_on_until_all_are_planned():
    """Also where nothing of it is left to be claimed: another process has been faster."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 8, 59, tzinfo=dt.UTC)), Slots()
    digest = due_together(400)
    runner = Runner(lambda: [digest], kept, None, None, clock=clock, holder="one")
    await runner.look()
    clock.advance(minutes=10)
    assert await runner.look() == 15.0
    assert len(kept.planned) == 401


class Failing(Slots):
    """Slots that can't be written now and then."""

    fails = False

    def plan(self, *args, **more):
        if self.fails:
            raise StoreError("state.db", "the disk is full")
        return super().plan(*args, **more)


def test_who_could_not_be_told_of_is_told_of_again():
    """A disk that is full for a while loses no reader's digest."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)), Failing()
    planner = Planner(kept)
    digest = Digest("morning", "Morning", When(dt.time(8), "UTC"), (Target(1),))
    planner.plan([digest], clock())
    kept.fails, more = True, replace(digest, targets=(*digest.targets, Target(2)))
    clock.advance(hours=23)
    with pytest.raises(StoreError):
        planner.plan([more], clock())
    kept.fails = False
    clock.advance(seconds=15)
    planner.plan([more], clock())
    assert kept.told == [(1, None), (2, None)]
    assert [one.chat_id for one in kept.planned] == [1, 2]


@pytest.mark.parametrize("own", [None, dt.time(9, 1)])
@pytest.mark.parametrize("end", ["crash", "stop"])
def test_an_hour_that_has_just_gone_by_stays_so_after_the_end(own, end):
    """Whether it was changed before a crash, or while the bot was off after being stopped."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 8, 59, tzinfo=dt.UTC)), Slots()
    evening, morning = When(dt.time(20), "UTC"), When(dt.time(9, 1), "UTC")
    before = Digest("daily", "Daily", evening, (Target(-1),))
    after = replace(before, when=evening if own else morning, targets=(Target(-1, None, own),))
    planner = Planner(kept)
    planner.plan([before], clock())
    clock.advance(seconds=170)
    planner.plan([before], clock())
    if end == "crash":
        clock.advance(seconds=10)
        planner.plan([after], clock())
    else:
        planner.rest()
    clock.advance(seconds=30)
    Planner(kept).plan([after], clock())
    assert kept.planned == []


def test_what_comes_while_the_bot_is_stopped_is_planned():
    """Stopped before it, and started after it: it was missed, and is made up for."""
    clock, kept = Clock(dt.datetime(2026, 5, 4, 7, 59, tzinfo=dt.UTC)), Slots()
    digest = Digest("daily", "Daily", When(dt.time(8), "UTC"), (Target(-1),))

    async def run():
        runner = Runner(lambda: [digest], kept, None, None, clock=clock, holder="one")
        await runner.look()
        running = asyncio.create_task(runner.run())
        await asyncio.sleep(0)
        clock.advance(seconds=30)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(run())
    clock.advance(minutes=20)
    Planner(kept).plan([digest], clock())
    assert [one.due.hour for one in kept.planned] == [8]


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
