"""Inbox and outbox on the disk: encrypted, gone when done, the same after a restart."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import sqlite3

import pytest

from bot.digests.plan import Slot
from bot.message import Message, pack, unpack
from bot.reply import Button, Entity, Reply
from bot.state.keys import Key
from bot.state.rows import Decision, Outcome
from bot.state.settling import reference

KEY = Key(b"k" * 32)
CANARY = "canary-in-the-coal-mine"
REPLY = Reply(
    f"“{CANARY}”",
    (Entity("bold", 0, 3), Entity("text_link", 1, 2, "https://example.org")),
    ((Button("More", "more:t"), Button("Read", url="https://example.org")),),
)


@pytest.fixture
def delivery(opened):
    return opened().delivery


def text(number, said=CANARY):
    return json.dumps({"update_id": number, "message": {"text": said}})


def on_disk(path):
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


@pytest.mark.parametrize(
    "message",
    [
        Message(7, REPLY),
        Message(-7, Reply("plain"), "post", thread=3, reference="digest 3"),
        Message(7, REPLY, reply_to=5, edits=9),
        Message(-7, REPLY, reply_to=5, question=5, asker=7),
    ],
)
def test_a_message_is_read_as_it_was_written(message):
    """With all that belongs to it."""
    assert unpack(pack(message)) == message


@pytest.mark.parametrize(
    ("rest", "question"),
    [([], {}), ([5, 7], {"question": 5, "asker": 7})],
    ids=["the first", "before s0004"],
)
def test_a_message_of_an_older_version_is_read(rest, question):
    """A list, whose first version knew of no question."""
    listed = [-7, "answer", 5, None, None, "", "“hi”", [["bold", 0, 2, ""]], [], *rest]
    reply = Reply("“hi”", (Entity("bold", 0, 2),))
    assert unpack(json.dumps(listed)) == Message(-7, reply, reply_to=5, **question)


def test_what_is_taken_is_there_after_a_restart(opened, delivery):
    """In the order of arrival, and not what is done."""
    assert delivery.take([(3, text(3)), (1, text(1))], offset=3).result() == {1, 3}
    assert delivery.take([(2, text(2)), (3, text(3))]).result() == {2}
    delivery.done(1).result()
    again = opened()
    assert [one.update_id for one in again.delivery.waiting()] == [3, 2] or [
        one.update_id for one in again.delivery.waiting()
    ] == [2, 3]
    assert again.delivery.waiting()[0].text == text(again.delivery.waiting()[0].update_id)
    assert again.offset() == 3


def test_what_is_kept_is_known(opened, delivery):
    """Done or not, whatever its number is beside the others, and after a restart."""
    assert delivery.known([]) == delivery.known([-5, 5]) == frozenset()
    delivery.take([(5, text(5)), (-5, text(-5)), (9, text(9))]).result()
    delivery.done(9).result()
    for state in (delivery, opened().delivery):
        assert state.known([-6, -5, 4, 5, 6, 9, 10]) == {-5, 5, 9}


def test_an_end_without_its_update_keeps_nothing(delivery):
    """Of one that was never kept, and of one that is done already."""
    delivery.take([(1, text(1))]).result()
    assert len(delivery.done(1, [Message(7, REPLY)]).result()) == 1
    assert delivery.done(1, [Message(7, REPLY)]).result() is None
    assert delivery.done(2, [Message(7, REPLY)]).result() is None
    assert len(delivery.unsent()) == 1


def test_a_known_update_is_known_for_a_day(delivery, clock):
    """Done or not; after a day Telegram can't send it again, and it is forgotten."""
    delivery.take([(1, text(1)), (2, text(2))]).result()
    delivery.done(1).result()
    clock.advance(hours=23)
    assert delivery.purge().result() == 0
    assert delivery.take([(1, text(1))]).result() == frozenset()
    clock.advance(hours=2)
    assert delivery.purge().result() == 1
    assert [one.update_id for one in delivery.waiting()] == [2]


def test_done_and_the_reply_are_one(opened, delivery):
    """The update's content is gone, the message there."""
    delivery.take([(1, text(1))]).result()
    numbers = delivery.done(1, [Message(7, REPLY), Message(7, Reply("more"))]).result()
    again = opened().delivery
    assert again.waiting() == []
    assert [(one.number, one.message, one.begun) for one in again.unsent()] == [
        (numbers[0], Message(7, REPLY), False),
        (numbers[1], Message(7, Reply("more")), False),
    ]


def test_nothing_stands_in_the_clear(path, delivery):
    """Not in the file, nor in the log beside it."""
    delivery.take([(1, text(1)), (2, text(2))]).result()
    delivery.done(1, [Message(7, REPLY)]).result()
    delivery.give_up(2, text(2), "ValueError", user_id=7).result()
    assert CANARY.encode() not in on_disk(path)


def test_what_is_done_is_gone(path, delivery):
    """After a send no row of the outbox has any content left, nor has the inbox."""
    delivery.take([(1, text(1))]).result()
    (number,) = delivery.done(1, [Message(7, REPLY)]).result()
    delivery.sent(number).result()
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT update_id, body FROM inbox").fetchall() == [(1, None)]
        assert file.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_a_number_is_never_given_twice(opened, delivery):
    """What a crash left behind can't be taken for another message's."""
    (first,) = delivery.put([Message(7, REPLY)]).result()
    delivery.sent(first).result()
    (second,) = opened().delivery.put([Message(7, REPLY)]).result()
    assert second > first


def test_what_becomes_of_posts_is_kept_for_a_week(opened, delivery, clock):
    """Without their content; uncertain ones are for the newsroom to see."""
    numbers = delivery.put(
        [Message(-7, REPLY, "post", reference=name) for name in ("a", "b", "c")]
    ).result()
    delivery.begin(numbers[0]).result()
    delivery.begin(numbers[2]).result()
    delivery.wait(numbers[2]).result()
    assert [one.begun for one in opened().delivery.unsent()] == [True, False, False]
    delivery.record(numbers[0], "uncertain").result()
    delivery.record(numbers[1], "failed").result()
    at = clock().timestamp()
    assert delivery.outcomes() == [
        Outcome(numbers[0], "a", "uncertain", at),
        Outcome(numbers[1], "b", "failed", at),
    ]
    assert [one.number for one in delivery.unsent()] == [numbers[2]]
    clock.advance(days=8)
    assert delivery.purge().result() == 2


def test_quarantine_keeps_cause_and_content_for_a_week(delivery, clock):
    """The same broken thing is kept once, however often it comes."""
    delivery.take([(1, text(1))]).result()
    delivery.give_up(1, text(1), "ValueError", user_id=7, messages=[Message(7, REPLY)]).result()
    for _ in range(3):
        delivery.give_up(None, "{broken", "no JSON").result()
    found = {(one.update_id, one.cause, one.text) for one in delivery.quarantined()}
    assert found == {(1, "ValueError", text(1)), (None, "no JSON", "{broken")}
    assert delivery.waiting() == []
    assert len(delivery.unsent()) == 1
    clock.advance(days=8)
    delivery.purge().result()
    assert delivery.quarantined() == []


def damage(path, table, column):
    """Break what is encrypted there, as a disk may."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {table} SET {column} = x'00'")


def test_what_is_damaged_goes_after_a_day(path, opened, delivery, clock, caplog):
    """Nobody can finish it; the log says how much it was, and what can be read stays."""
    delivery.take([(1, text(1)), (2, text(2))]).result()
    delivery.put([Message(7, REPLY)]).result()
    damage(path, "inbox", "body")
    damage(path, "outbox", "body")
    delivery.take([(3, text(3))]).result()
    delivery.put([Message(7, REPLY)]).result()
    with caplog.at_level(logging.ERROR):
        assert delivery.waiting()[0].update_id == 3
        clock.advance(hours=23)
        assert delivery.purge().result() == 0
        clock.advance(hours=1)
        assert delivery.purge().result() == 3
    assert "updates: 2, messages: 1 were damaged" in caplog.text
    caplog.clear()
    assert [one.update_id for one in opened().delivery.waiting()] == [3]
    assert [one.number for one in delivery.unsent()] == [2]
    assert caplog.text == ""


def test_a_damaged_post_is_trouble(path, opened, clock):
    """Its slot waits no longer for a message that nobody can send."""
    state = opened()
    eight = clock.now
    state.slots.plan("morning", [(-1, None)], (), eight - dt.timedelta(hours=1))
    slot = Slot("morning", -1, None, eight.date(), dt.time(8), eight)
    state.slots.plan("morning", [(-1, None)], [slot], eight)
    (row,) = state.slots.claim("me", dt.timedelta(seconds=30))
    post = Message(-1, REPLY, "post", reference=reference(row.number, 0))
    state.slots.decide("me", [Decision(row.number, "queued", messages=[post])]).result()
    damage(path, "outbox", "body")
    clock.advance(days=1)
    assert state.delivery.purge().result() == 1
    assert [one.state for one in state.slots.troubled()] == ["failed"]


def test_a_reader_can_have_their_quarantined_updates_forgotten(opened):
    """They count among what is held, and go with the rest."""
    state = opened()
    state.delivery.give_up(1, text(1), "ValueError", user_id=7).result()
    state.delivery.give_up(2, text(2), "ValueError", user_id=8).result()
    assert state.held(7, 7).turns == 1
    assert state.forget(7, 7).turns == 1
    assert [one.update_id for one in state.delivery.quarantined()] == [2]


def test_a_paused_chat_is_known_after_a_restart(opened, delivery):
    """Until it is heard from."""
    delivery.pause(7).result()
    delivery.pause(7).result()
    again = opened().delivery
    assert again.is_paused(7)
    assert not again.is_paused(8)
    again.resume(7).result()
    assert not again.is_paused(7)
    assert not opened().delivery.is_paused(7)


def test_a_supergroup_inherits(opened):
    """The chosen article, the buttons, the unsent messages; only the last questions don't."""
    state = opened()
    delivery = state.delivery
    state.set_scope(-7, "article")
    token = state.remember(-7, 5, "more", {"n": 1})
    state.keep_turn(-7, 5, {"question": "?"})
    delivery.put([Message(-7, REPLY, reply_to=3), Message(-8, REPLY)]).result()
    delivery.pause(-7).result()
    delivery.move(-7, -1007).result()
    assert (state.scope(-7), state.scope(-1007)) == (None, "article")
    assert state.recall(token, -7, 5) is None
    assert state.recall(token, -1007, 5).payload == {"n": 1}
    assert state.last_turn(-1007, 5) is None
    assert [one.message for one in delivery.unsent()] == [Message(-1007, REPLY), Message(-8, REPLY)]
    assert not opened().delivery.is_paused(-7)


def test_what_was_chosen_in_the_supergroup_stays(opened):
    """It is the newer wish."""
    state = opened()
    state.set_scope(-7, "old")
    state.set_scope(-1007, "new")
    state.delivery.move(-7, -1007).result()
    assert (state.scope(-7), state.scope(-1007)) == (None, "new")


FIRST_SCHEMA = """
CREATE TABLE setting (name TEXT NOT NULL, number BIGINT, data BLOB, PRIMARY KEY (name));
CREATE TABLE chat (chat BLOB NOT NULL, scope BLOB NOT NULL, PRIMARY KEY (chat));
CREATE TABLE button (token BLOB NOT NULL, chat BLOB NOT NULL, user BLOB NOT NULL,
    kind TEXT NOT NULL, payload BLOB NOT NULL, expires DATETIME NOT NULL, PRIMARY KEY (token));
CREATE INDEX ix_button_user ON button (user);
CREATE INDEX ix_button_expires ON button (expires);
CREATE TABLE state_revision (version_num VARCHAR(32) NOT NULL,
    CONSTRAINT state_revision_pkc PRIMARY KEY (version_num));
INSERT INTO state_revision VALUES ('s0001');
INSERT INTO setting (name, number) VALUES ('offset', 41);
"""


def test_a_file_of_the_first_schema_is_upgraded(path, opened):
    """As that version wrote it: its rows stay, and updates can be taken."""
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.executescript(FIRST_SCHEMA)
        row = (KEY.digest("chat", 7), KEY.encrypt("article"))
        file.execute("INSERT INTO chat VALUES (?, ?)", row)
        file.commit()
    state = opened()
    assert (state.offset(), state.scope(7)) == (41, "article")
    assert state.delivery.take([(42, text(42))], offset=42).result() == {42}
    assert opened().offset() == 42


def test_more_than_a_statement_takes_is_kept_all_the_same(opened, delivery):
    """Of a crowd each update is known once, done once, and each message has its own number."""
    updates = [(number, text(number)) for number in range(1, 1201)]
    first, again = delivery.take(updates), delivery.take([*updates[-2:], (1201, text(1201))])
    assert first.result() == frozenset(range(1, 1201))
    assert again.result() == {1201}
    ends = [
        delivery.done(number, [Message(number, Reply(str(number)))]) for number in range(1, 1202)
    ]
    twice = delivery.done(5, [Message(5, Reply("twice"))])
    numbers = [number for end in ends for number in end.result()]
    assert twice.result() is None
    assert len(set(numbers)) == len(numbers) == 1201
    assert not delivery.waiting()
    unsent = {one.number: one.message.reply.text for one in opened().delivery.unsent()}
    assert [unsent[number] for number in numbers] == [str(number) for number in range(1, 1202)]
    begun = [delivery.begin(number) for number in numbers]
    assert all(one.result() for one in begun)
    assert not delivery.begin(numbers[0]).result()
    for end in [delivery.sent(number, Message(1, Reply("")), 1) for number in numbers]:
        end.result()
    assert not delivery.unsent()
