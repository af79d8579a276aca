"""Digests of chats, their subscribers, and what is asked about most."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3

import pytest

from bot.digests.plan import Digest, Slot, Target, When
from bot.message import Message
from bot.posting.planning import Planner
from bot.posting.roster import Roster
from bot.reply import Reply
from bot.state.rows import Decision
from bot.state.settling import reference

CANARY = "canary-in-the-coal-mine"
WEEK = Digest("week", "The week", When(dt.time(8), "UTC"), (Target(-1),))
CHOSEN = {"chat": 7, "at": "08:00", "zone": "Europe/Kyiv", "language": CANARY}


def chats(kept):
    """Return the chats of the week's subscribers."""
    return sorted(kept.unseal(body)["chat"] for body in kept.subscribers("week"))


def test_a_subscription_is_kept_encrypted_until_it_ends(opened, path):
    """One a reader and digest; a later one takes its place."""
    kept = opened().subscriptions
    kept.subscribe(7, "morning", CHOSEN | {"at": "07:00"})
    kept.subscribe(7, "morning", CHOSEN)
    kept.subscribe(7, "week", CHOSEN)
    kept.subscribe(8, "week", CHOSEN)
    again = opened().subscriptions
    assert again.subscriptions(7) == {"morning": CHOSEN, "week": CHOSEN}
    assert len(again.subscribers("week")) == 2
    on_disk = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert CANARY.encode() not in on_disk
    assert again.unsubscribe(7, "week") == 1
    assert again.unsubscribe(7) == 1
    assert again.unsubscribe(7) == 0
    assert len(again.subscribers("week")) == 1


def test_forgetting_a_reader_leaves_nothing_of_their_digests(opened, clock):
    """No subscription, and none of the slots that it brought; another reader's stay."""
    soon = clock() + dt.timedelta(hours=1)
    state = opened()
    for reader in (7, 8):
        state.subscriptions.subscribe(reader, "week", CHOSEN | {"chat": reader})
    state.slots.plan("week", [(7, None), (8, None)], [], clock())
    due = [Slot("week", chat, None, soon.date(), soon.time(), soon) for chat in (7, 8)]
    assert state.slots.plan("week", [(7, None), (8, None)], due, soon) == 2
    clock.advance(hours=1)
    rows = {row.slot.chat_id: row for row in state.slots.claim("one", dt.timedelta(minutes=1))}
    said = {
        chat: Message(chat, Reply("x"), "post", reference=reference(row.number, 0))
        for chat, row in rows.items()
    }
    decisions = [
        Decision(row.number, "queued", messages=[said[chat]]) for chat, row in rows.items()
    ]
    ((hers,), _) = state.slots.decide("one", decisions).result()
    changes = state.subscriptions.changes()
    assert state.held(7, 7).subscriptions == 1
    assert state.forget(7, 7).subscriptions == 1
    assert state.held(7, 7).subscriptions == 0
    assert state.subscriptions.changes() > changes
    assert [row.slot.chat_id for row in state.slots.listed(clock())] == [8]
    assert state.slots.since("week", 7, None) is None
    assert [one.message.chat_id for one in state.delivery.unsent()] == [8]
    assert not state.delivery.begin(hers).result()
    state.delivery.sent(hers, said[7], 5).result()  # it was under way meanwhile
    assert state.slots.posts(rows[7].number) == []


def test_who_ends_a_subscription_is_known_no_more(opened, clock):
    """Nor since when they had it; and who looked before that plans nothing for them any more."""
    soon = clock() + dt.timedelta(hours=1)
    state = opened()
    for name in ("week", "morning"):
        state.subscriptions.subscribe(7, name, CHOSEN)
        state.slots.plan(name, [(7, None), (8, None)], [], clock())
    days = [soon + dt.timedelta(days=day) for day in range(100)]
    hers, his = (
        [Slot("week", chat, None, day.date(), day.time(), day) for day in days] for chat in (7, 8)
    )

    def ending():
        # Who gets it has been read of the first hundred, and then it ends.
        yield from hers
        state.subscriptions.unsubscribe(7, "week")
        yield his[0]

    state.slots.plan("week", [(8, None)], ending(), soon)
    assert state.slots.since("week", 7, None) is None
    assert state.slots.since("morning", 7, None) is not None
    assert [row.slot.chat_id for row in state.slots.listed(clock())] == [8]
    state.subscriptions.unsubscribe(7)
    assert state.slots.since("morning", 7, None) is None


def test_where_more_is_to_be_planned_it_is_not_over(opened, clock):
    """Until when it is planned stays, for who plans after a crash; who is new is so from now on."""
    slots = opened().slots
    begin = clock()
    slots.plan("week", [(-1, None), (-2, None)], [], begin)
    clock.advance(hours=1)
    due = [Slot("week", chat, None, begin.date(), clock().time(), clock()) for chat in (-1, -2)]
    assert slots.plan("week", [(-3, None)], due[:1], clock(), begun=True, more=True) == 1
    assert (slots.cursor("week"), slots.since("week", -3, None)) == (begin, clock())
    again = opened().slots
    assert again.plan("week", [], due, clock(), begun=True) == 1
    assert again.cursor("week") == clock()


@pytest.mark.parametrize("end", ["unsubscribe", "forget"])
def test_who_has_just_ended_it_is_not_noted_again(opened, clock, end):
    """Another process, or thread, plans with the readers of a moment ago."""
    state = opened()
    for reader in (7, 8):
        state.subscriptions.subscribe(reader, "week", CHOSEN | {"chat": reader})
    (roster,) = Roster([WEEK], state.subscriptions)()
    planner = Planner(state.slots)
    if end == "forget":
        state.forget(7, 7)
    else:
        state.subscriptions.unsubscribe(7)
    planner.plan([roster], clock())
    places = [(-1, None), (7, None), (8, None)]
    known = [state.slots.since("week", *place) is not None for place in places]
    assert known == [True, False, True]


def test_who_has_blocked_the_bot_for_long_is_subscribed_no_more(opened, clock):
    """After thirty days, with since when they had it; a group that removed it is no reader."""
    state = opened()
    for reader in (7, 8, 9):
        state.subscriptions.subscribe(reader, "week", CHOSEN | {"chat": reader})
    state.slots.plan("week", [(one, None) for one in (-1, 7, 8, 9)], [], clock())
    for chat in (7, 8, -1):
        state.delivery.pause(chat).result()
    clock.advance(days=29)
    state.purge()
    assert len(state.subscriptions.subscribers("week")) == 3
    state.delivery.resume(8).result()  # who comes back has it as before
    clock.advance(days=1)
    changes = state.subscriptions.changes()
    state.purge()
    assert chats(state.subscriptions) == [8, 9]
    assert state.subscriptions.changes() > changes
    known = [state.slots.since("week", one, None) is not None for one in (-1, 7, 8, 9)]
    assert known == [True, False, True, True]


def test_each_has_thirty_days_of_their_own(opened, clock):
    """Though it is looked only for those whose time was over since the last time."""
    state = opened()
    for reader in (7, 8):
        state.subscriptions.subscribe(reader, "week", CHOSEN | {"chat": reader})
        state.delivery.pause(reader).result()
        clock.advance(days=5)
    for days, left in ((21, [8]), (5, [])):
        clock.advance(days=days)
        state.purge()
        assert chats(state.subscriptions) == left


def test_a_digest_of_a_chat_is_kept_with_its_subscribers(opened):
    """Both end together."""
    kept = opened().subscriptions
    kept.set_digest("morning", [{"title": CANARY}, []])
    kept.subscribe(7, "morning", CHOSEN)
    sealed = opened().subscriptions.digests()
    assert {name: kept.unseal(body) for name, body in sealed.items()} == {
        "morning": [{"title": CANARY}, []]
    }
    kept.set_digest("morning", None)
    assert opened().subscriptions.digests() == {}
    assert opened().subscriptions.subscriptions(7) == {}


CHANGES = {
    "a digest is set up": lambda state: state.subscriptions.set_digest("week", [{}, []]),
    "a digest is changed": lambda state: state.subscriptions.set_digest("old", [{}, []]),
    "a digest ends": lambda state: state.subscriptions.set_digest("old", None),
    "somebody subscribes": lambda state: state.subscriptions.subscribe(8, "old", CHOSEN),
    "an hour is changed": lambda state: state.subscriptions.subscribe(
        7, "old", CHOSEN | {"at": "09:00"}
    ),
    "somebody leaves": lambda state: state.subscriptions.unsubscribe(7),
    "somebody is forgotten": lambda state: state.forget(7, 7),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_counted_for_all_processes(opened, change):
    """With the change itself, so that it is seen by who looks next; nothing else is counted."""
    one, other = opened(), opened()
    one.subscriptions.set_digest("old", [{"title": "Old"}, []])
    one.subscriptions.subscribe(7, "old", CHOSEN)
    before = other.subscriptions.changes()
    one.subscriptions.note_asked("ferry")
    one.purge()
    one.slots.plan("old", [(7, None)], [], one._clock())
    assert other.subscriptions.changes() == before
    CHANGES[change](one)
    assert other.subscriptions.changes() > before


def test_what_is_written_by_hand_is_counted(opened, path):
    """Whoever repairs the file with SQLite's own tools is heard of, too."""
    kept = opened().subscriptions
    kept.subscribe(7, "week", CHOSEN)
    before = kept.changes()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM subscriber")
        connection.commit()
    assert kept.changes() == before + 1


@pytest.mark.parametrize(("more", "planned"), [({"at": "07:59"}, 0), ({"language": "uk"}, 1)])
def test_another_hour_counts_from_when_it_was_chosen(opened, clock, more, planned):
    """Also for who plans after a crash, from before that on; at the same hour nothing is lost."""
    kept = opened()
    kept.subscriptions.subscribe(7, "week", CHOSEN)
    begin = clock()
    kept.slots.plan("week", [(7, None)], [], begin, readers={7})
    clock.advance(minutes=10)
    kept.subscriptions.subscribe(7, "week", CHOSEN | more)
    gone_by = begin + dt.timedelta(minutes=9)
    due = [Slot("week", 7, None, gone_by.date(), gone_by.time(), gone_by)]
    assert opened().slots.plan("week", [], due, clock()) == planned


def test_what_is_asked_about_is_counted_for_a_week(opened, clock):
    """In memory at first, on the disk once it is kept, and no longer than that."""
    kept = opened().subscriptions
    for article in ("ferry", "ferry", "budget"):
        kept.note_asked(article)
    assert kept.most_asked() == {"ferry": 2, "budget": 1}
    assert opened().subscriptions.most_asked() == {}
    kept.keep_asked()
    clock.advance(days=3)
    kept.note_asked("ferry")
    kept.keep_asked()
    assert opened().subscriptions.most_asked() == {"ferry": 3, "budget": 1}
    clock.advance(days=5)
    kept.note_asked("budget")
    kept.keep_asked()
    assert opened().subscriptions.most_asked() == {"ferry": 1, "budget": 1}
