"""Pinned messages, by people and by the bot alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.rules.refusal import bad_request
from bot.playground.world import rooms
from bot.playground.world.chats import GENERAL_TOPIC, Room

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat, User
    from bot.playground.world.world import World


def pin(world: World, chat: AnyChat, message_id: int, by: User) -> None:
    """Pin a message and say so in a service message; one that is pinned stays as it is."""
    if message_id not in chat.messages:
        raise bad_request("message to pin not found")
    if message_id in chat.pinned:
        return
    pinned = world.quoted(chat, message_id)
    chat.pinned.append(message_id)
    _tell(world, chat)
    if isinstance(chat, Room):
        topic = chat.topics.get(pinned.get("message_thread_id", GENERAL_TOPIC))
        rooms.service(world, chat, by, topic=topic, pinned_message=pinned)
        return
    mine = by["id"] == world.bot["id"]
    message = world.post(chat, {"from": dict(by), "pinned_message": pinned}, own=mine)
    if not mine:
        world.tell_bot(chat, "message", message)


def unpin(world: World, chat: AnyChat, message_id: int | None = None) -> None:
    """Take one pin away: that of a message, or the newest."""
    if message_id is None and chat.pinned:
        message_id = chat.pinned[-1]
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    _tell(world, chat)


def unpin_all(world: World, chat: AnyChat) -> None:
    """Take all pins away; there may be none."""
    chat.pinned.clear()
    _tell(world, chat)


def _tell(world: World, chat: AnyChat) -> None:
    world.events.add("pinned", chat.id, message_ids=list(chat.pinned))
