"""The playground in a process of its own, with people who speak; `tests.bench.playground` runs it.

It prints where it is; then, for each line ``<updates>`` it reads, lets people say so
many things, waits until they are all served, and prints a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from bot.playground.server import Playground
from bot.playground.world import people

PEOPLE = 50
_TEXT = "How much of its GDP does Poland spend on defence?"


async def serve() -> None:
    playground = Playground(scene=False)
    await playground.start()
    chats = [playground.world.join(f"Person {n}") for n in range(PEOPLE)]
    for chat in chats:
        people.say(playground.world, chat, "/start")
    playground.world.updates.clear()
    tell({"url": playground.api_url, "token": playground.token})
    while line := await asyncio.to_thread(sys.stdin.readline):
        count = int(line)
        began = time.process_time()
        for number in range(count):
            people.say(playground.world, chats[number % PEOPLE], _TEXT)
        made = time.process_time() - began
        began = time.process_time()
        while len(playground.world.updates):  # noqa: ASYNC110 - nobody tells when all are taken
            await asyncio.sleep(0.01)
        tell({"making": made / count, "serving": (time.process_time() - began) / count})
    await playground.stop()


def tell(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
