"""Links by which people come into a room, and those who ask to be let in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world import rooms
from bot.playground.world.chats import InviteLink, Room

if TYPE_CHECKING:
    from bot.playground.world.chats import PrivateChat, User
    from bot.playground.world.world import World


def new(room: Room, creator: User, *, is_primary: bool = False, **more: Any) -> dict[str, Any]:
    """Make a link of the bot's to a room; returns the Bot API's ChatInviteLink."""
    shown = {
        "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}",
        "creator": dict(creator),
        "creates_join_request": False,
        "is_primary": is_primary,
        "is_revoked": False,
        **more,
    }
    room.links[shown["invite_link"]] = InviteLink(shown)
    return shown


def primary(room: Room) -> dict[str, Any] | None:
    """Return the link that stands for the bot in a room, if it has made one."""
    links = (link.shown for link in room.links.values())
    return next((x for x in links if x["is_primary"] and not x["is_revoked"]), None)


def of_bot(room: Room, address: str) -> dict[str, Any]:
    """Return a link that the bot has made, or refuse as Telegram does."""
    link = room.links.get(address)
    if link is None or not link.is_bots:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link.shown


def leads_to(world: World, address: str) -> Room:
    """Return the room that a link leads to, or refuse as Telegram does."""
    for chat in world.chats():
        if isinstance(chat, Room) and address in chat.links:
            return chat
    raise bad_request("INVITE_HASH_EXPIRED")


def ask(world: World, room: Room, person: PrivateChat, address: str) -> None:
    """Let a person follow a link: they are in, or ask to be let in and the bot is told."""
    link = room.links.get(address)
    if link is None or link.shown["is_revoked"] or _is_over(world, link):
        raise bad_request("INVITE_HASH_EXPIRED")
    if room.member(person.id) is not None:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if not link.shown["creates_join_request"]:
        rooms.add(world, room, person)
        link.used += 1
        return
    if person.id in room.requests:
        raise bad_request("INVITE_REQUEST_SENT")
    room.requests[person.id] = address
    if room.bot is not None and room.bot.may("can_invite_users"):
        world.deliver(
            "chat_join_request",
            {
                "chat": room.as_chat(),
                "from": dict(person.person),
                "user_chat_id": person.id,
                "date": world.now(),
                "invite_link": dict(link.shown),
            },
        )


def _is_over(world: World, link: InviteLink) -> bool:
    ends: int = link.shown.get("expire_date", 0)
    most: int = link.shown.get("member_limit", 0)
    return 0 < ends <= world.now() or 0 < most <= link.used


def answer(world: World, room: Room, person: PrivateChat, *, approve: bool) -> None:
    """Let in who has asked, or not."""
    if room.member(person.id) is not None:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if room.requests.pop(person.id, None) is None:
        raise bad_request("HIDE_REQUESTER_MISSING")
    if approve:
        rooms.add(world, room, person)
