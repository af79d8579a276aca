"""A digest on its way into a channel, over HTTP: posted by the real bot, read by its readers."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.digests.plan import Digest, How, Target, When
from bot.posting.posting import Plans
from tests.fakes.clock import Clock
from tests.fakes.town import HARVEST, running, seeded

NEARLY_EIGHT = dt.datetime(2025, 8, 2, 7, 59, 59, 700_000, tzinfo=dt.UTC)
EIGHT = When(dt.time(8), "UTC")


@pytest.fixture
def shelf(tmp_path):
    """Open a library of the seeds and an article of yesterday."""
    harvest = tmp_path / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


def plans_for(name, **how):
    def make(town):
        chat = town.playground.world.chat(name).id
        digest = Digest("morning", "The morning", EIGHT, (Target(chat),), how=How(**how))
        return Plans((digest,), town.clock)

    return make


async def test_a_channel_gets_its_digest_at_its_hour(shelf, tmp_path):
    """With what is new, in the articles' own words; its links open the bot at the article."""
    clock = Clock(NEARLY_EIGHT)
    plans = plans_for("@the_newsroom")
    async with (
        running(shelf, tmp_path, plans=plans, clock=clock) as town,
        await town.visitor() as olena,
        await olena.enter(town.playground, "The Newsroom") as channel,
    ):
        while town.state.slots.cursor("morning") is None:
            await channel.hears_nothing(0.01)
        clock.advance(seconds=1)
        posted = await channel.hears()
        assert posted.text.splitlines()[0] == "The morning · 2 August 2025"
        assert "Farmers brought in 48 million tonnes" in posted.text
        first = posted.raw["reply_markup"]["inline_keyboard"][0]
        link = next(one["url"] for one in first if one["text"].endswith("Quotes"))
        answer = await olena.start(link.partition("start=")[2])
        assert "Nobody expected this" in answer.text
        await channel.hears_nothing(0.05)
