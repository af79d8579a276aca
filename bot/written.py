"""The end of a write: a thread waits for it, a coroutine awaits it.

A commit ends many writes at once, and waking an event loop from another thread costs a system
call. So whoever commits tells each loop once, of all that ended together.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

_T = TypeVar("_T")


class Ends:
    """Tells coroutines of writes that have ended: at once, or within `together` in one go."""

    def __init__(self) -> None:
        self._thread = 0
        self._told: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let each loop be told once, after the body, of all that ends in it. In one thread."""
        self._thread = threading.get_ident()
        try:
            yield
        finally:
            self._thread = 0
            told, self._told = self._told, {}
            for loop, waiting in told.items():
                _wake(loop, waiting)

    def tell(self, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[None]) -> None:
        """Let a coroutine of a loop go on, from whichever thread its write has ended in."""
        if self._thread == threading.get_ident():
            self._told.setdefault(loop, []).append(waiting)
        else:
            _wake(loop, [waiting])


class Written(Future[_T], Generic[_T]):
    """A write that was asked for: ends with its result, or what it has raised.

    `await` it in a coroutine of any loop; elsewhere it is a future as others are. It can't be
    cancelled, and who stops waiting changes nothing.
    """

    def __init__(self, ends: Ends | None = None) -> None:
        super().__init__()
        self._ends = ends or Ends()
        # What was asked for is written even where nobody waits for it any more.
        self.set_running_or_notify_cancel()

    def then(self, do: Callable[[], object]) -> Written[_T]:
        """Do something quick, in whichever thread, once it has been written; return itself."""
        self.add_done_callback(lambda ended: ended.exception() is None and do())
        return self

    def __await__(self) -> Generator[object, None, _T]:
        """Wait without holding up the loop."""
        if not self.done():
            loop = asyncio.get_running_loop()
            waiting = loop.create_future()
            self.add_done_callback(lambda _: self._ends.tell(loop, waiting))
            yield from waiting
        return self.result()


def _wake(loop: asyncio.AbstractEventLoop, waiting: Sequence[asyncio.Future[None]]) -> None:
    with suppress(RuntimeError):  # the loop is closed, and nobody waits there any more
        loop.call_soon_threadsafe(_go_on, waiting)


def _go_on(waiting: Sequence[asyncio.Future[None]]) -> None:
    for one in waiting:
        if not one.done():  # who waited was cancelled
            one.set_result(None)
