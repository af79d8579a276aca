"""One reader sends a thousand messages: what the others notice of it, and what that one is told."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from dataclasses import dataclass

from telegram import Bot

from bot.app import build, take_turn
from bot.config import FloodConfig
from bot.flood import Allowance
from bot.gate import Gate
from bot.handlers.crowds import Crowds
from bot.outbox.rates import TELEGRAM
from bot.state.keys import Key
from bot.state.state import State
from bot.strings.languages import load_languages
from tests.bench.table import percentile
from tests.fakes.bot_api import TOKEN, RecordingRequest
from tests.fakes.town import seeded
from tests.reliability.inside import Api, Inside, utc_now
from tests.reliability.rates import ROUND_TRIP

QUESTION = "How much did Poland spend on defense?"
LOUD = 99
"""The first loud reader's chat; each round has one of its own."""
BATCH = 100
"""So many updates come with one answer of Telegram's."""


@dataclass
class Loud:
    """Readers' p99 in seconds alone and beside the loud one; the ratio; what the loud one got."""

    without: float
    beside: float
    ratio: float
    answers: int
    notices: int


async def run(folder, seconds, messages, rounds, seed, *, readers=10, at_once=None):
    """Let so many readers a second ask, by turns alone and beside one who sends so many messages.

    The ratio is the median of those of the rounds: each compares two spells that follow one
    another, since a machine is not as fast at all times.
    """
    rng = random.Random(seed)
    strings, flood = load_languages(), FloodConfig()
    asked, took, told = {}, {}, []
    api = Api(ROUND_TRIP)

    def note(parameters):
        chat = parameters["chat_id"]
        if chat < LOUD + rounds:
            told.append(parameters["text"])
        else:
            took[chat] = time.monotonic() - asked[chat]

    api.took = note
    request = RecordingRequest()
    bot = Bot(TOKEN, request=request, get_updates_request=request)
    state = State(str(folder / "state.db"), Key(b"k" * 32), clock=utc_now)
    with seeded() as library:

        async def handle(raw):
            return await gate.pass_on(raw, lambda: take_turn(app, bench.outbox, raw))

        bench = Inside(state.delivery, api, limits=TELEGRAM, handle=handle)
        crowds = Crowds(library, state.rooms, strings, bench.outbox)
        app = build(bot, library, state, strings, bench.outbox, crowds)
        gate = Gate(
            bench.outbox,
            strings,
            bench.measures,
            reader=Allowance(at_once or flood.reader_at_once, flood.reader_a_minute),
        )

        def update(chat, text):
            raw = bench.update(chat, text)
            raw["message"]["date"] = int(time.time())
            return raw

        async def ask(first):
            began = time.monotonic()
            for number in range(int(seconds * readers)):
                at = began + (number + rng.random()) / readers
                await asyncio.sleep(max(at - time.monotonic(), 0))
                asked[first + number] = time.monotonic()
                await bench.take(update(first + number, QUESTION))
            while len(took) < len(asked):
                await asyncio.sleep(0.01)
            return percentile([took[first + n] for n in range(int(seconds * readers))], 0.99)

        async def shout(chat):
            for first in range(0, messages, BATCH):
                texts = [f"{QUESTION} {n}" for n in range(first, min(first + BATCH, messages))]
                await bench.take(*(update(chat, text) for text in texts))
                await asyncio.sleep(seconds * BATCH / messages / 2)

        await app.initialize()
        alone, beside = [], []
        async with bench.running():
            await ask(500)  # everything is warm then
            for number in range(rounds):
                alone.append(await ask(1_000_000 + 20_000 * number))
                shouting = asyncio.create_task(shout(LOUD + number))
                beside.append(await ask(1_010_000 + 20_000 * number))
                await shouting
                await bench.quiet(240)
        await app.shutdown()
    state.close()
    notices = sum(text == strings.default["too_much.reader"] for text in told)
    ratios = [one / other for one, other in zip(beside, alone, strict=True)]
    return Loud(
        statistics.median(alone),
        statistics.median(beside),
        statistics.median(ratios),
        len(told) - notices,
        notices,
    )
