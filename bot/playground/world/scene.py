"""The scene a playground is born with: a group, and a channel with its comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.world import outline, rooms
from bot.playground.world.chats import Member

if TYPE_CHECKING:
    from bot.playground.world.chats import PrivateChat, Room
    from bot.playground.world.world import World

OWNER = "Newsroom desk"
NEWSROOM = "the_newsroom"
"""What the channel is called in addresses."""
_BOTS_RIGHTS = frozenset({"can_manage_chat", "can_post_messages", "can_edit_messages"})
_EDITORS_RIGHTS = _BOTS_RIGHTS | {"can_delete_messages"}


@dataclass(frozen=True, slots=True)
class Scene:
    """The rooms and their owner; whoever opens the page is seated in them."""

    world: World
    owner: PrivateChat
    readers: Room
    newsroom: Room
    comments: Room

    def seat(self, person: PrivateChat) -> None:
        """Let a visitor in, as one who has been there all along: the bot hears nothing of it.

        They read and write in the groups, and are an editor of the channel.
        """
        for room in (self.readers, self.newsroom, self.comments):
            member = Member(dict(person.person))
            if room is self.newsroom:
                member = Member(dict(person.person), "administrator", _EDITORS_RIGHTS)
            room.members[person.id] = member
            outline.announce(self.world, room)


def furnish(world: World) -> Scene:
    """Put the scene into a world; the bot is in its rooms and has no updates waiting."""
    owner = world.join(OWNER)
    readers = rooms.found(world, "supergroup", "Readers", owner)
    newsroom = rooms.found(world, "channel", "The Newsroom", owner, username=NEWSROOM)
    comments = rooms.found(world, "supergroup", "The Newsroom comments", owner)
    for room in (readers, comments):
        room.members[room.bot_id] = Member(dict(world.bot))
        room.is_open = True
    newsroom.members[newsroom.bot_id] = Member(dict(world.bot), "administrator", _BOTS_RIGHTS)
    rooms.link(world, newsroom, comments)
    return Scene(world, owner, readers, newsroom, comments)
