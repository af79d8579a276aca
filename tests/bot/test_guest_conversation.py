"""A guest: named under a claim, in a group it is not in, the bot checks the claim once."""

from __future__ import annotations

import pytest

from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from bot.strings.catalogue import load_strings
from tests.fakes.town import SEED_TEXT, running

STRINGS = load_strings()


class Elsewhere:
    """A group without the bot: a stranger claims something there, a visitor summons the bot."""

    def __init__(self, town, olena):
        self.world = town.playground.world
        self.stranger = self.world.join("Stranger")
        self.room = rooms.found(self.world, "supergroup", "Elsewhere", self.stranger)
        rooms.add(self.world, self.room, self.world.person(olena.person["id"]))

    def claim(self, text):
        said = people.say(self.world, self.room, text, by=Speaker(self.stranger))
        return said["message_id"]


@pytest.fixture
async def town(seeds, tmp_path):
    """Run the bot over the seeds, with guest mode on."""
    async with running(seeds, tmp_path) as town:
        town.playground.world.guest = True
        yield town


@pytest.fixture
def elsewhere(town, olena):
    return Elsewhere(town, olena)


@pytest.fixture
async def there(town, olena, elsewhere):
    """Enter the group that the bot is not in."""
    async with await olena.enter(town.playground, elsewhere.room.id) as there:
        yield there


async def test_a_claimed_quotation_is_checked(elsewhere, there):
    """The verdict, the article's words, who said them where; and nothing of the claim."""
    claim = elsewhere.claim("Rutte: “We can just deal with two issues at a time”. Unbelievable")
    reply = await there.say("@VerbatimBot real?", reply_to=claim)
    assert reply.text.startswith(STRINGS["check.verdicts.altered"])
    assert reply.quoted() == ["“We can’t just deal with one issue at a time,”"]
    assert "two issues" not in reply.text
    assert reply.text.splitlines()[-1].startswith("Mark Rutte · ")
    assert reply.reply_to is not None
    assert reply.labels == [STRINGS["inline.ask"]]
    await there.hears_nothing()


async def test_a_claim_in_other_words_is_asked_about(elsewhere, there):
    """Where nobody is quoted, what the article says about it answers, under a line that says so."""
    claim = elsewhere.claim("poland spends 4 percent of GDP on defense?? no way lol")
    reply = await there.say("is that true, @verbatimbot ?", reply_to=claim)
    assert reply.text.startswith(STRINGS["guest.says"])
    assert "4.12% of GDP" in reply.quoted()[0]
    assert all(words in SEED_TEXT for words in reply.quoted())
    assert "no way" not in reply.text


async def test_a_claim_that_no_article_speaks_of(elsewhere, there):
    """It says so, once, and neither confirms nor denies."""
    claim = elsewhere.claim("The new phone costs 999 euros.")
    reply = await there.say("@VerbatimBot real?", reply_to=claim)
    assert reply.text == STRINGS["guest.nothing"]
    await there.hears_nothing()


async def test_quoted_words_are_the_claim(elsewhere, there):
    """Of a long message only what the summons quotes of it is looked at."""
    claim = elsewhere.claim("Phones cost 999 euros. Rutte strongly backed the benchmark.")
    quote = "Rutte strongly backed the benchmark."
    reply = await there.say("@VerbatimBot ?", reply_to=claim, quote=quote)
    assert "benchmark" in reply.quoted()[0]


async def test_a_summons_with_a_question_of_its_own_is_answered(there):
    """Without a claim above it, its own words are asked; with none at all it says how."""
    reply = await there.say("@VerbatimBot where was the summit?")
    assert "The Hague" in reply.marked("bold")
    for nothing in ("@VerbatimBot", "@VerbatimBot 🎉", "thanks @VerbatimBot"):
        assert (await there.say(nothing)).text == STRINGS["guest.how"]


async def test_nothing_of_a_summons_is_kept(town, elsewhere, there):
    """Neither the claim nor who has asked, nor a button's row."""
    claim = elsewhere.claim("“We stand with Ukraine in its fight against Russian aggression.”")
    await there.say("@VerbatimBot real?", reply_to=claim)
    held = town.state.held(elsewhere.room.id, there.person["id"])
    assert (held.scopes, held.buttons, held.turns) == (0, 0, 0)
    assert town.state.delivery.waiting() == []


async def test_what_does_not_name_the_bot_never_reaches_it(town, elsewhere, there):
    """A guest hears nothing of the group but its summonses."""
    elsewhere.claim("Where was the summit?")
    await there.tell("/help")
    assert len(town.playground.world.updates) == 0
    await there.hears_nothing()
