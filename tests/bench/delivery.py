"""What it costs to lose nothing: echoes a second beside a bare bot, a webhook's answers."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.intake.webhook import Webhook
from tests.bench.table import Figure, milliseconds, p50_p99, percentile
from tests.reliability.inside import inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UPDATES = 2000
ROUNDS = 3
SHARE_AIM = 0.6
RATE_AIM = 400
WEBHOOK_RATE = 300
WEBHOOK_SECONDS = 10
WEBHOOK_AIM = 0.025
_SECRET = "the-secret-of-the-bench"


def measure(folder: Path) -> Iterator[Figure]:
    """Measure in a folder, on whose disk the inbox is."""
    yield from _echoes(folder)
    times = asyncio.run(_webhook(folder))
    p99 = percentile(times, 0.99)
    yield Figure(
        "webhook: 200 once committed",
        p50_p99(times),
        f"p99 ≤ {milliseconds(WEBHOOK_AIM)}",
        p99 <= WEBHOOK_AIM,
        f"{len(times)} updates at {WEBHOOK_RATE}/s, each also answered; one machine, over HTTP",
    )


def _echoes(folder: Path) -> Iterator[Figure]:
    rates: dict[str, list[float]] = {"bare": [], "durable": []}
    cpu: dict[str, list[float]] = {"bare": [], "durable": []}
    module = [sys.executable, "-m"]
    with subprocess.Popen(
        [*module, "tests.bench.serving"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        address = _line(server)
        for number in range(ROUNDS):
            for what in ("bare", "durable"):
                place = folder / f"echo-{what}-{number}"
                place.mkdir()
                command = [
                    *module, "tests.bench.echoing", address["url"], address["token"], what,
                    str(UPDATES), str(place),
                ]  # fmt: skip
                with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bot:
                    assert bot.stdout is not None
                    bot.stdout.readline()
                    server.stdin.write(f"{UPDATES}\n")
                    server.stdin.flush()
                    theirs = _line(bot)
                    _line(server)
                rates[what].append(UPDATES / theirs["seconds"])
                cpu[what].append(theirs["cpu"] / UPDATES)
        server.stdin.close()
    bare, durable = (statistics.median(rates[what]) for what in ("bare", "durable"))
    share = statistics.median(
        ours / theirs for ours, theirs in zip(rates["durable"], rates["bare"], strict=True)
    )
    how = f"median of {ROUNDS} runs of {UPDATES} in turns, one poller; CPU an update"
    yield Figure(
        "echoes, a bare PTB bot",
        f"{bare:,.0f}/s",
        how=f"{how} {milliseconds(statistics.median(cpu['bare']))}",
    )
    yield Figure(
        "echoes, nothing can be lost",
        f"{durable:,.0f}/s, {share:.2f} × the bare bot",
        f"≥ {RATE_AIM}/s, ≥ {SHARE_AIM} ×",
        durable >= RATE_AIM and share >= SHARE_AIM,
        f"{how} {milliseconds(statistics.median(cpu['durable']))}",
    )


async def _webhook(folder: Path) -> list[float]:
    """Return how long each update took to be acknowledged."""
    place = folder / "webhook"
    place.mkdir()
    times: list[float] = []
    stop = asyncio.Event()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with inside(place) as bench:
        hook = Webhook(
            bench.api,
            url="http://127.0.0.1/hook",
            host="127.0.0.1",
            port=0,
            secret=_SECRET,
            listening=port.set_result,
        )
        running = asyncio.create_task(hook.run(bench.inbox, stop))
        url = f"http://127.0.0.1:{await port}/hook"
        headers = {"X-Telegram-Bot-Api-Secret-Token": _SECRET}
        async with aiohttp.ClientSession(headers=headers) as session:

            async def post(number: int) -> None:
                raw = bench.update(number % 100 + 1, "Where was the summit?")
                began = time.perf_counter()
                async with session.post(url, data=json.dumps(raw)) as response:
                    assert response.status == 200
                times.append(time.perf_counter() - began)

            began = time.perf_counter()
            async with asyncio.TaskGroup() as posts:
                for number in range(WEBHOOK_RATE * WEBHOOK_SECONDS):
                    at = began + number / WEBHOOK_RATE
                    await asyncio.sleep(max(at - time.perf_counter(), 0))
                    posts.create_task(post(number))
        await bench.quiet()
        stop.set()
        await running
    return times


def _line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found
