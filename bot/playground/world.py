"""The world behind the server: a bot, the people around it, their chats.

Pure state, no HTTP. Objects are the Bot API's own JSON; whoever gets one gets a copy.
"""

from __future__ import annotations

import itertools
import re
import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground import entities, limits, speech
from bot.playground.attachments import Files
from bot.playground.chats import AnyChat, PrivateChat, Room
from bot.playground.events import EventLog
from bot.playground.privacy import sees
from bot.playground.refusal import bad_request
from bot.playground.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.playground.chats import Kind, Message
    from bot.playground.inline import Asked
    from bot.playground.speech import Speaker

MAX_NAME = 64
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(slots=True)
class Profile:
    """What the bot has told Telegram about itself, by language code ("" is the default)."""

    # Keyed by (what: name, description, short_description; language code).
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    # Keyed by (scope as sorted items, language code).
    commands: dict[tuple[Any, str], list[dict[str, Any]]] = field(default_factory=dict)
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})

    def text(self, what: str, language: str) -> str:
        """Return a text in a language, or the default one, or ""."""
        return self.texts.get((what, language)) or self.texts.get((what, ""), "")


class World:
    """Everything the server knows; `clock` returns aware times.

    `privacy` is what the bot's owner has told BotFather: with it on, the bot
    sees of a group what is meant for it only. `inline` likewise: people may ask
    it from any chat.
    """

    def __init__(
        self,
        bot_id: int,
        username: str,
        clock: Callable[[], datetime],
        *,
        privacy: bool = True,
        inline: bool = False,
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
        self.profile = Profile()
        self.files = Files()
        self.events = EventLog()
        self.updates = UpdateQueue(
            first_id=100_000_000 + secrets.randbelow(800_000_000), now=self.now
        )
        self._clock = clock
        self._chats: dict[int, AnyChat] = {}
        # Callback queries that wait for their answer: id -> chat.
        self._asked: dict[str, int] = {}
        self._person_ids = itertools.count(700_000_001)
        self._room_ids = itertools.count(1_400_000_001)
        self._message_ids = itertools.count(1)

    def now(self) -> int:
        """Return the time in Unix seconds."""
        return int(self._clock().timestamp())

    # Who and what there is.

    def join(self, name: str, language: str = "en") -> PrivateChat:
        """Let a new person in; they have not pressed Start yet."""
        name = " ".join(name.split())
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

    # What people do. In a private chat it is clear who does it; elsewhere `by` says it.

    def say(
        self, chat: AnyChat, text: str, reply_to: int | None = None, *, by: Speaker | None = None
    ) -> Message:
        """Let somebody send a text."""
        return self._from_people(chat, _said(text), reply_to, by)

    def attach(
        self,
        chat: AnyChat,
        kind: str,
        caption: str = "",
        name: str = "",
        *,
        by: Speaker | None = None,
    ) -> Message:
        """Let somebody send a photo, document, voice message, sticker, ..."""
        content = self.files.new(kind, name)
        kept, _ = entities.trim(caption, [])
        if entities.utf16_length(kept) > limits.MAX_CAPTION:
            raise bad_request("message caption is too long")
        if kept:
            if kind == "sticker":
                raise bad_request("a sticker has no caption")
            content = {**content, "caption": kept}
            if found := entities.find(kept):
                content["caption_entities"] = found
        return self._from_people(chat, content, None, by)

    def edit(
        self, chat: AnyChat, message_id: int, text: str, *, by: Speaker | None = None
    ) -> Message:
        """Let somebody change the text of a message of theirs."""
        old = chat.messages.get(message_id)
        fields = speech.sender(chat, speech.speaker(chat, by))
        if old is None or "text" not in old:
            raise bad_request("message to edit not found")
        if message_id in chat.own or any(
            old.get(name) != fields.get(name) for name in ("from", "sender_chat")
        ):
            raise bad_request("message can't be edited")
        kept = {k: v for k, v in old.items() if k not in ("text", "entities")}
        message = self.replace(chat, kept | _said(text))
        self.tell_bot(chat, speech.update_kind(chat, "edited_message"), message)
        return message

    def tap(self, chat: AnyChat, message_id: int, data: str, *, by: Speaker | None = None) -> str:
        """Let somebody press a button; return the callback query's id.

        The data need not be on the keyboard: a client that its user has
        changed can send anything, and a bot must stand it.
        """
        message = chat.messages.get(message_id)
        if message is None or message_id not in chat.own:
            raise bad_request("message to press a button of not found")
        if not limits.callback_data_fits(data):
            raise bad_request("BUTTON_DATA_INVALID")
        query: dict[str, Any] = {
            "id": str(secrets.randbits(62)),
            "from": dict(speech.speaker(chat, by).person.person),
            "message": deepcopy(message),
            "chat_instance": str(chat.id * 7919),
            "data": data,
        }
        self._asked[query["id"]] = chat.id
        self.deliver("callback_query", query)
        return str(query["id"])

    def _from_people(
        self, chat: AnyChat, content: Mapping[str, Any], reply_to: int | None, by: Speaker | None
    ) -> Message:
        by = speech.speaker(chat, by)
        fields = speech.sender(chat, by)
        original = None if reply_to is None else self.quoted(chat, reply_to)
        fields |= speech.thread(chat, by.topic, original)
        if isinstance(chat, PrivateChat):
            if chat.blocked:
                self.unblock(chat)
            chat.started = True
        if original is not None:
            fields["reply_to_message"] = original
        message = self.post(chat, {**fields, **content})
        self.tell_bot(chat, speech.update_kind(chat, "message"), message)
        self._forward_to_discussion(chat, message)
        return message

    def _forward_to_discussion(self, chat: AnyChat, post: Message) -> None:
        if isinstance(chat, Room) and chat.kind == "channel" and chat.linked is not None:
            copy = self.post(chat.linked, speech.forwarded_to_discussion(chat, post))
            self.tell_bot(chat.linked, "message", copy)

    def block(self, chat: PrivateChat) -> None:
        """Let a person block the bot."""
        self._set_blocked(chat, blocked=True)

    def unblock(self, chat: PrivateChat) -> None:
        """Let a person who has blocked the bot take it back."""
        self._set_blocked(chat, blocked=False)

    def _set_blocked(self, chat: PrivateChat, *, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        gone: dict[str, Any] = {"status": "kicked", "user": dict(self.bot), "until_date": 0}
        here: dict[str, Any] = {"status": "member", "user": dict(self.bot)}
        self.deliver(
            "my_chat_member",
            {
                "chat": chat.as_chat(),
                "from": dict(chat.person),
                "date": self.now(),
                "old_chat_member": here if blocked else gone,
                "new_chat_member": gone if blocked else here,
            },
        )

    # What the bot does.

    def send(self, chat: AnyChat, content: Mapping[str, Any], topic: int | None = None) -> Message:
        """Put a message of the bot into a chat, and into a topic of it."""
        chat.check_open_to_bot()
        if isinstance(chat, Room) and chat.kind == "channel":
            fields: dict[str, Any] = {"sender_chat": chat.as_chat()}
        else:
            fields = {"from": dict(self.bot)}
        original = content.get("reply_to_message")
        if topic is not None:
            speech.check_thread(chat, topic)
        fields |= speech.thread(chat, topic, original)
        if isinstance(chat, Room) and chat.is_forum:
            chat.check_topic(fields.get("message_thread_id"), chat.check_bot_is_in())
        message = self.post(chat, {**fields, **content}, own=True)
        self._forward_to_discussion(chat, message)
        return message

    def own_message(self, chat: AnyChat, message_id: int, purpose: str) -> Message:
        """Return a copy of one of the bot's messages, or refuse: "message to edit not found"."""
        if isinstance(chat, Room):
            chat.check_bot_is_in()
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"message to {purpose} not found")
        if message_id not in chat.own:
            raise bad_request(f"message can't be {purpose}ed")
        return deepcopy(message)

    def quoted(self, chat: AnyChat, message_id: int) -> Message:
        """Return the message a reply points at: without the one it replies to itself."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request("message to be replied not found")
        return {k: deepcopy(v) for k, v in message.items() if k != "reply_to_message"}

    def replace(self, chat: AnyChat, message: Message, *, edited: bool = True) -> Message:
        """Put a changed message in the place of the old one."""
        if edited:
            message["edit_date"] = self.now()
        chat.messages[message["message_id"]] = message
        own = message["message_id"] in chat.own
        self.events.add("edited", chat.id, message=deepcopy(message), own=own)
        return deepcopy(message)

    def delete(self, chat: AnyChat, message_id: int) -> None:
        """Remove a message; in a private chat a bot may remove both sides' messages."""
        if isinstance(chat, Room):
            bot = chat.check_bot_is_in()
            theirs = message_id in chat.messages and message_id not in chat.own
            if theirs and not bot.may("can_delete_messages"):
                raise bad_request("message can't be deleted")
        if chat.messages.pop(message_id, None) is None:
            raise bad_request("message to delete not found")
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.events.add("deleted", chat.id, message_id=message_id)

    def answer(self, query_id: str, *, text: str, alert: bool) -> None:
        """Answer a callback query, once."""
        chat_id = self._asked.pop(query_id, None)
        if chat_id is None:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.events.add("answered", chat_id, query_id=query_id, text=text, alert=alert)

    # Both.

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
            **deepcopy(dict(content)),
        }
        chat.messages[number] = message
        if own:
            chat.own.add(number)
        self.events.add("message", chat.id, message=deepcopy(message), own=own)
        return deepcopy(message)

    def tell_bot(self, chat: AnyChat, kind: str, message: Message) -> None:
        """Send an update about somebody's message, where the bot gets to see it."""
        if isinstance(chat, PrivateChat) or sees(chat, message, self.bot, privacy=self.privacy):
            self.deliver(kind, deepcopy(message))

    def deliver(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update for the bot."""
        update = self.updates.add(kind, payload)
        if update is not None:
            self.events.add("update", update=deepcopy(update))


def _said(text: str) -> dict[str, Any]:
    kept, _ = entities.trim(text, [])
    if not kept:
        raise bad_request("message text is empty")
    if entities.utf16_length(kept) > limits.MAX_TEXT:
        raise bad_request("message is too long")
    found = entities.find(kept)
    return {"text": kept, "entities": found} if found else {"text": kept}
