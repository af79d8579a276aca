"""A real bot stopped and started again: how soon it ends, and how soon somebody has a reply."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING

from tests.bench.table import Figure
from tests.reliability.processes import town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STOP_AIM = 10.0
REPLY_AIM = 1.5
ROUNDS = 5
RATE = 100
_LOAD_SECONDS = 1.0
_PATIENCE = 30.0
_QUESTION = "How much of its GDP does Poland spend on defence?"


def measure(folder: Path) -> Iterator[Figure]:
    """Measure in a folder; a bot's stores are made in it."""
    yield from asyncio.run(_restarts(folder / "restarts"))


async def stop_under_load(folder: Path, rounds: int, rate: float) -> tuple[list[float], int, int]:
    """Stop and start a bot that is being written to; return (seconds to stop, lost, repeated)."""
    seconds = []
    async with town(folder) as bot:
        for _ in range(rounds):
            await bot.start()
            load = asyncio.create_task(bot.load(rate))
            await asyncio.sleep(_LOAD_SECONDS)
            code, took = await bot.stop()
            assert code == 0, f"the bot ended with {code}"
            seconds.append(took)
            load.cancel()
        await bot.start()
        await bot.all_answered(_PATIENCE)
        await bot.stop()
        return seconds, bot.unanswered, bot.duplicates


async def first_reply(folder: Path, rounds: int) -> list[float]:
    """Ask a bot that is down, and start it; return the seconds from its start to the reply."""
    seconds = []
    async with town(folder) as bot:
        for _ in range(rounds + 1):
            person = bot.speak(_QUESTION)
            began = time.perf_counter()
            await bot.begin()
            async with asyncio.timeout(_PATIENCE):
                while not person.own:  # noqa: ASYNC110 -- another process's doing
                    await asyncio.sleep(0.002)
            seconds.append(time.perf_counter() - began)
            await bot.stop()
    return seconds[1:]  # the first start makes the state


async def _restarts(folder: Path) -> list[Figure]:
    stops, lost, repeated = await stop_under_load(folder / "stops", ROUNDS, RATE)
    replies = await first_reply(folder / "replies", ROUNDS)
    return [
        Figure(
            "stop on SIGTERM, under load",
            f"{max(stops):.2f} s at most, {lost} lost",
            f"≤ {STOP_AIM:g} s, 0 lost",
            max(stops) <= STOP_AIM and not lost,
            f"{RATE} updates/s, {ROUNDS} stops; {repeated} replies came twice",
        ),
        Figure(
            "first reply after a restart",
            f"median {statistics.median(replies):.2f} s, most {max(replies):.2f} s",
            f"≤ {REPLY_AIM:g} s",
            max(replies) <= REPLY_AIM,
            f"from the process's start to the answer to a question that waited; {ROUNDS} starts",
        ),
    ]
