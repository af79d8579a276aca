"""Guest mode: a bot is named in a group that it is not in, and answers there once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground.rules.entities import slice_utf16
from bot.playground.rules.refusal import bad_request
from bot.playground.world import offers, speech
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World


@dataclass(frozen=True, slots=True)
class Summons:
    """A message of a group that has named the bot, and has no answer yet."""

    chat: Room
    message: Message


def summon(world: World, chat: AnyChat, message: Message) -> None:
    """Tell the bot of a message that names it where it is no member, if it may be a guest.

    The bot's owner must have turned guest mode on.
    """
    if not isinstance(chat, Room) or chat.kind == "channel" or chat.bot is not None:
        return
    if not world.guest or not _names(message, str(world.bot["username"])):
        return
    query_id = str(secrets.randbits(62))
    world.summonses[query_id] = Summons(chat, message)
    world.deliver("guest_message", {**message, "guest_query_id": query_id})


def answer(world: World, query_id: str, result: dict[str, Any]) -> dict[str, Any]:
    """Put the bot's answer under a summons, once; return the Bot API's SentGuestMessage."""
    content = offers.content(world, result)
    asked = world.summonses.pop(query_id, None)
    if asked is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    chat, summons = asked.chat, asked.message
    original = world.quoted(chat, summons["message_id"])
    fields = {
        "from": dict(world.bot),
        "reply_to_message": original,
        **speech.thread(chat, None, original),
    }
    for caller, named in (("user", "from"), ("chat", "sender_chat")):
        if named in summons:
            fields[f"guest_bot_caller_{caller}"] = summons[named]
    message = world.post(chat, {**fields, **content}, own=True)
    inline_id = secrets.token_urlsafe(20)
    world.inline_messages[inline_id] = (chat.id, message["message_id"])
    return {"inline_message_id": inline_id}


def _names(message: Message, username: str) -> bool:
    text: str = message.get("text") or message.get("caption", "")
    marks: list[dict[str, Any]] = message.get("entities") or message.get("caption_entities", [])
    mentions = (one for one in marks if one["type"] == "mention")
    return any(
        slice_utf16(text, one["offset"], one["length"]).lower() == f"@{username.lower()}"
        for one in mentions
    )
