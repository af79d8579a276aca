"""What messages are made of: markup, replies across chats, keyboards, inline results."""

from __future__ import annotations

import pytest
import telegram

from bot.playground.server import Playground
from bot.playground.world import inline, people, rooms
from bot.playground.world.chats import RIGHTS
from bot.playground.world.speech import Speaker
from tests.fakes.clock import Clock

URL = "https://example.org/a.png"
PLACE = {"latitude": 52.08, "longitude": 4.31}


@pytest.fixture
def room(playground, chat):
    """Found a supergroup of the person of `chat`, in which the bot has all rights."""
    room = rooms.found(playground.world, "supergroup", "Readers", chat)
    rooms.add_bot(playground.world, room, chat, rights=RIGHTS)
    playground.world.updates.clear()
    return room


async def test_markup_is_read_wherever_words_are(call, chat):
    """In texts, captions, questions, drafts: what is shown has no tags, and its entities."""
    html = {"parse_mode": "HTML"}
    here = {"chat_id": chat.id}
    sent = await call.result("sendMessage", **here, text="<b>a</b> /help", **html)
    assert sent["text"] == "a /help"
    assert [entity["type"] for entity in sent["entities"]] == ["bold", "bot_command"]
    photo = await call.result("sendPhoto", **here, photo=URL, caption="<i>a</i>", **html)
    assert photo["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1}]
    where = {**here, "message_id": sent["message_id"]}
    edited = await call.result("editMessageText", **where, text="__u__", parse_mode="MarkdownV2")
    assert edited["entities"][0]["type"] == "underline"
    assert await call.result("sendMessageDraft", **here, draft_id=1, text="<b>x</b>", **html)
    reason = await call.refusal("sendMessageDraft", **here, draft_id=1, text="<b>x", **html)
    assert "can't parse entities" in reason


async def test_lengths_count_after_markup_is_read(call, chat):
    """4,096 characters between tags are a message; one more is not."""
    params = {"chat_id": chat.id, "parse_mode": "HTML"}
    assert await call.result("sendMessage", **params, text=f"<b>{'x' * 4096}</b>")
    long = await call.refusal("sendMessage", **params, text=f"<b>{'x' * 4097}</b>")
    assert long == "Bad Request: message is too long"
    photo = await call.result("sendPhoto", **params, photo=URL, caption=f"<u>{'x' * 1024}</u>")
    assert len(photo["caption"]) == 1024


async def test_a_mention_names_a_user_of_this_world(call, chat):
    """By a link or an entity; a stranger's is dropped, as Telegram drops it."""
    html = {"chat_id": chat.id, "parse_mode": "HTML"}
    text = f'<a href="tg://user?id={chat.id}">you</a> <a href="tg://user?id=5">who</a>'
    sent = telegram.Message.de_json(await call.result("sendMessage", **html, text=text), None)
    assert [(e.type, e.user.first_name) for e in sent.entities] == [("text_mention", "Taras")]
    entity = {"type": "text_mention", "offset": 0, "length": 1}
    user = {"id": chat.id, "is_bot": False, "first_name": "Wrong"}
    sent = await call.result(
        "sendMessage", chat_id=chat.id, text="x", entities=[{**entity, "user": user}]
    )
    assert sent["entities"][0]["user"]["first_name"] == "Taras"


async def test_a_reply_to_another_chat_shows_what_it_answers(call, chat, room, playground):
    """Its origin, its chat and what was attached; a quotation is a part of it."""
    said = people.say(playground.world, room, "Where was the summit?", by=Speaker(chat))
    reply = {"chat_id": room.id, "message_id": said["message_id"]}
    sent = await call.result(
        "sendMessage",
        chat_id=chat.id,
        text="In The Hague",
        reply_parameters={**reply, "quote": "summit"},
    )
    read = telegram.Message.de_json(sent, None)
    assert read.external_reply.origin.sender_user.id == chat.id
    assert (read.external_reply.chat.id, read.reply_to_message) == (room.id, None)
    assert (read.quote.text, read.quote.position) == ("summit", 14)
    photo = people.attach(playground.world, room, "photo", by=Speaker(chat))
    reply["message_id"] = photo["message_id"]
    sent = await call.result("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert sent["external_reply"]["photo"] == photo["photo"]
    stranger = rooms.found(playground.world, "supergroup", "Others", chat)
    reply |= {"message_id": 99, "allow_sending_without_reply": True}
    reason = await call.refusal("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert reason == "Bad Request: message to be replied not found"
    reply["chat_id"] = stranger.id
    reason = await call.refusal("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert reason == "Forbidden: bot is not a member of the supergroup chat"


async def test_of_several_places_the_nearest_is_quoted(call, chat, playground):
    """A quotation that is in the message twice stands where quote_position points."""
    said = people.say(playground.world, chat, "one two one")
    for wanted, position in ((0, 0), (8, 8), (6, 8)):
        reply = {"message_id": said["message_id"], "quote": "one", "quote_position": wanted}
        sent = await call.result("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
        assert sent["quote"]["position"] == position


MARKED = "Poland spends 4.12% of GDP 🎉, more than Estonia"
MARKS = (
    {"type": "bold", "offset": 14, "length": 12},
    {"type": "italic", "offset": 20, "length": 2},
    {"type": "date_time", "offset": 27, "length": 2, "unix_time": 1},
    {"type": "url", "offset": 40, "length": 7},
)


@pytest.mark.parametrize(
    ("quote", "marks", "fits"),
    [
        ("Poland spends", [], True),
        ("4.12% of GDP", [MARKS[0] | {"offset": 0}, MARKS[1] | {"offset": 6}], True),
        ("4.12% of GDP", [MARKS[1] | {"offset": 6}, MARKS[0] | {"offset": 0}], True),
        ("4.12% of GDP", [MARKS[0] | {"offset": 0}], False),
        ("4.12% of GDP", [], False),
        ("spends 4.12%", [MARKS[0] | {"offset": 7, "length": 5}], True),
        ("spends 4.12%", [MARKS[0] | {"offset": 7, "length": 4}], False),
        ("Poland spends", [MARKS[0] | {"offset": 0, "length": 6}], False),
        ("🎉, more", [MARKS[2] | {"offset": 0}], True),
        ("🎉, more", [MARKS[2] | {"offset": 0, "unix_time": 2}], False),
        ("than Estonia", [{"type": "code", "offset": 5, "length": 7}], True),
        ("than  Estonia", [], False),
    ],
)
async def test_a_quotation_has_the_messages_own_marks(call, chat, playground, quote, marks, fits):
    """Bold is bold in both, a mark that goes beyond is cut; what a quotation can't have is left."""
    content = {"text": MARKED, "entities": list(MARKS)}
    said = people.send(playground.world, chat, content)
    reply = {"message_id": said["message_id"], "quote": quote, "quote_entities": marks}
    given = {"chat_id": chat.id, "text": "x", "reply_parameters": reply}
    if not fits:
        reason = await call.refusal("sendMessage", **given)
        assert reason == "Bad Request: QUOTE_TEXT_INVALID"
        return
    sent = await call.result("sendMessage", **given)
    place = MARKED.index(quote)
    assert sent["quote"]["position"] == place + (place > MARKED.index("🎉"))
    kept = [mark for mark in marks if mark["type"] != "code"]
    shown = sent["quote"].get("entities", [])
    assert sorted(map(str, shown)) == sorted(map(str, kept))


async def test_a_keyboard_takes_the_place_of_the_letters(call, chat, room, playground):
    """The page is told; the message does not have it, and a private chat may ask for more."""
    ask = {"text": "Phone", "request_contact": True}
    keys = {"keyboard": [["Yes", ask]], "one_time_keyboard": True}
    sent = await call.result("sendMessage", chat_id=chat.id, text="x", reply_markup=keys)
    assert "reply_markup" not in sent
    shown = [e for e in playground.world.events.since(0, [chat.id], chat.id) if e["kind"] == "keys"]
    assert shown[-1]["markup"]["keyboard"] == [[{"text": "Yes"}, ask]]
    reason = await call.refusal("sendMessage", chat_id=room.id, text="x", reply_markup=keys)
    assert reason == "Bad Request: phone number can be requested in private chats only"
    assert await call.result(
        "sendMessage", chat_id=room.id, text="x", reply_markup={"remove_keyboard": True}
    )


RESULTS = [
    ({"type": "photo", "photo_url": URL, "thumbnail_url": URL, "caption": "c"}, "photo"),
    ({"type": "gif", "gif_url": URL, "thumbnail_url": URL}, "animation"),
    ({"type": "mpeg4_gif", "mpeg4_url": URL, "thumbnail_url": URL}, "animation"),
    (
        {"type": "video", "video_url": URL, "mime_type": "video/mp4", "thumbnail_url": URL,
         "title": "T"}, "video",
    ),
    ({"type": "audio", "audio_url": URL, "title": "T"}, "audio"),
    ({"type": "voice", "voice_url": URL, "title": "T"}, "voice"),
    (
        {"type": "document", "document_url": URL, "mime_type": "application/pdf", "title": "T"},
        "document",
    ),
    ({"type": "location", **PLACE, "title": "T", "live_period": 60}, "location"),
    ({"type": "venue", **PLACE, "title": "T", "address": "A"}, "venue"),
    ({"type": "contact", "phone_number": "112", "first_name": "A"}, "contact"),
    (
        {"type": "article", "title": "T", "input_message_content": {**PLACE, "live_period": 60}},
        "location",
    ),
    (
        {"type": "article", "title": "T",
         "input_message_content": {**PLACE, "title": "T", "address": "A"}}, "venue",
    ),
    (
        {"type": "photo", "photo_url": URL, "thumbnail_url": URL,
         "input_message_content": {"message_text": "x"}}, "text",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("result", "kind"), RESULTS)
async def test_every_kind_of_result_is_sent_as_what_it_is(call, chat, playground, result, kind):
    """Files by address, places, contacts, and what an article says; PTB reads the message."""
    playground.world.inline = True
    query = inline.ask(playground.world, chat, "x")
    answer = {"inline_query_id": query, "results": [{**result, "id": "1"}]}
    assert await call.result("answerInlineQuery", **answer) is True
    sent = inline.choose(playground.world, query, "1", chat)
    assert kind in sent
    assert telegram.Message.de_json(sent, None).via_bot.username == "VerbatimBot"


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("photo", {"type": "photo"}), ("animation", {"type": "gif"}),
        ("animation", {"type": "mpeg4_gif"}), ("sticker", {"type": "sticker"}),
        ("video", {"type": "video", "title": "T"}), ("voice", {"type": "voice", "title": "T"}),
        ("document", {"type": "document", "title": "T"}), ("audio", {"type": "audio"}),
    ],
)  # fmt: skip
async def test_a_cached_result_is_the_file_itself(call, chat, playground, kind, result):
    """By the id of a file that was sent before; another kind's id is refused."""
    playground.world.inline = True
    method = f"send{kind.title()}"
    file = (await call.result(method, chat_id=chat.id, **{kind: URL}))[kind]
    file_id = (file[-1] if kind == "photo" else file)["file_id"]
    field = f"{result['type'].removesuffix('_gif')}_file_id"
    query = inline.ask(playground.world, chat, "x")
    results = [{**result, "id": "1", field: file_id}]
    await call.result("answerInlineQuery", inline_query_id=query, results=results)
    assert inline.choose(playground.world, query, "1", chat)[kind] == file
    query = inline.ask(playground.world, chat, "x")
    note = (await call.result("sendVideoNote", chat_id=chat.id, video_note=URL))["video_note"]
    results[0][field] = note["file_id"]
    wrong = await call.refusal("answerInlineQuery", inline_query_id=query, results=results)
    assert "can't use file of type VideoNote as" in wrong


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"type": "article", "id": "", "title": "T"}, "RESULT_ID_EMPTY"),
        ({"type": "article", "id": "x" * 65, "title": "T"}, "RESULT_ID_INVALID"),
        ({"type": "article", "title": " "}, "ARTICLE_TITLE_EMPTY"),
        (
            {"type": "photo", "photo_url": "ftp://a", "thumbnail_url": URL},
            "WEBDOCUMENT_URL_INVALID",
        ),
        (
            {"type": "document", "document_url": URL, "mime_type": "text/plain", "title": "T"},
            "unallowed MIME type specified",
        ),
        ({"type": "game", "game_short_name": "x"}, "does not support inline results that are"),
        ({"type": "location", **PLACE, "latitude": 91, "title": "T"}, "wrong latitude"),
        ({"type": "contact", "phone_number": "-", "first_name": "A"}, "valid phone number"),
    ],
)
async def test_a_wrong_result_is_refused(call, chat, playground, result, reason):
    """Ids, titles, addresses, types of files, places: each is told by name."""
    playground.world.inline = True
    if result["type"] == "article":
        result = {"input_message_content": {"message_text": "x"}, **result}
    query = inline.ask(playground.world, chat, "x")
    answer = {"inline_query_id": query, "results": [{"id": "1", **result}]}
    assert reason in await call.refusal("answerInlineQuery", **answer)


async def test_a_button_stands_above_the_results(call, chat, playground):
    """It leads to the bot or to a web app; not to both, nor to a wrong place."""
    playground.world.inline = True
    query = {"inline_query_id": inline.ask(playground.world, chat, "x"), "results": []}
    app = {"web_app": {"url": "https://example.org"}}
    for button, reason in (
        ({}, "web_app or start_parameter must be specified"),
        ({**app, "start_parameter": "a"}, "web_app or start_parameter must be specified"),
        ({"start_parameter": ""}, "can't use empty start_parameter"),
        ({"start_parameter": "x" * 65}, "too long start_parameter specified"),
        ({"start_parameter": "a b"}, "unallowed characters in start_parameter are used"),
        ({"web_app": {"url": "http://example.org"}}, "Only HTTPS links are allowed"),
    ):
        wrong = {"text": "More", **button}
        assert reason in await call.refusal("answerInlineQuery", **query, button=wrong)
    button = {"text": "More", "start_parameter": "a"}
    assert await call.result("answerInlineQuery", **query, button=button) is True


async def test_what_the_bot_keeps_about_itself(call, chat):
    """Menu buttons by person, the rights it asks for, the icons that topics may have."""
    app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.org"}}
    await call.result("setChatMenuButton", chat_id=chat.id, menu_button=app)
    assert await call.result("getChatMenuButton", chat_id=chat.id) == app
    assert await call.result("getChatMenuButton") == {"type": "commands"}
    app["text"] = " "
    assert "must be non-empty" in await call.refusal("setChatMenuButton", menu_button=app)
    asked = dict.fromkeys((await call.result("getMyDefaultAdministratorRights")), False)
    asked["can_pin_messages"] = True
    await call.result("setMyDefaultAdministratorRights", rights=asked)
    rights = await call.result("getMyDefaultAdministratorRights")
    assert telegram.ChatAdministratorRights.de_json(rights, None).can_pin_messages
    assert "can_post_messages" in await call.result(
        "getMyDefaultAdministratorRights", for_channels=True
    )
    icons = await call.result("getForumTopicIconStickers")
    read = [telegram.Sticker.de_json(icon, None) for icon in icons]
    ids = [sticker.custom_emoji_id for sticker in read]
    assert await call.result("getCustomEmojiStickers", custom_emoji_ids=[*ids, "1"]) == icons
    photos = await call.result("getUserProfilePhotos", user_id=chat.id)
    assert telegram.UserProfilePhotos.de_json(photos, None).total_count == 0


async def test_the_instance_is_closed_after_ten_minutes(call):
    """As documented, `close` is too early in the first ten minutes; `logOut` is not for here."""
    status, body = await call("close")
    assert (status, body["parameters"]["retry_after"] <= 600) == (429, True)
    assert "does not support the method logOut" in await call.refusal("logOut")
    clock = Clock()
    later = Playground(clock=clock)
    clock.advance(minutes=10)
    assert await later._bot_side.perform("close", {}, ()) is True
