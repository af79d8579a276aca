"""What the newsroom's handlers need of the state. It blocks, but where it says: use a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.handlers.doors import State as ReadersState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.newsroom import Actor, Kind, Member, Miss, Paused, Role, Tally
    from bot.written import Written


class Team(Protocol):
    """Who the newsroom is."""

    @property
    def has_owner(self) -> bool:
        """Whether there is an owner. Does not block."""
        ...

    def role(self, user_id: int) -> Role | None:
        """Return somebody's role; None for a reader. Does not block."""
        ...

    def members(self) -> Sequence[Member]:
        """Return everybody, the owner first."""
        ...

    def new_code(self, role: Role, actor: Actor) -> str:
        """Make a code that makes whoever sends it first an owner or editor."""
        ...

    def redeem(self, role: Role, given: str, actor: Actor) -> bool:
        """Take a code; return whether it was good."""
        ...

    def remove(self, user_id: int, actor: Actor) -> Member | None:
        """Take an editor's role away; return who it was."""
        ...

    def hand_over(self, user_id: int, actor: Actor) -> Member | None:
        """Make an editor the owner; return who it is."""
        ...

    def desk(self) -> int | None:
        """Return the chat that reports and alarms go to; None where there is no owner."""
        ...

    def set_desk(self, chat_id: int | None, actor: Actor) -> None:
        """Make a chat the desk; with None it is the owner's own."""
        ...


class Pauses(Protocol):
    """What is paused. Asking does not block."""

    def is_paused(self, chat_id: int | None = None) -> bool:
        """Whether the bot, or with an id this chat, is paused."""
        ...

    def articles(self) -> frozenset[str]:
        """Return the ids of the paused articles."""
        ...

    def all(self) -> Sequence[Paused]:
        """Return everything that is paused."""
        ...

    def pause(self, kind: Kind, target: str, actor: Actor) -> bool:
        """Pause something; return whether it wasn't already. Blocks."""
        ...

    def resume(self, kind: Kind, target: str, actor: Actor) -> bool:
        """Let something go on; return whether it was paused. Blocks."""
        ...


class Feedback(Protocol):
    """What readers tell."""

    def vote(
        self,
        chat_id: int,
        message_id: int,
        user_id: int,
        place: tuple[str, int, int],
        *,
        good: bool,
    ) -> None:
        """Keep what a reader thinks of an answer, in place of what they thought before."""
        ...

    def tallies(self) -> Sequence[Tally]:
        """Return the votes by passage, those with the most against them first."""
        ...

    def missed(self, user_id: int, question: str, article: str, reason: str) -> Written[None]:
        """Keep a question that was not answered. Does not block."""
        ...

    def misses(self) -> Sequence[Miss]:
        """Return them, newest first."""
        ...


class State(ReadersState, Protocol):
    """What the bot keeps, the newsroom's included."""

    @property
    def team(self) -> Team:
        """Who the newsroom is."""
        ...

    @property
    def pauses(self) -> Pauses:
        """What is paused."""
        ...

    @property
    def feedback(self) -> Feedback:
        """What readers tell."""
        ...
