"""Everything the bot asks of its articles and its state: its parts' doors put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.alarms import Team as AlarmedTeam
from bot.handlers.doors import Library
from bot.handlers.newsroom_doors import State as HandlersState
from bot.handlers.newsroom_doors import Team as HandlersTeam
from bot.intake.doors import Store as InboxStore
from bot.intake.polling import Offsets
from bot.outbox.doors import Store as OutboxStore
from bot.posting.composing import Library as PostingLibrary
from bot.posting.posting import State as PostingState
from bot.watching import Store as WatchedStore

if TYPE_CHECKING:
    from bot.chores import Pauses
    from bot.state.drafts import Drafts


class Delivery(InboxStore, OutboxStore, WatchedStore, Protocol):
    """Where updates and messages are kept between being taken and being answered."""


class Articles(Library, PostingLibrary, Protocol):
    """Everything the bot asks of the articles."""


class Team(HandlersTeam, AlarmedTeam, Protocol):
    """Who the newsroom is, and who hears of alarms."""


class State(HandlersState, PostingState, Offsets, Protocol):
    """Everything the bot asks of its state."""

    @property
    def drafts(self) -> Drafts:
        """What is being set up."""
        ...

    @property
    def pauses(self) -> Pauses:
        """What is paused."""
        ...

    @property
    def team(self) -> Team:
        """Who the newsroom is."""
        ...

    @property
    def delivery(self) -> Delivery:
        """Inbox and outbox."""
        ...

    def purge(self) -> int:
        """Delete what has expired; return how much."""
        ...
