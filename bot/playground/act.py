"""A request of the page: who acts, where and with what, read strictly.

`chat` in a body is who acts, by the id of their private chat; `in` is where (their private
chat where it is left out), `topic` the topic of a forum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world.chats import GENERAL_TOPIC, PrivateChat, Room
from bot.playground.world.speech import Speaker, speaker

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat
    from bot.playground.world.world import World

# Ids are whole numbers that JavaScript can count up to.
_MAX_ID = 2**53


class Act:
    """The body of a request of the page, and the person it speaks for."""

    def __init__(self, world: World, body: dict[str, Any]) -> None:
        self.world = world
        self._body = body

    def __contains__(self, name: str) -> bool:
        return self._body.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; one without a default must be there."""
        value = self._body.get(name, default)
        if not isinstance(value, str):
            raise bad_request(f"{name} must be a text")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return value

    def number(self, name: str) -> int:
        """Return an id."""
        return _number(name, self._body.get(name))

    def optional(self, name: str) -> int | None:
        """Return an id, or None where there is none."""
        return self.number(name) if name in self else None

    def flag(self, name: str) -> bool:
        """Return true or false; it must be there."""
        value = self._body.get(name)
        if not isinstance(value, bool):
            raise bad_request(f"{name} must be true or false")
        return value

    def numbers(self, name: str) -> list[int]:
        """Return a list of numbers."""
        return [_number(name, value) for value in self._list(name)]

    def texts(self, name: str) -> list[str]:
        """Return a list of texts."""
        return [Act(self.world, {name: value}).text(name) for value in self._list(name)]

    def _list(self, name: str) -> list[Any]:
        value = self._body.get(name)
        if not isinstance(value, list):
            raise bad_request(f"{name} must be a list")
        return value

    @property
    def person(self) -> PrivateChat:
        """Who acts."""
        return person(self.world, self._body.get("chat"))

    @property
    def chat(self) -> AnyChat:
        """Where: a chat that the person is in."""
        return self.chat_named("in") if "in" in self else self.person

    def chat_named(self, name: str) -> AnyChat:
        """Return a chat of an id, which must be one that the person is in."""
        return visible(self.world, self.person, _number(name, self._body.get(name)))

    def room_named(self, name: str) -> Room:
        """Return a group or channel that the person is in."""
        chat = self.chat_named(name)
        if not isinstance(chat, Room):
            raise bad_request(f"{name} must be a group or channel")
        return chat

    @property
    def room(self) -> Room:
        """Where, as far as it is a group or channel."""
        return self.room_named("in")

    @property
    def by(self) -> Speaker:
        """Who acts, in which topic or thread of comments, as which channel."""
        topic, chat = self.optional("topic"), self.chat
        if isinstance(chat, Room) and chat.is_forum and topic == GENERAL_TOPIC:
            # People write in "General" without naming it.
            topic = None
        as_channel = self.room_named("as_channel") if "as_channel" in self else None
        return Speaker(self.person, topic, as_channel)


def person(world: World, person_id: Any) -> PrivateChat:
    """Return a person by an id as the page gives it, or refuse."""
    if isinstance(person_id, str) and person_id.isascii() and person_id.isdigit():
        person_id = int(person_id[:20])
    return world.person(None if isinstance(person_id, bool) else person_id)


def visible(world: World, who: PrivateChat, chat_id: int) -> AnyChat:
    """Return a chat that a person is in; others are none of their business."""
    if chat_id == who.id:
        return who
    room = world.room(chat_id)
    speaker(room, Speaker(who))
    return room


def _number(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _MAX_ID:
        raise bad_request(f"{name} must be a whole number")
    return value
