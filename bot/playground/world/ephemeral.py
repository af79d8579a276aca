"""Messages of a group that one member sees and nobody else: what Telegram calls ephemeral.

They have no `message_id` (it is 0) but an `ephemeral_message_id`. Events and acts of the page
name them by that number's negative, so that they stand among the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world.chats import Room
from bot.playground.world.copies import copied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.chats import AnyChat, Message, User
    from bot.playground.world.world import World

SECONDS_AFTER_A_TAP = 15
"""So long a bot that is no administrator may answer a tap for who has tapped alone."""


def send(
    world: World, chat: AnyChat, fields: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Message:
    """Put a message of the bot into a group for one member; `fields` are all but its numbers."""
    receiver = _receiver(world, chat, parameters)
    number = next(world.ephemeral_ids)
    message = {
        "message_id": 0,
        "ephemeral_message_id": number,
        "receiver_user": dict(receiver),
        "chat": chat.as_chat(),
        "date": world.now(),
        **copied(dict(fields)),
    }
    chat.ephemeral[number] = message
    world.events.add("message", chat.id, to=receiver["id"], message=copied(message), own=True)
    return copied(message)


def known(chat: AnyChat, person_id: int, number: int, purpose: str) -> Message:
    """Return a copy of a message that somebody alone sees, or refuse in Telegram's manner."""
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    message = chat.ephemeral.get(number)
    if message is None or message["receiver_user"]["id"] != person_id:
        raise bad_request(f"message to {purpose} not found")
    return copied(message)


def replace(world: World, chat: AnyChat, message: Message) -> None:
    """Put a changed message in the place of the old one."""
    message["edit_date"] = world.now()
    chat.ephemeral[message["ephemeral_message_id"]] = message
    to = message["receiver_user"]["id"]
    world.events.add("edited", chat.id, to=to, message=copied(message), own=True)


def remove(world: World, chat: AnyChat, message: Message) -> None:
    """Take a message away."""
    number = message["ephemeral_message_id"]
    del chat.ephemeral[number]
    to = message["receiver_user"]["id"]
    world.events.add("deleted", chat.id, to=to, message_id=-number)


def note_tap(world: World, query_id: str, chat: AnyChat, person_id: int) -> None:
    """Remember a tap for as long as it may be answered for who has tapped alone."""
    oldest = world.now() - SECONDS_AFTER_A_TAP
    while world.taps and next(iter(world.taps.values()))[2] < oldest:
        del world.taps[next(iter(world.taps))]
    world.taps[query_id] = (chat.id, person_id, world.now())


def _receiver(world: World, chat: AnyChat, parameters: Mapping[str, Any]) -> User:
    """Return who is to see a message alone, or refuse what the bot may not."""
    if "replace_callback_query_message" in parameters:
        raise unsupported('"replace_callback_query_message" in ephemeral_message_parameters')
    if not isinstance(chat, Room) or chat.kind == "channel":
        raise bad_request("BOT_NOT_ADMIN")
    receiver = chat.member(parameters["receiver_user_id"])
    if receiver is None or receiver.user["is_bot"]:
        raise bad_request("USER_NOT_PARTICIPANT")
    person_id = receiver.user["id"]
    if "callback_query_id" in parameters:
        where, who, when = world.taps.get(parameters["callback_query_id"], (0, 0, 0))
        fresh = when >= world.now() - SECONDS_AFTER_A_TAP
        if (where, who) != (chat.id, person_id) or not fresh:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
    elif not chat.check_bot_is_in().is_admin:
        raise bad_request("BOT_NOT_ADMIN")
    return receiver.user
