"""The world behind the server: a bot, the people around it, their chats.

Pure state, no HTTP. Objects are the Bot API's own JSON; whoever gets one gets a copy.
"""

from __future__ import annotations

import itertools
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground.rules import entities
from bot.playground.rules.limits import as_name
from bot.playground.rules.refusal import bad_request
from bot.playground.world import speech
from bot.playground.world.attachments import Files
from bot.playground.world.chats import AnyChat, PrivateChat, Room
from bot.playground.world.copies import copied
from bot.playground.world.events import EventLog
from bot.playground.world.privacy import sees
from bot.playground.world.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.playground.world.chats import Kind, Message
    from bot.playground.world.guests import Summons
    from bot.playground.world.inline import Asked
    from bot.playground.world.polls import Poll

MAX_NAME = 64
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(slots=True)
class Profile:
    """What the bot has told Telegram about itself, by language code ("" is the default)."""

    # Keyed by (what: name, description, short_description; language code).
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    # Keyed by (scope as sorted items, language code).
    commands: dict[tuple[Any, str], list[dict[str, Any]]] = field(default_factory=dict)
    # By person; None is everybody's.
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)
    # What it asks for when it is made an administrator: of channels (true), of groups (false).
    default_rights: dict[bool, dict[str, bool]] = field(default_factory=dict)

    def text(self, what: str, language: str) -> str:
        """Return a text in a language, or the default one, or ""."""
        return self.texts.get((what, language)) or self.texts.get((what, ""), "")


class World:
    """Everything the server knows; `clock` returns aware times.

    `privacy` is what the bot's owner has told BotFather: with it on, the bot
    sees of a group what is meant for it only. `inline` likewise: people may ask
    it from any chat; `guest`: they may name it in groups that it is not in.
    """

    def __init__(
        self,
        bot_id: int,
        username: str,
        clock: Callable[[], datetime],
        *,
        privacy: bool = True,
        inline: bool = False,
        guest: bool = False,
    ) -> None:
        self.bot: dict[str, Any] = {
            "id": bot_id,
            "is_bot": True,
            "first_name": username.removesuffix("Bot").removesuffix("_") or username,
            "username": username,
        }
        self.privacy = privacy
        self.inline = inline
        self.inline_queries: dict[str, Asked] = {}
        self.guest = guest
        self.summonses: dict[str, Summons] = {}
        # Messages sent inline with a keyboard, or as a guest: inline id -> (chat, message).
        self.inline_messages: dict[str, tuple[int, int]] = {}
        # Polls by their id; the same poll may stand in several chats.
        self.polls: dict[str, Poll] = {}
        self.profile = Profile()
        self.files = Files()
        self.events = EventLog()
        self.updates = UpdateQueue(
            first_id=100_000_000 + secrets.randbelow(800_000_000), now=self.now
        )
        self._clock = clock
        self.started = self.now()
        self._chats: dict[int, AnyChat] = {}
        # Callback queries that wait for their answer: id -> (chat, person).
        self.callback_queries: dict[str, tuple[int, int]] = {}
        # Taps that may still be answered for one person alone: query -> (chat, person, when).
        self.taps: dict[str, tuple[int, int, int]] = {}
        self.ephemeral_ids = itertools.count(1)
        self._person_ids = itertools.count(700_000_001)
        self._room_ids = itertools.count(1_400_000_001)
        self._message_ids = itertools.count(1)

    def now(self) -> int:
        """Return the time in Unix seconds."""
        return int(self._clock().timestamp())

    # Who and what there is; what they do is in `people`, `rooms`, `inline` and `as_bot`.

    def join(self, name: str, language: str = "en") -> PrivateChat:
        """Let a new person in; they have not pressed Start yet."""
        name = as_name(name)
        if not name or entities.utf16_length(name) > MAX_NAME:
            raise bad_request(f"a name has 1 to {MAX_NAME} characters")
        if not _LANGUAGE.fullmatch(language):
            raise bad_request("language must be a code such as en")
        person: dict[str, Any] = {
            "id": next(self._person_ids),
            "is_bot": False,
            "first_name": name,
            "language_code": language,
        }
        chat = PrivateChat(person=person)
        self._chats[chat.id] = chat
        return chat

    def new_room_id(self, kind: Kind) -> int:
        """Return the id of a room to come, in the range that its kind has at Telegram."""
        number = next(self._room_ids)
        return -number if kind == "group" else -1_000_000_000_000 - number

    def add_room(self, room: Room) -> None:
        """Put a group, supergroup or channel into the world."""
        self._chats[room.id] = room

    def chat(self, chat_id: Any) -> AnyChat:
        """Return the chat of an id or an ``@username``, or refuse as Telegram does."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            name = chat_id[1:].lower()
            for chat in self._chats.values():
                if isinstance(chat, Room) and chat.username and chat.username.lower() == name:
                    return chat
        found = self._chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None:
            raise bad_request("chat not found")
        if isinstance(found, Room):
            found.lift(self.now())
        return found

    def person(self, person_id: Any) -> PrivateChat:
        """Return a person's private chat with the bot."""
        chat = self.chat(person_id)
        if not isinstance(chat, PrivateChat):
            raise bad_request("chat not found")
        return chat

    def room(self, room_id: Any) -> Room:
        """Return a group, supergroup or channel."""
        chat = self.chat(room_id)
        if not isinstance(chat, Room):
            raise bad_request("chat not found")
        return chat

    def chats(self) -> list[AnyChat]:
        """Return all chats, oldest first."""
        return list(self._chats.values())

    def rooms_of(self, person_id: int) -> list[Room]:
        """Return the groups and channels that a person is in, oldest first."""
        rooms = (chat for chat in self._chats.values() if isinstance(chat, Room))
        return [room for room in rooms if room.member(person_id) and room.migrated_to is None]

    def forward_to_discussion(self, chat: AnyChat, post: Message) -> None:
        """Copy a channel's post to the linked group, as Telegram does by itself."""
        if isinstance(chat, Room) and chat.kind == "channel" and chat.linked is not None:
            copy = self.post(chat.linked, speech.forwarded_to_discussion(chat, post))
            chat.copies[post["message_id"]] = copy["message_id"]
            self.tell_bot(chat.linked, "message", copy)

    def _edit_copy(self, channel: Room, post: Message) -> None:
        """Let the copy in the linked group follow an edited post."""
        group = channel.linked
        copy = group.messages.get(channel.copies[post["message_id"]]) if group else None
        if group is not None and copy is not None and "is_automatic_forward" in copy:
            kept = {k: copy[k] for k in ("message_id", "chat", "date")}
            new = {**kept, **speech.forwarded_to_discussion(channel, post)}
            self.tell_bot(group, "edited_message", self.replace(group, new))

    # Messages.

    def quoted(self, chat: AnyChat, message_id: int) -> Message:
        """Return the message a reply points at: without the one it replies to itself."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request("message to be replied not found")
        return {k: copied(v) for k, v in message.items() if k != "reply_to_message"}

    def replace(self, chat: AnyChat, message: Message, *, edited: bool = True) -> Message:
        """Put a changed message in the place of the old one."""
        if edited:
            message["edit_date"] = self.now()
        chat.messages[message["message_id"]] = message
        own = message["message_id"] in chat.own
        self.events.add("edited", chat.id, message=copied(message), own=own)
        if edited and isinstance(chat, Room) and message["message_id"] in chat.copies:
            self._edit_copy(chat, message)
        return copied(message)

    def remove(self, chat: AnyChat, message_id: int) -> None:
        """Take a message out of a chat, with its reactions and its pin."""
        if chat.messages.pop(message_id, None) is None:
            raise bad_request("message to delete not found")
        chat.reactions.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
            self.events.add("pinned", chat.id, message_ids=list(chat.pinned))
        self.events.add("deleted", chat.id, message_id=message_id)

    def post(self, chat: AnyChat, content: Mapping[str, Any], *, own: bool = False) -> Message:
        """Add a message with this content, sender included, to a chat; tell its readers."""
        if isinstance(chat, Room) and chat.kind != "group":
            chat.last_id += 1
            number = chat.last_id
        else:
            number = next(self._message_ids)
        message = {
            "message_id": number,
            "chat": chat.as_chat(),
            "date": self.now(),
            **copied(dict(content)),
        }
        chat.messages[number] = message
        if own:
            chat.own.add(number)
        self.events.add("message", chat.id, message=copied(message), own=own)
        return copied(message)

    def tell_bot(self, chat: AnyChat, kind: str, message: Message) -> None:
        """Send an update about somebody's message, where the bot gets to see it."""
        if isinstance(chat, PrivateChat):
            seen = not chat.blocked
        else:
            seen = sees(chat, message, self.bot, privacy=self.privacy)
        if seen:
            self.deliver(kind, copied(message))
        elif isinstance(chat, Room) and chat.bot is not None:
            self.events.add("unheard", chat.id, message_id=message["message_id"])

    def deliver(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update for the bot."""
        update = self.updates.add(kind, payload)
        if update is not None:
            self.events.add("update", update=copied(update))
