"""A group that asks more than it can be answered, at a strict server, in simulated time.

Not over HTTP as other conversations are: minutes would have to pass.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
from dataclasses import replace

import pytest

from bot import measures as names
from bot.message import Message
from bot.newsroom import SERVER
from bot.playground.world import people
from bot.playground.world.speech import Speaker
from bot.reply import Reply
from bot.request import NotSentError
from bot.strings.languages import load_languages
from knowledge.errors import StoreError
from knowledge.model import Curation
from tests.fakes.crowd import SOURCE, TEXT, Crowd, question, words
from tests.fakes.library import article
from tests.fakes.simulated_time import simulated
from tests.reliability.crowds import crowded

STRINGS = load_languages().default
ANSWERED, SEEN, DECLINED, LATE = "👍", "👀", "🤷", "🙏"


def in_simulated_time(test):
    """Run a test's coroutine in simulated time."""

    @functools.wraps(test)
    def run():
        async def whole():
            await test(Crowd())

        simulated(whole())

    # pytest would take the coroutine's argument for a fixture.
    del run.__wrapped__
    return run


async def make_busy(crowd):
    """Ask six things in twelve seconds, of which the last comes as the group gets busy."""
    for number in range(6):
        await crowd.ask(number)
        await asyncio.sleep(2)


def links_of(shown):
    """Return the addresses that a list leads to, in order."""
    urls = (one.get("url") for one in shown.params["entities"])
    return list(dict.fromkeys(url for url in urls if url))


@in_simulated_time
async def test_a_calm_thread_is_answered_as_ever(crowd):
    """Five a minute, the same again and again: each gets its answer, and nothing else comes."""
    async with crowd.running():
        asked = []
        for _ in range(20):
            asked.append(await crowd.ask(1))
            await asyncio.sleep(12.1)
        await asyncio.sleep(30)
    assert all(len(crowd.answers_to(one)) == 1 for one in asked)
    assert crowd.lists() == []
    assert crowd.sent("setMessageReaction") == []


@in_simulated_time
async def test_two_who_ask_the_same_at_once_in_a_calm_thread_are_both_answered(crowd):
    """The second doesn't wait for the first one's answer: no list comes of it, and no reaction."""
    async with crowd.running():
        asked = [await crowd.ask(1), await crowd.ask(1)]
        await asyncio.sleep(30)
    assert [len(crowd.answers_to(one)) for one in asked] == [1, 1]
    assert crowd.lists() == []
    assert crowd.sent("setMessageReaction") == []


@in_simulated_time
async def test_who_has_to_wait_is_told_so_in_a_calm_thread_too(crowd):
    """One message a second leaves: of four questions at once, the last ones are marked as seen."""
    async with crowd.running():
        asked = [await crowd.ask(number) for number in range(4)]
        await asyncio.sleep(10)
    assert [crowd.reactions(one) for one in asked] == [[], [], [SEEN], [SEEN]]
    assert all(len(crowd.answers_to(one)) == 1 for one in asked)


@in_simulated_time
async def test_a_busy_thread_gets_each_answer_once(crowd):
    """Who asks again sees at once that it was answered; a new question gets its answer."""
    async with crowd.running():
        await make_busy(crowd)
        again = [await crowd.ask(number) for number in (0, 3, 0)]
        new = await crowd.ask(7)
        await asyncio.sleep(60)
    assert [crowd.reactions(one) for one in again] == [[ANSWERED]] * 3
    assert not any(crowd.answers_to(one) for one in again)
    assert words(7) in crowd.answers_to(new)[0]


@in_simulated_time
async def test_one_list_says_what_is_asked_most_and_where_it_stands(crowd):
    """In the thread, edited every 15 seconds at most, with the article's words and no reader's."""
    async with crowd.running():
        await make_busy(crowd)
        for number in (0, 3, 0, 0, 3, 1):
            asked = await crowd.ask(number)
            await asyncio.sleep(7)
        await asyncio.sleep(60)
    first, *edits = crowd.lists()
    assert first.method == "sendMessage"
    assert first.params["reply_parameters"]["message_id"] == crowd.post
    assert edits
    assert {one.params["message_id"] for one in edits} == {first.result["message_id"]}
    times = [one.at for one in crowd.lists()]
    assert all(later - sooner >= 15 for sooner, later in itertools.pairwise(times))
    _, *lines, blank, legend = edits[-1].params["text"].split("\n")
    assert [line.partition(" × ")[0] for line in lines] == ["4", "3", "2"]
    assert all(line.partition("“")[2].removesuffix("”") in TEXT for line in lines)
    assert (blank, legend[0]) == ("", ANSWERED)
    assert crowd.asked[asked][1] not in edits[-1].params["text"]
    answers = {
        one.result["message_id"]: one.params["text"]
        for one in crowd.sent("sendMessage")
        if one not in crowd.lists()
    }
    links = links_of(edits[-1])
    for link, number in zip(links, (0, 3, 1), strict=True):
        address, _, thread = link.partition("?thread=")
        assert address.startswith(f"https://t.me/c/{str(crowd.comments.id).removeprefix('-100')}/")
        assert int(thread) == crowd.post
        assert words(number) in answers[int(address.rpartition("/")[2])]


@in_simulated_time
async def test_what_the_article_does_not_say_is_not_said_again_and_again(crowd):
    """In a busy thread a reaction says so."""
    async with crowd.running():
        calm = await crowd.say("@VerbatimBot Who baked the bread?")
        await make_busy(crowd)
        busy = await crowd.say("@VerbatimBot Who baked the bread?")
        await asyncio.sleep(30)
    assert STRINGS["declined.one"] in crowd.answers_to(calm)[0]
    assert (crowd.reactions(busy), crowd.answers_to(busy)) == ([DECLINED], [])


@in_simulated_time
async def test_who_asks_while_an_answer_is_under_way_hears_when_it_stands(crowd):
    """The question is marked as seen at once, and as answered when the answer has come."""
    async with crowd.running():
        await make_busy(crowd)
        new, again = await crowd.ask(9), await crowd.ask(9)
        await asyncio.sleep(10)
    assert words(9) in crowd.answers_to(new)[0]
    assert (crowd.reactions(again), crowd.answers_to(again)) == ([SEEN, ANSWERED], [])


@in_simulated_time
async def test_an_answer_is_fresh_or_not_posted(crowd):
    """After ninety seconds of silence the questions are marked, and the thread is spared."""
    async with crowd.running():
        await make_busy(crowd)
        call, crowd.api.call = crowd.api.call, unreachable
        asked = [await crowd.ask(20), await crowd.ask(20), await crowd.ask(21)]
        await asyncio.sleep(100)
        crowd.api.call = call
        await asyncio.sleep(100)
        assert crowd.measures.value(names.FAILED, kind="answer", why="expired") >= 2
        assert crowd.state.delivery.rows == {}
        assert [crowd.reactions(one) for one in asked] == [[LATE]] * 3
        assert not any(crowd.answers_to(one) for one in asked)
        again = await crowd.ask(20)
        await asyncio.sleep(5)
    assert words(20) in crowd.answers_to(again)[0]


async def unreachable(*_):
    raise NotSentError("no route")


@in_simulated_time
async def test_a_restart_posts_nothing_late_in_public(crowd):
    """What a stop left behind goes to a private chat however late, to a busy thread never."""
    people.say(crowd.world, crowd.olena, "/start")
    async with crowd.running():
        await crowd.deliver()
        await make_busy(crowd)
        crowd.api.call = unreachable
        asked = await crowd.ask(20)
        people.say(crowd.world, crowd.olena, "How many things were counted in 3?")
        await crowd.deliver()
        await asyncio.sleep(1)
    assert len(crowd.state.delivery.rows) == 2
    del crowd.api.call
    await asyncio.sleep(300)
    before = len(crowd.sent())
    async with crowd.running():
        await asyncio.sleep(5)
    (late,) = crowd.sent()[before:]
    assert late.params["chat_id"] == crowd.olena.id
    assert words(3) in late.params["text"]
    assert (crowd.reactions(asked), crowd.answers_to(asked)) == ([LATE], [])


@in_simulated_time
async def test_after_a_restart_a_thread_knows_what_stands_in_it(crowd):
    """The same list goes on; what was asked while nobody answered is too old to be answered."""
    async with crowd.running():
        await make_busy(crowd)
        await crowd.ask(2)
        await asyncio.sleep(20)
    missed = people.say(
        crowd.world, crowd.comments, "@VerbatimBot How many things were counted in 30?",
        crowd.post, by=Speaker(crowd.olena),
    )["message_id"]  # fmt: skip
    await asyncio.sleep(30)
    fresh = people.say(
        crowd.world, crowd.comments, "@VerbatimBot How many things were counted in 2?",
        crowd.post, by=Speaker(crowd.olena),
    )["message_id"]  # fmt: skip
    await asyncio.sleep(70)
    async with crowd.running():
        await crowd.deliver()
        await asyncio.sleep(20)
        assert crowd.reactions(missed) == [LATE]
        assert crowd.answers_to(missed) == []
        assert crowd.reactions(fresh) == [ANSWERED]
    assert crowd.lists()[-1].params["text"].split("\n")[1].startswith("3 ×")
    assert [one.method for one in crowd.lists()].count("sendMessage") == 1


@in_simulated_time
async def test_no_list_leads_to_what_is_no_longer_there(crowd):
    """Where a first answer was edited with its question, the next who asks gets it anew."""
    async with crowd.running():
        await make_busy(crowd)
        first = min(crowd.asked)
        await crowd.ask(0)
        await crowd.ask(1)
        await asyncio.sleep(30)
        assert len(links_of(crowd.lists()[-1])) == 2
        edited = "@VerbatimBot How many things were counted in 33?"
        people.edit(crowd.world, crowd.comments, first, edited, by=Speaker(crowd.olena))
        await crowd.deliver()
        await asyncio.sleep(30)
        assert len(links_of(crowd.lists()[-1])) == 1
        again = await crowd.ask(0)
        await asyncio.sleep(10)
    assert words(0) in crowd.answers_to(again)[0]


@in_simulated_time
async def test_an_answer_that_the_newsroom_has_hidden_is_given_anew(crowd):
    """The list leads to it no more, and who asks next gets another."""
    async with crowd.running():
        await make_busy(crowd)
        first = crowd.sent("sendMessage")[0].result["message_id"]
        await crowd.ask(0)
        await crowd.ask(1)
        await asyncio.sleep(30)
        assert len(links_of(crowd.lists()[-1])) == 2
        crowd.state.team.people[crowd.olena.id] = ("editor", "Olena")
        await crowd.say("/hide@VerbatimBot", reply_to=first)
        await asyncio.sleep(30)
        assert first not in crowd.comments.messages
        assert len(links_of(crowd.lists()[-1])) == 1
        again = await crowd.ask(0)
        await asyncio.sleep(10)
    assert words(0) in crowd.answers_to(again)[0]


@in_simulated_time
async def test_what_is_hidden_after_a_restart_is_given_anew_too(crowd):
    """The thread is known from its row before anybody has asked there again."""
    async with crowd.running():
        await make_busy(crowd)
        first = crowd.sent("sendMessage")[0].result["message_id"]
        await crowd.ask(0)
        await crowd.ask(1)
        await asyncio.sleep(30)
    crowd.state.team.people[crowd.olena.id] = ("editor", "Olena")
    async with crowd.running():
        await crowd.say("/hide@VerbatimBot", reply_to=first)
        await asyncio.sleep(30)
        assert first not in crowd.comments.messages
        assert len(links_of(crowd.lists()[-1])) == 1


@in_simulated_time
async def test_a_list_that_the_newsroom_has_hidden_does_not_come_back(crowd):
    """What stood in it is given anew; a new list has what is asked often after that."""
    async with crowd.running():
        await make_busy(crowd)
        await crowd.ask(0)
        await crowd.ask(1)
        await asyncio.sleep(30)
        (shown,) = {one.result["message_id"] for one in crowd.lists()}
        crowd.state.team.people[crowd.olena.id] = ("editor", "Olena")
        before = len(crowd.lists())
        await crowd.say("/hide@VerbatimBot", reply_to=shown)
        await asyncio.sleep(30)
        await make_busy(crowd)
        await asyncio.sleep(30)
        assert shown not in crowd.comments.messages
        assert len(crowd.lists()) == before


@in_simulated_time
async def test_an_answer_that_was_never_kept_is_given_when_its_question_comes_again(crowd):
    """Where the disk failed, nothing left, and nobody waits for an answer that will not come."""
    async with crowd.running():
        await make_busy(crowd)
        crowd.state.delivery.failures = 1
        with pytest.raises(StoreError):
            await crowd.ask(9)
        asked = max(crowd.comments.messages)
        await asyncio.sleep(1)
        again = crowd.asked_last
        await crowd.inbox.take([(again, json.dumps(again))])
        await asyncio.sleep(20)
    assert words(9) in crowd.answers_to(asked)[0]


async def leaves_the_list(crowd, take_back):
    """Check that an article which is taken back leaves the list, and another stays in it."""
    crowd.library.articles["other"] = article("other", "They left", "Anna left. Piotr stayed.")
    crowd.library.answers["Who left?"] = ("other", "Anna left")
    async with crowd.running():
        await make_busy(crowd)
        await crowd.ask(0)
        await asyncio.sleep(20)
        assert "ministry" in crowd.lists()[-1].params["text"]
        take_back()
        for _ in range(2):
            await crowd.say("@VerbatimBot Who left?")
            await asyncio.sleep(20)
    lines = crowd.lists()[-1].params["text"].split("\n")
    assert lines[1:3] == ["2 × “Anna left.”", ""]


@in_simulated_time
async def test_an_article_that_is_taken_back_leaves_the_list(crowd):
    """At its next edit, with the words and the links to the answers."""
    await leaves_the_list(crowd, lambda: crowd.library.withdraw("count"))


@in_simulated_time
async def test_an_article_that_is_paused_leaves_the_list(crowd):
    """In the same way, though it is held back on its way out as well."""
    await leaves_the_list(crowd, lambda: crowd.state.pauses.pause("article", "count", SERVER))


@in_simulated_time
async def test_a_paused_group_gets_its_list_when_it_goes_on(crowd):
    """Nothing is made again and again to be held back meanwhile."""
    group = str(crowd.comments.id)
    async with crowd.running():
        await make_busy(crowd)
        await crowd.ask(0)
        await asyncio.sleep(5)
        await crowd.ask(1)
        await asyncio.sleep(1)  # the list is edited fifteen seconds after the last time
        crowd.state.pauses.pause("chat", group, SERVER)
        await asyncio.sleep(300)
        assert crowd.measures.value(names.FAILED, kind="answer", why="paused") <= 1
        crowd.state.pauses.resume("chat", group, SERVER)
        before = len(crowd.lists())
        await asyncio.sleep(20)
    assert len(crowd.lists()) == before + 1


@in_simulated_time
async def test_a_question_that_anybody_may_tap_is_answered_once(crowd):
    """In a busy thread, too; who taps it again is shown the words and nothing is sent."""
    crowd.library.articles["count"] = replace(SOURCE, curation=Curation(suggested=(question(8),)))
    crowd.state.rooms.set_settings(crowd.comments.id, {"questions": True})
    async with crowd.running():
        title = "The ministry counts things"
        people.say(crowd.world, crowd.newsroom, title, by=Speaker(crowd.owner))
        await crowd.deliver()
        await asyncio.sleep(2)
        (invitation,) = crowd.sent("sendMessage")
        ((button,),) = invitation.params["reply_markup"]["inline_keyboard"]
        crowd.post = invitation.params["reply_parameters"]["message_id"]
        await make_busy(crowd)
        for _ in range(3):
            data, number = button["callback_data"], invitation.result["message_id"]
            people.tap(crowd.world, crowd.comments, number, data, by=Speaker(crowd.olena))
            await crowd.deliver()
            await asyncio.sleep(5)
        asked = await crowd.ask(8)
        await asyncio.sleep(20)
    assert len(crowd.answers_to(number)) == 1
    toasts = [one.params.get("text", "") for one in crowd.sent("answerCallbackQuery")]
    assert [words(8) in one for one in toasts] == [False, True, True]
    assert crowd.reactions(asked) == [ANSWERED]
    assert crowd.lists()[-1].params["text"].split("\n")[1].startswith("4 ×")


@in_simulated_time
async def test_what_is_marked_in_another_form_stops_nobody(crowd):
    """An older version may have left it; the lists go on."""
    async with crowd.running():
        crowd.outbox._keeping.follower.arrived(Message(-1, Reply("-"), mark="[]"), 5)
        await make_busy(crowd)
        await crowd.ask(0)
        await asyncio.sleep(20)
    assert crowd.lists()


@in_simulated_time
async def test_in_a_group_without_reactions_each_answer_still_stands_once(crowd):
    """A reaction that Telegram refuses is no obstacle; the list says where the answer is."""
    crowd.api.refused = ("setMessageReaction",)
    async with crowd.running():
        await make_busy(crowd)
        again = await crowd.ask(0)
        await asyncio.sleep(20)
    assert crowd.answers_to(again) == []
    assert words(0) in crowd.lists()[-1].params["text"]


@pytest.mark.parametrize("seed", [1, 2])
def test_thirty_questions_a_minute_for_ten_minutes(seed):
    """Of twelve kinds: each acknowledged in 3 seconds, answered in 20, in 18 messages a minute."""
    found = crowded(600, seed)
    assert found.questions == 300
    assert found.acknowledged <= 3
    assert (found.visible <= 20, found.unseen) == (True, 0)
    assert (found.most <= 18, found.refused) == (True, 0)


def test_more_than_fits_is_never_too_much():
    """At four times the rate and forty answers the limits hold, and each question is marked."""
    found = crowded(180, 3, a_minute=120, distinct=40)
    assert found.acknowledged <= 3
    assert (found.most <= 18, found.refused) == (True, 0)
