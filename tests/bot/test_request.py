"""The transport over real HTTP: what leaves, what comes back, and no token in any error."""

from __future__ import annotations

import asyncio
import json
import traceback

import pytest
from aiohttp import web
from telegram import Bot, MessageEntity
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.request import AiohttpRequest, BotApi, FloodError, NotSentError, retry_after
from tests.fakes.bot_api import ME, TOKEN
from tests.fakes.waiting import PATIENCE


class Server:
    """Answers every method with `answer`, and keeps what it was sent."""

    def __init__(self):
        self.received = []
        self.answer = lambda: web.json_response({"ok": True, "result": True})
        self.url = ""

    async def handle(self, request):
        self.received.append((request.path, request.content_type, await request.json()))
        if request.path.endswith("/getMe"):
            return web.json_response({"ok": True, "result": ME})
        answer = self.answer()
        return await answer if asyncio.iscoroutine(answer) else answer


@pytest.fixture
async def server():
    server = Server()
    app = web.Application()
    app.router.add_post("/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest.fixture
async def bot(server):
    async with bot_at(server, PATIENCE) as bot:
        yield bot


def bot_at(server, read_seconds):
    """Return a bot that waits so long for an answer."""
    request = AiohttpRequest(read_seconds=read_seconds)
    return Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)


def everything(error):
    """Return all that a log could show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)


async def test_parameters_leave_as_json(bot, server):
    """Values keep their types; half a surrogate pair, which a form can't carry, too."""
    server.answer = lambda: web.json_response(
        {"ok": True, "result": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}}
    )
    await bot.send_message(7, "a \ud83d b", entities=[MessageEntity("bold", 0, 1)])
    path, kind, body = server.received[-1]
    assert path == f"/bot{TOKEN}/sendMessage"
    assert kind == "application/json"
    assert body["text"] == "a \ud83d b"
    assert body["entities"] == [{"type": "bold", "offset": 0, "length": 1}]


async def test_a_flood_limit_says_how_long(bot, server):
    """Status 429 carries the seconds to wait."""
    server.answer = lambda: web.json_response(
        {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 17}},
        status=429,
    )
    with pytest.raises(FloodError) as caught:
        await bot.log_out()
    assert caught.value.seconds == 17


async def test_a_flood_limit_that_does_not_say_is_a_second(bot, server):
    """A limit without its time is still one."""
    server.answer = lambda: web.json_response({"ok": False, "description": "x"}, status=429)
    with pytest.raises(FloodError) as caught:
        await bot.log_out()
    assert caught.value.seconds == 1


async def test_no_connection_is_told_apart():
    """Where nothing listens, nothing can have arrived."""
    request = AiohttpRequest()
    async with request:
        with pytest.raises(NotSentError) as caught:
            await BotApi(request, "http://127.0.0.1:1", TOKEN).call("getMe", {}, 30)
    assert TOKEN not in everything(caught.value)


async def test_no_answer_in_time_is_a_time_out(server):
    """The request may have been carried out."""
    server.answer = lambda: asyncio.sleep(60)
    async with bot_at(server, 1) as bot:
        with pytest.raises(TimedOut) as caught:
            await bot.log_out()
    assert TOKEN not in everything(caught.value)


async def test_a_broken_connection_is_a_network_error(bot, server):
    """Neither a time-out nor a connection that never was."""

    async def hang_up():
        raise asyncio.CancelledError

    server.answer = hang_up
    with pytest.raises(NetworkError) as caught:
        await bot.log_out()
    assert not isinstance(caught.value, TimedOut | NotSentError)
    assert TOKEN not in everything(caught.value)


@pytest.mark.parametrize("url", ["http://[", "http://a b", "nonsense", "ftp://example.org"])
async def test_an_address_that_is_none_names_no_token(url):
    """Aiohttp quotes the address in its errors; this transport doesn't."""
    request = AiohttpRequest()
    async with request:
        with pytest.raises(NetworkError) as caught:
            await BotApi(request, url, TOKEN).call("getMe", {}, 1)
    assert TOKEN not in everything(caught.value)


@pytest.mark.parametrize("body", ["<html>", "[]", ""])
async def test_an_answer_that_is_no_object_is_an_error(bot, server, body, caplog):
    """It is refused, and what it was isn't logged."""
    server.answer = lambda: web.Response(text=body)
    with pytest.raises(TelegramError, match="no JSON object"):
        await bot.log_out()
    assert caplog.text == ""


async def test_raw_answers_come_with_their_status(server):
    """The caller of a raw method sees status and body."""
    server.answer = lambda: web.json_response({"ok": False}, status=409)
    request = AiohttpRequest()
    async with request:
        api = BotApi(request, server.url, TOKEN)
        status, body = await api.call("getUpdates", {"offset": 5}, 1)
    assert (status, json.loads(body)) == (409, {"ok": False})
    assert server.received[-1][2] == {"offset": 5}
    assert TOKEN not in repr(api)


async def test_opening_and_closing_twice_is_harmless():
    """python-telegram-bot opens and closes the same request for each of its two uses."""
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(RuntimeError, match="not initialised"):
        await request.send("POST", "http://127.0.0.1:1/x", {}, 1)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("17", 17), ("0.5", 0.5), ("-3", 0), ("NaN", 0), ("Infinity", 86_400), ("9" * 400, 86_400)]
    + [(odd, 1) for odd in ('"17"', "null", "[17]")],
)
def test_silence_ends_whatever_is_asked_for(asked, seconds):
    """A number that no clock takes neither ends polling nor holds a chat for ever."""
    answer = json.loads('{"parameters": {"retry_after": ' + asked + "}}")
    assert retry_after(answer) == seconds
