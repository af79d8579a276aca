"""A bot's webhook on this machine: it takes updates and answers as a test tells it to."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from aiohttp import web

from tests.fakes.waiting import PATIENCE


class Receiver:
    """Keeps every request's headers and body; `answer` decides what a body is answered with.

    `most` is the number of requests that were ever at work at once.
    """

    def __init__(self):
        self.headers = []
        self.bodies = []
        self.answer = lambda body: web.Response()
        self.url = ""
        self.most = 0
        self._at_work = 0
        self._came = asyncio.Condition()

    @property
    def ids(self):
        return [body["update_id"] for body in self.bodies]

    @property
    def texts(self):
        return [body["message"]["text"] for body in self.bodies]

    async def has(self, count):
        """Wait until so many requests have come."""
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: len(self.bodies) >= count)

    async def handle(self, request):
        self._at_work += 1
        self.most = max(self.most, self._at_work)
        try:
            body = await request.text()
            try:
                body = await request.json()
            except ValueError:
                body = {"broken": body}
            self.headers.append(request.headers.copy())
            self.bodies.append(body)
            async with self._came:
                self._came.notify_all()
            answer = self.answer(body)
            return await answer if asyncio.iscoroutine(answer) else answer
        finally:
            self._at_work -= 1


@asynccontextmanager
async def receiver(host="127.0.0.1"):
    """Listen at a free port until the body ends."""
    hook = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    shown = f"[{host}]" if ":" in host else host
    hook.url = f"http://{shown}:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()
