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


def test_subscribers_are_places_of_a_digest(kept):
    """With their own hour, city and language; at once, and until they end it."""
    roster = Roster([MORNING], kept)
    assert roster() == (MORNING,)
    kept.subscribe(7, "morning", CHOSEN)
    (digest,) = roster()
    hers = Target(7, None, dt.time(7, 30), "Asia/Tokyo", "uk", subscribed=True)
    assert digest.targets == (Target(-1), hers)
    kept.unsubscribe(7)
    assert roster() == (MORNING,)


def test_what_needs_approval_goes_to_no_subscriber(kept):
    """It was approved for another place."""
    digest = Digest("morning", "M", MORNING.when, (Target(-1),), how=How(approval="post"))
    kept.subscribe(7, "morning", CHOSEN)
    assert Roster([digest], kept)() == (digest,)


def test_digests_of_chats_come_beside_those_of_the_file(kept):
    """Of two with one name, the file's is meant."""
    kept.set_digest("week", write(WEEK))
    kept.set_digest("morning", write(Digest("morning", "Other", WEEK.when, (Target(-9),))))
    roster = Roster([MORNING], kept)
    assert {digest.name: digest for digest in roster()} == {"morning": MORNING, "week": WEEK}
    assert roster.is_fixed("morning")
    assert not roster.is_fixed("week")


def test_what_another_process_changes_is_seen_at_once(kept, clock, tmp_path):
    """As a command on the server does."""
    roster = Roster([], kept)
    assert roster() == ()
    other = open_state(str(tmp_path / "state.db"), Key(b"k" * 32), clock=clock)
    other.subscriptions.set_digest("week", write(WEEK))
    assert roster() == (WEEK,)
    other.subscriptions.subscribe(7, "week", CHOSEN)
    assert [one.chat_id for one in roster()[0].targets] == [-2, 7]
    other.subscriptions.set_digest("week", None)
    assert roster() == ()
    other.close()


class Counting:
    """Subscriptions that note what is asked of them."""

    def __init__(self, kept):
        self._kept = kept
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self._kept, name)


def test_nothing_is_read_while_nothing_has_changed(kept):
    """However often and long it is asked; the digests are the same objects."""
    kept.set_digest("week", write(WEEK))
    for reader in range(1, 11):
        kept.subscribe(reader, "week", CHOSEN | {"chat": reader})
    counting = Counting(kept)
    roster = Roster([MORNING], counting)
    first = roster()
    counting.asked.clear()
    assert all(one is other for one, other in zip(roster(), first, strict=True))
    assert roster.own() == {"week": WEEK, "morning": MORNING}
    assert set(counting.asked) == {"changes"}


def test_only_what_has_changed_is_decrypted(kept):
    """Another digest, and who has stayed, are the objects that they were."""
    kept.set_digest("week", write(WEEK))
    for reader in range(1, 11):
        kept.subscribe(reader, "week", CHOSEN | {"chat": reader})
    counting = Counting(kept)
    roster = Roster([MORNING], counting)
    before = {one.name: one for one in roster()}
    counting.asked.clear()
    kept.subscribe(3, "week", CHOSEN | {"chat": 3, "at": "09:00"})
    kept.unsubscribe(4)
    now = {one.name: one for one in roster()}
    assert counting.asked.count("unseal") == 1
    assert now["morning"] is before["morning"]
    was = {one.chat_id: one for one in before["week"].targets}
    got = {one.chat_id: one for one in now["week"].targets}
    assert got.keys() == was.keys() - {4}
    assert {chat for chat, one in got.items() if one is not was[chat]} == {3}
    assert got[3].time == dt.time(9)


def test_a_subscription_that_cannot_be_read_stops_no_other(kept, caplog):
    """It is left out, and the log says of which digest; nothing of who it is."""
    kept.subscribe(7, "morning", CHOSEN)
    kept.subscribe(8, "morning", {"chat": "canary"})
    kept.subscribe(9, "morning", {"chat": 9, "zone": "Canary/Nowhere"})
    with caplog.at_level(logging.ERROR):
        (digest,) = Roster([MORNING], kept)()
    assert [one.chat_id for one in digest.targets] == [-1, 7]
    assert caplog.text.count("can't be read") == 2
    assert "anary" not in caplog.text


def test_a_row_that_cannot_be_read_stops_no_other(kept, caplog):
    """It is left out, and the log says which."""
    kept.set_digest("week", write(WEEK))
    kept.set_digest("broken", [{"at": "8"}, []])
    kept.set_digest("odd", 5)
    with caplog.at_level(logging.ERROR):
        assert Roster([], kept)() == (WEEK,)
    assert "'broken' can't be read" in caplog.text
