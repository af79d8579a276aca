"""What the desk hears of problems: once when they begin, once when they end, whatever fails."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from telegram.error import NetworkError

from bot.alarms import Alarms
from bot.conditions import Conditions
from bot.measures import FAILED, QUARANTINED, UNCERTAIN, Measures
from bot.strings.catalogue import load_strings
from knowledge.errors import StoreError
from tests.fakes.waiting import until

STRINGS, GERMAN = load_strings(), load_strings("de")
DESK, OWNER = -100, 7


class FakeTeam:
    def __init__(self, at=DESK, whose=OWNER):
        self.at, self.whose, self.failing = at, whose, False

    def desk(self):
        if self.failing:
            raise StoreError("fake", "locked")
        return self.at

    def owner(self):
        return self.whose


class FakeApi:
    """Answers with `script` first, statuses or errors, then well; keeps (chat, text) of calls."""

    def __init__(self, *script):
        self.script = list(script)
        self.calls = []

    async def call(self, method, parameters, seconds):
        assert (method, seconds > 0) == ("sendMessage", True)
        self.calls.append((parameters["chat_id"], parameters["text"]))
        answer = self.script.pop(0) if self.script else 200
        if isinstance(answer, Exception):
            raise answer
        return answer, json.dumps({"ok": answer == 200, "description": "x"}).encode()

    @property
    def texts(self):
        return [text for _, text in self.calls]


class Bench:
    def __init__(self, api, settled=0.0, quiet=0.0, team=None, strings=STRINGS):
        self.strings = strings
        self.api, self.team = api, team or FakeTeam()
        self.conditions, self.measures = Conditions(), Measures()
        self.alarms = Alarms(
            api,
            self.team,
            self.conditions,
            self.measures,
            lambda: self.strings,
            every=0.005,
            settled=settled,
            quiet=quiet,
        )

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.alarms.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def calls(self, count):
        """Wait for so many calls, and a moment longer for one too many."""
        await until(lambda: len(self.api.calls) >= count)
        await asyncio.sleep(0.05)
        assert len(self.api.calls) == count


BEGINS = STRINGS.text("alarms.begins", problem="no room")


async def test_a_problem_is_told_once_and_its_end_once():
    """However long it lasts, and although its text changes."""
    async with Bench(FakeApi()).running() as bench:
        bench.conditions.begin("starting", "not yet")
        bench.conditions.begin("clock", "no room")
        await bench.calls(1)
        bench.conditions.begin("clock", "no room at all")
        await bench.calls(1)
        bench.conditions.end("clock")
        await bench.calls(2)
        assert bench.api.calls[0] == (DESK, BEGINS)
        assert bench.api.texts[1].startswith("Over, after 0 min.")


@pytest.mark.parametrize("name", ["store", "conflict", "inbox", "telegram"])
async def test_a_problem_is_told_in_the_desks_language(name):
    """Whatever the log says of it."""
    async with Bench(FakeApi(), strings=GERMAN).running() as bench:
        bench.conditions.begin(name, "no room", "disk is full")
        await bench.calls(1)
        problem = f"{GERMAN[f'alarms.problems.{name}']} (disk is full)"
        assert bench.api.texts == [GERMAN.text("alarms.begins", problem=problem)]


async def test_what_is_over_at_once_is_not_told():
    """A hiccup shorter than the time to settle is nobody's alarm."""
    async with Bench(FakeApi(), settled=10).running() as bench:
        bench.conditions.begin("telegram", "not reached")
        await asyncio.sleep(0.05)
        bench.conditions.end("telegram")
        await asyncio.sleep(0.05)
        assert bench.api.calls == []


@pytest.mark.parametrize("failure", [NetworkError("no answer"), 500, 429, 401])
async def test_it_is_tried_until_it_is_sent(failure):
    """And only that often."""
    async with Bench(FakeApi(failure, failure)).running() as bench:
        bench.conditions.begin("clock", "no room")
        if failure == 429:
            await bench.calls(1)  # a second of silence was asked for
            return
        await bench.calls(3)
        assert set(bench.api.calls) == {(DESK, BEGINS)}


@pytest.mark.parametrize("status", [400, 403])
async def test_where_the_desk_is_gone_the_owner_hears_it(status):
    """A bot that was removed from the desk still has somebody to tell."""
    async with Bench(FakeApi(status)).running() as bench:
        bench.conditions.begin("clock", "no room")
        await bench.calls(2)
        assert bench.api.calls == [(DESK, BEGINS), (OWNER, BEGINS)]


async def test_what_nobody_can_read_is_dropped():
    """Without a newsroom nothing piles up, and a newsroom that comes later isn't flooded."""
    async with Bench(FakeApi(), team=FakeTeam(None, None)).running() as bench:
        bench.conditions.begin("clock", "no room")
        await asyncio.sleep(0.05)
        bench.team.at = DESK
        bench.conditions.end("clock")
        await bench.calls(1)


async def test_a_state_that_cannot_be_read_is_asked_again():
    """The message waits meanwhile."""
    bench = Bench(FakeApi())
    bench.team.failing = True
    async with bench.running():
        bench.conditions.begin("clock", "no room")
        await asyncio.sleep(0.03)
        bench.team.failing = False
        await bench.calls(1)


async def test_what_has_no_end_is_counted():
    """Updates in quarantine, uncertain and refused posts; no answers, nothing that is wanted."""
    async with Bench(FakeApi()).running() as bench:
        bench.measures.add(UNCERTAIN, kind="answer")
        bench.measures.add(FAILED, kind="answer", why="blocked")
        bench.measures.add(FAILED, kind="post", why="paused")
        bench.measures.add(FAILED, kind="post", why="left")
        bench.measures.add(QUARANTINED, 2)
        await bench.calls(1)
        bench.measures.add(UNCERTAIN, kind="post")
        bench.measures.add(FAILED, kind="post", why="refused")
        await bench.calls(3)
        assert bench.api.texts == [
            STRINGS.text("alarms.quarantined", count="2"),
            STRINGS.text("alarms.uncertain", count="1"),
            STRINGS.text("alarms.failed", count="1"),
        ]


async def test_a_flood_of_the_same_is_one_message():
    """Until the quiet time is over."""
    async with Bench(FakeApi(), quiet=60).running() as bench:
        bench.measures.add(QUARANTINED)
        await bench.calls(1)
        bench.measures.add(QUARANTINED, 50)
        await bench.calls(1)
