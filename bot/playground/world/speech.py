"""Who speaks, as the Bot API shows it: people, anonymous administrators, channels; and where."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world.chats import (
    ANONYMOUS_ADMIN,
    CHANNEL_FORWARDER,
    CHANNEL_VOICE,
    GENERAL_TOPIC,
    PrivateChat,
    Room,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.chats import AnyChat, Message


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who does something in a room: in a topic of it, perhaps "as" a channel of theirs."""

    person: PrivateChat
    topic: int | None = None
    as_channel: Room | None = None


def speaker(chat: AnyChat, by: Speaker | None) -> Speaker:
    """Return who speaks in a chat, or refuse who may not."""
    if isinstance(chat, PrivateChat):
        if by is not None and by.person.id != chat.id:
            raise bad_request("nobody else speaks in a private chat")
        return by or Speaker(chat)
    if by is None:
        raise bad_request("who speaks in a group must be told")
    if chat.migrated_to is not None or chat.member(by.person.id) is None:
        raise bad_request("who speaks is not a member of the chat")
    return by


def sender(chat: AnyChat, by: Speaker, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a message that tell who has sent it, or refuse who may not send it."""
    if isinstance(chat, PrivateChat):
        return {"from": dict(by.person.person)}
    member = chat.members[by.person.id]
    chat.check_may_send(member, content)
    if chat.kind == "channel":
        return {"sender_chat": chat.as_chat()}
    if chat.is_forum:
        chat.check_topic(by.topic, member)
    return voice(chat, by)


def voice(chat: Room, by: Speaker) -> dict[str, Any]:
    """Return as whom a member of a group acts: themselves, the group, a channel of theirs."""
    if by.as_channel is not None:
        owner = by.as_channel.member(by.person.id)
        if by.as_channel.kind != "channel" or owner is None or owner.status != "creator":
            raise bad_request("only a channel's owner speaks as the channel")
        if by.as_channel.id in chat.banned_chats:
            raise bad_request("the channel is banned in the chat")
        return {"from": dict(CHANNEL_VOICE), "sender_chat": by.as_channel.as_chat()}
    member = chat.members[by.person.id]
    if member.is_anonymous:
        signed = {"author_signature": member.custom_title} if member.custom_title else {}
        return {"from": dict(ANONYMOUS_ADMIN), "sender_chat": chat.as_chat(), **signed}
    return {"from": dict(by.person.person)}


def actor(chat: AnyChat, by: Speaker) -> dict[str, Any]:
    """Return the user who reacts or votes, or the chat (as the Bot API has it) behind which."""
    if isinstance(chat, PrivateChat) or chat.kind == "channel":
        return dict(by.person.person)
    fields = voice(chat, by)
    return dict(fields.get("sender_chat", fields["from"]))


def is_by(message: Message, sent: dict[str, Any]) -> bool:
    """Tell whether a message is of a sender with these fields."""
    return all(message.get(name) == sent.get(name) for name in ("from", "sender_chat"))


def thread(chat: AnyChat, topic: int | None, original: Message | None) -> dict[str, Any]:
    """Return the fields that tell a message's thread: its topic, or what it comments on.

    A reply without a topic of its own is in the topic of what it replies to. In a
    supergroup without topics the thread is the one under the first message.
    """
    if not isinstance(chat, Room) or chat.kind != "supergroup":
        return {}
    if chat.is_forum:
        if topic is None and original is not None:
            topic = original.get("message_thread_id")
        return {} if topic is None else {"message_thread_id": topic, "is_topic_message": True}
    if topic is not None:
        return {"message_thread_id": topic}
    if original is None:
        return {}
    return {"message_thread_id": original.get("message_thread_id", original["message_id"])}


def update_kind(chat: AnyChat, kind: str) -> str:
    """Return the name of an update: what is a message elsewhere is a post in a channel."""
    if isinstance(chat, Room) and chat.kind == "channel":
        return kind.replace("message", "channel_post")
    return kind


def check_thread(chat: AnyChat, number: int) -> None:
    """Refuse a message for a thread in a chat that has none, or not this one."""
    if isinstance(chat, Room) and chat.kind == "supergroup":
        if chat.is_forum and number in chat.topics and number != GENERAL_TOPIC:
            return
        # The comments on a post are a thread too: replies into it need its first message.
        if not chat.is_forum and number in chat.messages:
            return
    raise bad_request("message thread not found")


def forwarded_to_discussion(channel: Room, post: Message) -> dict[str, Any]:
    """Return a channel's post as it appears in the linked group, by itself."""
    origin = {
        "type": "channel",
        "chat": channel.as_chat(),
        "message_id": post["message_id"],
        "date": post["date"],
    }
    own = {
        "message_id", "chat", "date", "edit_date", "sender_chat", "reply_to_message",
        "author_signature",
    }  # fmt: skip
    return {
        "from": dict(CHANNEL_FORWARDER),
        "sender_chat": channel.as_chat(),
        "is_automatic_forward": True,
        "forward_origin": origin,
        **{k: deepcopy(v) for k, v in post.items() if k not in own},
    }
