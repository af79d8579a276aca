from __future__ import annotations

import re
from pathlib import Path

import pytest
import telegram

from bot.playground.api.methods.registry import METHODS, SUPPORTED
from bot.playground.rules.schema import load_schema
from bot.playground.world import people

SCHEMA = load_schema()
KEYS = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}


async def test_a_sent_message_comes_back_as_telegram_returns_it(call, chat):
    """The result has id, sender, chat, date, text, entities and keyboard, and PTB reads it."""
    sent = await call.result(
        "sendMessage",
        chat_id=chat.id,
        text="Read /help",
        entities=[{"type": "bold", "offset": 0, "length": 4}],
        reply_markup=KEYS,
        reply_parameters={"message_id": 1, "quote": "/start"},
        protect_content=True,
    )
    message = telegram.Message.de_json(sent, None)
    assert message.from_user.is_bot
    assert message.chat.type == "private"
    assert [entity.type for entity in message.entities] == ["bold", "bot_command"]
    assert message.reply_markup.inline_keyboard[0][0].callback_data == "m"
    assert message.reply_to_message.text == "/start"
    assert message.quote.text == "/start"
    assert message.has_protected_content


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "x", "chat_id": 5}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "Bad Request: chat not found"),
        ({"text": "x", "parse_mode": "BB"}, "Bad Request: unsupported parse_mode"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "Bad Request: text must be non-empty"),
        ({"text": "x", "link_preview_options": {"url": "x y"}}, "WEBPAGE_URL_INVALID"),
        ({"text": "x", "message_thread_id": 3}, "message thread not found"),
        ({"text": "x", "reply_markup": {"keyboard": []}}, "REPLY_MARKUP_INVALID"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {"message_id": 1, "quote": "no"}}, "QUOTE_TEXT_INVALID"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "pay": True}]]}},
            "Bad Request: BUTTON_TYPE_INVALID",
        ),
    ],
)
async def test_a_message_that_telegram_would_not_send_is_refused(call, chat, params, reason):
    """Each refusal of sendMessage is a 4xx in Telegram's shape that names the reason."""
    assert reason in await call.refusal("sendMessage", **{"chat_id": chat.id, **params})


async def test_an_edit_changes_text_and_keyboard(call, chat):
    """An edit replaces text, entities and buttons, sets edit_date, and may take buttons away."""
    sent = await call.result("sendMessage", chat_id=chat.id, text="old", reply_markup=KEYS)
    where = {"chat_id": chat.id, "message_id": sent["message_id"]}
    edited = await call.result("editMessageText", **where, text="new")
    assert edited["text"] == "new"
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in edited
    buttons = await call.result("editMessageReplyMarkup", **where, reply_markup=KEYS)
    assert buttons["reply_markup"] == KEYS


async def test_an_edit_without_a_change_or_a_target_is_refused(call, chat):
    """Telegram's own words for an edit that changes nothing, or that finds no message of ours."""
    sent = await call.result("sendMessage", chat_id=chat.id, text="same")
    where = {"chat_id": chat.id, "message_id": sent["message_id"]}
    reason = await call.refusal("editMessageText", **where, text="same")
    assert reason.startswith("Bad Request: message is not modified: ")
    missing = await call.refusal("editMessageText", chat_id=chat.id, message_id=999, text="x")
    assert missing == "Bad Request: message to edit not found"
    theirs = await call.refusal("editMessageText", chat_id=chat.id, message_id=1, text="x")
    assert theirs == "Bad Request: message can't be edited"
    nowhere = await call.refusal("editMessageText", message_id=1, text="x")
    assert nowhere == "Bad Request: chat_id is empty"


async def test_messages_are_deleted_once(call, chat):
    """A deleted message is gone: deleting it again is refused, a list of ids skips it."""
    ids = [
        (await call.result("sendMessage", chat_id=chat.id, text=text))["message_id"]
        for text in ("one", "two")
    ]
    assert await call.result("deleteMessage", chat_id=chat.id, message_id=ids[0]) is True
    again = await call.refusal("deleteMessage", chat_id=chat.id, message_id=ids[0])
    assert again == "Bad Request: message to delete not found"
    assert await call.result("deleteMessages", chat_id=chat.id, message_ids=ids) is True
    assert set(chat.messages) == {1}


async def test_a_callback_query_is_answered_once(call, chat, playground):
    """A press becomes a callback query; its answer is accepted once, and 200 characters long."""
    sent = await call.result("sendMessage", chat_id=chat.id, text="x", reply_markup=KEYS)
    people.tap(playground.world, chat, sent["message_id"], "m")
    update = (await call.result("getUpdates"))[-1]
    query = telegram.Update.de_json(update, None).callback_query
    assert (query.data, query.message.message_id) == ("m", sent["message_id"])
    too_long = await call.refusal("answerCallbackQuery", callback_query_id=query.id, text="x" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    assert await call.result("answerCallbackQuery", callback_query_id=query.id) is True
    again = await call.refusal("answerCallbackQuery", callback_query_id=query.id)
    assert again.startswith("Bad Request: query is too old")


async def test_a_bot_cannot_begin_a_conversation(call, playground):
    """Who has not written to the bot yet gets nothing from it."""
    stranger = playground.world.join("Stranger")
    reason = await call.refusal("sendMessage", chat_id=stranger.id, text="Hello")
    assert reason == "Forbidden: bot can't initiate conversation with a user"


async def test_commands_are_kept_by_scope_and_language(call):
    """Commands come back for the scope and language they were set for, until deleted."""
    menu = [{"command": "help", "description": "How to ask"}]
    private = {"scope": {"type": "all_private_chats"}, "language_code": "uk"}
    await call.result("setMyCommands", commands=menu, **private)
    assert await call.result("getMyCommands", **private) == menu
    assert await call.result("getMyCommands") == []
    await call.result("deleteMyCommands", **private)
    assert await call.result("getMyCommands", **private) == []


@pytest.mark.parametrize(
    ("menu", "reason"),
    [
        ([{"command": "Help", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "", "description": "x"}], "command must be non-empty"),
        ([{"command": "x" * 33, "description": "x"}], "command length must not exceed 32"),
        ([{"command": "help", "description": ""}], "command description must be non-empty"),
        (
            [{"command": "help", "description": "x" * 257}],
            "command description length must not exceed 256",
        ),
        ([{"command": "help", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_a_wrong_menu_is_refused(call, menu, reason):
    """Names, descriptions and number of commands are checked."""
    assert reason in await call.refusal("setMyCommands", commands=menu)


async def test_the_bot_tells_about_itself(call):
    """Name and descriptions are kept by language; getMe shows the name."""
    await call.result("setMyName", name="Verbatim of Kyiv")
    await call.result("setMyDescription", description="Опис", language_code="uk")
    assert (await call.result("getMe"))["first_name"] == "Verbatim of Kyiv"
    assert await call.result("getMyDescription", language_code="uk") == {"description": "Опис"}
    assert await call.result("getMyDescription") == {"description": ""}
    assert "too long" in await call.refusal("setMyShortDescription", short_description="x" * 121)
    for wrong in ({}, {"name": ""}, {"name": "x" * 65}):
        assert await call.refusal("setMyName", **wrong) == "Bad Request: BOT_TITLE_INVALID"
    assert await call.result("setMyName", name="", language_code="uk") is True


async def test_pending_updates_are_counted_and_dropped(call, chat, playground):
    """The webhook's info counts what waits; dropping it needs no webhook."""
    people.say(playground.world, chat, "waiting")
    assert (await call.result("getWebhookInfo"))["pending_update_count"] == 1
    assert await call.result("deleteWebhook", drop_pending_updates=True) is True
    assert (await call.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_every_method_of_the_schema_is_answered(call, chat):
    """All 185 methods, called with nothing, are carried out or refused: never a 5xx."""
    for method in sorted(SCHEMA.methods):
        status, body = await call(method)
        assert status in (200, 400) or (method, status) == ("close", 429), (method, body)
        if method not in SUPPORTED and not SCHEMA.parameters(method):
            assert body["description"].endswith(f"does not support the method {method}")


def test_supported_methods_and_parameters_exist():
    """Nothing is supported that the official schema does not have."""
    for name, method in METHODS.items():
        assert method.takes <= set(SCHEMA.parameters(name)), name


async def test_small_talk_of_a_private_chat(call, chat):
    """Chat actions, reactions and chat queries of a private chat are accepted and checked."""
    assert await call.result("sendChatAction", chat_id=chat.id, action="typing") is True
    assert "action" in await call.refusal("sendChatAction", chat_id=chat.id, action="dancing")
    heart = [{"type": "emoji", "emoji": "❤"}]
    where = {"chat_id": chat.id, "message_id": 1}
    assert await call.result("setMessageReaction", **where, reaction=heart) is True
    assert "REACTION_INVALID" in await call.refusal(
        "setMessageReaction", **where, reaction=heart * 2
    )
    info = telegram.ChatFullInfo.de_json(await call.result("getChat", chat_id=chat.id), None)
    assert info.first_name == "Taras"
    assert (await call.result("getChatMenuButton"))["type"] == "commands"


def test_the_manual_lists_every_method():
    """docs/playground.md has each method of the schema once: supported, or refused."""
    manual = Path(__file__).parents[4] / "docs" / "playground.md"
    section = manual.read_text(encoding="utf-8").partition("## Methods")[2].partition("## ")[0]
    rows = [line.split("|")[2:4] for line in section.splitlines() if line.startswith("| ")]
    supported, refused = (
        [name for row in rows for name in re.findall(r"`(\w+)`", row[column])] for column in (0, 1)
    )
    assert sorted(supported) == sorted(SUPPORTED)
    assert sorted(refused) == sorted(set(SCHEMA.methods) - SUPPORTED)
    assert f"{len(SUPPORTED)} of the {len(SCHEMA.methods)} methods" in section
    assert len(SUPPORTED) >= 60
