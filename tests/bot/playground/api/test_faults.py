"""What goes wrong on demand: floods, server errors, lost answers, old and repeated updates."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from copy import deepcopy

import aiohttp
import pytest

from bot.playground.api.malformed import FLAWS, malformed
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


async def test_an_answer_may_be_late(call, chat, playground):
    """A client that gives up waiting has sent its message, or not: as the fault says."""
    for when, messages in (("before", 1), ("after", 2)):
        playground.faults.delay("sendMessage", when=when)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1 if when == "before" else 1):
                await call("sendMessage", chat_id=chat.id, text="x")
        assert len(chat.messages) == messages
    playground.faults.delay("getMe", 0.05)
    began = asyncio.get_running_loop().time()
    await call.result("getMe")
    assert asyncio.get_running_loop().time() - began >= 0.05


async def test_who_waits_for_ever_is_let_go_when_the_playground_stops(call, playground):
    """The connection is cut; stopping takes no longer for it."""
    playground.faults.delay("getMe")
    waiting = asyncio.create_task(call("getMe"))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(0.9):
        await playground.stop()
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_an_answer_may_be_no_json(call, chat, playground):
    """The message is sent, the updates stay; the answer breaks off in the middle."""
    people.say(playground.world, chat, "x")
    for method, params in (("getUpdates", {}), ("sendMessage", {"chat_id": chat.id, "text": "x"})):
        playground.faults.garble(method)
        async with call.session.post(f"{call.base}/{method}", json=params) as response:
            assert response.status == 200
            text = await response.text()
            assert text.startswith('{"ok": true')
            with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
                json.loads(text)
    assert len(chat.messages) == 3
    assert len(await call.result("getUpdates")) == 1


@pytest.mark.parametrize("flaw", FLAWS)
async def test_an_update_may_be_malformed(call, chat, playground, flaw):
    """Each flaw makes valid JSON that is no update of the Bot API, until an offset passes it."""
    playground.faults.malform(flaw)
    people.say(playground.world, chat, "malformed")
    people.say(playground.world, chat, "well-formed")
    bad, good = await call.result("getUpdates")
    assert good["message"]["text"] == "well-formed"
    number = good["update_id"] - 1
    sound = {"message_id", "from", "chat", "date", "text"}
    message = (bad or {}).get("message") or {}
    shown = {
        "chatless": message.keys() == sound - {"chat"},
        "mistyped": message.keys() == sound and message["date"] == "a number",
        "null": bad == {"update_id": number, "message": None},
        "empty": bad == {"update_id": number},
        "unknown": bad and bad.keys() == {"update_id", "thought"},
        "numberless": bad and bad.keys() == {"message"},
        "nothing": bad is None,
    }
    assert shown[flaw], bad
    assert await call.result("getUpdates") == [bad, good]
    assert await call.result("getUpdates", offset=number + 1) == [good]


@pytest.mark.parametrize("flaw", FLAWS)
def test_every_kind_of_update_can_be_malformed(flaw):
    """A flaw is found for updates of any shape, and the world's own object is left alone."""
    sent = {"chat": {"id": 1}, "date": 1, "message_id": 1}
    for update in (
        {"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1}, "message": sent}},
        {"update_id": 1, "inline_query": {"id": "1", "from": {"id": 1}, "query": "", "offset": ""}},
        {"update_id": 1, "poll": {"id": "1", "is_closed": True, "options": []}},
        {"update_id": 1, "message": sent},
    ):
        before = deepcopy(update)
        changed = malformed(flaw, update)
        assert update == before
        json.dumps(changed)
        if not (flaw == "chatless" and ("inline_query" in update or "poll" in update)):
            assert changed != before


class Limited:
    """Rates on a clock, and how many seconds a request would have to wait."""

    def __init__(self):
        self.clock = Clock()
        self.rates = Rates(self.clock, lambda chat: -5 if chat == "@group" else chat)
        self.rates.enforced = True

    def waits(self, chat_id, method="sendMessage", **params):
        try:
            self.rates.check(method, {"chat_id": chat_id, **params})
        except Refusal as refusal:
            return refusal.parameters["retry_after"]
        return 0


def test_rates_are_held_by_the_clock():
    """1 a second in a chat, 20 a minute in a group, 30 a second in all; off until asked for."""
    limited = Limited()
    waits, clock = limited.waits, limited.clock
    limited.rates.enforced = False
    assert [waits(1), waits(1)] == [0, 0]
    limited.rates.enforced = True
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


def test_a_group_has_one_count_by_any_name():
    """Its number and its @name are one chat, and so are all its topics."""
    waits = Limited().waits
    assert [waits(-5), waits("@group"), waits(-5, message_thread_id=7)] == [0, 1, 1]
    assert waits(-6) == 0


def test_edits_are_counted_and_the_rest_is_not():
    """An edit is as much as a message; actions, reactions, deletions and answers are free."""
    limited = Limited()
    assert limited.waits(1, "editMessageText") == 0
    assert limited.waits(1, "sendMessage") == 1
    for method in ("setMessageReaction", "deleteMessage", "sendChatAction", "getChat"):
        assert limited.waits(1, method) == 0
    limited.rates.check("editMessageText", {"inline_message_id": "x"})
    limited.rates.check("answerCallbackQuery", {"callback_query_id": "x"})


def test_each_message_of_an_album_counts():
    """An album goes out in a silent chat, and uses up the group's minute one by one."""
    limited = Limited()
    ten = [{}] * 10
    assert limited.waits(-5, "sendMediaGroup", media=ten) == 0
    assert limited.waits(-5) == 1
    limited.clock.forward(1)
    assert limited.waits(-5, "copyMessages", message_ids=list(range(10))) == 0
    limited.clock.forward(1)
    assert limited.waits(-5) == 58
    assert limited.waits(7, "forwardMessages", message_ids=list(range(100))) == 0
    assert limited.waits(8) == 1


async def test_a_chat_that_is_not_there_has_no_limit(call, chat, playground):
    """Where rates are enforced, an unknown chat is still not found, and edits are held too."""
    playground.rates.enforced = True
    assert "chat not found" in await call.refusal("sendMessage", chat_id="@nowhere", text="x")
    await call.result("sendMessage", chat_id=chat.id, text="x")
    status, _ = await call("editMessageText", chat_id=chat.id, message_id=1, text="y")
    assert status == 429


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


def test_a_flaw_that_there_is_not_is_named(playground):
    """A misspelt flaw is an error at once, not when somebody speaks."""
    with pytest.raises(ValueError, match="no flaw 'chatles'; there are chatless, "):
        playground.faults.malform("chatles")
