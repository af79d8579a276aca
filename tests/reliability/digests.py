"""Digests under crashes: two processes on one state, which die between any two of their steps.

Time is simulated, the state and the outbox are real. Everything that a process does to the
world goes through its store and its Bot API; a crash is one of these calls that is not made,
or is made and never comes back, and after it the process does nothing any more.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram.error import TimedOut

from bot.digests.calendar import slots, zone
from bot.digests.plan import Digest, How, Target, When
from bot.outbox.outbox import Outbox
from bot.outbox.rates import UNLIMITED
from bot.posting.doors import Composed
from bot.posting.runner import LEASE, Runner
from bot.reply import Reply
from bot.state import open_state
from bot.state.keys import Key
from bot.state.slots import KEPT
from tests.fakes.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)  # the clocks of Berlin go back on the 25th
KEY = Key(b"k" * 32)
LATE = dt.timedelta(minutes=20)
DIGESTS = (
    Digest(
        "morning",
        "Morning",
        When(dt.time(2, 30), "Europe/Berlin", catch_up=LATE),
        (Target(-1), Target(-2, thread=7), Target(-3, zone="Asia/Tokyo")),
    ),
    Digest(
        "evening",
        "Evening",
        When(dt.time(18), "America/New_York", catch_up=LATE),
        (Target(-1), Target(-4)),
        how=How(layout="messages"),
    ),
    # More places than are planned at once, so that who dies has planned a part of a slot.
    Digest(
        "many",
        "Many",
        When(dt.time(9), "UTC", frozenset({3}), catch_up=dt.timedelta(days=2)),
        tuple(Target(place, subscribed=place > 20) for place in range(1, 121)),
    ),
)
_QUIET = 1.0
_SLOW = 0.1


class CrashError(BaseException):
    """The process is gone. Nothing but the simulation may catch it."""


@dataclass
class Fate:
    """When a process dies: before or after one of its calls."""

    chance: random.Random
    share: float
    dead: bool = False
    crashes: int = 0

    def strike(self) -> None:
        """Die, maybe, and stay dead."""
        if self.dead:
            raise CrashError
        if self.chance.random() < self.share:
            self.dead = True
            self.crashes += 1
            raise CrashError


class Mortal:
    """Something whose calls a process may not survive."""

    def __init__(self, inner: Any, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self._fate.strike()
            result = found(*args, **kwargs)
            if hasattr(result, "result"):
                # A future: what it stands for has happened when the process dies after it.
                result.result()
            self._fate.strike()
            return result

        return call


class Telegram:
    """Counts what arrives; sometimes its answer gets lost, or the request does."""

    def __init__(self, chance: random.Random, lost: float) -> None:
        self.arrived: Counter[tuple[int, str]] = Counter()
        self._chance = chance
        self._lost = lost

    async def call(self, method: str, parameters: Any, _: float) -> tuple[int, bytes]:
        """Take a message."""
        assert method == "sendMessage", method
        await asyncio.sleep(0)
        luck = self._chance.random()
        if luck < self._lost / 2:
            raise TimedOut
        self.arrived[parameters["chat_id"], parameters["text"]] += 1
        if luck < self._lost:
            raise TimedOut
        return 200, b'{"ok": true, "result": {"message_id": 5}}'


class Api:
    """The way to Telegram of one process."""

    def __init__(self, telegram: Telegram, fate: Fate) -> None:
        self._telegram = telegram
        self._fate = fate

    async def call(self, method: str, parameters: Any, seconds: float) -> tuple[int, bytes]:
        """Send, unless the process dies before, or before it hears of it."""
        self._fate.strike()
        result = await self._telegram.call(method, parameters, seconds)
        self._fate.strike()
        return result


class Naming:
    """Puts digests together whose messages name their slot, so that each can be told.

    Now and then that takes longer than a claim holds.
    """

    def __init__(self, clock: Clock, chance: random.Random) -> None:
        self._clock = clock
        self._chance = chance

    def compose(self, digest, row, before):
        """Return one message, or three."""
        if self._chance.random() < _SLOW:
            self._clock.now += LEASE + dt.timedelta(seconds=5)
            time.sleep(0.01)
        one = row.slot
        parts = 3 if digest.how.layout == "messages" else 1
        name = f"{one.digest} {one.chat_id} {one.thread} {one.day} {one.time:%H:%M}"
        return Composed(tuple(Reply(f"{name} part {part}") for part in range(parts)), {})


@dataclass
class Tally:
    """What came of it all."""

    crashes: int = 0
    slots: int = 0
    states: Counter[str] = field(default_factory=Counter)
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)


class Process:
    """A process that posts digests: started, crashed, started again."""

    def __init__(self, name: str, path: Path, clock: Clock, telegram: Telegram, fate: Fate) -> None:
        self._name = name
        self._path = path
        self._clock = clock
        self._telegram = telegram
        self.fate = fate
        self._runs = 0
        self._open: Any = None

    async def turn(self) -> None:
        """Look once, and let what was queued be sent; die on the way, maybe."""
        try:
            if self._open is None:
                await self._start()
            _, outbox, runner = self._open
            await runner.look()
            async with asyncio.timeout(_QUIET):
                while len(outbox) and not self.fate.dead:
                    await asyncio.sleep(0.0005)
        except CrashError:
            pass
        if self.fate.dead:
            await self.stop()
            self.fate.dead = False

    async def stop(self) -> None:
        """End at once, as a crash does: nothing more is written, since the fate is sealed."""
        if self._open is not None:
            state, outbox, _ = self._open
            self._open = None
            await outbox.stop(0)
            state.close()

    async def _start(self) -> None:
        self._runs += 1
        state = open_state(str(self._path), KEY, clock=self._clock)
        outbox = Outbox(
            Api(self._telegram, self.fate),
            Mortal(state.delivery, self.fate),
            limits=UNLIMITED,
            first_pause=0.001,
        )
        runner = Runner(
            lambda: DIGESTS,
            Mortal(state.slots, self.fate),
            Naming(self._clock, self.fate.chance),
            outbox,
            clock=self._clock,
            holder=f"{self._name} {self._runs}",
        )
        self._open = state, outbox, runner
        await outbox.start()


async def run(folder: Path, crashes: int, seed: int, *, share: float = 0.02) -> Tally:
    """Simulate days until so many crashes have happened, and then say what came of each slot."""
    chance = random.Random(seed)
    clock = Clock(BEGIN)
    telegram = Telegram(chance, lost=0.05)
    path = folder / "data" / "state.db"
    processes = [
        Process(name, path, clock, telegram, Fate(random.Random(seed + place), share))
        for place, name in enumerate(("first", "second"), 1)
    ]
    tally = Tally()
    _subscribe(path, clock)
    # Both have seen the digests once, so that every slot from here on is theirs to post.
    for one in processes:
        one.fate.share = 0.0
        await one.turn()
        one.fate.share = share
    counted = BEGIN
    while sum(one.fate.crashes for one in processes) < crashes:
        await _until_next(clock, processes, chance)
        if clock.now - counted > KEPT / 2:
            # Who died last has claimed what is due for half a minute more.
            await _in_peace(clock, processes, seconds=40)
            _count(path, clock, telegram, counted, tally)
            counted = clock.now
    await _in_peace(clock, processes, seconds=600)
    for one in processes:
        one.fate.dead = True
        await one.stop()
    _count(path, clock, telegram, counted, tally)
    tally.crashes = sum(one.fate.crashes for one in processes)
    return tally


def _subscribe(path: Path, clock: Clock) -> None:
    """Let the readers among the places have asked for their digest."""
    state = open_state(str(path), KEY, clock=clock)
    try:
        for digest in DIGESTS:
            for target in digest.targets:
                if target.subscribed:
                    state.subscriptions.subscribe(target.chat_id, digest.name, {})
    finally:
        state.close()


async def _in_peace(clock: Clock, processes: list[Process], *, seconds: float) -> None:
    """Let both processes look six times, so many seconds apart, without a crash."""
    shares = [one.fate.share for one in processes]
    for one in processes:
        one.fate.share = 0.0
    for _ in range(6):
        clock.advance(seconds=seconds)
        for one in processes:
            await one.turn()
    for one, share in zip(processes, shares, strict=True):
        one.fate.share = share


async def _until_next(clock: Clock, processes: list[Process], chance: random.Random) -> None:
    """Go to a moment near the next slot, and let both processes at it for some minutes."""
    following = min(
        slot.due
        for digest in DIGESTS
        for target in digest.targets
        for slot in list(slots(digest, target, clock.now, clock.now + dt.timedelta(days=2)))[:1]
    )
    clock.now = following
    downtime = chance.random() < 0.05
    if downtime:
        clock.now += LATE + dt.timedelta(minutes=chance.randrange(1, 600))
    for _ in range(8):
        await asyncio.gather(*(one.turn() for one in processes))
        clock.advance(seconds=chance.randrange(1, 45))


def _count(path: Path, clock: Clock, telegram: Telegram, since: dt.datetime, tally: Tally) -> None:
    """Compare what was due since then with what is kept of it and what has arrived."""
    state = open_state(str(path), KEY, clock=clock)
    try:
        for digest in DIGESTS:
            parts = 3 if digest.how.layout == "messages" else 1
            for target in digest.targets:
                rows = {
                    (row.slot.day, row.slot.time): row
                    for row in state.slots.latest(digest.name, target.chat_id, target.thread, 999)
                }
                for slot in slots(digest, target, since, clock.now):
                    tally.slots += 1
                    name = (
                        f"{slot.digest} {slot.chat_id} {slot.thread} {slot.day} {slot.time:%H:%M}"
                    )
                    came = [
                        telegram.arrived[slot.chat_id, f"{name} part {part}"]
                        for part in range(parts)
                    ]
                    if max(came) > 1:
                        tally.doubled.append(f"{name}: {came}")
                    row = rows.get((slot.day, slot.time))
                    if row is None:
                        tally.missed.append(f"{name}: no row")
                        continue
                    tally.states[row.state] += 1
                    settled = row.state in {"sent", "uncertain", "failed", "skipped"}
                    true = {
                        "sent": min(came) == 1,
                        "skipped": max(came) == 0 and bool(row.reason),
                        "failed": max(came) == 0,
                        "uncertain": True,
                    }
                    if not settled:
                        tally.missed.append(f"{name}: {row.state}")
                    elif not true[row.state]:
                        tally.untrue.append(f"{name}: {row.state} and {came}")
    finally:
        state.close()


ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana",
    "America/New_York", "America/Santiago", "America/Sao_Paulo", "America/St_Johns",
    "Asia/Beirut", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Tehran", "Asia/Tokyo",
    "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Europe/Kyiv",
    "Pacific/Auckland", "Pacific/Chatham",
)  # fmt: skip
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2036, 12, 31)
_HALF_HOUR = dt.timedelta(minutes=30)


@dataclass
class Changes:
    """How many clock changes there were, how many local days near them, and what was wrong."""

    changes: int = 0
    days: int = 0
    wrong: list[str] = field(default_factory=list)


def clock_changes(zones: tuple[str, ...] = ZONES) -> Changes:
    """Plan a digest at every half hour of the days around each clock change of eleven years."""
    tally = Changes()
    for name in zones:
        where = zone(name)
        for day in _changing(where):
            tally.changes += 1
            for half_hours in range(48):
                time_of_day = (dt.datetime.combine(day, dt.time()) + half_hours * _HALF_HOUR).time()
                digest = Digest("d", "D", When(time_of_day, name), (Target(-1),))
                begin = dt.datetime.combine(day, dt.time(), dt.UTC) - dt.timedelta(days=3)
                found = slots(digest, digest.targets[0], begin, begin + dt.timedelta(days=6))
                posted = Counter(slot.due.astimezone(where).date() for slot in found)
                for near in (day + dt.timedelta(days=shift) for shift in (-1, 0, 1)):
                    tally.days += 1
                    if posted[near] != 1:
                        tally.wrong.append(f"{name} {near} {time_of_day}: {posted[near]} posts")
    return tally


def _changing(where: Any) -> list[dt.date]:
    """Return the days of eleven years whose clocks change."""
    days, day = [], FIRST
    noon = dt.time(12)
    before = dt.datetime.combine(day - dt.timedelta(days=1), noon, where).utcoffset()
    while day <= LAST:
        offset = dt.datetime.combine(day, noon, where).utcoffset()
        if offset != before:
            days.append(day)
        before, day = offset, day + dt.timedelta(days=1)
    return days


class Plain:
    """Puts digests together that say "post"."""

    def compose(self, digest, row, before):
        """Return one message."""
        return Composed((Reply("post"),), {})


class Punctual:
    """Takes what is queued, and notes how late."""

    def __init__(self, clock: Any, due: dt.datetime) -> None:
        self.late: list[float] = []
        self._clock = clock
        self._due = due

    def add(self, numbers, messages):
        """Note when."""
        self.late += [(self._clock() - self._due).total_seconds()] * len(messages)


async def lateness(folder: Path, rounds: int) -> list[float]:
    """Return how late, in seconds, each of 200 slots a round was queued by a running bot."""
    late: list[float] = []
    for number in range(rounds):
        begin = time.monotonic()
        eight = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)

        def clock(begin: float = begin, eight: dt.datetime = eight) -> dt.datetime:
            return eight + dt.timedelta(seconds=time.monotonic() - begin - 1.2)

        digests = tuple(
            Digest(f"d-{name}", "D", When(dt.time(8), "UTC"), tuple(map(Target, range(1, 5))))
            for name in range(50)
        )
        state = open_state(str(folder / f"late-{number}.db"), KEY, clock=clock)
        sender = Punctual(clock, eight)
        runner = Runner(
            lambda digests=digests: digests, state.slots, Plain(), sender, clock=clock, holder="one"
        )
        task = asyncio.create_task(runner.run())
        while len(sender.late) < 200:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        state.close()
        late += sender.late
    return late


async def late_after_restarts(folder: Path, rounds: int, seed: int) -> list[float]:
    """Return how long after a restart a slot was queued that a crashed process had claimed.

    In simulated time: the clock goes on by what the runner wants to wait.
    """
    chance, late = random.Random(seed), []
    for number in range(rounds):
        clock = Clock(BEGIN)
        digest = DIGESTS[0]
        first = next(slots(digest, digest.targets[0], clock.now, clock.now + dt.timedelta(days=2)))
        path = str(folder / f"restart-{number}.db")
        state = open_state(path, KEY, clock=clock)
        await Runner(
            lambda: DIGESTS, state.slots, Plain(), Punctual(clock, first.due), clock=clock,
            holder="gone",
        ).look()  # fmt: skip
        clock.now = first.due
        state.slots.plan(digest.name, [(first.chat_id, first.thread)], [first], clock.now)
        assert state.slots.claim("gone", LEASE)
        clock.advance(seconds=chance.random() * 25)
        sender = Punctual(clock, clock.now)
        runner = Runner(lambda: DIGESTS, state.slots, Plain(), sender, clock=clock, holder="again")
        while not sender.late:
            clock.advance(seconds=await runner.look())
        late += sender.late[:1]
        state.close()
    return late
