"""Edits of the bot's messages, wherever they stand: in its chats, or sent by somebody inline."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.content import CAPTION, keyboard
from bot.playground.api.methods.media import file_content
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.places import place
from bot.playground.rules.refusal import bad_request
from bot.playground.world import as_bot, words
from bot.playground.world.attachments import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World

_CAPTIONED = frozenset({"photo", "video", "animation", "audio", "document", "voice"})
_MEDIA = frozenset({"photo", "video", "animation", "audio", "document"})
_TEXT = frozenset({"text", "entities", "link_preview_options"})
_CAPTION_FIELDS = frozenset({"caption", "caption_entities", "show_caption_above_media"})
# What an album lets its photos and videos become.
_VISUAL = frozenset({"photo", "video"})
_WHERE = "chat_id message_id inline_message_id reply_markup "


class Edit:
    """One message to edit: `message` is a copy of it, `inline` where it was sent inline."""

    def __init__(self, world: World, params: Params) -> None:
        self._world = world
        self._params = params
        self.inline = "inline_message_id" in params
        self.chat, self.message = self._inline() if self.inline else self._own()

    def _inline(self) -> tuple[AnyChat, Message]:
        chat_id, message_id = self._world.inline_messages.get(
            self._params["inline_message_id"], (0, 0)
        )
        if not message_id or message_id not in self._world.chat(chat_id).messages:
            raise bad_request("MESSAGE_ID_INVALID")
        chat = self._world.chat(chat_id)
        return chat, deepcopy(chat.messages[message_id])

    def _own(self) -> tuple[AnyChat, Message]:
        if "chat_id" not in self._params:
            raise bad_request("chat_id is empty")
        if "message_id" not in self._params:
            raise bad_request("message identifier is not specified")
        chat = self._world.chat(self._params["chat_id"])
        return chat, as_bot.own_message(chat, self._params["message_id"], "edit")

    def put(self, content: dict[str, Any], replacing: Iterable[str]) -> Message | bool:
        """Put new content in the place of some fields, and return what the Bot API returns.

        An edit without a keyboard takes the keyboard away.
        """
        gone = {*replacing, "reply_markup"}
        new = {k: v for k, v in self.message.items() if k not in gone} | content
        if "reply_markup" in self._params:
            where = None if self.inline else self.chat
            new |= keyboard(where, self._params["reply_markup"])
        if new == self.message:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        # Telegram does not mark a message as edited when only its buttons change.
        message = self._world.replace(self.chat, new, edited=gone != {"reply_markup"})
        return True if self.inline else message


def _text(world: World, params: Params) -> Message | bool:
    edit = Edit(world, params)
    if "text" not in params:
        raise bad_request("message text is empty")
    if "text" not in edit.message:
        raise bad_request("there is no text in the message to edit")
    return edit.put(words.text(world, params), _TEXT)


def _caption(world: World, params: Params) -> Message | bool:
    edit = Edit(world, params)
    if not _CAPTIONED & edit.message.keys():
        raise bad_request("there is no caption in the message to edit")
    content = words.caption(world, params)
    if params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return edit.put(content, _CAPTION_FIELDS)


def _markup(world: World, params: Params) -> Message | bool:
    return Edit(world, params).put({}, ())


def _media(world: World, params: Params) -> Message | bool:
    edit, media = Edit(world, params), params["media"]
    kind = media["type"]
    if kind not in _MEDIA:
        raise bad_request(f'can\'t parse InputMedia: type "{kind[:64]}" is unsupported')
    old = edit.message
    if "text" not in old and not _MEDIA & old.keys():
        raise bad_request("message media can't be edited")
    if "media_group_id" in old and not (
        kind in old or (kind in _VISUAL and _VISUAL & old.keys())
    ):  # fmt: skip
        raise bad_request("can't change media type in the album")
    content = file_content(world, kind, media["media"], media)
    gone = {*KINDS, *_TEXT, *_CAPTION_FIELDS, "has_media_spoiler"}
    return edit.put(content, gone)


def _live_location(world: World, params: Params) -> Message | bool:
    edit = _live(world, params)
    old = edit.message["location"]
    given = {"live_period": old["live_period"], **params}
    return edit.put({"location": place(given)}, ())


def _stop_location(world: World, params: Params) -> Message | bool:
    edit = _live(world, params)
    shown = {name: edit.message["location"][name] for name in ("latitude", "longitude")}
    return edit.put({"location": shown}, ("location",))


def _live(world: World, params: Params) -> Edit:
    edit = Edit(world, params)
    place_now = edit.message.get("location", {})
    ends = edit.message["date"] + place_now.get("live_period", 0)
    if "venue" in edit.message or ends <= world.now():
        raise bad_request("message can't be edited")
    return edit


METHODS = {
    "editMessageText": method(_text, _WHERE + "text parse_mode entities link_preview_options"),
    "editMessageCaption": method(_caption, _WHERE + CAPTION + "show_caption_above_media"),
    "editMessageReplyMarkup": method(_markup, _WHERE),
    "editMessageMedia": method(_media, _WHERE + "media"),
    "editMessageLiveLocation": method(
        _live_location,
        _WHERE + "latitude longitude live_period horizontal_accuracy heading "
        "proximity_alert_radius",
    ),
    "stopMessageLiveLocation": method(_stop_location, _WHERE),
}
