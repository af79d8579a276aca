"""Chats themselves: what is told of them, their titles, photos and pins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Params, method
from bot.playground.rules import limits
from bot.playground.rules.refusal import bad_request
from bot.playground.world import invites, pins, rooms, speech
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat
    from bot.playground.world.world import World

_ACCENT = 5
_MAX_DESCRIPTION = 255
_GIFTS = (
    "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
    "gifts_from_channels",
)  # fmt: skip


def chat_of(world: World, params: Params) -> AnyChat:
    """Return the chat that is named, if the bot may ask about it."""
    chat = world.chat(params["chat_id"])
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    return chat


def room(world: World, params: Params, refused: str) -> Room:
    """Return the group or channel that is named; a private chat is refused with `refused`."""
    chat = chat_of(world, params)
    if not isinstance(chat, Room):
        raise bad_request(refused)
    return chat


def _chat_action(world: World, params: Params) -> bool:
    chat = chat_of(world, params)
    if params["action"] not in limits.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    if "message_thread_id" in params:
        speech.check_thread(chat, params["message_thread_id"])
    world.events.add("action", chat.id, action=params["action"], time=world.now())
    return True


def _get_chat(world: World, params: Params) -> dict[str, Any]:
    chat = chat_of(world, params)
    info: dict[str, Any] = {
        **chat.as_chat(),
        "accent_color_id": _ACCENT,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.pinned:
        info["pinned_message"] = world.quoted(chat, chat.pinned[-1])
    if isinstance(chat, Room):
        if chat.photo is not None:
            info["photo"] = dict(chat.photo)
        if (link := invites.primary(chat)) is not None:
            info["invite_link"] = link["invite_link"]
        if chat.description:
            info["description"] = chat.description
        if chat.kind != "channel":
            info["permissions"] = dict(chat.permissions)
        if chat.linked is not None:
            info["linked_chat_id"] = chat.linked.id
        if chat.username:
            info["active_usernames"] = [chat.username]
    return info


def _set_title(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change private chat title")
    chat.check_right("can_change_info", "change chat title")
    title = rooms.kept_title(params["title"])
    if chat.title != title:
        chat.title = title
        rooms.service(world, chat, world.bot, new_chat_title=chat.title)
    return True


def _set_description(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change private chat description")
    chat.check_right("can_change_info", "set chat description")
    description = params.get("description", "")
    limits.at_most(description, _MAX_DESCRIPTION, "CHAT_ABOUT_TOO_LONG")
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


def _set_photo(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change private chat photo")
    chat.check_right("can_change_info", "change chat photo")
    if not params["photo"].startswith("attach://"):
        raise bad_request("photo must be uploaded as an InputFile")
    sizes = world.files.new("photo")["photo"]
    chat.photo = {
        f"{name}_{field}": size[field]
        for name, size in (("small", sizes[0]), ("big", sizes[-1]))
        for field in ("file_id", "file_unique_id")
    }
    rooms.service(world, chat, world.bot, new_chat_photo=sizes)
    return True


def _delete_photo(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change private chat photo")
    chat.check_right("can_change_info", "change chat photo")
    if chat.photo is None:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.photo = None
    rooms.service(world, chat, world.bot, delete_chat_photo=True)
    return True


def check_may_pin(chat: AnyChat) -> None:
    """Refuse pins of a bot without the right to them."""
    if isinstance(chat, Room):
        right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
        chat.check_right(right, "manage pinned messages in the chat")


def _pin(world: World, params: Params) -> bool:
    chat, message_id = chat_of(world, params), params["message_id"]
    check_may_pin(chat)
    pins.pin(world, chat, message_id, world.bot)
    return True


def _unpin(world: World, params: Params) -> bool:
    chat = chat_of(world, params)
    check_may_pin(chat)
    pins.unpin(world, chat, params.get("message_id"))
    return True


def _unpin_all(world: World, params: Params) -> bool:
    chat = chat_of(world, params)
    check_may_pin(chat)
    pins.unpin_all(world, chat)
    return True


METHODS = {
    "sendChatAction": method(_chat_action, "chat_id message_thread_id action"),
    "getChat": method(_get_chat, "chat_id"),
    "setChatTitle": method(_set_title, "chat_id title"),
    "setChatDescription": method(_set_description, "chat_id description"),
    "setChatPhoto": method(_set_photo, "chat_id photo"),
    "deleteChatPhoto": method(_delete_photo, "chat_id"),
    "pinChatMessage": method(_pin, "chat_id message_id disable_notification"),
    "unpinChatMessage": method(_unpin, "chat_id message_id"),
    "unpinAllChatMessages": method(_unpin_all, "chat_id"),
}
