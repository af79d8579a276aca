"""Edits of texts, media and live locations; of messages that were sent inline, too."""

from __future__ import annotations

import pytest
import telegram

from bot.playground.world import inline, people, rooms
from bot.playground.world.chats import RIGHTS
from bot.playground.world.speech import Speaker

KEYS = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
URL = "https://example.org/a"
ARTICLE = {
    "type": "article", "id": "1", "title": "T", "reply_markup": KEYS,
    "input_message_content": {"message_text": "<b>An</b> answer", "parse_mode": "HTML"},
}  # fmt: skip


@pytest.fixture
def elsewhere(playground, chat):
    """Found a group that the bot is not in."""
    playground.world.inline = True
    return rooms.found(playground.world, "supergroup", "Others", chat)


async def sent_inline(call, world, chat, place, result=ARTICLE):
    """Let a person send a result to a place; return the bot's update about it."""
    query = inline.ask(world, chat, "summit")
    inline.answer(world, query, [result], "")
    inline.choose(world, query, result["id"], place, Speaker(chat))
    return (await call.result("getUpdates"))[-1]["chosen_inline_result"]


async def test_a_message_sent_inline_is_edited_where_the_bot_is_not(
    call, chat, playground, elsewhere
):
    """The chosen result names the message; edits of it return true and change it there."""
    chosen = await sent_inline(call, playground.world, chat, elsewhere)
    where = {"inline_message_id": chosen["inline_message_id"]}
    number = max(elsewhere.messages)
    assert elsewhere.messages[number]["entities"][0]["type"] == "bold"
    assert await call.result("editMessageText", **where, text="New", reply_markup=KEYS) is True
    assert elsewhere.messages[number]["text"] == "New"
    again = await call.refusal("editMessageText", **where, text="New", reply_markup=KEYS)
    assert again.startswith("Bad Request: message is not modified")
    assert "no caption" in await call.refusal("editMessageCaption", **where, caption="x")
    assert await call.result("editMessageReplyMarkup", **where) is True
    assert "reply_markup" not in elsewhere.messages[number]
    gone = await call.refusal("editMessageText", inline_message_id="x", text="New")
    assert gone == "Bad Request: MESSAGE_ID_INVALID"


async def test_a_button_of_an_inline_message_names_it(call, chat, playground, elsewhere):
    """A press is a callback query with an inline_message_id in the place of the message."""
    chosen = await sent_inline(call, playground.world, chat, elsewhere)
    people.tap(playground.world, elsewhere, max(elsewhere.messages), "m", by=Speaker(chat))
    update = (await call.result("getUpdates"))[-1]
    query = telegram.Update.de_json(update, None).callback_query
    assert (query.message, query.data) == (None, "m")
    assert query.inline_message_id == chosen["inline_message_id"]
    bare = {**ARTICLE, "reply_markup": {"inline_keyboard": []}}
    assert "inline_message_id" not in await sent_inline(
        call, playground.world, chat, elsewhere, bare
    )


async def test_media_take_the_place_of_others(call, chat):
    """A photo becomes a video, a text gets a photo; a voice message stays one."""
    photo = await call.result("sendPhoto", chat_id=chat.id, photo=URL, caption="old")
    where = {"chat_id": chat.id, "message_id": photo["message_id"]}
    video = {"type": "video", "media": URL, "caption": "_new_", "parse_mode": "MarkdownV2"}
    edited = await call.result("editMessageMedia", **where, media=video)
    assert telegram.Message.de_json(edited, None).video.width == 1280
    assert ("photo" in edited, edited["caption"]) == (False, "new")
    assert edited["caption_entities"] == [{"type": "italic", "offset": 0, "length": 3}]
    text = await call.result("sendMessage", chat_id=chat.id, text="x")
    where["message_id"] = text["message_id"]
    edited = await call.result("editMessageMedia", **where, media={"type": "photo", "media": URL})
    assert "text" not in edited
    assert len(edited["photo"]) == 3
    for kind in ("sticker", "voice_note", "location"):
        media = {"type": kind, "media": URL, "latitude": 1, "longitude": 1}
        wanted = {"location": ("latitude", "longitude")}.get(kind, ("media",))
        media = {"type": kind, **{name: media[name] for name in wanted}}
        reason = await call.refusal("editMessageMedia", **where, media=media)
        assert reason == f'Bad Request: can\'t parse InputMedia: type "{kind}" is unsupported'
    voice = await call.result("sendVoice", chat_id=chat.id, voice=URL)
    where["message_id"] = voice["message_id"]
    reason = await call.refusal("editMessageMedia", **where, media=video)
    assert reason == "Bad Request: message media can't be edited"


async def test_a_live_location_moves_until_it_is_stopped(call, chat, playground):
    """It is edited while it lives; one that was sent to stay, or has been stopped, is not."""
    here = {"latitude": 52.08, "longitude": 4.31}
    sent = await call.result("sendLocation", chat_id=chat.id, **here, live_period=60, heading=90)
    assert sent["location"]["live_period"] == 60
    where = {"chat_id": chat.id, "message_id": sent["message_id"]}
    moved = await call.result("editMessageLiveLocation", **where, latitude=53, longitude=5)
    assert moved["location"] == {"latitude": 53, "longitude": 5, "live_period": 60}
    stopped = await call.result("stopMessageLiveLocation", **where, reply_markup=KEYS)
    assert "live_period" not in stopped["location"]
    over = "Bad Request: message can't be edited"
    assert await call.refusal("stopMessageLiveLocation", **where) == over
    still = await call.result("sendLocation", chat_id=chat.id, **here)
    where["message_id"] = still["message_id"]
    assert await call.refusal("editMessageLiveLocation", **where, **here) == over
    for wrong in ({"live_period": 59}, {"heading": 5}, {"horizontal_accuracy": 1501}):
        reason = await call.refusal("sendLocation", chat_id=chat.id, **here, **wrong)
        assert next(iter(wrong)) in reason


async def test_an_album_is_sent_edited_and_forwarded_as_one(call, chat, playground):
    """Its messages share a number, which a forward of them renews; kinds do not mix."""
    photo = {"type": "photo", "media": URL}
    both = [{**photo, "caption": "<b>x</b>", "parse_mode": "HTML"}, {"type": "video", "media": URL}]
    sent = await call.result("sendMediaGroup", chat_id=chat.id, media=both)
    first, second = [telegram.Message.de_json(message, None) for message in sent]
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption) == ("x", None)
    where = {"chat_id": chat.id, "message_id": second.message_id}
    document = {"type": "document", "media": URL}
    reason = await call.refusal("editMessageMedia", **where, media=document)
    assert reason == "Bad Request: can't change media type in the album"
    edited = await call.result("editMessageMedia", **where, media=photo)
    assert edited["media_group_id"] == first.media_group_id
    room = rooms.found(playground.world, "supergroup", "Readers", chat)
    rooms.add_bot(playground.world, room, chat, rights=RIGHTS)
    ids = [first.message_id, second.message_id]
    several = {"chat_id": room.id, "from_chat_id": chat.id, "message_ids": ids}
    for method in ("forwardMessages", "copyMessages"):
        new = [room.messages[m["message_id"]] for m in await call.result(method, **several)]
        groups = {message["media_group_id"] for message in new}
        assert len(groups) == 1
        assert first.media_group_id not in groups


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": URL}] * 11, "too many messages to send as an album"),
        ([{"type": "photo", "media": URL}], "an album must include 2-10 items"),
        ([{"type": "photo", "media": "attach://a"}] * 2, "media not found"),
        (
            [{"type": "photo", "media": URL}, {"type": "document", "media": URL}],
            "document can't be mixed with other media types",
        ),
        (
            [{"type": "audio", "media": URL}, {"type": "video", "media": URL}],
            "audio can't be mixed with other media types",
        ),
        (
            [
                {"type": "photo", "media": URL, "show_caption_above_media": above}
                for above in (True, False)
            ],
            "parameter show_caption_above_media must be the same for all messages",
        ),
        ([{"type": "photo", "media": URL, "caption": "x" * 1025}] * 2, "caption is too long"),
        ([{"type": "photo", "media": "x"}] * 2, "wrong file identifier/HTTP URL specified"),
    ],
)
async def test_a_wrong_album_is_refused_whole(call, chat, media, reason):
    """Its size, what is in it, its captions: nothing of it is sent."""
    before = len(chat.messages)
    assert reason in await call.refusal("sendMediaGroup", chat_id=chat.id, media=media)
    assert len(chat.messages) == before
