"""Reactions to messages: who put which, and what the bot is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules.reactions import MAX_OF_A_MESSAGE, plain
from bot.playground.rules.refusal import bad_request
from bot.playground.world import speech
from bot.playground.world.chats import PrivateChat, Room
from bot.playground.world.privacy import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.playground.world.chats import AnyChat
    from bot.playground.world.speech import Speaker
    from bot.playground.world.world import World

# Without a subscription people put one reaction to a message, and so do bots.
_OF_ONE = 1


def put(
    world: World, chat: AnyChat, message_id: int, emoji: Sequence[str], *, by: Speaker | None
) -> None:
    """Let somebody react to a message with one emoji, or take their reaction back with none.

    The bot is told where it administrates and has asked for it by name: of who
    it was in groups and private chats, of the counts only in channels, whose
    readers are not shown.
    """
    by = speech.speaker(chat, by)
    if isinstance(chat, Room):
        chat.check_may_react(chat.members[by.person.id])
    actor, emoji = speech.actor(chat, by), [plain(one) for one in emoji]
    old = _change(world, chat, message_id, actor["id"], emoji)
    if old == emoji:
        return
    if not _hears(chat):
        return
    where = {"chat": chat.as_chat(), "message_id": message_id, "date": world.now()}
    if isinstance(chat, Room) and chat.kind == "channel":
        counts = [
            {"type": _type(one["emoji"]), "total_count": len(one["people"])}
            for one in standing(chat, message_id)
        ]
        world.deliver("message_reaction_count", {**where, "reactions": counts})
        return
    who = {"user": actor} if "is_bot" in actor else {"actor_chat": actor}
    changed = {"old_reaction": list(map(_type, old)), "new_reaction": list(map(_type, emoji))}
    world.deliver("message_reaction", {**where, **who, **changed})


def put_as_bot(world: World, chat: AnyChat, message_id: int, emoji: Sequence[str]) -> None:
    """Let the bot react to a message, or take its reaction back."""
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    _change(world, chat, message_id, int(world.bot["id"]), [plain(one) for one in emoji])


def remove(world: World, chat: AnyChat, actor: int, message_id: int | None = None) -> None:
    """Take an actor's reactions away from a message, or from all messages of a chat."""
    numbers = list(chat.reactions) if message_id is None else [message_id]
    for number in numbers:
        if chat.reactions.get(number, {}).pop(actor, None):
            world.events.add(
                "reaction", chat.id, message_id=number, reactions=standing(chat, number)
            )


def standing(chat: AnyChat, message_id: int) -> list[dict[str, Any]]:
    """Return a message's reactions as ``{"emoji": str, "people": [ids]}``, the first one first."""
    people: dict[str, list[int]] = {}
    for actor, emoji in chat.reactions.get(message_id, {}).items():
        for one in emoji:
            people.setdefault(one, []).append(actor)
    return [{"emoji": emoji, "people": ids} for emoji, ids in people.items()]


def _change(
    world: World, chat: AnyChat, message_id: int, actor: int, emoji: list[str]
) -> list[str]:
    """Replace an actor's reactions and return the old ones; refuse what Telegram refuses."""
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to react not found")
    if len(emoji) > _OF_ONE:
        raise bad_request("REACTION_INVALID")
    if not WRITTEN & message.keys():
        raise bad_request("message can't be reacted")
    found = chat.reactions.setdefault(message_id, {})
    old = found.pop(actor, [])
    if emoji:
        found[actor] = emoji
    if len(standing(chat, message_id)) > MAX_OF_A_MESSAGE:
        found[actor] = old
        if not old:
            del found[actor]
        raise bad_request("REACTIONS_TOO_MANY")
    if old != emoji:
        world.events.add(
            "reaction", chat.id, message_id=message_id, reactions=standing(chat, message_id)
        )
    return old


def _hears(chat: AnyChat) -> bool:
    if isinstance(chat, PrivateChat):
        return not chat.blocked
    return chat.bot is not None and chat.bot.is_admin


def _type(emoji: str) -> dict[str, str]:
    return {"type": "emoji", "emoji": emoji}
