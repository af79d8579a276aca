"""Which digests there are now, and who gets them."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging

import pytest

from bot.digests.fields import write
from bot.digests.plan import Digest, How, Target, When
from bot.posting.roster import Roster
from bot.state import open_state
from bot.state.keys import Key
from tests.fakes.clock import Clock

MORNING = Digest("morning", "Morning", When(dt.time(8), "UTC"), (Target(-1),))
WEEK = Digest("week", "Week", When(dt.time(18), "Europe/Kyiv"), (Target(-2),))
CHOSEN = {"chat": 7, "at": "07:30", "zone": "Asia/Tokyo", "language": "uk"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def kept(tmp_path, clock):
    with contextlib.closing(
        open_state(str(tmp_path / "state.db"), Key(b"k" * 32), clock=clock)
    ) as state:
        yield state.subscriptions


def test_subscribers_are_places_of_a_digest(kept, clock):
    """With their own hour, city and language; at once, and until they end it."""
    roster = Roster([MORNING], kept, clock)
    assert roster() == (MORNING,)
    kept.subscribe(7, "morning", CHOSEN)
    (digest,) = roster()
    hers = Target(7, None, dt.time(7, 30), "Asia/Tokyo", "uk", subscribed=True)
    assert digest.targets == (Target(-1), hers)
    kept.unsubscribe(7)
    assert roster() == (MORNING,)


def test_what_needs_approval_goes_to_no_subscriber(kept, clock):
    """It was approved for another place."""
    digest = Digest("morning", "M", MORNING.when, (Target(-1),), how=How(approval="post"))
    kept.subscribe(7, "morning", CHOSEN)
    assert Roster([digest], kept, clock)() == (digest,)


def test_digests_of_chats_come_beside_those_of_the_file(kept, clock):
    """Of two with one name, the file's is meant."""
    kept.set_digest("week", write(WEEK))
    kept.set_digest("morning", write(Digest("morning", "Other", WEEK.when, (Target(-9),))))
    roster = Roster([MORNING], kept, clock)
    assert {digest.name: digest for digest in roster()} == {"morning": MORNING, "week": WEEK}
    assert roster.is_fixed("morning")
    assert not roster.is_fixed("week")


def test_what_another_process_changes_is_seen_within_half_a_minute(kept, clock, tmp_path):
    """As a command on the server does."""
    roster = Roster([], kept, clock)
    assert roster() == ()
    other = open_state(str(tmp_path / "state.db"), Key(b"k" * 32), clock=clock)
    other.subscriptions.set_digest("week", write(WEEK))
    other.close()
    clock.advance(seconds=31)
    assert roster() == (WEEK,)


def test_a_row_that_cannot_be_read_stops_no_other(kept, clock, caplog):
    """It is left out, and the log says which."""
    kept.set_digest("week", write(WEEK))
    kept.set_digest("broken", [{"at": "8"}, []])
    kept.set_digest("odd", 5)
    with caplog.at_level(logging.ERROR):
        assert Roster([], kept, clock)() == (WEEK,)
    assert "'broken' can't be read" in caplog.text
