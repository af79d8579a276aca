"""The bot killed at random moments under load: what is lost, and what comes twice."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass

from bot.outbox.outbox import AT_ONCE
from tests.reliability.processes import town

RATE = 40
"""People a second who say something."""
# So often a kill comes before the bot has begun to listen.
_EARLY = 0.1


@dataclass
class Killed:
    """What a run has shown. `most_twice` is the largest number of replies one kill doubled."""

    kills: int
    updates: int
    lost: int
    twice: int
    most_twice: int
    first_reply: float
    stop: float
    code: int

    @property
    def allowed(self):
        """How many replies one kill may double: as many as are on their way at once."""
        return AT_ONCE


async def run(folder, kills, seed, *, webhook=False, rate=RATE):
    """Kill the bot so many times, and count; the last start is left to finish."""
    rng = random.Random(seed)
    async with town(folder, webhook=webhook) as place:
        loading = asyncio.create_task(place.load(rate))
        most = before = 0
        for _ in range(kills):
            if rng.random() < _EARLY:
                await place.begin()
                await asyncio.sleep(rng.uniform(0, 1.0))
            else:
                await place.start()
                await asyncio.sleep(rng.uniform(0, 1.2))
            await place.kill()
            most, before = max(most, place.duplicates - before), place.duplicates
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        await place.start()
        await place.all_answered(20)
        await asyncio.sleep(0.5)
        most = max(most, place.duplicates - before)
        code, stop = await place.stop()
        first_reply = await _restart(place)
        return Killed(
            kills,
            len(place.people),
            place.unanswered,
            place.duplicates,
            most,
            first_reply,
            stop,
            code,
        )


async def _restart(place):
    """Return the seconds from a start of the process to the first reply."""
    person = place.speak()
    began = time.monotonic()
    await place.begin()
    async with asyncio.timeout(30):
        while not person.own:
            await asyncio.sleep(0.002)
    seconds = time.monotonic() - began
    await place.stop()
    return seconds
