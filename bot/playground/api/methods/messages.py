"""Texts sent, messages deleted, reactions, drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.api.methods.content import SENDING, put
from bot.playground.api.methods.method import Params, method
from bot.playground.rules import limits
from bot.playground.rules.refusal import bad_request
from bot.playground.world import as_bot, reactions, words
from bot.playground.world.chats import PrivateChat

if TYPE_CHECKING:
    from bot.playground.world.chats import Message
    from bot.playground.world.world import World

_MAX_DELETED = 100


def _send_message(world: World, params: Params) -> Message:
    return put(world, params, words.text(world, params))


def _draft(world: World, params: Params) -> bool:
    """Show a text that is still being written; it is no message and gets no id."""
    chat = world.chat(params["chat_id"])
    if not isinstance(chat, PrivateChat):
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    chat.check_open_to_bot()
    if not params["draft_id"]:
        raise bad_request("RANDOM_ID_INVALID")
    text, found = words.formatted(world, params, "text", "parse_mode", "entities")
    limits.at_most(text, limits.MAX_TEXT, "message is too long")
    world.events.add("draft", chat.id, draft_id=params["draft_id"], text=text, entities=found)
    return True


def _delete_message(world: World, params: Params) -> bool:
    as_bot.delete(world, world.chat(params["chat_id"]), params["message_id"])
    return True


def _delete_messages(world: World, params: Params) -> bool:
    chat, ids = world.chat(params["chat_id"]), params["message_ids"]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    # "If some of the specified messages can't be found, they are skipped."
    known = [message_id for message_id in ids if message_id in chat.messages]
    for message_id in known:
        as_bot.check_may_delete(chat, message_id)
    for message_id in dict.fromkeys(known):
        world.remove(chat, message_id)
    return True


def _react(world: World, params: Params) -> bool:
    given = params.get("reaction", [])
    if any(reaction["type"] != "emoji" for reaction in given):
        raise bad_request("REACTION_INVALID")
    emoji = [reaction["emoji"] for reaction in given]
    reactions.put_as_bot(world, world.chat(params["chat_id"]), params["message_id"], emoji)
    return True


METHODS = {
    "sendMessage": method(
        _send_message,
        SENDING + "ephemeral_message_parameters text parse_mode entities link_preview_options",
    ),
    "sendMessageDraft": method(_draft, "chat_id draft_id text parse_mode entities"),
    "deleteMessage": method(_delete_message, "chat_id message_id"),
    "deleteMessages": method(_delete_messages, "chat_id message_ids"),
    "setMessageReaction": method(_react, "chat_id message_id reaction is_big"),
}
