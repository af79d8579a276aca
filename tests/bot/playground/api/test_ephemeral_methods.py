"""Messages that one member of a group sees: who gets them, who may send, edit and delete them."""

from __future__ import annotations

import pytest
import telegram

from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from tests.fakes.clock import Clock

KEYS = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}


@pytest.fixture
def group(playground, olena, chat):
    """Found a group of Olena and Taras in which the bot is a member."""
    world = playground.world
    room = rooms.found(world, "supergroup", "Us", world.person(olena.person["id"]))
    rooms.add(world, room, chat)
    rooms.add_bot(world, room, world.person(olena.person["id"]))
    return room


@pytest.fixture
def admin(playground, olena, group):
    """Make the bot its administrator."""
    rooms.add_bot_as(
        playground.world, group, playground.world.person(olena.person["id"]), "administrator"
    )
    return group


def alone(group, person, **more):
    receiver = {"receiver_user_id": person["id"], **more}
    return {"chat_id": group.id, "text": "Psst", "ephemeral_message_parameters": receiver}


async def test_only_the_receiver_sees_it(playground, call, olena, chat, admin):
    """It has no message id but one of its own, and no event of it reaches anybody else."""
    async with await olena.enter(playground, "Us") as hers:
        sent = await call.result("sendMessage", **alone(admin, olena.person), reply_markup=KEYS)
        assert telegram.Message.de_json(sent, None).message_id == 0
        assert sent["receiver_user"]["id"] == olena.person["id"]
        heard = await hers.hears()
        assert (heard.alone, heard.text, heard.id) == (True, "Psst", -sent["ephemeral_message_id"])
    chats = {admin.id, chat.id}
    seen = playground.world.events.since(0, chats, chat.id)
    assert not any("Psst" in str(event) for event in seen if event["kind"] != "request")
    assert 0 not in admin.messages


async def test_a_tap_may_be_answered_for_who_has_tapped(playground, call, olena, chat, group):
    """Without rights a bot needs a tap of that very member, not older than 15 seconds."""
    assert "BOT_NOT_ADMIN" in await call.refusal("sendMessage", **alone(group, olena.person))
    number = (await call.result("sendMessage", chat_id=group.id, text="x", reply_markup=KEYS))[
        "message_id"
    ]
    clock = playground.world._clock = Clock()
    tapper = playground.world.person(olena.person["id"])
    query = people.tap(playground.world, group, number, "m", by=Speaker(tapper))
    await call.result("answerCallbackQuery", callback_query_id=query)
    assert await call.result("sendMessage", **alone(group, olena.person, callback_query_id=query))
    theirs = alone(group, chat.person, callback_query_id=query)
    assert "query is too old" in await call.refusal("sendMessage", **theirs)
    clock.advance(seconds=16)
    late = alone(group, olena.person, callback_query_id=query)
    assert "query is too old" in await call.refusal("sendMessage", **late)


async def test_it_is_edited_and_deleted_by_its_own_id(playground, call, olena, chat, admin):
    """The methods want the receiver too, and answer true; buttons under it work."""
    sent = await call.result("sendMessage", **alone(admin, olena.person), reply_markup=KEYS)
    number = sent["ephemeral_message_id"]
    which = {
        "chat_id": admin.id,
        "receiver_user_id": olena.person["id"],
        "ephemeral_message_id": number,
    }
    async with await olena.enter(playground, "Us") as hers:
        assert await call.result("editEphemeralMessageText", **which, text="Hush") is True
        assert (await hers.hears()).text == "Hush"
        again = await call.refusal("editEphemeralMessageText", **which, text="Hush")
        assert "message is not modified" in again
        assert "text is empty" in await call.refusal("editEphemeralMessageText", **which)
        assert await call.result("editEphemeralMessageReplyMarkup", **which, reply_markup=KEYS)
        query = (await hers.do("tap", message_id=-number, data="m"))["query_id"]
        assert await call.result("answerCallbackQuery", callback_query_id=query)
        other = {**which, "receiver_user_id": chat.id}
        assert "not found" in await call.refusal("editEphemeralMessageText", **other, text="x")
        assert await call.result("deleteEphemeralMessage", **which) is True
        assert (await hers.notices("deleted"))["message_id"] == -number
    assert "not found" in await call.refusal("deleteEphemeralMessage", **which)


async def test_where_it_is_refused(call, olena, chat, admin):
    """Not in private, not to who isn't there, and not with what isn't built."""
    private = alone(admin, chat.person) | {"chat_id": chat.id}
    assert "BOT_NOT_ADMIN" in await call.refusal("sendMessage", **private)
    stranger = alone(admin, {"id": 1})
    assert "USER_NOT_PARTICIPANT" in await call.refusal("sendMessage", **stranger)
    replacing = alone(admin, olena.person, replace_callback_query_message=True)
    assert "does not support" in await call.refusal("sendMessage", **replacing)
    keys = {"keyboard": [[{"text": "x"}]]}
    refused = await call.refusal("sendMessage", **alone(admin, olena.person), reply_markup=keys)
    assert "does not support" in refused


async def test_a_command_that_only_the_bot_sees(playground, call, olena, chat, group):
    """Its menu says so; the bot may answer it alone for 15 seconds, without any rights."""
    menu = [{"command": "help", "description": "How to ask", "is_ephemeral": True}]
    scope = {"type": "chat", "chat_id": group.id}
    await call.result("setMyCommands", commands=menu, scope=scope)
    playground.world.updates.clear()
    clock = playground.world._clock = Clock()
    async with await olena.enter(playground, "Us") as hers:
        number = -await hers.tell("/help@VerbatimBot")
        assert number > 0
        await hers.tell("/start@VerbatimBot")
        heard, public = await call.result("getUpdates", timeout=1)
        message = heard["message"]
        assert (message["message_id"], message["ephemeral_message_id"]) == (0, number)
        assert (message["from"]["id"], message["receiver_user"]["id"]) == (
            olena.person["id"],
            playground.world.bot["id"],
        )
        assert "ephemeral_message_id" not in public["message"]
        reply = {"reply_parameters": {"ephemeral_message_id": number}}
        sent = await call.result("sendMessage", **alone(group, olena.person), **reply)
        assert sent["reply_to_message"]["ephemeral_message_id"] == number
        answer = await hers.hears()
        asked = -await hers.tell("And then?", reply_to=answer)
        (further,) = (await call.result("getUpdates", offset=public["update_id"] + 1))[-1:]
        assert further["message"]["reply_to_message"]["from"]["is_bot"]
        assert further["message"]["ephemeral_message_id"] == asked
        theirs = alone(group, chat.person)
        assert "BOT_NOT_ADMIN" in await call.refusal("sendMessage", **theirs, **reply)
        clock.advance(seconds=16)
        late = alone(group, olena.person)
        assert "BOT_NOT_ADMIN" in await call.refusal("sendMessage", **late, **reply)
        for_all = await call.refusal("sendMessage", chat_id=group.id, text="x", **reply)
        assert "does not support" in for_all
    seen = playground.world.events.since(0, {group.id}, chat.id)
    assert not any("/help" in str(one) for one in seen if one["kind"] == "message")
