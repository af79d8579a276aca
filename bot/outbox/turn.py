"""What handling one update has brought about, before any of it leaves."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.unwritten import Unwritten, collecting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.message import Message

    _End: TypeAlias = Callable[["Turn"], object]


@dataclass(slots=True)
class Turn:
    """The messages of one update, collected until they are committed together with its end.

    `asides` are what may be lost without harm, such as ending a button's waiting; they
    are done after the commit. `articles` are the ids of those that the messages show, `unwritten`
    is what the handler wants kept, committed with the messages. `error` is what the handler
    failed with. `is_over` once it has been ended: what comes then is no part of it.
    """

    messages: list[Message] = field(default_factory=list)
    asides: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    unwritten: Unwritten = field(default_factory=Unwritten)
    error: BaseException | None = None
    is_over: bool = False


_CURRENT: ContextVar[Turn | None] = ContextVar("turn", default=None)
_PRESSED: ContextVar[asyncio.Event | None] = ContextVar("pressed", default=None)
_END: ContextVar[_End | None] = ContextVar("end", default=None)


@contextmanager
def turn() -> Iterator[Turn]:
    """Collect what the body sends, in this task and those it starts, rather than send it."""
    with collecting() as unwritten:
        collected = Turn(unwritten=unwritten)
        token = _CURRENT.set(collected)
        try:
            yield collected
        finally:
            _CURRENT.reset(token)


def current() -> Turn | None:
    """Return the turn that the caller is in, if it is in one that goes on."""
    collected = _CURRENT.get()
    return None if collected is None or collected.is_over else collected


@contextmanager
def ending(end: _End) -> Iterator[None]:
    """Let turns in the body be ended by their handlers: `end` commits one, in any thread."""
    token = _END.set(end)
    try:
        yield
    finally:
        _END.reset(token)


def over() -> None:
    """End the caller's turn, in a worker thread: nothing more comes of its update.

    So the thread that has handled it commits it, too, rather than hand it on. Where turns can't
    be ended this does nothing; the turn ends with its handler then.
    """
    collected, end = current(), _END.get()
    if collected is not None and end is not None:
        collected.is_over, collected.unwritten.open = True, False
        end(collected)


@contextmanager
def pressing(pressed: asyncio.Event) -> Iterator[None]:
    """Let the body know by an event once others wait for its end."""
    token = _PRESSED.set(pressed)
    try:
        yield
    finally:
        _PRESSED.reset(token)


def pressed() -> asyncio.Event:
    """Return what is set once others wait for the caller to end: it should wait no longer."""
    return _PRESSED.get() or asyncio.Event()
