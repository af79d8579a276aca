"""Invite links of the bot, and the requests to join that come by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.chats import room
from bot.playground.api.methods.members import user_of
from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules.limits import at_most
from bot.playground.rules.refusal import bad_request
from bot.playground.world import invites

if TYPE_CHECKING:
    from bot.playground.world.chats import Room
    from bot.playground.world.world import World

MAX_NAME = 32
MAX_MEMBERS = 99_999


def _room(world: World, params: Params) -> Room:
    chat = room(world, params, "can't invite members to a private chat")
    chat.check_right("can_invite_users", "manage chat invite link")
    return chat


def _described(world: World, params: Params) -> dict[str, Any]:
    """Return what a link is to be like; what is not given is taken back by an edit."""
    shown: dict[str, Any] = {"creates_join_request": params.get("creates_join_request", False)}
    if name := params.get("name", ""):
        at_most(name, MAX_NAME, "INVITE_TITLE_INVALID")
        shown["name"] = name
    if date := params.get("expire_date", 0):
        if date <= world.now():
            raise bad_request("EXPIRE_DATE_INVALID")
        shown["expire_date"] = date
    if most := params.get("member_limit", 0):
        if shown["creates_join_request"]:
            raise bad_request(
                "member limit can't be specified for links requiring administrator approval"
            )
        if not 1 <= most <= MAX_MEMBERS:
            raise bad_request("USAGE_LIMIT_INVALID")
        shown["member_limit"] = most
    return shown


def _export(world: World, params: Params) -> str:
    """Make a new primary link in the place of the old one, which works no more."""
    chat = _room(world, params)
    if (old := invites.primary(chat)) is not None:
        old["is_revoked"] = True
    return str(invites.new(chat, world.bot, is_primary=True)["invite_link"])


def _create(world: World, params: Params) -> dict[str, Any]:
    chat = _room(world, params)
    return invites.new(chat, world.bot, **_described(world, params))


def _edit(world: World, params: Params) -> dict[str, Any]:
    link = invites.of_bot(_room(world, params), params["invite_link"])
    if link["is_primary"] or link["is_revoked"]:
        raise bad_request("INVITE_HASH_EXPIRED")
    shown = _described(world, params)
    for name in ("name", "expire_date", "member_limit"):
        link.pop(name, None)
    link.update(shown)
    return link


def _revoke(world: World, params: Params) -> dict[str, Any]:
    chat = _room(world, params)
    link = invites.of_bot(chat, params["invite_link"])
    if link["is_revoked"]:
        raise bad_request("INVITE_HASH_EXPIRED")
    link["is_revoked"] = True
    if link["is_primary"]:
        # "If the primary link is revoked, a new link is automatically generated."
        invites.new(chat, world.bot, is_primary=True)
    return link


def _answerer(*, approve: bool) -> Method:
    def call(world: World, params: Params) -> bool:
        chat = room(world, params, "the chat can't have join requests")
        chat.check_right("can_invite_users", "manage chat join requests")
        user = user_of(world, params["user_id"])
        invites.answer(world, chat, world.person(user["id"]), approve=approve)
        return True

    return method(call, "chat_id user_id")


_LINK = "name expire_date member_limit creates_join_request"

METHODS = {
    "exportChatInviteLink": method(_export, "chat_id"),
    "createChatInviteLink": method(_create, "chat_id " + _LINK),
    "editChatInviteLink": method(_edit, "chat_id invite_link " + _LINK),
    "revokeChatInviteLink": method(_revoke, "chat_id invite_link"),
    "approveChatJoinRequest": _answerer(approve=True),
    "declineChatJoinRequest": _answerer(approve=False),
}
