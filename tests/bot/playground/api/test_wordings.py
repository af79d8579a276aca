"""Refusals word for word, as Telegram's own servers were seen to answer the same requests."""

from __future__ import annotations

import pytest


def keys(**button):
    return {"inline_keyboard": [[{"text": "b", **button}]]}


def marked(**entity):
    return {"text": "hello", "entities": [{"offset": 0, "length": 1, **entity}]}


def inline_url(url, problem):
    return ("sendMessage", {"text": "x", "reply_markup": keys(url=url)},
            f"inline keyboard button URL '{url}' is invalid: {problem}")  # fmt: skip


SEEN = [
    ("sendMessage", {"text": ""}, "message text is empty"),
    ("sendMessage", {"text": "   "}, "text must be non-empty"),
    ("sendMessage", {"text": "x", "chat_id": ""}, "chat_id is empty"),
    ("sendMessage", {"text": "x", "chat_id": "not_a_chat"}, "chat not found"),
    ("sendMessage", {"text": "x", "chat_id": -1}, "chat not found"),
    ("sendMessage", {"text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"text": "x", "parse_mode": "INVALID"}, "unsupported parse_mode"),
    ("sendMessage", {"text": "x", "message_thread_id": 999_999_999}, "message thread not found"),
    (
        "sendMessage", {"text": "x", "reply_parameters": {"message_id": 999_999_999}},
        "message to be replied not found",
    ),
    (
        "sendMessage", marked(type="bold", offset=100),
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        "sendMessage", marked(type="bold", length=100),
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    ("sendMessage", marked(type="bold", offset=-1), "receive an entity with incorrect offset -1"),
    (
        "sendMessage", marked(type="invalid_type"),
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        "sendMessage", marked(type="text_link"),
        'can\'t parse MessageEntity: Can\'t find field "url"',
    ),
    (
        "sendMessage", marked(type="text_link", url="not-a-url"),
        "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage", marked(type="text_link", url=""),
        "entity URL '' is invalid: URL host is empty",
    ),
    inline_url("not-a-url", "Wrong HTTP URL"),
    inline_url("http://localhost:5173/objects", "Wrong HTTP URL"),
    inline_url("ftp://example.com", "Unsupported URL protocol"),
    (
        "sendMessage", {"text": "x", "reply_markup": keys(callback_data="x" * 100)},
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage", {"text": "x", "reply_markup": keys(callback_data="")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage", {"text": "x", "reply_markup": keys(web_app={"url": "bad"})},
        "inline keyboard button Web App URL 'bad' is invalid: Only HTTPS links are allowed",
    ),
    ("sendMessage", {"text": "x", "reply_markup": keys(pay=True)}, "BUTTON_TYPE_INVALID"),
    (
        "sendMessage", {"text": "x", "link_preview_options": {"url": "not-a-url"}},
        "WEBPAGE_URL_INVALID",
    ),
    (
        "sendMessage", {"text": "*bold _italic\\_*", "parse_mode": "MarkdownV2"},
        "can't parse entities: Can't find end of Bold entity at byte offset 15",
    ),
    (
        "sendMessage", {"text": "<b><i>test</b></i>", "parse_mode": "HTML"},
        ('can\'t parse entities: Unmatched end tag at byte offset 10, expected "</i>", '
        'found "</b>"'),
    ),
    ("sendPoll", {"question": "?", "options": []}, "poll must have at least one answer option"),
    ("sendMessageDraft", {"draft_id": 0}, "RANDOM_ID_INVALID"),
    ("getChatMember", {"user_id": 999_999_999_999}, "member not found"),
    ("getChatMember", {}, "invalid user_id specified"),
    ("setChatTitle", {"title": "x"}, "can't change private chat title"),
    ("createChatInviteLink", {}, "can't invite members to a private chat"),
    ("setMessageReaction", {"message_id": 999_999_999}, "message to react not found"),
    ("editMessageText", {"message_id": 999_999_999, "text": "x"}, "message to edit not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "words"), SEEN)
async def test_the_words_are_telegrams(call, chat, method, params, words):
    """The same request is refused in the same words, to the letter."""
    reason = await call.refusal(method, **{"chat_id": chat.id, **params})
    assert reason == f"Bad Request: {words}"
