"""What must hold over many updates: their order, and the memory they take."""

from __future__ import annotations

import asyncio
import gc
import itertools
import random
import re
from collections import defaultdict
from pathlib import Path

from tests.fakes.delivery import FakeDelivery
from tests.reliability.inside import Api, Inside, inside

CHATS = 500
BATCH = 100
# What a process takes at first and keeps: caches, pools, pages of the database.
WARM_UP = 20_000


async def order(count, seed):
    """Handle so many updates of many chats; return (violations, repeated tries).

    A handler takes as long as it likes, and fails now and then. Watched are what is handled
    and what leaves.
    """
    rng = random.Random(seed)
    handled, left, failed = defaultdict(list), defaultdict(list), set()
    api = Api()
    api.took = lambda parameters: left[parameters["chat_id"]].append(int(parameters["text"]))
    retries = 0

    async def handle(raw):
        nonlocal retries
        for _ in range(rng.randrange(3)):
            await asyncio.sleep(0)
        number = raw["update_id"]
        if rng.random() < 0.001 and number not in failed:
            failed.add(number)
            retries += 1
            raise ValueError(number)
        handled[raw["message"]["chat"]["id"]].append(number)
        return await bench.echo(raw)

    bench = Inside(FakeDelivery(), api, handle=handle)
    async with bench.running():
        for start in range(1, count + 1, BATCH):
            numbers = range(start, min(start + BATCH, count + 1))
            await bench.take(
                *(bench.update(rng.randrange(1, CHATS), str(number)) for number in numbers)
            )
            await bench.room()
        await bench.quiet()
    violations = sum(
        one > after
        for seen in (handled, left)
        for numbers in seen.values()
        for one, after in itertools.pairwise(numbers)
    )
    missing = 2 * count - sum(len(n) for seen in (handled, left) for n in seen.values())
    return violations + missing, retries


async def memory(folder, count):
    """Return by how many MB (10⁶ bytes) the process grows while so many updates are answered."""
    async with inside(folder) as bench:
        await _answer(bench, min(WARM_UP, count))
        before = _resident()
        await _answer(bench, count)
        after = _resident()
    return after - before


async def _answer(bench, count):
    for start in range(0, count, BATCH):
        await bench.take(
            *(bench.update(start * BATCH + n, f"Where was it, {n}?") for n in range(BATCH))
        )
        await bench.room()
    await bench.quiet()


def _resident():
    gc.collect()
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 / 1e6
