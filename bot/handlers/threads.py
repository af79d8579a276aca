"""Where in a group something is said: in the group itself, in a topic, or under a post."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Literal

from bot.handlers.addressing import itself
from bot.reply import Cited

if TYPE_CHECKING:
    from telegram import Message

    from bot.handlers.doors import Rooms

Kind = Literal["group", "topic", "post"]
_SUPERGROUP = "-100"
"""What the ids of supergroups begin with, and their links leave out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A thread of a group: `thread` is its topic or the copy of its post, 0 for the group itself.

    `name` is the group's in links, "" where there are none; `bot` is the bot's username.
    """

    chat_id: int
    kind: Kind
    thread: int
    name: str
    bot: str

    @property
    def topic(self) -> int | None:
        """The topic that messages here must name, None for none."""
        return self.thread if self.kind == "topic" else None

    @property
    def post(self) -> int | None:
        """The message that others here answer, None for none."""
        return self.thread if self.kind == "post" else None

    def url(self, message_id: int) -> str:
        """Return the link to a message here; "" where Telegram has none."""
        if not self.name:
            return ""
        if self.kind == "topic":
            return f"https://t.me/{self.name}/{self.thread}/{message_id}"
        thread = f"?thread={self.thread}" if self.kind == "post" else ""
        return f"https://t.me/{self.name}/{message_id}{thread}"


def place_of(message: Message, rooms: Rooms) -> Place:
    """Return where a group's message stands. Blocking: whether it is a comment is looked up."""
    chat = message.chat
    name = chat.username or ""
    if not name and chat.type == "supergroup":
        name = f"c/{str(chat.id).removeprefix(_SUPERGROUP)}"
    kind, thread = _thread(message, rooms)
    return Place(chat.id, kind, thread, name, itself(message).username)


def _thread(message: Message, rooms: Rooms) -> tuple[Kind, int]:
    above, thread = message.reply_to_message, message.message_thread_id
    if message.is_topic_message and thread is not None:
        return "topic", thread
    if above is not None and above.is_automatic_forward:
        return "post", above.message_id
    # Elsewhere a thread is only what answers one message.
    if thread is not None and rooms.post(message.chat.id, thread) is not None:
        return "post", thread
    return "group", 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What a message says, where: an answer that cites, the list of such (`is_list`), or else."""

    place: Place
    cited: Cited | None = None
    is_list: bool = False

    def pack(self) -> str:
        """Write it down, for the message to carry."""
        cited = None if self.cited is None else self.cited.pack()
        return json.dumps([astuple(self.place), cited, self.is_list])

    @classmethod
    def unpack(cls, packed: str) -> Mark:
        """Read what `pack` wrote."""
        place, cited, is_list = json.loads(packed)
        return cls(Place(*place), None if cited is None else Cited.unpack(cited), is_list)
