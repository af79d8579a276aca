"""Groups, topics and the comments under a channel's posts, as conversations over HTTP."""

from __future__ import annotations

import pytest

from bot.playground.world import rooms
from bot.strings.languages import load_languages
from tests.fakes.town import HARVEST, SEED, running, seeded

LANGUAGES = load_languages()
STRINGS = LANGUAGES.default
SUMMIT = "Where was the summit?"
WHEAT = "How much wheat did farmers bring in?"
TONNES = "48 million tonnes"
BOT = "@VerbatimBot"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Open a library of two articles, which no test changes."""
    harvest = tmp_path_factory.mktemp("articles") / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot over both articles."""
    async with running(shelf, tmp_path) as town:
        yield town


@pytest.fixture
async def piotr(town):
    """Enter as another reader."""
    async with await town.visitor("Piotr") as piotr:
        yield piotr


@pytest.fixture
async def desk(town, olena, piotr):
    """Enter a supergroup whose owner Olena is, and of which Piotr and the bot are members."""
    town.playground.world.privacy = False
    group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    await olena.do("bot", **{"in": group, "as": "member"})
    await olena.do("add", **{"in": group}, person=piotr.person["id"])
    async with await olena.enter(town.playground, group) as there:
        yield there


async def test_with_privacy_mode_the_bot_answers_what_it_is_shown(town, olena):
    """A command that names it and a reply to it are answered; what else is said, it never sees."""
    async with await olena.enter(town.playground, "Readers") as there:
        await there.tell(SUMMIT)
        asked = await there.tell(f"/ask{BOT} {SUMMIT}")
        answer = await there.hears()
        assert (answer.marked("bold"), answer.reply_to) == (["The Hague"], asked)
        again = await there.say(WHEAT, reply_to=answer)
        assert again.marked("bold") == [TONNES]
        await there.hears_nothing()


async def test_without_privacy_mode_only_who_calls_the_bot_is_answered(town, desk):
    """Its name anywhere in a message calls it, and is cut out of the question; talk is left."""
    for talk in (SUMMIT, "/help", "hello @VerbatimBotter", "mail me at olena@VerbatimBot.example"):
        await desk.tell(talk)
    for words in (f"{BOT} {SUMMIT}", f"🎉 Hey {BOT}, where was the summit?", f"{SUMMIT} {BOT}"):
        asked = await desk.tell(words)
        answer = await desk.hears()
        assert (answer.marked("bold"), answer.reply_to) == (["The Hague"], asked), words
    await desk.hears_nothing()
    sent = [params for method, params in town.playground.requests if method == "sendMessage"]
    assert len(sent) == 3
    assert not any("message_thread_id" in params for params in sent)


async def test_the_name_alone_in_answer_to_a_question_asks_it(town, desk, piotr):
    """Whoever calls the bot under another's question gets that answered."""
    async with await piotr.enter(town.playground, "Desk") as his:
        question = await his.tell(SUMMIT)
        answer = await desk.say(BOT, reply_to=question)
        assert answer.marked("bold") == ["The Hague"]
        assert (await desk.say(f"{BOT}")).text == STRINGS["help.group"]


async def test_a_reply_to_an_answer_for_somebody_else_goes_on_from_it(town, desk, piotr):
    """Where the answer stands is known for anybody; what was asked isn't, and isn't needed."""
    async with await piotr.enter(town.playground, "Desk") as his:
        await his.say(f"{BOT} {WHEAT}")
        answer = await desk.say(f"{BOT} How much of its GDP does Poland spend on defence?")
        further = await his.say("and Estonia?", reply_to=answer)
        assert "3.43%" in further.marked("bold")[0]


async def test_an_articles_address_beside_a_question_in_a_group(desk):
    """It is asked of that article, and what the group asks about stays the same."""
    await desk.say(f"{BOT} {SUMMIT}")
    asked = f"{BOT} https://t.me/VerbatimBot?start=harvest how many tonnes did they bring in?"
    assert (await desk.say(asked)).marked("bold") == [TONNES]
    assert (await desk.say(f"{BOT} {SUMMIT}")).marked("bold") == ["The Hague"]


async def test_a_doubt_in_answer_to_a_claim_checks_the_claim(town, desk, piotr):
    """As where the bot is a guest; a question of one's own is asked whatever it answers."""
    async with await piotr.enter(town.playground, "Desk") as his:
        claim = await his.tell("Berg said: “Nobody expected this”")
        for doubt in (f"{BOT} real?", f"/ask{BOT} did she really say that?"):
            checked = await desk.say(doubt, reply_to=claim)
            assert checked.marked("bold")[0] == STRINGS["check.verdicts.exact"]
        answer = await desk.say(f"{BOT} {SUMMIT}", reply_to=claim)
        assert answer.marked("bold") == ["The Hague"]


async def test_in_a_topic_a_mention_is_answered_in_it(town, olena, desk):
    """Neither the topic's beginning nor what is said in it counts as a call of the bot."""
    room = desk._where["in"]
    await olena.do("topics", **{"in": room}, on=True)
    topic = (await olena.do("topic", **{"in": room}, name="Summit"))["topic"]
    async with await olena.enter(town.playground, room, topic=topic) as there:
        await there.tell(SUMMIT)
        asked = await there.tell(f"{BOT} {SUMMIT}")
        answer = await there.hears()
        assert (answer.thread, answer.reply_to) == (topic, asked)
        more = await there.tap(answer, "More context")
        assert (more.id, more.thread) == (answer.id, topic)
        await there.hears_nothing()


async def test_buttons_are_for_who_asked(town, desk, piotr):
    """Another reader is told to ask in private, at that article, and the message stays."""
    answer = await desk.say(f"{BOT} {SUMMIT}")
    async with await piotr.enter(town.playground, "Desk") as his:
        told = await his.tap_for_notice(answer, "More context")
        assert told.endswith(f"t.me/VerbatimBot?start={SEED}")
        assert told.startswith("Only who asked")
        await his.hears_nothing()


async def test_only_administrators_choose_a_groups_article(town, desk, piotr):
    """A member's choice is refused, with a way to it in private; the owner's holds for all."""
    async with await piotr.enter(town.playground, "Desk") as his:
        listed = await his.say(f"/articles{BOT}")
        told = await his.tap_for_notice(listed, "The harvest of the year")
        assert told.startswith("Only this group's administrators")
        assert told.endswith("?start=harvest")
        await his.say(f"/start{BOT} harvest")
        assert (await his.say(f"{BOT} {SUMMIT}")).marked("bold") == ["The Hague"]
        which = await his.say(f"/quotes{BOT}")
        assert (await his.tap(which, "The harvest of the year")).quoted()
        assert (await his.say(f"{BOT} {SUMMIT}")).marked("bold") == ["The Hague"]
        hers = await desk.say(f"/articles{BOT}")
        await desk.tap(hers, "The harvest of the year")
        assert "doesn't say" in (await his.say(f"{BOT} {SUMMIT}")).text


async def test_settings_are_the_administrators(town, desk, piotr):
    """Members can't see or change them; words and buttons of the owner do."""
    async with await piotr.enter(town.playground, "Desk") as his:
        refusal = await his.say(f"/settings{BOT} quiet on")
        assert refusal.text == STRINGS["group.not_admin"]
        shown = await desk.say(f"/settings{BOT}")
        assert STRINGS["settings.quiet_off"] in shown.text
        assert (await his.tap_for_notice(shown, "Turn quiet mode on")).startswith("Only this")
        shown = await desk.tap(shown, "Turn quiet mode on")
        assert STRINGS["settings.quiet_on"] in shown.text
        (deed,) = town.state.audit.deeds()
        assert (deed.part, deed.what, deed.about["quiet"]) == ("admin", "settings", "True")
    async with await piotr.enter(town.playground, "Desk") as his:
        await his.tell(f"{BOT} How do I bake bread?")
        await his.tell(f"{BOT} thanks!")
        await his.hears_nothing()
        assert (await his.say(f"{BOT} {SUMMIT}")).marked("bold") == ["The Hague"]
        await his.tell(f"{BOT} How do I bake bread?")
        await his.hears_nothing()
        which = await his.say(f"{BOT} give me the quotes")
        assert which.text == STRINGS["articles.which"]
        usage = await desk.say(f"/settings{BOT} quiet perhaps")
        assert usage.text == STRINGS.text(
            "settings.usage", command="/settings@VerbatimBot", languages=", ".join(LANGUAGES.codes)
        )


@pytest.mark.parametrize("choice", ["questions on", "comments every", "word verbatim"])
async def test_settings_say_what_needs_all_messages_to_be_seen(desk, choice):
    """In privacy mode a member is shown neither posts nor what is said to nobody."""
    sees = STRINGS["settings.sees"]
    assert sees not in (await desk.say(f"/settings{BOT}")).text
    assert sees in (await desk.say(f"/settings{BOT} {choice}")).text


async def test_a_word_can_call_the_bot(desk):
    """The word that was chosen, at the beginning and whole, is as good as the bot's name."""
    assert "Newsbot" in (await desk.say(f"/settings{BOT} word Newsbot")).marked("bold")[-1].title()
    for talk in (f"newsbots {SUMMIT}", f"I like newsbot. {SUMMIT}"):
        await desk.tell(talk)
    await desk.hears_nothing()
    assert (await desk.say(f"NEWSBOT, {SUMMIT}")).marked("bold") == ["The Hague"]
    await desk.say(f"/settings{BOT} word off")
    await desk.tell(f"newsbot {SUMMIT}")
    await desk.hears_nothing()


async def test_an_administrator_who_hides_is_known_by_the_group(town, desk, piotr):
    """Who speaks in the group's name may set it; who speaks in a channel's may not."""
    world, room = town.playground.world, desk._where["in"]
    channel = (await piotr.do("found", kind="channel", title="Piotr's"))["room"]["id"]
    async with await piotr.enter(town.playground, "Desk") as his:
        refusal = await his.say(f"/settings{BOT}", as_channel=channel)
        assert refusal.text == STRINGS["group.not_admin"]
        member = world.person(piotr.person["id"])
        rooms.promote(world, world.chat(room), member, anonymous=True)
        shown = await his.say(f"/settings{BOT} quiet on")
        assert STRINGS["settings.quiet_on"] in shown.text


async def test_settings_survive_a_migration(town, olena):
    """What was chosen for a group holds in the supergroup that it becomes."""
    town.playground.world.privacy = False
    group = (await olena.do("found", kind="group", title="Small"))["room"]["id"]
    await olena.do("bot", **{"in": group, "as": "member"})
    async with await olena.enter(town.playground, group) as there:
        await there.say(f"/settings{BOT} word news")
        await there.tap(await there.say(f"/articles{BOT}"), "The harvest of the year")
    world = town.playground.world
    new = rooms.migrate(world, world.chat(group))
    await town.settled()
    async with await olena.enter(town.playground, new.id) as there:
        assert (await there.say(f"news, {WHEAT}")).marked("bold") == [TONNES]
        shown = await there.say(f"/settings{BOT}")
        assert shown.marked("bold")[1:] == ["The harvest of the year", "news"]


async def test_an_edited_question_edits_its_answer(town, desk, olena):
    """The answer follows the question, in a group and in private; other edits do nothing."""
    talk = await desk.tell("lovely day")
    await desk.edit(talk, f"{BOT} {SUMMIT}")
    asked = await desk.tell(f"{BOT} {SUMMIT}")
    answer = await desk.hears()
    await town.settled()
    await desk.edit(asked, f"{BOT} {WHEAT}")
    changed = await desk.hears()
    assert (changed.id, changed.marked("bold")) == (answer.id, [TONNES])
    await desk.hears_nothing()
    asked = await olena.tell(SUMMIT)
    answer = await olena.hears()
    await town.settled()
    await olena.edit(asked, WHEAT)
    changed = await olena.hears()
    assert (changed.id, changed.marked("bold")) == (answer.id, [TONNES])
    await town.later(minutes=31)
    await olena.edit(asked, SUMMIT)
    await olena.hears_nothing()


async def test_a_question_may_be_edited_before_its_answer_has_come(town, desk):
    """The answer comes as soon as Telegram lets it, and is then changed as any other."""
    town.playground.faults.flood("sendMessage", 1)
    asked = await desk.tell(f"{BOT} {SUMMIT}")
    await desk.edit(asked, f"{BOT} {WHEAT}")
    answer = await desk.hears()
    changed = await desk.hears()
    assert (changed.id, changed.marked("bold")) == (answer.id, [TONNES])


async def test_a_question_may_be_edited_into_a_command(town, desk, olena):
    """Its answer becomes what the command shows."""
    asked = await desk.tell(f"{BOT} {SUMMIT}")
    answer = await desk.hears()
    await town.settled()
    await desk.edit(asked, f"/help{BOT}")
    assert (await desk.hears()).text == STRINGS["help.group"]
    await olena.start(SEED)
    asked = await olena.tell(SUMMIT)
    answer = await olena.hears()
    await town.settled()
    await olena.edit(asked, "/summary long")
    changed = await olena.hears()
    assert changed.id == answer.id
    assert changed.labels == [STRINGS["summary.short"], STRINGS["summary.normal"]]


async def test_in_a_group_what_says_nothing_is_not_answered(desk):
    """A thumb or a laugh in answer to the bot is for the others; the bot's own words no claim."""
    answer = await desk.say(f"{BOT} {SUMMIT}")
    for remark in ("👍", "lol", "…", f"haha {BOT}"):
        await desk.tell(remark, reply_to=answer)
    await desk.hears_nothing()
    doubted = await desk.say(f"{BOT} did he really say that?", reply_to=answer)
    assert doubted.marked("bold") == [STRINGS["check.verdicts.in_text_not_quoted"]]


async def test_in_private_the_command_for_asking_is_known_too(town, olena):
    """Who has learnt it in a group is answered, and may edit it."""
    asked = await olena.tell(f"/ask {SUMMIT}")
    assert (await olena.hears()).marked("bold") == ["The Hague"]
    await town.settled()
    await olena.edit(asked, f"/ask {WHEAT}")
    assert (await olena.hears()).marked("bold") == [TONNES]
    assert (await olena.command("/ask")).text == STRINGS["help.private"]


POSTS = {
    "deep link": "Ask about it: https://t.me/VerbatimBot?start=harvest",
    "address": "New: http://www.example.org/harvest/?utm_source=telegram",
    "title": "📰 The harvest of the year\n\nRead it on our site.",
    "words": "Farmers brought in 48 million tonnes of wheat this summer.",
}


@pytest.mark.parametrize("how", POSTS)
async def test_comments_are_answered_from_the_posts_article(town, olena, how):
    """By its link, its title or its words; a comment on a comment, too, and in its thread."""
    town.playground.world.privacy = False
    async with (
        await olena.enter(town.playground, "The Newsroom") as channel,
        await olena.enter(town.playground, "The Newsroom comments") as comments,
    ):
        await channel.tell(POSTS[how])
        post = await comments.overhears()
        answer = await comments.say(f"{BOT} {SUMMIT}", reply_to=post)
        assert (answer.text.split(".")[0], answer.thread) == ("The article doesn't say", post.id)
        first = await comments.tell("How much wheat?", reply_to=post)
        answer = await comments.say(f"{BOT} {WHEAT}", reply_to=first)
        assert (answer.marked("bold"), answer.thread) == ([TONNES], post.id)
        summary = await comments.say(f"/summary{BOT}", reply_to=post)
        assert "48 million" in summary.text
        elsewhere = await comments.say(f"{BOT} {SUMMIT}")
        assert elsewhere.marked("bold") == ["The Hague"]
        await comments.hears_nothing()


async def test_a_command_under_an_unknown_post_asks_which_article(town, olena):
    """What the group has chosen, or the only article, is not taken for that of another post."""
    town.playground.world.privacy = False
    async with (
        await olena.enter(town.playground, "The Newsroom") as channel,
        await olena.enter(town.playground, "The Newsroom comments") as comments,
    ):
        await channel.tell("Good morning, everybody!")
        post = await comments.overhears()
        asked = await comments.say(f"/summary{BOT}", reply_to=post)
        assert asked.text == STRINGS["articles.of_post"]
        assert "48 million" in (await comments.tap(asked, "The harvest of the year")).text
        asked = await comments.say(f"{BOT} who wrote this?", reply_to=post)
        assert asked.text == STRINGS["articles.of_post"]


async def test_a_command_is_about_the_message_it_answers(town, desk, olena):
    """A forwarded post, a link, or an earlier reply of the bot's, whatever the group has chosen."""
    chosen = await desk.say(f"/articles{BOT}")
    await desk.tap(chosen, next(one for one in chosen.labels if one.startswith("Rutte")))
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        known = await channel.tell(POSTS["title"])
        unknown = await channel.tell("Good morning, everybody!")
        room = desk._where["in"]
        forwarded = await channel.forward(known, room)
        stray = await channel.forward(unknown, room)
    assert "48 million" in (await desk.say(f"/summary{BOT}", reply_to=forwarded)).text
    assert "Increased Defense" in (await desk.say(f"/sections{BOT}", reply_to=stray)).text
    link = await desk.tell(POSTS["address"])
    summary = await desk.say(f"/summary{BOT}", reply_to=link)
    assert "48 million" in summary.text
    quotes = await desk.say("/quotes", reply_to=summary)
    assert "Nobody expected this" in quotes.text
    assert "Rutte" in (await desk.say(f"/quotes{BOT}")).text


async def test_the_copy_of_a_post_is_never_answered(town, olena):
    """Not even where it calls the bot, by its name or with a command, or where it is edited."""
    town.playground.world.privacy = False
    async with (
        await olena.enter(town.playground, "The Newsroom") as channel,
        await olena.enter(town.playground, "The Newsroom comments") as comments,
    ):
        for words in (f"/ask{BOT} {SUMMIT}", f"/help{BOT}", f"{BOT} {SUMMIT}"):
            post = await channel.tell(words)
            await comments.overhears()
            await channel.edit(post, f"{words} Or not?")
        await comments.hears_nothing()
        await channel.hears_nothing(0.05)


async def test_how_many_comments_are_answered_is_chosen(town, olena):
    """Every question that the article answers, or none at all, under the channel's posts only."""
    town.playground.world.privacy = False
    async with (
        await olena.enter(town.playground, "The Newsroom") as channel,
        await olena.enter(town.playground, "The Newsroom comments") as comments,
    ):
        world = town.playground.world
        room = world.chat(comments._where["in"])
        await channel.tell(POSTS["title"])
        post = await comments.overhears()
        rooms.promote(world, room, world.person(olena.person["id"]))
        await comments.tell(WHEAT, reply_to=post)
        await comments.hears_nothing()
        await comments.say(f"/settings{BOT} comments every")
        assert (await comments.say(WHEAT, reply_to=post)).marked("bold") == [TONNES]
        for talk in (SUMMIT, "What a year!", "thanks", "wheat", "give me the summary"):
            await comments.tell(talk, reply_to=post)
        await comments.tell(WHEAT)
        await comments.hears_nothing()
        await comments.say(f"/settings{BOT} comments off")
        await comments.tell(f"{BOT} {WHEAT}", reply_to=post)
        await comments.tell(f"/summary{BOT}", reply_to=post)
        await comments.hears_nothing()
        assert (await comments.say(f"{BOT} {WHEAT}")).marked("bold") == [TONNES]


async def test_a_new_post_gets_questions_to_tap_where_its_group_wants_them(town, olena, piotr):
    """The first to tap one is answered for all; who taps it again is shown the words alone."""
    town.playground.world.privacy = False
    async with (
        await olena.enter(town.playground, "The Newsroom") as channel,
        await olena.enter(town.playground, "The Newsroom comments") as comments,
        await piotr.enter(town.playground, "The Newsroom comments") as his,
    ):
        world = town.playground.world
        rooms.promote(world, world.chat(comments._where["in"]), world.person(olena.person["id"]))
        await channel.tell(POSTS["title"])
        await comments.overhears()
        await comments.hears_nothing()
        shown = await comments.say(f"/settings{BOT} questions on")
        assert "questions off ends that" in shown.text
        for post in ("Good morning!", POSTS["words"]):
            await channel.tell(post)
            await comments.overhears()
        await comments.hears_nothing()
        await channel.tell(POSTS["address"])
        post = await comments.overhears()
        invitation = await comments.hears()
        assert (invitation.text, invitation.reply_to) == (STRINGS["crowd.invitation"], post.id)
        assert invitation.labels == ["What did Anna Berg say?"]
        await his.hears()
        answer = await his.tap(invitation, "What did Anna Berg say?")
        assert (answer.reply_to, answer.thread) == (invitation.id, post.id)
        assert "Nobody expected this" in answer.text
        await comments.hears()
        told = await comments.tap_for_notice(invitation, "What did Anna Berg say?")
        said = "“Nobody expected this,” said Anna Berg, who farms near Lund."
        assert told == STRINGS.text("crowd.stands", words=said)
        await comments.say(f"/settings{BOT} comments off")
        await channel.tell(POSTS["address"])
        await comments.overhears()
        await comments.hears_nothing()
