"""Digests in private: `/subscribe` with a reader's own hour and city, and `/unsubscribe`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.buttons import parse
from bot.digests.fields import HALVES, find_time, find_zone
from bot.handlers import reading
from bot.handlers.asker import Asker
from bot.message import Message as Said
from bot.render import notices, subscribing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Protocol

    from telegram import Update
    from telegram.ext import BaseHandler, ContextTypes

    from bot.digests.plan import Digest
    from bot.handlers.doors import State
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

    class Subscriptions(Protocol):
        """Who has subscribed to what."""

        def subscriptions(self, user_id: int) -> Mapping[str, Any]:
            """Return a reader's, by digest."""
            ...

        def subscribe(self, user_id: int, name: str, chosen: Mapping[str, object]) -> None:
            """Keep one."""
            ...

        def unsubscribe(self, user_id: int, name: str = "") -> int:
            """End one, or all; return how many there were."""
            ...


COMMANDS: Final = ("subscribe", "unsubscribe")
KIND: Final = "subscribing"
_TAPS: Final = r"sub(?:pick|at|ok|end)[.:]"
_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE


class Subscribing:
    """The callbacks of these commands and their buttons.

    `digests` returns the newsroom's digests by name; `changed` hears of new subscriptions.
    """

    def __init__(
        self,
        digests: Callable[[], Mapping[str, Digest]],
        subscriptions: Subscriptions,
        state: State,
        strings: Languages[Strings],
        outbox: Outbox,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._digests = digests
        self._subscriptions = subscriptions
        self._state = state
        self._strings = strings
        self._outbox = outbox
        self._changed = changed

    @property
    def table(self) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who answers what."""
        return (
            CommandHandler("subscribe", self.subscribe, _PRIVATE),
            CommandHandler("unsubscribe", self.unsubscribe, _PRIVATE),
            CallbackQueryHandler(self.tap, pattern=_TAPS),
        )

    async def subscribe(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/subscribe``, maybe with a digest's name, an hour and a city."""
        words = reading.after_command(update).split()
        await self._answer(update, lambda asker: self._offer(asker, words))

    async def unsubscribe(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/unsubscribe``, maybe with a digest's name."""
        name = reading.after_command(update).strip().casefold()
        await self._answer(update, lambda asker: self._end(asker, name))

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a button under one of these messages."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        chat_id, user_id = query.message.chat.id, query.from_user.id
        asker = Asker(chat_id, user_id, language=reading.language(update))
        reply = await asyncio.to_thread(self._tapped, asker, query.data or "")
        self._changed()
        expired = self._words(asker)["buttons.expired"] if reply is None else ""
        await self._outbox.answer_callback(query.id, expired)
        if reply is not None:
            await self._outbox.give(Said(chat_id, reply, edits=query.message.message_id))

    async def _answer(self, update: Update, turn: Callable[[Asker], Reply]) -> None:
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        asker = Asker(message.chat.id, message.from_user.id, language=reading.language(update))
        reply = await asyncio.to_thread(turn, asker)
        await self._outbox.give(Said(message.chat.id, reply))

    def _offer(self, asker: Asker, words: Sequence[str]) -> Reply:
        """Show what a subscription would be, or ask to which digest."""
        strings, digests = self._words(asker), self._open()
        if not digests:
            return notices.notice(strings, "subscribe.none")
        name = at = ""
        city: list[str] = []
        for before, word in zip(("", *words), words, strict=False):
            if word.casefold() in digests:
                name = word.casefold()
            elif word[0].isdigit() and not at:
                at = word
            elif at and before == at and word.casefold() in HALVES:
                at = f"{at} {word}"
            else:
                city.append(word)
        try:
            at = f"{find_time(at):%H:%M}" if at else ""
            zone = find_zone(" ".join(city)) if city else ""
        except ValueError:
            return notices.notice(
                strings,
                "subscribe.unknown",
                command=subscribing.example(strings, next(iter(digests.values())), "8:00"),
            )
        if not name and len(digests) > 1:
            names = list(digests)
            payload = {"names": names, "at": at, "zone": zone}
            titles = [digests[one].title for one in names]
            token = self._remember(asker, payload)
            return subscribing.which(strings, "subscribe.which", titles, "subpick", token)
        return self._choice(asker, digests[name or next(iter(digests))], at, zone)

    def _choice(self, asker: Asker, digest: Digest, at: str, zone: str) -> Reply:
        # Who has it already may change one of the two.
        mine = self._subscriptions.subscriptions(asker.user_id).get(digest.name, {})
        at = at or mine.get("at") or f"{digest.when.time:%H:%M}"
        zone = zone or mine.get("zone") or digest.when.zone
        token = self._remember(asker, {"names": [digest.name], "at": at, "zone": zone})
        return subscribing.choice(self._words(asker), digest, at, zone, token)

    def _end(self, asker: Asker, name: str) -> Reply:
        strings = self._words(asker)
        mine = self._subscriptions.subscriptions(asker.user_id)
        if not mine:
            return notices.notice(strings, "subscribe.nothing")
        known = self._digests()
        if name not in mine and name in known:
            return notices.notice(strings, "subscribe.ended")
        if name not in mine and len(mine) > 1:
            names = list(mine)
            titles = [known[one].title if one in known else one for one in names]
            token = self._remember(asker, {"names": names})
            return subscribing.which(strings, "subscribe.end_which", titles, "subend", token)
        self._subscriptions.unsubscribe(asker.user_id, name if name in mine else "")
        return notices.notice(strings, "subscribe.ended")

    def _tapped(self, asker: Asker, data: str) -> Reply | None:
        """Do what a button asks for; None where it holds no more."""
        tap = parse(data)
        kept = None if tap is None else self._state.recall(tap.token, asker.chat_id, asker.user_id)
        if tap is None or kept is None or kept.kind != KIND:
            return None
        names, digests = kept.payload["names"], self._open()
        at, zone = kept.payload.get("at", ""), kept.payload.get("zone", "")
        if tap.action == "subend":
            if tap.number >= len(names):
                return None
            # This one only, however often it is tapped.
            self._subscriptions.unsubscribe(asker.user_id, names[tap.number])
            return notices.notice(self._words(asker), "subscribe.ended")
        name = (
            names[tap.number] if tap.action == "subpick" and tap.number < len(names) else names[0]
        )
        digest = digests.get(name)
        if digest is None:
            return notices.notice(self._words(asker), "subscribe.gone")
        if tap.action == "subok":
            chosen = {"chat": asker.chat_id, "at": at, "zone": zone, "language": asker.language}
            self._subscriptions.subscribe(asker.user_id, name, chosen)
            return subscribing.done(self._words(asker), digest, at, zone)
        if tap.action == "subat" and tap.number < len(subscribing.HOURS):
            at = subscribing.HOURS[tap.number]
        return self._choice(asker, digest, at, zone)

    def _open(self) -> dict[str, Digest]:
        return {name: one for name, one in self._digests().items() if one.subscribable}

    def _remember(self, asker: Asker, payload: Mapping[str, object]) -> str:
        return self._state.remember(asker.chat_id, asker.user_id, KIND, payload)

    def _words(self, asker: Asker) -> Strings:
        return self._strings.of(asker.language)
