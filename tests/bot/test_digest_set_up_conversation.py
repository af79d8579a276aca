"""`/digest`, over HTTP: set up by taps and words, shown, saved, and posted at its hour."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.digests.plan import Digest, When
from bot.newsroom import SERVER
from bot.posting.posting import Plans
from tests.fakes.clock import Clock
from tests.fakes.town import HARVEST, planned, running, seeded
from tests.fakes.waiting import until

SATURDAY = dt.datetime(2025, 8, 2, 7, 59, 59, 700_000, tzinfo=dt.UTC)


@pytest.fixture
def shelf(tmp_path):
    """Open a library of the seeds and an article of yesterday."""
    harvest = tmp_path / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run a bot with a digest in its newsroom's file."""
    fixed = Digest("week", "The week", When(dt.time(18), "Europe/Berlin", frozenset({6})), ())
    plans = lambda town: Plans((fixed,), town.clock)  # noqa: E731 -- as short as a name
    async with running(shelf, tmp_path, plans=plans, clock=Clock(SATURDAY)) as town:
        yield town


@pytest.fixture
async def olena(town):
    """Enter as the newsroom's owner, who edits its channel."""
    async with await town.visitor() as olena:
        await olena.start("own_" + town.state.team.new_code("owner", SERVER))
        yield olena


async def answered(visitor, text, **how):
    """Say something that a dialogue waits for; return the message that it edits."""
    await visitor.tell(text, **how)
    return await visitor.hears()


async def chosen(visitor, asked, *labels):
    for label in labels:
        asked = await visitor.tap(asked, label)
    return asked


async def of_channel(town, visitor):
    """Begin a digest for the channel by a post of it, until its title is asked for."""
    asked = await chosen(visitor, await visitor.command("/digest"), "New digest")
    async with await visitor.enter(town.playground, "The Newsroom") as channel:
        post = await channel.tell("Budget passed")
        await channel.forward(post, visitor.person["id"])
    titled = await visitor.hears()
    assert titled.id == asked.id
    return titled


async def until_options(visitor, hour="08:00", zone="UTC", title="The morning"):
    await answered(visitor, title)
    asked = await answered(visitor, hour)
    return await chosen(
        visitor, asked, zone, "every day", "Headline, sentence, figure and quotation"
    )


async def saved(visitor, options):
    """Look at the preview, and save it; return the preview and what is said then."""
    assert (await visitor.tap(options, "Preview")).text == "The preview is below."
    preview, below = await visitor.hears(), await visitor.hears()
    return preview, await visitor.tap(below, "Save")


async def test_a_digest_is_set_up_approved_and_posted(town, olena):
    """From /digest to the channel: what was previewed is what the desk sees, and what is posted."""
    listed = await olena.command("/digest")
    assert "The week" in listed.text
    assert "newsroom's file" in listed.text
    titled = await of_channel(town, olena)
    assert "Goes to: The Newsroom" in titled.text
    options = await until_options(olena)
    options = await olena.tap(options, "— Shown at the desk first")
    assert "✓ Desk first; unanswered it is posted" in options.labels
    # Subscribers get it without the desk: that one choice ends the other is said beside them.
    assert "each choice ends the other" in options.text
    both = await chosen(olena, options, "— Readers may subscribe")
    assert {"✓ Readers may subscribe", "— Shown at the desk first"} <= set(both.labels)
    options = await chosen(olena, both, "— Shown at the desk first")
    assert "— Readers may subscribe" in options.labels
    preview, done = await saved(olena, options)
    assert preview.text.startswith("The morning · 2 August 2025")
    assert done.text == "The morning is set up.\nNext: 2 August 2025, 08:00"
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        await planned(town, "the-morning")
        town.clock.advance(seconds=1)
        shown, asked = await olena.hears(), await olena.hears()
        await town.settled()
        assert shown.text == preview.text
        done = await olena.tap(asked, "Post now")
        assert done.text.endswith("Posted at 08:00 by Olena.")
        posted = await channel.hears()
        assert (posted.text, posted.raw["entities"]) == (preview.text, preview.raw["entities"])


async def test_what_is_typed_wrong_is_asked_again(town, olena):
    """In the same message, which says what would be right; a city is found by its name."""
    asked = await of_channel(town, olena)
    again = await answered(olena, "x" * 121)
    assert (again.id, "1 to 120 characters" in again.text) == (asked.id, True)
    await answered(olena, "Ранок")
    for wrong in ("25:00", "0 am", "13 pm", "8:0", "half past"):
        assert "That is no hour" in (await answered(olena, wrong)).text
    await answered(olena, "7.30 a.m.")
    assert "no such city" in (await answered(olena, "Atlantis")).text
    days = await answered(olena, "new  york")
    assert "every day at 07:30, New York" in days.text
    days = await chosen(olena, days, "✓ Sun", "✓ Sat")
    assert "from Monday to Friday at 07:30" in days.text
    back = await olena.tap(days, "Back")
    assert "which city" in back.text


async def test_a_channel_of_somebody_else_gets_no_digest(town):
    """A reader may forward its posts, and administers it as little as before."""
    async with (
        await town.visitor() as olena,
        await town.visitor("Piotr") as piotr,
    ):
        room = (await olena.do("found", kind="channel", title="Hers"))["room"]["id"]
        await olena.do("bot", **{"in": room, "as": "administrator"})
        await olena.do("add", **{"in": room, "person": piotr.person["id"]})
        asked = await chosen(piotr, await piotr.command("/digest"), "New digest")
        async with await olena.enter(town.playground, room) as channel:
            post = await channel.tell("Ours")
        async with await piotr.enter(town.playground, room) as seen:
            await seen.forward(post, piotr.person["id"])
        refused = await piotr.hears()
        assert refused.id == asked.id
        assert "You must be an administrator there" in refused.text


async def test_who_administers_a_channel_sets_up_its_digest(town):
    """Without being of the newsroom; neither the desk nor subscriptions are theirs to offer."""
    async with await town.visitor() as olena:
        await of_channel(town, olena)
        options = await until_options(olena)
        assert options.labels[:2] == ["— Without a sound", "— Pinned, in place of the last one"]
        assert not any("desk" in label or "subscribe" in label for label in options.labels)
        assert "each choice ends the other" not in options.text
        await saved(olena, options)
        kept = town.state.subscriptions.digests()
        assert list(kept) == ["the-morning"]


FIELDS = {"title": "Ours", "at": "08:00", "zone": "UTC", "open": "no"}


async def test_strangers_leave_room_for_the_newsrooms_own(town):
    """Whoever administers a chat can't fill all places that there are, with a draft neither."""
    async with await town.visitor() as olena:
        await of_channel(town, olena)
        options = await until_options(olena)
        for number in range(49):
            town.state.subscriptions.set_digest(f"ours-{number}", [FIELDS, [{"chat": "-5"}]])
        _, said = await saved(olena, options)
        assert "50 digests already" in said.text
        assert "the-morning" not in town.state.subscriptions.digests()
        fresh = await olena.tap(await olena.command("/digest"), "New digest")
        assert "50 digests already" in fresh.text
        await olena.start("own_" + town.state.team.new_code("owner", SERVER))
        await of_channel(town, olena)
        _, said = await saved(olena, await until_options(olena))
        assert "The morning is set up" in said.text


async def test_a_group_has_its_own_by_answers(town):
    """Its administrator is asked there; others' taps and words change nothing."""
    async with await town.visitor() as olena, await town.visitor("Piotr") as piotr:
        room = (await olena.do("found", kind="supergroup", title="Us"))["room"]["id"]
        await olena.do("bot", **{"in": room, "as": "member"})
        await olena.do("add", **{"in": room, "person": piotr.person["id"]})
        async with (
            await olena.enter(town.playground, room) as hers,
            await piotr.enter(town.playground, room) as his,
        ):
            refused = await his.command("/digest@VerbatimBot")
            assert refused.text == "Only administrators set up digests here."
            await hers.hears()
            listed = await hers.command("/digest@VerbatimBot")
            assert "somebody else's" in await his.tap_for_notice(listed, "New digest")
            asked = await hers.tap(listed, "New digest")
            assert asked.text.endswith("Answer this message with it.")
            await hers.tell("Not the title")
            await hers.hears_nothing(0.05)
            asked = await answered(hers, "Ours", reply_to=asked)
            assert "At what hour?" in asked.text


async def test_one_is_paused_and_deleted(town, olena):
    """A paused one is skipped and says so; a stale button does nothing."""
    await of_channel(town, olena)
    options = await until_options(olena)
    await saved(olena, options)
    listed = await olena.command("/digest")
    one = await olena.tap(listed, "The morning")
    stale = listed.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "earlier step" in await olena.press(one, stale)
    one = await olena.tap(one, "Pause")
    assert one.text.endswith("Paused")
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        await planned(town, "the-morning")
        town.clock.advance(seconds=1)
        await until(lambda: any(row.reason for row in town.state.slots.listed(SATURDAY)))
        await channel.hears_nothing(0.02)
    (row,) = town.state.slots.listed(SATURDAY)
    assert (row.state, row.reason) == ("skipped", "the digest is paused")
    sure = await olena.tap(one, "Delete")
    assert "Delete it" in sure.text
    listed = await olena.tap(sure, "Yes, delete it")
    assert "The morning" not in listed.text
    assert not town.state.subscriptions.digests()


async def test_a_dialogue_goes_on_after_a_restart(town, olena):
    """What was chosen is kept, and the same message goes on."""
    await of_channel(town, olena)
    asked = await answered(olena, "The morning")
    await town.restart()
    asked = await olena.tap(asked, "08:00")
    assert "Title: The morning" in asked.text
    assert "which city" in asked.text


async def test_it_can_be_left(town, olena):
    """Then what is typed is a question again."""
    asked = await of_channel(town, olena)
    assert (await olena.tap(asked, "Cancel")).text == "Nothing was set up."
    assert "48 million tonnes" in (await olena.say("How much wheat was brought in?")).text


@pytest.mark.parametrize(
    ("language", "says"), [("de", "Neuer Überblick"), ("uk", "Новий дайджест")]
)
async def test_it_speaks_the_language_of_who_asks(town, language, says):
    """In every step."""
    async with await town.visitor(language=language) as olena:
        assert (await olena.command("/digest")).labels == [says]
