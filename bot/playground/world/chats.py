"""The kinds of chats: private ones, groups, supergroups with or without topics, channels.

What they are made of and who may do what in them; what happens there is the world's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from bot.playground.rules.refusal import Refusal, bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping

Message = dict[str, Any]
User = dict[str, Any]
Kind = Literal["group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

# Whom Telegram names as the sender where the real one is not to be known.
CHANNEL_FORWARDER: User = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
ANONYMOUS_ADMIN: User = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_VOICE: User = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
GENERAL_TOPIC = 1

_EVERYWHERE = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
_IN_CHANNELS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
_IN_GROUPS = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
RIGHTS = frozenset(_EVERYWHERE + _IN_CHANNELS + _IN_GROUPS)
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages",
    "can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics",
)  # fmt: skip
# What a member must be allowed to send each kind of content, and what Telegram calls it;
# "animation" stands before "document", which an animation is too.
_CONTENT = {
    "text": ("can_send_messages", "text messages"),
    "animation": ("can_send_other_messages", "animations"),
    "photo": ("can_send_photos", "photos"),
    "audio": ("can_send_audios", "music"),
    "document": ("can_send_documents", "documents"),
    "video": ("can_send_videos", "videos"),
    "video_note": ("can_send_video_notes", "video notes"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "sticker": ("can_send_other_messages", "stickers"),
    "dice": ("can_send_other_messages", "dice"),
    "poll": ("can_send_polls", "polls"),
    "contact": ("can_send_messages", "contacts"),
    "venue": ("can_send_messages", "venues"),
    "location": ("can_send_messages", "locations"),
}


def rights_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of an administrator's rights in a chat of this kind."""
    return _EVERYWHERE + (_IN_CHANNELS if kind == "channel" else _IN_GROUPS)


@dataclass(slots=True)
class Chat:
    """What all chats have: messages by id, those pinned (oldest first), those of the bot.

    `reactions` are the emoji by message and by who put them: a person, the bot, a chat.
    `ephemeral` are the messages that one member sees alone, by their own ids.
    """

    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    reactions: dict[int, dict[int, list[str]]] = field(default_factory=dict)
    ephemeral: dict[int, Message] = field(default_factory=dict)


@dataclass(slots=True)
class PrivateChat(Chat):
    """A person, and the chat the bot has with them; both have the same id."""

    person: User = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    hides_account: bool = False
    """Whether forwards of the person's messages carry their name only."""

    @property
    def id(self) -> int:
        """The id of the chat and of the person."""
        return int(self.person["id"])

    def as_chat(self) -> dict[str, Any]:
        """Return the Bot API's Chat."""
        return {"id": self.id, "type": "private", "first_name": self.person["first_name"]}

    def check_open_to_bot(self, _: Mapping[str, Any] | None = None) -> None:
        """Refuse, in Telegram's words, what the bot would put here and may not."""
        if self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not self.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")


@dataclass(slots=True)
class Member:
    """Somebody in a room, or who was there."""

    user: User
    status: Status = "member"
    rights: frozenset[str] = frozenset()
    permissions: dict[str, bool] = field(default_factory=dict)
    is_anonymous: bool = False
    custom_title: str = ""
    tag: str = ""
    until: int = 0
    # Somebody may be restricted before they come.
    is_in: bool = True
    # Whom the bot has promoted it may promote and demote again.
    is_bots: bool = False

    @property
    def is_present(self) -> bool:
        """Whether the member is in the room now."""
        return self.is_in and self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        """Whether the member administers or owns the room."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Tell whether an administrator has a right; an owner has them all."""
        return self.status == "creator" or (self.is_admin and right in self.rights)

    def as_chat_member(self, kind: Kind) -> dict[str, Any]:
        """Return the Bot API's ChatMember."""
        shown: dict[str, Any] = {"status": self.status, "user": dict(self.user)}
        if self.is_admin:
            shown["is_anonymous"] = self.is_anonymous
            if self.custom_title:
                shown["custom_title"] = self.custom_title
        if self.status == "administrator":
            shown["can_be_edited"] = self.is_bots
            shown |= {right: right in self.rights for right in rights_of(kind)}
        if self.status == "restricted":
            shown |= {"is_member": self.is_in, "until_date": self.until}
            shown |= {name: self.permissions.get(name, False) for name in PERMISSIONS}
        if self.status == "kicked":
            shown["until_date"] = self.until
        if self.tag and self.status in ("member", "restricted"):
            shown["tag"] = self.tag
        return shown


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str = ""
    closed: bool = False
    hidden: bool = False


@dataclass(slots=True)
class InviteLink:
    """A link by which people come in; `shown` is the Bot API's ChatInviteLink."""

    shown: dict[str, Any]
    # Made by the bot: it may change no other's links.
    is_bots: bool = True
    # How many have come in by it.
    used: int = 0


@dataclass(slots=True)
class Room(Chat):
    """A group, supergroup or channel; `bot_id` is the one bot of this world."""

    id: int = 0
    kind: Kind = "group"
    title: str = ""
    bot_id: int = 0
    username: str = ""
    description: str = ""
    is_forum: bool = False
    is_open: bool = False
    """Whether nobody plays its owner: who is in it may choose to be an administrator."""
    members: dict[int, Member] = field(default_factory=dict)
    permissions: dict[str, bool] = field(
        default_factory=lambda: {**dict.fromkeys(PERMISSIONS, True), "can_change_info": False}
    )
    topics: dict[int, Topic] = field(default_factory=dict)
    linked: Room | None = None
    """A channel's discussion group, a discussion group's channel."""
    copies: dict[int, int] = field(default_factory=dict)
    """Of a channel: its posts' forwards in the discussion group, by the posts' ids."""
    migrated_to: int | None = None
    photo: dict[str, str] | None = None
    """The Bot API's ChatPhoto."""
    links: dict[str, InviteLink] = field(default_factory=dict)
    requests: dict[int, str] = field(default_factory=dict)
    """Who asks to be let in, and by which link."""
    banned_chats: set[int] = field(default_factory=set)
    """Channels that nobody may speak as here."""
    # Supergroups and channels count their own messages; basic groups don't.
    last_id: int = 0

    def as_chat(self) -> dict[str, Any]:
        """Return the Bot API's Chat."""
        chat: dict[str, Any] = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def member(self, user_id: int) -> Member | None:
        """Return who is in the room now, or None."""
        member = self.members.get(user_id)
        return member if member is not None and member.is_present else None

    @property
    def bot(self) -> Member | None:
        """The bot's membership, if it is in the room now."""
        return self.member(self.bot_id)

    def lift(self, now: int) -> None:
        """Let end what was to end by now, in Unix seconds: restrictions and bans."""
        for member in self.members.values():
            if 0 < member.until <= now and member.status in ("restricted", "kicked"):
                stays = member.status == "restricted" and member.is_in
                member.status, member.until = ("member" if stays else "left"), 0

    def present(self) -> list[Member]:
        """Return all who are in the room now."""
        return [member for member in self.members.values() if member.is_present]

    def check_bot_is_in(self) -> Member:
        """Return the bot's membership, or refuse in Telegram's words."""
        if self.migrated_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": self.migrated_to},
            )
        known = self.members.get(self.bot_id)
        if known is not None and known.status == "kicked":
            raise Refusal(403, f"Forbidden: bot was kicked from the {self.kind} chat")
        if known is None or not known.is_present:
            raise Refusal(403, f"Forbidden: bot is not a member of the {self.kind} chat")
        return known

    def check_open_to_bot(self, content: Mapping[str, Any] | None = None) -> None:
        """Refuse, in Telegram's words, what the bot would put here and may not.

        Without `content` it is told only whether the bot may put anything here.
        """
        bot = self.check_bot_is_in()
        if self.kind == "channel":
            if not bot.may("can_post_messages"):
                raise bad_request("need administrator rights in the channel chat")
        elif content is not None:
            self.check_may_send(bot, content)

    def check_right(self, right: str, purpose: str) -> None:
        """Refuse what needs an administrator's right that the bot has not."""
        bot = self.check_bot_is_in()
        if not bot.may(right):
            raise bad_request(f"not enough rights to {purpose}")

    def check_may_send(self, member: Member, content: Mapping[str, Any]) -> None:
        """Refuse what a member may not send, by the permission that its kind needs."""
        kind = next((kind for kind in _CONTENT if kind in content), "text")
        permission, called = _CONTENT[kind]
        if self.kind == "channel":
            allowed = member.may("can_post_messages")
        else:
            allowed = member.is_admin or self.lets(member, permission)
        if not allowed:
            raise bad_request(f"not enough rights to send {called} to the chat")

    def may_send(self, member: Member) -> bool:
        """Tell whether a member may write texts."""
        if self.kind == "channel":
            return member.may("can_post_messages")
        return member.is_admin or self.lets(member, "can_send_messages")

    def lets(self, member: Member, permission: str) -> bool:
        """Tell whether an ordinary member of a group may do something."""
        own = member.permissions if member.status == "restricted" else {permission: True}
        return own.get(permission, False) and self.permissions[permission]

    def check_may_react(self, member: Member) -> None:
        """Refuse the reactions of a member who may not put any."""
        if not (
            self.kind == "channel" or member.is_admin or self.lets(member, "can_react_to_messages")
        ):
            raise bad_request("not enough rights to react to messages in the chat")

    def check_topic(self, thread: int | None, member: Member) -> None:
        """Refuse a message into a topic that is not there, or is closed to the member."""
        if thread is None:
            topic = self.topics.get(GENERAL_TOPIC)
        elif thread == GENERAL_TOPIC or thread not in self.topics:
            # "General" has no id for senders: Telegram refuses 1 as well.
            raise bad_request("message thread not found")
        else:
            topic = self.topics[thread]
        if topic is not None and topic.closed and not member.may("can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")


AnyChat = PrivateChat | Room
