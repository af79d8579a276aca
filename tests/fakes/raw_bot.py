"""A bot that speaks the Bot API by itself, without any library for it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import aiohttp


class RawBot:
    """Calls a playground, and keeps what that has refused; `run` is its own."""

    def __init__(self, session, base):
        self._session = session
        self._base = base
        self.refusals = []

    async def call(self, method, **params):
        async with self._session.post(f"{self._base}/{method}", json=params) as response:
            body = await response.json()
        if not body["ok"]:
            self.refusals.append((method, body["description"]))
        return body.get("result")

    @classmethod
    @asynccontextmanager
    async def beside(cls, playground):
        """Run the bot beside the test."""
        base = f"{playground.api_url}/bot{playground.token}"
        async with aiohttp.ClientSession() as session:
            bot = cls(session, base)
            task = asyncio.create_task(bot.run())
            try:
                yield bot
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
