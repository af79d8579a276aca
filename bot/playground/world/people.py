"""What people do: say, edit, attach, tap, block.

In a private chat it is clear who does it; elsewhere `by` says it.
"""

from __future__ import annotations

import secrets
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bot.playground.rules import entities, limits
from bot.playground.rules.refusal import bad_request
from bot.playground.world import ephemeral, forwards, guests, speech
from bot.playground.world.chats import PrivateChat, Room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.speech import Speaker
    from bot.playground.world.world import World

# What a person may change of a message: its words.
_EDITED = frozenset({"text", "photo", "video", "animation", "audio", "document", "voice"})
_SENT_ON = frozenset({"forward_origin", "via_bot"})


def say(
    world: World,
    chat: AnyChat,
    text: str,
    reply_to: int | None = None,
    *,
    elsewhere: AnyChat | None = None,
    quote: str | None = None,
    by: Speaker | None = None,
) -> Message:
    """Let somebody send a text.

    `reply_to` is a message of the chat, or of another one that they read `elsewhere`;
    `quote` are words of it.
    """
    content, source = _said(text), elsewhere or chat
    if quote is not None:
        content["quote"] = _quoted(source, reply_to, quote)
    if source is not chat and reply_to is not None:
        original = world.quoted(source, reply_to)
        content["external_reply"] = forwards.external(world, source, original)
        reply_to = None
    if isinstance(chat, Room) and by is not None:
        member = speech.speaker(chat, by).person
        to_the_bot = reply_to is not None and reply_to < 0
        if to_the_bot or ephemeral.is_command(world, chat, member.id, content):
            answered = -reply_to if to_the_bot and reply_to is not None else None
            return ephemeral.say(world, chat, member.person, content, answered)
    return send(world, chat, content, reply_to, by=by)


def attach(
    world: World,
    chat: AnyChat,
    kind: str,
    caption: str = "",
    name: str = "",
    *,
    reply_to: int | None = None,
    by: Speaker | None = None,
) -> Message:
    """Let somebody send a photo, document, voice message, sticker, ..."""
    content = world.files.new(kind, name)
    described = _captioned(caption)
    if described and kind == "sticker":
        raise bad_request("a sticker has no caption")
    content = {**content, **described}
    return send(world, chat, content, reply_to, by=by)


def forward(
    world: World, source: AnyChat, message_id: int, target: AnyChat, *, by: Speaker
) -> Message:
    """Let somebody forward a message of a chat they are in to another, or to the bot."""
    speech.speaker(source, speech.Speaker(by.person))
    message = forwards.check(source.messages.get(message_id))
    sent = forwards.content(message) | {"forward_origin": forwards.origin(world, message)}
    return send(world, target, sent, by=by)


def edit(
    world: World, chat: AnyChat, message_id: int, text: str, *, by: Speaker | None = None
) -> Message:
    """Let somebody change the text of a message of theirs, or its caption."""
    by = speech.speaker(chat, by)
    old = chat.messages.get(message_id)
    if old is None:
        raise bad_request("message to edit not found")
    if (
        message_id in chat.own
        or not speech.is_by(old, speech.sender(chat, by, old))
        or not _EDITED & old.keys()
        or not _SENT_ON.isdisjoint(old)
    ):
        raise bad_request("message can't be edited")
    new = _said(text) if "text" in old else _captioned(text)
    replaced = ("text", "entities", "caption", "caption_entities")
    message = {k: v for k, v in old.items() if k not in replaced} | new
    if message == old:
        raise bad_request("message is not modified")
    message = world.replace(chat, message)
    world.tell_bot(chat, speech.update_kind(chat, "edited_message"), message)
    return message


def delete(world: World, chat: AnyChat, message_id: int, *, by: Speaker | None = None) -> None:
    """Let somebody remove a message: one of theirs, or any in a private chat or as who may.

    The bot is not told.
    """
    by = speech.speaker(chat, by)
    message = chat.messages.get(message_id)
    if isinstance(chat, Room) and message is not None:
        member = chat.members[by.person.id]
        theirs = chat.kind != "channel" and speech.is_by(message, speech.voice(chat, by))
        if not theirs and not member.may("can_delete_messages"):
            raise bad_request("message can't be deleted")
    world.remove(chat, message_id)


def check_may_pin(chat: AnyChat, by: Speaker | None = None) -> None:
    """Refuse the pins of who may not pin."""
    by = speech.speaker(chat, by)
    if isinstance(chat, PrivateChat):
        return
    member = chat.members[by.person.id]
    if chat.kind == "channel":
        allowed = member.may("can_edit_messages")
    else:
        allowed = member.may("can_pin_messages") or chat.lets(member, "can_pin_messages")
    if not allowed:
        raise bad_request("not enough rights to manage pinned messages in the chat")


def tap(
    world: World, chat: AnyChat, message_id: int, data: str, *, by: Speaker | None = None
) -> str:
    """Let somebody press a button; return the callback query's id.

    The data need not be on the keyboard: a client that its user has
    changed can send anything, and a bot must stand it.
    """
    if message_id < 0:
        who = speech.speaker(chat, by).person.id
        message = ephemeral.known(chat, who, -message_id, "press a button of")
    else:
        message = chat.messages.get(message_id) or {}
    inline_id = next(
        (k for k, v in world.inline_messages.items() if v == (chat.id, message_id)), ""
    )
    if not message or not (inline_id or message_id < 0 or message_id in chat.own):
        raise bad_request("message to press a button of not found")
    if not limits.callback_data_fits(data):
        raise bad_request("BUTTON_DATA_INVALID")
    query: dict[str, Any] = {
        "id": str(secrets.randbits(62)),
        "from": dict(speech.speaker(chat, by).person.person),
        # Of a message sent through inline mode the bot learns no more than this id.
        **({"inline_message_id": inline_id} if inline_id else {"message": deepcopy(message)}),
        "chat_instance": str(chat.id * 7919),
        "data": data,
    }
    world.callback_queries[query["id"]] = (chat.id, query["from"]["id"])
    ephemeral.note_tap(world, query["id"], chat, query["from"]["id"])
    world.deliver("callback_query", query)
    return str(query["id"])


def send(
    world: World,
    chat: AnyChat,
    content: Mapping[str, Any],
    reply_to: int | None = None,
    *,
    by: Speaker | None = None,
) -> Message:
    """Put a message of somebody's into a chat, and tell the bot where it gets to see it."""
    by = speech.speaker(chat, by)
    fields = speech.sender(chat, by, content)
    if by.topic is not None:
        speech.check_thread(chat, by.topic)
    original = None if reply_to is None else world.quoted(chat, reply_to)
    fields |= speech.thread(chat, by.topic, original)
    if isinstance(chat, PrivateChat):
        if chat.blocked:
            unblock(world, chat)
        chat.started = True
    if original is not None:
        fields["reply_to_message"] = original
    message = world.post(chat, {**fields, **content})
    world.tell_bot(chat, speech.update_kind(chat, "message"), message)
    guests.summon(world, chat, message)
    world.forward_to_discussion(chat, message)
    return message


def block(world: World, chat: PrivateChat) -> None:
    """Let a person block the bot."""
    _set_blocked(world, chat, blocked=True)


def unblock(world: World, chat: PrivateChat) -> None:
    """Let a person who has blocked the bot take it back."""
    _set_blocked(world, chat, blocked=False)


def _set_blocked(world: World, chat: PrivateChat, *, blocked: bool) -> None:
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    gone: dict[str, Any] = {"status": "kicked", "user": dict(world.bot), "until_date": 0}
    here: dict[str, Any] = {"status": "member", "user": dict(world.bot)}
    world.deliver(
        "my_chat_member",
        {
            "chat": chat.as_chat(),
            "from": dict(chat.person),
            "date": world.now(),
            "old_chat_member": here if blocked else gone,
            "new_chat_member": gone if blocked else here,
        },
    )


def _quoted(chat: AnyChat, reply_to: int | None, quote: str) -> dict[str, Any]:
    original = {} if reply_to is None else chat.messages.get(reply_to, {})
    text: str = original.get("text") or original.get("caption", "")
    limits.quote(quote, text)
    position = entities.utf16_length(text[: text.index(quote)])
    known = original.get("entities") or original.get("caption_entities", [])
    marks = entities.quoted(known, position, position + entities.utf16_length(quote))
    shown = {"text": quote, "position": position, "is_manual": True}
    return {**shown, "entities": marks} if marks else shown


def _captioned(text: str) -> dict[str, Any]:
    kept, _ = entities.trim(text, [])
    if entities.utf16_length(kept) > limits.MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not kept:
        return {}
    found = entities.find(kept)
    return {"caption": kept, "caption_entities": found} if found else {"caption": kept}


def _said(text: str) -> dict[str, Any]:
    kept, _ = entities.trim(text, [])
    if not kept:
        raise bad_request("message text is empty")
    if entities.utf16_length(kept) > limits.MAX_TEXT:
        raise bad_request("message is too long")
    found = entities.find(kept)
    return {"text": kept, "entities": found} if found else {"text": kept}
