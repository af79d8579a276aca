"""What an inline result would be sent as: a text, a file, a place, a contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules import keyboards
from bot.playground.rules.entities import is_link
from bot.playground.rules.places import contact, place, venue
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.world import World

MAX_ID_BYTES = 64
# The kind of file that a result of this type is sent as.
_FILES = {
    "photo": "photo", "gif": "animation", "mpeg4_gif": "animation", "video": "video",
    "audio": "audio", "voice": "voice", "document": "document", "sticker": "sticker",
}  # fmt: skip
# What a result of a type must be called, and how Telegram refuses one without a name.
_TITLES = {
    "article": "ARTICLE_TITLE_EMPTY", "document": "FILE_TITLE_EMPTY",
    "video": "VIDEO_TITLE_EMPTY", "audio": "FILE_TITLE_EMPTY", "voice": "FILE_TITLE_EMPTY",
}  # fmt: skip
_DOCUMENTS = frozenset({"application/pdf", "application/zip"})
_VIDEOS = frozenset({"text/html", "video/mp4"})


def title(result: Mapping[str, Any]) -> str:
    """Return what a list of results shows for one."""
    shown = result.get("title") or result.get("first_name") or result.get("caption")
    return str(shown or result["type"].replace("_", " "))


def content(world: World, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message that a result would be; refuse what Telegram would not offer."""
    if not result["id"]:
        raise bad_request("RESULT_ID_EMPTY")
    if len(result["id"].encode()) > MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    kind = result["type"]
    if kind in _TITLES and "title" in result and not result["title"].strip():
        raise bad_request(_TITLES[kind])
    own = _own(world, result)
    if "input_message_content" in result:
        own = said(world, result["input_message_content"])
    if "reply_markup" in result:
        shown = keyboards.inline(result["reply_markup"], "anywhere")
        own |= {"reply_markup": shown} if shown else {}
    return own


def said(world: World, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an InputMessageContent says: a text, a place or a contact."""
    if "message_text" in given:
        return words.text(world, given, "message_text")
    if "address" in given:
        return venue(given)
    if "latitude" in given:
        return {"location": place(given)}
    if "phone_number" in given:
        return {"contact": contact(given)}
    raise unsupported("invoices and rich messages in inline results")


def _own(world: World, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content that a result has of its own; an article has none."""
    kind = result["type"]
    if kind == "article":
        return {}
    if kind == "game":
        raise unsupported("inline results that are games")
    if kind == "location":
        return {"location": place(result)}
    if kind == "venue":
        return venue(result)
    if kind == "contact":
        return {"contact": contact(result)}
    sent = _FILES[kind]
    address = next((result[name] for name in result if _names_file(name, kind)), None)
    if address is not None:
        file = world.files.again(sent, address)
    else:
        _check_address(result)
        file = world.files.new(sent)
        _describe(file[sent], result)
    shown = {} if kind == "sticker" else words.caption(world, result)
    if result.get("show_caption_above_media"):
        shown["show_caption_above_media"] = True
    return {**file, **shown}


def _names_file(name: str, kind: str) -> bool:
    return name == f"{_stem(kind)}_file_id"


def _stem(kind: str) -> str:
    return kind.removesuffix("_gif")


def _describe(file: Any, result: Mapping[str, Any]) -> None:
    """Let a new file be as its result says; a photo has the sizes that Telegram makes."""
    said = {
        name: result[f"{_stem(result['type'])}_{name}"]
        for name in ("width", "height", "duration")
        if f"{_stem(result['type'])}_{name}" in result
    }
    if any(value < 0 for value in said.values()):
        raise bad_request("WEBDOCUMENT_INVALID")
    if result["type"] == "audio":
        said |= {name: result[name] for name in ("performer", "title") if name in result}
    if isinstance(file, dict):
        file |= said


def _check_address(result: Mapping[str, Any]) -> None:
    kind = result["type"]
    for name in (f"{_stem(kind)}_url", "thumbnail_url"):
        if name in result and not (result[name].startswith("http") and is_link(result[name])):
            raise bad_request("WEBDOCUMENT_URL_INVALID")
    allowed = {"document": _DOCUMENTS, "video": _VIDEOS}.get(kind)
    if allowed is not None and result["mime_type"] not in allowed:
        raise bad_request("unallowed MIME type specified")
