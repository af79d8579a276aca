"""The playground: how many updates a second a bot gets of it, and who is the bottleneck."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.bench.table import Figure, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RATE_AIM = 1000
_UPDATES = 3000
_RUNS = (
    ("poll", "fetch", "polling, only fetched"),
    ("poll", "answer", "polling, each one answered"),
    ("webhook", "fetch", "webhook, only taken"),
    ("webhook", "answer", "webhook, each one answered"),
)


def measure(_: Path) -> Iterator[Figure]:
    """Measure with a playground, a bot, and nothing else in a process of its own each.

    The CPU time it needs an update tells how many it can serve; the rate is that of the
    slower of the two, on a machine that both of them share.
    """
    module = [sys.executable, "-m"]
    with subprocess.Popen(
        [*module, "tests.bench.serving"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        address = _line(server)
        for way, what, name in _RUNS:
            url = f"{address['url']}/bot{address['token']}"
            command = [*module, "tests.bench.answering", url, way, what, str(_UPDATES)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bot:
                server.stdin.write(f"{_UPDATES}\n")
                server.stdin.flush()
                theirs = _line(bot)
            ours = _line(server)
            share = f"its CPU {milliseconds(ours['serving'])} an update"
            rest = f"a bare aiohttp bot {milliseconds(theirs['cpu'])}"
            making = f"{milliseconds(ours['making'])} for the message to be written"
            yield Figure(
                f"playground: {name}",
                f"{theirs['rate']:,.0f} updates/s",
                f"≤ 1 ms of its CPU = {RATE_AIM:,}/s",
                ours["serving"] <= 1 / RATE_AIM,
                f"{share}, {rest}; and {making}",
            )
        server.stdin.close()


def _line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found
