"""Messages leave as text with entities; refusals, floods and broken lines are minded."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.outbox import Outbox
from bot.reply import Button, Entity, Reply
from bot.request import FloodError, NotSentError
from tests.fakes.bot_api import TOKEN, RecordingRequest

REPLY = Reply(
    "Leaders met in The Hague.",
    (Entity("blockquote", 0, 25), Entity("text_link", 15, 9, "https://example.org")),
    ((Button("More context", "more.0:t"), Button("Read", url="https://example.org")),),
)


@pytest.fixture
def request_():
    return RecordingRequest()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
async def outbox(request_, pauses):
    async def pause(seconds):
        pauses.append(seconds)
        await asyncio.sleep(0)

    bot = Bot(TOKEN, request=request_, get_updates_request=request_)
    async with bot:
        yield Outbox(bot, pause=pause, typing_after=0.01)


async def test_a_reply_leaves_as_text_with_entities(outbox, request_):
    """Text, entities, buttons and no link preview; never a parse mode."""
    assert await outbox.send(7, REPLY) == 1001
    (sent,) = request_.named("sendMessage")
    assert sent["text"] == REPLY.text
    assert sent["entities"] == [
        {"type": "blockquote", "offset": 0, "length": 25},
        {"type": "text_link", "offset": 15, "length": 9, "url": "https://example.org"},
    ]
    assert sent["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "More context", "callback_data": "more.0:t"},
                {"text": "Read", "url": "https://example.org"},
            ]
        ]
    }
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent


async def test_a_reply_in_a_group_names_what_it_answers(outbox, request_):
    """The message it answers and its topic go along, and a deleted one is no obstacle."""
    await outbox.send(-7, REPLY, reply_to=3, thread=9)
    (sent,) = request_.named("sendMessage")
    assert sent["reply_parameters"] == {"message_id": 3, "allow_sending_without_reply": True}
    assert sent["message_thread_id"] == 9


async def test_a_blocked_chat_is_no_error(outbox, request_):
    """Whoever has blocked the bot is simply not written to."""
    request_.next_failures = [(403, "Forbidden: bot was blocked by the user")]
    assert await outbox.send(7, REPLY) is None


async def test_a_flood_limit_is_waited_out(outbox, request_, pauses):
    """The message is sent again after exactly the silence Telegram asks for."""
    request_.next_failures = [FloodError(17)]
    assert await outbox.send(7, REPLY) == 1002
    assert pauses == [17]


async def test_a_flood_limit_without_end_is_an_error(outbox, request_, pauses):
    """After a few times it is given up, and known to the caller."""
    request_.next_failures = [FloodError(1)] * 3
    with pytest.raises(FloodError):
        await outbox.send(7, REPLY)
    assert pauses == [1, 1]


async def test_other_messages_of_a_held_chat_wait_too(request_):
    """Nothing goes to a chat that is to be left alone; other chats are served."""
    over = asyncio.Event()

    async def pause(_):
        await over.wait()

    bot = Bot(TOKEN, request=request_, get_updates_request=request_)
    async with bot:
        outbox = Outbox(bot, pause=pause)
        request_.next_failures = [FloodError(17)]
        first = asyncio.create_task(outbox.send(7, REPLY))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(outbox.send(7, REPLY))
        await asyncio.sleep(0.01)
        await outbox.send(8, REPLY)
        assert [one["chat_id"] for one in request_.named("sendMessage")] == [7, 8]
        over.set()
        await asyncio.gather(first, second)
    assert [one["chat_id"] for one in request_.named("sendMessage")] == [7, 8, 7, 7]


@pytest.mark.parametrize("failure", [TimedOut("late"), NetworkError("broken"), (502, "gateway")])
async def test_what_may_have_arrived_is_not_sent_again(outbox, request_, failure):
    """A message twice is worse than one less: only the caller learns of it."""
    request_.next_failures = [failure]
    with pytest.raises(NetworkError):
        await outbox.send(7, REPLY)
    assert len(request_.named("sendMessage")) == 1


async def test_what_cannot_have_arrived_is_sent_again(outbox, request_, pauses):
    """Without a connection nothing arrived, so that repeating is safe."""
    request_.next_failures = [NotSentError("no route"), NotSentError("no route")]
    assert await outbox.send(7, REPLY) == 1003
    assert pauses == [1, 2]


async def test_a_bad_request_is_never_repeated(outbox, request_):
    """python-telegram-bot calls it a network error; it is not one."""
    request_.next_failures = [(400, "Bad Request: chat not found")]
    with pytest.raises(BadRequest):
        await outbox.send(7, REPLY)
    assert len(request_.calls) == 1


async def test_an_edit_puts_the_reply_in_place(outbox, request_):
    """The message's text, entities and buttons are replaced."""
    assert await outbox.edit(7, 42, REPLY) is True
    (sent,) = request_.named("editMessageText")
    assert (sent["chat_id"], sent["message_id"], sent["text"]) == (7, 42, REPLY.text)
    assert sent["reply_markup"]["inline_keyboard"]


async def test_an_edit_that_changes_nothing_is_done(outbox, request_):
    """Tapping twice is no error."""
    request_.next_failures = [(400, "Bad Request: message is not modified: …")]
    assert await outbox.edit(7, 42, REPLY) is True


@pytest.mark.parametrize(
    "failure", [(400, "Bad Request: message to edit not found"), (403, "Forbidden: blocked")]
)
async def test_an_edit_that_cannot_be_made_says_so(outbox, request_, failure):
    """The caller may then send a new message."""
    request_.next_failures = [failure]
    assert await outbox.edit(7, 42, REPLY) is False


async def test_an_edit_is_repeated(outbox, request_):
    """The same edit twice leaves the same message."""
    request_.next_failures = [TimedOut("late")]
    assert await outbox.edit(7, 42, REPLY) is True
    assert len(request_.named("editMessageText")) == 2


async def test_a_tap_is_answered(outbox, request_):
    """With a toast, or with nothing but the end of waiting."""
    await outbox.answer_callback("q1", "That button has expired.")
    await outbox.answer_callback("q2")
    assert request_.named("answerCallbackQuery") == [
        {"callback_query_id": "q1", "text": "That button has expired."},
        {"callback_query_id": "q2"},
    ]


async def test_a_tap_too_old_to_answer_is_no_error(outbox, request_):
    """What was asked for is still shown."""
    request_.next_failures = [(400, "Bad Request: query is too old")]
    await outbox.answer_callback("q1")


async def test_typing_is_shown_only_while_it_takes_long(outbox, request_):
    """A quick answer shows nothing; a slow one shows that somebody is at it."""
    async with outbox.typing(7):
        pass
    await asyncio.sleep(0.03)
    assert request_.named("sendChatAction") == []
    async with outbox.typing(7):
        await asyncio.sleep(0.05)
    assert request_.named("sendChatAction") == [{"chat_id": 7, "action": "typing"}]


async def test_typing_that_fails_is_no_error(outbox, request_):
    """An answer is worth more than the sign that it comes."""
    request_.next_failures = [(403, "Forbidden: blocked")]
    async with outbox.typing(7):
        await asyncio.sleep(0.03)
