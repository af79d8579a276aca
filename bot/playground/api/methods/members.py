"""Chats and who is in them: queries, pins, titles, bans, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Params, method
from bot.playground.rules import limits
from bot.playground.rules.refusal import Refusal, bad_request
from bot.playground.world import pins, rooms
from bot.playground.world.chats import Member, Room

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat
    from bot.playground.world.world import World

_ACCENT = 5
_MAX_DESCRIPTION = 255
_GIFTS = (
    "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
    "gifts_from_channels",
)  # fmt: skip


def _chat(world: World, params: Params) -> AnyChat:
    """Return the chat that is named, if the bot may ask about it."""
    chat = world.chat(params["chat_id"])
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    return chat


def room(world: World, params: Params, refused: str) -> Room:
    """Return the group or channel that is named; a private chat is refused with `refused`."""
    chat = _chat(world, params)
    if not isinstance(chat, Room):
        raise bad_request(refused)
    return chat


def _chat_action(world: World, params: Params) -> bool:
    chat = _chat(world, params)
    if params["action"] not in limits.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.events.add("action", chat.id, action=params["action"], time=world.now())
    return True


def _get_chat(world: World, params: Params) -> dict[str, Any]:
    chat = _chat(world, params)
    info: dict[str, Any] = {
        **chat.as_chat(),
        "accent_color_id": _ACCENT,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.pinned:
        info["pinned_message"] = world.quoted(chat, chat.pinned[-1])
    if isinstance(chat, Room):
        if chat.description:
            info["description"] = chat.description
        if chat.kind != "channel":
            info["permissions"] = dict(chat.permissions)
        if chat.linked is not None:
            info["linked_chat_id"] = chat.linked.id
        if chat.username:
            info["active_usernames"] = [chat.username]
    return info


def _get_member(world: World, params: Params) -> dict[str, Any]:
    chat, user_id = _chat(world, params), params["user_id"]
    if not isinstance(chat, Room):
        for user in (chat.person, world.bot):
            if user["id"] == user_id:
                return Member(dict(user)).as_chat_member("group")
        raise bad_request("PARTICIPANT_ID_INVALID")
    _check_members_visible(chat)
    known = chat.members.get(user_id)
    if known is None:
        known = Member(_user(world, user_id), "left")
    return known.as_chat_member(chat.kind)


def _user(world: World, user_id: int) -> dict[str, Any]:
    try:
        return dict(world.person(user_id).person)
    except Refusal:
        raise bad_request("PARTICIPANT_ID_INVALID") from None


def _check_members_visible(chat: Room) -> None:
    if chat.kind == "channel" and not chat.check_bot_is_in().is_admin:
        raise bad_request("member list is inaccessible")


def _count(world: World, params: Params) -> int:
    chat = _chat(world, params)
    return len(chat.present()) if isinstance(chat, Room) else 2


def _administrators(world: World, params: Params) -> list[dict[str, Any]]:
    chat = room(world, params, "there are no administrators in the private chat")
    _check_members_visible(chat)
    return [m.as_chat_member(chat.kind) for m in chat.present() if m.is_admin]


def _leave(world: World, params: Params) -> bool:
    chat = room(world, params, "chat member status can't be changed in private chats")
    rooms.remove(world, chat, world.bot, world.bot)
    return True


def _ban(world: World, params: Params) -> bool:
    chat = room(world, params, "can't ban members in private chats")
    chat.check_right("can_restrict_members", "restrict/unrestrict chat member")
    user = _user(world, params["user_id"])
    member = chat.members.get(user["id"])
    if member is not None and member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member is not None and member.is_admin:
        raise bad_request("user is an administrator of the chat")
    rooms.remove(world, chat, user, world.bot)
    until = params.get("until_date", 0)
    chat.members[user["id"]] = Member(user, "kicked", until=max(until, 0))
    return True


def _unban(world: World, params: Params) -> bool:
    chat = room(world, params, "can't unban members in private chats")
    if chat.kind == "group":
        raise bad_request("method is available for supergroup and channel chats only")
    chat.check_right("can_restrict_members", "restrict/unrestrict chat member")
    user = _user(world, params["user_id"])
    member = chat.members.get(user["id"])
    if member is None or member.status == "kicked":
        chat.members[user["id"]] = Member(user, "left")
    elif not params.get("only_if_banned") and not member.is_admin:
        # As documented: who is not banned is removed, and may come back.
        rooms.remove(world, chat, user, world.bot)
        chat.members[user["id"]] = Member(user, "left")
    return True


def _set_title(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change the title of a private chat")
    chat.check_right("can_change_info", "change chat title")
    rooms.check_title(params["title"])
    if chat.title != params["title"]:
        chat.title = params["title"]
        rooms.service(world, chat, world.bot, new_chat_title=chat.title)
    return True


def _set_description(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change the description of a private chat")
    chat.check_right("can_change_info", "set chat description")
    description = params.get("description", "")
    limits.at_most(description, _MAX_DESCRIPTION, "chat description is too long")
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


def check_may_pin(chat: AnyChat) -> None:
    """Refuse pins of a bot without the right to them."""
    if isinstance(chat, Room):
        right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
        chat.check_right(right, "manage pinned messages in the chat")


def _pin(world: World, params: Params) -> bool:
    chat, message_id = _chat(world, params), params["message_id"]
    check_may_pin(chat)
    pins.pin(world, chat, message_id, world.bot)
    return True


def _unpin(world: World, params: Params) -> bool:
    chat = _chat(world, params)
    check_may_pin(chat)
    pins.unpin(world, chat, params.get("message_id"))
    return True


def _unpin_all(world: World, params: Params) -> bool:
    chat = _chat(world, params)
    check_may_pin(chat)
    pins.unpin_all(world, chat)
    return True


METHODS = {
    "sendChatAction": method(_chat_action, "chat_id message_thread_id action"),
    "getChat": method(_get_chat, "chat_id"),
    "getChatMember": method(_get_member, "chat_id user_id"),
    "getChatMemberCount": method(_count, "chat_id"),
    "getChatAdministrators": method(_administrators, "chat_id"),
    "leaveChat": method(_leave, "chat_id"),
    "banChatMember": method(_ban, "chat_id user_id until_date revoke_messages"),
    "unbanChatMember": method(_unban, "chat_id user_id only_if_banned"),
    "setChatTitle": method(_set_title, "chat_id title"),
    "setChatDescription": method(_set_description, "chat_id description"),
    "pinChatMessage": method(_pin, "chat_id message_id disable_notification"),
    "unpinChatMessage": method(_unpin, "chat_id message_id"),
    "unpinAllChatMessages": method(_unpin_all, "chat_id"),
}
