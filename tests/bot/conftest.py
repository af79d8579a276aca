"""Updates as the Bot API sends them, and the application they go to."""

from __future__ import annotations

import itertools
import json

import pytest
from telegram import Bot

from bot.app import build, take_turn
from bot.handlers.crowds import Crowds
from bot.intake.inbox import Inbox
from bot.outbox.outbox import Outbox
from bot.outbox.rates import UNLIMITED
from bot.strings.languages import load_languages
from tests.fakes.bot_api import TOKEN, RecordingRequest
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary
from tests.fakes.state import FakeState
from tests.fakes.town import running, seeded
from tests.fakes.waiting import until

DATE = 1750867200
"""25 June 2025, 16:00 UTC."""


class Bench:
    """An application whose requests are recorded, and a reader who writes to it."""

    def __init__(self, library=None):
        self.library = library or FakeLibrary(
            SUMMIT_ARTICLE,
            answers={"where?": ("summit", "The Hague")},
            near=(("summit", "Wednesday"),),
        )
        self.state = FakeState()
        self.request = RecordingRequest()
        self.bot = Bot(TOKEN, request=self.request, get_updates_request=self.request)
        store = self.state.delivery
        self.outbox = Outbox(self.request, store, limits=UNLIMITED, first_pause=0.001)
        strings = load_languages()
        self.crowds = Crowds(self.library, self.state.rooms, strings, self.outbox)
        self.app = build(self.bot, self.library, self.state, strings, self.outbox, self.crowds)
        self.inbox = Inbox(store, self._turn, self.outbox, first_pause=0.001)
        self._numbers = itertools.count(1)

    def message(self, chat_type="private", **content):
        """Return a raw update with a message of this content."""
        number = next(self._numbers)
        user = {"id": 7, "is_bot": False, "first_name": "Olena"}
        chat = {"id": 7 if chat_type == "private" else -100, "type": chat_type}
        if chat_type != "private":
            chat["title"] = "A group"
        text = content.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        message = {"message_id": number, "date": DATE, "chat": chat, "from": user, **content}
        return {"update_id": number, "message": message}

    async def __aenter__(self):
        await self.app.initialize()
        await self.outbox.start()
        await self.inbox.start()
        return self

    async def __aexit__(self, *_):
        await self.inbox.stop()
        await self.outbox.stop()
        await self.app.shutdown()

    async def _turn(self, raw):
        return await take_turn(self.app, self.outbox, raw)

    async def handle(self, raw):
        """Let an update take its whole way, until everything it brought about has left."""
        await self.inbox.take([(raw, json.dumps(raw))])
        await until(lambda: not (len(self.inbox) or len(self.outbox) or self.inbox._asides))

    async def say(self, text, chat_type="private"):
        """Send a text, and return the parameters of the messages that came back."""
        return await self.give(self.message(chat_type, text=text))

    async def give(self, raw):
        """Send an update, and return the parameters of the messages that came back."""
        before = len(self.request.calls)
        await self.handle(raw)
        return [sent for name, sent in self.request.calls[before:] if name == "sendMessage"]

    def tap(self, data, message_id=1001, **more):
        """Return a raw update of a tapped button."""
        number = next(self._numbers)
        user = {"id": 7, "is_bot": False, "first_name": "Olena"}
        chat = {"id": 7, "type": "private", "first_name": "Olena"}
        message = {"message_id": message_id, "date": DATE, "chat": chat, "text": "-"}
        query = {"id": f"q{number}", "from": user, "chat_instance": "x", "message": message}
        return {"update_id": number, "callback_query": {**query, "data": data, **more}}


@pytest.fixture
async def bench():
    async with Bench() as bench:
        yield bench


@pytest.fixture(scope="session")
def seeds():
    """Open a library of the seeds, which no test changes."""
    with seeded() as library:
        yield library


@pytest.fixture
async def town(seeds, tmp_path):
    """Run the bot over the seeds."""
    async with running(seeds, tmp_path) as town:
        yield town


@pytest.fixture
async def olena(town):
    """Enter as a reader."""
    async with await town.visitor() as olena:
        yield olena
