"""Answers that only who asks sees, where a group wants that; for all where Telegram refuses."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.strings.catalogue import load_strings
from tests.fakes.crowd import Crowd
from tests.fakes.simulated_time import simulated
from tests.fakes.town import SEED_TEXT
from tests.fakes.waiting import until

STRINGS = load_strings()
BOT = "@VerbatimBot"
SUMMIT = "Where was the summit?"
SPENDING = "How much does Poland spend?"


@pytest.fixture
async def group(olena):
    """Found a group of Olena's, which the bot administrates."""
    room = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    await olena.do("bot", **{"in": room, "as": "administrator"})
    return room


@pytest.fixture
async def desk(town, olena, group):
    """Enter it as its owner, after she has chosen that only who asks sees the reply."""
    async with await olena.enter(town.playground, group) as there:
        shown = await there.say(f"/settings{BOT} replies asker")
        assert STRINGS["settings.replies_asker"] in shown.text
        await menu_is(town, group, alone=True)
        yield there


async def menu_is(town, group, *, alone):
    """Wait until the group's menu is its own, or none any more."""
    scope = (("chat_id", group), ("type", "chat_administrators"))
    commands = town.playground.world.profile.commands
    await until(lambda: ((scope, "uk") in commands) == alone)


@contextlib.asynccontextmanager
async def member(town, olena, group):
    """Let another reader be there."""
    async with await town.visitor("Piotr") as piotr:
        await olena.do("add", **{"in": group, "person": piotr.person["id"]})
        async with await piotr.enter(town.playground, group) as his:
            yield his


async def test_only_the_asker_sees_the_answer(town, olena, group, desk):
    """Asked by name, by command and in answer to the bot; others see the question alone."""
    async with member(town, olena, group) as his:
        asked = await desk.tell(f"{BOT} {SUMMIT}")
        answer = await desk.hears()
        assert (answer.alone, answer.marked("bold")) == (True, ["The Hague"])
        assert answer.reply_to == asked
        assert (await desk.say(f"/summary{BOT}")).alone
        assert (await desk.say(f"/help{BOT}")).alone
        await his.hears_nothing()
        theirs = await his.say(f"{BOT} {SPENDING}")
        assert (theirs.alone, "4.12%" in theirs.text) == (True, True)
        await desk.hears_nothing()


async def test_its_buttons_change_what_the_asker_sees(town, olena, group, desk):
    """More context, back, pages and opened items, all in the one message that is theirs."""
    async with member(town, olena, group) as his:
        answer = await desk.say(f"{BOT} {SUMMIT}")
        more = await desk.tap(answer, "More context")
        assert (more.id, more.alone) == (answer.id, True)
        assert more.quoted()[0] in SEED_TEXT
        less = await desk.tap(more, "Less")
        assert (less.id, less.text) == (answer.id, answer.text)
        facts = await desk.say(f"/facts{BOT}")
        assert (await desk.tap(facts, "More ›")).id == facts.id
        await his.hears_nothing()


async def test_an_edited_question_changes_the_answer_that_only_they_see(town, desk):
    """As it does with any other answer."""
    asked = await desk.tell(f"{BOT} {SUMMIT}")
    answer = await desk.hears()
    await town.settled()
    await desk.edit(asked, f"{BOT} {SPENDING}")
    changed = await desk.hears()
    assert (changed.id, changed.alone) == (answer.id, True)
    assert "4.12%" in changed.text


async def test_a_button_of_a_public_answer_answers_only_who_taps(town, olena, group):
    """Whoever it is; the message that all see stays, and so does what they have opened."""
    async with (
        await olena.enter(town.playground, group) as desk,
        member(town, olena, group) as his,
    ):
        answer = await desk.say(f"{BOT} {SUMMIT}")
        assert not answer.alone
        assert (await desk.say(f"/settings{BOT} replies asker")).text
        theirs = await his.tap(answer, "More context")
        assert (theirs.alone, theirs.reply_to) == (True, answer.id)
        assert theirs.quoted()[0] in SEED_TEXT
        less = await his.tap(theirs, "Less")
        assert (less.id, less.alone) == (theirs.id, True)
        await desk.hears_nothing()
        assert (await desk.tap(answer, "More context")).alone


async def test_what_concerns_all_stays_with_the_administrators(town, olena, group, desk):
    """A member can't delete another's data, turn a setting or choose the group's article."""
    settings = await desk.say(f"/settings{BOT}")
    async with member(town, olena, group) as his:
        forget = await his.say(f"/forget{BOT}")
        articles = await his.say(f"/articles{BOT}")
        notice = await his.tap_for_notice(articles, articles.labels[0])
        assert notice.startswith("Only this group's administrators")
        assert forget.alone
    public = await desk.tap(settings, STRINGS["settings.make_all"])
    assert STRINGS["settings.replies_all"] in public.text
    assert not (await desk.say(f"{BOT} {SUMMIT}")).alone


async def test_without_the_rights_everybody_sees_the_answer(town, olena, group, desk):
    """It is there at once, for one request more; the next ones don't try again."""
    await olena.do("bot", **{"in": group, "as": None})
    await olena.do("bot", **{"in": group, "as": "member"})
    async with member(town, olena, group) as his:
        town.playground.world.privacy = False
        await desk.tell(f"{BOT} {SUMMIT}")
        answer = await desk.hears()
        assert (answer.alone, answer.marked("bold")) == (False, ["The Hague"])
        assert (await his.hears()).id == answer.id
        refused = [one for one in desk.seen if one["kind"] == "request" and one["problem"]]
        assert len(refused) == 1
        assert not (await desk.say(f"{BOT} {SPENDING}")).alone
        assert len([e for e in desk.seen if e["kind"] == "request" and e["problem"]]) == 1
        # A tap is something that it may answer for who has tapped, all the same.
        more = await desk.tap(answer, "More context")
        assert more.alone


async def test_an_edit_that_fails_is_answered_anew(town, olena, group, desk):
    """The answer may have gone with the application's restart: they get another one."""
    asked = await desk.tell(f"{BOT} {SUMMIT}")
    answer = await desk.hears()
    await town.settled()
    town.playground.world.room(group).ephemeral.clear()
    await desk.edit(asked, f"{BOT} {SPENDING}")
    again = await desk.hears()
    assert again.id != answer.id
    assert (again.alone, "4.12%" in again.text) == (True, True)


async def test_who_hides_behind_the_group_is_answered_in_public(town, olena, group, desk):
    """Telegram shows nothing to an anonymous administrator alone."""
    town.playground.world.room(group).members[olena.person["id"]].is_anonymous = True
    assert not (await desk.say(f"{BOT} {SUMMIT}")).alone


async def test_a_command_of_the_menu_is_answered_alone_without_any_rights(town, olena, group, desk):
    """It goes to the bot alone, whose answer needs no administrator; a reply to that goes on."""
    await olena.do("bot", **{"in": group, "as": None})
    await olena.do("bot", **{"in": group, "as": "member"})
    async with member(town, olena, group) as his:
        asked = await his.tell(f"/ask{BOT} {SUMMIT}")
        answer = await his.hears()
        assert (answer.alone, answer.reply_to) == (True, 0)
        assert asked < 0
        further = await his.say(SPENDING, reply_to=answer)
        assert (further.alone, "4.12%" in further.text) == (True, True)
        when = await his.tap(further, "When")
        assert (when.id, when.alone) == (further.id, True)
        await desk.hears_nothing()
    assert not [e for e in desk.seen if e["kind"] == "request" and e["problem"]]
    told = [one["message"] for one in desk.seen if one["kind"] == "message" and not one["own"]]
    assert not any("text" in one and one["from"]["first_name"] == "Piotr" for one in told)


async def test_the_menu_follows_the_setting(town, group, desk):
    """Taken back with the button, commands are seen by all again."""
    settings = await desk.say(f"/settings{BOT}")
    assert settings.alone
    await desk.tap(settings, STRINGS["settings.make_all"])
    await menu_is(town, group, alone=False)
    assert await desk.tell(f"/summary{BOT}") > 0
    assert not (await desk.hears()).alone


def test_in_a_busy_group_it_answers_nobody_else():
    """Who asks what another has asked gets it, too: there is nothing to point them to."""

    async def held():
        crowd = Crowd()
        crowd.comments.members[crowd.world.bot["id"]].status = "administrator"
        crowd.state.rooms.set_settings(crowd.comments.id, {"replies": "asker"})
        async with crowd.running():
            for number in (0, 1, 2, 3, 4, 5, 0, 0):
                await crowd.ask(number)
                await asyncio.sleep(2)
            await asyncio.sleep(60)
        sent = crowd.sent()
        assert len(sent) == 8
        assert all("ephemeral_message_parameters" in one.params for one in sent)
        assert crowd.lists() == []
        assert crowd.sent("setMessageReaction") == []

    simulated(held())
