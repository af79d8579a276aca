"""Health and metrics as an operator's tools read them, over HTTP."""

from __future__ import annotations

import socket

import aiohttp
import pytest

from bot.conditions import Conditions
from bot.errors import BotError
from bot.measures import TAKEN, Measures
from bot.ops import serving


async def get(url):
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer, await answer.read()


async def test_health_is_what_the_bot_says_of_itself():
    """200 while all is well; 503 with every problem in words, until it is over."""
    conditions = Conditions()
    async with serving("127.0.0.1:0", Measures(), conditions) as url:
        answer, body = await get(f"{url}/healthz")
        assert (answer.status, body) == (200, b'{"verbatim": "ok", "problems": {}}')
        conditions.begin("disk", "the state cannot be written")
        answer, body = await get(f"{url}/healthz")
        assert answer.status == 503
        problems = b'{"disk": "the state cannot be written"}'
        assert body == b'{"verbatim": "failing", "problems": ' + problems + b"}"
        conditions.end("disk")
        answer, _ = await get(f"{url}/healthz")
        assert answer.status == 200


async def test_metrics_are_prometheus_text():
    """With the content type that names the format's version, and the numbers of now."""
    measures = Measures()
    async with serving("127.0.0.1:0", measures, Conditions()) as url:
        measures.add(TAKEN, 7)
        answer, body = await get(f"{url}/metrics")
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert b"verbatim_updates_taken_total 7\n" in body


async def test_nothing_else_is_there():
    """Any other page is 404, and neither page takes anything in."""
    async with serving("localhost:0", Measures(), Conditions()) as url:
        answer, _ = await get(f"{url}/")
        assert answer.status == 404
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{url}/healthz", data=b"x" * 100_000) as answer,
        ):
            assert answer.status == 405


async def test_an_address_that_is_taken_is_one_line():
    """The setting is named, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(BotError, match=r"ops\.listen: 127.*another port"):
            async with serving(listen, Measures(), Conditions()):
                pass


async def test_an_address_for_everybody_is_warned_of(caplog):
    """Loopback is quiet; whatever others can reach is told in the log."""
    async with serving("127.0.0.1:0", Measures(), Conditions()):
        pass
    assert "are open to" not in caplog.text
    async with serving("0.0.0.0:0", Measures(), Conditions()):
        pass
    assert "are open to" in caplog.text
