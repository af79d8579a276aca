"""Polls and quizzes: sent, voted in, stopped, copied."""

from __future__ import annotations

import pytest
import telegram

from bot.playground.rules.refusal import Refusal
from bot.playground.server import Playground
from bot.playground.world import people, polls, rooms
from bot.playground.world.chats import RIGHTS
from bot.playground.world.speech import Speaker
from bot.playground.world.world import World
from tests.fakes.clock import Clock

YES_NO = [{"text": "Yes"}, {"text": "*No*", "text_parse_mode": "MarkdownV2"}]


@pytest.fixture
def poll(call, chat):
    """Return a function that sends a poll to the private chat and returns its message."""

    async def send(**more):
        asked = {"question": "Is it?", "options": YES_NO, **more}
        return await call.result("sendPoll", chat_id=chat.id, **asked)

    return send


async def test_a_poll_is_read_by_ptb_and_voted_in(call, chat, playground, poll):
    """Votes are counted, may be changed and taken back; the bot hears of each, and of whom."""
    sent = telegram.Message.de_json(await poll(is_anonymous=False), None)
    assert [option.text for option in sent.poll.options] == ["Yes", "No"]
    assert sent.poll.options[1].text_entities[0].type == "bold"
    for chosen, counts in (([1], [0, 1]), ([0], [1, 0]), ([], [0, 0])):
        playground.world.updates.clear()
        polls.vote(playground.world, chat, sent.message_id, chosen, by=None)
        updates = [telegram.Update.de_json(u, None) for u in await call.result("getUpdates")]
        state, answer = updates[0].poll, updates[1].poll_answer
        assert [option.voter_count for option in state.options] == counts
        assert (answer.poll_id, list(answer.option_ids)) == (state.id, chosen)
        assert answer.user.id == chat.id
        assert chat.messages[sent.message_id]["poll"]["total_voter_count"] == len(chosen)


async def test_an_anonymous_poll_tells_no_names(call, chat, playground, poll):
    """The bot gets the new state, not who voted; the same vote again is no news."""
    sent = await poll(allows_multiple_answers=True)
    for _ in range(2):
        polls.vote(playground.world, chat, sent["message_id"], [1, 0], by=None)
    updates = await call.result("getUpdates")
    assert [set(update) - {"update_id"} for update in updates] == [{"poll"}]
    assert updates[0]["poll"]["total_voter_count"] == 1


async def test_a_poll_is_stopped_once(call, chat, playground, poll):
    """It returns the final state; then nobody votes any more."""
    sent = await poll()
    where = {"chat_id": chat.id, "message_id": sent["message_id"]}
    polls.vote(playground.world, chat, sent["message_id"], [0], by=None)
    final = telegram.Poll.de_json(await call.result("stopPoll", **where), None)
    assert (final.is_closed, final.total_voter_count) == (True, 1)
    assert await call.refusal("stopPoll", **where) == "Bad Request: poll has already been closed"
    with pytest.raises(Refusal, match="MESSAGE_POLL_CLOSED"):
        polls.vote(playground.world, chat, sent["message_id"], [1], by=None)
    text = await call.result("sendMessage", chat_id=chat.id, text="x")
    where["message_id"] = text["message_id"]
    assert await call.refusal("stopPoll", **where) == "Bad Request: message is not a poll"
    where["message_id"] = 1
    assert await call.refusal("stopPoll", **where) == "Bad Request: poll can't be stopped"
    where["message_id"] = 999
    missing = await call.refusal("stopPoll", **where)
    assert missing == "Bad Request: message with poll to stop not found"


async def test_a_quiz_knows_its_answers(call, chat, playground, poll):
    """Its answers and explanation come back; a vote in it stands, and one at a time."""
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "Because."}
    sent = telegram.Message.de_json(await poll(**quiz), None)
    assert (list(sent.poll.correct_option_ids), sent.poll.explanation) == ([1], "Because.")
    with pytest.raises(Refusal, match="OPTIONS_TOO_MUCH"):
        polls.vote(playground.world, chat, sent.message_id, [0, 1], by=None)
    with pytest.raises(Refusal, match="OPTION_INVALID"):
        polls.vote(playground.world, chat, sent.message_id, [2], by=None)
    polls.vote(playground.world, chat, sent.message_id, [0], by=None)
    with pytest.raises(Refusal, match="REVOTE_NOT_ALLOWED"):
        polls.vote(playground.world, chat, sent.message_id, [1], by=None)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"question": " "}, "text must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"question": "<b>", "question_parse_mode": "HTML"}, "can't parse entities"),
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": [{"text": "o"}] * 13}, "poll can't have more than 12 options"),
        ({"options": [{"text": "x" * 101}]}, "poll options length must not exceed 100"),
        ({"options": [{"text": " "}]}, "text must be non-empty"),
        ({"type": "vote"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "correct quiz option list must be non-empty"),
        ({"type": "quiz", "correct_option_ids": [1, 0]}, "must be increasing"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong quiz correct_option_id"),
        ({"type": "quiz", "correct_option_ids": [0, 1]}, "must allow multiple answers"),
        (
            {"type": "quiz", "correct_option_ids": [0], "explanation": "a\nb\nc\nd"},
            "at most 2 line feeds",
        ),
        ({"explanation": "x"}, "are for quizzes only"),
        ({"open_period": 4}, "open_period must be 5 to 2628000 seconds"),
        ({"open_period": 5, "close_date": 5}, "can't be used together"),
        ({"close_date": 5}, "close_date must be 5 to 2628000 seconds"),
        ({"members_only": True}, "members_only polls can be sent to channel chats only"),
        ({"options": [{"text": "o", "media": {"type": "photo", "media": "x"}}]}, "media in polls"),
        ({"media": {"type": "photo", "media": "x"}}, 'does not support the parameter "media"'),
    ],
)
async def test_a_wrong_poll_is_refused(call, chat, playground, more, reason):
    """Question, options, answers and times are checked; the world has no poll then."""
    asked = {"question": "Is it?", "options": YES_NO, **more}
    assert reason in await call.refusal("sendPoll", chat_id=chat.id, **asked)
    assert playground.world.polls == {}


async def test_polls_of_channels_are_anonymous(call, chat, playground):
    """A poll in a channel names no voters; its readers vote in the channel itself."""
    channel = rooms.found(playground.world, "channel", "News", chat)
    rooms.add_bot(playground.world, channel, chat, rights=RIGHTS)
    asked = {"chat_id": channel.id, "question": "Is it?", "options": YES_NO}
    reason = await call.refusal("sendPoll", **asked, is_anonymous=False)
    assert reason == "Bad Request: non-anonymous polls can't be sent to channel chats"
    sent = await call.result("sendPoll", **asked, members_only=True)
    polls.vote(playground.world, channel, sent["message_id"], [1], by=Speaker(chat))
    assert channel.messages[sent["message_id"]]["poll"]["total_voter_count"] == 1


async def test_a_forwarded_poll_is_the_same_and_a_copied_one_is_not(call, chat, playground, poll):
    """Votes count wherever the poll stands; a copy begins with none."""
    sent = await poll()
    where = {"chat_id": chat.id, "from_chat_id": chat.id, "message_id": sent["message_id"]}
    forward = await call.result("forwardMessage", **where)
    copy = await call.result("copyMessage", **where)
    polls.vote(playground.world, chat, forward["message_id"], [0], by=None)
    counts = [
        chat.messages[number]["poll"]["total_voter_count"]
        for number in (sent["message_id"], forward["message_id"], copy["message_id"])
    ]
    assert counts == [1, 1, 0]
    where["message_id"] = forward["message_id"]
    stop = {name: where[name] for name in ("chat_id", "message_id")}
    assert await call.refusal("stopPoll", **stop) == "Bad Request: poll can't be stopped"


def test_a_poll_closes_by_itself():
    """When its time is over nobody votes any more, and the bot hears that it is closed."""
    clock = Clock()
    world = World(1, "VerbatimBot", clock)
    chat = world.join("Olena")
    people.say(world, chat, "/start")
    shown = {
        "question": "?", "options": [{"text": "a"}], "is_closed": False, "is_anonymous": True,
        "allows_multiple_answers": False, "allows_revoting": True,
    }  # fmt: skip
    poll = polls.new(shown, closes=world.now() + 60)
    world.polls[poll.shown["id"]] = poll
    message = world.post(chat, {"from": world.bot, "poll": poll.shown}, own=True)
    polls.vote(world, chat, message["message_id"], [0], by=None)
    clock.advance(seconds=60)
    with pytest.raises(Refusal, match="MESSAGE_POLL_CLOSED"):
        polls.vote(world, chat, message["message_id"], [], by=None)
    assert chat.messages[message["message_id"]]["poll"]["is_closed"]


def test_voting_is_by_members(playground):
    """Who is not in a group does not vote there."""
    assert isinstance(playground, Playground)
    world = playground.world
    owner, stranger = world.join("Olena"), world.join("Stranger")
    room = rooms.found(world, "supergroup", "Readers", owner)
    with pytest.raises(Refusal, match="not a member"):
        polls.vote(world, room, 1, [0], by=Speaker(stranger))
    with pytest.raises(Refusal, match="message is not a poll"):
        polls.vote(world, room, 1, [0], by=Speaker(owner))
