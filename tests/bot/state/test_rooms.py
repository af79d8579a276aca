"""What the state keeps of groups: settings, posts, and which message answers which."""

from __future__ import annotations

from datetime import timedelta

from bot.message import Message
from bot.reply import Reply

GROUP, SUPERGROUP = -7, -1007
SETTINGS = {"quiet": True, "word": "canary-in-the-coal-mine"}
REPLY = Reply("The article doesn't say.")


def answered(state, question=3, answer=4, chat=GROUP, user=5):
    """Let a message that answers a question arrive."""
    message = Message(chat, REPLY, question=question, asker=user)
    (number,) = state.delivery.put([message]).result()
    state.delivery.sent(number, message, answer).result()


def test_settings_are_kept_per_group(path, opened):
    """They outlive a restart, no other group has them, and the file doesn't tell them."""
    state = opened()
    assert state.rooms.settings(GROUP) == {}
    state.rooms.set_settings(GROUP, {"quiet": False})
    state.rooms.set_settings(GROUP, SETTINGS)
    again = opened().rooms
    assert (again.settings(GROUP), again.settings(SUPERGROUP)) == (SETTINGS, {})
    held = b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
    assert SETTINGS["word"].encode() not in held
    assert b"quiet" not in held


def test_a_supergroup_inherits_its_settings(opened):
    """What was chosen in it already is the newer wish; posts of the old group are nobody's."""
    state = opened()
    state.rooms.set_settings(GROUP, SETTINGS)
    state.rooms.keep_post(GROUP, 3, {"article": "a"})
    answered(state)
    state.delivery.move(GROUP, SUPERGROUP).result()
    assert (state.rooms.settings(GROUP), state.rooms.settings(SUPERGROUP)) == ({}, SETTINGS)
    assert state.rooms.post(GROUP, 3) is None
    assert state.answer_to(GROUP, 3, 5) is None
    state.rooms.set_settings(GROUP, {})
    state.delivery.move(GROUP, SUPERGROUP).result()
    assert state.rooms.settings(SUPERGROUP) == SETTINGS


def test_a_post_is_known_by_its_copy_for_a_quarter(opened, clock):
    """The last word about it holds; after ninety days the row is gone."""
    state = opened()
    state.rooms.keep_post(GROUP, 3, {"article": "a"})
    state.rooms.keep_post(GROUP, 3, {"article": None})
    assert state.rooms.post(GROUP, 3) == {"article": None}
    assert state.rooms.post(GROUP, 4) is None
    assert state.rooms.post(SUPERGROUP, 3) is None
    clock.advance(days=90)
    assert state.rooms.post(GROUP, 3) is None
    state.purge()
    clock.advance(days=-90)
    assert state.rooms.post(GROUP, 3) is None


def test_an_answer_is_known_for_half_an_hour(opened, clock):
    """By its question and by who asked it; a later answer takes its place."""
    state = opened()
    answered(state)
    answered(state, answer=6)
    assert state.answer_to(GROUP, 3, 5) == 6
    assert state.answer_to(GROUP, 3, 9) is None
    assert state.answer_to(GROUP, 4, 5) is None
    clock.advance(minutes=31)
    assert state.answer_to(GROUP, 3, 5) is None
    assert state.purge() == 1


def test_which_message_answers_is_forgotten_with_the_rest(opened):
    """It is no reply with buttons, so it isn't counted as one."""
    state = opened()
    answered(state)
    assert state.held(GROUP, 5).buttons == 0
    state.forget(GROUP, 5)
    assert state.answer_to(GROUP, 3, 5) is None


def test_what_buttons_stand_for_is_seen_whoever_asks(opened, clock):
    """In its own chat, until it expires."""
    state = opened()
    token = state.remember(GROUP, 5, "found", {"n": 1})
    assert state.seen(token, GROUP).payload == {"n": 1}
    assert state.seen(token, SUPERGROUP) is None
    assert state.seen("unknown", GROUP) is None
    clock.advance(minutes=31)
    assert state.seen(token, GROUP) is None


def test_what_a_busy_thread_was_answered_is_kept_for_a_day(opened, clock):
    """Each thread of each group has its own, which is no post's; a migration ends it."""
    state = opened()
    state.rooms.keep_post(GROUP, 500, {"article": "summit"})
    assert state.rooms.crowd(GROUP, 500) is None
    state.rooms.keep_crowd(GROUP, 500, {"listed": 1})
    state.rooms.keep_crowd(GROUP, 500, {"listed": 2})
    state.rooms.keep_crowd(GROUP, 0, {"listed": 3})
    assert state.rooms.crowd(GROUP, 500) == {"listed": 2}
    assert state.rooms.crowd(GROUP, 0) == {"listed": 3}
    assert state.rooms.crowd(SUPERGROUP, 0) is None
    assert state.rooms.post(GROUP, 500) == {"article": "summit"}
    clock.advance(hours=23)
    state.rooms.keep_crowd(GROUP, 0, {"listed": 4})
    clock.advance(hours=2)
    state.purge()
    assert state.rooms.crowd(GROUP, 500) is None
    assert state.rooms.crowd(GROUP, 0) == {"listed": 4}
    state.delivery.move(GROUP, SUPERGROUP).result()
    assert state.rooms.crowd(GROUP, 0) is None
    assert state.rooms.crowd(SUPERGROUP, 0) is None


def test_a_message_with_an_articles_text_is_kept(opened, clock):
    """The newest of each chat for each article, for as long as was asked for."""
    state = opened()
    state.rooms.keep_text(GROUP, "summit", {"text": "old"})
    state.rooms.keep_text(GROUP, "summit", {"text": "canary-in-the-coal-mine"})
    state.rooms.keep_text(0, "summit", {"text": "public"}, lifetime=timedelta(minutes=30))
    mine, public = {"text": "canary-in-the-coal-mine"}, {"text": "public"}
    assert state.rooms.texts((GROUP, 0), "summit") == [mine, public]
    assert state.rooms.texts((0, 5, GROUP), "summit") == [public, mine]
    assert state.rooms.texts((GROUP, 0), "harvest") == state.rooms.texts((), "summit") == []
    clock.advance(minutes=31)
    assert state.rooms.texts((GROUP, 0), "summit") == [mine]
    clock.advance(days=89)
    assert state.rooms.texts((GROUP,), "summit") == [mine]
    clock.advance(days=1)
    assert state.rooms.texts((GROUP,), "summit") == []


def test_a_forwarded_post_is_the_readers_to_forget(opened):
    """In their own chat it is counted and deleted; what a group has is nobody's."""
    state = opened()
    for chat in (5, 6, GROUP):
        state.rooms.keep_text(chat, "summit", {"text": "words"})
    assert state.held(5, 5).posts == state.forget(5, 5).posts == 1
    assert (state.held(5, 5).posts, state.held(GROUP, 5).posts) == (0, 0)
    state.forget(GROUP, 5)
    assert state.rooms.texts((5,), "summit") == []
    assert state.rooms.texts((5, 6, GROUP), "summit") == [{"text": "words"}] * 2
