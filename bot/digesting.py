"""Digests in a running bot, put together: who answers what about them, and what runs beside."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.desk_words import DeskWords
from bot.digests.calendar import slots, zone
from bot.digests.plan import Slot
from bot.handlers.approving import Approving
from bot.handlers.deeplink import link
from bot.handlers.doors import State as HandlersState
from bot.handlers.places import Places
from bot.handlers.setting_up import SettingUp
from bot.handlers.standing import Standing
from bot.handlers.subscribing import Subscribing
from bot.newsroom import Actor
from bot.posting.aftercare import Aftercare
from bot.posting.composing import DigestComposer
from bot.posting.desk import DeskChat
from bot.posting.posting import State as PostingState
from bot.posting.posting import runner
from bot.posting.roster import Roster
from bot.state.rows import SlotRow

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from telegram import Bot, Update
    from telegram.ext import BaseHandler
    from telegram.ext.filters import BaseFilter

    from bot.digests.plan import Digest
    from bot.handlers.admins import Admins
    from bot.handlers.deeplink import Then
    from bot.handlers.newsroom_doors import Pauses, Team
    from bot.outbox.outbox import Outbox
    from bot.posting.composing import Library
    from bot.posting.posting import Plans
    from bot.reply import Reply
    from bot.state.drafts import Drafts
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

_LATEST: Final = 3
"""Articles of a preview where nothing is new."""
_AHEAD: Final = dt.timedelta(days=9)
_BEFORE: Final = 4
"""Slots of a place that tell on which days it has had a digest: today's are among the latest."""


class State(HandlersState, PostingState, Protocol):
    """What is kept for digests."""

    @property
    def pauses(self) -> Pauses:
        """What is paused."""
        ...

    @property
    def drafts(self) -> Drafts:
        """What is being set up."""
        ...

    @property
    def team(self) -> Team:
        """Who the newsroom is."""
        ...


class Digesting:
    """Digests' part of the bot. Made in the event loop.

    `library` has what may be posted, `everything` also what is paused: a pause takes nothing back.
    The handlers of `early` come before anybody takes an answer for a question.
    """

    def __init__(
        self,
        bot: Bot,
        library: Library,
        everything: Library,
        state: State,
        strings: Languages[Strings],
        outbox: Outbox,
        plans: Plans,
        admins: Admins,
    ) -> None:
        self._bot = bot
        self._state = state
        self._clock = plans.clock
        self._roster = Roster(plans.digests, state.subscriptions)
        self._library = library

        def links(article: str, then: Then) -> str:
            return link(bot.username, article, then)

        self._composer = composer = DigestComposer(
            library,
            strings.of,
            links,
            state.subscriptions.most_asked,
        )
        places = Places(bot)

        words = DeskWords(state.team, state.rooms, strings)
        self._desk = DeskChat(state.team, state, state.slots, words, places.called)
        self._runner = runner(self._roster, state, composer, outbox, plans.clock, self._desk)
        self._aftercare = Aftercare(
            self._roster.own,
            state.slots,
            DigestComposer(everything, strings.of, links),
            self._desk,
            outbox,
            lambda: {entry.id: entry.version for entry in everything.entries()},
            clock=plans.clock,
            paused=state.pauses.is_paused,
        )
        approving = Approving(
            state.team, state, state.slots, self._runner, self._told, self.note, words, outbox
        )
        subscribing = Subscribing(
            self._roster.own, state.subscriptions, state, strings, outbox, self._runner.wake
        )
        self._setting_up = SettingUp(
            Standing(bot, state.team, admins, places),
            state.drafts,
            self,
            strings,
            outbox,
            plans.clock,
            self._runner.wake,
        )
        self.own = self._roster.own
        self.is_fixed = self._roster.is_fixed
        self.keep = self._roster.keep
        self._care_seconds = plans.care_seconds
        self._handlers = (*subscribing.table, *approving.table)
        self.early: tuple[BaseHandler[Update, Any, Any], ...] = (
            *approving.early,
            *self._setting_up.early,
        )

    def table(self, here: BaseFilter) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Return who answers what; `here` lets commands for this bot through."""
        return (*self._handlers, *self._setting_up.table(here))

    def works(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """Return what is to run until the bot ends; once Telegram has said who the bot is."""
        self._state.home.set_username(self._bot.username)
        return [
            ("posting", self._runner.run()),
            ("aftercare", self._aftercare.run(self._care_seconds)),
        ]

    def note(self, user_id: int, name: str, what: str, digest: str) -> None:
        """Keep who, a user and their name, did what with which digest."""
        actor = Actor(self._state.team.role(user_id) or "admin", user_id, name)
        self._state.audit.note(actor, f"digest {what}", digest=digest)

    def preview(self, digest: Digest) -> Sequence[Reply]:
        """Return what would be posted now; of the latest articles where nothing is new."""
        now, place = self._clock(), digest.targets[0]
        day = now.astimezone(zone(digest.when.zone)).date()
        slot = Slot(digest.name, place.chat_id, place.thread, day, digest.when.time, now)
        row = SlotRow(0, slot, "planned", "", 0, {})
        composed = self._composer.compose(digest, row, ())
        if composed is None:
            latest = [entry.id for entry in self._library.entries()[:_LATEST]]
            older = replace(digest, what=replace(digest.what, articles=tuple(latest)))
            older = replace(older, how=replace(digest.how, skip_empty=False))
            composed = self._composer.compose(older, row, ())
        return () if composed is None else composed.replies

    def following(self, digest: Digest) -> dt.datetime | None:
        """Return when a digest comes next in any of its places, by the clocks of that place.

        None where it doesn't within a week. On a day on which a place has had it, it gets none.
        """
        now, found = self._clock(), []
        for target in digest.targets:
            latest = self._state.slots.latest(digest.name, target.chat_id, target.thread, _BEFORE)
            had = {row.slot.day for row in latest if row.state != "skipped"}
            coming = (one for one in slots(digest, target, now, now + _AHEAD) if one.day not in had)
            first = next(coming, None)
            if first is not None:
                found.append(first.due.astimezone(zone(digest.when_at(target).zone)))
        return min(found, default=None)

    def _told(self, row: SlotRow) -> str:
        return self._desk.told(self._roster.own().get(row.slot.digest), row)
