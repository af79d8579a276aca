"""A digest at the newsroom's desk, over HTTP: shown, decided of, posted or not."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from bot.digests.plan import Digest, How, Target, When
from bot.newsroom import SERVER
from bot.posting.posting import Plans
from bot.strings.catalogue import load_strings
from tests.fakes.clock import Clock
from tests.fakes.town import HARVEST, planned, running, seeded
from tests.fakes.waiting import until

NEARLY_EIGHT = dt.datetime(2025, 8, 2, 7, 59, 59, 700_000, tzinfo=dt.UTC)
EIGHT = When(dt.time(8), "UTC")
ASKED = "Shall The morning be posted like this in The Newsroom?"


@pytest.fixture
def shelf(tmp_path):
    """Open a library of the seeds and an article of yesterday."""
    harvest = tmp_path / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


def plans(town, approval="post", **how):
    chat = town.playground.world.chat("@the_newsroom").id
    how = How(approval=approval, **how)
    return Plans((Digest("morning", "The morning", EIGHT, (Target(chat),), how=how),), town.clock)


async def appoint(town, visitor, role="owner"):
    """Make somebody one of the newsroom."""
    code = town.state.team.new_code(role, SERVER)
    await visitor.start(f"{'own' if role == 'owner' else 'edit'}_{code}")


class Stage:
    """A bot with a digest due in a moment, an owner whose chat is the desk, and a channel."""

    def __init__(self, town, olena, channel):
        self.town = town
        self.olena = olena
        self.channel = channel

    async def preview(self):
        """Let it be eight; return what the desk is shown, and what it is asked."""
        shown = await self.preview_unsettled()
        await self.town.settled()
        return shown

    async def preview_unsettled(self):
        """Return the same as soon as it is seen: the bot may not know yet that it was sent."""
        await planned(self.town, "morning")
        self.town.clock.advance(seconds=1)
        return await self.olena.hears(), await self.olena.hears()


@contextlib.asynccontextmanager
async def staged(shelf, folder, approval="post", **how):
    async with (
        running(
            shelf,
            folder,
            plans=lambda town: plans(town, approval, **how),
            clock=Clock(NEARLY_EIGHT),
        ) as town,
        await town.visitor() as olena,
        await olena.enter(town.playground, "The Newsroom") as channel,
    ):
        await appoint(town, olena)
        yield Stage(town, olena, channel)


@pytest.fixture
async def stage(shelf, tmp_path):
    async with staged(shelf, tmp_path) as found:
        yield found


async def test_the_desk_posts_it(stage):
    """What it was shown is what the channel gets, and the question says who has decided."""
    shown, asked = await stage.preview()
    assert asked.text.startswith(ASKED)
    assert "Without an answer it is posted at 09:00 (UTC)." in asked.text
    await stage.channel.hears_nothing(0.05)
    done = await stage.olena.tap(asked, "Post now")
    assert done.id == asked.id
    assert done.text.endswith("Posted at 08:00 by Olena.")
    assert not done.labels
    posted = await stage.channel.hears()
    assert (posted.text, posted.raw["reply_markup"]) == (shown.text, shown.raw["reply_markup"])
    await until(lambda: stage.town.state.audit.deeds()[-1].what == "digest post")
    deed = stage.town.state.audit.deeds()[-1]
    assert (deed.part, deed.name, deed.about) == ("owner", "Olena", {"digest": "morning"})


async def test_a_time_is_marked_as_one(stage):
    """Whoever reads it elsewhere can see it by their own clock."""
    _, asked = await stage.preview()
    (time,) = (one for one in asked.raw["entities"] if one["type"] == "date_time")
    assert time["unix_time"] == int(dt.datetime(2025, 8, 2, 9, tzinfo=dt.UTC).timestamp())


async def test_the_desk_skips_it(stage):
    """The channel gets nothing."""
    _, asked = await stage.preview()
    done = await stage.olena.tap(asked, "Skip")
    assert done.text.endswith("Skipped at 08:00 by Olena.")
    await stage.channel.hears_nothing(0.1)
    (row,) = stage.town.state.slots.listed(NEARLY_EIGHT)
    assert row.state == "skipped"


async def test_who_taps_at_once_is_told_what_was_decided(stage):
    """Telegram's answer to the bot, with the question's number, may come after the tap."""
    await stage.town.settled()
    stage.town.playground.faults.delay("sendMessage", 0.5, times=2)
    _, asked = await stage.preview_unsettled()
    done = await stage.olena.tap(asked, "Skip")
    assert (done.id, done.labels) == (asked.id, [])
    assert done.text.endswith("Skipped at 08:00 by Olena.")


async def test_an_intro_is_written_at_the_desk(stage):
    """An answer to the question: it is shown with it, the first preview decides no more."""
    _, asked = await stage.preview()
    assert "at most 600 characters" in await stage.olena.tap_for_notice(asked, "Edit intro")
    await stage.olena.tell("Good morning,\nwe're back.", reply_to=asked)
    replaced, shown, again = [await stage.olena.hears() for _ in range(3)]
    assert (replaced.id, replaced.text.endswith("there is a newer preview below.")) == (
        asked.id,
        True,
    )
    assert "From the newsroom: Good morning, we're back." in shown.text
    stale = asked.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "newer preview" in await stage.olena.press(replaced, stale)
    await stage.channel.hears_nothing(0.05)
    await stage.olena.tap(again, "Post now")
    assert (await stage.channel.hears()).text == shown.text


async def test_an_intro_that_is_too_long_changes_nothing(stage):
    """It is told how long it was; a dash takes an intro away again."""
    _, asked = await stage.preview()
    told = await stage.olena.say("x" * 601, reply_to=asked)
    assert told.text == ("That has 601 characters; an intro has at most 600. Nothing was changed.")
    await stage.olena.tell("Hello.", reply_to=asked)
    _, with_intro, again = [await stage.olena.hears() for _ in range(3)]
    await stage.town.settled()
    await stage.olena.tell("-", reply_to=again)
    _, without, _ = [await stage.olena.hears() for _ in range(3)]
    assert "Hello." in with_intro.text
    assert "From the newsroom" not in without.text


async def test_other_answers_are_questions_as_ever(stage):
    """Only an answer to what is asked of a digest is an intro."""
    shown, _ = await stage.preview()
    answer = await stage.olena.say("How much wheat was brought in?", reply_to=shown)
    assert "48 million tonnes" in answer.text


async def test_two_editors_tap_and_the_first_one_wins(stage):
    """The other is told what was decided, and by whom; who is no editor decides nothing."""
    town = stage.town
    async with await town.visitor("Maria") as maria, await town.visitor("Piotr") as piotr:
        await appoint(town, maria, "editor")
        await stage.olena.hears()
        group = (await stage.olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
        for one in (maria, piotr):
            await stage.olena.do("add", **{"in": group, "person": one.person["id"]})
        await stage.olena.do("bot", **{"in": group, "as": "member"})
        town.state.team.set_desk(group, SERVER)
        async with (
            await stage.olena.enter(town.playground, group) as hers,
            await maria.enter(town.playground, group) as marias,
            await piotr.enter(town.playground, group) as his,
        ):
            await planned(town, "morning")
            town.clock.advance(seconds=1)
            await hers.hears()
            asked = await hers.hears()
            await town.settled()
            assert "owner and editors" in await his.tap_for_notice(asked, "Post now")
            done = await marias.tap(asked, "Skip")
            assert done.text.endswith("Skipped at 08:00 by Maria.")
            late = await hers.tap_for_notice(asked, "Post now")
            assert late == "That is decided already. Skipped at 08:00 by Maria."
            told = await hers.say("Too late?", reply_to=asked)
            assert "Skipped at 08:00 by Maria." in told.text
        await stage.channel.hears_nothing(0.05)


async def test_a_desk_with_a_language_of_its_own_is_spoken_to_in_it(stage):
    """What is asked there, what became of it, and what is told who taps or answers too late."""
    town, german = stage.town, load_strings("de")
    group = (await stage.olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    await stage.olena.do("bot", **{"in": group, "as": "member"})
    town.state.team.set_desk(group, SERVER)
    async with await stage.olena.enter(town.playground, group) as desk:
        await desk.say("/settings@VerbatimBot language de")
        while town.state.slots.cursor("morning") is None:
            await stage.channel.hears_nothing(0.01)
        town.clock.advance(seconds=1)
        await desk.hears()
        asked = await desk.hears()
        labels = [german[f"desk.buttons.{one}"] for one in ("post", "skip", "edit")]
        assert [label for row in asked.buttons for label in row] == labels
        assert german["desk.how_to_edit"] in asked.text
        told = german.text("desk.skipped.decided", time="08:00", name="Olena")
        done = await desk.tap(asked, german["desk.buttons.skip"])
        assert done.text.endswith(told)
        late = await desk.tap_for_notice(asked, german["desk.buttons.post"])
        assert late == german.text("desk.already", what=told)
        assert told in (await desk.say("Zu spät?", reply_to=asked)).text


@pytest.mark.parametrize(
    ("approval", "says"),
    [
        ("post", "Posted at 09:00: nobody here answered."),
        ("skip", "Skipped at 09:00: nobody here answered."),
    ],
)
async def test_without_an_answer_the_setting_decides(shelf, tmp_path, approval, says):
    """Also while nobody was running when its time was over; and the question says so."""
    async with staged(shelf, tmp_path, approval) as stage:
        await stage.preview()
        await stage.town.later(hours=1)
        await stage.town.restart()
        done = await stage.olena.hears()
        assert done.text.endswith(says)


async def test_a_preview_outlives_the_bot(shelf, tmp_path):
    """After a restart the same buttons decide."""
    async with staged(shelf, tmp_path) as stage:
        shown, asked = await stage.preview()
        await stage.town.restart()
        done = await stage.olena.tap(asked, "Post now")
        assert done.text.endswith("by Olena.")
        assert (await stage.channel.hears()).text == shown.text
