"""Texts, edits, deletions, reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.api.methods.content import SENDING, caption, keyboard, put, text
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import bad_request
from bot.playground.world import as_bot
from bot.playground.world.reactions import put_as_bot

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World

_MAX_DELETED = 100
CAPTIONED = frozenset({"photo", "video", "animation", "audio", "document", "voice"})


def _send_message(world: World, params: Params) -> Message:
    return put(world, params, text(params))


def _edit_text(world: World, params: Params) -> Message:
    chat, message = _to_edit(world, params)
    if "text" not in params:
        raise bad_request("message text is empty")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    # An edit without a keyboard takes the keyboard away.
    content = text(params) | keyboard_of(params)
    return _edited(world, chat, message, content, replacing=("text", "entities", "reply_markup"))


def _edit_caption(world: World, params: Params) -> Message:
    chat, message = _to_edit(world, params)
    if not CAPTIONED & message.keys():
        raise bad_request("there is no caption in the message to edit")
    content = caption(params) | keyboard_of(params)
    replacing = ("caption", "caption_entities", "reply_markup")
    return _edited(world, chat, message, content, replacing=replacing)


def keyboard_of(params: Params) -> Params:
    """Return the keyboard that an edit sets, or nothing."""
    return keyboard(params["reply_markup"]) if "reply_markup" in params else {}


def _edit_markup(world: World, params: Params) -> Message:
    chat, message = _to_edit(world, params)
    return _edited(world, chat, message, keyboard_of(params), replacing=("reply_markup",))


def _to_edit(world: World, params: Params) -> tuple[AnyChat, Message]:
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = world.chat(params["chat_id"])
    return chat, as_bot.own_message(chat, params["message_id"], "edit")


def _edited(
    world: World, chat: AnyChat, old: Message, content: Params, *, replacing: tuple[str, ...]
) -> Message:
    new = {k: v for k, v in old.items() if k not in replacing} | content
    if new == old:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    # Telegram does not mark a message as edited when only its buttons change.
    only_buttons = replacing == ("reply_markup",)
    return world.replace(chat, new, edited=not only_buttons)


def _delete_message(world: World, params: Params) -> bool:
    as_bot.delete(world, world.chat(params["chat_id"]), params["message_id"])
    return True


def _delete_messages(world: World, params: Params) -> bool:
    chat, ids = world.chat(params["chat_id"]), params["message_ids"]
    if not 1 <= len(ids) <= _MAX_DELETED:
        raise bad_request(f"message_ids must name 1 to {_MAX_DELETED} messages")
    for message_id in ids:
        # "If some of the specified messages can't be found, they are skipped."
        if message_id in chat.messages:
            as_bot.delete(world, chat, message_id)
    return True


def _react(world: World, params: Params) -> bool:
    reactions = params.get("reaction", [])
    if any(reaction["type"] != "emoji" for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    put_as_bot(
        world,
        world.chat(params["chat_id"]),
        params["message_id"],
        [reaction["emoji"] for reaction in reactions],
    )
    return True


METHODS = {
    "sendMessage": method(_send_message, SENDING + "text parse_mode entities link_preview_options"),
    "editMessageText": method(
        _edit_text, "chat_id message_id text parse_mode entities link_preview_options reply_markup"
    ),
    "editMessageCaption": method(
        _edit_caption, "chat_id message_id caption parse_mode caption_entities reply_markup"
    ),
    "editMessageReplyMarkup": method(_edit_markup, "chat_id message_id reply_markup"),
    "deleteMessage": method(_delete_message, "chat_id message_id"),
    "deleteMessages": method(_delete_messages, "chat_id message_ids"),
    "setMessageReaction": method(_react, "chat_id message_id reaction is_big"),
}
