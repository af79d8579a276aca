"""`/digest`: a newsroom, or who administers a group or channel, sets up its digests."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.buttons import parse
from bot.digests import draft as drafting
from bot.handlers import addressing, reading
from bot.handlers.dialogue import Dialogue
from bot.handlers.set_up import SetUp
from bot.message import Message as Said
from bot.render import notices
from bot.render import setting_up as shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telegram import Message, Update
    from telegram.ext import BaseHandler, ContextTypes

    from bot.buttons import Tap
    from bot.digests.draft import Draft
    from bot.digests.plan import Digest
    from bot.handlers.setting_up_doors import Digests, Drafts
    from bot.handlers.standing import Hand, Standing
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

COMMANDS: Final = ("digest",)
_TYPING: Final = dt.timedelta(minutes=15)
"""How long the next message is taken for what was asked for, and not for a question."""
_MOST: Final = 100
"""Digests that can be set up in chats."""
_MOST_OF_OTHERS: Final = 50
"""So many may there be when who isn't of the newsroom adds one: it has always room for its own."""
_TAPS: Final = r"^dg[a-z]{3,6}[.:]"


class SettingUp:
    """The callbacks of `/digest`. `changed` hears that digests have changed."""

    def __init__(
        self,
        standing: Standing,
        drafts: Drafts,
        digests: Digests,
        strings: Languages[Strings],
        outbox: Outbox,
        clock: Callable[[], dt.datetime],
        changed: Callable[[], None],
    ) -> None:
        self._standing = standing
        self._dialogue = Dialogue(drafts, strings)
        self._set_up = SetUp(standing, self._dialogue, digests, changed)
        self._digests = digests
        self._outbox = outbox
        self._clock = clock
        # Of two that are saved at once, the second must not get the first one's name.
        self._saving = asyncio.Lock()

    def table(self, here: filters.BaseFilter) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who answers what; `here` lets commands for this bot through."""
        return (
            CommandHandler("digest", self.command, here),
            CallbackQueryHandler(self.tap, pattern=_TAPS),
        )

    @property
    def early(self) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who hears what is typed before anybody takes it for a question."""
        words = filters.UpdateType.MESSAGE & ~filters.COMMAND
        private = filters.ChatType.PRIVATE & (filters.TEXT | filters.FORWARDED)
        groups = filters.ChatType.GROUPS & filters.REPLY & filters.TEXT
        return (MessageHandler(words & (private | groups), self.typed),)

    async def command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/digest``: list what there is, and begin."""
        message = update.message
        if message is None or message.from_user is None:
            return
        hand, refused = await self._standing.of_command(message)
        if refused:
            reply = notices.notice(self._dialogue.words(hand), refused)
        else:
            place = 0 if hand.private else hand.chat_id
            reply = await self._set_up.listing(hand, {"chat": place})
        await self._outbox.give(reading.in_answer(message, reply))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a button."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        hand = self._standing.of_tap(query, query.message)
        tap = parse(query.data or "")
        draft = await self._dialogue.get(hand.chat_id, hand.user_id)
        if tap is None or draft is None or draft["token"] != tap.token:
            await self._outbox.answer_callback(query.id, self._dialogue.words(hand)["setup.stale"])
            return
        hand = replace(hand, topic=draft.get("topic"), group=draft.get("group", ""))
        draft["message"] = query.message.message_id
        before = draft.get("step")
        try:
            reply = await self._tapped(hand, draft, tap)
        except IndexError:
            reply = None
        toast = self._dialogue.words(hand)["setup.stale"] if reply is None else ""
        await self._outbox.answer_callback(query.id, toast)
        if reply is None:
            return
        if draft.get("step") == "preview" != before:
            await self._preview(hand, draft, reply)
        else:
            await self._outbox.give(Said(hand.chat_id, reply, edits=draft["message"]))

    async def typed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take what is typed or forwarded for what was asked for, if anything was."""
        message = update.message
        if message is None or message.from_user is None or message.sender_chat is not None:
            return
        user, chat_id = message.from_user, message.chat.id
        draft = await self._dialogue.get(chat_id, user.id)
        if draft is None or not self._awaits(draft, message):
            return
        hand = self._standing.of_words(message, user.id, user.language_code or "")
        hand = replace(hand, topic=draft.get("topic"), group=draft.get("group", ""))
        reply = await self._take(hand, draft, message)
        await self._outbox.give(Said(chat_id, reply, edits=draft["message"]))
        raise ApplicationHandlerStop

    async def _take(self, hand: Hand, draft: Draft, message: Message) -> Reply:
        """Take a message for what its step asks for."""
        step = draft["step"]
        if step != "where":
            if drafting.take(draft, message.text or ""):
                return await self._go_on(hand, draft)
            return await self._ask(hand, draft, f"setup.problem.{step}")
        chat_id = await self._standing.channel(hand, message)
        if chat_id is None:
            return await self._ask(hand, draft, "setup.problem.where")
        drafting.settle(draft, chat_id, None, await self._standing.called(chat_id))
        known = await self._set_up.of_place(chat_id)
        if known and not hand.member:
            return await self._set_up.listing(hand, draft)  # they see only now what there is
        return await self._ask(hand, draft)

    def _awaits(self, draft: Draft, message: Message) -> bool:
        """Whether something is to be typed, and a message may be it."""
        if draft.get("step") not in drafting.TYPED or not draft.get("message"):
            return False
        if self._clock().timestamp() - draft["asked"] > _TYPING.total_seconds():
            return False
        above = message.reply_to_message
        in_group = addressing.is_group(message)
        return not in_group or (above is not None and above.message_id == draft["message"])

    async def _tapped(self, hand: Hand, draft: Draft, tap: Tap) -> Reply | None:
        """Do what a button asks for; None where it fits nothing."""
        match tap.action:
            case "dgnew":
                place = draft.get("place", "")
                begun = drafting.begin(draft.get("chat", 0), draft.get("topic"), place)
                carried = {"message": draft["message"], "group": hand.group}
                full = self._full(hand, await asyncio.to_thread(self._digests.own))
                return full or await self._ask(hand, begun | carried)
            case "dgstop":
                await self._dialogue.drop(hand)
                return notices.notice(self._dialogue.words(hand), "setup.cancelled")
            case "dglist" | "dgpage":
                return await self._set_up.listing(hand, draft, tap.number)
            case "dgshow" | "dgpause" | "dgdelete" | "dgsure":
                return await self._set_up.tapped(hand, draft, tap)
            case "dgalter":
                altered = await self._set_up.begin(hand, draft, tap.number)
                if altered is None:
                    return await self._set_up.listing(hand, draft)
                return await self._ask(hand, altered)
            case "dgback" if "changes" in draft:
                return await self._set_up.end(hand, draft, keep=False)
            case "dgsave":
                async with self._saving:
                    return await self._save(hand, draft)
            case action:
                step = draft.get("step", "")
                if not step or not drafting.choose(draft, action, tap.number, member=hand.member):
                    return None
                return await self._go_on(hand, draft)

    async def _go_on(self, hand: Hand, draft: Draft) -> Reply:
        """Ask for what is next, or keep what was changed."""
        if draft["step"] == "done":
            return await self._set_up.end(hand, draft, keep=True)
        return await self._ask(hand, draft)

    async def _save(self, hand: Hand, draft: Draft) -> Reply | None:
        if draft.get("step") != "preview" or not drafting.is_whole(draft):
            return None
        if "changes" in draft:
            return await self._set_up.end(hand, draft, keep=True)
        strictly = draft["chat"] != hand.chat_id
        if not await self._standing.may_set_up(hand, draft["chat"], strictly=strictly):
            return notices.notice(self._dialogue.words(hand), "setup.problem.where")
        if not hand.member:  # they may have been one when they chose so
            draft |= {"open": "no", "approval": "none"}
        own = await asyncio.to_thread(self._digests.own)
        full = self._full(hand, own)
        if full is not None:
            return full
        name = drafting.name_for(draft["title"], own.keys())
        digest = drafting.digest_of(draft, name, self._dialogue.code(hand))
        await self._set_up.change(hand, "set up", name, digest)
        await self._dialogue.drop(hand)
        following = await asyncio.to_thread(self._digests.following, digest)
        words = self._dialogue.words(hand)
        first = None if following is None else (shown.moment(words, following), following)
        return shown.saved(words, digest.title, first)

    def _full(self, hand: Hand, own: Mapping[str, Digest]) -> Reply | None:
        """Return what is said where somebody can't have another digest, None where they can."""
        most = _MOST if hand.member else _MOST_OF_OTHERS
        if len(own) < most:
            return None
        return notices.notice(self._dialogue.words(hand), "setup.too_many", count=f"{len(own)}")

    async def _preview(self, hand: Hand, draft: Draft, question: Reply) -> None:
        """Show the digest as it would be posted, and below it the question what to do with it."""
        digest: Digest | None
        if "changes" in draft:
            digest = await self._set_up.changed_by(hand, draft)
        else:
            digest = drafting.digest_of(draft, "draft", self._dialogue.code(hand))
        if digest is None:
            question = await self._set_up.end(hand, draft, keep=False)
            await self._outbox.give(Said(hand.chat_id, question, edits=draft["message"]))
            return
        replies = await asyncio.to_thread(self._digests.preview, digest)
        leads_on = notices.notice(self._dialogue.words(hand), "setup.below")
        await self._outbox.give(Said(hand.chat_id, leads_on, edits=draft["message"]))
        for reply in replies:
            await self._outbox.give(Said(hand.chat_id, reply, thread=hand.topic, silent=True))
        await self._outbox.give(Said(hand.chat_id, question, thread=hand.topic))

    async def _ask(self, hand: Hand, draft: Draft, problem: str = "") -> Reply:
        draft["asked"] = self._clock().timestamp()
        token = await self._dialogue.keep(hand, draft)
        return shown.step(
            self._dialogue.words(hand),
            draft,
            token,
            member=hand.member,
            group=not hand.private,
            problem=problem,
        )
