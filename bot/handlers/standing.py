"""Who sets up a digest, and whether they may: what Telegram says of chats and administrators."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import ChatMember, MessageOriginChannel
from telegram.error import TelegramError

from bot.handlers import addressing, reading
from bot.redaction import without_token

if TYPE_CHECKING:
    from typing import Protocol

    from telegram import Bot, CallbackQuery, MaybeInaccessibleMessage, Message

    from bot.digests.plan import Digest
    from bot.handlers.admins import Admins
    from bot.handlers.places import Places

    class Team(Protocol):
        """Who the newsroom is."""

        def role(self, user_id: int) -> str | None:
            """Return somebody's role; None for a reader. Does not block."""
            ...


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who sets up digests, where, and whether they are the newsroom's."""

    chat_id: int
    user_id: int
    member: bool
    language: str
    topic: int | None = None
    group: str = ""
    name: str = ""

    @property
    def private(self) -> bool:
        """Whether this is their own chat with the bot."""
        return self.chat_id == self.user_id


class Standing:
    """Knows who may have a digest posted where."""

    def __init__(self, bot: Bot, team: Team, admins: Admins, places: Places) -> None:
        self._bot = bot
        self._team = team
        self._admins = admins
        self._places = places

    async def called(self, chat_id: int) -> str:
        """Return what a chat is called."""
        return await self._places.ask(chat_id)

    async def may_change(self, hand: Hand, digest: Digest) -> bool:
        """Whether somebody may change a digest: the newsroom, or who administers all its places."""
        if hand.member:
            return True
        for place in {one.chat_id for one in digest.targets}:
            if not await self._admins.administers(self._bot, place, hand.user_id):
                return False
        return bool(digest.targets)

    async def may_set_up(self, hand: Hand, chat_id: int, *, strictly: bool) -> bool:
        """Whether a digest may go to a chat: for who asks, and for the bot.

        `strictly` asks the newsroom, too, to administer it: nobody has let it in there.
        """
        needed = strictly or not hand.member
        if needed and not await self._admins.administers(self._bot, chat_id, hand.user_id):
            return False
        try:
            itself = await self._bot.get_chat_member(chat_id, self._bot.id)
        except TelegramError as error:
            log.info("whether the bot may post was not told: %s", without_token(str(error)))
            return False
        if itself.status == ChatMember.ADMINISTRATOR:
            return getattr(itself, "can_post_messages", None) is not False
        return itself.status == ChatMember.MEMBER

    async def channel(self, hand: Hand, message: Message) -> int | None:
        """Return the channel whose post, or whose @name, somebody has sent, where they may.

        None where it is neither, or may not be.
        """
        origin, words = message.forward_origin, (message.text or "").strip()
        if isinstance(origin, MessageOriginChannel):
            chat_id = origin.chat.id
        elif words.startswith("@") and words[1:].isidentifier():
            try:
                chat_id = (await self._bot.get_chat(words)).id
            except TelegramError as error:
                log.info("a channel was not found: %s", without_token(str(error)))
                return None
        else:
            return None
        if chat_id >= 0 or not await self.may_set_up(hand, chat_id, strictly=True):
            return None
        return chat_id

    async def of_command(self, message: Message) -> tuple[Hand, str]:
        """Return who has sent the command, and the key of why they may not, "" where they may."""
        user = message.from_user
        in_group = addressing.is_group(message)
        user_id = 0 if user is None else user.id
        member = message.sender_chat is None and self._team.role(user_id) is not None
        language = "" if user is None else user.language_code or ""
        title = (message.chat.title or "") if in_group else ""
        topic, name = reading.topic(message), "" if user is None else user.full_name
        hand = Hand(message.chat.id, user_id, member, language, topic, title, name)
        if message.sender_chat is not None:
            return hand, "setup.anonymous"
        if in_group and not member and not await self._admins.has_written(self._bot, message):
            return hand, "setup.not_yours"
        return hand, ""

    def of_tap(self, query: CallbackQuery, message: MaybeInaccessibleMessage) -> Hand:
        """Return who has tapped a button."""
        user = query.from_user
        member = self._team.role(user.id) is not None
        language = user.language_code or ""
        return Hand(message.chat.id, user.id, member, language, name=user.full_name)

    def of_words(self, message: Message, user_id: int, language: str) -> Hand:
        """Return who has typed something."""
        return Hand(message.chat.id, user_id, self._team.role(user_id) is not None, language)
