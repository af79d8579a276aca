"""What others send wrongly or twice: a poison update, updates delivered again and again."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass

from bot.playground.world import people
from tests.reliability.processes import town

FLAWS = ("chatless", "mistyped", "null", "empty", "unknown", "numberless", "nothing")


@dataclass
class Poison:
    """After a poison update: seconds until the next one was answered, rows quarantined."""

    seconds: float
    quarantined: int


async def poison(folder, flaw="mistyped", *, webhook=False):
    """Let somebody send what no program understands, and then a question."""
    async with town(folder, webhook=webhook) as place:
        await place.start()
        person = place.speak()
        await _answered(person, 1)
        await asyncio.sleep(1.1)  # a chat's own rate is not what is measured here
        world = place.playground.world
        place.playground.faults.malform(flaw)
        people.say(world, person, "/help")
        began = time.monotonic()
        people.say(world, person, "/help")
        await _answered(person, 2)
        seconds = time.monotonic() - began
        await place.stop()
        with closing(sqlite3.connect(folder / "data" / "state.db")) as file:
            (rows,) = file.execute("SELECT count(*) FROM quarantine").fetchone()
        return Poison(seconds, rows)


async def duplicates(folder, updates, times, *, webhook=False):
    """Deliver updates again and again; return how many replies came twice, and were missing."""
    async with town(folder, webhook=webhook) as place:
        await place.start()
        for _ in range(updates):
            place.speak()
        for _ in range(times - 1):
            await asyncio.sleep(0.1)
            place.playground.world.updates.redeliver()
        await place.all_answered(30)
        await asyncio.sleep(0.5)
        await place.stop()
        return place.duplicates, place.unanswered


async def _answered(person, count):
    async with asyncio.timeout(20):
        while len(person.own) < count:
            await asyncio.sleep(0.002)
