"""The one writer of the state: what many ask for at the same time is committed together.

Every commit waits for the disk. A thread takes whatever has been asked for meanwhile
and commits it in one transaction, so that a hundred updates cost about one such wait.
"""

from __future__ import annotations

import itertools
import math
import queue
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from knowledge.errors import StoreError
from knowledge.store.engine import is_machines_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import sqlalchemy as sa

    from knowledge.store.engine import Database

_T = TypeVar("_T")
_Job: TypeAlias = "tuple[Callable[[sa.Connection], Any], Future[Any]]"
_Asked: TypeAlias = tuple[_Job, float]
"""A job, and the monotonic time until which it may wait for others."""

_MOST: Final = 256


class Writer:
    """A thread that writes, in the order of asking. Its futures end after the commit.

    A write is a function of a connection in a transaction. It may be called twice: where
    one of a group fails, the group is undone and each is tried in a transaction of its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._ended = False
        self._problem = ""

    @property
    def problem(self) -> str:
        """Why the last commit failed that was the file's or the disk's fault; "" where it didn't.

        It is over with the next commit of a change that succeeds.
        """
        return self._problem

    def submit(self, write: Callable[[sa.Connection], _T], *, patience: float = 0.0) -> Future[_T]:
        """Ask for a write; the future has its result once it has reached the disk.

        With patience it may wait so many seconds for another write, to be committed with it.
        The future ends with StoreError where the file cannot be written, or whatever
        `write` itself raises; nothing of it is kept then.
        """
        done: Future[_T] = Future()
        # What was asked for is written even where nobody waits for it any more.
        done.set_running_or_notify_cancel()
        with self._lock:
            if not self._closed:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                    self._thread.start()
                self._jobs.put(((write, done), time.monotonic() + patience))
                return done
        self._alone((write, done))  # a closed database says so itself
        return done

    def write(self, write: Callable[[sa.Connection], _T]) -> _T:
        """Write, and wait until it has reached the disk. Raises as the future of `submit`."""
        return self.submit(write).result()

    def settle(self) -> None:
        """Wait until what was asked for before this has been written, or has failed."""
        self.submit(lambda _: None).result()

    def close(self) -> None:
        """Finish what was asked for, and end the thread."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join()

    def _run(self) -> None:
        while not self._ended:
            asked = self._jobs.get()
            if asked is None:
                return
            self._commit(asked)

    def _commit(self, first: _Asked) -> None:
        """Make a write and those that come while it may wait, each as it comes; commit them."""
        group: list[_Job] = []
        results: list[object] = []
        try:
            with self._database.write() as connection:
                before = _changes(connection)
                for job in self._coming(first):
                    group.append(job)
                    results.append(job[0](connection))
                wrote = _changes(connection) != before
        except Exception as error:  # noqa: BLE001 -- it is handed to whoever asked
            if len(group) > 1:  # whichever it was learns of it alone
                for job in group:
                    self._alone(job)
            else:
                self._failed(first[0], error)
            return
        self._went_well(wrote=wrote)
        for (_, done), result in zip(group, results, strict=True):
            done.set_result(result)

    def _coming(self, asked: _Asked) -> Iterator[_Job]:
        """Yield a job, and what is asked for until one of them must wait no longer."""
        until = math.inf
        for count in itertools.count(1):
            job, latest = asked
            yield job
            until = min(until, latest)
            if count == _MOST:
                return
            try:
                following = self._jobs.get(timeout=max(until - time.monotonic(), 0.0))
            except queue.Empty:
                return
            if following is None:
                self._ended = True
                return
            asked = following

    def _alone(self, job: _Job) -> None:
        write, done = job
        try:
            with self._database.write() as connection:
                before = _changes(connection)
                result = write(connection)
                wrote = _changes(connection) != before
        except Exception as error:  # noqa: BLE001 -- the same
            self._failed(job, error)
        else:
            self._went_well(wrote=wrote)
            done.set_result(result)

    def _went_well(self, *, wrote: bool) -> None:
        if wrote:  # what changes nothing needs no room on a full disk, and says nothing of it
            self._problem = ""

    def _failed(self, job: _Job, error: Exception) -> None:
        if isinstance(error, StoreError) and is_machines_fault(error):
            self._problem = error.problem
        job[1].set_exception(error)


def _changes(connection: sa.Connection) -> int:
    """Return how many rows a connection has changed since it was opened."""
    driver: Any = connection.connection.driver_connection
    return int(driver.total_changes)
