"""Updates between being taken and being done: committed, worked off in order per chat, kept safe.

Whatever happens, an update that was taken is either done, its replies in the outbox, or
in quarantine with its cause; until then its row is there for the next start.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from bot import measures as names
from bot.intake.ending import End
from bot.intake.raw import lane, user, why_none
from bot.lanes import Lanes
from bot.measures import Measures
from bot.outbox.turn import Turn, ending, pressing
from bot.redaction import cause, without_token
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Sequence

    from bot.intake.doors import Outbox, Store
    from bot.intake.raw import RawUpdate
    from bot.written import Written

    Handle: TypeAlias = Callable[["RawUpdate"], Awaitable[Turn]]
    """Handles one update and returns what is to leave; an error is raised, or in the turn."""

AT_ONCE = 32
MOST_WAITING = 2000
"""So many updates and answers may wait; what comes beyond stays at Telegram, for up to a day."""
TRIES = 3
GRACE_SECONDS = 5.0
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 30.0
_MACHINE_SECONDS = 15 * 60.0
"""How long an update is tried that fails for what isn't its fault, where the state is well."""
_STORE_PAUSE = 5.0
"""The longest time between two tries while the state can't be written."""
_PATIENCE = 0.005
"""Seconds that an update's commit may wait for its turn's: only its acknowledgement does."""
_T = TypeVar("_T")

log = logging.getLogger(__name__)


class UnreadableError(Exception):
    """An update that no handler can read, now or ever."""


@dataclass(eq=False, slots=True)
class _Row:
    """An update at work: how often it was tried, since when (loop time).

    `kept` ends once its batch is on the disk, with those of it that were not known; with
    none where it could not be kept. It is handled meanwhile, and nothing comes of it before:
    its end is written after it, if at all.
    """

    update_id: int
    raw: RawUpdate
    since: float
    kept: asyncio.Future[frozenset[int]]
    attempts: int = 0

    @property
    def lost(self) -> bool:
        """Whether it was not kept: it is done already, or comes again."""
        return self.kept.done() and self.update_id not in self.kept.result()


class Inbox:
    """Takes updates, and has them handled: in order per chat, `at_once` chats side by side.

    `first_pause` is the time before the second try, in seconds; the third waits four times
    as long.
    """

    def __init__(
        self,
        store: Store,
        handle: Handle,
        outbox: Outbox,
        *,
        measures: Measures | None = None,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self._store = store
        self._handle = handle
        self._outbox = outbox
        self._measures = measures or Measures()
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._first_pause = first_pause
        self._lanes: Lanes[_Row] = Lanes()
        # In order of arrival: the first one is the oldest.
        self._rows: dict[int, _Row] = {}
        self._workers: list[asyncio.Task[None]] = []
        self._asides: set[asyncio.Future[None]] = set()
        # By lane, what each turn at work is told by that others wait for its end.
        self._pressed: dict[Hashable, asyncio.Event] = {}
        self._stopping = False
        self._resting = asyncio.Event()
        self._measures.track(names.INBOX_DEPTH, lambda: len(self._rows))
        self._measures.track(names.INBOX_AGE, self._age)

    def __len__(self) -> int:
        """How many updates are taken and not done."""
        return len(self._rows)

    @property
    def full(self) -> bool:
        """Whether no more should be taken for now."""
        return len(self._rows) + self._outbox.pressure >= self._most_waiting

    async def take(self, updates: Sequence[tuple[Any, str]], *, offset: int | None = None) -> None:
        """Commit updates, given parsed and as text; those that are known already change nothing.

        What is no update goes to quarantine. When this returns they may be acknowledged.

        Raises:
            StoreError: nothing was kept; they must not be acknowledged.

        """
        numbered = []
        for raw, text in updates:
            why = why_none(raw, text)
            if why:
                await self.refuse(text, f"no update: {why}")
            else:
                numbered.append((raw, text))
        rows = [(raw["update_id"], text) for raw, text in numbered]
        kept: asyncio.Future[frozenset[int]] = asyncio.get_running_loop().create_future()
        begun: dict[int, _Row] = {}
        fresh = frozenset[int]()
        timer: asyncio.TimerHandle | None = None
        try:
            if not self._store.problem:
                # They are handled while the disk is at work: nobody need wait for it twice.
                begun = self._begin([raw for raw, _ in numbered], kept)
            # A turn that is over soon is committed together with its update, in one go.
            keeping = self._store.take(rows, offset, urgent=not begun)
            if begun:
                loop = asyncio.get_running_loop()
                timer = loop.call_later(_PATIENCE, self._store.hurry)
            fresh = await keeping
        except StoreError:
            self._measures.add(names.NOT_TAKEN, len(rows))
            self._measures.add(names.STORE_FAILURES)
            raise
        finally:
            if timer is not None:
                timer.cancel()
            kept.set_result(fresh)
            for number in begun.keys() - fresh:  # done already, or coming again
                self._forget(begun[number])
            for raw, _ in numbered:
                # What stands there now came with a batch that was not kept.
                if raw["update_id"] in fresh - begun.keys():
                    begun[raw["update_id"]] = self._add(raw, kept)
        self._measures.add(names.TAKEN, len(fresh))
        self._measures.add(names.REPEATED, len(rows) - len(fresh))

    async def refuse(self, text: str, why: str) -> None:
        """Put something in quarantine that is no update at all. Raises as `take`."""
        log.error("updates: something that is none went to quarantine: %s", why)
        await self._store.give_up(None, text, why)
        self._measures.add(names.QUARANTINED)

    async def start(self) -> None:
        """Begin to work, with what earlier runs have left first.

        Raises:
            StoreError: what is left cannot be read.

        """
        left = await asyncio.to_thread(self._store.waiting)
        kept: asyncio.Future[frozenset[int]] = asyncio.get_running_loop().create_future()
        kept.set_result(frozenset(waiting.update_id for waiting in left))
        for waiting in left:
            self._add(json.loads(waiting.text), kept)
        if left:
            log.info("%d updates of the last run are still to be handled", len(left))
        self._workers = [
            asyncio.create_task(self._work(), name="worker") for _ in range(self._at_once)
        ]

    async def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Let what is at work finish, and end. The rest stays for the next start."""
        self._stopping = True
        self._lanes.close()
        self._press()
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_seconds):
                while self._pressed:
                    self._resting.clear()
                    await self._resting.wait()
                await asyncio.gather(*self._asides)
        late = [*self._workers, *self._asides]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if self._rows:
            log.info("%d updates are left for the next start", len(self._rows))

    def _begin(
        self, updates: Sequence[RawUpdate], kept: asyncio.Future[frozenset[int]]
    ) -> dict[int, _Row]:
        """Put updates to work that are not known, before they are kept; return them."""
        known = self._store.known([raw["update_id"] for raw in updates])
        begun = {}
        for raw in updates:
            number = raw["update_id"]
            if number not in known and number not in self._rows:
                begun[number] = self._add(raw, kept)
        return begun

    def _add(self, raw: RawUpdate, kept: asyncio.Future[frozenset[int]]) -> _Row:
        row = _Row(raw["update_id"], raw, asyncio.get_running_loop().time(), kept)
        self._rows[row.update_id] = row
        at = lane(raw)
        self._lanes.add(at, row)
        if at in self._pressed:
            self._pressed[at].set()
        elif len(self._pressed) == self._at_once:
            self._press()
        return row

    def _press(self) -> None:
        """Let every turn know that others wait for its end."""
        for pressed in self._pressed.values():
            pressed.set()

    def _forget(self, row: _Row) -> None:
        if self._rows.get(row.update_id) is row:
            del self._rows[row.update_id]

    def _age(self) -> float:
        oldest = next(iter(self._rows.values()), None)
        if oldest is None:
            return 0.0
        return asyncio.get_running_loop().time() - oldest.since

    async def _work(self) -> None:
        while not self._stopping:
            at, row = await self._lanes.take()
            if self._stopping:
                return
            if row.lost:  # what was before it in its chat comes again, and is to be answered first
                self._lanes.done(at)
                continue
            pressed = self._pressed[at] = asyncio.Event()
            if self._lanes.follows(at) or len(self._pressed) == self._at_once < self._lanes.lanes:
                pressed.set()
            try:
                with pressing(pressed):
                    await self._turn(at, row)
            finally:
                if self._pressed.get(at) is pressed:
                    del self._pressed[at]
                self._resting.set()

    async def _turn(self, at: Hashable, row: _Row) -> None:
        """Handle an update, and see to what becomes of it."""
        end = End(self._store, self._outbox, row.update_id)
        try:
            with ending(end.here):
                turn = await self._handle(row.raw)
        except Exception as error:  # noqa: BLE001 -- one bad update must never stop the rest
            turn = Turn(error=error)
        if end.turn is not None:  # whatever failed after that is no reason to handle it again
            turn, turn.error = end.turn, None
        if turn.error is None:
            numbers = await self._kept(lambda: end.asked(turn), row)
        else:
            await asyncio.wait([row.kept])
            pause = None if row.lost else self._pause(row, turn.error)
            if pause is not None:
                self._measures.add(names.RETRIED)
                self._outbox.dropped(turn.messages)
                if not self._stopping:
                    self._lanes.again(at, pause)
                return
            numbers = None if row.lost else await self._give_up(row, turn, turn.error)
        if numbers is None:
            self._outbox.dropped(turn.messages)
        else:
            if turn.error is None:
                self._measures.add(names.HANDLED)
                now = asyncio.get_running_loop().time()
                self._measures.observe(names.TURN, now - row.since)
            end.leave(turn, numbers)
            for aside in turn.asides:
                task = asyncio.ensure_future(aside())
                self._asides.add(task)
                task.add_done_callback(self._asides.discard)
        self._forget(row)
        self._lanes.done(at)

    async def _give_up(self, row: _Row, turn: Turn, error: BaseException) -> list[int] | None:
        """Put an update in quarantine; return the numbers of what is said to its reader."""
        # Without the errors' texts: a parser's may hold any part of the update.
        why = cause(error)
        log.error("update %d was given up, and is in quarantine:\n%s", row.update_id, why)
        text = json.dumps(row.raw)
        numbers = await self._kept(
            lambda: self._store.give_up(
                row.update_id, text, why, user_id=user(row.raw), messages=turn.messages
            ),
            row,
        )
        self._measures.add(names.QUARANTINED)
        return numbers

    def _pause(self, row: _Row, error: BaseException) -> float | None:
        """Count a try; return how long to wait before the next one; None: there is none."""
        row.attempts += 1
        if isinstance(error, UnreadableError):
            return None
        if isinstance(error, StoreError | OSError | MemoryError):
            # The machine's fault rather than the update's.
            age = asyncio.get_running_loop().time() - row.since
            pause = min(self._first_pause * 2.0 ** min(row.attempts, 12), _LONGEST_PAUSE)
            if self._store.problem:  # a full disk, say: it is nobody's fault, however long
                return min(pause, _STORE_PAUSE)
            return pause if age < _MACHINE_SECONDS else None
        return self._first_pause * 4.0 ** (row.attempts - 1) if row.attempts < TRIES else None

    async def _kept(self, write: Callable[[], Written[_T]], row: _Row) -> _T | None:
        """Make a write, as often as it takes: the update is handled, and must not be again.

        None where the update itself was not kept.
        """
        pause = self._first_pause
        while not row.lost:
            try:
                return await write()
            except StoreError as error:
                self._measures.add(names.STORE_FAILURES)
                if row.lost:
                    break
                problem = without_token(str(error))
                log.error("the inbox can't be written, trying again in %.1f s: %s", pause, problem)  # noqa: TRY400 -- one line
            await asyncio.sleep(pause)
            pause = min(pause * 2, _STORE_PAUSE)
        return None
