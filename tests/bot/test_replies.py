"""Whatever an article is like, every reply about it is one that Telegram takes as it is."""

from __future__ import annotations

import pytest

from bot.message import Message
from bot.outbox.requests import request
from bot.reply import Button, Entity, Reply
from tests.fakes import gate
from tests.reliability import replies

REPLIES = 1000
BOLD = {"type": "bold", "offset": 0, "length": 1}
RESULT = {
    "type": "article",
    "id": "1",
    "title": "A title",
    "input_message_content": {"message_text": "a"},
}


def test_any_reply_of_any_article_is_valid():
    """Schema, limits and nesting; and no quotation has other words than an article's."""
    tally = replies.run(REPLIES, seed=1)
    assert tally.wrong == []
    assert tally.replies >= REPLIES
    assert replies.ASKED.keys() <= tally.kinds.keys()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(""),
        Reply(" a"),
        Reply("a" * 4097),
        Reply("🚢" * 2049),
        Reply("a", (Entity("bold", 0, 2),)),
        Reply("🚢", (Entity("bold", 1, 1),)),
        Reply("abc", (Entity("bold", 0, 2), Entity("italic", 1, 2))),
        Reply("abc", (Entity("blockquote", 0, 3), Entity("expandable_blockquote", 1, 1))),
        Reply("a" * 101, tuple(Entity("bold", at, 1) for at in range(101))),
        Reply("abc", (Entity("text_link", 0, 3, "https://a"),)),
        Reply("a", (), ((Button("a", "a" * 65),),)),
        Reply("a", (), ((Button("a"),),)),
        Reply("a", (), ((Button("", "a"),),)),
        Reply("a", (), tuple((Button("a", "a"),) for _ in range(101))),
        Reply("a", (), (tuple(Button("a", "a") for _ in range(9)),)),
    ],
)
def test_the_gate_lets_no_bad_message_through(reply):
    """Neither as a new message nor as an edit."""
    for message in (Message(7, reply), Message(7, reply, edits=1)):
        with pytest.raises(gate.InvalidRequestError):
            gate.check(*request(message))


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMessage", {"chat_id": 7, "text": "a", "reply_makup": {}}),
        ("sendMessage", {"text": "a"}),
        ("sendMassage", {"chat_id": 7, "text": "a"}),
        (
            "sendMessage",
            {"chat_id": 7, "text": "a", "reply_parameters": {"message_id": 1, "quote": "a" * 1025}},
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [RESULT, RESULT]}),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [RESULT | {"id": str(n)} for n in range(51)]},
        ),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [], "next_offset": "1" * 65}),
        (
            "answerInlineQuery",
            {
                "inline_query_id": "1",
                "results": [],
                "button": {"text": "a", "start_parameter": "ü"},
            },
        ),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [RESULT | {"id": "1" * 65}]}),
        (
            "answerGuestQuery",
            {
                "guest_query_id": "1",
                "result": RESULT | {"input_message_content": {"message_text": "a" * 4097}},
            },
        ),
    ],
)
def test_the_gate_lets_no_bad_request_through(method, parameters):
    """Of any other kind that the bot makes."""
    with pytest.raises(gate.InvalidRequestError):
        gate.check(method, parameters)


def test_the_gate_lets_good_requests_through():
    """What is within the limits, to the last unit."""
    marks = tuple(Entity("bold", at, 1) for at in range(100))
    buttons = tuple((Button("a", "a" * 64),) for _ in range(100))
    gate.check(*request(Message(7, Reply("a" * 4096, marks, buttons), reply_to=1, thread=2)))
    gate.check("answerInlineQuery", {"inline_query_id": "1", "results": [RESULT]})
    gate.check("getMe", {})
