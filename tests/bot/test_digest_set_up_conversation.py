"""`/digest`, over HTTP: set up by taps and words, shown, saved, and posted at its hour."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.digests.fields import write
from bot.digests.plan import Digest, Target, When
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


async def the_morning(town, olena):
    """Set a digest up for the channel at eight, and return it as the list shows it."""
    await of_channel(town, olena)
    await saved(olena, await until_options(olena))
    return await olena.tap(await olena.command("/digest"), "The morning")


async def test_its_hour_is_changed(town, olena):
    """By a tap or a word; its subscribers stay, and one that has just gone by is tomorrow's."""
    one = await the_morning(town, olena)
    town.state.subscriptions.subscribe(-7, "the-morning", {"chat": 7})
    asked = await olena.tap(one, "Hour")
    assert asked.text.startswith("Change the digest")
    assert "Cancel" not in asked.labels
    assert "no hour" in (await answered(olena, "soon")).text
    one = await answered(olena, "9.15 pm")
    assert "every day at 21:15, UTC" in one.text
    assert one.text.endswith("Next: 2 August 2025, 21:15")
    await planned(town, "the-morning")
    one = await olena.tap(await olena.tap(one, "Hour"), "07:00")
    assert one.text.endswith("Next: 3 August 2025, 07:00")
    assert len(town.state.subscriptions.subscribers("the-morning")) == 1
    deeds = [deed.what for deed in town.state.audit.deeds()]
    assert deeds[-3:] == ["digest set up", "digest change", "digest change"]
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        await town.later(minutes=5)
        await channel.hears_nothing(0.05)


async def test_after_it_was_posted_another_hour_is_tomorrows(town, olena):
    """A place gets one a day; when it comes next is said as it will be."""
    one = await the_morning(town, olena)
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        await planned(town, "the-morning")
        town.clock.advance(seconds=1)
        await channel.hears()
        await town.settled()
        one = await olena.tap(await olena.tap(one, "Hour"), "20:00")
        assert one.text.endswith("Next: 3 August 2025, 20:00")


async def test_days_city_and_title_are_changed(town, olena):
    """Each by itself; what isn't changed stays, and a step back changes nothing."""
    one = await the_morning(town, olena)
    one = await chosen(olena, one, "Days", "✓ Sun", "Next")
    one = await olena.tap(await olena.tap(one, "City"), "Kyiv")
    assert "Saturdays at 08:00, Kyiv" in one.text
    one = await olena.tap(await olena.tap(one, "Title"), "Back")
    assert one.text.startswith("The morning")
    await olena.tap(one, "Title")
    one = await answered(olena, "News at eight")
    assert one.text.startswith("News at eight")
    assert list(town.state.subscriptions.digests()) == ["the-morning"]
    assert "News at eight" in (await olena.tap(one, "Back")).text


async def test_how_it_is_posted_is_changed_after_a_look(town, olena):
    """The preview shows it as it would be; nothing is kept before it is saved."""
    one = await the_morning(town, olena)
    before = town.state.subscriptions.changes()
    asked = await olena.tap(one, "Layout")
    below = await olena.tap(asked, "Headline and one sentence")
    assert below.text == "The preview is below."
    compact, question = await olena.hears(), await olena.hears()
    assert "Nobody expected this" not in compact.text
    assert town.state.subscriptions.changes() == before
    one = await olena.tap(question, "Save")
    assert one.text.startswith("The morning")
    asked = await chosen(olena, one, "Options", "— Pinned, in place of the last one")
    assert (await olena.tap(asked, "Preview")).text == "The preview is below."
    await olena.hears()
    await olena.tap(await olena.hears(), "Save")
    await planned(town, "the-morning")
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        town.clock.advance(seconds=1)
        posted = await channel.hears()
        assert posted.text == compact.text
        assert (await channel.notices("pinned"))["message_ids"] == [posted.id]


async def test_a_topics_digest_is_changed_from_the_private_chat(town, olena):
    """Its preview comes where it is asked for, and the digest stays in its topic."""
    room = (await olena.do("found", kind="supergroup", title="Us"))["room"]["id"]
    await olena.do("bot", **{"in": room, "as": "administrator"})
    await olena.do("topics", **{"in": room, "on": True})
    topic = (await olena.do("topic", **{"in": room, "name": "News"}))["topic"]
    digest = Digest("ours", "Ours", When(dt.time(8), "UTC"), (Target(room, topic),))
    town.state.subscriptions.set_digest("ours", write(digest))
    one = await olena.tap(await olena.command("/digest"), "Ours")
    await chosen(olena, one, "Layout", "Headline and one sentence")
    preview, question = await olena.hears(), await olena.hears()
    assert preview.text.startswith("Ours · 2 August 2025")
    await olena.tap(question, "Save")
    await planned(town, "ours")
    async with await olena.enter(town.playground, room, topic=topic) as news:
        town.clock.advance(seconds=1)
        posted = await news.hears()
        assert (posted.text, posted.raw["message_thread_id"]) == (preview.text, topic)


async def test_one_that_is_gone_is_changed_no_more(town, olena):
    """Somebody has deleted it meanwhile: the list is shown, and nothing comes back to life."""
    one = await the_morning(town, olena)
    asked = await olena.tap(one, "Hour")
    town.state.subscriptions.set_digest("the-morning", None)
    listed = await olena.tap(asked, "20:00")
    assert "The week" in listed.text
    assert "The morning" not in listed.text
    assert not town.state.subscriptions.digests()


async def test_many_are_listed_by_pages(town, olena):
    """The newsroom reaches each of them; a page that there isn't is none."""
    for number in range(11):
        title = {"title": f"Digest {number}", "at": "08:00", "zone": "UTC"}
        town.state.subscriptions.set_digest(f"d-{number:02}", [title, [{"chat": "-5"}]])
    listed = await olena.command("/digest")
    assert listed.text.startswith("Digests · page 1 of 2")
    assert listed.labels[-2:] == ["More ›", "New digest"]
    last = await olena.tap(listed, "More ›")
    assert last.labels == ["Digest 10", "‹ Back", "New digest"]
    assert "The week" in last.text
    one = await olena.tap(last, "Digest 10")
    assert one.text.startswith("Digest 10")
    listed = await olena.tap(one, "Back")
    data = listed.raw["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]
    assert await olena.press(listed, data.replace("dgnew", "dgpage.7"))


async def test_the_files_digests_are_not_changed(town, olena):
    """Whatever a client sends: they have no button, and none that is made up counts."""
    before = town.state.subscriptions.changes()
    for action in ("dgshow", "dgpause", "dgsure", "dgalter"):
        listed = await olena.command("/digest")
        assert listed.labels == ["New digest"]
        data = listed.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        token = data.removeprefix("dgnew:")
        await olena.press(listed, f"{action}.0:{token}")
        again = await olena.hears()
        assert (again.id, again.labels) == (listed.id, ["New digest"])
    assert town.state.subscriptions.changes() == before


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
