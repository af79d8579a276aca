"""`/digest`: a newsroom, or who administers a group or channel, sets up its digests."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
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
from bot.digests.calendar import slots, zone
from bot.digests.fields import write
from bot.handlers import addressing, reading
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
LIFETIME: Final = dt.timedelta(minutes=30)
_TYPING: Final = dt.timedelta(minutes=15)
"""How long the next message is taken for what was asked for, and not for a question."""
_MOST: Final = 100
"""Digests that can be set up in chats."""
_MOST_OF_OTHERS: Final = 50
"""So many may there be when who isn't of the newsroom adds one: it has always room for its own."""
_AHEAD: Final = dt.timedelta(days=8)
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
        self._drafts = drafts
        self._digests = digests
        self._strings = strings
        self._outbox = outbox
        self._clock = clock
        self._changed = changed
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
            reply = notices.notice(self._words(hand), refused)
        else:
            reply = await self._list(hand, {"chat": 0 if hand.private else hand.chat_id})
        await self._outbox.give(reading.in_answer(message, reply))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a button."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        hand = self._standing.of_tap(query, query.message)
        tap = parse(query.data or "")
        draft = await asyncio.to_thread(self._drafts.get, hand.chat_id, hand.user_id)
        if tap is None or draft is None or draft["token"] != tap.token:
            await self._outbox.answer_callback(query.id, self._words(hand)["setup.stale"])
            return
        hand = replace(hand, topic=draft.get("topic"), group=draft.get("group", ""))
        draft["message"] = query.message.message_id
        before = draft.get("step")
        try:
            reply = await self._tapped(hand, draft, tap)
        except IndexError:
            reply = None
        toast = self._words(hand)["setup.stale"] if reply is None else ""
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
        draft = await asyncio.to_thread(self._drafts.get, chat_id, user.id)
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
            good = drafting.take(draft, message.text or "")
            return await self._ask(hand, draft, "" if good else f"setup.problem.{step}")
        chat_id = await self._standing.channel(hand, message)
        if chat_id is None:
            return await self._ask(hand, draft, "setup.problem.where")
        drafting.settle(draft, chat_id, None, await self._standing.called(chat_id))
        known = await asyncio.to_thread(self._of_place, chat_id)
        if known and not hand.member:
            return await self._list(hand, draft)  # they see only now what there is
        return await self._ask(hand, draft)

    def _of_place(self, chat_id: int) -> dict[str, Digest]:
        """Return the digests that go to a chat, by name; with 0 all. Blocking."""
        return {
            name: digest
            for name, digest in self._digests.own().items()
            if not chat_id or any(one.chat_id == chat_id for one in digest.targets)
        }

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
                await asyncio.to_thread(self._drafts.drop, hand.chat_id, hand.user_id)
                return notices.notice(self._words(hand), "setup.cancelled")
            case "dglist":
                return await self._list(hand, draft)
            case "dgshow" | "dgpause" | "dgdelete" | "dgsure":
                return await self._of_one(hand, draft, tap)
            case "dgsave":
                async with self._saving:
                    return await self._save(hand, draft)
            case action:
                step = draft.get("step", "")
                if not step or not drafting.choose(draft, action, tap.number, member=hand.member):
                    return None
                return await self._ask(hand, draft)

    async def _of_one(self, hand: Hand, draft: Draft, tap: Tap) -> Reply | None:
        """Show a digest that is there already, or change it."""
        if tap.action == "dgshow":
            draft["name"] = draft["names"][tap.number]
        name = draft.get("name", "")
        digest = (await asyncio.to_thread(self._digests.own)).get(name)
        if digest is None or not await self._standing.may_change(hand, digest):
            return await self._list(hand, draft)
        if tap.action == "dgsure":
            await self._change(hand, "delete", name, None)
            return await self._list(hand, draft)
        if tap.action == "dgpause":
            digest = replace(digest, paused=not digest.paused)
            await self._change(hand, "pause" if digest.paused else "resume", name, digest)
        token = await self._keep(hand, draft)
        listed = await self._listed(digest, is_own=True)
        return shown.one(self._words(hand), listed, token, sure=tap.action == "dgdelete")

    async def _save(self, hand: Hand, draft: Draft) -> Reply | None:
        if draft.get("step") != "preview" or not drafting.is_whole(draft):
            return None
        strictly = draft["chat"] != hand.chat_id
        if not await self._standing.may_set_up(hand, draft["chat"], strictly=strictly):
            return notices.notice(self._words(hand), "setup.problem.where")
        if not hand.member:  # they may have been one when they chose so
            draft |= {"open": "no", "approval": "none"}
        own = await asyncio.to_thread(self._digests.own)
        full = self._full(hand, own)
        if full is not None:
            return full
        name = drafting.name_for(draft["title"], own.keys())
        digest = drafting.digest_of(draft, name, self._code(hand))
        await self._change(hand, "set up", name, digest)
        await asyncio.to_thread(self._drafts.drop, hand.chat_id, hand.user_id)
        following = _following(digest, self._clock())
        words = self._words(hand)
        first = None if following is None else (shown.moment(words, following), following)
        return shown.saved(words, digest.title, first)

    async def _change(self, hand: Hand, what: str, name: str, digest: Digest | None) -> None:
        """Keep a digest, None to end it, and who has done so."""
        written = None if digest is None else write(digest)
        await asyncio.to_thread(self._digests.keep, name, written)
        await asyncio.to_thread(self._digests.note, hand.user_id, hand.name, what, name)
        self._changed()

    def _full(self, hand: Hand, own: Mapping[str, Digest]) -> Reply | None:
        """Return what is said where somebody can't have another digest, None where they can."""
        most = _MOST if hand.member else _MOST_OF_OTHERS
        if len(own) < most:
            return None
        return notices.notice(self._words(hand), "setup.too_many", count=f"{len(own)}")

    async def _preview(self, hand: Hand, draft: Draft, question: Reply) -> None:
        """Show the digest as it would be posted, and below it the question what to do with it."""
        digest = drafting.digest_of(draft, "draft", self._code(hand))
        replies = await asyncio.to_thread(self._digests.preview, digest)
        leads_on = notices.notice(self._words(hand), "setup.below")
        await self._outbox.give(Said(hand.chat_id, leads_on, edits=draft["message"]))
        for reply in replies:
            await self._outbox.give(Said(hand.chat_id, reply, thread=hand.topic, silent=True))
        await self._outbox.give(Said(hand.chat_id, question, thread=hand.topic))

    async def _ask(self, hand: Hand, draft: Draft, problem: str = "") -> Reply:
        draft["asked"] = self._clock().timestamp()
        token = await self._keep(hand, draft)
        return shown.step(
            self._words(hand),
            draft,
            token,
            member=hand.member,
            group=not hand.private,
            problem=problem,
        )

    async def _list(self, hand: Hand, draft: Draft) -> Reply:
        """List the digests of a place, or all where somebody of the newsroom asks in private."""
        place = draft.get("chat", 0)
        found: Mapping[str, Digest] = {}
        if place or (hand.private and hand.member):
            found = await asyncio.to_thread(self._of_place, place)
        listed, names = [], []
        for name, digest in found.items():
            mine = not await asyncio.to_thread(self._digests.is_fixed, name)
            mine = mine and await self._standing.may_change(hand, digest)
            listed.append(await self._listed(digest, is_own=mine))
            names.append(name)
        kept = {"chat": place, "topic": hand.topic, "group": hand.group, "names": names}
        if place:
            kept["place"] = draft.get("place") or hand.group
        if draft.get("message"):
            kept["message"] = draft["message"]
        token = await self._keep(hand, kept)
        return shown.listing(self._words(hand), listed, token)

    async def _listed(self, digest: Digest, *, is_own: bool) -> shown.Listed:
        first = next(iter(digest.targets), None)
        when = digest.when if first is None else digest.when_at(first)
        return shown.Listed(
            digest.title,
            when.days,
            f"{when.time:%H:%M}",
            when.zone,
            "" if first is None else await self._standing.called(first.chat_id),
            None if digest.paused else _following(digest, self._clock()),
            digest.paused,
            is_own,
        )

    async def _keep(self, hand: Hand, draft: Draft) -> str:
        """Keep a draft, whose buttons are new ones now; return their token."""
        draft["token"] = token = secrets.token_urlsafe(9)
        await asyncio.to_thread(self._drafts.put, hand.chat_id, hand.user_id, draft, LIFETIME)
        return token

    def _words(self, hand: Hand) -> Strings:
        return self._strings.of(hand.language)

    def _code(self, hand: Hand) -> str:
        """Return the language that somebody is spoken to in: their digest is in it."""
        words = self._words(hand)
        return next(code for code in self._strings.codes if self._strings.of(code) is words)


def _following(digest: Digest, now: dt.datetime) -> dt.datetime | None:
    """Return when a digest is due next in any of its places, by the clocks of that place."""
    found = []
    for target in digest.targets:
        first = next(slots(digest, target, now, now + _AHEAD), None)
        if first is not None:
            found.append(first.due.astimezone(zone(digest.when_at(target).zone)))
    return min(found, default=None)
