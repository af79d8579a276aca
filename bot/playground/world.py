"""The world behind the server: a bot, the people who visit it, their private chats.

Pure state, no HTTP. Objects are the Bot API's own JSON; whoever gets one gets a copy.
"""

from __future__ import annotations

import itertools
import re
import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground import entities, limits
from bot.playground.events import EventLog
from bot.playground.refusal import Refusal, bad_request
from bot.playground.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

Message = dict[str, Any]

MAX_NAME = 64
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
# Stand-ins for what a visitor attaches: the objects are real, the bytes are not kept.
_PHOTO_SIZES = ((90, 60), (320, 213), (1280, 853))


@dataclass(slots=True)
class PrivateChat:
    """A person, and the chat the bot has with them; both have the same id."""

    person: dict[str, Any]
    started: bool = False
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The id of the chat and of the person."""
        return int(self.person["id"])

    def as_chat(self) -> dict[str, Any]:
        """Return the Bot API's Chat."""
        return {"id": self.id, "type": "private", "first_name": self.person["first_name"]}


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
    """Everything the server knows; `clock` returns aware times."""

    def __init__(self, bot_id: int, username: str, clock: Callable[[], datetime]) -> None:
        self.bot = {
            "id": bot_id,
            "is_bot": True,
            "first_name": username.removesuffix("Bot").removesuffix("_") or username,
            "username": username,
        }
        self.profile = Profile()
        self.events = EventLog()
        self.updates = UpdateQueue(first_id=100_000_000 + secrets.randbelow(800_000_000))
        self._clock = clock
        self._chats: dict[int, PrivateChat] = {}
        # Callback queries that wait for their answer: id -> chat.
        self._asked: dict[str, int] = {}
        self._person_ids = itertools.count(700_000_001)
        self._message_ids = itertools.count(1)

    def now(self) -> int:
        """Return the time in Unix seconds."""
        return int(self._clock().timestamp())

    # What visitors do.

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
        chat = self._chats[person["id"]] = PrivateChat(person)
        return chat

    def chat(self, chat_id: Any) -> PrivateChat:
        """Return a chat, or refuse as Telegram does where there is none."""
        chat = self._chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def say(self, chat: PrivateChat, text: str, reply_to: int | None = None) -> Message:
        """Let a visitor send a text."""
        kept, _ = entities.trim(text, [])
        if not kept:
            raise bad_request("message text is empty")
        if entities.utf16_length(kept) > limits.MAX_TEXT:
            raise bad_request("message is too long")
        content: dict[str, Any] = {"text": kept}
        if found := entities.find(kept):
            content["entities"] = found
        return self._from_visitor(chat, content, reply_to)

    def attach(self, chat: PrivateChat, kind: str, caption: str = "", name: str = "") -> Message:
        """Let a visitor send a photo, document, voice message or sticker."""
        content = _attachment(kind, name)
        kept, _ = entities.trim(caption, [])
        if entities.utf16_length(kept) > limits.MAX_CAPTION:
            raise bad_request("message caption is too long")
        if kept:
            if kind == "sticker":
                raise bad_request("a sticker has no caption")
            content["caption"] = kept
            if found := entities.find(kept):
                content["caption_entities"] = found
        return self._from_visitor(chat, content)

    def tap(self, chat: PrivateChat, message_id: int, data: str) -> str:
        """Let a visitor press a button; return the callback query's id.

        The data need not be on the keyboard: a client that its user has
        changed can send anything, and a bot must stand it.
        """
        message = chat.messages.get(message_id)
        if message is None or message["from"]["id"] != self.bot["id"]:
            raise bad_request("message to press a button of not found")
        if not limits.callback_data_fits(data):
            raise bad_request("BUTTON_DATA_INVALID")
        query: dict[str, Any] = {
            "id": str(secrets.randbits(62)),
            "from": dict(chat.person),
            "message": deepcopy(message),
            "chat_instance": str(chat.id * 7919),
            "data": data,
        }
        self._asked[query["id"]] = chat.id
        self._deliver("callback_query", query)
        return str(query["id"])

    def _from_visitor(
        self, chat: PrivateChat, content: Mapping[str, Any], reply_to: int | None = None
    ) -> Message:
        chat.started = True
        message = self._new_message(chat, chat.person, content)
        if reply_to is not None:
            message["reply_to_message"] = self.quoted(chat, reply_to)
        return self._publish(chat, message, deliver=True)

    # What the bot does.

    def send(self, chat: PrivateChat, content: Mapping[str, Any]) -> Message:
        """Put a message of the bot into a chat."""
        if not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return self._publish(chat, self._new_message(chat, self.bot, content), deliver=False)

    def own_message(self, chat: PrivateChat, message_id: int, purpose: str) -> Message:
        """Return a copy of one of the bot's messages, or refuse: "message to edit not found"."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"message to {purpose} not found")
        if message["from"]["id"] != self.bot["id"]:
            raise bad_request(f"message can't be {purpose}ed")
        return deepcopy(message)

    def quoted(self, chat: PrivateChat, message_id: int) -> Message:
        """Return the message a reply points at: without the one it replies to itself."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request("message to be replied not found")
        return {k: deepcopy(v) for k, v in message.items() if k != "reply_to_message"}

    def replace(self, chat: PrivateChat, message: Message, *, edited: bool = True) -> Message:
        """Put a changed message in the place of the old one."""
        if edited:
            message["edit_date"] = self.now()
        chat.messages[message["message_id"]] = message
        self.events.add("edited", chat.id, message=deepcopy(message))
        return deepcopy(message)

    def delete(self, chat: PrivateChat, message_id: int) -> None:
        """Remove a message; in a private chat a bot may remove both sides' messages."""
        if chat.messages.pop(message_id, None) is None:
            raise bad_request("message to delete not found")
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

    def _new_message(
        self, chat: PrivateChat, sender: Mapping[str, Any], content: Mapping[str, Any]
    ) -> Message:
        return {
            "message_id": next(self._message_ids),
            "from": dict(sender),
            "chat": chat.as_chat(),
            "date": self.now(),
            **deepcopy(dict(content)),
        }

    def _publish(self, chat: PrivateChat, message: Message, *, deliver: bool) -> Message:
        chat.messages[message["message_id"]] = message
        self.events.add("message", chat.id, message=deepcopy(message))
        if deliver:
            self._deliver("message", deepcopy(message))
        return deepcopy(message)

    def _deliver(self, kind: str, payload: dict[str, Any]) -> None:
        update = self.updates.add(kind, payload)
        if update is not None:
            self.events.add("update", update=deepcopy(update))


def _attachment(kind: str, name: str) -> dict[str, Any]:
    def file(size: int) -> dict[str, Any]:
        return {
            "file_id": "playground-" + secrets.token_urlsafe(24),
            "file_unique_id": secrets.token_urlsafe(9),
            "file_size": size,
        }

    if kind == "photo":
        sizes = [{**file(w * h // 8), "width": w, "height": h} for w, h in _PHOTO_SIZES]
        return {"photo": sizes}
    if kind == "document":
        named = {"file_name": name or "notes.pdf", "mime_type": "application/pdf"}
        return {"document": {**file(48_213), **named}}
    if kind == "voice":
        return {"voice": {**file(9_120), "duration": 4, "mime_type": "audio/ogg"}}
    if kind == "sticker":
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {"sticker": {**file(21_004), "type": "regular", **shape, "emoji": "👍"}}
    raise bad_request("an attachment is a photo, document, voice or sticker")
