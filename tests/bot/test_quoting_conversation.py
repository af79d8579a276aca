"""Answers that quote a message by Telegram's own quotation, as conversations over HTTP."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from bot.strings.catalogue import load_strings
from tests.fakes.town import HARVEST, running, seeded

STRINGS = load_strings()
BOT = "@VerbatimBot"
WHEAT = "How much wheat did farmers bring in?"
SENTENCE = "Farmers brought in 48 million tonnes of wheat this summer, the ministry said."
ADDRESS = "https://example.org/harvest"
TOLD = "Answer to this question"
# Long enough that a passage is not the whole of its section.
ARTICLE = (
    HARVEST
    + """
Berg and her neighbours have sold most of it already, at prices that were higher in June than in
any month of the two years before, and have begun to sow the fields for the year that comes.

The ministry expects less next year: the autumn has been dry, and what was sown in September has
come up late, so that nobody who was asked would say how much there will be to bring in.
"""
)
# Words before it that take two units each in UTF-16, and marks within it and across its start.
POST = f"🌾🌾 The harvest of the year\n\n{SENTENCE} Read on: {ADDRESS}"
AT = 4 + len(" The harvest of the year\n\n")
MARKS = [
    {"type": "italic", "offset": 0, "length": AT + 7},
    {"type": "bold", "offset": AT + 19, "length": 17},
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Open a library of two articles, which no test changes."""
    harvest = tmp_path_factory.mktemp("articles") / "harvest.md"
    harvest.write_text(ARTICLE, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot over both articles, where it hears whatever is said."""
    async with running(shelf, tmp_path) as town:
        town.playground.world.privacy = False
        yield town


@pytest.fixture
async def channel(town, olena):
    """Enter the newsroom's channel."""
    async with await olena.enter(town.playground, "The Newsroom") as channel:
        yield channel


@pytest.fixture
async def comments(town, olena):
    """Enter the group where its posts are commented on."""
    async with await olena.enter(town.playground, "The Newsroom comments") as comments:
        yield comments


def post(town, olena, text=POST, marks=MARKS):
    """Put a post with marks into the channel, as its app does."""
    world = town.playground.world
    by = Speaker(world.person(olena.person["id"]))
    return people.send(world, newsroom(town), {"text": text, "entities": list(marks)}, by=by)


def newsroom(town):
    """Return the playground's own channel."""
    chats = town.playground.world.chats()
    return next(chat for chat in chats if chat.as_chat().get("title") == "The Newsroom")


def quoted(said):
    """Return what Telegram shows above a message: the words, their place, their marks."""
    shown = said.raw["quote"]
    marks = [(one["type"], one["offset"], one["length"]) for one in shown.get("entities", [])]
    return shown["text"], shown["position"], marks


WHOLE = (SENTENCE, AT, [("italic", 0, 7), ("bold", 19, 17)])


async def test_under_a_post_the_answer_quotes_it(town, olena, comments):
    """It replies to the post with the sentence, marks and all, and says whom it is for."""
    post(town, olena)
    copy = await comments.overhears()
    asked = await comments.tell(f"{BOT} {WHEAT}", reply_to=copy)
    answer = await comments.hears()
    assert (answer.reply_to, answer.thread) == (copy.id, copy.id)
    assert quoted(answer) == WHOLE
    first, passage = answer.quoted()
    assert (first, passage.splitlines()[0]) == ("48 million tonnes", SENTENCE)
    assert answer.text.splitlines()[-1] == TOLD
    (mention,) = [one for one in answer.raw["entities"] if one["type"] == "text_mention"]
    assert mention["user"]["id"] == olena.person["id"]
    links = [one["url"] for one in answer.raw["entities"] if one["type"] == "text_link"]
    room = str(copy.raw["chat"]["id"]).removeprefix("-100")
    assert links == [
        f"{ADDRESS}#:~:text={quote(SENTENCE.rstrip('.'))}",
        f"https://t.me/c/{room}/{asked}?thread={copy.id}",
    ]
    nested = await comments.say(f"{BOT} {WHEAT}", reply_to=asked)
    assert (nested.reply_to, quoted(nested)) == (copy.id, WHOLE)
    more = await comments.tap(answer, "More context")
    assert (more.id, more.text.splitlines()[-1]) == (answer.id, TOLD)


async def test_where_the_words_are_not_in_the_post_it_is_no_quotation(town, olena, comments):
    """The answer then replies to the question, as everywhere in a group."""
    nearly = SENTENCE.replace("this summer", "this  summer")
    for text in (f"The harvest of the year\n\n{nearly}", "📰 The harvest of the year"):
        post(town, olena, text, [])
        copy = await comments.overhears()
        asked = await comments.tell(f"{BOT} {WHEAT}", reply_to=copy)
        answer = await comments.hears()
        assert (answer.reply_to, "quote" in answer.raw) == (asked, False)
        assert TOLD not in answer.text


async def test_a_refused_quotation_is_sent_without(town, olena, comments):
    """Changed behind the bot's back, the post has the words no more: the answer comes anyway."""
    post(town, olena)
    copy = await comments.overhears()
    await town.settled()
    world = town.playground.world
    world.chat(copy.raw["chat"]["id"]).messages[copy.id]["text"] = "Corrected."
    asked = await comments.tell(
        f"{BOT} {WHEAT}", reply_to=(await comments.tell("hm", reply_to=copy))
    )
    answer = await comments.hears()
    assert (answer.reply_to, "quote" in answer.raw) == (asked, False)
    assert answer.quoted()[0] == "48 million tonnes"
    sent = [params for method, params in town.playground.requests if method == "sendMessage"]
    first, second = (params["reply_parameters"] for params in sent[-2:])
    assert (first["quote"], second["message_id"]) == (SENTENCE, asked)


async def test_an_edited_post_is_quoted_as_it_is_now(town, olena, channel, comments):
    """A correction moves the words, or takes them away."""
    said = post(town, olena, marks=[])
    copy = await comments.overhears()
    await channel.edit(said["message_id"], f"Corrected. {SENTENCE} {ADDRESS}")
    first = await comments.tell("well", reply_to=copy)
    await town.settled()
    answer = await comments.say(f"{BOT} {WHEAT}", reply_to=first)
    assert quoted(answer) == (SENTENCE, 11, [])


async def test_outside_the_thread_the_channel_itself_is_quoted(town, olena, comments):
    """Across chats: a reply to the copy would carry the answer off into the comments."""
    said = post(town, olena)
    await comments.overhears()
    await comments.tell(f"{BOT} {WHEAT}")
    answer = await comments.hears()
    assert (quoted(answer), answer.reply_to, answer.thread) == (WHOLE, None, None)
    external = answer.raw["external_reply"]
    assert (external["chat"]["title"], external["message_id"]) == (
        "The Newsroom",
        said["message_id"],
    )
    assert answer.text.splitlines()[-1] == TOLD


async def test_in_private_a_public_channels_post_is_quoted(town, olena, comments):
    """Across chats again; nobody needs to be told whom the answer is for."""
    post(town, olena)
    await comments.overhears()
    await town.settled()
    answer = await olena.say(WHEAT)
    assert (quoted(answer), answer.reply_to) == (WHOLE, None)
    assert answer.raw["external_reply"]["chat"]["title"] == "The Newsroom"
    assert TOLD not in answer.text


async def test_words_of_a_post_that_a_reader_brings_are_quoted(town, olena):
    """Of whichever public channel: they know what they have selected there. No more is quoted."""
    world = town.playground.world
    owner = world.person(olena.person["id"])
    channel = rooms.found(world, "channel", "Wheat daily", owner, username="wheat_daily")
    rooms.add_bot(world, channel, owner)
    content = {"text": POST, "entities": list(MARKS)}
    said = people.send(world, channel, content, by=Speaker(owner))
    brought = {"reply_chat": channel.id, "reply_to": said["message_id"]}
    start = POST.index("Farmers")
    await olena.do("say", text=WHEAT, quote=POST[start : start + len(SENTENCE) + 8], **brought)
    answer = await olena.hears()
    assert (quoted(answer), answer.raw["external_reply"]["chat"]["id"]) == (WHOLE, channel.id)
    await olena.do("say", text=WHEAT, quote="Farmers brought in", **brought)
    assert "quote" not in (await olena.hears()).raw
    channel.username = ""
    await olena.do("say", text=WHEAT, quote=SENTENCE, **brought)
    assert "quote" not in (await olena.hears()).raw


async def test_a_strangers_channel_is_quoted_in_its_own_comments_only(town, olena):
    """Whoever takes the bot into a channel of theirs must not reach its readers by that."""
    world = town.playground.world
    owner = world.person(olena.person["id"])
    channel = rooms.found(world, "channel", "Cheap wheat", owner, username="cheap_wheat")
    group = rooms.found(world, "supergroup", "Cheap talk", owner)
    rooms.link(world, channel, group)
    for room in (channel, group):
        rooms.add_bot(world, room, owner)
    async with (
        await olena.enter(town.playground, channel.id) as posts,
        await olena.enter(town.playground, group.id) as talk,
    ):
        await posts.tell(f"{ADDRESS}\n{SENTENCE} Buy it here!")
        copy = await talk.overhears()
        assert quoted(await talk.say(f"{BOT} {WHEAT}", reply_to=copy))[0] == SENTENCE
        outside = await talk.say(f"{BOT} {WHEAT}")
        assert outside.raw["external_reply"]["chat"]["id"] == channel.id
    assert "quote" not in (await olena.say(WHEAT)).raw


async def test_a_suggested_questions_answer_quotes_the_post(town, olena, comments):
    """Under the post, where the question is in the bot's own comment, and in private."""
    said = "“Nobody expected this,” said Anna Berg, who farms near Lund."
    town.state.rooms.set_settings(comments._where["in"], {"questions": True})
    link = {"type": "url", "offset": 0, "length": len(ADDRESS)}
    post(town, olena, f"{ADDRESS}\n{said}", [link])
    copy = await comments.overhears()
    invitation = await comments.hears()
    answer = await comments.tap(invitation, "What did Anna Berg say?")
    assert (answer.reply_to, quoted(answer)) == (copy.id, (said, len(ADDRESS) + 1, []))
    assert answer.text.splitlines()[-1] == TOLD
    chosen = await olena.start("harvest")
    answer = await olena.tap(chosen, "What did Anna Berg say?")
    assert quoted(answer) == (said, len(ADDRESS) + 1, [])


async def test_a_channel_without_comments_is_quoted_as_it_stands(town, olena):
    """The bot sees its posts and their changes, says nothing there, and quotes the newest."""
    world = town.playground.world
    owner = world.person(olena.person["id"])
    channel = rooms.found(world, "channel", "The Desk", owner, username="the_desk")
    rooms.add_bot(world, channel, owner, rights=["can_post_messages"])
    async with await olena.enter(town.playground, channel.id) as desk:
        said = await desk.tell(f"The harvest of the year, {BOT}: {SENTENCE}")
        await desk.edit(said, f"{BOT} {WHEAT} {ADDRESS}\n{SENTENCE}")
        await town.settled()
        await desk.hears_nothing()
    answer = await olena.say(WHEAT)
    at = len(f"{BOT} {WHEAT} {ADDRESS}\n")
    assert quoted(answer) == (SENTENCE, at, [])
    assert answer.raw["external_reply"]["message_id"] == said


async def test_a_channel_that_sends_the_bot_away_is_quoted_no_more(town, olena, comments):
    """What is refused as forbidden is of the channel: the reader is answered, and not given up."""
    post(town, olena)
    await comments.overhears()
    await town.settled()
    world = town.playground.world
    rooms.remove(world, newsroom(town), world.bot, world.bot)
    for _ in range(2):
        answer = await olena.say(WHEAT)
        assert "quote" not in answer.raw
        assert answer.quoted()[0] == "48 million tonnes"


async def test_a_private_channels_post_is_shown_to_nobody_else(town, olena, comments):
    """Under its copy it is quoted; elsewhere not even its name is told."""
    newsroom(town).username = ""
    post(town, olena)
    copy = await comments.overhears()
    assert quoted(await comments.say(f"{BOT} {WHEAT}", reply_to=copy)) == WHOLE
    asked = await comments.tell(f"{BOT} {WHEAT}")
    answer = await comments.hears()
    assert (answer.reply_to, "quote" in answer.raw) == (asked, False)
    assert "quote" not in (await olena.say(WHEAT)).raw


async def test_protected_posts_are_quoted_only_where_they_stand(town, olena, comments):
    """What may not be sent on can't be quoted across chats; no request is wasted on it."""
    content = {"text": POST, "entities": list(MARKS), "has_protected_content": True}
    by = Speaker(town.playground.world.person(olena.person["id"]))
    people.send(town.playground.world, newsroom(town), content, by=by)
    copy = await comments.overhears()
    assert quoted(await comments.say(f"{BOT} {WHEAT}", reply_to=copy)) == WHOLE
    assert "quote" not in (await olena.say(WHEAT)).raw
    sent = [params for method, params in town.playground.requests if method == "sendMessage"]
    assert not any("chat_id" in params.get("reply_parameters", {}) for params in sent)


async def test_in_another_group_the_question_is_replied_to(town, olena, comments):
    """The post is no message of that group or its channel."""
    post(town, olena)
    await comments.overhears()
    await town.settled()
    async with await olena.enter(town.playground, "Readers") as readers:
        asked = await readers.tell(f"{BOT} {WHEAT}")
        answer = await readers.hears()
        assert (answer.reply_to, "quote" in answer.raw) == (asked, False)


async def test_a_message_that_has_the_words_is_quoted(town, olena):
    """Whoever asks in answer to one that was pasted into a group; the bot's own prove nothing."""
    async with await olena.enter(town.playground, "Readers") as readers:
        pasted = await readers.tell(f"Look: {SENTENCE}")
        answer = await readers.say(f"{BOT} {WHEAT}", reply_to=pasted)
        assert (answer.reply_to, quoted(answer)) == (pasted, (SENTENCE, 6, []))
        asked = await readers.tell(WHEAT, reply_to=answer)
        again = await readers.hears()
        assert (again.reply_to, "quote" in again.raw) == (asked, False)


async def test_a_forwarded_post_is_what_is_asked_about(town, olena, channel):
    """It puts its article in scope and is quoted, also in answer to it, until it is forgotten."""
    newsroom(town).username = ""
    said = post(town, olena)
    done = await olena.do(
        "forward",
        **{"in": channel._where["in"]},
        message_id=said["message_id"],
        to=olena.person["id"],
    )
    chosen = await olena.hears()
    assert "The harvest of the year" in chosen.text
    answer = await olena.say(WHEAT)
    assert (answer.reply_to, quoted(answer)) == (done["message_id"], WHOLE)
    held = await olena.say("/forget")
    assert "a post you forwarded" in held.text
    await olena.tap(held, "Delete it")
    assert "quote" not in (await olena.say(WHEAT)).raw
    answer = await olena.say(WHEAT, reply_to=done["message_id"])
    assert (answer.reply_to, quoted(answer)) == (done["message_id"], WHOLE)


async def test_an_edited_question_keeps_the_quotation_and_its_asker(town, olena, comments):
    """What stands above an answer can't be changed; the answer still says whose it is."""
    post(town, olena)
    copy = await comments.overhears()
    asked = await comments.tell(f"{BOT} {WHEAT}", reply_to=copy)
    answer = await comments.hears()
    await town.settled()
    await comments.edit(asked, f"{BOT} Who said “Nobody expected this”?")
    changed = await comments.hears()
    assert (changed.id, quoted(changed)) == (answer.id, WHOLE)
    assert changed.text.splitlines()[-1] == TOLD
    assert "Anna Berg" in changed.text
    await comments.edit(asked, f"{BOT} {WHEAT}")
    assert (await comments.hears()).quoted()[0] == SENTENCE
