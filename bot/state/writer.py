"""The one writer of the state: what many ask for at the same time is committed together.

Every commit waits for the disk. A thread takes whatever has been asked for meanwhile
and commits it in one transaction, so that a hundred updates cost about one such wait; and
what many of them ask for alike is made together, in a few statements.
"""

from __future__ import annotations

import itertools
import math
import queue
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from bot.written import Ends, Written
from knowledge.errors import StoreError
from knowledge.store.engine import is_machines_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import sqlalchemy as sa

    from knowledge.store.engine import Database

_A = TypeVar("_A")
_T = TypeVar("_T")

_MOST: Final = 256


@dataclass(eq=False, slots=True)
class _Job:
    """Something to write: by a batch, or a function by itself.

    `until` is the monotonic time until which it may wait for others.
    """

    batch: Batch[Any, Any] | None
    what: Any
    until: float
    written: Written[Any]


class Writer:
    """A thread that writes. Its futures end after the commit.

    A write is a function of a connection in a transaction. It may be called twice: where
    one of a group fails, the group is undone and each is tried in a transaction of its own.
    Writes are made in the order of asking, but for those of batches, see `batch`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ends = Ends()
        self._batches = 0
        self._closed = False
        self._ended = False
        self._problem = ""

    @property
    def problem(self) -> str:
        """Why the last commit failed that was the file's or the disk's fault; "" where it didn't.

        It is over with the next commit of a change that succeeds.
        """
        return self._problem

    def batch(self, write: Callable[[sa.Connection, Sequence[_A]], Sequence[_T]]) -> Batch[_A, _T]:
        """Return a kind of write of which many are made by one call, which returns their results.

        Those of one group that no other write stands between are made together, and kinds in
        the order in which they were made here: a write of one kind must not depend on one of a
        later kind that was asked for before and isn't on the disk yet.
        """
        self._batches += 1
        return Batch(write, self._batches, self._ask)

    def submit(self, write: Callable[[sa.Connection], _T], *, patience: float = 0.0) -> Written[_T]:
        """Ask for a write; the future has its result once it has reached the disk.

        With patience it may wait so many seconds for another write, to be committed with it.
        The future ends with StoreError where the file cannot be written, or whatever
        `write` itself raises; nothing of it is kept then.
        """
        return self._ask(None, write, patience)

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

    def _ask(self, batch: Batch[Any, Any] | None, what: Any, patience: float) -> Written[Any]:
        job = _Job(batch, what, time.monotonic() + patience, Written(self._ends))
        with self._lock:
            if not self._closed:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                    self._thread.start()
                self._jobs.put(job)
                return job.written
        self._alone(job)  # a closed database says so itself
        return job.written

    def _run(self) -> None:
        while not self._ended:
            asked = self._jobs.get()
            if asked is None:
                return
            with self._ends.together():
                self._commit(asked)

    def _commit(self, first: _Job) -> None:
        """Make a write and those that come while it may wait, as they come; commit them."""
        group: list[_Job] = []
        results: list[object] = []
        try:
            with self._database.write() as connection:
                before = _changes(connection)
                for jobs in self._coming(first):
                    group += jobs
                    results += _make(connection, jobs)
                wrote = _changes(connection) != before
        except Exception as error:  # noqa: BLE001 -- it is handed to whoever asked
            if len(group) > 1:  # whichever it was learns of it alone
                for job in group:
                    self._alone(job)
                return
            # Where not even a transaction could begin, each of those that wait would wait as long
            # again for whoever holds the file.
            for job in group or [first, *self._there()]:
                self._failed(job, error)
            return
        self._went_well(wrote=wrote)
        for job, result in zip(group, results, strict=True):
            job.written.set_result(result)

    def _coming(self, asked: _Job) -> Iterator[list[_Job]]:
        """Yield what is asked for, all there is at a time, until one must wait no longer.

        In the order in which it is to be made.
        """
        until, count = math.inf, 0
        while True:
            jobs = [asked, *itertools.islice(self._there(), _MOST - count - 1)]
            yield _in_order(jobs)
            count += len(jobs)
            until = min(until, *(job.until for job in jobs))
            if self._ended or count >= _MOST:
                return
            try:
                following = self._jobs.get(timeout=max(until - time.monotonic(), 0.0))
            except queue.Empty:
                return
            if following is None:
                self._ended = True
                return
            asked = following

    def _there(self) -> Iterator[_Job]:
        """Yield what has been asked for already."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._ended = True
                return
            yield job

    def _alone(self, job: _Job) -> None:
        try:
            with self._database.write() as connection:
                before = _changes(connection)
                (result,) = _make(connection, [job])
                wrote = _changes(connection) != before
        except Exception as error:  # noqa: BLE001 -- the same
            self._failed(job, error)
        else:
            self._went_well(wrote=wrote)
            job.written.set_result(result)

    def _went_well(self, *, wrote: bool) -> None:
        if wrote:  # what changes nothing needs no room on a full disk, and says nothing of it
            self._problem = ""

    def _failed(self, job: _Job, error: Exception) -> None:
        if isinstance(error, StoreError) and is_machines_fault(error):
            self._problem = error.problem
        job.written.set_exception(error)


class Batch(Generic[_A, _T]):
    """A kind of write of which many are made together; see `Writer.batch`."""

    def __init__(
        self,
        write: Callable[[sa.Connection, Sequence[_A]], Sequence[_T]],
        place: int,
        ask: Callable[[Batch[_A, _T], _A, float], Written[_T]],
    ) -> None:
        self.write = write
        self.place = place
        self._ask = ask

    def submit(self, what: _A, *, patience: float = 0.0) -> Written[_T]:
        """Ask for one write, as `Writer.submit`."""
        return self._ask(self, what, patience)


def _in_order(jobs: Sequence[_Job]) -> list[_Job]:
    """Put those of a kind together that no other write stands between."""
    ordered: list[_Job] = []
    for _, run in itertools.groupby(jobs, lambda job: job.batch is not None):
        ordered += sorted(run, key=_place)
    return ordered


def _place(job: _Job) -> int:
    return 0 if job.batch is None else job.batch.place  # sorting leaves equals as they are


def _make(connection: sa.Connection, jobs: Sequence[_Job]) -> list[object]:
    """Make writes in their order; return their results."""
    results: list[object] = []
    for batch, run in itertools.groupby(jobs, lambda job: job.batch):
        if batch is None:
            results += [job.what(connection) for job in run]
        else:
            results += batch.write(connection, [job.what for job in run])
    return results


def _changes(connection: sa.Connection) -> int:
    """Return how many rows a connection has changed since it was opened."""
    driver: Any = connection.connection.driver_connection
    return int(driver.total_changes)
