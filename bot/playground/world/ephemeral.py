"""Messages of a group that one member and the bot see: what Telegram calls ephemeral.

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

SECONDS = 15
"""So long a bot that is no administrator may answer a tap, or what it alone has seen."""
_SCOPES = ("all_group_chats", "default")
_ADMIN_SCOPES = ("all_chat_administrators", *_SCOPES)


def send(
    world: World,
    chat: AnyChat,
    fields: Mapping[str, Any],
    parameters: Mapping[str, Any],
    reply_to: int | None = None,
) -> Message:
    """Put a message of the bot into a group for one member; `fields` are all but its numbers.

    `reply_to` is the id of what that member has sent for the bot's eyes only.
    """
    receiver = _receiver(world, chat, parameters, reply_to)
    answered = {} if reply_to is None else {"reply_to_message": _quoted(chat, reply_to)}
    message = _put(world, chat, {**fields, **answered}, receiver)
    world.events.add("message", chat.id, to=receiver["id"], message=copied(message), own=True)
    return message


def say(
    world: World,
    chat: AnyChat,
    person: User,
    content: Mapping[str, Any],
    reply_to: int | None = None,
) -> Message:
    """Let a member send what nobody but the bot sees, such as an answer to what they alone see."""
    answered = {}
    if reply_to is not None:
        known(chat, person["id"], reply_to, "be replied")
        answered = {"reply_to_message": _quoted(chat, reply_to)}
    message = _put(world, chat, {"from": dict(person), **content, **answered}, world.bot)
    world.events.add("message", chat.id, to=person["id"], message=copied(message), own=False)
    world.deliver("message", copied(message))
    return message


def is_command(world: World, chat: AnyChat, person_id: int, message: Mapping[str, Any]) -> bool:
    """Tell whether a text is a command, naming the bot, that goes to it alone by its menu."""
    if not isinstance(chat, Room):
        return False
    marked = message.get("entities", ())[:1]
    if not marked or marked[0]["type"] != "bot_command" or marked[0]["offset"]:
        return False
    name, _, whose = message["text"][1 : marked[0]["length"]].partition("@")
    named = whose.lower() == world.bot["username"].lower()
    return named and any(
        one["command"] == name.lower() and one.get("is_ephemeral")
        for one in menu(world, chat, person_id)
    )


def menu(world: World, chat: Room, person_id: int) -> list[dict[str, Any]]:
    """Return the bot's commands as a member of a group is offered them, the nearest scope's."""
    member = chat.member(person_id)
    if member is None or chat.kind == "channel" or chat.bot is None:
        return []
    here, everywhere = ["chat"], _ADMIN_SCOPES if member.is_admin else _SCOPES
    if member.is_admin:
        here.insert(0, "chat_administrators")
    scopes = [tuple(sorted({"type": one, "chat_id": chat.id}.items())) for one in here]
    scopes += [(("type", one),) for one in everywhere]
    languages = (member.user.get("language_code", ""), "")
    found = (world.profile.commands.get((scope, one)) for scope in scopes for one in languages)
    return next((commands for commands in found if commands), [])


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
    oldest = world.now() - SECONDS
    while world.taps and next(iter(world.taps.values()))[2] < oldest:
        del world.taps[next(iter(world.taps))]
    world.taps[query_id] = (chat.id, person_id, world.now())


def _put(world: World, chat: AnyChat, fields: Mapping[str, Any], receiver: User) -> Message:
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
    return copied(message)


def _quoted(chat: AnyChat, number: int) -> Message:
    message = chat.ephemeral.get(number)
    if message is None:
        raise bad_request("message to be replied not found")
    return {k: copied(v) for k, v in message.items() if k != "reply_to_message"}


def _receiver(
    world: World, chat: AnyChat, parameters: Mapping[str, Any], reply_to: int | None
) -> User:
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
        fresh = when >= world.now() - SECONDS
        if (where, who) != (chat.id, person_id) or not fresh:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
    elif not chat.check_bot_is_in().is_admin and not _is_heard(world, chat, person_id, reply_to):
        raise bad_request("BOT_NOT_ADMIN")
    return receiver.user


def _is_heard(world: World, chat: AnyChat, person_id: int, number: int | None) -> bool:
    """Tell whether a person has just sent this for the bot's eyes only."""
    message = {} if number is None else chat.ephemeral.get(number, {})
    is_theirs = message.get("from", {}).get("id") == person_id
    return is_theirs and bool(message["date"] >= world.now() - SECONDS)
