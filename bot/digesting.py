"""Digests in a running bot, put together: who answers what about them, and what runs beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bot.handlers.approving import Approving
from bot.handlers.deeplink import link
from bot.handlers.doors import State as HandlersState
from bot.handlers.places import Places
from bot.handlers.subscribing import Subscribing
from bot.posting.composing import DigestComposer
from bot.posting.desk import DeskChat
from bot.posting.posting import State as PostingState
from bot.posting.posting import runner
from bot.posting.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from telegram import Bot, Update
    from telegram.ext import BaseHandler

    from bot.handlers.newsroom_doors import Pauses, Team
    from bot.outbox.outbox import Outbox
    from bot.posting.composing import Library
    from bot.posting.posting import Plans
    from bot.state.rows import SlotRow
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages


class State(HandlersState, PostingState, Protocol):
    """What is kept for digests."""

    @property
    def pauses(self) -> Pauses:
        """What is paused."""
        ...

    @property
    def team(self) -> Team:
        """Who the newsroom is."""
        ...


class Digesting:
    """Digests' part of the bot. Made in the event loop.

    `table` are its handlers; those of `early` come before anybody takes an answer for a question.
    """

    def __init__(
        self,
        bot: Bot,
        library: Library,
        state: State,
        strings: Languages[Strings],
        outbox: Outbox,
        plans: Plans,
    ) -> None:
        self._bot = bot
        self._state = state
        self._roster = Roster(plans.digests, state.subscriptions, plans.clock)
        composer = DigestComposer(
            library,
            strings.of,
            lambda article, then: link(bot.username, article, then),
            state.subscriptions.most_asked,
        )
        places = Places(bot)
        words = strings.default
        self._desk = DeskChat(state.team, state, state.slots, words, places.called)
        self._runner = runner(self._roster, state, composer, outbox, plans.clock, self._desk)
        approving = Approving(
            state.team, state, state.slots, self._runner, self._told, words, outbox
        )
        subscribing = Subscribing(
            self._roster.own, state.subscriptions, state, strings, outbox, self._runner.wake
        )
        self.table: tuple[BaseHandler[Update, Any, Any], ...] = (
            *subscribing.table,
            *approving.table,
        )
        self.early: tuple[BaseHandler[Update, Any, Any], ...] = approving.early

    def works(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """Return what is to run until the bot ends; once Telegram has said who the bot is."""
        self._state.home.set_username(self._bot.username)
        return [("posting", self._runner.run())]

    def _told(self, row: SlotRow) -> str:
        return self._desk.told(self._roster.own().get(row.slot.digest), row)
