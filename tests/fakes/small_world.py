"""A playground's world with two people in it, and no HTTP around it."""

from __future__ import annotations

import datetime as dt

import telegram

from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from bot.playground.world.world import World

NOW = dt.datetime(2025, 8, 1, tzinfo=dt.UTC)


class SmallWorld:
    """A world with two people, and the updates it has sent since the last look."""

    def __init__(self, *, privacy=True):
        self.world = World(1, "VerbatimBot", lambda: NOW, privacy=privacy)
        self.olena = self.world.join("Olena")
        self.taras = self.world.join("Taras")

    def news(self):
        """Return the pending updates as PTB reads them, and forget them."""
        found = [telegram.Update.de_json(u.content, None) for u in self.world.updates]
        self.world.updates.clear()
        return found

    def texts(self):
        return [update.effective_message.text for update in self.news()]

    def group(self, kind="supergroup", *, rights=None, **kwargs):
        """Found a room of Olena's with Taras and the bot in it."""
        room = rooms.found(self.world, kind, "Readers", self.olena, **kwargs)
        rooms.add(self.world, room, self.taras)
        rooms.add_bot(self.world, room, self.olena, rights=rights)
        self.news()
        return room

    def say(self, room, text, reply_to=None, *, by=None, quote=None, **kwargs):
        by = Speaker(by or self.taras, **kwargs)
        return people.say(self.world, room, text, reply_to, quote=quote, by=by)
