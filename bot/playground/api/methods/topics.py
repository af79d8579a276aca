"""Topics of a forum: opened, named, closed, hidden, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.chats import check_may_pin, room
from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules.refusal import bad_request
from bot.playground.world import as_bot, rooms
from bot.playground.world.chats import GENERAL_TOPIC

if TYPE_CHECKING:
    from bot.playground.world.chats import Room, Topic
    from bot.playground.world.world import World


def _forum(world: World, params: Params, purpose: str) -> Room:
    forum = room(world, params, "the chat is not a forum")
    if not forum.is_forum:
        raise bad_request("the chat is not a forum")
    forum.check_right("can_manage_topics", purpose)
    return forum


def _topic(forum: Room, params: Params) -> Topic:
    number = params.get("message_thread_id", GENERAL_TOPIC)
    # "General" has methods of its own.
    if number not in forum.topics or params.get("message_thread_id") == GENERAL_TOPIC:
        raise bad_request("TOPIC_ID_INVALID")
    return forum.topics[number]


def _create(world: World, params: Params) -> dict[str, Any]:
    forum = _forum(world, params, "create a topic")
    icon = params.get("icon_custom_emoji_id", "")
    color = params.get("icon_color", rooms.DEFAULT_ICON)
    topic = rooms.new_topic(world, forum, params["name"], world.bot, color, icon)
    created: dict[str, Any] = {
        "message_thread_id": topic.id,
        "name": topic.name,
        "icon_color": topic.icon_color,
    }
    return created | {"icon_custom_emoji_id": icon} if icon else created


def _edit(world: World, params: Params) -> bool:
    forum = _forum(world, params, "edit the topic")
    topic = _topic(forum, params)
    name = params.get("name", "") or topic.name
    icon = params.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    name = rooms.kept_topic_name(name)
    rooms.check_icon(icon)
    changed: dict[str, Any] = {}
    if name != topic.name:
        changed["name"] = topic.name = name
    if icon != topic.icon_custom_emoji_id:
        changed["icon_custom_emoji_id"] = topic.icon_custom_emoji_id = icon
    if not changed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    rooms.service(world, forum, world.bot, topic=topic, forum_topic_edited=changed)
    return True


def _closer(*, closed: bool, takes: str) -> Method:
    def call(world: World, params: Params) -> bool:
        forum = _forum(world, params, "close the topic" if closed else "reopen the topic")
        topic = _topic(forum, params)
        if topic.closed == closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        if not closed:
            topic.hidden = False
        name = "forum_topic_closed" if closed else "forum_topic_reopened"
        rooms.service(world, forum, world.bot, topic=topic, **{name: {}})
        return True

    return method(call, takes)


def _hider(*, hidden: bool) -> Method:
    def call(world: World, params: Params) -> bool:
        forum = _forum(world, params, "hide the topic" if hidden else "unhide the topic")
        topic = forum.topics[GENERAL_TOPIC]
        if topic.hidden == hidden:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.hidden = hidden
        # "The topic will be automatically closed if it was open."
        topic.closed = topic.closed or hidden
        name = "general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden"
        rooms.service(world, forum, world.bot, topic=topic, **{name: {}})
        return True

    return method(call, "chat_id")


def _delete(world: World, params: Params) -> bool:
    forum = room(world, params, "the chat is not a forum")
    if not forum.is_forum:
        raise bad_request("the chat is not a forum")
    forum.check_right("can_delete_messages", "delete the topic")
    topic = _topic(forum, params)
    del forum.topics[topic.id]
    for message_id in _messages_of(forum, topic.id):
        as_bot.delete(world, forum, message_id)
    return True


def _messages_of(forum: Room, topic: int) -> list[int]:
    return [
        message_id
        for message_id, message in forum.messages.items()
        if message.get("message_thread_id", GENERAL_TOPIC) == topic
    ]


def _unpin_all(world: World, params: Params) -> bool:
    forum = room(world, params, "the chat is not a forum")
    if not forum.is_forum:
        raise bad_request("the chat is not a forum")
    check_may_pin(forum)
    theirs = set(_messages_of(forum, _topic(forum, params).id))
    forum.pinned[:] = [message_id for message_id in forum.pinned if message_id not in theirs]
    world.events.add("pinned", forum.id, message_ids=list(forum.pinned))
    return True


_ONE = "chat_id message_thread_id"

METHODS = {
    "createForumTopic": method(_create, "chat_id name icon_color icon_custom_emoji_id"),
    "editForumTopic": method(_edit, _ONE + " name icon_custom_emoji_id"),
    "closeForumTopic": _closer(closed=True, takes=_ONE),
    "reopenForumTopic": _closer(closed=False, takes=_ONE),
    "deleteForumTopic": method(_delete, _ONE),
    "unpinAllForumTopicMessages": method(_unpin_all, _ONE),
    "editGeneralForumTopic": method(_edit, "chat_id name"),
    "closeGeneralForumTopic": _closer(closed=True, takes="chat_id"),
    "reopenGeneralForumTopic": _closer(closed=False, takes="chat_id"),
    "hideGeneralForumTopic": _hider(hidden=True),
    "unhideGeneralForumTopic": _hider(hidden=False),
    "unpinAllGeneralForumTopicMessages": method(_unpin_all, "chat_id"),
}
