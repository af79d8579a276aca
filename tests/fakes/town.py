"""A playground with the real bot in it, over real HTTP: what conversations are held in."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from pathlib import Path

from bot.app import Options, serve
from bot.conditions import Conditions
from bot.outbox.rates import UNLIMITED
from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from bot.state.keys import load_key
from bot.state.state import State
from knowledge.library import open_library
from knowledge.reading.files import read_file
from knowledge.settings import LibrarySettings
from tests.fakes.clock import Clock
from tests.fakes.waiting import PATIENCE, until

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = "000_8be5fd93039ce56a"
SEED_TEXT = (SEEDS / f"{SEED}.txt").read_text(encoding="utf-8")
MANUAL = SEEDS / "about-verbatim.md"

# The channels of the newsroom whose bot it is.
OURS = frozenset({"@The_Newsroom", "@the_desk"})

HARVEST = """---
title: The harvest of the year
url: https://example.org/harvest
published: 2025-08-01
---

# The harvest of the year

Farmers brought in 48 million tonnes of wheat this summer, the ministry said.

“Nobody expected this,” said Anna Berg, who farms near Lund.
"""


class Town:
    """A playground with a running bot."""

    def __init__(self, library, clock, folder):
        self.library = library
        self.clock = clock
        self.playground = Playground()
        self.key = load_key("", folder / "key", folder / "data")
        self.conditions = Conditions()
        self.folder = folder
        self.state = self.beside()

    def beside(self):
        """Open the state as another process would."""
        return State(str(self.folder / "state.db"), self.key, clock=self.clock)

    def run(self):
        """Start the bot."""
        self._stop = asyncio.Event()
        self._bot = asyncio.create_task(
            serve(
                library=self.library,
                state=self.state,
                api_url=self.playground.api_url,
                token=self.playground.token,
                stop=self._stop,
                options=self.options,
            )
        )

    async def end(self):
        """Stop the bot."""
        self._stop.set()
        await asyncio.wait_for(self._bot, PATIENCE)

    async def restart(self):
        """Let the bot end and start again, on the same state, opened anew."""
        await self.end()
        self.state.close()
        self.state = self.beside()
        self.run()

    async def settled(self):
        """Wait until the bot has nothing left to do: what it sent is kept as having arrived.

        A message is seen before the bot is told that it was sent.
        """
        updates, delivery = self.playground.world.updates, self.state.delivery
        # In the order in which everything goes through them: nothing slips past the look.
        await until(lambda: not (len(updates) or delivery.waiting() or delivery.unsent()))

    async def later(self, **by):
        """Let time pass once the bot has nothing left to do."""
        await self.settled()
        self.clock.advance(**by)

    def visitor(self, name="Olena", language="en"):
        return Visitor.join(self.playground, name=name, language=language, patience=PATIENCE)


async def planned(town, digest):
    """Wait until the bot has begun to look what of a digest is due."""
    await until(lambda: town.state.slots.cursor(digest) is not None)


@contextlib.asynccontextmanager
async def running(library, folder, *, plans=lambda _: None, clock=None, **options):
    """Run a bot; `options` are those of `Options` that aren't as usual here.

    `plans` is told the town, and returns which digests it posts.
    """
    town = Town(library, clock or Clock(), folder)
    await town.playground.start()
    town.options = Options(
        limits=UNLIMITED,
        conditions=town.conditions,
        settled_seconds=0.1,
        plans=plans(town),
        channels=OURS,
        **options,
    )
    town.run()
    try:
        yield town
    finally:
        await town.end()
        await town.playground.stop()
        town.state.close()


def build(library, *paths):
    for _ in library.build((str(path), read_file(path)) for path in paths):
        pass


def utc_now():
    return dt.datetime.now(dt.UTC)


@contextlib.contextmanager
def seeded(*more):
    """Open a library of the seeds and further files."""
    with contextlib.closing(
        open_library(LibrarySettings(store="sqlite://"), clock=utc_now)
    ) as library:
        build(library, SEEDS / f"{SEED}.txt", MANUAL, *more)
        yield library
