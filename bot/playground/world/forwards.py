"""Messages that are sent on: what of them travels, and where they say they come from."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world.chats import Room
from bot.playground.world.privacy import WRITTEN

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World

_TRAVELS = WRITTEN | {
    "entities", "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler",
    "link_preview_options",
}  # fmt: skip
# What of another chat's message is shown with a reply to it.
_ATTACHED = (
    "link_preview_options", "animation", "audio", "document", "photo", "sticker", "video",
    "video_note", "voice", "has_media_spoiler", "contact", "dice", "location", "poll", "venue",
)  # fmt: skip


def check(message: Message | None) -> Message:
    """Return a message that may be sent on, or refuse."""
    if message is None:
        raise bad_request("message to forward not found")
    if not WRITTEN & message.keys() or message.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    return message


def content(message: Message) -> dict[str, Any]:
    """Return what of a message is sent on with it."""
    return {name: deepcopy(message[name]) for name in message if name in _TRAVELS}


def origin(world: World, message: Message) -> dict[str, Any]:
    """Return the Bot API's MessageOrigin of a message that is forwarded.

    Of people who hide their account it has the name only.
    """
    if "forward_origin" in message:
        known: dict[str, Any] = deepcopy(message["forward_origin"])
        return known
    sent: dict[str, Any] = {"date": message["date"]}
    signed = {k: v for k, v in message.items() if k == "author_signature"}
    if message["chat"]["type"] == "channel":
        post = {"chat": message["chat"], "message_id": message["message_id"]}
        return sent | {"type": "channel", **post, **signed}
    if "sender_chat" in message:
        return sent | {"type": "chat", "sender_chat": message["sender_chat"], **signed}
    user = message["from"]
    if not user["is_bot"] and world.person(user["id"]).hides_account:
        return sent | {"type": "hidden_user", "sender_user_name": user["first_name"]}
    return sent | {"type": "user", "sender_user": user}


def external(world: World, source: AnyChat, original: Message) -> dict[str, Any]:
    """Return the Bot API's ExternalReplyInfo of another chat's message that is replied to."""
    if original.get("has_protected_content"):
        raise bad_request("message to be replied not found")
    shown: dict[str, Any] = {"origin": origin(world, original)}
    if isinstance(source, Room) and source.kind != "group":
        # "Available only if the original chat is a supergroup or a channel."
        shown |= {"chat": source.as_chat(), "message_id": original["message_id"]}
    return shown | {name: original[name] for name in _ATTACHED if name in original}
