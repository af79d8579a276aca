"""Inbox and outbox in this process, the real state on a disk, and a Bot API made of nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
from contextlib import asynccontextmanager

from bot.intake.inbox import Inbox
from bot.measures import Measures
from bot.message import Message
from bot.outbox.outbox import Outbox
from bot.outbox.rates import UNLIMITED
from bot.outbox.turn import turn
from bot.reply import Reply
from bot.state.keys import Key
from bot.state.state import State

SENT = (200, b'{"ok": true, "result": true}')


def utc_now():
    return dt.datetime.now(dt.UTC)


class Api:
    """Takes every message after so many seconds, and notes when."""

    def __init__(self, seconds=0.0):
        self.seconds = seconds
        self.count = 0
        self.took = lambda parameters: None

    async def call(self, method, parameters, seconds):
        if self.seconds:
            await asyncio.sleep(self.seconds)
        self.count += 1
        self.took(parameters)
        return SENT


class Inside:
    """An inbox whose handler answers each message with its own text."""

    def __init__(self, delivery, api, *, limits=UNLIMITED, handle=None):
        self.measures = Measures()
        self.api = api
        self.outbox = Outbox(api, delivery, limits=limits, measures=self.measures)
        self.inbox = Inbox(delivery, handle or self.echo, self.outbox, measures=self.measures)
        self.numbers = itertools.count(1)

    async def echo(self, raw):
        with turn() as going_on:
            message = raw["message"]
            await self.outbox.give(Message(message["chat"]["id"], Reply(message["text"])))
        return going_on

    def update(self, chat, text):
        number = next(self.numbers)
        user = {"id": chat, "is_bot": False, "first_name": "Olena"}
        message = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}}
        return {"update_id": number, "message": {**message, "from": user, "text": text}}

    async def take(self, *raws):
        await self.inbox.take([(raw, json.dumps(raw)) for raw in raws])

    async def room(self):
        """Wait until more may be taken."""
        while self.inbox.full:
            await asyncio.sleep(0.001)

    async def quiet(self, seconds=60.0):
        """Wait until everything is answered."""
        async with asyncio.timeout(seconds):
            while len(self.inbox) or len(self.outbox):
                await asyncio.sleep(0.002)

    @asynccontextmanager
    async def running(self):
        await self.outbox.start()
        await self.inbox.start()
        try:
            yield self
        finally:
            await self.inbox.stop()
            await self.outbox.stop(0.1)


@asynccontextmanager
async def inside(folder, api=None, *, clock=utc_now, **settings):
    """Run one with a state in a folder."""
    state = State(str(folder / "state.db"), Key(b"k" * 32), clock=clock)
    try:
        made = Inside(state.delivery, api or Api(), **settings)
        made.state = state
        async with made.running():
            yield made
    finally:
        state.close()
