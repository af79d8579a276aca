"""Who writes the state: one thread at a time, and what is asked for meanwhile is written together.

Every commit waits for the disk. Whoever commits takes whatever has been asked for until then
and makes it one transaction, so that a hundred updates cost about one such wait; and what many
of them ask for alike is made together, in a few statements. A thread that has nothing else to
do commits by itself what it asks for: handing that to another one and back takes as long as
the disk. For all others there is a thread of the writer's own.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeAlias, TypeVar

from bot.written import Ends, Written
from knowledge.errors import StoreError
from knowledge.store.engine import is_machines_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    import sqlalchemy as sa

    from knowledge.store.engine import Database

    _Then: TypeAlias = Callable[[Future[Any]], object]

_A = TypeVar("_A")
_T = TypeVar("_T")

_MOST: Final = 256


@dataclass(eq=False, slots=True)
class _Job:
    """Something to write: by a batch, or a function by itself."""

    batch: Batch[Any, Any] | None
    what: Any
    written: Written[Any]


class Writer:
    """Writes, one transaction at a time. Its futures end after the commit.

    A write is a function of a connection in a transaction. It may be called twice: where
    one of a group fails, the group is undone and each is tried in a transaction of its own.
    Writes are made in the order of asking, but for those of batches, see `batch`; in whichever
    thread commits them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._jobs: deque[_Job] = deque()
        # Whether any of them must not wait for others.
        self._urgent = False
        self._committing = False
        self._thread: threading.Thread | None = None
        # The thread's bell: rung once, until it has looked.
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._rung = False
        self._ends = Ends()
        self._batches = 0
        self._closed = False
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

    def submit(self, write: Callable[[sa.Connection], _T], *, urgent: bool = True) -> Written[_T]:
        """Ask for a write; the future has its result once it has reached the disk.

        What isn't urgent waits for another write, to be committed with it, or for `hurry`.
        The future ends with StoreError where the file cannot be written, or whatever
        `write` itself raises; nothing of it is kept then.
        """
        return self._ask(None, write, urgent=urgent)

    def hurry(self) -> None:
        """Let nothing wait any more of what has been asked for."""
        with self._lock:
            if self._jobs:
                self._urgent = True
                self._ring()

    def write(self, write: Callable[[sa.Connection], _T]) -> _T:
        """Write, and wait until it has reached the disk. Raises as the future of `submit`."""
        written: Written[_T] = self._ask(None, write, here=True)
        return written.result()

    def settle(self) -> None:
        """Wait until what was asked for before this has been written, or has failed."""
        self.write(lambda _: None)

    def close(self) -> None:
        """Finish what was asked for, and end the thread."""
        with self._lock:
            self._closed = True
            if self._jobs or self._committing or self._thread is not None:
                self._ring()  # by a thread of its own, which outlives all others that commit
            thread = self._thread
        if thread is not None:
            thread.join()

    def _ask(
        self,
        batch: Batch[Any, Any] | None,
        what: Any,
        *,
        urgent: bool = True,
        here: bool = False,
        then: _Then | None = None,
    ) -> Written[Any]:
        """Ask for a write; `here` it is committed by the caller, unless somebody is at it."""
        job = _Job(batch, what, Written(self._ends))
        if then is not None:
            job.written.add_done_callback(then)
        with self._lock:
            closed = self._closed
            if not closed:
                self._jobs.append(job)
                self._urgent = self._urgent or urgent
                here = here and not self._committing
                if here:
                    self._committing = True
                elif urgent:
                    self._ring()
        if closed:
            self._alone(job)  # a closed database says so itself
        elif here:
            self._commit()
        return job.written

    def _ring(self) -> None:
        """Have the thread look; whoever commits does this when they are done. With the lock."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()
        if not self._committing and not self._rung:
            self._rung = True
            self._bell.put(None)

    def _run(self) -> None:
        """Commit what nobody else does."""
        while True:
            self._bell.get()
            with self._lock:
                self._rung = False
                if self._committing:  # by another thread, which rings
                    continue
                if self._closed and not self._jobs:
                    return
                if not self._jobs:
                    continue
                self._committing = True
            self._commit()

    def _commit(self) -> None:
        """Commit all there is, by whose turn it is; then it is anybody's."""
        try:
            with self._ends.together():
                self._together()
        finally:
            with self._lock:
                self._committing = False
                if self._urgent or self._closed:
                    self._ring()

    def _together(self) -> None:
        """Make what has been asked for, and what comes meanwhile; commit it."""
        group: list[_Job] = []
        results: list[object] = []
        try:
            with self._database.write() as connection:
                before = _changes(connection)
                while jobs := self._next(_MOST - len(group)):
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
            for job in group or self._next(len(self._jobs)):
                self._failed(job, error)
            return
        self._went_well(wrote=wrote)
        for job, result in zip(group, results, strict=True):
            job.written.set_result(result)

    def _next(self, most: int) -> list[_Job]:
        """Take what has been asked for, so much at most, in the order in which it is to be made."""
        with self._lock:
            jobs = [self._jobs.popleft() for _ in range(min(most, len(self._jobs)))]
            self._urgent = self._urgent and bool(self._jobs)
        return _in_order(jobs)

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


class _Ask(Protocol):
    """How a batch's writes are asked for; see `Writer.submit` and `Batch.here`."""

    def __call__(
        self,
        batch: Batch[Any, Any] | None,
        what: Any,
        *,
        urgent: bool = True,
        here: bool = False,
        then: _Then | None = None,
    ) -> Written[Any]: ...


class Batch(Generic[_A, _T]):
    """A kind of write of which many are made together; see `Writer.batch`."""

    def __init__(
        self,
        write: Callable[[sa.Connection, Sequence[_A]], Sequence[_T]],
        place: int,
        ask: _Ask,
    ) -> None:
        self.write = write
        self.place = place
        self._ask = ask

    def submit(self, what: _A, *, urgent: bool = True) -> Written[_T]:
        """Ask for one write, as `Writer.submit`."""
        return self._ask(self, what, urgent=urgent)

    def here(self, what: _A, then: Callable[[Future[_T]], object]) -> Written[_T]:
        """Ask for one write by a thread that may wait: it commits, unless another is at it.

        `then` is called in whichever thread commits, with what this returns, once that has
        ended and before any coroutine is told of what ended with it.
        """
        return self._ask(self, what, here=True, then=then)


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
