"""What messages are made of: texts, captions, replies, keyboards, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules import entities, limits
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world import as_bot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.api.methods.method import Params
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World

# What every method that sends a message takes.
SENDING = (
    "chat_id message_thread_id disable_notification protect_content reply_parameters reply_markup "
)


def put(world: World, params: Params, content: Mapping[str, Any]) -> Message:
    """Send a message of this content, as the parameters that all sending methods have say."""
    chat = world.chat(params["chat_id"])
    chat.check_open_to_bot()
    fields = dict(content)
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    if "reply_parameters" in params:
        fields |= _reply(world, chat, params["reply_parameters"])
    if "reply_markup" in params:
        fields |= keyboard(params["reply_markup"])
    return as_bot.send(world, chat, fields, params.get("message_thread_id"))


def text(params: Params) -> dict[str, Any]:
    """Return the content of a text message."""
    if params.get("parse_mode"):
        raise unsupported("parse_mode; send the entities themselves")
    kept, found = limits.message_text(params["text"], params.get("entities", []))
    content: dict[str, Any] = {"text": kept}
    if found:
        content["entities"] = found
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    return content


def caption(params: Params) -> dict[str, Any]:
    """Return the caption of a message, or nothing where there is none."""
    if params.get("parse_mode"):
        raise unsupported("parse_mode; send the entities themselves")
    kept, found = limits.message_caption(
        params.get("caption", ""), params.get("caption_entities", [])
    )
    if not kept:
        return {}
    return {"caption": kept, "caption_entities": found} if found else {"caption": kept}


def _reply(world: World, chat: AnyChat, reply: Mapping[str, Any]) -> dict[str, Any]:
    for name in reply:
        if name not in ("message_id", "chat_id", "allow_sending_without_reply", "quote",
                        "quote_entities", "quote_position"):  # fmt: skip
            raise unsupported(f'"{name}" in reply_parameters')
    if "message_id" not in reply:
        raise bad_request("message to be replied not found")
    if reply.get("chat_id", chat.id) != chat.id:
        raise unsupported("replies to another chat's message")
    if reply["message_id"] not in chat.messages and reply.get("allow_sending_without_reply"):
        return {}
    original = world.quoted(chat, reply["message_id"])
    content: dict[str, Any] = {"reply_to_message": original}
    if "quote" in reply:
        text: str = original.get("text") or original.get("caption", "")
        limits.quote(reply["quote"], text)
        marks = reply.get("quote_entities", [])
        entities.check(reply["quote"], marks)
        position = entities.utf16_length(text[: text.index(reply["quote"])])
        content["quote"] = {"text": reply["quote"], "position": position, "is_manual": True}
        if marks:
            content["quote"]["entities"] = marks
    return content


def keyboard(markup: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inline keyboard of a message, or nothing for an empty one."""
    if "inline_keyboard" not in markup:
        raise unsupported("keyboards other than inline ones")
    shown = limits.inline_keyboard(markup)
    return {"reply_markup": shown} if shown else {}
