"""Whole conversations over real HTTP: library, state, bot and playground, nothing in between."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.handlers.asker import Asker
from bot.handlers.conversation import PRIVATE_COMMANDS, Conversation
from bot.playground.rules.entities import slice_utf16
from bot.render.compose import TEXT_LIMIT, units
from bot.strings.catalogue import load_strings
from knowledge.library import open_library
from knowledge.settings import LibrarySettings
from tests.fakes.state import FakeState
from tests.fakes.town import HARVEST, SEED, SEED_TEXT, SEEDS, build, running, utc_now
from tests.fakes.waiting import until

STRINGS = load_strings()


@pytest.fixture
async def two_articles(tmp_path):
    """Run the bot over the seeds and one article more."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=utc_now)
    harvest = tmp_path / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    build(library, SEEDS / f"{SEED}.txt", SEEDS / "about-verbatim.md", harvest)
    async with running(library, tmp_path) as town:
        yield town
    library.close()


def shown(said):
    return said.text, said.marks, said.buttons


ANSWERED = {
    "How much of its GDP does Poland spend on defence?": "4.12%",
    "how mch does estonia spned?": "3.43%",
    "poland spends 4 percent?? no way lol": "4.12% of GDP",
    "What is the new defense spending benchmark?": "5% GDP",
    "How many members met the old target?": "23",
    "What is Ukraine's defense industry worth?": "up to $35 billion",
    "Which countries invest in it?": "Norway, Denmark, and Lithuania",
    "What happened on June 23?": "attacks on Kyiv",
    "Who said we stand with Ukraine?": "Keir Starmer",
    "Where was the summit?": "The Hague",
    "what did rutte say about dealing with one issue at a time": "deal with one issue at a time",
}
ABOUT_THE_BOT = {
    "Is the bot a real person?": "a program, not a real person",
    "How do I delete my data?": "send /forget",
    "How do I report a mistake?": "write to its publisher",
    "can i ask in german": "in German about a German one",
    "Can I use this bot in a group?": "only who calls it",
    "Why does the bot not react to its name in a group?": "turns off its privacy mode",
    "What does quiet mode mean?": "says nothing where it has no answer",
    "What happens if I edit my question?": "changes its answer",
    "Which comments under a post does the bot answer?": "comments",
    "How do I get a summary?": "send /summary",
    "How do I get the digest at 8 in the morning?": "send /subscribe in a private chat",
    "How can I subscribe to a digest?": "send /subscribe in a private chat",
    "How do I stop a digest?": "send /unsubscribe",
    "How do I change the hour of my digest?": "subscribe to it again",
    "How do I set up a digest for my channel?": "send /digest to the bot",
    "Who approves a digest before it goes out?": "an owner or editor taps",
    "How do I pause a digest?": "send /digest and tap its title",
    "What happens when an article is withdrawn?": "can be withdrawn",
    "how do I change the settings": "verbatim init",
}
DECLINED = (
    "What is the capital of Australia?",
    "How do I bake bread?",
    "Did China sign a trade agreement with Norway?",
    "How old is Mark Rutte?",
    "asdf qwerty",
    "🤔?",
)


async def test_the_seeds_questions_are_answered(olena):
    """Each answer stands marked in the first quotation, which is the article's own words."""
    for question, words in ANSWERED.items():
        reply = await olena.say(question)
        assert words in reply.marked("bold")[0], question
        assert reply.text.startswith(reply.quoted()[0])
        assert all(quoted in SEED_TEXT for quoted in reply.quoted())


async def test_what_the_seed_does_not_say_is_declined(olena):
    """One sentence, nothing marked, and the nearest passages to tap."""
    for question in DECLINED:
        reply = await olena.say(question)
        assert reply.text.startswith("The article doesn't say."), question
        assert reply.marked("bold") == []
        assert reply.quoted() == []
        assert 1 <= len(reply.labels) <= 3


async def test_questions_about_the_bot_are_answered_from_its_manual(olena):
    """The manual answers under its own heading, only where no article does."""
    reply = await olena.say("How do I ask about another article?")
    assert reply.text.startswith("About this bot\n")
    assert "To ask about another article, send /articles and tap its title." in reply.quoted()[0]


async def test_the_manual_says_what_its_users_ask(olena):
    """Natural questions about the bot reach the sentence that answers them."""
    for question, words in ABOUT_THE_BOT.items():
        reply = await olena.say(question)
        assert reply.text.startswith("About this bot\n"), question
        assert words in reply.quoted()[0], question


async def test_two_questions_are_answered_under_their_numbers(olena):
    """One is answered and one declined, in one reply; a tap opens either below it."""
    reply = await olena.say("when was the attack n how many dead")
    assert reply.text.startswith("1\n")
    assert "June 23" in reply.marked("bold")[1]
    assert "\n2\nThe article doesn't say." in reply.text
    assert all(quoted in SEED_TEXT for quoted in reply.quoted())
    opened = await olena.tap(reply, reply.labels[0])
    assert opened.id != reply.id
    assert opened.marked("bold")[0] == reply.marked("bold")[1]


async def test_the_article_itself_is_asked_about(olena):
    """Who wrote it stands in its byline; what isn't given is said to be missing."""
    who = await olena.say("who wrote this, chatgpt?")
    assert who.quoted() == ["By AI"]
    assert "No date is given." in who.text
    assert (await olena.say("link?")).text.startswith("I have no link to this article.")
    assert (await olena.say("thx!")).text == STRINGS["other.welcome"]
    assert (await olena.say("this is so biased")).text == STRINGS["other.opinion"]


async def test_a_question_goes_on_from_the_last_answer(olena):
    """What was left out is taken from the question before, in the same chat only."""
    await olena.say("how much does poland spend on defense")
    assert "3.38%" in (await olena.say("what about the US")).marked("bold")[0]
    await olena.say("how many members met the old target?")
    assert "2024" in (await olena.say("when?")).marked("bold")[0]
    wide = await olena.say("tell me more")
    assert "Poland was ahead of all members" in wide.quoted()[0]


async def test_quotes_are_the_articles(olena):
    """Each speaker's quotations, in their parts, and no word between them."""
    reply = await olena.command("/quotes")
    assert reply.quoted() == [
        "“We can’t just deal with one issue at a time,”",
        (
            "“If you can only deal with one issue at a time, you should not be in politics or "
            "defense.”"
        ),
        "“That helps Ukraine, and it helps us,”",
        "“We stand with Ukraine in its fight against Russian aggression.”",
        "‘Let’s be naive.’",
    ]
    assert reply.marked("bold")[1:] == ["Mark Rutte", "Keir Starmer", "Mark Rutte"]
    assert reply.marked("italic") == ["In the headline only"]


async def test_a_summary_is_a_few_sentences_of_the_article(olena):
    """A few, none from what surrounds the article."""
    reply = await olena.command("/summary")
    assert 1 <= len(reply.quoted()) <= 4
    for sentence in reply.quoted():
        assert sentence in SEED_TEXT
        assert "Read More" not in sentence


async def test_facts_are_the_articles(olena):
    """The figures of the article, each in its words."""
    reply = await olena.command("/facts")
    assert "4.12% of GDP" in reply.marked("bold")


async def test_more_context_next_best_and_back(olena):
    """Buttons change the message in place, and lead back to the first reply."""
    first = await olena.say("What happened on June 23?")
    wide = await olena.tap(first, "More context")
    assert wide.id == first.id
    assert "one example of Russia’s continued disregard" in wide.quoted()[0]
    assert wide.marked("bold") == first.marked("bold")[:1]
    assert shown(await olena.tap(wide, "Less")) == shown(first)
    second = await olena.tap(first, "Next best")
    assert second.id == first.id
    assert second.marked("bold") == []
    assert second.quoted()[0] in SEED_TEXT
    assert shown(await olena.tap(second, "Back")) == shown(first)


async def test_a_near_passage_is_shown_as_one(olena):
    """After declining, a tapped passage says again that it doesn't answer."""
    declined = await olena.say("How old is Mark Rutte?")
    near = await olena.tap(declined, declined.labels[0])
    assert near.text.startswith("The article doesn't say.")
    assert near.quoted()[0] in SEED_TEXT
    assert shown(await olena.tap(near, "Back")) == shown(declined)


async def test_buttons_expire(town, olena):
    """After half an hour a tap is answered with a toast and nothing changes."""
    reply = await olena.say("What happened on June 23?")
    await town.later(minutes=31)
    assert await olena.tap_for_notice(reply, "More context") == STRINGS["buttons.expired"]
    await olena.hears_nothing()


async def test_a_button_obeys_only_its_reader(town, olena):
    """Somebody else's token does nothing in another chat."""
    reply = await olena.say("What happened on June 23?")
    data = reply.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    async with await town.visitor("Piotr") as piotr:
        own = await piotr.say("Where was the summit?")
        assert await piotr.press(own, data) == STRINGS["buttons.expired"]
        await piotr.hears_nothing()


async def test_made_up_button_data_is_harmless(olena):
    """An altered client gets the same toast, and the bot goes on."""
    reply = await olena.say("What happened on June 23?")
    for data in ("x", "hit.0:", "hit.9999:abc", "forget:abc", "’; drop table"):
        assert await olena.press(reply, data) == STRINGS["buttons.expired"]
    assert (await olena.say("Where was the summit?")).marked("bold") == ["The Hague"]


SUGGESTED = {
    "What is the new defense spending benchmark?": "5% GDP",
    "How much does Poland spend on defense?": "4.12% of GDP",
    "What should NATO be realistic about?": "the threats posed by Russia and China",
    "Which countries are investing in Ukraine?": "Norway, Denmark, and Lithuania",
    "What happened on June 23?": "attacks on Kyiv",
}


async def test_suggested_questions_are_tapped(olena):
    """The newsroom's questions stand under the greeting; each tap answers below it."""
    greeting = await olena.command("/start")
    assert greeting.labels == list(SUGGESTED)
    for question, answer in SUGGESTED.items():
        reply = await olena.tap(greeting, question)
        assert reply.id != greeting.id
        assert answer in " ".join(reply.marked("bold"))
        assert answer in SEED_TEXT
    assert (await olena.say("and Estonia?")).quoted()


async def test_a_suggested_question_asks_its_own_article(two_articles):
    """Under an article that was chosen its questions stand, also after another was chosen."""
    async with await two_articles.visitor() as olena:
        chosen = await olena.start(SEED)
        assert chosen.labels == [*SUGGESTED, "Ask about another"]
        made = await olena.start("harvest")
        assert made.labels == ["What did Anna Berg say?", "Ask about another"]
        reply = await olena.tap(chosen, "How much does Poland spend on defense?")
        assert set(reply.marked("bold")) == {"4.12% of GDP"}
        assert (await olena.say("How much wheat was brought in?")).marked("bold")[0][:2] == "48"


async def test_a_pinned_question_is_answered_as_the_newsroom_said(olena):
    """The words are the article's, and their speaker stands below."""
    reply = await olena.say("why should europe invest in ukraine")
    assert reply.marked("bold") == ["“That helps Ukraine, and it helps us,”"]
    assert "Mark Rutte" in reply.text


async def test_start_help_and_privacy(olena):
    """The first things a reader and Telegram's rules ask for."""
    assert (await olena.command("/start")).text.startswith("Hello!")
    assert "/articles" in (await olena.command("/help")).marked("bot_command")
    assert "your last question" in (await olena.command("/privacy")).text


async def test_a_caption_is_a_question_and_a_voice_is_not(olena):
    """Attachments are answered by their caption, or with one friendly line."""
    assert (await olena.send_photo("Where was the summit?")).marked("bold") == ["The Hague"]
    assert (await olena.send_photo()).text == STRINGS["other.media"]
    assert (await olena.attach("voice")).text == STRINGS["other.not_text"]
    assert (await olena.attach("sticker")).text == STRINGS["other.not_text"]


async def test_an_unknown_command_gets_the_nearest(olena):
    """A typing mistake in a command is no dead end."""
    assert "/summary" in (await olena.command("/sumary")).text
    assert (await olena.command("/stop")).text == STRINGS["other.stop"]


async def test_several_articles_are_searched_at_once(two_articles):
    """Without a choice each question finds its article, and the reply names it."""
    async with await two_articles.visitor() as olena:
        harvest = await olena.say("How much wheat did farmers bring in?")
        assert harvest.marked("bold")[0].startswith("48 million")
        assert harvest.marked("text_link") == ["The harvest of the year"]
        assert harvest.text.endswith("1 August 2025")
        assert (await olena.say("Where was the summit?")).marked("bold") == ["The Hague"]
        declined = await olena.say("What is the capital of Australia?")
        assert declined.text.startswith("I didn't find that in these articles.")


async def test_a_chosen_article_is_the_only_one_asked(two_articles):
    """After a tap in the list the other article is silent, until all are asked again."""
    async with await two_articles.visitor() as olena:
        listing = await olena.command("/articles")
        chosen = await olena.tap(listing, "The harvest of the year")
        assert "Now you are asking about: The harvest of the year" in chosen.text
        declined = await olena.say("Where was the summit?")
        assert declined.text.startswith("The article doesn't say.")
        listing = await olena.command("/articles")
        assert "✓ The harvest of the year" in listing.labels
        await olena.tap(listing, "All articles")
        assert (await olena.say("Where was the summit?")).marked("bold") == ["The Hague"]


async def test_an_overview_asks_which_article(two_articles):
    """With several articles and no choice, a tap answers the command at once."""
    async with await two_articles.visitor() as olena:
        question = await olena.command("/quotes")
        assert question.text == "Which article?"
        quotes = await olena.tap(question, "The harvest of the year")
        assert quotes.quoted() == ["“Nobody expected this,”"]
        assert "Anna Berg" in quotes.marked("bold")


async def test_a_link_opens_at_its_article(two_articles):
    """A deep link chooses its article; one that leads nowhere offers the list."""
    async with await two_articles.visitor() as olena:
        assert "The harvest of the year" in (await olena.start("harvest")).text
        assert "doesn't say" in (await olena.say("Where was the summit?")).text
        lost = await olena.start("no-such-article")
        assert lost.text == STRINGS["start.unknown_link"]
        assert "The harvest of the year" in " ".join(lost.labels)


async def test_forgetting(two_articles):
    """What is held is shown, and one tap deletes it."""
    async with await two_articles.visitor() as olena:
        assert (await olena.command("/forget")).text == STRINGS["forget.nothing"]
        await olena.start("harvest")
        asked = await olena.command("/forget")
        assert "the article you chose" in asked.text
        done = await olena.tap(asked, "Delete it")
        assert done.text == STRINGS["forget.done"]
        assert not two_articles.state.replies(olena.person["id"])
        assert (await olena.command("/forget")).text == STRINGS["forget.nothing"]


async def test_forgetting_takes_replies_back(two_articles):
    """On request what the bot wrote in two days goes, in groups, too, and the last word stays."""
    async with await two_articles.visitor() as olena:
        welcome = await olena.start("harvest")
        group = (await olena.do("found", kind="supergroup", title="Us"))["room"]["id"]
        await olena.do("bot", **{"in": group, "as": "member"})
        async with await olena.enter(two_articles.playground, group) as there:
            public = await there.say("/ask@VerbatimBot Where was the summit?")
        await two_articles.settled()
        asked = await olena.command("/forget")
        assert STRINGS["forget.replies"] in asked.text
        done = await olena.tap(asked, STRINGS["buttons.forget_replies"])
        assert (done.id, done.text) == (asked.id, STRINGS["forget.replies_done"])
        world = two_articles.playground.world
        own = world.chat(olena.person["id"]).messages
        await until(lambda: public.id not in world.chat(group).messages)
        await until(lambda: welcome.id not in own)
        assert asked.id in own


async def test_two_readers_do_not_mix(two_articles):
    """Each chat has its own choice, asked at the same time."""
    async with (
        await two_articles.visitor("Olena") as olena,
        await two_articles.visitor("Piotr") as piotr,
    ):
        await olena.start("harvest")
        question = "Where was the summit?"
        hers, his = await asyncio.gather(olena.say(question), piotr.say(question))
        assert "doesn't say" in hers.text
        assert his.marked("bold") == ["The Hague"]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_gets_what_it_asks_for_by_name(two_articles, kind):
    """A command that names the bot is answered as a reply; its buttons work; talk is left alone."""
    playground = two_articles.playground
    async with await two_articles.visitor() as olena:
        group = (await olena.do("found", kind=kind, title="Desk"))["room"]["id"]
        await olena.do("bot", **{"in": group, "as": "administrator"})
        async with await olena.enter(playground, "Desk") as there:
            await there.tell("Where was the summit?")
            await there.tell("/quotes")
            asked = await there.tell("/quotes@VerbatimBot")
            question = await there.hears()
            assert (question.text, question.reply_to) == ("Which article?", asked)
            quotes = await there.tap(question, "The harvest of the year")
            assert quotes.quoted() == ["“Nobody expected this,”"]
            await there.hears_nothing()
        await olena.hears_nothing(0.05)


async def test_a_topic_gets_its_answers_in_it(town, olena):
    """A command in a topic of a forum is answered there, and nowhere else."""
    forum = (await olena.do("found", kind="supergroup", title="Desks"))["room"]["id"]
    await olena.do("bot", **{"in": forum, "as": "member"})
    await olena.do("topics", **{"in": forum}, on=True)
    topic = (await olena.do("topic", **{"in": forum}, name="Summit"))["topic"]
    async with await olena.enter(town.playground, forum, topic=topic) as there:
        summary = await there.say("/summary@VerbatimBot")
        assert summary.thread == topic
        assert summary.quoted()
    async with await olena.enter(town.playground, forum) as general:
        helped = await general.say("/help@VerbatimBot")
        assert helped.thread is None
        assert helped.text.startswith(STRINGS["help.group"])


async def test_a_channel_is_left_alone_and_its_comments_are_served(town, olena):
    """Posts and their copies get no answer; a command under one gets it in that thread."""
    async with (
        await olena.enter(town.playground, "The Newsroom") as channel,
        await olena.enter(town.playground, "The Newsroom comments") as comments,
    ):
        await channel.tell("Where was the summit?")
        post = await comments.overhears()
        assert (post.text, post.sender) == ("Where was the summit?", "The Newsroom")
        summary = await comments.say("/summary@VerbatimBot", reply_to=post)
        assert (summary.thread, summary.sender) == (post.id, "Verbatim")
        assert summary.quoted()
        await channel.hears_nothing()
        await comments.hears_nothing(0.05)


async def test_two_readers_of_a_group(town, olena):
    """Each gets a reply to their own message; a blocked bot's words are not missed there."""
    async with await town.visitor("Piotr") as piotr:
        await piotr.do("block", on=True)
        async with (
            await olena.enter(town.playground, "Readers") as hers,
            await piotr.enter(town.playground, "Readers") as his,
        ):
            asked = await hers.tell("/help@VerbatimBot")
            asked_too = await his.tell("/privacy@VerbatimBot")
            answers = [await hers.hears(), await hers.hears()]
            assert {said.reply_to for said in answers} == {asked, asked_too}


async def test_what_a_reader_does_besides_asking_is_no_question(olena):
    """Reactions and pins bring no word of the bot's; what they forward is read as said."""
    asked = await olena.tell("Where was the summit?")
    reply = await olena.hears()
    await olena.react(reply, "👍")
    await olena.pin(reply)
    await olena.forward(asked)
    assert (await olena.hears()).marked("bold") == ["The Hague"]
    await olena.hears_nothing()


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.text(min_size=1, max_size=4096)
    | st.sampled_from(["a " * 2048, "🎉" * 2048, "e\u0301" * 2048])
)
def test_any_text_is_answered_or_declined(seeds, text):
    """Whatever a reader sends, the reply is a valid message, and quotes only the articles."""
    manual = seeds.article("about-verbatim").text
    talk = Conversation(seeds, FakeState(), STRINGS)
    reply = talk.ask(Asker(7, 7), text, None)
    assert 0 < units(reply.text) <= TEXT_LIMIT
    for entity in reply.entities:
        if "blockquote" in entity.kind:
            quoted = slice_utf16(reply.text, entity.offset, entity.length)
            assert quoted in SEED_TEXT or quoted in manual


async def test_commands_are_registered(town):
    """Telegram knows every command and what the bot is."""

    def told():
        return {name: one for name, one in town.playground.requests if "language_code" not in one}

    await until(lambda: "setMyShortDescription" in told())
    sent = told()
    names = [command["command"] for command in sent["setMyCommands"]["commands"]]
    assert names == list(PRIVATE_COMMANDS)
    assert sent["setMyShortDescription"]["short_description"] == STRINGS["bot.about"]
