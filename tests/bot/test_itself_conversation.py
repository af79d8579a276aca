"""What readers ask about the bot itself, and what only sounds like it; over HTTP."""

from __future__ import annotations

import pytest

from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from bot.strings.languages import load_languages
from tests.fakes.town import HARVEST, running, seeded

LANGUAGES = load_languages()
BOT = "@VerbatimBot"
NAME = "The Lund Courier"
ASKED = {
    "en": {
        "who owns this bot?": "newsroom",
        "which newsroom is this": "newsroom",
        "who made you": "maker",
        "are you a human": "machine",
        "is this AI": "machine",
        "how do you work": "working",
        "do you store my messages": "storage",
        "who are you?": "who",
    },
    "de": {
        "Wem gehört dieser Bot?": "newsroom",
        "Wer hat dich gemacht?": "maker",
        "Bist du ein Mensch?": "machine",
        "Wie funktionierst du?": "working",
        "Speicherst du meine Nachrichten?": "storage",
        "Wie heißt du?": "who",
    },
    "uk": {
        "Кому належить цей бот?": "newsroom",
        "Хто тебе створив?": "maker",
        "Ти людина?": "machine",
        "Як ти працюєш?": "working",
        "Ти зберігаєш мої повідомлення?": "storage",
        "Хто ти?": "who",
    },
}
SAYS_WHOSE = {"newsroom", "maker", "who"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Open a library of two articles, which no test changes."""
    harvest = tmp_path_factory.mktemp("articles") / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot of a newsroom that has given its name."""
    async with running(shelf, tmp_path, newsroom=NAME) as town:
        yield town


@pytest.mark.parametrize("language", ASKED)
async def test_the_bot_says_what_it_is(town, language):
    """In the reader's language, under its own heading, nothing of any article among it."""
    strings = LANGUAGES.of(language)
    async with await town.visitor("Reader", language) as reader:
        for question, topic in ASKED[language].items():
            reply = await reader.say(question)
            assert reply.text.startswith(strings["answer.about_bot"]), question
            assert strings[f"itself.{topic}"] in reply.text, question
            assert (NAME in reply.text) == (topic in SAYS_WHOSE), question
            assert reply.quoted() == []


async def test_questions_to_the_article_stay_such(olena):
    """Neither "it" nor "the company" is the bot, whatever it says of its own makers."""
    await olena.start("harvest")
    for question in (
        "who owns the company?",
        "who made it?",
        "how does it work?",
        "do you know who owns the farm?",
        "do they store wheat?",
    ):
        reply = await olena.say(question)
        assert LANGUAGES.default["answer.about_bot"] not in reply.text, question


async def test_what_is_asked_before_is_gone_on_from(olena):
    """A question about the bot in between changes nothing of what "it" is."""
    before = await olena.say("How much wheat did farmers bring in?")
    await olena.say("are you a bot?")
    more = await olena.say("tell me more")
    assert before.quoted()[0] in more.text


async def test_one_of_several_questions_is_about_the_bot(olena):
    """Each is answered under its number, from the article or by the bot."""
    reply = await olena.say("Where was the summit? And who made you?")
    assert "The Hague" in reply.text
    assert LANGUAGES.default["itself.maker"] in reply.text


async def test_a_bot_of_no_named_newsroom_names_its_channels(shelf, tmp_path):
    """What else is known of whose it is stands in their place."""
    async with running(shelf, tmp_path) as town, await town.visitor() as olena:
        assert "@The_Newsroom, @the_desk" in (await olena.say("who runs you?")).text


async def test_a_group_hears_of_the_bot_who_calls_it(town, olena):
    """What members ask one another is none of the bot's business."""
    town.playground.world.privacy = False
    group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    await olena.do("bot", **{"in": group, "as": "member"})
    async with await olena.enter(town.playground, group) as there:
        await there.tell("are you a human?")
        reply = await there.say(f"{BOT} are you a human?")
        assert LANGUAGES.default["itself.machine"] in reply.text
        await there.hears_nothing()


async def test_a_guest_says_what_it_is(town, olena):
    """Where it is summoned alone; under a claim, "is this AI?" is asked of that."""
    town.playground.world.guest = True
    world = town.playground.world
    stranger = world.join("Stranger")
    room = rooms.found(world, "supergroup", "Elsewhere", stranger)
    rooms.add(world, room, world.person(olena.person["id"]))
    claim = people.say(world, room, "Farmers ate all of the wheat", by=Speaker(stranger))
    async with await olena.enter(town.playground, room.id) as there:
        assert NAME in (await there.say(f"{BOT} who owns you?")).text
        reply = await there.say(f"{BOT} is this AI?", reply_to=claim["message_id"])
        assert LANGUAGES.default["itself.machine"] not in reply.text
