"""When a digest is due: once a local day, whatever the clocks do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.calendar import due, moment, slots, zone
from bot.digests.plan import Digest, Target, When
from tests.reliability.digests import clock_changes

UTC = dt.UTC
DAY = dt.timedelta(days=1)
ZONES = (
    "Europe/Berlin",
    "Europe/Kyiv",
    "America/New_York",
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "Africa/Cairo",  # at midnight
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Casablanca",  # twice around Ramadan
    "Asia/Kathmandu",
)


def clock(hour, minute=0):
    return dt.time(hour, minute)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        (dt.date(2026, 3, 28), clock(2, 30), dt.datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (dt.date(2026, 3, 29), clock(2, 30), dt.datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (dt.date(2026, 3, 29), clock(2, 0), dt.datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (dt.date(2026, 3, 29), clock(3, 0), dt.datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (dt.date(2026, 10, 25), clock(2, 30), dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (dt.date(2026, 10, 25), clock(3, 0), dt.datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
    ids=["usual", "in the gap", "its beginning", "its end", "shown twice", "after that"],
)
def test_a_local_time_is_the_first_moment_that_shows_it(day, time, expected):
    """In Berlin, where the clocks go from 2 to 3 in spring and from 3 to 2 in autumn."""
    assert moment(day, time, zone("Europe/Berlin")) == expected


def test_a_gap_at_midnight_stays_on_its_day():
    """Cairo's 24 April 2026 begins at 01:00."""
    at = moment(dt.date(2026, 4, 24), clock(0), zone("Africa/Cairo"))
    assert at is not None
    assert f"{at.astimezone(zone('Africa/Cairo')):%Y-%m-%d %H:%M}" == "2026-04-24 01:00"


def test_a_day_that_a_zone_left_out_has_no_moment():
    """Samoa went from 29 to 31 December 2011."""
    apia = zone("Pacific/Apia")
    assert moment(dt.date(2011, 12, 30), clock(9), apia) is None
    assert moment(dt.date(2011, 12, 31), clock(9), apia) is not None


@given(
    st.sampled_from(ZONES),
    st.dates(dt.date(2026, 1, 1), dt.date(2036, 12, 31)),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
)
def test_a_day_has_one_moment_and_it_is_on_that_day(name, day, time):
    """Not before the time asked for, by the clocks there, and the first such."""
    where = zone(name)
    at = moment(day, time, where)
    assert at is not None
    local = at.astimezone(where)
    assert local.date() == day
    assert local.time() >= time
    before = (at - dt.timedelta(minutes=1)).astimezone(where)
    assert (before.date(), before.time()) < (day, time)


@given(
    st.sampled_from(ZONES),
    st.dates(dt.date(2026, 1, 2), dt.date(2036, 12, 30)),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.integers(0, 3000),
)
def test_stretches_of_time_share_the_slots_out(name, day, time, minutes):
    """What is due in two stretches that meet is due in one of them, once."""
    digest = Digest("morning", "Morning", When(time, name), (Target(-5),))
    begin = dt.datetime.combine(day - DAY, dt.time(), UTC)
    middle, end = begin + dt.timedelta(minutes=minutes), begin + 4 * DAY
    target = digest.targets[0]
    whole = list(slots(digest, target, begin, end))
    assert [*slots(digest, target, begin, middle), *slots(digest, target, middle, end)] == whole
    assert len({slot.day for slot in whole}) == len(whole)
    assert {day, day + DAY} <= {slot.day for slot in whole}


@pytest.mark.parametrize(
    ("time", "quiet", "expected"),
    [
        (clock(23), (clock(22), clock(7)), dt.datetime(2026, 5, 5, 7, tzinfo=UTC)),
        (clock(6), (clock(22), clock(7)), dt.datetime(2026, 5, 4, 7, tzinfo=UTC)),
        (clock(7), (clock(22), clock(7)), dt.datetime(2026, 5, 4, 7, tzinfo=UTC)),
        (clock(13), (clock(12), clock(14)), dt.datetime(2026, 5, 4, 14, tzinfo=UTC)),
        (clock(9), (clock(12), clock(14)), dt.datetime(2026, 5, 4, 9, tzinfo=UTC)),
    ],
)
def test_quiet_hours_put_a_digest_off_to_their_end(time, quiet, expected):
    """Over midnight it is due the next morning; outside of them nothing changes."""
    at = due(When(time, "UTC", quiet=quiet), dt.date(2026, 5, 4))
    assert at == expected


def test_a_digest_is_due_on_its_days_only():
    """Monday to Friday, by the calendar of the place."""
    when = When(clock(0, 30), "Asia/Kathmandu", days=frozenset(range(5)))
    week = [dt.date(2026, 5, 4) + number * DAY for number in range(7)]
    assert [due(when, day) is not None for day in week] == [True] * 5 + [False] * 2


def test_a_place_may_have_its_own_hour_and_city():
    """Two cities at eight both get the digest, each at its own eight."""
    digest = Digest(
        "morning",
        "Morning",
        When(clock(8), "Europe/Berlin"),
        (Target(-1), Target(-2, zone="America/New_York"), Target(-3, time=clock(9))),
    )
    begin = dt.datetime(2026, 5, 4, tzinfo=UTC)
    hours = [
        [slot.due.hour for slot in slots(digest, target, begin, begin + DAY)]
        for target in digest.targets
    ]
    assert hours == [[6], [12], [7]]


@pytest.mark.parametrize("name", ["", "Berlin", "../etc/passwd", "Europe/Kyiv\0", "x" * 5000])
def test_what_is_no_zone_is_said_to_be_none(name):
    """In one short line, whatever it is."""
    with pytest.raises(ValueError, match="is no time zone") as caught:
        zone(name)
    assert len(str(caught.value)) < 150


def test_every_clock_change_of_eleven_years_leaves_one_post_a_day():
    """Whatever the hour of the digest; the short form of `make reliability`."""
    found = clock_changes(("Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe"))
    assert found.changes >= 60
    assert found.wrong == []
