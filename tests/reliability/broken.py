"""Broken requests: valid ones with one fault each, which Telegram must refuse."""

from __future__ import annotations

from copy import deepcopy

from tests.reliability import valid
from tests.reliability.stage import SCHEMA

KINDS = ("missing", "unknown", "mistyped", "nested", "over a limit", "wrong id")
_LONG = "x" * 5000
_NOWHERE = 999_999_999
_BUTTON = {"text": "b", "callback_data": "x"}
_ROW = [_BUTTON] * 9


def _keyboard(*rows):
    return {"inline_keyboard": list(rows)}


# Values over a limit, by parameter; by method and parameter where the limit is the method's own.
_OVER = {
    "text": ("x" * 4097,),
    "caption": ("x" * 1025, "😀" * 513),
    "question": ("x" * 301, " "),
    "options": ([], [{"text": "o"}] * 13, [{"text": "x" * 101}], [{"text": ""}]),
    "explanation": ("x" * 201, "\nx" * 4),
    "open_period": (4, 2_628_001),
    "name": (_LONG,),
    "title": (_LONG, " "),
    "description": (_LONG,),
    "short_description": ("x" * 121,),
    "custom_title": ("x" * 17, "😀"),
    "tag": ("x" * 17,),
    "commands": (
        [{"command": "a", "description": "d"}] * 101, [{"command": "A", "description": "d"}],
        [{"command": "x" * 33, "description": "d"}], [{"command": "a", "description": "x" * 257}],
    ),
    "reply_markup": (
        _keyboard(_ROW), _keyboard(*[[_BUTTON] * 8] * 13),
        _keyboard([{"text": "b", "callback_data": "é" * 33}]),
        _keyboard([{"text": "b", "url": "javascript:alert(1)"}]), _keyboard([{"text": "b"}]),
        _keyboard([{"text": "", "callback_data": "x"}]),
    ),
    "entities": (
        [{"type": "bold", "offset": 0, "length": 10**6}],
        [{"type": "bold", "offset": -1, "length": 1}],
        [{"type": "bold", "offset": 0, "length": 0}], [{"type": "loud", "offset": 0, "length": 1}],
        [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:x"}],
        [{"type": "bold", "offset": 0, "length": 1}] * 101,
    ),
    "parse_mode": ("BBCode",),
    "message_ids": ([], list(range(1, 102))),
    "latitude": (90.1, -91), "longitude": (180.5,), "horizontal_accuracy": (1501, -1),
    "live_period": (59, 86_401), "heading": (0, 361), "proximity_alert_radius": (0, 100_001),
    "duration": (-1,), "width": (-1,), "height": (-1,), "length": (-1,),
    "emoji": ("x",), "action": ("dancing",), "draft_id": (0,), "icon_color": (1,),
    "custom_emoji_ids": (["1"] * 201,), "member_limit": (100_000, -1), "expire_date": (1,),
    "next_offset": ("x" * 65,), "language_code": ("english",), "secret_token": ("x" * 257, "ä"),
    "max_connections": (0, 101), "limit": (0, 101), "timeout": (-1,), "cache_time": (-1,),
    "vcard": ("x" * 2049,), "phone_number": ("none",), "first_name": (" ",), "address": (" ",),
    "url": ("ftp://127.0.0.1/", "http://example.org/", "x y"),
    "reaction": (
        [{"type": "emoji", "emoji": "👍"}] * 2, [{"type": "emoji", "emoji": "x"}],
        [{"type": "custom_emoji", "custom_emoji_id": "1"}],
    ),
    "correct_option_ids": ([], [12], [1, 1], [-1]),
    "close_date": (1,),
    "results": (
        [{"type": "sticker", "id": "a", "sticker_file_id": "nothing"}],
        [{"type": "article", "id": "a", "title": "T", "input_message_content":
            {"message_text": ""}}],
        [{"type": "contact", "id": "x" * 65, "phone_number": "1", "first_name": "A"}],
        [{"type": "contact", "id": "a", "phone_number": "1", "first_name": "A"}] * 2,
        [{"type": "contact", "id": str(n), "phone_number": "1", "first_name": "A"}
            for n in range(51)],
    ),
    "button": ({"text": "b"}, {"text": "b", "start_parameter": "x" * 65}),
    "menu_button": ({"type": "web_app", "text": "b", "web_app": {"url": "http://a.org"}},),
    "link_preview_options": ({"url": "x y"},),
    "reply_parameters": ({}, {"message_id": 1, "quote": "not in it"}),
    "allowed_updates": (["everything"],),
    "type": ("vote",),
    ("answerCallbackQuery", "text"): ("x" * 201,),
    ("sendMediaGroup", "media"): (
        [], [{"type": "photo", "media": "https://example.org/a"}],
        [{"type": "photo", "media": "https://example.org/a"}] * 11,
        [{"type": kind, "media": "https://example.org/a"} for kind in ("photo", "document")],
        [{"type": "photo", "media": "attach://missing"}] * 2,
    ),
    ("editMessageMedia", "media"): (
        {"type": "sticker", "media": "https://example.org/a"},
        {"type": "photo", "media": "https://example.org/a", "caption": "x" * 1025},
    ),
}  # fmt: skip
# What Telegram clamps instead, or takes as it is, in these methods.
_CLAMPED = {
    ("getUserProfilePhotos", "limit"), ("answerInlineQuery", "cache_time"),
    ("sendSticker", "emoji"), ("sendAudio", "title"),
}  # fmt: skip
_IDS = {
    "chat_id": _NOWHERE, "from_chat_id": _NOWHERE, "message_id": _NOWHERE, "user_id": _NOWHERE,
    "message_thread_id": _NOWHERE, "sender_chat_id": _NOWHERE, "actor_chat_id": _NOWHERE,
    "icon_custom_emoji_id": "1",
    "file_id": "nothing", "callback_query_id": "nothing", "inline_query_id": "nothing",
    "inline_message_id": "nothing", "invite_link": "https://t.me/+nothing",
    "reply_parameters": {"message_id": _NOWHERE},
    "scope": {"type": "chat", "chat_id": _NOWHERE},
    **dict.fromkeys(
        ("photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker"),
        "nothing",
    ),
}  # fmt: skip


def request(stage, rng, method):
    """Return a broken request as (parameters, uploads, the kind of fault, what is wrong)."""
    given, files = valid.request(stage, rng, method)
    ways = {kind: ways for kind in KINDS if (ways := list(_ways(kind, method, given, files)))}
    kind = rng.choice(sorted(ways))
    what, change = rng.choice(ways[kind])
    broken = deepcopy(given)
    change(broken)
    return broken, files, kind, what


def _ways(kind, method, given, files):
    """Yield (what is wrong, a change that makes it so) for the faults of a kind."""
    fields = SCHEMA.parameters(method)
    if kind == "unknown":
        yield "reply_makup", lambda broken: broken.update(reply_makup="x")
    elif kind == "missing":
        for name, field in fields.items():
            if field.required:
                yield name, lambda broken, name=name: broken.pop(name)
    elif kind == "mistyped":
        for name in sorted(given):
            # A request with files is a form, in which everything is a string.
            if not (files and "String" in fields[name].types):
                wrong = [[None]] if fields[name].types[0].startswith("Array") else {"no": [None]}
                yield name, _setter(name, wrong)
    elif kind == "nested":
        yield from _nested(given)
    elif kind == "wrong id":
        for name in sorted(_IDS.keys() & given.keys()):
            yield name, _setter(name, _IDS[name])
    else:
        yield from _over(method, given)


def _setter(name, value):
    return lambda broken: broken.update({name: deepcopy(value)})


def _nested(given):
    for name, value in sorted(given.items()):
        if isinstance(value, dict):
            yield name, lambda broken, name=name: broken[name].update(no_such_field=1)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield name, lambda broken, name=name: broken[name][-1].update(no_such_field=1)


def _over(method, given):
    for name in sorted(valid.TAKES[method]):
        if name == "parse_mode" and not {"text", "caption"} & given.keys():
            continue  # the mode of no text
        if (method, name) in _CLAMPED:
            continue
        for value in _OVER.get((method, name), _OVER.get(name, ())):
            what = f"{name}={str(value)[:60]}"
            yield what, lambda broken, name=name, value=value: _exceed(broken, name, value)


def _exceed(broken, name, value):
    """Put a value over a limit, and take away what would be refused or read in its place."""
    for other in (f"{name}_parse_mode", f"{name}_entities"):
        broken.pop(other, None)
    if name in ("text", "caption", "entities"):
        broken.pop("parse_mode", None)
    if name in ("text", "caption"):
        broken.pop("entities", None)
    if name in ("entities", "parse_mode"):
        broken.update({key: "x" for key in ("text", "caption") if key in broken})
    if "url" in broken:
        broken["url"] = "http://127.0.0.1:9/hook"  # an empty one takes the webhook away
    broken[name] = deepcopy(value)
