from __future__ import annotations

import asyncio
import datetime as dt
import random
import socket
from functools import partial

import aiohttp
import pytest
from aiohttp import FormData, MultipartWriter, web

from bot.playground.server import Playground
from bot.playground.world import people
from bot.playground.world.updates import KEPT_SECONDS
from tests.bot.playground.conftest import Caller
from tests.fakes.clock import Clock
from tests.fakes.waiting import PATIENCE
from tests.fakes.webhook import receiver

# A part that holds parts of its own.
NESTED = b"""--x\r
Content-Disposition: form-data; name="method"\r
Content-Type: multipart/mixed; boundary=y\r
\r
--y\r
\r
z\r
--y--\r
--x--"""


class Sleeper:
    """Sleeping that only moves a clock, once `awake`; `pauses` are the seconds slept."""

    def __init__(self, clock):
        self.pauses = []
        self.awake = asyncio.Event()
        self.awake.set()
        self._clock = clock

    async def __call__(self, seconds):
        self.pauses.append(seconds)
        await self.awake.wait()
        self._clock.advance(seconds=seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sleeper(clock):
    return Sleeper(clock)


@pytest.fixture
async def playground(clock, sleeper):
    playground = Playground(clock=clock, sleep=sleeper, webhook_seconds=PATIENCE)
    await playground.start()
    yield playground
    await playground.stop()


@pytest.fixture
async def hook():
    async with receiver() as hook:
        yield hook


@pytest.fixture
async def info(call):
    return lambda: call.result("getWebhookInfo")


def person(playground, name):
    chat = playground.world.join(name)
    people.say(playground.world, chat, "/start")
    return chat


async def until(info, fits):
    """Wait until what getWebhookInfo tells fits."""
    async with asyncio.timeout(PATIENCE):
        while not fits(await info()):  # noqa: ASYNC110 - a client can only ask again
            await asyncio.sleep(0.005)


async def pending(info, count):
    """Wait until so many updates are left."""
    await until(info, lambda told: told["pending_update_count"] == count)


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_updates_are_posted_with_the_secret(playground, call, chat, hook, info):
    """Each update arrives once, as JSON, with the secret; a taken one is pending no more."""
    await call.result("setWebhook", url=f"{hook.url}?bot=1", secret_token="s3-cret_")
    for text in ("one", "two"):
        people.say(playground.world, chat, text)
    await hook.has(2)
    assert hook.texts == ["one", "two"]
    assert hook.ids[1] == hook.ids[0] + 1
    headers = hook.headers[0]
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s3-cret_"
    assert headers["Content-Type"] == "application/json"
    assert f"http://{headers['Host']}/hook" == hook.url
    await pending(info, 0)


async def test_the_state_of_the_webhook_is_told(call, chat, hook, info, playground, clock):
    """The webhook's info tells what is set, what waits, and the last error with its time."""
    assert await info() == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    hook.answer = lambda _: web.Response(status=503)
    await call.result("setWebhook", url=hook.url, max_connections=7, allowed_updates=["message"])
    people.say(playground.world, chat, "one")
    await hook.has(2)
    told = await info()
    assert clock.now.timestamp() - told.pop("last_error_date") < KEPT_SECONDS
    assert told == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "ip_address": "127.0.0.1",
        "max_connections": 7,
        "allowed_updates": ["message"],
        "last_error_message": "Wrong response from the webhook: 503 Service Unavailable",
    }
    await call.result("deleteWebhook")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook",
        "http://example.org/hook",
        "https://127.0.0.1/hook",
        "http://127.0.0.1@example.org/hook",
        "http://example.org@127.0.0.1/hook",
        "http://127.0.0.1.example.org/hook",
        "http://127.0.0.2:80/",
        "http://0.0.0.0:80/",
        "http://[::ffff:127.0.0.1]/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:80/\r\nHost: example.org",
        "http://127.0.0.1/ hook",
        "http://[::1/",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "127.0.0.1:80",
        "http://127.0.0.1/" + "x" * 3000,
        "http://127.0.0.1/ü",
    ],
)
async def test_nothing_is_sent_off_this_machine(call, url, info):
    """Any address but this machine's own is refused, and nothing is set."""
    assert "bad webhook: " in await call.refusal("setWebhook", url=url)
    assert (await info())["url"] == ""


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"secret_token": "not allowed"}, "secret token contains unallowed characters"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"max_connections": 0}, "max_connections must be from 1 to 100"),
        ({"max_connections": 101}, "max_connections must be from 1 to 100"),
        ({"ip_address": "192.0.2.1"}, "sends nothing to IP address 192.0.2.1"),
        ({"allowed_updates": ["mesage"]}, 'no updates of the kind "mesage"'),
        ({"certificate": "attach://pem"}, "does not support certificates"),
    ],
)
async def test_wrong_settings_are_refused(call, params, reason, info):
    """What Telegram would not take is refused by name, and nothing is set."""
    url = "http://127.0.0.1:8443/hook"
    assert reason in await call.refusal("setWebhook", url=url, **params)
    assert (await info())["url"] == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_all_names_of_this_machine_are_known(call, info, host):
    """IPv4, IPv6 and localhost are this machine; without a port it is 80."""
    await call.result("setWebhook", url=f"http://{host}", secret_token="x" * 256)
    assert (await info())["ip_address"] == ("::1" if host == "[::1]" else "127.0.0.1")
    await call.result("setWebhook", url="")
    assert (await info())["url"] == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
async def test_a_bot_may_listen_at_any_of_them(call, chat, playground, info, host):
    """An update arrives over IPv4 and IPv6; the Host header is what the URL says."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        if host == "::1":
            pytest.skip("this machine has no IPv6")
    async with receiver("127.0.0.1" if host == "localhost" else host) as hook:
        url = hook.url.replace("127.0.0.1", "localhost") if host == "localhost" else hook.url
        await call.result("setWebhook", url=url)
        people.say(playground.world, chat, "x")
        await hook.has(1)
        await pending(info, 0)
        assert f"http://{hook.headers[0]['Host']}/hook" == url


async def test_a_visitor_is_told_why_no_answer_comes(call, hook, playground, olena, info):
    """Who waits in vain for a bot whose webhook fails, sees what it answered."""
    hook.answer = lambda _: web.Response(status=500)
    await call.result("setWebhook", url=hook.url)
    await olena.tell("hello?")
    await until(info, lambda told: "last_error_message" in told)
    olena.patience = 1
    with pytest.raises(AssertionError, match="Wrong response from the webhook: 500"):
        await olena.hears()
    await call.result("deleteWebhook")


async def test_polling_and_a_webhook_exclude_each_other(call, hook, chat, playground):
    """Setting a webhook ends a poll with 409, polling is a 409 while it is set, then goes on."""
    waiting = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await call.result("setWebhook", url=hook.url)
    status, body = await asyncio.wait_for(waiting, PATIENCE)
    assert (status, body["description"]) == (409, "Conflict: terminated by setWebhook request")
    status, body = await call("getUpdates")
    assert status == 409
    assert body["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await call.result("deleteWebhook")
    people.say(playground.world, chat, "polled")
    assert len(await call.result("getUpdates")) == 1
    assert hook.bodies == []


async def test_what_waits_is_sent_or_dropped(call, hook, chat, playground):
    """A new webhook gets what was pending; drop_pending_updates drops it before."""
    people.say(playground.world, chat, "dropped")
    await call.result("setWebhook", url=hook.url, drop_pending_updates=True)
    await call.result("deleteWebhook")
    people.say(playground.world, chat, "kept")
    await call.result("setWebhook", url=hook.url)
    await hook.has(1)
    assert hook.texts == ["kept"]


async def test_a_failing_update_is_sent_again_until_it_expires(
    call, hook, chat, playground, sleeper, info
):
    """At once, after 2, 4, 8 ... 60 seconds, for 24 hours; then it is gone."""
    hook.answer = lambda body: web.Response(status=500 if "bad" in str(body) else 200)
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "bad")
    await pending(info, 0)
    people.say(playground.world, chat, "good")
    await hook.has(len(sleeper.pauses) + 2)
    assert sleeper.pauses[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert set(sleeper.pauses[6:]) == {60}
    assert sum(sleeper.pauses) - KEPT_SECONDS in range(60)
    assert hook.texts == ["bad"] * (len(sleeper.pauses) + 1) + ["good"]


async def test_a_failing_update_blocks_only_its_chat(call, hook, playground, sleeper, info):
    """Another chat's updates arrive meanwhile; its own wait, and then come in order."""
    failing, other = person(playground, "Failing"), person(playground, "Other")
    playground.world.updates.clear()
    sleeper.awake.clear()

    def answer(body):
        fails = body["message"]["chat"]["id"] == failing.id and not sleeper.awake.is_set()
        return web.Response(status=502 if fails else 200)

    hook.answer = answer
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, failing, "first")
    people.say(playground.world, failing, "second")
    for number in range(5):
        people.say(playground.world, other, str(number))
    await pending(info, 2)
    assert [t for t in hook.texts if t not in ("first", "second")] == list("01234")
    assert "second" not in hook.texts
    sleeper.awake.set()
    await pending(info, 0)
    assert hook.texts[-2:] == ["first", "second"]


async def test_retry_after_is_honoured(call, hook, chat, playground, sleeper, info):
    """The seconds a bot asks for are waited; a date or a lie is no number, an hour the most."""
    asked = iter(["7", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999", "-5", ""])
    answers = {True: 429, False: 200}

    def answer(_):
        header = next(asked, None)
        return web.Response(
            status=answers[header is not None], headers={"Retry-After": header or ""}
        )

    hook.answer = answer
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert sleeper.pauses == [7, 2, 3600, 8, 16]


async def test_an_answer_that_takes_too_long_is_a_failure(hook, clock, sleeper, session):
    """The connection is closed and the update sent again, under the same id."""
    playground = Playground(clock=clock, sleep=sleeper, webhook_seconds=0.5)
    await playground.start()
    call = Caller(playground, session)
    slow = iter([True])

    async def answer(_):
        if next(slow, False):
            await asyncio.sleep(30)
        return web.Response()

    hook.answer = answer
    await call.result("setWebhook", url=hook.url)
    person(playground, "Taras")
    await pending(partial(call.result, "getWebhookInfo"), 0)
    assert hook.ids == [hook.ids[0]] * 2
    assert (await call.result("getWebhookInfo"))["last_error_message"] == "Read timeout expired"
    await playground.stop()


async def test_a_bot_that_is_not_there_gets_its_updates_later(
    call, hook, chat, playground, info, clock
):
    """A refused connection is told as the last error; a webhook set anew gets all, in order."""
    await call.result("setWebhook", url=f"http://127.0.0.1:{unused_port()}/")
    for text in ("one", "two"):
        people.say(playground.world, chat, text)
    await until(info, lambda told: "last_error_message" in told)
    assert (await info())["last_error_message"] == "Connection refused"
    await call.result("setWebhook", url=hook.url)
    await pending(info, 0)
    assert hook.texts == ["one", "two"]
    assert "last_error_message" not in await info()


async def test_a_connection_that_breaks_is_a_failure(call, hook, chat, playground, info):
    """A bot that dies over an update gets it again."""
    breaks = iter([True])

    async def answer(_):
        if next(breaks, False):
            raise asyncio.CancelledError
        return web.Response()

    hook.answer = answer
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert len(hook.bodies) == 2
    assert (await info())["last_error_message"] == "Webhook connection closed"


async def test_a_redirect_is_not_followed(call, hook, chat, playground, info):
    """It could lead anywhere; it is a failure like any other status."""
    places = iter(["http://example.org/", hook.url])

    def answer(_):
        place = next(places, None)
        return web.Response(status=307, headers={"Location": place}) if place else web.Response()

    hook.answer = answer
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert len(hook.bodies) == 3
    assert "307" in (await info())["last_error_message"]


async def test_at_most_max_connections_and_one_a_chat(call, hook, playground, info):
    """Chats are served beside each other, up to the limit; within one, order holds."""
    chats = [person(playground, f"Person {n}") for n in range(6)]
    playground.world.updates.clear()

    async def answer(_):
        # The first of them wait until as many are there as may be.
        async with asyncio.timeout(PATIENCE):
            while hook.most < 3:  # noqa: ASYNC110 -- nobody tells
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.01)
        return web.Response()

    hook.answer = answer
    await call.result("setWebhook", url=hook.url, max_connections=3)
    for number in range(4):
        for chat in chats:
            people.say(playground.world, chat, str(number))
    await pending(info, 0)
    assert hook.most == 3
    for chat in chats:
        mine = [b for b in hook.bodies if b["message"]["chat"]["id"] == chat.id]
        assert [b["message"]["text"] for b in mine] == list("0123")


def json_call(chat):
    return web.json_response({"method": "sendMessage", "chat_id": chat, "text": "answered"})


def form_call(chat):
    fields = {"method": "SendMessage", "chat_id": str(chat), "text": "answered"}
    return web.Response(body=FormData(fields)())


def multipart_call(chat):
    writer = MultipartWriter("form-data")
    for name, value in {"method": "sendMessage", "chat_id": chat, "text": "answered"}.items():
        writer.append(str(value)).set_content_disposition("form-data", name=name)
    return web.Response(body=writer)


@pytest.mark.parametrize("number", ["1e999", "NaN"])
async def test_a_number_that_is_none_in_the_answer_is_no_request(
    call, hook, chat, playground, info, number
):
    """The page reads what a bot asks for as JSON, which has no such numbers."""
    body = f'{{"method": "sendLocation", "chat_id": {chat.id}, "latitude": {number}}}'
    hook.answer = lambda _: web.Response(text=body, content_type="application/json")
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert playground.requests[-1][0] != "sendLocation"


@pytest.mark.parametrize("write", [json_call, form_call, multipart_call])
async def test_a_request_in_the_answer_is_carried_out(call, hook, chat, playground, info, write):
    """JSON, form or multipart: a method in the answer is a request like any other."""
    hook.answer = lambda body: write(body["message"]["chat"]["id"])
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert [m["text"] for m in chat.messages.values()][-1] == "answered"
    assert playground.requests[-2][0] == "sendMessage"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"method": "getMe"}', "application/json"),
        (b'{"method": "deleteWebhook"}', "application/json"),
        (b'{"method": "close"}', "application/json"),
        (b'{"method": "flyToTheMoon"}', "application/json"),
        (b'{"method": "sendMessage", "chat_id": 1, "text": "nobody there"}', "application/json"),
        (b'{"method": 7}', "application/json"),
        (b'["method"]', "application/json"),
        (b'{"method": "sendMess', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json; charset=klingon"),
        (b"method=%ff&method=", "application/x-www-form-urlencoded"),
        (b"\xff", "application/x-www-form-urlencoded"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\nunnamed\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="method"\r\n\r\n\xff\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (
            NESTED,
            "multipart/form-data; boundary=x",
        ),
        (b"x" * 1_100_000, "application/json"),
        (b"OK", "text/plain"),
    ],
)
async def test_any_other_answer_means_taken(call, hook, chat, playground, info, body, kind):
    """Whatever else an answer holds, the update counts as taken and nothing breaks."""
    hook.answer = lambda _: web.Response(body=body, headers={"Content-Type": kind})
    await call.result("setWebhook", url=hook.url)
    before = len(chat.messages)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert len(hook.bodies) == 1
    assert len(chat.messages) == before + 1
    assert (await info())["url"] == hook.url


async def test_a_taken_update_may_come_again(call, hook, chat, playground, info):
    """Redelivery works for webhooks too: the same update under the same id."""
    await call.result("setWebhook", url=hook.url)
    for text in ("one", "two"):
        people.say(playground.world, chat, text)
    await hook.has(2)
    await pending(info, 0)
    playground.world.updates.redeliver()
    await hook.has(4)
    assert hook.bodies[2:] == hook.bodies[:2]


async def test_a_broken_body_is_sent_whole_the_next_time(call, hook, chat, playground, info):
    """On demand the JSON of a delivery is cut in two; the bot refuses it and gets it again."""
    hook.answer = lambda body: web.Response(status=400 if "broken" in body else 200)
    playground.faults.garble("webhook")
    await call.result("setWebhook", url=hook.url)
    people.say(playground.world, chat, "x")
    await pending(info, 0)
    assert hook.bodies[0]["broken"].startswith('{"update_id"')
    assert hook.bodies[1]["message"]["text"] == "x"


async def test_the_updates_of_a_group_are_one_queue(call, hook, playground, info):
    """A callback query waits behind the messages of its chat, an inline query in its person's."""
    chat = person(playground, "Taras")
    sent = await call.result("sendMessage", chat_id=chat.id, text="press")
    first = people.say(playground.world, chat, "x")
    people.tap(playground.world, chat, sent["message_id"], "data")
    assert {p.chat for p in playground.world.updates} == {chat.id}
    assert first["chat"]["id"] == chat.id


async def test_stopping_leaves_what_was_on_its_way(hook, clock, sleeper):
    """The playground stops at once while a bot is slow; nothing counts as taken."""
    playground = Playground(clock=clock, sleep=sleeper)
    await playground.start()
    hook.answer = lambda _: asyncio.sleep(30)
    async with aiohttp.ClientSession() as session:
        await Caller(playground, session).result("setWebhook", url=hook.url)
        person(playground, "Taras")
        await hook.has(1)
        async with asyncio.timeout(20):
            await playground.stop()
    assert len(playground.world.updates) == 1
    assert clock.now == dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


async def test_a_bot_that_fails_at_random_gets_all_in_order(call, hook, playground, info):
    """Whatever fails and however often, each update is taken once, in the order of its chat."""
    chance = random.Random(3)
    chats = [person(playground, f"Person {n}") for n in range(8)]
    playground.world.updates.clear()
    taken = []

    def answer(body):
        if chance.random() < 0.4:
            return web.Response(status=chance.choice((302, 404, 410, 429, 500, 504)))
        taken.append((body["message"]["chat"]["id"], body["message"]["text"]))
        return web.Response(status=chance.choice((200, 201, 204)))

    hook.answer = answer
    await call.result("setWebhook", url=hook.url, max_connections=5)
    for number in range(10):
        for chat in chats:
            people.say(playground.world, chat, str(number))
    await pending(info, 0)
    for chat in chats:
        assert [text for who, text in taken if who == chat.id] == list("0123456789")
    assert len(hook.bodies) > len(taken) == 80
