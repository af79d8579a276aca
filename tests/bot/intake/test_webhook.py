"""What comes by webhook is answered 200 once it is kept, and strangers are told nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket

import aiohttp
import pytest

from bot.errors import BotError, InvalidTokenError
from bot.intake.source import ALLOWED_UPDATES
from bot.intake.webhook import MOST_BYTES, Webhook
from knowledge.errors import StoreError
from tests.fakes import gate
from tests.fakes.waiting import PATIENCE

SECRET = "the-secret-of-the-tests"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Api:
    """Answers setWebhook with each status in turn, then with 200."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.calls = []
        self.set = asyncio.Event()

    async def call(self, method, parameters, seconds):
        assert method == "setWebhook"
        gate.check(method, parameters)
        self.calls.append(parameters)
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.set.set()
        return status, b'{"description": "why not"}'


class Taker:
    def __init__(self):
        self.full = False
        self.failures = 0
        self.taken = []
        self.refused = []

    async def take(self, updates, *, offset=None):
        if self.failures:
            self.failures -= 1
            raise StoreError("state.db", "disk full")
        self.taken += updates

    async def refuse(self, text, why):
        self.refused.append((text, why))


@contextlib.asynccontextmanager
async def webhook(api=None, taker=None, **settings):
    """Yield a webhook's taker, Bot API and address."""
    api, taker, stop = api or Api(), taker or Taker(), asyncio.Event()
    port = asyncio.get_running_loop().create_future()
    hook = Webhook(
        api,
        **{
            "url": "https://example.org/hook",
            "host": "127.0.0.1",
            "port": 0,
            "secret": SECRET,
            "first_pause": 0.001,
            "listening": port.set_result,
            **settings,
        },
    )
    running = asyncio.create_task(hook.run(taker, stop))
    try:
        await asyncio.wait({running, port}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        yield taker, api, f"http://127.0.0.1:{await port}/hook"
    finally:
        stop.set()
        await asyncio.wait_for(running, PATIENCE)


async def post(url, body, headers=HEADERS):
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as response,
    ):
        return response.status, response.headers.get("Retry-After")


async def test_an_update_is_taken_and_answered():
    """Parsed, and with its text as it came."""
    async with webhook() as (taker, _, url):
        assert await post(url, b'{"update_id": 5}') == (200, None)
    assert taker.taken == [({"update_id": 5}, '{"update_id": 5}')]


async def test_telegram_is_told_the_address():
    """With the secret and the kinds of updates; again until it has heard."""
    api = Api(502, 429)
    async with webhook(api):
        await asyncio.wait_for(api.set.wait(), PATIENCE)
    assert len(api.calls) == 3
    assert api.calls[-1]["url"] == "https://example.org/hook"
    assert api.calls[-1]["secret_token"] == SECRET
    assert api.calls[-1]["allowed_updates"] == list(ALLOWED_UPDATES)


async def test_without_a_secret_of_ones_own_one_is_made():
    """A new one each time, which nobody can guess."""
    secrets = set()
    for _ in range(2):
        async with webhook(secret="") as (_, api, url):
            await asyncio.wait_for(api.set.wait(), PATIENCE)
            assert (await post(url, b"{}", {}))[0] == 403
            secrets.add(api.calls[0]["secret_token"])
    assert all(len(secret) >= 40 for secret in secrets)
    assert len(secrets) == 2


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ü"])
async def test_without_the_secret_nothing_is_taken(secret):
    """Whatever the body is."""
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with webhook() as (taker, _, url):
        assert (await post(url, b'{"update_id": 5}', headers))[0] == 403
    assert taker.taken == []


async def test_a_strangers_body_is_not_read():
    """The answer comes, and the connection ends, before any of it is sent."""
    async with webhook() as (_, _, url):
        port = int(url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
    assert answer.startswith(b"HTTP/1.1 403 ")


async def test_a_body_too_large_is_refused():
    """By what its header says, and where that is silent by its size."""
    async with webhook() as (taker, _, url):
        assert (await post(url, b" " * (MOST_BYTES + 1)))[0] == 413

        async def chunks():
            for _ in range(12):
                yield b" " * 100_000

        with contextlib.suppress(aiohttp.ClientError):  # it may hang up in the middle
            assert (await post(url, chunks()))[0] == 413
    assert taker.taken == []


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"\xff\xfe", b"[" * 100_000),
        # What a lenient reader takes, and the next start could not read back.
        *(b'\xef\xbb\xbf{"update_id": 5}', '{"update_id": 5}'.encode("utf-16")),
        b'{"update_id": 5, "x": "\xed\xa0\x80"}',
    ],
)
async def test_bad_json_is_quarantined_and_not_sent_again(body):
    """It would come for a day otherwise, and get no better."""
    async with webhook() as (taker, _, url):
        assert (await post(url, body))[0] == 200
    ((_, why),) = taker.refused
    assert why == "no JSON"
    assert taker.taken == []


@pytest.mark.parametrize("path", ["/", "/other", "/hook/more"])
async def test_only_its_own_path_is_served(path):
    """Others are not found."""
    async with webhook() as (taker, _, url):
        assert (await post(url.replace("/hook", path), b'{"update_id": 5}'))[0] == 404
    assert taker.taken == []


async def test_what_cannot_be_kept_stays_at_telegram(caplog):
    """503 says that it must come again, and when."""
    taker = Taker()
    taker.failures = 1
    async with webhook(taker=taker) as (_, _, url):
        assert await post(url, b'{"update_id": 5}') == (503, "5")
        assert (await post(url, b'{"update_id": 5}'))[0] == 200
    assert len(taker.taken) == 1
    assert "stay at Telegram" in caplog.text


async def test_a_full_inbox_takes_nothing():
    """It is told so, and what waits at Telegram is safe there."""
    taker = Taker()
    taker.full = True
    async with webhook(taker=taker) as (_, _, url):
        assert await post(url, b'{"update_id": 5}') == (503, "1")
    assert taker.taken == []


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [(401, InvalidTokenError, "token"), (400, BotError, "refuses telegram.webhook_url: .*why not")],
)
async def test_what_telegram_will_never_take_ends_it(status, error, said):
    """With one clear line."""
    hook = Webhook(Api(status), url="https://example.org/", host="127.0.0.1", port=0)
    with pytest.raises(error, match=said):
        await hook.run(Taker(), asyncio.Event())


async def test_a_port_that_is_taken_is_one_clear_error():
    """It names the setting."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        hook = Webhook(Api(), url="https://example.org/", host="127.0.0.1", port=port)
        with pytest.raises(BotError, match=r"telegram\.webhook_listen"):
            await hook.run(Taker(), asyncio.Event())


async def test_what_is_posted_is_what_the_inbox_gets():
    """In any script, escaped or not."""
    raw = {"update_id": 5, "message": {"text": "Скільки? 🎉"}}
    async with webhook() as (taker, _, url):
        for body in (json.dumps(raw), json.dumps(raw, ensure_ascii=False)):
            assert (await post(url, body.encode()))[0] == 200
    assert [one for one, _ in taker.taken] == [raw, raw]
