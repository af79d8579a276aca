"""What the bot does to messages: send, delete, answer a tap; and whether it may."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world import speech
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World


def send(
    world: World, chat: AnyChat, content: Mapping[str, Any], topic: int | None = None
) -> Message:
    """Put a message of the bot into a chat, and into a topic of it."""
    message = world.post(chat, fields(world, chat, content, topic), own=True)
    world.forward_to_discussion(chat, message)
    return message


def fields(
    world: World, chat: AnyChat, content: Mapping[str, Any], topic: int | None = None
) -> dict[str, Any]:
    """Return a message of the bot as it would stand in a chat, or refuse it."""
    chat.check_open_to_bot(content)
    if isinstance(chat, Room) and chat.kind == "channel":
        sender: dict[str, Any] = {"sender_chat": chat.as_chat()}
    else:
        sender = {"from": dict(world.bot)}
    original = content.get("reply_to_message")
    if topic is not None:
        speech.check_thread(chat, topic)
    sender |= speech.thread(chat, topic, original)
    if isinstance(chat, Room) and chat.is_forum:
        chat.check_topic(sender.get("message_thread_id"), chat.check_bot_is_in())
    return {**sender, **content}


def own_message(chat: AnyChat, message_id: int, purpose: str) -> Message:
    """Return a copy of one of the bot's messages, or refuse: "message to edit not found"."""
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    if message_id not in chat.own:
        raise bad_request(f"message can't be {purpose}ed")
    return deepcopy(message)


def delete(world: World, chat: AnyChat, message_id: int) -> None:
    """Remove a message; in a private chat a bot may remove both sides' messages."""
    check_may_delete(chat, message_id)
    world.remove(chat, message_id)


def check_may_delete(chat: AnyChat, message_id: int) -> None:
    """Refuse to delete what others wrote where the bot has not the right to."""
    if isinstance(chat, Room):
        bot = chat.check_bot_is_in()
        theirs = message_id in chat.messages and message_id not in chat.own
        if theirs and not bot.may("can_delete_messages"):
            raise bad_request("message can't be deleted")


def answer(world: World, query_id: str, *, text: str, alert: bool) -> None:
    """Answer a callback query, once."""
    asked = world.callback_queries.pop(query_id, None)
    if asked is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    chat, person = asked
    world.events.add("answered", chat, to=person, query_id=query_id, text=text, alert=alert)
