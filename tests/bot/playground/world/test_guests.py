"""A bot that is named in a group it is not in answers there once, and sees nothing else."""

from __future__ import annotations

import pytest

from bot.playground.rules.refusal import Refusal
from bot.playground.world import guests, rooms
from tests.fakes.small_world import SmallWorld

RESULT = {
    "type": "article",
    "id": "1",
    "title": "Yes",
    "input_message_content": {"message_text": "The article says so."},
}


@pytest.fixture
def small():
    small = SmallWorld()
    small.world.guest = True
    return small


@pytest.fixture
def group(small):
    """Found a group without the bot."""
    room = rooms.found(small.world, "supergroup", "Elsewhere", small.olena)
    rooms.add(small.world, room, small.taras)
    return room


def test_a_summons_comes_with_what_it_answers(small, group):
    """The bot reads the message that names it, and the one above; nothing else of the group."""
    claim = small.say(group, "Poland spends 40 percent!", by=small.olena)
    small.say(group, "@verbatimbot real?", claim["message_id"])
    small.say(group, "mail me: someone@verbatimbot.example")
    (update,) = small.news()
    summons = update.guest_message
    assert (summons.text, summons.reply_to_message.text) == (
        "@verbatimbot real?",
        "Poland spends 40 percent!",
    )
    assert summons.guest_query_id
    assert summons.chat.id == group.id


def test_a_summons_is_answered_once_and_in_its_thread(small, group):
    """As a reply to it, with whoever has summoned the bot; a second answer is refused."""
    asked = small.say(group, "@VerbatimBot real?")
    query_id = small.news()[0].guest_message.guest_query_id
    sent = guests.answer(small.world, query_id, RESULT)
    chat_id, message_id = small.world.inline_messages[sent["inline_message_id"]]
    answer = group.messages[message_id]
    assert (chat_id, answer["text"]) == (group.id, "The article says so.")
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    assert answer["guest_bot_caller_user"]["id"] == small.taras.id
    assert "guest_query_id" not in answer["reply_to_message"]
    with pytest.raises(Refusal, match="query is too old"):
        guests.answer(small.world, query_id, RESULT)


def test_who_is_a_member_or_may_be_no_guest_is_not_summoned(small, group):
    """A member gets messages, as ever; with guest mode off nothing comes."""
    member = small.group()
    small.say(member, "@VerbatimBot real?")
    small.world.guest = False
    small.say(group, "@VerbatimBot real?")
    assert small.news() == []


def test_a_bad_answer_leaves_the_summons_open(small, group):
    """What Telegram would refuse uses nothing up."""
    small.say(group, "@VerbatimBot real?")
    query_id = small.news()[0].guest_message.guest_query_id
    with pytest.raises(Refusal, match="message text is empty"):
        guests.answer(
            small.world, query_id, {**RESULT, "input_message_content": {"message_text": ""}}
        )
    assert guests.answer(small.world, query_id, RESULT)["inline_message_id"]
