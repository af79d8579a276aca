"""What the request of each method is about: made on the stage when it is asked for."""

from __future__ import annotations

from bot.playground.world.chats import RIGHTS, rights_of
from tests.reliability import values
from tests.reliability.results import result_of
from tests.reliability.stage import SCHEMA, WORDS

MEDIA = ("photo", "video", "animation", "audio", "document")
SENT = (
    "sendMessage", "sendPhoto", "sendDocument", "sendVideo", "sendAnimation", "sendAudio",
    "sendVoice", "sendVideoNote", "sendSticker", "sendVenue", "sendContact", "sendDice",
    "sendLocation", "sendMediaGroup", "sendPoll", "sendChatAction", "copyMessage", "copyMessages",
    "forwardMessage", "forwardMessages",
)  # fmt: skip
# Parameters that a method's target gives, or leaves out on purpose, beside those of all methods.
ALONE = {
    "sendPoll": ("open_period", "allows_multiple_answers", "is_anonymous"),
    "editMessageMedia": ("reply_markup",),
    "editMessageLiveLocation": ("live_period",),
    "createChatInviteLink": ("creates_join_request", "member_limit"),
    "editChatInviteLink": ("creates_join_request", "member_limit"),
    "setWebhook": ("allowed_updates",),
    "unpinChatMessage": ("message_id",),
    "setChatMenuButton": ("chat_id", "menu_button"),
    "getChatMenuButton": ("chat_id",),
    "copyMessage": ("caption",),
    "answerInlineQuery": ("button",),
    "setMyDefaultAdministratorRights": (),
    "editForumTopic": ("name", "icon_custom_emoji_id"),
    "getUpdates": ("offset",),
    "promoteChatMember": tuple(RIGHTS),
}


def _where(stage, rng):
    chat = rng.choice(stage.chats)
    where = {"chat_id": chat.id}
    if chat is stage.forum and rng.random() < 0.7:
        where["message_thread_id"] = stage.topic()
    return where


def _text(stage, rng):
    if rng.random() < 0.8:
        return _where(stage, rng)
    chat = rng.choice((stage.basic, stage.group, stage.forum))
    return {
        "chat_id": chat.id,
        "ephemeral_message_parameters": {"receiver_user_id": stage.private.id},
        "reply_markup": values.inline_keyboard(rng, private=False),
    }


def _own(stage, rng, **more):
    chat = rng.choice(stage.chats)
    return {"chat_id": chat.id, "message_id": stage.sent(chat, **more)}


def _any_message(stage, rng):
    chat = rng.choice(stage.chats)
    return {"chat_id": chat.id, "message_id": rng.choice((stage.sent, stage.said))(chat)}


def _edit(stage, rng, make, article=None):
    """Return a message of the bot to edit: its own, or one sent inline."""
    if article is not None and rng.random() < 0.3:
        return {"inline_message_id": stage.inline_message(**article)}
    return {"chat_id": stage.private.id, "message_id": make()}


_ARTICLE = {"type": "article", "title": "T", "input_message_content": {"message_text": WORDS}}
_PHOTO = {"type": "photo", "photo_url": values.URL, "thumbnail_url": values.URL}
_PLACE = {
    "type": "location", "latitude": 52.0, "longitude": 4.0, "title": "Here", "live_period": 600,
}  # fmt: skip


def _edit_text(stage, rng):
    return _edit(stage, rng, lambda: stage.sent(stage.private), _ARTICLE) | {"text": "Changed"}


def _edit_caption(stage, rng):
    return _edit(stage, rng, lambda: stage.file("photo")["message_id"], _PHOTO) | {
        "caption": f"Changed {rng.random()}"
    }


def _edit_markup(stage, rng):
    target = _edit(stage, rng, lambda: stage.sent(stage.private), _ARTICLE)
    return target | {"reply_markup": values.inline_keyboard(rng, private=True)}


def _edit_media(stage, rng):
    def make():
        return rng.choice((stage.file("photo")["message_id"], stage.sent(stage.private)))

    return _edit(stage, rng, make, _PHOTO) | {"media": _media(stage, rng, rng.choice(MEDIA))}


def _media(stage, rng, kind, *, above=None):
    source = rng.choice(("attach://upload", values.URL, stage.file_id(kind)))
    media = {"type": kind, "media": source}
    if rng.random() < 0.5:
        values.add_words(rng, media, "caption", 1024, entities="caption_entities")
    if kind in ("video", "audio") and rng.random() < 0.5:
        media["duration"] = rng.randint(0, 600)
    if kind in ("photo", "video") and above is not None:
        media["show_caption_above_media"] = above
    return media


def _live(stage, rng):
    def make():
        sent = stage.result(
            "sendLocation", chat_id=stage.private.id, latitude=1, longitude=2, live_period=600
        )
        return sent["message_id"]

    return _edit(stage, rng, make, _PLACE)


def _move(stage, rng):
    return _live(stage, rng) | {"latitude": rng.uniform(3, 90), "longitude": 3.5}


def _album(stage, rng):
    kinds = rng.choice((("photo", "video"), ("document",), ("audio",)))
    above = rng.random() < 0.5
    size = rng.choice((2, 3, 10))
    media = [_media(stage, rng, rng.choice(kinds), above=above) for _ in range(size)]
    return _where(stage, rng) | {"media": media}


def _poll(stage, rng):
    given = _where(stage, rng)
    channel = given["chat_id"] == stage.channel.id
    size = rng.choice((1, 2, 12))
    options = []
    for _ in range(size):
        option = {}
        values.add_words(rng, option, "text", 100, mode="text_parse_mode", entities="text_entities")
        options.append(option)
    given["options"] = options
    if not channel and rng.random() < 0.5:
        given["is_anonymous"] = False
    if channel and rng.random() < 0.5:
        given["members_only"] = True
    if rng.random() < 0.4:
        correct = sorted(rng.sample(range(size), rng.randint(1, size)))
        given |= {"type": "quiz", "correct_option_ids": correct, "explanation": "x" * 200}
        if len(correct) > 1:
            given["allows_multiple_answers"] = True
    elif rng.random() < 0.5:
        given |= {"type": "regular", "allows_multiple_answers": True}
    when = rng.choice(("never", "open_period", "close_date"))
    if when != "never":
        seconds = rng.choice((5, 600, 2_628_000))
        given[when] = seconds if when == "open_period" else stage.world.now() + seconds
    return given


def _stop(stage, rng):
    chat = rng.choice(stage.chats)
    options = [{"text": "Yes"}, {"text": "No"}]
    sent = stage.result("sendPoll", chat_id=chat.id, question="Is it?", options=options)
    return {"chat_id": chat.id, "message_id": sent["message_id"]}


def _resent(stage, rng):
    source = rng.choice(stage.chats)
    return _where(stage, rng) | {"from_chat_id": source.id, "message_id": stage.sent(source)}


def _resent_several(stage, rng):
    source = rng.choice(stage.chats)
    numbers = [stage.sent(source) for _ in range(rng.choice((1, 3)))]
    return _where(stage, rng) | {"from_chat_id": source.id, "message_ids": [*numbers, 10**6]}


def _copied(stage, rng):
    source = rng.choice(stage.chats)
    number = stage.file("photo", source)["message_id"]
    given = _where(stage, rng) | {"from_chat_id": source.id, "message_id": number}
    if rng.random() < 0.5:
        values.add_words(rng, given, "caption", 1024, entities="caption_entities")
    return given


def _deleted(stage, rng):
    chat = rng.choice(stage.chats)
    return {"chat_id": chat.id, "message_ids": [stage.sent(chat), stage.said(chat), 10**6]}


def _reaction(stage, rng):
    reaction = [{"type": "emoji", "emoji": rng.choice(values.EMOJI)}]
    return _any_message(stage, rng) | rng.choice(({}, {"reaction": reaction}, {"reaction": []}))


def _of_person(stage, rng):
    given = {"chat_id": stage.group.id, "user_id": stage.newcomer(stage.group).id}
    if rng.random() < 0.3:
        del given["user_id"]
        given["actor_chat_id"] = stage.channel.id
    return given


def _room(*names):
    def target(stage, rng):
        return {"chat_id": getattr(stage, rng.choice(names)).id}

    return target


def _member(*names):
    def target(stage, rng):
        room = getattr(stage, rng.choice(names))
        return {"chat_id": room.id, "user_id": stage.newcomer(room).id}

    return target


def _left(stage, rng):
    room = stage._found("supergroup", "For a while")
    return {"chat_id": room.id}


def _promoted(stage, rng):
    given = _member("group", "forum", "channel")(stage, rng)
    room = stage.world.chat(given["chat_id"])
    return given | {name: rng.random() < 0.5 for name in rights_of(room.kind)}


def _titled(stage, rng):
    return {
        "chat_id": stage.group.id,
        "user_id": stage.promoted(stage.group).id,
        "custom_title": rng.choice(("", "Desk", "x" * 16)),
    }


def _tagged(stage, rng):
    return _member("basic", "group", "forum")(stage, rng) | {"tag": rng.choice(("", "Reader"))}


def _sender_chat(stage, rng):
    other = stage._found("channel", "Another")
    return {"chat_id": stage.forum.id, "sender_chat_id": other.id}


def _link(stage, rng, **link):
    room = rng.choice(stage.rooms)
    made = stage.result("createChatInviteLink", chat_id=room.id, **link)
    return {"chat_id": room.id, "invite_link": made["invite_link"]}


def _invited(stage, rng):
    way = rng.choice(({}, {"creates_join_request": True}, {"member_limit": 99_999}))
    return {"chat_id": rng.choice(stage.rooms).id, **way}


def _edit_link(stage, rng):
    return _link(stage, rng) | rng.choice(({"creates_join_request": True}, {"member_limit": 1}))


def _asking(stage, rng):
    room = rng.choice(stage.rooms)
    return {"chat_id": room.id, "user_id": stage.asking(room).id}


def _photo(stage, rng):
    room = rng.choice(stage.rooms)
    stage.result("setChatPhoto", chat_id=room.id, photo="attach://upload")
    return {"chat_id": room.id}


def _pinned(stage, rng):
    given = _own(stage, rng)
    stage.result("pinChatMessage", **given)
    return given if rng.random() < 0.5 else {"chat_id": given["chat_id"]}


def _topic(**state):
    def target(stage, rng):
        return {"chat_id": stage.forum.id, "message_thread_id": stage.topic(**state)}

    return target


def _edit_topic(stage, rng):
    changes = ({"name": "x" * 128}, {"icon_custom_emoji_id": "5357001"}, {"name": "Money"})
    return _topic()(stage, rng) | rng.choice(changes)


def _general(**state):
    """Bring the general topic into a state: open or closed, shown or hidden."""

    def target(stage, rng):
        general = stage.forum.topics[1]
        for name, value in state.items():
            setattr(general, name, value)
        return {"chat_id": stage.forum.id}

    return target


def _edit_general(stage, rng):
    return {"chat_id": stage.forum.id, "name": f"General {rng.randrange(10**6)}"}


def _new_title(stage, rng):
    return {"chat_id": rng.choice(stage.rooms).id, "title": values.text_of(rng, 128)}


def _new_description(stage, rng):
    room = rng.choice(stage.rooms)
    return {"chat_id": room.id, "description": f"{rng.randrange(10**6)}"}


def _commands(stage, rng):
    size = rng.choice((0, 1, 100))
    command = {"command": rng.choice(("help", "/start", "x" * 32)), "description": "d" * 256}
    return {"commands": [command] * size, **_scope(stage, rng)}


def _scope(stage, rng):
    room, person = stage.group.id, stage.private.id
    scopes = (
        {"type": "default"}, {"type": "all_private_chats"}, {"type": "all_group_chats"},
        {"type": "all_chat_administrators"}, {"type": "chat", "chat_id": person},
        {"type": "chat", "chat_id": "@the_newsroom"},
        {"type": "chat_administrators", "chat_id": room},
        {"type": "chat_member", "chat_id": room, "user_id": person},
    )  # fmt: skip
    return rng.choice(({}, {"scope": rng.choice(scopes)}))


def _menu(stage, rng):
    button = rng.choice(
        (
            {"type": "default"}, {"type": "commands"},
            {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.org/app"}},
        )
    )  # fmt: skip
    return rng.choice(({}, {"chat_id": stage.private.id})) | rng.choice(
        ({}, {"menu_button": button})
    )


def _webhook(stage, rng):
    kinds = rng.choice(({}, {"allowed_updates": []}, {"allowed_updates": ["message", "poll"]}))
    # A port that nothing listens at: what is delivered is tried again later, by the clock.
    return {"url": rng.choice(("", "http://127.0.0.1:9/hook?a=b")), **kinds}


def _poller(stage, rng):
    stage.world.updates.send_to(None)
    stage.said(stage.private)
    return {"timeout": 0, "offset": rng.choice((0, -1, 1))}


def _inline(stage, rng):
    size = rng.choice((0, 1, 5, 50))
    given = {
        "inline_query_id": stage.inline_query(),
        "results": [result_of(stage, rng, str(number)) for number in range(size)],
    }
    button = rng.choice(
        ({"start_parameter": "a" * 64}, {"web_app": {"url": "https://example.org/app"}})
    )
    return given | rng.choice(({}, {"button": {"text": "More", **button}}))


def _guest(stage, rng):
    return {"guest_query_id": stage.summons(), "result": result_of(stage, rng, "1")}


def _callback(stage, rng):
    return {"callback_query_id": stage.callback_query()}


def _get_file(stage, rng):
    return {"file_id": stage.file_id(rng.choice(("photo", "document", "voice", "sticker")))}


def _people_chat(stage, rng):
    return {"chat_id": stage.private.id, "draft_id": rng.randint(1, 9)}


def _rights(stage, rng):
    kinds = ({}, {"rights": values.thing(rng, "ChatAdministratorRights")})
    return rng.choice(kinds)


_ROOMS = ("basic", "group", "forum", "channel")
_WIDE = ("group", "forum", "channel")

TARGETS = {
    **dict.fromkeys(SENT, _where),
    "sendMessage": _text,
    "sendMediaGroup": _album,
    "sendPoll": _poll,
    "stopPoll": _stop,
    "forwardMessage": _resent,
    "forwardMessages": _resent_several,
    "copyMessage": _copied,
    "copyMessages": _resent_several,
    "sendMessageDraft": _people_chat,
    "editEphemeralMessageText": lambda stage, _: stage.ephemeral() | {"text": "Changed"},
    "editEphemeralMessageReplyMarkup": lambda stage, rng: (
        stage.ephemeral() | {"reply_markup": values.inline_keyboard(rng, private=False)}
    ),
    "deleteEphemeralMessage": lambda stage, _: stage.ephemeral(),
    "editMessageText": _edit_text,
    "editMessageCaption": _edit_caption,
    "editMessageReplyMarkup": _edit_markup,
    "editMessageMedia": _edit_media,
    "editMessageLiveLocation": _move,
    "stopMessageLiveLocation": _live,
    "deleteMessage": _any_message,
    "deleteMessages": _deleted,
    "setMessageReaction": _reaction,
    "deleteMessageReaction": lambda stage, rng: (
        _of_person(stage, rng) | {"message_id": stage.said(stage.group)}
    ),
    "deleteAllMessageReactions": _of_person,
    "getChat": lambda stage, rng: {"chat_id": rng.choice(stage.chats).id},
    "getChatMember": _member(*_ROOMS),
    "getChatMemberCount": lambda stage, rng: {"chat_id": rng.choice(stage.chats).id},
    "getChatAdministrators": _room(*_ROOMS),
    "getUserProfilePhotos": lambda stage, _: {"user_id": stage.private.id},
    "leaveChat": _left,
    "banChatMember": _member(*_ROOMS),
    "unbanChatMember": _member(*_WIDE),
    "restrictChatMember": _member("group", "forum"),
    "promoteChatMember": _promoted,
    "setChatAdministratorCustomTitle": _titled,
    "setChatMemberTag": _tagged,
    "setChatPermissions": _room("basic", "group", "forum"),
    "banChatSenderChat": _sender_chat,
    "unbanChatSenderChat": _sender_chat,
    "exportChatInviteLink": _room(*_ROOMS),
    "createChatInviteLink": _invited,
    "editChatInviteLink": _edit_link,
    "revokeChatInviteLink": _link,
    "approveChatJoinRequest": _asking,
    "declineChatJoinRequest": _asking,
    "setChatTitle": _new_title,
    "setChatDescription": _new_description,
    "setChatPhoto": _room(*_ROOMS),
    "deleteChatPhoto": _photo,
    "pinChatMessage": _any_message,
    "unpinChatMessage": _pinned,
    "unpinAllChatMessages": lambda stage, rng: {"chat_id": rng.choice(stage.chats).id},
    "createForumTopic": lambda stage, _: {"chat_id": stage.forum.id},
    "editForumTopic": _edit_topic,
    "closeForumTopic": _topic(),
    "reopenForumTopic": _topic(closed=True),
    "deleteForumTopic": _topic(),
    "unpinAllForumTopicMessages": _topic(),
    "editGeneralForumTopic": _edit_general,
    "closeGeneralForumTopic": _general(closed=False, hidden=False),
    "reopenGeneralForumTopic": _general(closed=True, hidden=False),
    "hideGeneralForumTopic": _general(closed=False, hidden=False),
    "unhideGeneralForumTopic": _general(closed=True, hidden=True),
    "unpinAllGeneralForumTopicMessages": _general(),
    "setMyCommands": _commands,
    "getMyCommands": _scope,
    "deleteMyCommands": _scope,
    "setMyDefaultAdministratorRights": _rights,
    "setMyName": lambda _, rng: rng.choice(({"name": "x" * 64}, {"language_code": "uk"})),
    "setChatMenuButton": _menu,
    "getChatMenuButton": lambda stage, rng: rng.choice(({}, {"chat_id": stage.private.id})),
    "getCustomEmojiStickers": lambda *_: {"custom_emoji_ids": ["5357001", "1"]},
    "getFile": _get_file,
    "answerCallbackQuery": _callback,
    "answerInlineQuery": _inline,
    "answerGuestQuery": _guest,
    "setWebhook": _webhook,
    "getUpdates": _poller,
}
assert set(TARGETS) <= set(SCHEMA.methods)
