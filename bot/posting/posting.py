"""Posting put together: what there is to post, who puts it together, who sends it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.posting.aftercare import EVERY
from bot.posting.runner import Runner

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from bot.digests.plan import Digest, Slot
    from bot.posting.composing import DigestComposer
    from bot.posting.doors import Desk, Sender
    from bot.posting.roster import Roster
    from bot.state.home import Home
    from bot.state.slots import Slots
    from bot.state.subscriptions import Subscriptions

RESTORED = "it was due before the state was restored or moved"
"""Why a slot was skipped that a copy of the state may have posted; an owner may retry these."""


class Pauses(Protocol):
    """What the newsroom has paused. Reads no file."""

    def is_paused(self, chat_id: int | None = None) -> bool:
        """Whether the bot, or with an id this chat, is paused."""
        ...


class State(Protocol):
    """What posting keeps."""

    @property
    def pauses(self) -> Pauses:
        """What is paused."""
        ...

    @property
    def slots(self) -> Slots:
        """The slots of digests."""
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """Digests of chats, and their subscribers."""
        ...

    @property
    def home(self) -> Home:
        """Where the state is, and what the bot is called."""
        ...


@dataclass(frozen=True, slots=True)
class Plans:
    """The digests of the newsroom's file, and the clock they go by.

    What was posted is looked after every `care_seconds`.
    """

    digests: Sequence[Digest]
    clock: Callable[[], dt.datetime]
    care_seconds: float = EVERY


def runner(
    roster: Roster,
    state: State,
    made_by: DigestComposer,
    sender: Sender,
    clock: Callable[[], dt.datetime],
    desk: Desk | None = None,
) -> Runner:
    """Return who posts, ready to run."""

    def brake(one: Slot) -> str:
        if state.pauses.is_paused():
            return "the newsroom has paused everything"
        if state.pauses.is_paused(one.chat_id):
            return "the newsroom has paused this chat"
        doubted = state.home.doubted()
        return RESTORED if doubted is not None and one.due <= doubted else ""

    return Runner(
        roster,
        state.slots,
        made_by,
        sender,
        clock=clock,
        holder=secrets.token_hex(6),
        desk=desk,
        brake=brake,
    )
