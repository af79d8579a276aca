"""Two clients nobody here wrote hold a conversation: python-telegram-bot and aiogram."""

from __future__ import annotations

import socket

import pytest

from tests.fakes import aiogram_bot, ptb_bot


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def converse(playground, olena, way):
    """Say and press all that the echo bots know, and check what is seen of it."""
    hello = await olena.say("/start")
    assert hello.text == "Hello, Olena!"
    assert hello.marked("bold") == ["Olena"]
    about = await olena.say("/about")
    assert about.text == f"VerbatimBot private member start {way}"
    echo = await olena.say("Where was <i>the</i> summit? 🙂")
    assert echo.text == "Where was <i>the</i> summit? 🙂"
    choice = await olena.say("/buttons")
    assert choice.buttons == (("Yes", "No"),)
    chosen = await olena.tap(choice, "Yes")
    assert (chosen.text, chosen.buttons) == ("You chose Yes.", ())
    assert await olena.tap_for_notice(await olena.say("/buttons"), "No") == "No it is"
    await olena.say("/photo")
    await olena.send_photo("A castle")
    await olena.say("/album")
    await olena.say("/poll")
    async with await olena.enter(playground, "Readers") as there:
        assert (await there.say("/start@VerbatimBot")).text == "Hello, Olena!"
    messages = list(playground.world.person(olena.person["id"]).messages.values())
    captions = [message.get("caption") for message in messages if "photo" in message]
    assert captions == ["A pixel", "A castle", "A castle", "One", "Two"]
    assert "(refused" not in olena.transcript()


@pytest.mark.parametrize("client", [ptb_bot, aiogram_bot])
async def test_an_echo_bot_polls(client, playground, olena):
    """Commands, texts, buttons, an edit, photos up and down, over getUpdates."""
    async with client.polling(playground) as bot:
        await converse(playground, olena, "polling")
    assert bot.failures == []


@pytest.mark.parametrize("client", [ptb_bot, aiogram_bot])
async def test_an_echo_bot_has_a_webhook(client, playground, olena):
    """The same conversation, every update posted to the client's own web server."""
    async with client.webhook(playground, unused_port()) as bot:
        await converse(playground, olena, "webhook")
    assert bot.failures == []
    methods = {method for method, _ in playground.requests}
    assert "setWebhook" in methods
    assert "getUpdates" not in methods
