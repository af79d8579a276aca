"""What the outbox needs of others: the Bot API, and a place where messages are safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.message import Message
    from bot.written import Written


class Api(Protocol):
    """The Bot API, raw."""

    async def call(
        self, method: str, parameters: Mapping[str, object], seconds: float
    ) -> tuple[int, bytes]:
        """Return the HTTP status and the body of one call. Raises telegram's NetworkError."""
        ...


class Unsent(Protocol):
    """A message of an earlier run."""

    @property
    def number(self) -> int:
        """Its row."""
        ...

    @property
    def message(self) -> Message:
        """What it is."""
        ...

    @property
    def begun(self) -> bool:
        """Whether it was on its way when that run ended."""
        ...


class Follower(Protocol):
    """Who is told what becomes of the messages that have a mark. Quick, and never raises."""

    def arrived(self, message: Message, message_id: int) -> None:
        """Take note that a message is Telegram's `message_id` now, 0 where that wasn't said."""
        ...

    def lost(self, message: Message) -> None:
        """Take note that a message is given up: refused, blocked, expired, or in doubt."""
        ...


class Store(Protocol):
    """Where messages are kept until they have arrived. Futures end once it is on the disk."""

    def now(self) -> float:
        """Return the Unix seconds of the clock by which things expire."""
        ...

    def put(self, messages: Sequence[Message]) -> Written[list[int]]:
        """Keep messages; the result is their numbers."""
        ...

    def unsent(self) -> Sequence[Unsent]:
        """Return what earlier runs have left. Blocking."""
        ...

    def begin(self, number: int) -> Written[bool]:
        """Note that a message is about to be sent; false where another process sees to it."""
        ...

    def wait(self, number: int) -> Written[None]:
        """Note that it was not sent."""
        ...

    def sent(
        self, number: int, message: Message | None = None, message_id: int = 0
    ) -> Written[None]:
        """Delete a message; keep which one it has become, where it answers a question."""
        ...

    def record(self, number: int, state: str) -> Written[None]:
        """Keep what became of a post: "uncertain", "failed", or "paused" by the newsroom."""
        ...

    def is_paused(self, chat_id: int) -> bool:
        """Return whether a chat wants no messages."""
        ...

    def pause(self, chat_id: int) -> Written[None]:
        """Note that a chat wants no messages."""
        ...

    def resume(self, chat_id: int) -> Written[None]:
        """Note that it does."""
        ...

    def move(self, old: int, new: int) -> Written[None]:
        """Let what is kept of a group be its supergroup's."""
        ...
