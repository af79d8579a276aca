"""Messages that are sent on: what of them travels, and where they say they come from."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world import people, speech
from bot.playground.world.privacy import WRITTEN

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.speech import Speaker
    from bot.playground.world.world import World

_TRAVELS = WRITTEN | {
    "entities", "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler",
    "link_preview_options",
}  # fmt: skip


def by_person(
    world: World, source: AnyChat, message_id: int, target: AnyChat, *, by: Speaker
) -> Message:
    """Let somebody forward a message of a chat they are in to another, or to the bot."""
    speech.speaker(source, speech.Speaker(by.person))
    message = source.messages.get(message_id)
    if message is None:
        raise bad_request("message to forward not found")
    if not WRITTEN & message.keys() or message.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    sent = content(message) | {"forward_origin": origin(message)}
    return people.send(world, target, sent, by=by)


def content(message: Message) -> dict[str, Any]:
    """Return what of a message is sent on with it."""
    return {name: deepcopy(message[name]) for name in message if name in _TRAVELS}


def origin(message: Message) -> dict[str, Any]:
    """Return the Bot API's MessageOrigin of a message that is forwarded."""
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
    return sent | {"type": "user", "sender_user": message["from"]}
