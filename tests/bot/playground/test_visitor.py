from __future__ import annotations

import pytest

from bot.playground.rules.schema import load_schema
from bot.playground.visitor import Visitor
from bot.playground.world import rooms
from tests.fakes.echo_bot import ANSWER, MORE, PASSAGE, echo_bot
from tests.fakes.waiting import PATIENCE


@pytest.fixture
async def bot(playground):
    async with echo_bot(playground) as bot:
        yield bot
    assert bot.refusals == []


async def test_a_conversation(bot, playground, olena):
    """A visitor asks, opens the context, presses buttons, and every request fits the schema."""
    hello = await olena.start("article-7")
    assert hello.marked("bot_command") == ["/quotes", "/summary"]
    reply = await olena.say("How much of its GDP does Poland spend?")
    assert reply.marked("bold") == [ANSWER, "4.12% of GDP"]
    assert reply.quoted() == [PASSAGE]
    assert reply.buttons == (("More context", "Next best"),)
    more = await olena.tap(reply, "More context")
    assert more.id == reply.id
    assert more.quoted() == [PASSAGE, MORE]
    assert await olena.tap_for_notice(more, "Next best") == "That was the last passage."
    assert await olena.press(more, "forged") == "That was the last passage."
    photo = await olena.send_photo("where is this?")
    assert photo.text == "A photo: where is this?"
    assert (await olena.attach("voice")).text == "something else"
    echoed = await olena.say("<script>alert(1)</script>", reply_to=photo)
    assert echoed.text == "<script>alert(1)</script>"
    await olena.hears_nothing(0.05)
    schema = load_schema()
    for method, params in playground.requests:
        schema.parse(method, params)
    assert {"getUpdates", "sendMessage", "editMessageText"} <= {m for m, _ in playground.requests}


async def test_two_visitors_hear_only_their_own(bot, playground, olena):
    """Each person has a chat of their own."""
    async with await Visitor.join(playground, name="Taras", patience=PATIENCE) as taras:
        assert (await taras.say("mine")).text == "mine"
        assert (await olena.say("yours")).text == "yours"
        await taras.hears_nothing(0.05)
        await olena.hears_nothing(0.05)


async def test_waiting_in_vain_shows_the_conversation(playground):
    """Without an answer the wait ends with what was said, and what the server refused."""
    async with await Visitor.join(playground, patience=0.2) as olena:
        with pytest.raises(AssertionError, match=r"waited 0.2 s for an answer(?s:.*)Olena: hello"):
            await olena.say("hello")


async def test_a_transcript_stays_readable(bot, olena):
    """A message of the greatest length takes some lines of it, not pages."""
    await olena.say("x" * 4096)
    assert len(olena.transcript()) < 1200


async def test_a_button_that_is_not_there_is_named(bot, olena):
    """Pressing a button that a message has not says which there are."""
    reply = await olena.say("Poland")
    with pytest.raises(AssertionError, match=r"no button 'Less context'.*'More context'"):
        await olena.tap(reply, "Less context")


async def test_silence_that_is_broken_fails(bot, olena):
    """hears_nothing fails where the bot says something."""
    await olena.do("say", text="anything")
    with pytest.raises(AssertionError, match="silence was expected"):
        await olena.hears_nothing(1)


async def test_what_the_playground_refuses_fails_at_once(olena):
    """A message that cannot be sent fails with the server's reason, without a wait."""
    with pytest.raises(AssertionError, match="message is too long"):
        await olena.say("x" * 4097)


async def test_a_conversation_in_a_group(bot, playground, olena):
    """In a group the bot hears what is meant for it, answers there, and its buttons work."""
    async with await olena.enter(playground, "Readers") as there:
        await there.tell("How much does Poland spend?")
        await there.hears_nothing(0.05)
        reply = await there.say("/ask How much does Poland spend?")
        more = await there.tap(reply, "More context")
        assert more.quoted() == [PASSAGE, MORE]
        echoed = await there.say("why?", reply_to=more)
        assert (echoed.raw["chat"]["title"], echoed.text) == ("Readers", "why?")
    await olena.hears_nothing(0.05)


async def test_an_edit_reaches_the_bot_as_one(playground, olena, call):
    """What a visitor changes is an edited_message; what they never said cannot be changed."""
    said = await olena.tell("helo")
    await olena.edit(said, "hello")
    first, second = await call.result("getUpdates")
    assert (first["message"]["text"], second["edited_message"]["text"]) == ("helo", "hello")
    with pytest.raises(AssertionError, match="message to edit not found"):
        await olena.edit(99, "x")


async def test_a_stranger_does_not_speak_in_a_group(playground, olena):
    """Who is not a member neither hears nor says a thing there."""
    owner = playground.world.join("Owner")
    for kind in ("group", "channel"):
        room = rooms.found(playground.world, kind, "Closed", owner)
        with pytest.raises(AssertionError, match="not a member of the chat"):
            await olena.enter(playground, room.id)
        with pytest.raises(AssertionError, match="not a member of the chat"):
            await olena.do("say", **{"in": room.id}, text="hello")
