from __future__ import annotations

import aiohttp
import pytest

from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from bot.playground.world import people
from tests.fakes.waiting import PATIENCE


class Caller:
    """Sends requests as a raw client would, and keeps nothing back."""

    def __init__(self, playground, session):
        self.base = f"{playground.api_url}/bot{playground.token}"
        self.session = session

    async def __call__(self, method, **params):
        """Call a method with a JSON body; return (status, answer)."""
        async with self.session.post(f"{self.base}/{method}", json=params) as response:
            return response.status, await response.json()

    async def result(self, method, **params):
        """Call a method that must be accepted; return its result."""
        status, body = await self(method, **params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refusal(self, method, **params):
        """Call a method that must be refused; return the description."""
        status, body = await self(method, **params)
        assert body["ok"] is False
        assert body["error_code"] == status
        assert set(body) == {"ok", "error_code", "description"}
        assert 400 <= status < 500
        return body["description"]


@pytest.fixture
async def playground():
    playground = Playground(suggestions=["How much does Poland spend?", "Where was the summit?"])
    await playground.start()
    yield playground
    await playground.stop()


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def call(playground, session):
    return Caller(playground, session)


@pytest.fixture
async def olena(playground):
    async with await Visitor.join(playground, patience=PATIENCE) as olena:
        yield olena


@pytest.fixture
def chat(playground):
    """Begin a private chat; no update is pending."""
    chat = playground.world.join("Taras")
    people.say(playground.world, chat, "/start")
    playground.world.updates.clear()
    return chat
