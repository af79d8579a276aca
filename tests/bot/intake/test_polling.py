"""Polling hands on what comes, acknowledges what is kept, and nothing stops it."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from telegram.error import NetworkError

from bot.errors import InvalidTokenError
from bot.intake.polling import Polling
from bot.intake.source import ALLOWED_UPDATES
from knowledge.errors import StoreError
from tests.fakes import gate
from tests.fakes.state import FakeState
from tests.fakes.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.DEBUG, logger="bot")
    return caplog


def update(number, **more):
    return {"update_id": number, **more}


def ok(*updates):
    return 200, json.dumps({"ok": True, "result": list(updates)}).encode()


def refusal(status, description="", **parameters):
    answer = {"ok": False, "description": description, "parameters": parameters}
    return status, json.dumps(answer).encode()


class ScriptedApi:
    """Answers with each step of a script, then as long polling does: not at all."""

    def __init__(self, *script):
        self.script = list(script)
        self.calls = []
        self.exhausted = asyncio.Event()

    async def call(self, method, parameters, seconds):
        assert method == "getUpdates"
        assert seconds > parameters["timeout"]
        gate.check(method, parameters)
        self.calls.append(parameters)
        if not self.script:
            self.exhausted.set()
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


class Taker:
    """Keeps what it is handed. `failures` is how many of the next batches it can't keep."""

    def __init__(self):
        self.full = False
        self.failures = 0
        self.batches = []

    @property
    def numbers(self):
        return [
            one["update_id"]
            for batch, _ in self.batches
            for one in batch
            if isinstance(one, dict) and "update_id" in one
        ]

    async def take(self, updates, *, offset=None):
        if self.failures:
            self.failures -= 1
            raise StoreError("state.db", "disk full")
        assert [json.loads(text) for _, text in updates] == [raw for raw, _ in updates]
        self.batches.append(([raw for raw, _ in updates], offset))


async def poll(api, taker=None, state=None, **settings):
    """Poll to the end of the script; return who took the updates."""
    state, stop, taker = state or FakeState(), asyncio.Event(), taker or Taker()
    polling = Polling(api, state, **{"first_pause": 0.001, **settings})
    running = asyncio.create_task(polling.run(taker, stop))
    exhausted = asyncio.create_task(api.exhausted.wait())
    await asyncio.wait({running, exhausted}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    exhausted.cancel()
    await asyncio.wait_for(running, PATIENCE)
    return taker


async def test_updates_are_taken_and_acknowledged():
    """Each batch is committed with its offset, and passed by the next request."""
    api = ScriptedApi(ok(update(5), update(6)), ok(update(7)))
    taker = await poll(api)
    assert taker.batches == [([update(5), update(6)], 6), ([update(7)], 7)]
    assert [call.get("offset") for call in api.calls] == [None, 7, 8]


async def test_polling_goes_on_where_it_stopped():
    """The first request of a new start passes what was taken before."""
    state = FakeState()
    state.set_offset(41)
    api = ScriptedApi(ok())
    await poll(api, state=state)
    assert api.calls[0]["offset"] == 42


async def test_only_what_is_handled_is_asked_for():
    """The kinds of updates are named, and the long poll keeps Telegram's limit."""
    api = ScriptedApi(ok())
    await poll(api)
    assert api.calls[0]["allowed_updates"] == list(ALLOWED_UPDATES)
    assert 0 < api.calls[0]["timeout"] <= 50


async def test_what_cannot_be_kept_is_not_acknowledged(told):
    """On a full disk the same updates are asked for again, until they can be kept."""
    taker = Taker()
    taker.failures = 2
    api = ScriptedApi(ok(update(5)), ok(update(5)), ok(update(5)), ok(update(6)))
    await poll(api, taker)
    assert [call.get("offset") for call in api.calls] == [None, None, None, 6, 7]
    assert taker.numbers == [5, 6]
    assert "stay at Telegram: store state.db: disk full" in told.text


async def test_a_full_inbox_fetches_nothing():
    """What waits at Telegram is safe there."""
    taker, api, stop = Taker(), ScriptedApi(ok(update(5))), asyncio.Event()
    taker.full = True
    running = asyncio.create_task(Polling(api, FakeState()).run(taker, stop))
    await asyncio.sleep(0.1)
    assert api.calls == []
    taker.full = False
    await asyncio.wait_for(api.exhausted.wait(), PATIENCE)
    stop.set()
    await running
    assert taker.numbers == [5]


@pytest.mark.parametrize(
    "odd", [None, 5, "x", [], {}, {"update_id": "5"}, {"update_id": True}, {"update_id": 2**63}]
)
async def test_what_is_no_update_holds_up_nothing(odd):
    """Something without a number to keep is handed on with its batch, which is passed."""
    api = ScriptedApi(ok(odd, update(5)), ok(odd), ok(update(6)))
    taker = await poll(api)
    assert [len(batch) for batch, _ in taker.batches] == [2, 1, 1]
    assert [call.get("offset") for call in api.calls] == [None, 6, 6, 7]


@pytest.mark.parametrize(
    "failure",
    [
        NetworkError("getUpdates: connection reset"),
        (502, b"<html>Bad Gateway</html>"),
        (500, b'{"ok": false}'),
        (200, b"not json"),
        (200, b'{"ok": true}'),
        (200, b"[]"),
        refusal(400, "Bad Request"),
    ],
)
async def test_a_failure_is_waited_out(failure, told):
    """After a pause polling goes on, and the log says why it paused."""
    taker = await poll(ScriptedApi(failure, failure, ok(update(5))))
    assert taker.numbers == [5]
    assert told.text.count("updates: ") == 2


async def test_a_flood_limit_is_obeyed():
    """Polling pauses for as long as Telegram says."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await poll(ScriptedApi(refusal(429, "Too Many Requests", retry_after=1), ok()))
    assert 1 <= loop.time() - begin < 3


async def test_another_poller_is_named(told):
    """A conflict is said clearly, with Telegram's own words, and tried again."""
    taker = await poll(ScriptedApi(refusal(409, "Conflict: by other getUpdates"), ok(update(5))))
    assert taker.numbers == [5]
    assert "another program takes this bot's updates" in told.text
    assert "by other getUpdates" in told.text


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_ends_polling(status):
    """Without a valid token there is nothing to wait for."""
    with pytest.raises(InvalidTokenError):
        await poll(ScriptedApi(refusal(status, "Unauthorized")))


async def test_cancelling_is_a_clean_stop():
    """Cancelled while it waits for updates, polling leaves no task behind."""
    api = ScriptedApi()
    running = asyncio.create_task(Polling(api, FakeState()).run(Taker(), asyncio.Event()))
    await api.exhausted.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
