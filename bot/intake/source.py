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
_BEYOND: Final = 2**63
"""What no database keeps as a number."""
_DEEPEST: Final = 100
"""What is nested deeper, five times as deep as any update, may be read here and not there: how
deep JSON may go hangs on how many calls its reader is in."""


def is_number(value: object) -> bool:
    """Whether something is a number of an update, a chat or a user that can be kept."""
    return type(value) is int and -_BEYOND <= value < _BEYOND


def why_none(raw: object, text: str) -> str:
    """Return why something, given parsed and as text, is no update; "" where it may be one."""
    if not isinstance(raw, dict) or not is_number(raw.get("update_id")):
        return "it has no update_id"
    # Nearly all are told by their text alone, which costs a microsecond.
    if text.count("{") + text.count("[") > _DEEPEST and _is_deep(raw):
        return "it is nested too deeply"
    return ""


def _is_deep(raw: object) -> bool:
    level = [raw]
    for _ in range(_DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)


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
