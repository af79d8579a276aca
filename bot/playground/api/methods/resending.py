"""Forwards and copies of what was sent before, one message or many."""

from __future__ import annotations

import secrets
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.content import CAPTION, keyboard, put
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import bad_request
from bot.playground.world import forwards, polls, words
from bot.playground.world.chats import Room
from bot.playground.world.privacy import WRITTEN

if TYPE_CHECKING:
    from bot.playground.world.chats import Message
    from bot.playground.world.world import World

_MAX_AT_ONCE = 100
_FROM = "chat_id message_thread_id from_chat_id disable_notification protect_content "


def _original(world: World, params: Params, message_id: int, purpose: str) -> Message:
    chat = world.chat(params["from_chat_id"])
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    if not _may_go(message):
        done = {"forward": "forwarded", "copy": "copied"}[purpose]
        raise bad_request(f"the message can't be {done}")
    return message


def _may_go(message: Message) -> bool:
    return bool(WRITTEN & message.keys()) and not message.get("has_protected_content")


def _forward(world: World, params: Params) -> Message:
    message = _original(world, params, params["message_id"], "forward")
    content = forwards.content(message) | {"forward_origin": forwards.origin(world, message)}
    return put(world, params, content)


def _copy(world: World, params: Params) -> dict[str, int]:
    message = _original(world, params, params["message_id"], "copy")
    content = forwards.content(message)
    if "caption" in params and "text" not in content:
        content = _without_caption(content) | words.caption(world, params)
    if params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if "reply_markup" not in params and "reply_markup" in message:
        content |= keyboard(world.chat(params["chat_id"]), message["reply_markup"])
    return _put_copy(world, params, content)


def _put_copy(world: World, params: Params, content: dict[str, Any]) -> dict[str, int]:
    """Send a copy; that of a poll is a poll of its own, in which nobody has voted yet."""
    poll = polls.again(content["poll"]) if "poll" in content else None
    sent = put(world, params, content if poll is None else {**content, "poll": poll.shown})
    if poll is not None:
        world.polls[poll.shown["id"]] = poll
    return {"message_id": sent["message_id"]}


def _without_caption(content: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in content.items() if not k.startswith("caption")}


def _several(world: World, params: Params, *, forward: bool) -> list[dict[str, int]]:
    ids = params["message_ids"]
    if not ids:
        raise bad_request("there are no messages to forward")
    if len(ids) > _MAX_AT_ONCE:
        raise bad_request("too many messages to forward")
    if any(a >= b for a, b in pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    source, target = world.chat(params["from_chat_id"]), world.chat(params["chat_id"])
    if isinstance(source, Room):
        source.check_bot_is_in()
    target.check_open_to_bot()
    # As documented, those that are not there or cannot be sent on are skipped.
    known = [m for number in ids if (m := source.messages.get(number)) and _may_go(m)]
    if not known:
        raise bad_request("there are no messages to forward" if forward else "messages not found")
    contents = [_sent_on(world, message, params, forward=forward) for message in known]
    for content in contents:
        target.check_open_to_bot(content)
    albums: dict[str, str] = {}
    sent = []
    for message, content in zip(known, contents, strict=True):
        if group := message.get("media_group_id"):
            # "Album grouping is kept", under a new number.
            content["media_group_id"] = albums.setdefault(group, str(secrets.randbits(60)))
        if forward:
            sent.append({"message_id": put(world, params, content)["message_id"]})
        else:
            sent.append(_put_copy(world, params, content))
    return sent


def _sent_on(world: World, message: Message, params: Params, *, forward: bool) -> dict[str, Any]:
    content = forwards.content(message)
    if forward:
        return content | {"forward_origin": forwards.origin(world, message)}
    return _without_caption(content) if params.get("remove_caption") else content


def _forward_several(world: World, params: Params) -> list[dict[str, int]]:
    return _several(world, params, forward=True)


def _copy_several(world: World, params: Params) -> list[dict[str, int]]:
    return _several(world, params, forward=False)


METHODS = {
    "forwardMessage": method(_forward, _FROM + "message_id"),
    "forwardMessages": method(_forward_several, _FROM + "message_ids"),
    "copyMessage": method(
        _copy,
        _FROM + "message_id reply_parameters reply_markup show_caption_above_media " + CAPTION,
    ),
    "copyMessages": method(_copy_several, _FROM + "message_ids remove_caption"),
}
