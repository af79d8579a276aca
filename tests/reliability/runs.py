"""Runs of many requests over HTTP: what was sent, counted; what was answered wrongly, told."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field

import aiohttp
import telegram

from tests.reliability import broken, reading, valid
from tests.reliability.stage import Stage

# So many requests a stage: what one does, the next ones find there.
A_STAGE = 25


@dataclass
class Tally:
    """What a run has sent, by method and by kind of fault, and what was answered wrongly."""

    seed: int
    methods: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    updates: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)

    def count(self, method, fault):
        """Count a request."""
        self.methods[method] += 1
        self.faults[fault] += 1

    @property
    def total(self):
        """How many requests were sent."""
        return self.methods.total()


async def run(check, count, seed):
    """Send so many requests, methods in turn, and return the tally.

    `check` is `accepted` or `refused`; request number n of a seed is always the same.
    """
    tally = Tally(seed)
    for start in range(0, count, A_STAGE):
        stage = Stage()
        await stage.playground.start()
        async with aiohttp.ClientSession() as session:
            for number in range(start, min(start + A_STAGE, count)):
                method = valid.SUPPORTED[number % len(valid.SUPPORTED)]
                rng = random.Random(f"{seed}/{number}")
                problem = await check(stage, session, rng, method, tally)
                if problem:
                    tally.wrong.append((number, method, problem))
            await _read_updates(stage, tally, start)
        await stage.playground.stop()
    return tally


async def _read_updates(stage, tally, start):
    """Fetch what the stage's bot was told meanwhile, and check it as results are checked."""
    stage.world.updates.send_to(None)
    offset = 0
    while updates := await stage.world.updates.poll(
        offset=offset, limit=100, seconds=0, allowed=None
    ):
        for update in updates:
            offset = update["update_id"] + 1
            kind = next(name for name in update if name != "update_id")
            tally.updates[kind] += 1
            try:
                reading.read(telegram.Update, update)
            except (AssertionError, KeyError, TypeError, ValueError) as error:
                tally.wrong.append((start, kind, f"unreadable update: {error!r}; {update}"))


async def accepted(stage, session, rng, method, tally):
    """Send a valid request; return what is wrong with the answer, or ""."""
    given, files = valid.request(stage, rng, method)
    tally.count(method, "valid")
    status, body = await _send(stage, session, rng, method, given, files)
    if status != 200 or body.get("ok") is not True:
        return f"refused: {status} {body}; {given}"
    try:
        reading.check(method, body["result"])
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        return f"unreadable: {error!r}; {body['result']}"
    return ""


async def refused(stage, session, rng, method, tally):
    """Send a broken request; return what is wrong with the answer or the world, or ""."""
    given, files, kind, what = broken.request(stage, rng, method)
    tally.count(method, kind)
    before = state(stage.world)
    # In a form everything is a string: only JSON can be of a wrong type.
    form = kind != "mistyped"
    status, body = await _send(stage, session, rng, method, given, files, form=form)
    shape = {"ok", "error_code", "description"}
    if not 400 <= status < 500 or body.keys() - {"parameters"} != shape:
        return f"{kind} ({what}) was answered {status} {body}; {given}"
    if body["ok"] is not False or body["error_code"] != status or not body["description"]:
        return f"{kind} ({what}) was answered in no shape of Telegram's: {body}"
    if state(stage.world) != before:
        return f"{kind} ({what}) changed the world, though refused: {body}; {given}"
    return ""


async def _send(stage, session, rng, method, given, files, *, form=True):
    """Send a request as JSON, or as a form where it has files or by chance."""
    url = f"{stage.playground.api_url}/bot{stage.playground.token}/{method}"
    if files or (form and rng.random() < 0.3):
        body = aiohttp.FormData()
        for name, value in given.items():
            body.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name in sorted(files):
            body.add_field(name, b"bytes", filename="a.bin")
        sending = session.post(url, data=body)
    else:
        sending = session.post(url, json=given)
    async with sending as response:
        return response.status, await response.json()


def state(world):
    """Return all of the world that anybody can see, as text to compare.

    Not the list of requests, which a refused one is on too; nor files, which nobody
    knows unless they were sent.
    """
    log = world.events
    events = [event for event in log._of_all if event["kind"] != "request"]
    return repr(
        (
            world.chats(), world.profile, world.polls, world.callback_queries,
            world.inline_queries, world.inline_messages, len(world.updates),
            world.updates.allowed, world.updates.webhook, events, log._of_chat,
        )
    )  # fmt: skip
