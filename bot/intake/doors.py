"""What the inbox needs of others: a place where updates are safe, and where messages go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from bot.message import Message
    from bot.unwritten import Unwritten
    from bot.written import Written


class Waiting(Protocol):
    """An update that an earlier run has not done."""

    @property
    def update_id(self) -> int:
        """Its id."""
        ...

    @property
    def text(self) -> str:
        """Its JSON."""
        ...


class Store(Protocol):
    """Where updates are kept. Futures end once it is on the disk."""

    @property
    def problem(self) -> str:
        """Why the last write failed that should not have; "" where it didn't. Reads no file."""
        ...

    def known(self, update_ids: Sequence[int]) -> frozenset[int]:
        """Return which updates are kept already. Reads so little that an event loop may wait."""
        ...

    def take(
        self,
        updates: Sequence[tuple[int, str]],
        offset: int | None = None,
        *,
        urgent: bool = True,
    ) -> Written[frozenset[int]]:
        """Keep updates, as ids and JSON; the result is which of them were not known.

        What isn't `urgent` may wait for other writes until `hurry`.
        """
        ...

    def hurry(self) -> None:
        """Let what was taken wait for other writes no longer."""
        ...

    def waiting(self) -> Sequence[Waiting]:
        """Return the updates that are not done, in their order of arrival. Blocking."""
        ...

    def done(
        self,
        update_id: int,
        messages: Sequence[Message] = (),
        unwritten: Unwritten | None = None,
        *,
        here: Callable[[Future[list[int] | None]], object] | None = None,
    ) -> Written[list[int] | None]:
        """Mark an update done, keep its messages and what else it wanted kept.

        The result is the messages' numbers; None, and nothing is kept, where it is not there
        to be done, as of the writes that were asked for before. A thread that can wait for the
        disk says what to do `here`, in whichever thread, as soon as it has ended.
        """
        ...

    def give_up(
        self,
        update_id: int | None,
        text: str,
        cause: str,
        *,
        user_id: int | None = None,
        messages: Sequence[Message] = (),
    ) -> Written[list[int]]:
        """Put an update in quarantine and keep its messages, as `done`."""
        ...


class Outbox(Protocol):
    """Where messages go from here."""

    @property
    def pressure(self) -> int:
        """How many answers wait there, those of one chat up to a bound."""
        ...

    def add(self, numbers: Sequence[int], messages: Sequence[Message]) -> None:
        """Take messages that are committed under these numbers."""
        ...

    def dropped(self, messages: Sequence[Message]) -> None:
        """Take note that messages were not committed, and don't leave."""
        ...
