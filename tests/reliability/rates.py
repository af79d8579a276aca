"""A server that enforces its limits strictly, one that asks for silence, and a broadcast."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.message import Message
from bot.outbox.outbox import Outbox
from bot.outbox.rates import TELEGRAM
from bot.playground.server import Playground
from bot.playground.world import people, rooms
from bot.reply import Reply
from bot.request import AiohttpRequest, BotApi
from tests.bench.table import percentile
from tests.fakes.delivery import FakeDelivery
from tests.reliability.inside import Api, inside, utc_now

ROUND_TRIP = 0.05
"""Seconds that a Bot API call takes here: about what it does from a European server."""


@asynccontextmanager
async def strict(groups=0, watch=lambda api: api):
    """Yield a playground that enforces rates, an outbox over HTTP, and ids of groups.

    `watch` is given the Bot API, and returns what the outbox calls instead.
    """
    playground = Playground(scene=False)
    await playground.start()
    playground.rates.enforced = True
    owner = playground.world.join("Olena")
    ids = []
    for number in range(groups):
        group = rooms.found(playground.world, "supergroup", f"Readers {number}", owner)
        rooms.add_bot(playground.world, group, owner)
        ids.append(group.id)
    request = AiohttpRequest()
    await request.initialize()
    api = BotApi(request, playground.api_url, playground.token)
    outbox = Outbox(watch(api), FakeDelivery(), limits=TELEGRAM)
    await outbox.start()
    try:
        yield playground, outbox, ids
    finally:
        await outbox.stop(0.1)
        await request.shutdown()
        await playground.stop()


def person(playground):
    """Return the id of somebody new whom the bot may write to."""
    chat = playground.world.join("Taras")
    people.say(playground.world, chat, "/start")
    return chat.id


def refusals(playground):
    """Return how many requests were refused with 429."""
    events = playground.world.events._of_all
    return sum("Too Many Requests" in (one.get("problem") or "") for one in events)


async def quiet(outbox, seconds):
    async with asyncio.timeout(seconds):
        while len(outbox):
            await asyncio.sleep(0.01)


@dataclass
class Strict:
    """What a strict server has seen."""

    messages: int
    refused: int
    seconds: float


async def strictly(seed, *, chats=300, to_group=25, to_person=5):
    """Send to many chats, one person, and groups more than a minute's worth."""
    rng = random.Random(seed)
    async with strict(groups=2) as (playground, outbox, groups):
        wanted = [person(playground) for _ in range(chats)]
        wanted += [group for group in groups for _ in range(to_group)]
        wanted += [person(playground)] * to_person
        rng.shuffle(wanted)
        began = time.monotonic()
        for chat in wanted:
            await outbox.give(Message(chat, Reply("The summit was in Oslo.")))
        await quiet(outbox, 150)
        return Strict(len(wanted), refusals(playground), time.monotonic() - began)


class Watched:
    """A Bot API whose calls are noted: chat, start, end, status."""

    def __init__(self):
        self._api = None
        self.calls = []

    def watch(self, api):
        self._api = api
        return self

    async def call(self, method, parameters, seconds):
        began = time.monotonic()
        status, body = await self._api.call(method, parameters, seconds)
        self.calls.append((parameters["chat_id"], began, time.monotonic(), status))
        return status, body


@dataclass
class Flood:
    """After a forced 429: how long its chat was silent, how long the others waited at most."""

    asked: int
    silence: float
    others: float


async def flooded(asked=3):
    """Let the server ask for silence in one chat, while others are written to."""
    watched = Watched()
    async with strict(watch=watched.watch) as (playground, outbox, _):
        playground.rates.enforced = False
        first, others = person(playground), [person(playground) for _ in range(10)]
        playground.faults.flood("sendMessage", asked)
        await outbox.give(Message(first, Reply("first")))
        while not watched.calls:
            await asyncio.sleep(0.001)
        began = time.monotonic()
        for chat in others:
            await outbox.give(Message(chat, Reply("other")))
        await quiet(outbox, asked + 10)
        (_, _, refused, _), *rest = watched.calls
        (again,) = [start for chat, start, _, _ in rest if chat == first]
        last = max(end for chat, _, end, _ in rest if chat != first)
        return Flood(asked, again - refused, last - began)


@dataclass
class Broadcast:
    """Readers' p99 in seconds, without a broadcast and beside one; and the rates.

    `total` is all that was sent, of what is permitted; `share` the posts, of what the
    answers left of it.
    """

    without: float
    beside: float
    total: float
    share: float


@asynccontextmanager
async def posted(bench, chats):
    """Yield what puts a post for so many chats in the outbox, fifty at a time, as digests are."""

    async def begin():
        for first in range(1, chats + 1, 50):
            some = range(first, min(first + 50, chats + 1))
            await asyncio.gather(*(bench.outbox.post(n, Reply("post"), reference="") for n in some))
            await asyncio.sleep(0.1)

    yield begin


async def broadcast(folder, seconds, seed, *, chats=10_000, readers=20, made=posted, clock=utc_now):
    """Let so many readers a second ask, first alone, then while a broadcast goes out.

    `made` prepares it, told the bench and for how many chats, numbered from 1 on, and yields what
    begins it; `clock` is the state's.
    """
    rng = random.Random(seed)
    api, asked, took, posts = Api(ROUND_TRIP), {}, {}, []

    def note(parameters):
        chat = parameters["chat_id"]
        if chat <= chats:
            posts.append(time.monotonic())
        else:
            took[chat] = time.monotonic() - asked[chat]

    api.took = note
    async with (
        inside(folder, api, limits=TELEGRAM, clock=clock) as bench,
        made(bench, chats) as begin,
    ):

        async def ask(first):
            began = time.monotonic()
            for number in range(int(seconds * readers)):
                at = began + (number + rng.random()) / readers
                await asyncio.sleep(max(at - time.monotonic(), 0))
                chat = first + number
                asked[chat] = time.monotonic()
                await bench.take(bench.update(chat, "where?"))
            while len(took) < len(asked):
                await asyncio.sleep(0.01)
            return percentile([took[first + n] for n in range(int(seconds * readers))], 0.99)

        without = await ask(1_000_000)
        began = time.monotonic()
        broadcasting = asyncio.create_task(begin())
        beside = await ask(2_000_000)
        span = time.monotonic() - began
        if not broadcasting.cancel():  # it has ended already, maybe wrongly
            await broadcasting
        # What readers leave of the rate is the broadcast's.
        permitted, answers = TELEGRAM.in_all * span, int(seconds * readers)
        sent = len([at for at in posts if at <= began + span])
        return Broadcast(
            without, beside, (sent + answers) / permitted, sent / (permitted - answers)
        )
