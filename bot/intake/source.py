"""What polling and webhook have in common: whom they ask, and to whom they hand what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping, Sequence

ALLOWED_UPDATES: Final = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "guest_message",
)


class Api(Protocol):
    """The Bot API, raw."""

    async def call(
        self, method: str, parameters: Mapping[str, object], seconds: float
    ) -> tuple[int, bytes]:
        """Return the HTTP status and the body of one call. Raises telegram's NetworkError."""
        ...


class Taker(Protocol):
    """The inbox, as those see it who fill it."""

    @property
    def full(self) -> bool:
        """Whether no more should be taken for now."""
        ...

    async def take(self, updates: Sequence[tuple[Any, str]], *, offset: int | None = None) -> None:
        """Commit updates, given parsed and as text. Raises StoreError: nothing was kept."""
        ...

    async def refuse(self, text: str, why: str) -> None:
        """Put something in quarantine that is no update at all. Raises as `take`."""
        ...


class Source(Protocol):
    """Where updates come from."""

    async def run(self, inbox: Taker, stop: asyncio.Event) -> None:
        """Hand everything that comes to the inbox until `stop` is set.

        Raises:
            BotError: Telegram refuses the token, or the webhook's address can't be used.

        """
        ...
