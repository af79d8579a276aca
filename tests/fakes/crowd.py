"""A busy thread in simulated time: the bot, people who ask, a strict playground without HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Bot

from bot.app import build, take_turn
from bot.handlers.crowds import Crowds
from bot.handlers.pausing import screen
from bot.handlers.unpaused import unpaused
from bot.intake.inbox import Inbox
from bot.measures import Measures
from bot.outbox.outbox import Outbox
from bot.playground.rules.refusal import Refusal, bad_request
from bot.playground.server import Playground
from bot.playground.world import people
from bot.playground.world.scene import furnish
from bot.playground.world.speech import Speaker
from bot.strings.languages import load_languages
from tests.fakes.bot_api import RecordingRequest
from tests.fakes.library import FakeLibrary, article
from tests.fakes.state import FakeState

START = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
ANSWERS = 40
TEXT = "\n\n".join(
    f"Paragraph {number} says that the ministry counted {number + 100} things, as planned."
    for number in range(ANSWERS)
)
SOURCE = article("count", "The ministry counts things", TEXT)


def question(number):
    return f"How many things were counted in {number}?"


def words(number):
    return f"{number + 100} things"


@dataclass
class Call:
    """One request of the bot: when Telegram had it, and what it said to it."""

    at: float
    method: str
    params: dict
    status: int
    result: object


class WorldApi(RecordingRequest):
    """The playground's Bot API, each call after half a round trip and answered after the other."""

    def __init__(self, playground, round_trip=0.1):
        super().__init__()
        self._playground = playground
        self._round_trip = round_trip
        self.log = []
        self.refused = ()

    async def call(self, name, parameters, seconds):
        await asyncio.sleep(self._round_trip / 2)
        params, status = json.loads(json.dumps(dict(parameters))), 200
        try:
            if name in self.refused:
                raise bad_request("it is refused")
            result = await self._playground._bot_side.perform(name, params, ())
            body = {"ok": True, "result": result}
        except Refusal as refusal:
            status, body = refusal.code, refusal.body()
        now = asyncio.get_running_loop().time()
        self.log.append(Call(now, name, params, status, body.get("result")))
        await asyncio.sleep(self._round_trip / 2)
        return status, json.dumps(body).encode()


class Crowd:
    """A discussion group with a post, in which people ask; the bot can be stopped and started."""

    def __init__(self):
        loop = asyncio.get_running_loop()
        self.clock = lambda: START + dt.timedelta(seconds=loop.time())
        self.playground = Playground(clock=self.clock, scene=False)
        world = self.world = self.playground.world
        world.privacy = False
        self.playground.rates.enforced = True
        scene = furnish(world)
        self.newsroom, self.owner = scene.newsroom, scene.owner
        self.comments, self.olena = scene.comments, world.join("Olena")
        scene.seat(self.olena)
        answers = {question(one): ("count", words(one)) for one in range(ANSWERS)}
        self.library = FakeLibrary(SOURCE, answers=answers)
        self.state = FakeState()
        self.state.delivery.now = lambda: self.clock().timestamp()
        self.measures = Measures()
        self.api = WorldApi(self.playground)
        people.say(world, scene.newsroom, "The news of today", by=Speaker(scene.owner))
        self.post = max(self.comments.messages)
        self.asked, self.asked_last = {}, None

    @asynccontextmanager
    async def running(self):
        bot = Bot(self.playground.token, request=self.api, get_updates_request=self.api)
        strings, store = load_languages(), self.state.delivery
        pauses = self.state.pauses
        held_back = screen(pauses, strings)
        self.outbox = outbox = Outbox(self.api, store, measures=self.measures, screen=held_back)
        shown = unpaused(self.library, pauses)
        crowds = Crowds(shown, self.state.rooms, strings, outbox, paused=pauses.is_paused)
        app = build(bot, self.library, self.state, strings, outbox, crowds)

        async def handle(raw):
            return await take_turn(app, outbox, raw)

        self.inbox = Inbox(store, handle, outbox)
        await app.initialize()
        await outbox.start()
        await self.inbox.start()
        listing = asyncio.create_task(crowds.run())
        try:
            yield self
        finally:
            listing.cancel()
            await asyncio.gather(listing, return_exceptions=True)
            await self.inbox.stop(0.0)
            await outbox.stop(0.0)
            await app.shutdown()

    async def deliver(self):
        """Let the bot take the updates that wait for it."""
        updates = [one.content for one in self.world.updates]
        for one in updates:
            self.world.updates.confirm(one["update_id"])
            self.asked_last = one
        await self.inbox.take([(one, json.dumps(one)) for one in updates])

    async def say(self, text, reply_to=None):
        """Say something under the post and let the bot hear it; return the message's number."""
        said = people.say(
            self.world, self.comments, text, reply_to or self.post, by=Speaker(self.olena)
        )
        self.asked[said["message_id"]] = (asyncio.get_running_loop().time(), text)
        await self.deliver()
        return said["message_id"]

    async def ask(self, number):
        """Ask one of the questions by its number."""
        return await self.say(f"@VerbatimBot {question(number)}")

    def sent(self, *methods):
        """Return what Telegram has taken of some methods, sends and edits by default."""
        wanted = methods or ("sendMessage", "editMessageText")
        return [one for one in self.api.log if one.status == 200 and one.method in wanted]

    def reactions(self, message):
        """Return the emoji that the bot has put to a message, in order."""
        return [
            one.params["reaction"][0]["emoji"]
            for one in self.sent("setMessageReaction")
            if one.params["message_id"] == message
        ]

    def answers_to(self, message):
        """Return the texts that reply to a message."""
        return [
            one.params["text"]
            for one in self.sent("sendMessage")
            if one.params.get("reply_parameters", {}).get("message_id") == message
        ]

    def lists(self):
        """Return the calls that have shown the list of what is asked most."""
        return [one for one in self.sent() if one.params["text"].startswith("Most asked here")]
