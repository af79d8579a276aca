"""What the doctor finds out from Telegram, played by the playground."""

from __future__ import annotations

import datetime as dt

import aiohttp
import pytest
from aiohttp import web

from bot.config import Config, Secret, TelegramConfig
from bot.doctor.telegram import examine_telegram
from bot.playground.server import Playground
from bot.playground.world import rooms
from tests.fakes.bot_api import TOKEN


def now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
async def playground():
    playground = Playground(scene=False)
    await playground.start()
    yield playground
    await playground.stop()


@pytest.fixture
def olena(playground):
    return playground.world.join("Olena")


def config(playground, token=None, **more):
    token = Secret(playground.token if token is None else token)
    return Config(telegram=TelegramConfig(token=token, api_url=playground.api_url, **more))


async def found(playground, *chats, clock=now, **more):
    """Return what is found, as (status, check, text)."""
    findings = await examine_telegram(config(playground, **more), chats, clock)
    assert all(bool(one.advice) == (one.status != "ok") for one in findings if one.check != "clock")
    return [(one.status, one.check, one.text) for one in findings]


async def test_a_good_token_is_named(playground):
    """With the bot's name; the clocks agree, and updates come by polling."""
    clock, token, updates = await found(playground)
    assert clock[:2] == ("ok", "clock")
    assert token == ("ok", "token", f"@VerbatimBot (Verbatim, id {playground.world.bot['id']})")
    assert updates == ("ok", "updates", "by polling; 0 wait at Telegram")


@pytest.mark.parametrize("token", ["", TOKEN])
async def test_a_bad_token_is_the_last_finding(playground, token):
    """Missing or refused: nothing more can be asked, and it is not repeated."""
    *_, last = await found(playground, token=token)
    assert last[:2] == ("fail", "token")
    assert "test-token" not in last[2]


async def test_a_server_that_is_not_there_fails():
    """One line says so, with what to look at; the clock can't be compared."""
    somewhere = Config(telegram=TelegramConfig(token=Secret(TOKEN), api_url="http://127.0.0.1:9"))
    clock, telegram = await examine_telegram(somewhere, [], now)
    assert (clock.status, telegram.status, telegram.check) == ("warn", "fail", "telegram")
    assert "http://127.0.0.1:9" in telegram.advice
    assert "test-token" not in telegram.text


@pytest.mark.parametrize(
    ("off", "status"), [(0, "ok"), (4, "ok"), (20, "warn"), (-20, "warn"), (3600, "fail")]
)
async def test_a_wrong_clock_is_told(playground, off, status):
    """A few seconds are none of anybody's business, a minute is."""
    clock, *_ = await found(playground, clock=lambda: now() + dt.timedelta(seconds=off))
    assert clock[:2] == (status, "clock")
    if off > 10:
        assert "ahead of" in clock[2]
    if off < -10:
        assert "behind" in clock[2]


@pytest.mark.parametrize("body", ["[]", "no JSON", '{"ok": true, "result": 5}', '{"ok": false}'])
async def test_what_is_no_bot_api_is_told(body):
    """Any other web server in its place is one failed line."""

    async def answer(_):
        return web.Response(text=body, status=418)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        settings = Config(telegram=TelegramConfig(token=Secret(TOKEN), api_url=url))
        *_, last = await examine_telegram(settings, [], now)
    finally:
        await runner.cleanup()
    assert (last.status, last.check) == ("fail", "telegram")
    assert last.text.startswith("it answers 418")


async def set_webhook(playground, url):
    address = f"{playground.api_url}/bot{playground.token}/setWebhook"
    async with aiohttp.ClientSession() as session, session.post(address, json={"url": url}) as done:
        assert done.status == 200


async def test_a_foreign_webhook_is_told_by_its_host(playground):
    """Polling would get nothing; of the address only the host is shown."""
    await set_webhook(playground, "http://127.0.0.1:9/a-secret-path")
    *_, updates = await found(playground)
    assert updates[:2] == ("fail", "updates")
    assert "a webhook is set, at 127.0.0.1:" in updates[2]
    assert "a-secret-path" not in updates[2]


async def test_the_own_webhook_is_well(playground):
    """The one that is set; another in its place, or none, is a warning."""
    url = "http://127.0.0.1:9/hook"
    _, _, updates = await found(playground, webhook_url=url)
    assert updates == ("warn", "updates", "the webhook is set nowhere")
    await set_webhook(playground, url)
    _, _, updates, *_ = await found(playground, webhook_url=url)
    assert updates == ("ok", "updates", "by webhook, at 127.0.0.1; 0 wait at Telegram")
    _, _, updates, *_ = await found(playground, webhook_url="http://127.0.0.1:9/other")
    assert updates[0] == "warn"


async def test_rights_in_a_channel_and_its_group(playground, olena):
    """A bot that may post, in a channel whose discussion group it is in, is well."""
    world = playground.world
    channel = rooms.found(world, "channel", "The Herald", olena, username="herald_news")
    group = rooms.found(world, "supergroup", "Herald talk", olena)
    *_, lone = await found(playground, "@herald_news")
    assert lone[0] == "fail"
    rooms.add_bot(world, channel, olena, rights=())
    *_, chat, link = await found(playground, str(channel.id))
    assert chat == ("fail", "chat", "channel The Herald: the bot may not post")
    assert link == ("warn", "chat", "channel The Herald has no discussion group")
    rooms.add_bot(world, channel, olena, rights={"can_post_messages"})
    rooms.link(world, channel, group)
    *_, chat, link = await found(playground, "@herald_news")
    assert chat == ("ok", "chat", "channel The Herald: administrator")
    assert link[0] in {"warn", "fail"}
    rooms.add_bot(world, group, olena)
    *_, link = await found(playground, "@herald_news")
    assert link == ("ok", "chat", "supergroup Herald talk (discussion group): member")


async def test_a_group_is_known_by_its_id(playground, olena):
    """A member of it may write; a chat that isn't there fails, and the others are still told."""
    group = rooms.found(playground.world, "group", "Readers", olena)
    rooms.add_bot(playground.world, group, olena)
    *_, missing, chat = await found(playground, "-100123", str(group.id))
    assert missing[:2] == ("fail", "chat")
    assert missing[2].startswith("-100123: ")
    assert chat == ("ok", "chat", "group Readers: member")


async def test_a_bot_that_was_put_out_is_told(playground, olena):
    """What is remembered of a group is worth nothing then."""
    group = rooms.found(playground.world, "group", "Readers", olena)
    rooms.add_bot(playground.world, group, olena)
    rooms.remove(playground.world, group, dict(playground.world.bot), olena.person)
    *_, chat = await found(playground, str(group.id))
    assert chat[:2] == ("fail", "chat")
