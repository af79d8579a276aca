"""What happens to groups and channels: founded, joined, left, linked, made supergroups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules.limits import as_name
from bot.playground.rules.refusal import bad_request
from bot.playground.world import outline
from bot.playground.world.attachments import TOPIC_ICONS
from bot.playground.world.chats import GENERAL_TOPIC, RIGHTS, Member, Room, Topic, rights_of
from bot.playground.world.speech import speaker, update_kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.playground.world.chats import Kind, Message, PrivateChat, Status, User
    from bot.playground.world.speech import Speaker
    from bot.playground.world.world import World

MAX_TITLE = 128
MAX_TOPIC_NAME = 128
DEFAULT_ICON = 0x6FB9F0
# The service messages that tell of a change in what a room is.
_CHANGES = frozenset(
    {
        "new_chat_title", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
        "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
    }
)  # fmt: skip
ICON_COLORS = frozenset({0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})


def found(world: World, kind: Kind, title: str, owner: PrivateChat, *, username: str = "") -> Room:
    """Found a group, supergroup or channel; the bot is not in it yet."""
    title = kept_title(title)
    if kind == "group" and username:
        raise bad_request("a basic group has no username")
    room = Room(
        id=world.new_room_id(kind),
        kind=kind,
        title=title,
        bot_id=int(world.bot["id"]),
        username=username,
    )
    room.members[owner.id] = Member(dict(owner.person), "creator", RIGHTS)
    world.add_room(room)
    outline.announce(world, room, owner.id)
    return room


def kept_title(title: str) -> str:
    """Return a title as it is kept, or refuse one of no or of too many characters."""
    if not (kept := as_name(title)):
        raise bad_request("title must be non-empty")
    if len(title) > MAX_TITLE:
        raise bad_request(f"chat title is longer than {MAX_TITLE} characters")
    return kept


def add(world: World, room: Room, person: PrivateChat, *, by: PrivateChat | None = None) -> None:
    """Let a person in; groups say so in a service message."""
    old = room.members.get(person.id)
    if old is not None and old.is_present:
        return
    if old is not None and old.status == "kicked":
        raise bad_request("PARTICIPANT_KICKED")
    adder = person.person if by is None else by.person
    member = Member(dict(person.person))
    change(world, room, adder, member)
    if room.kind != "channel":
        service(world, room, adder, new_chat_members=[dict(person.person)])


def add_bot(
    world: World, room: Room, by: PrivateChat, *, rights: Collection[str] | None = None
) -> None:
    """Put the bot into a room: as a member, or with `rights` as an administrator.

    A channel has no bots among its members: there it is an administrator.
    """
    if rights is None and room.kind == "channel":
        rights = ()
    unknown = sorted(set(rights or ()) - RIGHTS)
    if unknown:
        raise bad_request(f"there is no right {unknown[0]}")
    was_in = room.bot is not None
    status: Status = "member" if rights is None else "administrator"
    change(world, room, by.person, Member(dict(world.bot), status, frozenset(rights or ())))
    if not was_in and room.kind != "channel":
        service(world, room, by.person, new_chat_members=[dict(world.bot)])


def add_bot_as(world: World, room: Room, by: PrivateChat, status: str | None) -> None:
    """Let somebody make the bot a "member" or an "administrator" of a room, or remove it.

    An administrator gets the rights that its like is offered: all but that to make others.
    """
    if status not in ("member", "administrator", None):
        raise bad_request("the bot is a member, an administrator, or null")
    if status is None:
        check_may(room, by, "can_restrict_members")
        remove(world, room, world.bot, by.person)
    elif status == "administrator":
        check_may(room, by, "can_promote_members")
        offered = frozenset(rights_of(room.kind)) - {"can_promote_members"}
        if room.bot is None or room.bot.rights != offered:
            add_bot(world, room, by, rights=offered)
    else:
        if room.kind == "channel":
            raise bad_request("in a channel a bot is an administrator")
        if room.bot is not None and not room.bot.is_admin:
            return
        if room.bot is None:
            check_may_invite(room, by)
        else:
            check_may(room, by, "can_promote_members")
        add_bot(world, room, by)


def check_may(room: Room, person: PrivateChat, right: str) -> None:
    """Refuse a person who has not an administrator's right."""
    member = room.member(person.id)
    if member is None or not member.may(right):
        raise bad_request("not enough rights: this is for administrators of the chat")


def check_may_invite(room: Room, person: PrivateChat) -> None:
    """Refuse a person who may let nobody in: members of groups may, as long as all may."""
    member = room.member(person.id)
    if room.kind == "channel" or member is None or not room.lets(member, "can_invite_users"):
        check_may(room, person, "can_invite_users")


def remove(world: World, room: Room, user: User, by: User) -> None:
    """Let somebody go: of their own will, or removed (and banned) by somebody else."""
    old = room.member(user["id"])
    if old is None:
        return
    if room.kind != "channel":
        # Said while the one who goes can still see it.
        service(world, room, by, left_chat_member=dict(user))
    status: Status = "left" if user["id"] == by["id"] else "kicked"
    change(world, room, by, Member(dict(user), status))


def promote(
    world: World,
    room: Room,
    person: PrivateChat,
    *,
    rights: Collection[str] = RIGHTS,
    anonymous: bool = False,
    custom_title: str = "",
) -> None:
    """Make a member an administrator, one who remains anonymous perhaps."""
    if room.member(person.id) is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    owner = next(m.user for m in room.members.values() if m.status == "creator")
    member = Member(
        dict(person.person),
        "administrator",
        frozenset(rights),
        is_anonymous=anonymous,
        custom_title=custom_title,
    )
    old = room.members[person.id]
    if old.status == "creator":
        old.is_anonymous, old.custom_title = anonymous, custom_title
        return
    change(world, room, owner, member)


def rise(world: World, room: Room, person: PrivateChat, status: str) -> None:
    """Let somebody be an "administrator" of a room that is open, or a "member" again."""
    member = room.member(person.id)
    if not room.is_open or member is None or member.status not in ("member", "administrator"):
        raise bad_request("who administrates this chat is its owner's to choose")
    if status not in ("member", "administrator"):
        raise bad_request("one is a member or an administrator")
    if status == member.status:
        return
    if status == "administrator":
        promote(world, room, person)
    else:
        change(world, room, person.person, Member(dict(person.person)))


def change(world: World, room: Room, by: User, member: Member) -> None:
    """Give somebody a new place in a room, and send the update about it."""
    user_id = member.user["id"]
    old = room.members.get(user_id) or Member(dict(member.user), "left")
    room.members[user_id] = member
    mine = user_id == world.bot["id"]
    outline.announce(world, room, *(() if mine else (user_id,)))
    # Of others' coming and going only administrators are told.
    if not mine and (room.bot is None or not room.bot.is_admin):
        return
    world.deliver(
        "my_chat_member" if mine else "chat_member",
        {
            "chat": room.as_chat(),
            "from": dict(by),
            "date": world.now(),
            "old_chat_member": old.as_chat_member(room.kind),
            "new_chat_member": member.as_chat_member(room.kind),
        },
    )


def link(world: World, channel: Room, group: Room) -> None:
    """Make a supergroup the discussion group of a channel."""
    if channel.kind != "channel" or group.kind != "supergroup":
        raise bad_request("a discussion is a channel with a supergroup")
    channel.linked, group.linked = group, channel
    outline.announce(world, channel)
    outline.announce(world, group)


def migrate(world: World, group: Room) -> Room:
    """Make a group a supergroup: a new chat with a new id; the old one says where it went."""
    if group.kind != "group" or group.migrated_to is not None:
        raise bad_request("only a group becomes a supergroup")
    owner = next(m.user for m in group.members.values() if m.status == "creator")
    new = Room(
        id=world.new_room_id("supergroup"),
        kind="supergroup",
        title=group.title,
        bot_id=group.bot_id,
        description=group.description,
        members=group.members,
        permissions=group.permissions,
    )
    world.add_room(new)
    service(world, group, owner, migrate_to_chat_id=new.id)
    group.migrated_to = new.id
    people = (member.user["id"] for member in new.present() if not member.user["is_bot"])
    outline.announce(world, new, *people)
    service(world, new, owner, migrate_from_chat_id=group.id)
    return new


def make_forum(room: Room) -> None:
    """Turn topics on; "General" is there from the beginning."""
    if room.kind != "supergroup":
        raise bad_request("only a supergroup has topics")
    room.is_forum = True
    room.topics.setdefault(GENERAL_TOPIC, Topic(GENERAL_TOPIC, "General", DEFAULT_ICON))


def set_forum(world: World, room: Room, *, on: bool) -> None:
    """Turn topics on or off; what was said in them stays."""
    if on:
        make_forum(room)
    room.is_forum = on
    outline.announce(world, room)


def open_topic(
    world: World, room: Room, name: str, by: Speaker, color: int = DEFAULT_ICON
) -> Topic:
    """Let a person open a topic."""
    speaker(room, by)
    return new_topic(world, room, name, by.person.person, color)


def new_topic(
    world: World, room: Room, name: str, by: User, color: int = DEFAULT_ICON, icon: str = ""
) -> Topic:
    """Open a topic, named in 1 to 128 characters; its service message has its id."""
    if not room.is_forum:
        raise bad_request("the chat is not a forum")
    name = kept_topic_name(name)
    if color not in ICON_COLORS:
        raise bad_request("invalid icon color specified")
    check_icon(icon)
    created: dict[str, Any] = {"name": name, "icon_color": color}
    if icon:
        created["icon_custom_emoji_id"] = icon
    number = room.last_id + 1
    topic = room.topics[number] = Topic(number, name, color, icon)
    service(world, room, by, forum_topic_created=created, topic=topic)
    return topic


def check_icon(icon: str) -> None:
    """Refuse an icon that topics cannot have; "" is none."""
    if icon and icon not in TOPIC_ICONS:
        raise bad_request("DOCUMENT_INVALID")


def kept_topic_name(name: str) -> str:
    """Return a topic's name as it is kept, or refuse one of no or of too many characters."""
    kept = as_name(name)
    if not kept or len(name) > MAX_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_INVALID" if kept else "TOPIC_TITLE_EMPTY")
    return kept


def service(
    world: World, room: Room, by: User, *, topic: Topic | None = None, **content: Any
) -> Message:
    """Post a service message, which every bot in the room sees but the one that caused it."""
    fields: dict[str, Any] = (
        {"sender_chat": room.as_chat()} if room.kind == "channel" else {"from": dict(by)}
    )
    if topic is not None and topic.id != GENERAL_TOPIC:
        fields |= {"message_thread_id": topic.id, "is_topic_message": True}
    mine = by["id"] == world.bot["id"]
    if _CHANGES & content.keys():
        outline.announce(world, room)
    message = world.post(room, {**fields, **content}, own=mine)
    if not mine:
        world.tell_bot(room, update_kind(room, "message"), message)
    return message
