"""Photos, files, places, contacts, dice."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.content import CAPTION, SENDING, put
from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules.entities import is_link
from bot.playground.rules.places import contact, place, venue
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.chats import Message
    from bot.playground.world.world import World

_ABOVE = CAPTION + "show_caption_above_media has_spoiler "
# Each kind of file: what its method takes beside the file itself, and what of it
# a new file is described by.
_FILES = {
    "photo": (_ABOVE, ""),
    "video": (
        _ABOVE + "thumbnail duration width height supports_streaming",
        "duration width height",
    ),
    "animation": (_ABOVE + "thumbnail duration width height", "duration width height"),
    "audio": (CAPTION + "thumbnail duration performer title", "duration performer title"),
    "document": (CAPTION + "thumbnail disable_content_type_detection", ""),
    "voice": (CAPTION + "duration", "duration"),
    "video_note": ("thumbnail duration length", "duration length"),
    "sticker": ("emoji", "emoji"),
}
_VENUE = (
    "latitude longitude title address foursquare_id foursquare_type google_place_id "
    "google_place_type"
)
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def file_content(world: World, kind: str, given: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a file by its id, an address or an upload, as `about` describes it.

    `about` are a method's parameters, or an InputMedia.
    """
    takes, described = _FILES[kind]
    for name in ("duration", "width", "height", "length"):
        if about.get(name, 0) < 0:
            raise bad_request(f"{name} must not be negative")
    if "cover" in about:
        raise unsupported("covers of videos")
    if given.startswith("attach://") or (given.startswith("http") and is_link(given)):
        content = world.files.new(kind)
        for name in described.split():
            if name in about:
                content[kind][name] = about[name]
        if "start_timestamp" in about:
            content[kind]["start_timestamp"] = about["start_timestamp"]
        if "thumbnail" in about:
            # Telegram ignores an address or an id here: a thumbnail is always uploaded.
            if not about["thumbnail"].startswith("attach://"):
                raise bad_request("thumbnail must be uploaded as an InputFile")
            content[kind]["thumbnail"] = world.files.new("photo")["photo"][1]
    else:
        content = world.files.again(kind, given)
    content = {**content, **(words.caption(world, about) if "caption" in takes else {})}
    if about.get("has_spoiler"):
        content["has_media_spoiler"] = True
    if about.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _sender(kind: str) -> Method:
    def call(world: World, params: Params) -> Message:
        return put(world, params, file_content(world, kind, params[kind], params))

    return method(call, f"{SENDING} {kind} {_FILES[kind][0]}")


def _location(world: World, params: Params) -> Message:
    return put(world, params, {"location": place(params)})


def _venue(world: World, params: Params) -> Message:
    return put(world, params, venue(params))


def _contact(world: World, params: Params) -> Message:
    return put(world, params, {"contact": contact(params)})


def _dice(world: World, params: Params) -> Message:
    emoji = params.get("emoji", "🎲")
    if emoji not in _DICE:
        raise bad_request("wrong dice emoji specified")
    value = 1 + secrets.randbelow(_DICE[emoji])
    return put(world, params, {"dice": {"emoji": emoji, "value": value}})


def _get_file(world: World, params: Params) -> dict[str, Any]:
    return world.files.describe(params["file_id"])


METHODS = {
    "sendPhoto": _sender("photo"),
    "sendVideo": _sender("video"),
    "sendAnimation": _sender("animation"),
    "sendAudio": _sender("audio"),
    "sendDocument": _sender("document"),
    "sendVoice": _sender("voice"),
    "sendVideoNote": _sender("video_note"),
    "sendSticker": _sender("sticker"),
    "sendLocation": method(
        _location,
        SENDING + "latitude longitude horizontal_accuracy live_period heading "
        "proximity_alert_radius",
    ),
    "sendVenue": method(_venue, SENDING + _VENUE),
    "sendContact": method(_contact, SENDING + "phone_number first_name last_name vcard"),
    "sendDice": method(_dice, SENDING + "emoji"),
    "getFile": method(_get_file, "file_id"),
}
