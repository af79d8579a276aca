"""Photos, files, places, dice; forwards and copies of what was sent before."""

from __future__ import annotations

import secrets
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.content import SENDING, caption, keyboard, put
from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules.entities import is_link
from bot.playground.rules.refusal import bad_request
from bot.playground.world import forwards
from bot.playground.world.chats import Room
from bot.playground.world.privacy import WRITTEN

if TYPE_CHECKING:
    from bot.playground.world.chats import Message
    from bot.playground.world.world import World

_MAX_AT_ONCE = 100
_CAPTION = "caption parse_mode caption_entities "
_ABOVE = _CAPTION + "show_caption_above_media has_spoiler "
# Each kind of file: what its method takes beside the file itself, and what of it
# a new file is described by.
_FILES = {
    "photo": (_ABOVE, ""),
    "video": (_ABOVE + "duration width height supports_streaming", "duration width height"),
    "animation": (_ABOVE + "duration width height", "duration width height"),
    "audio": (_CAPTION + "duration performer title", "duration performer title"),
    "document": (_CAPTION + "disable_content_type_detection", ""),
    "voice": (_CAPTION + "duration", "duration"),
    "video_note": ("duration length", "duration length"),
    "sticker": ("emoji", "emoji"),
}
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
# What a copy takes along; the rest of a message belongs to where it stood.


def _sender(kind: str) -> Method:
    takes, described = _FILES[kind]

    def call(world: World, params: Params) -> Message:
        given: str = params[kind]
        if given.startswith("attach://") or (given.startswith("http") and is_link(given)):
            content = world.files.new(kind)
            for name in described.split():
                if name in params:
                    if isinstance(params[name], int) and params[name] < 0:
                        raise bad_request(f"{name} must not be negative")
                    content[kind][name] = params[name]
        else:
            content = world.files.again(kind, given)
        content = {**content, **(caption(params) if "caption" in takes else {})}
        if params.get("has_spoiler"):
            content["has_media_spoiler"] = True
        if params.get("show_caption_above_media"):
            content["show_caption_above_media"] = True
        return put(world, params, content)

    return method(call, f"{SENDING} {kind} {takes}")


def _place(params: Params) -> dict[str, Any]:
    latitude, longitude = params["latitude"], params["longitude"]
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


def _location(world: World, params: Params) -> Message:
    return put(world, params, {"location": _place(params)})


def _venue(world: World, params: Params) -> Message:
    place = _place(params)
    venue = {"location": place, "title": params["title"], "address": params["address"]}
    return put(world, params, {"venue": venue, "location": place})


def _contact(world: World, params: Params) -> Message:
    if not params["phone_number"].strip() or not params["first_name"].strip():
        raise bad_request("PHONE_NUMBER_INVALID")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return put(world, params, {"contact": {n: params[n] for n in names if n in params}})


def _dice(world: World, params: Params) -> Message:
    emoji = params.get("emoji", "🎲")
    if emoji not in _DICE:
        raise bad_request("wrong dice emoji specified")
    value = 1 + secrets.randbelow(_DICE[emoji])
    return put(world, params, {"dice": {"emoji": emoji, "value": value}})


def _original(world: World, params: Params, message_id: int, purpose: str, done: str) -> Message:
    chat = world.chat(params["from_chat_id"])
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    if not WRITTEN & message.keys() or message.get("has_protected_content"):
        raise bad_request(f"message can't be {done}")
    return message


def _forward(world: World, params: Params) -> Message:
    message = _original(world, params, params["message_id"], "forward", "forwarded")
    content = forwards.content(message) | {"forward_origin": forwards.origin(message)}
    return put(world, params, content)


def _copy(world: World, params: Params) -> dict[str, int]:
    message = _original(world, params, params["message_id"], "copy", "copied")
    content = forwards.content(message)
    if "caption" in params and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= caption(params)
    if "reply_markup" not in params and "reply_markup" in message:
        content |= keyboard(message["reply_markup"])
    return {"message_id": put(world, params, content)["message_id"]}


def _several(world: World, params: Params, *, forward: bool) -> list[dict[str, int]]:
    ids = params["message_ids"]
    if not 1 <= len(ids) <= _MAX_AT_ONCE or any(a >= b for a, b in pairwise(ids)):
        raise bad_request(f"message_ids must name 1 to {_MAX_AT_ONCE} messages in increasing order")
    purpose, done = ("forward", "forwarded") if forward else ("copy", "copied")
    world.chat(params["chat_id"]).check_open_to_bot()
    known = world.chat(params["from_chat_id"]).messages
    sent = []
    # As documented, those that are not there or cannot be sent on are skipped.
    for message_id in ids:
        if message_id not in known or not WRITTEN & known[message_id].keys():
            continue
        message = _original(world, params, message_id, purpose, done)
        content = forwards.content(message)
        if forward:
            content["forward_origin"] = forwards.origin(message)
        elif params.get("remove_caption"):
            content = {k: v for k, v in content.items() if not k.startswith("caption")}
        sent.append({"message_id": put(world, params, content)["message_id"]})
    return sent


def _forward_several(world: World, params: Params) -> list[dict[str, int]]:
    return _several(world, params, forward=True)


def _copy_several(world: World, params: Params) -> list[dict[str, int]]:
    return _several(world, params, forward=False)


def _get_file(world: World, params: Params) -> dict[str, Any]:
    return world.files.describe(params["file_id"])


_FROM = "chat_id message_thread_id from_chat_id disable_notification protect_content "

METHODS = {
    "sendPhoto": _sender("photo"),
    "sendVideo": _sender("video"),
    "sendAnimation": _sender("animation"),
    "sendAudio": _sender("audio"),
    "sendDocument": _sender("document"),
    "sendVoice": _sender("voice"),
    "sendVideoNote": _sender("video_note"),
    "sendSticker": _sender("sticker"),
    "sendLocation": method(_location, SENDING + "latitude longitude"),
    "sendVenue": method(_venue, SENDING + "latitude longitude title address"),
    "sendContact": method(_contact, SENDING + "phone_number first_name last_name vcard"),
    "sendDice": method(_dice, SENDING + "emoji"),
    "forwardMessage": method(_forward, _FROM + "message_id"),
    "forwardMessages": method(_forward_several, _FROM + "message_ids"),
    "copyMessage": method(_copy, _FROM + "message_id reply_parameters reply_markup " + _CAPTION),
    "copyMessages": method(_copy_several, _FROM + "message_ids remove_caption"),
    "getFile": method(_get_file, "file_id"),
}
