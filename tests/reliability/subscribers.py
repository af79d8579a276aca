"""A digest to thousands of subscribers, on the way that it goes in a running bot.

They are rows of the state, read and followed by the roster; some change their mind meanwhile. The
planner, the composer over a library with articles, the runner and the outbox are the bot's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.digests.plan import Digest, How, Target, What, When
from bot.handlers.deeplink import link
from bot.handlers.unpaused import unpaused
from bot.posting.composing import DigestComposer
from bot.posting.posting import runner
from bot.posting.roster import Roster
from bot.strings.languages import load_languages
from knowledge.library import open_library
from knowledge.reading.files import read_file
from knowledge.settings import LibrarySettings
from tests.fakes.town import SEED, SEEDS
from tests.reliability.inside import utc_now

# The same moment in each zone, in a week without a clock change between them.
DUE = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
HOURS = (("08:00", "UTC"), ("10:00", "Europe/Berlin"), ("11:00", "Europe/Kyiv"), ("", ""))
LANGUAGES = ("en", "de", "uk")
DIGEST = Digest(
    "morning",
    "The morning",
    When(dt.time(4), "America/New_York"),
    (Target(-1),),
    what=What(most=5),
    how=How(layout="compact"),
)
EVERY = 2.0
"""Seconds between two subscribers who change what they have chosen."""
_ARTICLES = 5
_AHEAD = 0.2


class Shifted:
    """The time, so much later or earlier that a moment comes when it is wanted."""

    def __init__(self, moment: dt.datetime) -> None:
        self._ahead = moment - utc_now()

    def __call__(self) -> dt.datetime:
        """Return it."""
        return utc_now() + self._ahead

    def turn_to(self, moment: dt.datetime) -> None:
        """Let it be this moment now."""
        self._ahead = moment - utc_now()


def clock() -> Shifted:
    """Return a clock at which the digest is due in half an hour."""
    return Shifted(DUE - dt.timedelta(minutes=30))


def chosen(chat: int) -> dict[str, object]:
    """Return what a subscriber has chosen: all of them are due at one moment."""
    at, zone = HOURS[chat % len(HOURS)]
    return {"chat": chat, "at": at, "zone": zone, "language": LANGUAGES[chat % len(LANGUAGES)]}


@contextlib.asynccontextmanager
async def subscribed(bench, chats):
    """Yield what lets the digest be due for so many subscribers."""
    state, now, strings = bench.state, bench.state._clock, load_languages()
    subscriptions = state.subscriptions
    with (
        contextlib.closing(open_library(LibrarySettings(store="sqlite://"), clock=now)) as library,
        ThreadPoolExecutor(32) as threads,
    ):
        seed = replace(read_file(SEEDS / f"{SEED}.txt"), published=DUE.date())
        for place in range(_ARTICLES):
            part = seed.blocks[place::_ARTICLES]
            one = replace(seed, id=f"news-{place}", title=f"News {place}", blocks=part)
            list(library.build([(one.id, one)]))
        shown = unpaused(library, state.pauses)
        list(
            threads.map(
                lambda chat: subscriptions.subscribe(chat, DIGEST.name, chosen(chat)),
                range(1, chats + 1),
            )
        )
        posting = runner(
            Roster([DIGEST], subscriptions),
            state,
            DigestComposer(
                shown,
                strings.of,
                lambda article, then: link("the_bot", article, then),
                subscriptions.most_asked,
            ),
            bench.outbox,
            now,
        )

        async def change():
            """Let one after another choose another language, or leave and come back."""
            for chat in range(chats, 0, -1):
                await asyncio.sleep(EVERY)
                if chat % 2:
                    await asyncio.to_thread(subscriptions.unsubscribe, chat, DIGEST.name)
                other = chosen(chat) | {"language": "fr"}
                await asyncio.to_thread(subscriptions.subscribe, chat, DIGEST.name, other)
                posting.wake()

        async def begin():
            now.turn_to(DUE - dt.timedelta(seconds=_AHEAD))
            posting.wake()
            await change()

        running = asyncio.create_task(posting.run())
        try:
            yield begin
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
