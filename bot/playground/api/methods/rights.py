"""What members may do: promoted, restricted, titled; what everybody may do in a group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.chats import room
from bot.playground.api.methods.members import until_of, user_of
from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules.entities import utf16_length
from bot.playground.rules.refusal import bad_request
from bot.playground.world import reactions, rooms
from bot.playground.world.chats import PERMISSIONS, RIGHTS, Member, Room, rights_of

if TYPE_CHECKING:
    from bot.playground.world.world import World

MAX_TITLE = 16
_NOT_IN_PRIVATE = "method is available only in supergroup and channel chats"
_ONLY_SUPERGROUPS = "method is available only in supergroups"
_MEDIA = (
    "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes",
)  # fmt: skip


def _supergroup(world: World, params: Params) -> Room:
    chat = room(world, params, _ONLY_SUPERGROUPS)
    if chat.kind != "supergroup":
        raise bad_request(_ONLY_SUPERGROUPS)
    return chat


def _permissions(params: Params) -> dict[str, bool]:
    """Return all permissions; unless they are independent some imply others, as documented."""
    given = params["permissions"]
    granted = {name: given.get(name, False) for name in PERMISSIONS}
    if "can_react_to_messages" not in given:
        granted["can_react_to_messages"] = granted["can_send_messages"]
    if "can_manage_topics" not in given:
        granted["can_manage_topics"] = granted["can_pin_messages"]
    if params.get("use_independent_chat_permissions"):
        return granted
    if granted["can_send_other_messages"] or granted["can_add_web_page_previews"]:
        granted |= dict.fromkeys((*_MEDIA, "can_send_messages"), True)
    if granted["can_send_polls"] or any(granted[name] for name in _MEDIA):
        granted["can_send_messages"] = True
    return granted


def _restrict(world: World, params: Params) -> bool:
    chat = _supergroup(world, params)
    chat.check_right("can_restrict_members", "restrict/unrestrict chat member")
    if params["user_id"] == world.bot["id"]:
        raise bad_request("can't restrict self")
    user = user_of(world, params["user_id"])
    old = chat.members.get(user["id"]) or Member(user, "left")
    if old.status == "creator":
        raise bad_request("can't remove chat owner")
    if old.is_admin:
        raise bad_request("user is an administrator of the chat")
    granted = _permissions(params)
    until = until_of(world, params)
    if all(granted.values()):
        new = Member(user, "member" if old.is_present else "left", tag=old.tag)
    else:
        new = Member(
            user, "restricted", permissions=granted, until=until, is_in=old.is_present, tag=old.tag
        )  # fmt: skip
    rooms.change(world, chat, world.bot, new)
    return True


def _set_permissions(world: World, params: Params) -> bool:
    chat = room(world, params, "can't change private chat permissions")
    if chat.kind == "channel":
        raise bad_request("can't change channel chat permissions")
    chat.check_right("can_restrict_members", "change chat permissions")
    chat.permissions = _permissions(params)
    return True


def _promote(world: World, params: Params) -> bool:
    chat = room(world, params, _NOT_IN_PRIVATE)
    if chat.kind == "group":
        raise bad_request(_NOT_IN_PRIVATE)
    if params["user_id"] == world.bot["id"]:
        raise bad_request("can't promote self")
    user = user_of(world, params["user_id"])
    bot, old = chat.check_bot_is_in(), chat.members.get(user["id"])
    if not bot.may("can_promote_members"):
        raise bad_request("not enough rights")
    rights = {name for name in RIGHTS if params.get(name)}
    if not rights <= set(rights_of(chat.kind)) & bot.rights:
        raise bad_request("RIGHT_FORBIDDEN")
    if old is not None and old.status == "kicked":
        raise bad_request("USER_KICKED")
    if old is None or not old.is_present:
        raise bad_request("USER_NOT_MUTUAL_CONTACT")
    if old.status == "creator":
        raise bad_request("can't remove chat owner")
    if old.is_admin and not old.is_bots:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    anonymous = params.get("is_anonymous", False)
    if rights or anonymous:
        # Any right implies that to manage the chat, as documented.
        new = Member(
            user, "administrator", frozenset(rights | {"can_manage_chat"}),
            is_anonymous=anonymous, custom_title=old.custom_title, is_bots=True,
        )  # fmt: skip
        rooms.change(world, chat, world.bot, new)
    elif old.is_admin:
        rooms.change(world, chat, world.bot, Member(user))
    return True


def _set_custom_title(world: World, params: Params) -> bool:
    chat = _supergroup(world, params)
    user = user_of(world, params["user_id"])
    chat.check_right("can_promote_members", "change custom title of the user")
    member = chat.member(user["id"])
    if member is not None and member.status == "creator":
        raise bad_request("only the owner can edit their custom title")
    if member is None or not member.is_admin:
        raise bad_request("user is not an administrator")
    if not member.is_bots:
        raise bad_request("not enough rights to change custom title of the user")
    _check_title(params["custom_title"], "CUSTOM_TITLE")
    rooms.change(world, chat, world.bot, replace(member, custom_title=params["custom_title"]))
    return True


def _set_tag(world: World, params: Params) -> bool:
    chat = room(world, params, "method is available only in groups and supergroups")
    if chat.kind == "channel":
        raise bad_request("method is available only in groups and supergroups")
    chat.check_right("can_manage_tags", "change tag of the user")
    member = chat.member(user_of(world, params["user_id"])["id"])
    if member is None or member.is_admin:
        raise bad_request("USER_NOT_PARTICIPANT" if member is None else "CHAT_ADMIN_INVALID")
    _check_title(params.get("tag", ""), "TAG")
    rooms.change(world, chat, world.bot, replace(member, tag=params.get("tag", "")))
    return True


def _check_title(title: str, what: str) -> None:
    if utf16_length(title) > MAX_TITLE:
        raise bad_request(f"{what}_INVALID")
    if any(ord(char) > 0x2190 and not char.isalpha() for char in title):
        raise bad_request(f"{what}_EMOJI_NOT_ALLOWED")


def _sender_chat_ban(*, ban: bool) -> Method:
    def call(world: World, params: Params) -> bool:
        chat = room(world, params, _NOT_IN_PRIVATE)
        if chat.kind == "group":
            raise bad_request(_NOT_IN_PRIVATE)
        chat.check_right("can_restrict_members", "restrict/unrestrict chat member")
        sender = world.chat(params["sender_chat_id"])
        if not isinstance(sender, Room) or sender.kind != "channel":
            raise bad_request("CHANNEL_INVALID")
        if sender is chat or sender is chat.linked:
            raise bad_request("can't restrict self")
        (chat.banned_chats.add if ban else chat.banned_chats.discard)(sender.id)
        return True

    return method(call, "chat_id sender_chat_id")


def _delete_reaction(world: World, params: Params) -> bool:
    chat = room(world, params, _ONLY_SUPERGROUPS)
    chat.check_right("can_delete_messages", "delete reactions in the chat")
    if params["message_id"] not in chat.messages:
        raise bad_request("message not found")
    reactions.remove(world, chat, _actor(world, params), params["message_id"])
    return True


def _delete_reactions(world: World, params: Params) -> bool:
    chat = room(world, params, _ONLY_SUPERGROUPS)
    chat.check_right("can_delete_messages", "delete reactions in the chat")
    reactions.remove(world, chat, _actor(world, params))
    return True


def _actor(world: World, params: Params) -> int:
    """Return whose reactions are meant: a user's or a chat's, one of the two."""
    named = [params[name] for name in ("user_id", "actor_chat_id") if name in params]
    if len(named) != 1:
        raise bad_request("exactly one of user_id and actor_chat_id must be specified")
    if "user_id" in params:
        return int(user_of(world, params["user_id"])["id"])
    return world.chat(params["actor_chat_id"]).id


_PERMISSIONS = "permissions use_independent_chat_permissions"
_RIGHTS = " ".join(sorted(RIGHTS))

METHODS: dict[str, Any] = {
    "restrictChatMember": method(_restrict, f"chat_id user_id until_date {_PERMISSIONS}"),
    "promoteChatMember": method(_promote, f"chat_id user_id is_anonymous {_RIGHTS}"),
    "setChatAdministratorCustomTitle": method(_set_custom_title, "chat_id user_id custom_title"),
    "setChatMemberTag": method(_set_tag, "chat_id user_id tag"),
    "setChatPermissions": method(_set_permissions, f"chat_id {_PERMISSIONS}"),
    "banChatSenderChat": _sender_chat_ban(ban=True),
    "unbanChatSenderChat": _sender_chat_ban(ban=False),
    "deleteMessageReaction": method(_delete_reaction, "chat_id message_id user_id actor_chat_id"),
    "deleteAllMessageReactions": method(_delete_reactions, "chat_id user_id actor_chat_id"),
}
