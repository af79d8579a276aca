"""The bot: what it holds in memory, how soon it replies."""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import time
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from bot.state.keys import new_key
from tests.bench.library import STORE, seeded
from tests.bench.material import QUESTIONS, SEEDS
from tests.bench.table import Figure, p50_p99
from tests.fakes.echo_bot import echo_bot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

MEMORY_AIM = 130
_ROUNDS = 5
_START_SECONDS = 20
_BETWEEN_SECONDS = 0.05
_SETTLE_SECONDS = 2


def measure(folder: Path) -> Iterator[Figure]:
    """Measure in a folder; a store of the seeds is made in it where it is missing."""
    with closing(seeded(folder)):
        yield from asyncio.run(_served(folder))


async def _served(folder: Path) -> list[Figure]:
    """Run the real command against a playground here, and talk to it."""
    async with _playground() as playground, _verbatim(playground, folder) as bot:
        await asyncio.sleep(_SETTLE_SECONDS)
        idle = _resident(bot.pid)
        await _talk(playground, 1)
        replies = await _talk(playground, _ROUNDS)
        await asyncio.sleep(_SETTLE_SECONDS)
        used = _resident(bot.pid)
    async with _playground() as playground, echo_bot(playground):
        bare = await _talk(playground, _ROUNDS)
    ratio = statistics.median(replies) / statistics.median(bare)
    count = f"{len(SEEDS)} articles"
    return [
        Figure(
            "memory of an idle bot",
            f"{idle:.0f} MB",
            f"≤ {MEMORY_AIM} MB",
            idle <= MEMORY_AIM,
            f"resident, `verbatim run` over {count}",
        ),
        Figure(
            "the same, all of them asked",
            f"{used:.0f} MB",
            f"≤ {MEMORY_AIM} MB",
            used <= MEMORY_AIM,
            "their indexes in memory",
        ),
        Figure(
            "a reply, end to end",
            p50_p99(replies),
            how=f"question sent to reply read, over HTTP, through the playground; {len(replies)}",
        ),
        Figure(
            "the same beside a bare bot",
            f"{ratio:.2f} ×",
            how=f"{p50_p99(bare)} from one that echoes through the same server",
        ),
    ]


async def _talk(playground: Playground, rounds: int) -> list[float]:
    """Ask each question as another reader, slower than the rates that the bot keeps."""
    times = []
    for text in QUESTIONS * rounds:
        visitor = await Visitor.join(playground)
        began = time.perf_counter()
        await visitor.say(text)
        times.append(time.perf_counter() - began)
        await visitor.leave()
        await asyncio.sleep(_BETWEEN_SECONDS)
    return times


@asynccontextmanager
async def _playground() -> AsyncIterator[Playground]:
    playground = Playground()
    await playground.start()
    try:
        yield playground
    finally:
        await playground.stop()


@asynccontextmanager
async def _verbatim(playground: Playground, folder: Path) -> AsyncIterator[Any]:
    """Run `verbatim run` until the body ends; it must then end by itself."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("VERBATIM_")},
        "TELEGRAM_BOT_TOKEN": playground.token,
        "VERBATIM_TELEGRAM_API_URL": playground.api_url,
        "VERBATIM_LIBRARY_STORE": str(folder / STORE),
        "VERBATIM_KEY": new_key(),
        "VERBATIM_LOG_LEVEL": "warning",
    }
    command = Path(sys.executable).with_name("verbatim")
    bot = await asyncio.create_subprocess_exec(command, "run", cwd=folder, env=environment)
    try:
        async with asyncio.timeout(_START_SECONDS):
            while not _is_polling(playground):  # noqa: ASYNC110 -- another process's doing
                await asyncio.sleep(0.02)
        yield bot
    finally:
        if bot.returncode is None:
            bot.terminate()
        code = await bot.wait()
    assert code == 0, f"the bot ended with {code}"


def _resident(pid: int) -> float:
    """Return a process's resident memory, in MB (10⁶ bytes), as Linux counts it."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def _is_polling(playground: Playground) -> bool:
    return any(method == "getUpdates" for method, _ in playground.requests)
