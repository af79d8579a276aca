"""Polling hands on every update once, and nothing that the other side says stops it."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from telegram.error import NetworkError

from bot.errors import InvalidTokenError
from bot.intake import Polling
from tests.fakes.state import FakeState

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
        self.calls.append(parameters)
        if not self.script:
            self.exhausted.set()
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


async def poll(api, handle=None, state=None, *, until=None, **settings):
    """Poll to the end of the script; return the numbers handled and the state."""
    state, stop, handled = state or FakeState(), asyncio.Event(), []

    async def note(raw):
        handled.append(raw["update_id"])
        if handle is not None:
            await handle(raw)

    polling = Polling(api, state, **{"first_pause": 0.001, **settings})
    running = asyncio.create_task(polling.run(note, stop))
    exhausted = asyncio.create_task(api.exhausted.wait())
    await asyncio.wait({running, exhausted}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    if until is not None:
        await until.wait()
    stop.set()
    exhausted.cancel()
    await asyncio.wait_for(running, 5)
    return handled, state


async def test_updates_are_handled_and_acknowledged():
    """Each batch is handled, remembered, and passed by the next request."""
    api = ScriptedApi(ok(update(5), update(6)), ok(update(7)))
    handled, state = await poll(api)
    assert handled == [5, 6, 7]
    assert [call.get("offset") for call in api.calls] == [None, 7, 8]
    assert state.offset() == 7


async def test_polling_goes_on_where_it_stopped():
    """The first request of a new start passes what was handled before."""
    state = FakeState()
    state.set_offset(41)
    api = ScriptedApi(ok())
    await poll(api, state=state)
    assert api.calls[0]["offset"] == 42


async def test_only_what_is_handled_is_asked_for():
    """The kinds of updates are named, and the long poll keeps Telegram's limit."""
    api = ScriptedApi(ok())
    await poll(api)
    assert api.calls[0]["allowed_updates"] == ["message", "callback_query"]
    assert 0 < api.calls[0]["timeout"] <= 50


async def test_an_update_that_fails_is_skipped(told):
    """The others of its batch and the next batch are handled; its contents aren't logged."""

    async def handle(raw):
        if raw["update_id"] == 5:
            raise KeyError(raw["said"])

    api = ScriptedApi(ok(update(5, said="private words"), update(6)), ok(update(7)))
    handled, state = await poll(api, handle)
    assert handled == [5, 6, 7]
    assert state.offset() == 7
    assert "update 5 was skipped" in told.text
    assert "KeyError" in told.text
    assert "private" not in told.text


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, {"update_id": "5"}, {"update_id": True}])
async def test_what_is_no_update_is_skipped(odd, told):
    """Something without a number stops neither its batch nor the polling."""
    handled, _ = await poll(ScriptedApi(ok(odd, update(5)), ok(odd), ok(update(6))))
    assert handled == [5, 6]
    assert "without a number" in told.text


async def test_an_update_that_comes_twice_is_handled_once():
    """Telegram may deliver an update again."""
    handled, _ = await poll(ScriptedApi(ok(update(5)), ok(update(5), update(6))))
    assert handled == [5, 6]


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
    handled, _ = await poll(ScriptedApi(failure, failure, ok(update(5))))
    assert handled == [5]
    assert told.text.count("updates: ") == 2


async def test_a_flood_limit_is_obeyed():
    """Polling pauses for as long as Telegram says."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await poll(ScriptedApi(refusal(429, "Too Many Requests", retry_after=1), ok()))
    assert 1 <= loop.time() - begin < 3


async def test_another_poller_is_named(told):
    """A conflict is said clearly, with Telegram's own words, and tried again."""
    handled, _ = await poll(
        ScriptedApi(refusal(409, "Conflict: by other getUpdates"), ok(update(5)))
    )
    assert handled == [5]
    assert "another program takes this bot's updates" in told.text
    assert "by other getUpdates" in told.text


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_ends_polling(status):
    """Without a valid token there is nothing to wait for."""
    with pytest.raises(InvalidTokenError):
        await poll(ScriptedApi(refusal(status, "Unauthorized")))


async def test_updates_are_handled_at_the_same_time():
    """One that waits doesn't hold up the others of its batch."""
    met = asyncio.Barrier(3)

    async def handle(_):
        await asyncio.wait_for(met.wait(), 2)

    await poll(ScriptedApi(ok(update(1), update(2), update(3))), handle, patience_seconds=3)
    assert met.n_waiting == 0


async def test_a_slow_update_holds_up_the_next_ones_only_for_a_while():
    """After some patience the next batch is fetched while the slow one is still at work."""
    release = asyncio.Event()
    finished = []

    async def handle(raw):
        if raw["update_id"] == 1:
            await release.wait()
        elif raw["update_id"] == 2:
            release.set()
        finished.append(raw["update_id"])

    await poll(ScriptedApi(ok(update(1)), ok(update(2))), handle, patience_seconds=0.01)
    assert finished == [2, 1]


async def test_stopping_lets_what_is_at_work_finish():
    """A reader whose answer is on its way still gets it."""
    began, finished = asyncio.Event(), []

    async def handle(_):
        began.set()
        await asyncio.sleep(0.05)
        finished.append(True)

    await poll(ScriptedApi(ok(update(1))), handle, until=began, patience_seconds=0.01)
    assert finished == [True]


async def test_stopping_does_not_wait_for_ever(told):
    """What doesn't finish in time is cancelled, and said."""

    async def handle(_):
        await asyncio.Event().wait()

    api = ScriptedApi(ok(update(1)))
    await poll(api, handle, patience_seconds=0.01, grace_seconds=0.01)
    assert "stopped with 1 updates unanswered" in told.text


async def test_cancelling_is_a_clean_stop():
    """Cancelled while it waits for updates, polling leaves no task behind."""
    api = ScriptedApi()
    running = asyncio.create_task(Polling(api, FakeState()).run(asyncio.sleep, asyncio.Event()))
    await api.exhausted.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
