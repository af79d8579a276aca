"""What becomes of a digest in its place, over HTTP: how it looks there, and what follows it."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import replace

import pytest

from bot.digests.plan import Digest, How, Target, When
from bot.newsroom import SERVER
from bot.posting.posting import Plans
from knowledge.model import State
from tests.fakes.clock import Clock
from tests.fakes.town import HARVEST, build, planned, running, seeded
from tests.fakes.waiting import until

NEARLY_EIGHT = dt.datetime(2025, 8, 2, 7, 59, 59, 700_000, tzinfo=dt.UTC)
EIGHT = When(dt.time(8), "UTC")
CORRECTED = HARVEST.replace("48 million", "47 million")


@pytest.fixture
def harvest(tmp_path):
    """Write down an article of yesterday."""
    path = tmp_path / "harvest.md"
    path.write_text(HARVEST, encoding="utf-8")
    return path


@pytest.fixture
def shelf(harvest):
    """Open a library of the seeds and the harvest."""
    with seeded(harvest) as library:
        yield library


@contextlib.asynccontextmanager
async def at_eight(shelf, folder, *, topic=None, room="@the_newsroom", **how):
    """Run a bot that posts in a moment; yield the town, the channel and a way to let it be so."""

    def plans(town):
        target = Target(town.playground.world.chat(room).id, topic)
        digest = Digest("morning", "The morning", EIGHT, (target,), how=How(**how))
        return Plans((digest,), town.clock, care_seconds=0.05)

    async with (
        running(shelf, folder, plans=plans, clock=Clock(NEARLY_EIGHT)) as town,
        await town.visitor() as olena,
        await olena.enter(town.playground, "The Newsroom") as channel,
    ):

        async def strike():
            await planned(town, "morning")
            town.clock.advance(seconds=1)

        yield town, olena, channel, strike


def sent(town, method):
    return [params for name, params in town.playground.requests if name == method]


def withdraw(shelf):
    (harvest,) = (one.id for one in shelf.entries() if "harvest" in one.title)
    shelf._store.set_state(harvest, State.WITHDRAWN)


async def test_what_was_corrected_is_edited_in_place(shelf, harvest, tmp_path):
    """With the words as they are now, in the same message, and only once."""
    async with at_eight(shelf, tmp_path) as (town, _, channel, strike):
        await strike()
        posted = await channel.hears()
        assert "48 million tonnes" in posted.text
        await channel.hears_nothing(0.15)
        harvest.write_text(CORRECTED, encoding="utf-8")
        build(shelf, harvest)
        edited = await channel.hears()
        assert edited.id == posted.id
        assert edited.text == posted.text.replace("48 million", "47 million")
        await channel.hears_nothing(0.15)
        assert len(sent(town, "sendMessage")) == 1


async def test_what_was_withdrawn_is_taken_out(shelf, tmp_path):
    """The rest of the post stays."""
    async with at_eight(shelf, tmp_path) as (_, _, channel, strike):
        await strike()
        posted = await channel.hears()
        withdraw(shelf)
        edited = await channel.hears()
        assert (edited.id, "Farmers" in edited.text) == (posted.id, False)
        assert "Rutte" in edited.text


async def test_each_message_keeps_its_article(shelf, tmp_path):
    """Of several messages the one whose article was withdrawn says so; the others stay."""
    async with at_eight(shelf, tmp_path, layout="messages", silent=True) as (
        town,
        _,
        channel,
        strike,
    ):
        await strike()
        heading, first, second = [await channel.hears() for _ in range(3)]
        assert heading.text.endswith("2 articles:")
        assert all(one["disable_notification"] for one in sent(town, "sendMessage"))
        wanted = first if "Farmers" in first.text else second
        withdraw(shelf)
        edited = await channel.hears()
        assert (edited.id, edited.text) == (
            wanted.id,
            "The newsroom has taken this article back.",
        )
        await channel.hears_nothing(0.15)


async def test_an_edit_that_is_refused_is_not_sent_anew(shelf, harvest, tmp_path):
    """Somebody has deleted the post: it stays away."""
    async with at_eight(shelf, tmp_path) as (town, _, channel, strike):
        await strike()
        posted = await channel.hears()
        await channel.delete(posted)
        harvest.write_text(CORRECTED, encoding="utf-8")
        build(shelf, harvest)
        await until(lambda: sent(town, "editMessageText"))
        await channel.hears_nothing(0.15)
        assert len(sent(town, "sendMessage")) == 1


async def test_the_newest_is_pinned_and_the_last_one_unpinned(shelf, harvest, tmp_path):
    """One digest is pinned at a time."""
    async with at_eight(shelf, tmp_path, pin=True) as (town, _, channel, strike):
        await strike()
        first = await channel.hears()
        assert (await channel.notices("pinned"))["message_ids"] == [first.id]
        harvest.write_text(
            HARVEST.replace("The harvest of the year", "Rain at last").replace(
                "published: 2025-08-01", "published: 2025-08-03"
            ),
            encoding="utf-8",
        )
        other = tmp_path / "rain.md"
        harvest.rename(other)
        build(shelf, other)
        await town.later(hours=24)
        await town.restart()
        second = await channel.hears()
        while second.text == "":  # that something was pinned is a message, too
            second = await channel.hears()
        await until(lambda: sent(town, "unpinChatMessage"))
        assert [one["message_id"] for one in sent(town, "pinChatMessage")] == [first.id, second.id]
        assert [one["message_id"] for one in sent(town, "unpinChatMessage")] == [first.id]


async def test_a_topic_of_a_forum_gets_it(shelf, tmp_path):
    """And not the group's other topics."""
    async with running(shelf, tmp_path, clock=Clock(NEARLY_EIGHT)) as town:
        olena = await town.visitor()
        async with olena:
            room = (await olena.do("found", kind="supergroup", title="Us"))["room"]["id"]
            await olena.do("bot", **{"in": room, "as": "administrator"})
            await olena.do("topics", **{"in": room, "on": True})
            topic = (await olena.do("topic", **{"in": room, "name": "News"}))["topic"]
            digest = Digest("morning", "The morning", EIGHT, (Target(room, topic),))
            town.options = replace(town.options, plans=Plans((digest,), town.clock))
            await town.restart()
            async with await olena.enter(town.playground, room, topic=topic) as news:
                await planned(town, "morning")
                town.clock.advance(seconds=1)
                posted = await news.hears()
                assert posted.raw["message_thread_id"] == topic


async def test_the_desk_hears_once_of_what_nobody_knows(shelf, tmp_path):
    """Which digest, where, and what to do; it is not posted again."""
    async with at_eight(shelf, tmp_path) as (town, olena, channel, strike):
        await olena.start("own_" + town.state.team.new_code("owner", SERVER))
        town.playground.faults.reset("sendMessage", "after")
        await strike()
        told = await heard(olena, "nobody knows whether it arrived in:\n• The Newsroom")
        assert told.text.startswith("The morning: the connection broke")
        (row,) = town.state.slots.listed(NEARLY_EIGHT)
        assert (row.state, row.reason) == ("uncertain", "nobody knows whether all of it arrived")
        await channel.hears()
        await channel.hears_nothing(0.15)


async def test_the_desk_hears_once_of_what_was_refused(shelf, tmp_path):
    """Here by a channel that hasn't let the bot in."""
    async with (
        running(shelf, tmp_path, clock=Clock(NEARLY_EIGHT)) as town,
        await town.visitor() as olena,
    ):
        await olena.start("own_" + town.state.team.new_code("owner", SERVER))
        room = (await olena.do("found", kind="channel", title="Ours"))["room"]["id"]
        digest = Digest("morning", "The morning", EIGHT, (Target(room),))
        town.options = replace(town.options, plans=Plans((digest,), town.clock, care_seconds=0.05))
        await town.restart()
        await planned(town, "morning")
        town.clock.advance(seconds=1)
        told = await heard(olena, "The morning could not be posted in:")
        assert "Make me an administrator there" in told.text
        (row,) = town.state.slots.listed(NEARLY_EIGHT)
        assert (row.state, row.reason) == ("failed", "Telegram refused it")


async def heard(visitor, words):
    """Return the message that has these words; alarms of the same thing may come before it."""
    while words not in (told := await visitor.hears()).text:
        pass
    return told
