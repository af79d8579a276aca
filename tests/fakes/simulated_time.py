"""An event loop whose clock jumps: where nothing is left to do now, it is time for what is next.

Ten minutes of waiting take as long as the work in them. There are no threads in it: what is
handed to one is done at once; and no network.
"""

from __future__ import annotations

import asyncio
import selectors


class _Selector(selectors.SelectSelector):
    def __init__(self, loop):
        super().__init__()
        self._simulated = loop

    def select(self, timeout=None):
        if timeout is None:
            raise AssertionError("nothing will ever happen again")
        self._simulated.seconds += max(timeout, 0.0)
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """`seconds` is its time."""

    def __init__(self):
        self.seconds = 0.0
        super().__init__(_Selector(self))

    def time(self):
        return self.seconds

    def run_in_executor(self, executor, func, *args):
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 -- whoever waits for it gets it
            done.set_exception(error)
        return done


def simulated(work):
    """Run a coroutine in simulated time, and return its result."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)
