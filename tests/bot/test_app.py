"""The bot starts, says what is wrong where it cannot, and ends leaving nothing open."""

from __future__ import annotations

import asyncio
import logging
import threading
import time

import pytest
from aiohttp import web

from bot.app import serve
from bot.errors import InvalidTokenError
from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from tests.fakes.bot_api import ME, TOKEN
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary
from tests.fakes.state import FakeState


@pytest.fixture
async def playground():
    playground = Playground()
    await playground.start()
    yield playground
    await playground.stop()


def start(api_url, token, stop, state=None, **settings):
    library = FakeLibrary(SUMMIT_ARTICLE, answers={"where?": ("summit", "The Hague")})
    state = state or FakeState()
    return asyncio.create_task(
        serve(library=library, state=state, api_url=api_url, token=token, stop=stop, **settings)
    )


@pytest.mark.parametrize("token", ["", "nonsense", "12:ab/../x", "12:ab\n", "1234567:" + "x" * 35])
async def test_an_invalid_token_is_one_clear_error(playground, token, caplog):
    """Whether by its form or by Telegram's word, it is refused, and stands nowhere."""
    with pytest.raises(InvalidTokenError, match="BotFather") as caught:
        await start(playground.api_url, token, asyncio.Event())
    assert not token or token not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert not token or token not in caplog.text


async def test_the_bot_is_announced_once_it_is_known(playground):
    """Whoever started the bot learns its name."""
    stop, announced = asyncio.Event(), asyncio.get_running_loop().create_future()
    running = start(playground.api_url, playground.token, stop, ready=announced.set_result)
    user = await asyncio.wait_for(announced, 5)
    assert user.username == "VerbatimBot"
    stop.set()
    await asyncio.wait_for(running, 5)


async def test_stopping_takes_a_moment_and_leaves_nothing(playground):
    """In the middle of a long poll the bot ends at once; an open session would fail this test."""
    stop = asyncio.Event()
    running = start(playground.api_url, playground.token, stop)
    async with await Visitor.join(playground) as olena:
        assert (await olena.say("where?")).marked("bold") == ["The Hague"]
        begin = time.monotonic()
        stop.set()
        await running
        assert time.monotonic() - begin < 2
    assert "purging" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_an_unreachable_server_is_waited_for(caplog):
    """The bot doesn't give up on a network that isn't there yet, and can still be stopped."""
    stop = asyncio.Event()
    with caplog.at_level(logging.DEBUG):
        running = start("http://127.0.0.1:1", TOKEN, stop)
        await asyncio.sleep(0.1)
        assert not running.done()
        stop.set()
        await asyncio.wait_for(running, 2)
    assert "not reachable, trying again" in caplog.text
    assert TOKEN not in caplog.text


async def test_expired_state_is_deleted_now_and_then(playground):
    """Rows nobody can use any more don't pile up, and a failing disk doesn't end that."""
    stop = asyncio.Event()

    third = threading.Event()

    class FailingOnce(FakeState):
        def purge(self):
            super().purge()
            if self.purged == 1:
                raise OSError("disk full")
            if self.purged == 3:
                third.set()
            return 0

    running = start(playground.api_url, playground.token, stop, FailingOnce(), purge_seconds=0.01)
    assert await asyncio.to_thread(third.wait, 5)
    stop.set()
    await running


class OddServer:
    """A Bot API whose updates are what a test says, and who knows few methods."""

    def __init__(self, *batches):
        self.batches = list(batches)
        self.sent = asyncio.Queue()

    async def handle(self, request):
        method = request.path.rpartition("/")[2]
        body = await request.json()
        if method == "getMe":
            return web.json_response({"ok": True, "result": ME})
        if method == "getUpdates":
            if not self.batches:
                await asyncio.sleep(30)
            return web.json_response({"ok": True, "result": self.batches.pop(0)})
        if method == "sendMessage":
            await self.sent.put(body["text"])
            chat = {"id": body["chat_id"], "type": "private"}
            return web.json_response(
                {"ok": True, "result": {"message_id": 1, "date": 0, "chat": chat}}
            )
        return web.json_response({"ok": False, "description": "unknown"}, status=400)


async def test_a_malformed_update_stops_nothing(caplog):
    """What cannot be parsed is skipped without its contents; the next question is answered."""
    user = {"id": 7, "is_bot": False, "first_name": "Olena"}
    chat = {"id": 7, "type": "private"}
    good = {"message_id": 1, "date": 0, "chat": chat, "from": user, "text": "where?"}
    server = OddServer(
        [{"update_id": 1, "message": {"text": "private words"}}],
        [{"update_id": 2, "message": "not even an object"}],
        [{"update_id": 3, "message": good}, {"update_id": 4, "something_new": {}}],
    )
    app = web.Application()
    app.router.add_post("/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stop, state = asyncio.Event(), FakeState()
    try:
        running = start(f"http://127.0.0.1:{runner.addresses[0][1]}/", TOKEN, stop, state)
        text = await asyncio.wait_for(server.sent.get(), 5)
        stop.set()
        await running
    finally:
        await runner.cleanup()
    assert text.startswith("Leaders met in The Hague.")
    assert state.offset() == 4
    assert "update 1 was skipped" in caplog.text
    assert "update 2 was skipped" in caplog.text
    assert "the command menu was not registered" in caplog.text
    assert "private words" not in caplog.text
