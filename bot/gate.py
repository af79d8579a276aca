"""What stands before the handlers: who asks too much is told once, and then not answered.

Only what is meant to be answered counts, at the time when it was written: ten questions that
waited while the bot was down are not asked at once. What is at work already is answered.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot import measures as names
from bot.flood import ANY, Allowance, Flood
from bot.message import Message
from bot.outbox.turn import Turn, turn
from bot.render.notices import notice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.flood import Verdict
    from bot.measures import Measures
    from bot.outbox.outbox import Outbox
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

_TYPED: Final = 0.2
"""What a query typed inline costs: it comes again with every few letters."""
_DESK: Final = frozenset({"/settings", "/pause", "/resume", "/hide"})
"""What a group's administrators must reach however loud the group is."""
_KINDS: Final = ("message", "edited_message", "callback_query", "inline_query", "guest_message")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for something where, and what it costs. `date` in Unix seconds, 0 if not told.

    `message_id` is below zero for a message that its writer and the bot alone see. `meant` is
    whether it is plainly for the bot; talk of a group that it hears isn't.
    `language` is the IETF tag of what they read, "" if not told.
    """

    user: int
    chat: int | None
    private: bool
    cost: float
    date: float
    message_id: int | None
    thread: int | None
    meant: bool
    desk: bool
    query: str
    language: str


class Gate:
    """Judges updates by reader and by group, before they are handled.

    `alone` returns whether a group wants replies that only who asks sees; it may block, and
    may raise StoreError.
    """

    def __init__(
        self,
        outbox: Outbox,
        strings: Languages[Strings],
        measures: Measures,
        *,
        reader: Allowance = ANY,
        group: Allowance = ANY,
        alone: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self._outbox = outbox
        self._strings = strings
        self._measures = measures
        self._alone = alone
        self._readers = Flood(reader)
        self._groups = Flood(group)
        self._newest = (0.0, 0.0)  # a date, and the loop's time when it was seen

    async def pass_on(self, raw: Mapping[str, Any], handle: Callable[[], Awaitable[Turn]]) -> Turn:
        """Handle an update, or end its turn with a notice or nothing at all."""
        asked = asked_by(raw)
        if asked is None:
            return await handle()
        now = self._now(asked)
        cost = asked.cost if asked.meant else 0.0
        in_group = not asked.private and asked.chat is not None
        key = "too_much.group"
        verdict: Verdict = "take"
        if in_group and not asked.desk:  # a silent group has heard why: nobody is told again
            verdict = self._groups.judge(asked.chat, now, cost)
        if verdict == "take":
            key, verdict = "too_much.reader", self._readers.judge(asked.user, now, cost)
        if verdict != "take":
            return await self._refused(asked, verdict, key)
        done = await handle()
        if done.error is None and (done.messages or done.asides):
            self._readers.charge(asked.user, now, asked.cost)
            if in_group:
                self._groups.charge(asked.chat, now, asked.cost)
        return done

    async def _refused(self, asked: Asked, verdict: Verdict, key: str) -> Turn:
        self._measures.add(names.SILENCED, what=verdict)
        if verdict == "drop":
            return Turn()
        with turn() as told:
            strings = self._strings.of(asked.language)
            if asked.query:
                await self._outbox.answer_callback(asked.query, strings[key], alert=True)
            elif asked.chat is not None:
                await self._outbox.give(
                    Message(
                        asked.chat,
                        notice(strings, key),
                        reply_to=None if asked.private else asked.message_id,
                        thread=asked.thread,
                        only_for=await self._only_for(asked, asked.chat),
                    )
                )
        return told

    async def _only_for(self, asked: Asked, chat: int) -> int:
        """Return who alone is to see what is said in a chat, 0 for everybody."""
        # Nothing can be shown to somebody who hides behind a group or a channel, alone.
        if asked.private or asked.user < 0:
            return 0
        seen_by_all = (asked.message_id or 0) >= 0
        alone = not seen_by_all or await asyncio.to_thread(self._alone, chat)
        return asked.user if alone else 0

    def _now(self, asked: Asked) -> float:
        """Return when it was asked, in Unix seconds; of a tap nobody tells, so by our own clock."""
        running = asyncio.get_running_loop().time()
        newest, seen = self._newest
        if not asked.date:
            return newest + running - seen if newest else running
        if asked.date > newest:
            self._newest = (asked.date, running)
        return asked.date


def asked_by(raw: Mapping[str, Any]) -> Asked | None:
    """Return who asks for something by an update, as it was sent; None where nobody does.

    The copies of a channel's posts, what groups report of themselves, and what has not the
    form of an update pass: they are the handlers' affair.
    """
    kind = next((one for one in _KINDS if isinstance(raw.get(one), dict)), "")
    content = raw.get(kind, {})
    user = _id(content.get("sender_chat")) or _id(content.get("from"))
    if not user or content.get("is_automatic_forward") or "migrate_to_chat_id" in content:
        return None
    message = content.get("message") if kind == "callback_query" else content
    message = message if isinstance(message, dict) else {}
    # A summons comes from a chat that the bot is not in: nothing can be said there.
    chat = None if kind == "guest_message" else message.get("chat")
    private = not isinstance(chat, dict) or chat.get("type") == "private"
    date = content.get("edit_date") or content.get("date")
    text = message.get("text") if message is content else None
    query = content.get("id") if kind == "callback_query" else None
    alone = _number(message.get("ephemeral_message_id")) or 0
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Asked(
        user=user,
        chat=_id(chat) or None,
        private=private,
        cost=_TYPED if kind == "inline_query" else 1.0,
        date=float(date) if type(date) is int else 0.0,
        message_id=-alone if alone > 0 else _number(message.get("message_id")),
        thread=_number(thread),
        meant=private or kind == "callback_query" or _is_meant(message),
        desk=isinstance(text, str) and text.partition(" ")[0].partition("@")[0] in _DESK,
        query=query if isinstance(query, str) else "",
        language=_language(content.get("from")),
    )


def _is_meant(message: Mapping[str, Any]) -> bool:
    """Whether a group's message has what one for the bot has: a command, a name, a bot's words.

    Other bots' too, which costs their users nothing but patience.
    """
    answered = message.get("reply_to_message")
    author = answered.get("from") if isinstance(answered, dict) else None
    if isinstance(author, dict) and author.get("is_bot") is True:
        return True
    entities = message.get("entities")
    return isinstance(entities, list) and any(
        isinstance(one, dict) and one.get("type") in {"bot_command", "mention"} for one in entities
    )


def _id(holder: object) -> int:
    number = holder.get("id") if isinstance(holder, dict) else None
    return number if type(number) is int else 0


def _language(user: object) -> str:
    tag = user.get("language_code") if isinstance(user, dict) else None
    return tag if isinstance(tag, str) else ""


def _number(value: object) -> int | None:
    return value if type(value) is int else None
