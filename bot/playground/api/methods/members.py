"""Who is in a chat: queries, bans, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.chats import chat_of, room
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import Refusal, bad_request
from bot.playground.world import rooms
from bot.playground.world.chats import Member, Room

if TYPE_CHECKING:
    from bot.playground.world.world import World

_SHORTEST, _LONGEST = 30, 366 * 24 * 3600


def _get_member(world: World, params: Params) -> dict[str, Any]:
    chat, user_id = chat_of(world, params), params["user_id"]
    if not isinstance(chat, Room):
        for user in (chat.person, world.bot):
            if user["id"] == user_id:
                return Member(dict(user)).as_chat_member("group")
        raise bad_request("member not found")
    _check_members_visible(chat)
    known = chat.members.get(user_id)
    if known is None:
        try:
            known = Member(user_of(world, user_id), "left")
        except Refusal:
            raise bad_request("member not found") from None
    return known.as_chat_member(chat.kind)


def user_of(world: World, user_id: int) -> dict[str, Any]:
    """Return the user of an id, or refuse as Telegram does."""
    try:
        return dict(world.person(user_id).person)
    except Refusal:
        raise bad_request("PARTICIPANT_ID_INVALID") from None


def _check_members_visible(chat: Room) -> None:
    if chat.kind == "channel" and not chat.check_bot_is_in().is_admin:
        raise bad_request("member list is inaccessible")


def _count(world: World, params: Params) -> int:
    chat = chat_of(world, params)
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
    user = user_of(world, params["user_id"])
    member = chat.members.get(user["id"])
    if member is not None and member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member is not None and member.is_admin:
        raise bad_request("user is an administrator of the chat")
    rooms.remove(world, chat, user, world.bot)
    until = until_of(world, params)
    chat.members[user["id"]] = Member(user, "kicked", until=until)
    return True


def until_of(world: World, params: Params) -> int:
    """Return when a ban or a restriction ends; 0 for ever, as also of one too short or too long."""
    until: int = params.get("until_date", 0)
    return until if _SHORTEST <= until - world.now() <= _LONGEST else 0


def _unban(world: World, params: Params) -> bool:
    chat = room(world, params, "can't unban members in private chats")
    if chat.kind == "group":
        raise bad_request("method is available only in supergroup and channel chats")
    chat.check_right("can_restrict_members", "restrict/unrestrict chat member")
    user = user_of(world, params["user_id"])
    member = chat.members.get(user["id"])
    if member is None or member.status == "kicked":
        chat.members[user["id"]] = Member(user, "left")
    elif not params.get("only_if_banned") and not member.is_admin:
        # As documented: who is not banned is removed, and may come back.
        rooms.remove(world, chat, user, world.bot)
        chat.members[user["id"]] = Member(user, "left")
    return True


def _profile_photos(world: World, params: Params) -> dict[str, Any]:
    """Nobody in this world has a photo; the offset and the limit are clamped, not refused."""
    user_of(world, params["user_id"])
    return {"total_count": 0, "photos": []}


METHODS = {
    "getChatMember": method(_get_member, "chat_id user_id"),
    "getChatMemberCount": method(_count, "chat_id"),
    "getChatAdministrators": method(_administrators, "chat_id"),
    "leaveChat": method(_leave, "chat_id"),
    "banChatMember": method(_ban, "chat_id user_id until_date revoke_messages"),
    "unbanChatMember": method(_unban, "chat_id user_id only_if_banned"),
    "getUserProfilePhotos": method(_profile_photos, "user_id offset limit"),
}
