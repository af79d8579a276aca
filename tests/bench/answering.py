"""A minimal bot in a process of its own; `tests.bench.playground` runs it.

``python -m tests.bench.answering <url of the bot> poll|webhook fetch|answer <updates>``: takes so
many updates, answers each one with a message or not at all, and prints a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import aiohttp
from aiohttp import web

_CONNECTIONS = 50


class Bot:
    """Counts updates, and answers them where it shall."""

    def __init__(self, session: aiohttp.ClientSession, url: str, count: int, *, answers: bool):
        self.left = count
        self.done = asyncio.Event()
        self._session = session
        self._url = url
        self._answers = answers
        self._began = self._cpu = 0.0

    async def call(self, method: str, **params: Any) -> Any:
        async with self._session.post(f"{self._url}/{method}", json=params) as response:
            body = await response.json()
        assert body["ok"], body
        return body["result"]

    async def take(self, update: dict[str, Any]) -> None:
        if not self._began:
            self._began, self._cpu = time.perf_counter(), time.process_time()
        if self._answers:
            message = update["message"]
            await self.call("sendMessage", chat_id=message["chat"]["id"], text=message["text"])
        self.left -= 1
        if self.left == 0:
            self.done.set()

    async def poll(self) -> None:
        offset = 0
        while self.left:
            updates = await self.call("getUpdates", offset=offset, timeout=10)
            await asyncio.gather(*map(self.take, updates))
            offset = updates[-1]["update_id"] + 1
        await self.call("getUpdates", offset=offset)

    async def listen(self) -> None:
        async def handle(request: web.Request) -> web.Response:
            await self.take(await request.json())
            return web.Response()

        app = web.Application()
        app.router.add_post("/", handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        await self.call("setWebhook", url=f"http://127.0.0.1:{port}/")
        await self.done.wait()
        await self.call("deleteWebhook")
        await runner.cleanup()

    def figures(self, count: int) -> dict[str, float]:
        seconds = time.perf_counter() - self._began
        return {"rate": count / seconds, "cpu": (time.process_time() - self._cpu) / count}


async def main(url: str, way: str, what: str, updates: str) -> None:
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:
        bot = Bot(session, url, int(updates), answers=what == "answer")
        await (bot.poll() if way == "poll" else bot.listen())
        print(json.dumps(bot.figures(int(updates))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
