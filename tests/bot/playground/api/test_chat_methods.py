"""Methods for media, forwards, pins, members, topics and inline mode, over HTTP."""

from __future__ import annotations

import pytest
import telegram

from bot.playground.world import inline, people, rooms
from bot.playground.world.chats import RIGHTS
from bot.playground.world.speech import Speaker

KEYS = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}


@pytest.fixture
def room(playground, chat):
    """Found a supergroup of the person of `chat`, in which the bot has all rights."""
    room = rooms.found(playground.world, "supergroup", "Readers", chat)
    rooms.add_bot(playground.world, room, chat, rights=RIGHTS)
    playground.world.updates.clear()
    return room


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("sendPhoto", "photo"), ("sendDocument", "document"), ("sendVideo", "video"),
        ("sendAnimation", "animation"), ("sendAudio", "audio"), ("sendVoice", "voice"),
        ("sendVideoNote", "video_note"), ("sendSticker", "sticker"),
    ],
)  # fmt: skip
async def test_a_file_is_sent_and_sent_again(call, chat, method, kind):
    """A file by URL gets an object that PTB reads; its file_id sends it again, and is a File."""
    sent = await call.result(method, chat_id=chat.id, **{kind: "https://example.org/a"})
    read = telegram.Message.de_json(sent, None)
    attached = read.effective_attachment
    file_id = (attached[-1] if kind == "photo" else attached).file_id
    again = await call.result(method, chat_id=chat.id, **{kind: file_id})
    assert again[kind] == sent[kind]
    file = await call.result("getFile", file_id=file_id)
    assert telegram.File.de_json(file, None).file_path
    wrong = await call.refusal(method, chat_id=chat.id, **{kind: "nothing"})
    assert wrong == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_captions_are_held_to_their_limits_and_edited(call, chat):
    """1,024 characters, entities checked; an edit needs a message that may have a caption."""
    photo = {"chat_id": chat.id, "photo": "https://example.org/a.png"}
    assert await call.refusal("sendPhoto", **photo, caption="x" * 1025) == (
        "Bad Request: message caption is too long"
    )
    sent = await call.result("sendPhoto", **photo, caption="old", reply_markup=KEYS)
    where = {"chat_id": chat.id, "message_id": sent["message_id"]}
    edited = await call.result("editMessageCaption", **where, caption="new")
    assert (edited["caption"], "reply_markup" in edited) == ("new", False)
    assert "no text in the message" in await call.refusal("editMessageText", **where, text="x")
    text = await call.result("sendMessage", chat_id=chat.id, text="x")
    where["message_id"] = text["message_id"]
    assert "no caption in the message" in await call.refusal("editMessageCaption", **where)


async def test_places_contacts_and_dice_are_read_by_ptb(call, chat):
    """Each has its own content; wrong ones are refused."""
    here = {"chat_id": chat.id, "latitude": 52.08, "longitude": 4.31}
    assert (await call.result("sendLocation", **here))["location"]["latitude"] == 52.08
    venue = await call.result("sendVenue", **here, title="World Forum", address="The Hague")
    assert telegram.Message.de_json(venue, None).venue.title == "World Forum"
    contact = await call.result("sendContact", chat_id=chat.id, phone_number="1", first_name="A")
    assert contact["contact"]["first_name"] == "A"
    dice = await call.result("sendDice", chat_id=chat.id)
    assert 1 <= dice["dice"]["value"] <= 6
    assert "dice" in await call.refusal("sendDice", chat_id=chat.id, emoji="x")
    here["latitude"] = 91
    assert "latitude" in await call.refusal("sendLocation", **here)


async def test_forwards_name_their_origin_and_copies_do_not(call, chat, room, playground):
    """A forward tells whose it was; a copy is the bot's; what is protected is neither."""
    said = people.say(playground.world, room, "news", by=Speaker(chat))
    where = {"from_chat_id": room.id, "message_id": said["message_id"]}
    forward = await call.result("forwardMessage", chat_id=chat.id, **where)
    origin = telegram.Message.de_json(forward, None).forward_origin
    assert (origin.sender_user.id, forward["text"]) == (chat.id, "news")
    copy = await call.result("copyMessage", chat_id=chat.id, **where, reply_markup=KEYS)
    assert set(copy) == {"message_id"}
    kept = chat.messages[copy["message_id"]]
    assert (kept["text"], kept["reply_markup"], kept.get("forward_origin")) == ("news", KEYS, None)
    shut = await call.result("sendMessage", chat_id=room.id, text="x", protect_content=True)
    ids = [said["message_id"], 999]
    several = {"chat_id": chat.id, "from_chat_id": room.id, "message_ids": ids}
    assert len(await call.result("forwardMessages", **several)) == 1
    assert len(await call.result("copyMessages", **several)) == 1
    several["message_ids"] = ids[::-1]
    assert "increasing order" in await call.refusal("copyMessages", **several)
    where["message_id"] = shut["message_id"]
    assert await call.refusal("forwardMessage", chat_id=chat.id, **where) == (
        "Bad Request: the message can't be forwarded"
    )
    where["message_id"] = 999
    assert await call.refusal("copyMessage", chat_id=chat.id, **where) == (
        "Bad Request: message to copy not found"
    )


async def test_pins_are_told_and_undone(call, chat, room):
    """The newest pin is the chat's; a service message says so; unpinning undoes one or all."""
    for place in (chat, room):
        sent = await call.result("sendMessage", chat_id=place.id, text="x")
        where = {"chat_id": place.id, "message_id": sent["message_id"]}
        assert await call.result("pinChatMessage", **where) is True
        info = telegram.ChatFullInfo.de_json(await call.result("getChat", chat_id=place.id), None)
        assert info.pinned_message.message_id == sent["message_id"]
        assert place.messages[max(place.messages)]["pinned_message"]["text"] == "x"
        assert await call.result("unpinChatMessage", chat_id=place.id) is True
        reason = await call.refusal("unpinChatMessage", chat_id=place.id)
        assert reason == "Bad Request: message to unpin not found"
        await call.result("pinChatMessage", **where)
        await call.result("unpinAllChatMessages", chat_id=place.id)
        assert "pinned_message" not in await call.result("getChat", chat_id=place.id)


async def test_members_are_told_and_removed(call, chat, room, playground):
    """Members by status; a banned one is out and may be let in again; an owner can't be banned."""
    taras = playground.world.join("Oleh")
    rooms.add(playground.world, room, taras)
    one = {"chat_id": room.id, "user_id": taras.id}
    assert (await call.result("getChatMember", **one))["status"] == "member"
    assert await call.result("getChatMemberCount", chat_id=room.id) == 3
    admins = await call.result("getChatAdministrators", chat_id=room.id)
    read = [telegram.ChatMember.de_json({"can_react_to_messages": True, **a}, None) for a in admins]
    assert [admin.status for admin in read] == ["creator", "administrator"]
    assert await call.result("banChatMember", **one) is True
    assert (await call.result("getChatMember", **one))["status"] == "kicked"
    assert await call.result("unbanChatMember", **one) is True
    assert (await call.result("getChatMember", **one))["status"] == "left"
    owner = await call.refusal("banChatMember", chat_id=room.id, user_id=chat.id)
    assert owner == "Bad Request: can't remove chat owner"
    nobody = await call.refusal("getChatMember", chat_id=room.id, user_id=5)
    assert nobody == "Bad Request: member not found"
    assert await call.result("leaveChat", chat_id=room.id) is True
    gone = await call.refusal("sendMessage", chat_id=room.id, text="x")
    assert gone == "Forbidden: bot is not a member of the supergroup chat"


async def test_without_a_right_nothing_is_changed(call, chat, room, playground):
    """A mere member changes neither title nor pins nor members nor topics."""
    rooms.make_forum(room)
    rooms.add_bot(playground.world, room, chat)
    said = people.say(playground.world, room, "x", by=Speaker(chat))
    for method, params in (
        ("setChatTitle", {"title": "x"}),
        ("setChatDescription", {"description": "x"}),
        ("pinChatMessage", {"message_id": said["message_id"]}),
        ("banChatMember", {"user_id": chat.id}),
        ("createForumTopic", {"name": "x"}),
        ("hideGeneralForumTopic", {}),
    ):
        reason = await call.refusal(method, chat_id=room.id, **params)
        assert reason.startswith("Bad Request: not enough rights to "), method
    theirs = await call.refusal("deleteMessage", chat_id=room.id, message_id=said["message_id"])
    assert theirs == "Bad Request: message can't be deleted"


async def test_a_title_and_a_description_are_changed(call, room):
    """The title with a service message; both within their limits."""
    await call.result("setChatTitle", chat_id=room.id, title="Writers")
    await call.result("setChatDescription", chat_id=room.id, description="All of them")
    info = await call.result("getChat", chat_id=room.id)
    assert (info["title"], info["description"]) == ("Writers", "All of them")
    assert room.messages[max(room.messages)]["new_chat_title"] == "Writers"
    assert "longer than 128" in await call.refusal("setChatTitle", chat_id=room.id, title="x" * 129)


async def test_the_bot_keeps_a_forum(call, room):
    """A topic is opened, written to, renamed, closed, reopened and deleted with its messages."""
    nothing = await call.refusal("createForumTopic", chat_id=room.id, name="Budget")
    assert nothing == "Bad Request: the chat is not a forum"
    rooms.make_forum(room)
    topic = await call.result("createForumTopic", chat_id=room.id, name="Budget")
    read = telegram.ForumTopic.de_json(topic, None)
    where = {"chat_id": room.id, "message_thread_id": read.message_thread_id}
    sent = await call.result("sendMessage", **where, text="here")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (read.message_thread_id, True)
    assert await call.result("editForumTopic", **where, name="Money") is True
    assert "NOT_MODIFIED" in await call.refusal("editForumTopic", **where, name="Money")
    assert await call.result("closeForumTopic", **where) is True
    assert "NOT_MODIFIED" in await call.refusal("closeForumTopic", **where)
    assert await call.result("reopenForumTopic", **where) is True
    await call.result("pinChatMessage", chat_id=room.id, message_id=sent["message_id"])
    assert await call.result("unpinAllForumTopicMessages", **where) is True
    assert room.pinned == []
    assert await call.result("deleteForumTopic", **where) is True
    assert sent["message_id"] not in room.messages
    gone = await call.refusal("sendMessage", **where, text="x")
    assert gone == "Bad Request: message thread not found"
    general = {"chat_id": room.id}
    assert await call.result("editGeneralForumTopic", **general, name="All") is True
    assert await call.result("hideGeneralForumTopic", **general) is True
    assert room.topics[1].closed
    assert await call.result("unhideGeneralForumTopic", **general) is True
    assert await call.result("reopenGeneralForumTopic", **general) is True
    assert await call.result("closeGeneralForumTopic", **general) is True
    assert await call.result("unpinAllGeneralForumTopicMessages", **general) is True


def article(number, text="An answer"):
    said = {"message_text": text}
    return {"type": "article", "id": number, "title": "T", "input_message_content": said}


async def test_an_inline_result_is_offered_chosen_and_seen(call, chat, room, playground):
    """A query becomes an update, its results are shown once, the chosen one is sent via the bot."""
    world = playground.world
    world.inline = True
    asked = inline.ask(world, chat, "summit")
    query = telegram.Update.de_json((await call.result("getUpdates"))[-1], None).inline_query
    assert (query.id, query.query, query.from_user.id) == (asked, "summit", chat.id)
    answer = {"inline_query_id": asked}
    for results, reason in (
        ([article(str(n)) for n in range(51)], "too many inline query results"),
        ([article("a"), article("a")], "RESULT_ID_DUPLICATE"),
        ([article("é" * 33)], "RESULT_ID_INVALID"),
        ([article("a", " ")], "text must be non-empty"),
        ([article("a", 5)], "must be of type String"),
    ):
        assert reason in await call.refusal("answerInlineQuery", **answer, results=results)
    assert await call.result("answerInlineQuery", **answer, results=[article("a")]) is True
    assert "too old" in await call.refusal("answerInlineQuery", **answer, results=[])
    inline.choose(world, asked, "a", room, Speaker(chat))
    sent, chosen = (await call.result("getUpdates"))[-2:]
    assert sent["message"]["via_bot"]["username"] == "VerbatimBot"
    assert chosen["chosen_inline_result"]["query"] == "summit"


async def test_a_group_that_moved_names_its_new_id(call, chat, playground):
    """400 with migrate_to_chat_id, as PTB's ChatMigrated wants it."""
    group = rooms.found(playground.world, "group", "Readers", chat)
    rooms.add_bot(playground.world, group, chat)
    new = rooms.migrate(playground.world, group)
    async with telegram.Bot(
        call.base.rpartition("bot")[2], base_url=call.base[: -len(playground.token)]
    ) as bot:
        with pytest.raises(telegram.error.ChatMigrated) as moved:
            await bot.send_message(group.id, "x")
        assert moved.value.new_chat_id == new.id
        assert (await bot.send_message(new.id, "x")).chat.type == "supergroup"
