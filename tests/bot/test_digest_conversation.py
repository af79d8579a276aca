"""A digest on its way into a channel, over HTTP: posted by the real bot, read by its readers."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.digests.plan import Digest, How, Target, When
from bot.newsroom import SERVER
from bot.posting.posting import Plans
from tests.fakes.clock import Clock
from tests.fakes.town import HARVEST, planned, running, seeded
from tests.fakes.waiting import until

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
        await planned(town, "morning")
        clock.advance(seconds=1)
        posted = await channel.hears()
        assert posted.text.splitlines()[0] == "The morning · 2 August 2025"
        assert "Farmers brought in 48 million tonnes" in posted.text
        first = posted.raw["reply_markup"]["inline_keyboard"][0]
        link = next(one["url"] for one in first if one["text"].endswith("Quotes"))
        answer = await olena.start(link.partition("start=")[2])
        assert "Nobody expected this" in answer.text
        await channel.hears_nothing(0.05)


@pytest.mark.parametrize(
    ("kind", "why"),
    [("all", "the newsroom has paused everything"), ("chat", "the newsroom has paused this chat")],
)
async def test_nothing_is_posted_where_the_newsroom_has_paused(shelf, tmp_path, kind, why):
    """The slot is skipped and says why; what else is due goes out."""
    clock = Clock(NEARLY_EIGHT)
    plans = plans_for("@the_newsroom")
    async with (
        running(shelf, tmp_path, plans=plans, clock=clock) as town,
        await town.visitor() as olena,
        await olena.enter(town.playground, "The Newsroom") as channel,
    ):
        await planned(town, "morning")
        chat = town.playground.world.chat("@the_newsroom").id
        town.state.pauses.pause(kind, str(chat) if kind == "chat" else "", SERVER)
        clock.advance(seconds=1)

        def skipped():
            rows = town.state.slots.latest("morning", chat, None)
            return [row.reason for row in rows if row.state == "skipped"]

        await until(skipped)
        assert skipped() == [why]
        await channel.hears_nothing(0.01)


async def test_a_paused_article_is_in_no_digest(shelf, tmp_path):
    """The others are, as if it were not there."""
    clock = Clock(NEARLY_EIGHT)
    plans = plans_for("@the_newsroom", skip_empty=False)
    async with (
        running(shelf, tmp_path, plans=plans, clock=clock) as town,
        await town.visitor() as olena,
        await olena.enter(town.playground, "The Newsroom") as channel,
    ):
        await planned(town, "morning")
        (harvest,) = shelf.find("harvest")
        town.state.pauses.pause("article", harvest.id, SERVER)
        clock.advance(seconds=1)
        posted = await channel.hears()
        assert "The morning" in posted.text
        assert "Farmers" not in posted.text


@pytest.fixture
async def subscribable(shelf, tmp_path):
    """Run a bot with two digests that nobody gets yet, on a clock that stands at eight."""
    digests = (
        Digest("morning", "The morning", EIGHT, ()),
        Digest("week", "The week", When(dt.time(18), "Europe/Berlin", frozenset({6})), ()),
    )
    clock = Clock(NEARLY_EIGHT)
    plans = lambda town: Plans(digests, town.clock)  # noqa: E731 -- as short as a name
    async with running(shelf, tmp_path, plans=plans, clock=clock) as town:
        yield town


async def test_a_reader_subscribes_with_an_own_hour_and_city(subscribable):
    """By taps or in one line, changes it in the same way, and gets it in private."""
    async with await subscribable.visitor() as olena:
        which = await olena.command("/subscribe")
        assert which.labels == ["The morning", "The week"]
        choice = await olena.tap(which, "The morning")
        assert "every day at 08:00, by the clocks of UTC" in choice.text
        choice = await olena.tap(choice, "18:00")
        done = await olena.tap(choice, "Subscribe")
        assert done.text.startswith("You get The morning every day at 18:00")
        choice = await olena.command("/subscribe morning 7pm new york")
        assert "every day at 19:00, by the clocks of New York" in choice.text
        choice = await olena.command("/subscribe morning 8:00 utc")
        await olena.tap(choice, "Subscribe")
        user = olena.person["id"]
        await until(lambda: subscribable.state.slots.since("morning", user, None) is not None)
        subscribable.clock.advance(seconds=1)
        posted = await olena.hears()
        assert posted.text.startswith("The morning · 2 August 2025")


async def test_who_has_a_digest_changes_its_hour_alone(subscribable):
    """The city stays the one that was said before, and the other way round."""
    async with await subscribable.visitor() as olena:
        await olena.tap(await olena.command("/subscribe morning 7:30 new york"), "Subscribe")
        choice = await olena.command("/subscribe morning")
        assert "at 07:30, by the clocks of New York" in choice.text
        choice = await olena.tap(choice, "09:00")
        assert "at 09:00, by the clocks of New York" in choice.text
        choice = await olena.command("/subscribe morning Tokyo")
        assert "at 07:30, by the clocks of Tokyo" in choice.text
        other = await olena.command("/subscribe week")
        assert "at 18:00, by the clocks of Berlin" in other.text


async def test_a_subscription_ends(subscribable):
    """One of several by its button or its name, the last one at once."""
    async with await subscribable.visitor() as olena:
        assert "subscribed to nothing" in (await olena.command("/unsubscribe")).text
        for name in ("morning", "week"):
            choice = await olena.command(f"/subscribe {name}")
            await olena.tap(choice, "Subscribe")
        which = await olena.command("/unsubscribe")
        ended = await olena.tap(which, "The week")
        assert ended.text == "Done. I won't send it to you any more."
        user = olena.person["id"]
        assert list(subscribable.state.subscriptions.subscriptions(user)) == ["morning"]
        await olena.command("/unsubscribe")
        assert not subscribable.state.subscriptions.subscriptions(user)


async def test_the_same_button_ends_no_other_subscription(subscribable):
    """Whoever taps twice, before Telegram shows what came of the first time, or types its name."""
    async with await subscribable.visitor() as olena:
        for name in ("morning", "week"):
            choice = await olena.command(f"/subscribe {name}")
            await olena.tap(choice, "Subscribe")
        which = await olena.command("/unsubscribe")
        rows = which.raw["reply_markup"]["inline_keyboard"]
        (data,) = (one["callback_data"] for row in rows for one in row if one["text"] == "The week")
        for _ in range(2):
            await olena.press(which, data)
        await olena.command("/unsubscribe week")
        user = olena.person["id"]
        assert list(subscribable.state.subscriptions.subscriptions(user)) == ["morning"]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de", "sonntags um 18:00, Ortszeit Berlin"),
        ("uk", "щонеділі о 18:00, за місцевим часом (Берлін)"),
    ],
)
async def test_days_and_hours_are_said_in_the_readers_language(subscribable, language, says):
    """As they would write them."""
    async with await subscribable.visitor(language=language) as olena:
        assert says in (await olena.command("/subscribe week")).text


@pytest.mark.parametrize(
    ("words", "time", "city"),
    [
        ("8:00 Київ", "08:00", "Kyiv"),
        ("8 у Києві", "08:00", "Kyiv"),
        ("8 Uhr Wien", "08:00", "Vienna"),
        ("7 pm in München", "19:00", "Berlin"),
        ("morning Nowy Jork 6.30", "06:30", "New York"),
    ],
)
async def test_a_city_is_named_as_its_people_do(subscribable, words, time, city):
    """In their language, beside an hour as they say it."""
    async with await subscribable.visitor() as olena:
        choice = await olena.command(f"/subscribe {words}")
        if "Which digest?" in choice.text:
            choice = await olena.tap(choice, "The morning")
        assert f"{time}, by the clocks of {city}." in choice.text


@pytest.mark.parametrize("words", ["25:00", "Atlantis", "morning Nowhere/City", "9:00 9", "13pm"])
async def test_what_is_no_hour_or_city_is_explained(subscribable, words):
    """With an example, and nothing of what was typed."""
    async with await subscribable.visitor() as olena:
        answer = await olena.command(f"/subscribe {words}")
        assert "/subscribe morning 8:00 Kyiv" in answer.text
        assert words not in answer.text


async def test_a_button_of_somebody_else_subscribes_nobody(subscribable):
    """Nor one that was made up."""
    async with await subscribable.visitor() as olena, await subscribable.visitor("Piotr") as piotr:
        choice = await olena.command("/subscribe morning")
        his = await piotr.command("/subscribe morning")
        data = choice.raw["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]
        assert "expired" in await piotr.press(his, data)
        assert "expired" in await piotr.press(his, "subok:nonsense")
        assert not subscribable.state.subscriptions.subscriptions(piotr.person["id"])


async def test_without_digests_there_is_nothing_to_subscribe_to(town, olena):
    """It says so."""
    assert "no digest to subscribe to" in (await olena.command("/subscribe")).text
