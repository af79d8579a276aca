"""The bot starts, says what is wrong where it cannot, and ends leaving nothing open."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time

import pytest
from aiohttp import web

from bot.app import Options, serve
from bot.errors import InvalidTokenError
from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from tests.fakes.bot_api import ME, TOKEN
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary
from tests.fakes.state import FakeState
from tests.fakes.waiting import PATIENCE


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
    user = await asyncio.wait_for(announced, PATIENCE)
    assert user.username == "VerbatimBot"
    stop.set()
    await asyncio.wait_for(running, PATIENCE)


async def test_stopping_takes_a_moment_and_leaves_nothing(playground):
    """In the middle of a long poll the bot ends at once; an open session would fail this test."""
    stop = asyncio.Event()
    running = start(playground.api_url, playground.token, stop)
    async with await Visitor.join(playground, patience=PATIENCE) as olena:
        assert (await olena.say("where?")).marked("bold") == ["The Hague"]
        begin = time.monotonic()
        stop.set()
        await running
        assert time.monotonic() - begin < 10
    assert "purging" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_an_unreachable_server_is_waited_for(caplog):
    """The bot doesn't give up on a network that isn't there yet, and can still be stopped."""
    stop = asyncio.Event()
    with caplog.at_level(logging.DEBUG):
        running = start("http://127.0.0.1:1", TOKEN, stop)
        await asyncio.sleep(0.1)
        assert not running.done()
        stop.set()
        await asyncio.wait_for(running, PATIENCE)
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

    options = Options(purge_seconds=0.01)
    running = start(playground.api_url, playground.token, stop, FailingOnce(), options=options)
    assert await asyncio.to_thread(third.wait, PATIENCE)
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


def question(number, text, chat_id=7):
    """Return a raw update."""
    user = {"id": chat_id, "is_bot": False, "first_name": "Olena"}
    chat = {"id": chat_id, "type": "private"}
    message = {"message_id": number, "date": 0, "chat": chat, "from": user, "text": text}
    return {"update_id": number, "message": message}


@contextlib.asynccontextmanager
async def serving(odd):
    """Yield the address of an odd server."""
    app = web.Application()
    app.router.add_post("/{path:.*}", odd.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_a_malformed_update_stops_nothing(caplog):
    """What cannot be parsed is skipped without its contents; the next question is answered."""
    odd = OddServer(
        [{"update_id": 1, "message": {"text": "private words"}}],
        [{"update_id": 2, "message": "not even an object"}],
        [question(3, "where?"), {"update_id": 4, "something_new": {}}],
    )
    stop, state = asyncio.Event(), FakeState()
    async with serving(odd) as url:
        running = start(url, TOKEN, stop, state)
        text = await asyncio.wait_for(odd.sent.get(), PATIENCE)
        stop.set()
        await running
    assert text.startswith("Leaders met in The Hague.")
    assert state.offset() == 4
    assert [one[0] for one in state.delivery.given_up] == [1, 2]
    assert "update 1 was given up" in caplog.text
    assert "update 2 was given up" in caplog.text
    assert "the command menu was not registered" in caplog.text
    assert "private words" not in caplog.text


class SlowOnce(FakeLibrary):
    """Thinks about its first question until it is told to answer."""

    def __init__(self, *articles, **more):
        super().__init__(*articles, **more)
        self.go_on = threading.Event()

    def ask(self, question):
        if question.text == "slow?":
            assert self.go_on.wait(PATIENCE)
        return super().ask(question)


async def test_a_slow_answer_holds_up_only_its_own_chat():
    """Another chat is answered meanwhile, the same chat's next question after it."""
    answers = {"slow?": ("summit", "The Hague"), "then?": ("summit", "Wednesday")}
    library = SlowOnce(SUMMIT_ARTICLE, answers=answers)
    odd = OddServer([question(1, "slow?"), question(2, "then?"), question(3, "other?", 8)])
    stop = asyncio.Event()
    async with serving(odd) as url:
        running = asyncio.create_task(
            serve(library=library, state=FakeState(), api_url=url, token=TOKEN, stop=stop)
        )
        first = await asyncio.wait_for(odd.sent.get(), PATIENCE)
        library.go_on.set()
        rest = [await asyncio.wait_for(odd.sent.get(), PATIENCE) for _ in range(2)]
        stop.set()
        await running
    texts = [text.splitlines()[0] for text in (first, *rest)]
    assert texts == [
        "The article doesn't say.",
        "Leaders met in The Hague.",
        "The summit ended on Wednesday.",
    ]
