"""Privacy mode: which messages of a group a bot gets to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules.entities import slice_utf16

if TYPE_CHECKING:
    from bot.playground.world.chats import Message, Room

# Content that people write; whatever has none of these is a service message, seen by all bots.
WRITTEN = frozenset(
    {
        "text", "animation", "audio", "document", "photo", "sticker", "video", "video_note",
        "voice", "contact", "dice", "poll", "venue", "location",
    }
)  # fmt: skip


def sees(room: Room, message: Message, bot: dict[str, Any], *, privacy: bool) -> bool:
    """Tell whether the bot gets this message of somebody else's.

    With privacy on it gets, as the documents list: service messages, commands,
    replies to itself, messages sent through it. An unaddressed command goes to
    the bot that wrote last: here there is one bot only. Administrators and
    members of channels get everything.
    """
    member = room.bot
    if member is None:
        return False
    if room.kind == "channel" or member.is_admin or not privacy:
        return True
    if not WRITTEN & message.keys():
        return True
    if message.get("via_bot", {}).get("id") == bot["id"]:
        return True
    if message.get("reply_to_message", {}).get("message_id") in room.own:
        return True
    return _is_command_for(message, str(bot["username"]))


def _is_command_for(message: Message, username: str) -> bool:
    text: str = message.get("text", "")
    for entity in message.get("entities", ()):
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            _, at, addressee = slice_utf16(text, 0, entity["length"]).partition("@")
            return not at or addressee.lower() == username.lower()
    return False
