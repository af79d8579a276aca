"""What the page can do: each act, read from the body of a request and carried into the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules import limits
from bot.playground.rules.refusal import bad_request
from bot.playground.world import (
    inline,
    invites,
    outline,
    people,
    pins,
    polls,
    reactions,
    rooms,
)
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.act import Act
    from bot.playground.world.chats import Kind

    Answer = dict[str, Any]

_KINDS: tuple[Kind, ...] = ("group", "supergroup", "channel")


def _say(act: Act) -> Answer:
    message = people.say(
        act.world,
        act.chat,
        act.text("text"),
        act.optional("reply_to"),
        elsewhere=act.chat_named("reply_chat") if "reply_chat" in act else None,
        quote=act.text("quote") if "quote" in act else None,
        by=act.by,
    )
    return {"message_id": message["message_id"] or -message["ephemeral_message_id"]}


def _edit(act: Act) -> Answer:
    people.edit(act.world, act.chat, act.number("message_id"), act.text("text"), by=act.by)
    return {}


def _delete(act: Act) -> Answer:
    people.delete(act.world, act.chat, act.number("message_id"), by=act.by)
    return {}


def _attach(act: Act) -> Answer:
    words = act.text("caption", ""), act.text("name", "")
    message = people.attach(
        act.world,
        act.chat,
        act.text("kind"),
        *words,
        reply_to=act.optional("reply_to"),
        by=act.by,
    )
    return {"message_id": message["message_id"]}


def _forward(act: Act) -> Answer:
    message = people.forward(
        act.world, act.chat, act.number("message_id"), act.chat_named("to"), by=act.by
    )
    return {"message_id": message["message_id"]}


def _start(act: Act) -> Answer:
    """Open the bot by its link, with or without a parameter; in a group, add it there."""
    parameter = act.text("parameter", "")
    if parameter:
        limits.start_parameter(parameter)
    chat, name = act.chat, ""
    if isinstance(chat, Room):
        if chat.kind == "channel":
            raise bad_request("a bot is started in a private chat or a group")
        if chat.bot is None:
            rooms.add_bot_as(act.world, chat, act.person, "member")
        name = f"@{act.world.bot['username']}"
    text = f"/start{name} {parameter}".rstrip()
    message = people.say(act.world, chat, text, by=act.by)
    return {"message_id": message["message_id"]}


def _tap(act: Act) -> Answer:
    message_id, data = act.number("message_id"), act.text("data")
    return {"query_id": people.tap(act.world, act.chat, message_id, data, by=act.by)}


def _react(act: Act) -> Answer:
    reactions.put(act.world, act.chat, act.number("message_id"), act.texts("emoji"), by=act.by)
    return {}


def _vote(act: Act) -> Answer:
    message_id, options = act.number("message_id"), act.numbers("options")
    polls.vote(act.world, act.chat, message_id, options, by=act.by)
    return {}


def _pin(act: Act) -> Answer:
    people.check_may_pin(act.chat, act.by)
    pins.pin(act.world, act.chat, act.number("message_id"), act.person.person)
    return {}


def _unpin(act: Act) -> Answer:
    people.check_may_pin(act.chat, act.by)
    pins.unpin(act.world, act.chat, act.number("message_id"))
    return {}


def _block(act: Act) -> Answer:
    (people.block if act.flag("on") else people.unblock)(act.world, act.person)
    return {}


def _hide(act: Act) -> Answer:
    act.person.hides_account = act.flag("on")
    return {}


def _ask_inline(act: Act) -> Answer:
    query, offset = act.text("query"), act.text("offset", "")
    return {"query_id": inline.ask(act.world, act.person, query, offset=offset, chat=act.chat)}


def _choose_inline(act: Act) -> Answer:
    query_id, result_id = act.text("query_id"), act.text("result_id")
    message = inline.choose(act.world, query_id, result_id, act.chat, act.by)
    return {"message_id": message["message_id"]}


def _found(act: Act) -> Answer:
    kind = next((kind for kind in _KINDS if kind == act.text("kind")), None)
    if kind is None:
        raise bad_request("kind must be group, supergroup or channel")
    room = rooms.found(act.world, kind, act.text("title"), act.person)
    return {"room": outline.outline(room, act.person.id)}


def _link(act: Act) -> Answer:
    channel, group = act.room_named("channel"), act.room_named("group")
    for room in (channel, group):
        rooms.check_may(room, act.person, "can_change_info")
    rooms.link(act.world, channel, group)
    return {}


def _topics(act: Act) -> Answer:
    rooms.check_may(act.room, act.person, "can_change_info")
    rooms.set_forum(act.world, act.room, on=act.flag("on"))
    return {}


def _topic(act: Act) -> Answer:
    topic = rooms.open_topic(act.world, act.room, act.text("name"), act.by)
    return {"topic": topic.id}


def _bot(act: Act) -> Answer:
    """Make the bot a member of a room, or an administrator, or remove it."""
    status = act.text("as") if "as" in act else None
    rooms.add_bot_as(act.world, act.room, act.person, status)
    return {}


def _role(act: Act) -> Answer:
    rooms.rise(act.world, act.room, act.person, act.text("as"))
    return {}


def _add(act: Act) -> Answer:
    rooms.check_may_invite(act.room, act.person)
    rooms.add(act.world, act.room, act.world.person(act.number("person")), by=act.person)
    return {}


def _enter(act: Act) -> Answer:
    if "link" in act:
        room = invites.leads_to(act.world, act.text("link"))
        invites.ask(act.world, room, act.person, act.text("link"))
    else:
        room = act.world.room("@" + act.text("username").removeprefix("@"))
        rooms.add(act.world, room, act.person)
    return {"room": outline.outline(room, act.person.id)}


def _leave(act: Act) -> Answer:
    member = act.room.member(act.person.id)
    if member is not None and member.status == "creator":
        raise bad_request("the owner of a chat doesn't leave it")
    rooms.remove(act.world, act.room, act.person.person, act.person.person)
    return {}


def _privacy(act: Act) -> Answer:
    act.world.privacy = act.flag("on")
    return {}


def _inline(act: Act) -> Answer:
    act.world.inline = act.flag("on")
    return {}


def _guest(act: Act) -> Answer:
    act.world.guest = act.flag("on")
    return {}


ACTS: dict[str, Callable[[Act], Answer]] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "attach": _attach,
    "forward": _forward,
    "start": _start,
    "tap": _tap,
    "react": _react,
    "vote": _vote,
    "pin": _pin,
    "unpin": _unpin,
    "block": _block,
    "hide": _hide,
    "inline": _inline,
    "guest": _guest,
    "inline/ask": _ask_inline,
    "inline/choose": _choose_inline,
    "found": _found,
    "link": _link,
    "topics": _topics,
    "topic": _topic,
    "bot": _bot,
    "role": _role,
    "add": _add,
    "enter": _enter,
    "leave": _leave,
    "privacy": _privacy,
}
