"""What goes wrong on demand: floods, server errors, lost answers, old and repeated updates."""

from __future__ import annotations

import datetime as dt

import aiohttp
import pytest

from bot.playground.api.rates import Rates
from bot.playground.rules.refusal import Refusal
from bot.playground.world import people
from bot.playground.world.updates import KEPT_SECONDS, UpdateQueue


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.time = dt.datetime(2025, 8, 1, tzinfo=dt.UTC)

    def __call__(self):
        return self.time

    def forward(self, seconds):
        self.time += dt.timedelta(seconds=seconds)

    def now(self):
        return int(self.time.timestamp())


async def test_a_flood_names_the_seconds_to_wait(call, chat, playground):
    """429 with retry_after, for as many requests as were asked for."""
    playground.faults.flood("sendMessage", 7)
    assert await call("sendMessage", chat_id=chat.id, text="x") == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    await call.result("sendMessage", chat_id=chat.id, text="x")


async def test_rates_are_enforced_on_request(call, chat, playground):
    """The second message within a second is one too many, where rates are enforced."""
    playground.rates.enforced = True
    await call.result("sendMessage", chat_id=chat.id, text="x")
    status, body = await call("sendMessage", chat_id=chat.id, text="x")
    assert (status, body["parameters"]) == (429, {"retry_after": 1})


async def test_a_server_error_does_nothing(call, chat, playground):
    """The request fails with the code, the world stays as it was."""
    playground.faults.fail("sendMessage", 502, times=2)
    for _ in range(2):
        status, body = await call("sendMessage", chat_id=chat.id, text="x")
        assert (status, body["description"]) == (502, "Bad Gateway")
    assert len(chat.messages) == 1
    await call.result("sendMessage", chat_id=chat.id, text="x")


@pytest.mark.parametrize(("when", "messages"), [("before", 1), ("after", 2)])
async def test_a_lost_connection_may_have_delivered(call, chat, playground, when, messages):
    """The client cannot tell whether its message has arrived; the chat can."""
    playground.faults.reset("sendMessage", when)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=chat.id, text="x")
    assert len(chat.messages) == messages


def test_rates_are_held_by_the_clock():
    """1 a second in a chat, 20 a minute in a group, 30 a second in all; off until asked for."""
    clock = Clock()
    rates = Rates(clock, int)

    def waits(chat_id, method="sendMessage"):
        try:
            rates.check(method, {"chat_id": chat_id})
        except Refusal as refusal:
            return refusal.parameters["retry_after"]
        return 0

    assert [waits(1), waits(1)] == [0, 0]
    rates.enforced = True
    assert [waits(1), waits(1), waits(2), waits(1, "sendChatAction")] == [0, 1, 0, 0]
    clock.forward(1)
    assert [waits(n) for n in range(1, 32)] == [0] * 30 + [1]
    for _ in range(20):
        clock.forward(1)
        assert waits(-5) == 0
    clock.forward(1)
    assert waits(-5) == 40
    clock.forward(40)
    assert waits(-5) == 0


async def test_an_update_lives_for_a_day():
    """After 24 hours it is gone, unread or not."""
    clock = Clock()
    queue = UpdateQueue(1, clock.now)
    queue.add("message", {})
    clock.forward(KEPT_SECONDS - 1)
    queue.add("message", {})
    poll = {"offset": 0, "limit": 100, "seconds": 0, "allowed": None}
    assert len(await queue.poll(**poll)) == 2
    clock.forward(1)
    assert [u["update_id"] for u in await queue.poll(**poll)] == [2]
    assert len(queue) == 1


async def test_an_update_may_come_twice(call, chat, playground):
    """What was confirmed comes again under its id where a test asks for it."""
    people.say(playground.world, chat, "once")
    first = await call.result("getUpdates")
    after = first[0]["update_id"] + 1
    assert await call.result("getUpdates", offset=after) == []
    playground.world.updates.redeliver()
    assert await call.result("getUpdates") == first
