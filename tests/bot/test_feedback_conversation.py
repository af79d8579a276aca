"""What readers tell the newsroom, over HTTP: votes, reports, and what they asked in vain."""

from __future__ import annotations

import pytest

from bot.newsroom import SERVER, Tally
from bot.strings.catalogue import load_strings
from tests.fakes.town import SEED

STRINGS = load_strings()
SUMMIT = "Where was the summit?"
VAIN = "Who won the chess tournament in Reykjavik?"
BOT = "@VerbatimBot"
UP, DOWN, REPORT = (STRINGS[f"votes.{one}"] for one in ("up", "down", "report"))


@pytest.fixture
async def owner(town, olena):
    """Make Olena the owner."""
    await olena.start(f"own_{town.state.team.new_code('owner', SERVER)}")
    return olena


@pytest.fixture
async def piotr(town, owner):
    """Enter as a reader of a bot that has a newsroom."""
    assert owner.person
    async with await town.visitor("Piotr") as piotr:
        yield piotr


async def test_without_a_newsroom_nothing_is_asked_of_readers(olena):
    """Nobody would read it."""
    assert UP not in (await olena.say(SUMMIT)).labels


async def test_a_vote_is_one_a_reader_and_can_be_changed(town, piotr):
    """The last tap counts; under "More context" the same buttons are for the same answer."""
    answer = await piotr.say(SUMMIT)
    assert await piotr.tap_for_notice(answer, UP) == STRINGS["votes.good"]
    assert await piotr.tap_for_notice(answer, UP) == STRINGS["votes.good"]
    more = await piotr.tap(answer, "More context")
    assert await piotr.tap_for_notice(more, DOWN) == STRINGS["votes.bad"]
    (tally,) = town.state.feedback.tallies()
    assert (tally.article, tally.good, tally.bad) == (SEED, 0, 1)


async def test_another_readers_buttons_count_for_nobody(town, piotr):
    """Data that was copied from somebody else's chat is expired."""
    answer = await piotr.say(SUMMIT)
    data = _data(answer, UP)
    async with await town.visitor("Rita") as rita:
        own = await rita.say(SUMMIT)
        assert await rita.press(own, data) == STRINGS["buttons.expired"]
    assert town.state.feedback.tallies() == []


async def test_a_report_goes_when_its_reader_has_seen_it(owner, piotr):
    """Shown whole before, with a line of the reader's if they like; then once, without a name."""
    answer = await piotr.say(SUMMIT)
    draft = await piotr.tap(answer, REPORT)
    assert draft.text.startswith(STRINGS["report.draft"])
    assert SUMMIT in draft.text
    longer = await piotr.say("It was in Brussels", reply_to=draft)
    assert "The reader adds: It was in Brussels" in longer.text
    await owner.hears_nothing()
    thanks = await piotr.tap(longer, "Send it")
    assert thanks.text == STRINGS["report.sent"]
    report = await owner.hears()
    assert report.text.startswith(STRINGS["report.heading"])
    for part in (SUMMIT, "The Hague", "It was in Brussels"):
        assert part in report.text
    assert "Piotr" not in report.text
    assert await piotr.press(draft, _data(draft, "Send it")) == STRINGS["buttons.expired"]
    assert await piotr.press(longer, _data(longer, "Send it")) == STRINGS["buttons.expired"]
    await owner.hears_nothing()


async def test_a_paused_desk_still_gets_reports(town, owner, piotr):
    """It is readers who are kept from answers, not the newsroom from what they say."""
    town.state.pauses.pause("chat", str(owner.person["id"]), SERVER)
    draft = await piotr.tap(await piotr.say(SUMMIT), REPORT)
    await piotr.tap(draft, "Send it")
    assert (await owner.hears()).text.startswith(STRINGS["report.heading"])


async def test_a_report_that_is_not_sent_is_gone(owner, piotr):
    """Nothing reaches the desk, and the buttons are spent."""
    draft = await piotr.tap(await piotr.say(SUMMIT), REPORT)
    assert (await piotr.tap(draft, "Don't send")).text == STRINGS["report.dropped"]
    assert await piotr.press(draft, _data(draft, "Send it")) == STRINGS["buttons.expired"]
    await owner.hears_nothing()


async def test_what_was_asked_in_vain_is_read_without_who_asked(owner, piotr):
    """Once a reader, with article and reason; readers themselves can't read it."""
    for _ in range(2):
        await piotr.say(VAIN)
    assert (await piotr.say("/misses")).text == STRINGS["team.members_only"]
    misses = (await owner.say("/misses")).text
    assert misses.count(VAIN) == 1
    assert "Piotr" not in misses
    assert STRINGS["misses.heading"] in misses


async def test_what_many_asked_in_vain_comes_first(town, owner, piotr):
    """The same words are one question, however they are written; its askers are only counted."""
    async with await town.visitor("Ivan") as ivan:
        await ivan.say(VAIN)
        await piotr.say(VAIN.upper())
    await piotr.say("Who is the king of Norway?")
    await town.settled()
    first, *_ = (await owner.say("/misses")).text.partition("• ")[2].splitlines()
    assert first.casefold() == f"{VAIN} · {STRINGS.counted('misses.times', 2)}".casefold()


async def test_many_misses_come_in_pages(town, owner, piotr):
    """Newest first, and back again."""
    for number in range(12):
        town.clock.advance(seconds=1)
        town.state.feedback.missed(number, f"Question {number}?", SEED, "off_topic").result()
    first = await owner.say("/misses")
    assert "Question 11?" in first.text
    assert "Question 1?" not in first.text
    second = await owner.tap(first, STRINGS["pages.later"])
    assert "Question 1?" in second.text
    assert "Question 11?" in (await owner.tap(second, STRINGS["pages.earlier"])).text
    assert piotr.person


async def test_forgetting_deletes_votes_and_misses(town, piotr):
    """/forget names them, and afterwards neither is anywhere."""
    await piotr.say(VAIN)
    await piotr.tap_for_notice(await piotr.say(SUMMIT), UP)
    asked = await piotr.say("/forget")
    assert STRINGS.counted("forget.votes", 1) in asked.text
    assert STRINGS.counted("forget.misses", 1) in asked.text
    await piotr.tap(asked, "Delete it")
    assert (town.state.feedback.tallies(), town.state.feedback.misses()) == ([], [])


async def test_a_member_is_told_that_their_part_is_kept(town, owner):
    """/forget doesn't make an owner a reader."""
    asked = await owner.say("/forget")
    assert asked.text.startswith(STRINGS["forget.member"])
    assert town.state.team.role(owner.person["id"]) == "owner"


async def test_a_voter_is_forgotten_after_a_month(town, piotr):
    """The vote counts on, but whose it was nobody knows; misses are gone."""
    await piotr.say(VAIN)
    await piotr.tap_for_notice(await piotr.say(SUMMIT), UP)
    await town.later(days=31)
    town.state.purge()
    person = piotr.person["id"]
    assert town.state.held(person, person).votes == 0
    (tally,) = town.state.feedback.tallies()
    assert tally == Tally(SEED, tally.start, tally.end, 1, 0)
    assert town.state.feedback.misses() == []
    await town.later(days=335)
    town.state.purge()
    assert town.state.feedback.tallies() == []


async def test_what_is_said_to_others_is_no_miss(town, owner, piotr):
    """A comment that the bot only overhears isn't recorded; one that calls it is."""
    town.playground.world.privacy = False
    async with await piotr.enter(town.playground, "Readers") as there:
        await there.tell(VAIN)
        await there.hears_nothing()
        assert town.state.feedback.misses() == []
        await there.say(f"{BOT} {VAIN}")
    (miss,) = town.state.feedback.misses()
    assert VAIN in miss.question
    assert owner.person


def _data(message, label):
    rows = message.raw["reply_markup"]["inline_keyboard"]
    return next(b for row in rows for b in row if b["text"] == label)["callback_data"]
