"""A bot notices what is wrong with it, tells once, and notices that it is over."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from telegram.error import NetworkError

from bot.conditions import Conditions
from bot.measures import INBOX_AGE, Measures
from bot.watching import Watch
from tests.fakes.delivery import FakeDelivery
from tests.fakes.waiting import until

EVERY = 0.01


class FakeApi:
    """Answers as it is told to; an error is raised."""

    def __init__(self):
        self.answer = (200, b"{}")
        self.called = []

    async def call(self, method, parameters, seconds):
        self.called.append(method)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Bench:
    def __init__(self, **settings):
        self.api = FakeApi()
        self.store = FakeDelivery()
        self.conditions = Conditions()
        self.measures = Measures()
        self.watch = Watch(
            self.api, self.store, self.conditions, self.measures, every=EVERY, **settings
        )

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.watch.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def has(self, *names):
        """Wait until these and no other problems are there."""
        await until(lambda: set(self.conditions.now()) == set(names))


async def test_a_full_disk_is_told_and_its_end_found(caplog):
    """It is probed while nobody writes; one line in the log for its beginning, one for its end."""
    bench = Bench()
    async with bench.running():
        assert bench.store.probes == 0
        bench.store.failures = 1_000_000
        with pytest.raises(Exception, match="disk full"):
            bench.store.take([(1, "{}")]).result()
        await bench.has("store")
        told = bench.conditions.now()["store"]
        assert "can't be written (disk full)" in told
        assert "Make room" in told
        probes = bench.store.probes
        await until(lambda: bench.store.probes > probes)
        bench.store.failures = 0
        await bench.has()
    lines = [record.message for record in caplog.records]
    assert [line.startswith("the state can") for line in lines] == [True, True]
    assert "can be written again" in lines[1]
    probes = bench.store.probes
    async with bench.running():
        await asyncio.sleep(5 * EVERY)
    assert bench.store.probes == probes


async def test_silence_of_telegram_is_a_problem_after_a_while():
    """One failed call is none; none answered for long is. Any answer ends it."""
    bench = Bench(silence=0.5)
    bench.api.answer = NetworkError("no route")
    with pytest.raises(NetworkError):
        await bench.watch.call("sendMessage", {}, 1)
    assert bench.conditions.now() == {}
    async with bench.running():
        await bench.has("telegram")
        assert "not reached: no route" in bench.conditions.now()["telegram"]
        bench.api.answer = (502, b"")
        await until(lambda: "it answers 502" in bench.conditions.now()["telegram"])
        bench.api.answer = (400, b"")
        await bench.has()


async def test_a_quiet_bot_asks_whether_telegram_is_there():
    """And one that has been answered does not."""
    bench = Bench(silence=0.1)
    async with bench.running():
        assert bench.api.called == []
        await until(lambda: bench.api.called)
    assert set(bench.api.called) == {"getMe"}


async def test_another_poller_is_a_problem_until_it_is_gone():
    """Status 409 of getUpdates, and of no other method."""
    bench = Bench()
    bench.api.answer = (409, b"{}")
    await bench.watch.call("sendMessage", {}, 1)
    assert bench.conditions.now() == {}
    assert await bench.watch.call("getUpdates", {}, 1) == (409, b"{}")
    assert set(bench.conditions.now()) == {"conflict"}
    bench.api.answer = (200, b"{}")
    await bench.watch.call("getUpdates", {}, 1)
    assert bench.conditions.now() == {}


async def test_an_update_that_waits_for_long_is_a_problem():
    """Measured by the age of the oldest one."""
    bench, age = Bench(stuck=60), [61.0]
    bench.measures.track(INBOX_AGE, lambda: age[0])
    async with bench.running():
        await bench.has("inbox")
        assert "has waited for 1 min" in bench.conditions.now()["inbox"]
        age[0] = 0.0
        await bench.has()


async def test_no_token_is_told():
    """Whatever an error's text has."""
    bench = Bench(silence=0)
    bench.api.answer = NetworkError("https://x/bot123456:" + "x" * 35 + "/getMe failed")
    with pytest.raises(NetworkError):
        await bench.watch.call("getMe", {}, 1)
    assert "xxxx" not in bench.conditions.now()["telegram"]
