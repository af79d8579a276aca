"""What a person sees of a group or channel before anything is said in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.playground.world.chats import Room
    from bot.playground.world.world import World


def outline(room: Room, person_id: int) -> dict[str, Any]:
    """Describe a room to a person; `role` is None for one who is not in it (any more)."""
    member = room.member(person_id)
    topics = [t for _, t in sorted(room.topics.items()) if not t.hidden] if room.is_forum else []
    return {
        "id": room.id,
        "kind": room.kind,
        "title": room.title,
        "username": room.username,
        "is_forum": room.is_forum,
        "topics": [{"id": t.id, "name": t.name, "closed": t.closed} for t in topics],
        "linked": None if room.linked is None else room.linked.id,
        "role": None if member is None else member.status,
        "open": room.is_open,
        "bot": None if room.bot is None else room.bot.status,
        "may_write": member is not None and room.may_send(member),
        "members": len(room.present()),
    }


def announce(world: World, room: Room, *persons: int) -> None:
    """Tell who is in a room that it has changed; and `persons`, who come or go by it.

    The description differs from reader to reader, so that it is made when the event is read.
    """
    world.events.add("room", room.id, room=room.id)
    for person in persons:
        world.events.add("room", person, room=room.id)
