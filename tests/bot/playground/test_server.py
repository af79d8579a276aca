from __future__ import annotations

import asyncio
import gzip
import socket
import zlib

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from bot.playground.server import MAX_BODY_BYTES, Playground
from bot.playground.world import people
from tests.fakes.waiting import PATIENCE


async def raw(playground, request):
    """Send bytes as they are; return the status line of the answer."""
    host, port = playground.api_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    await writer.drain()
    line = await asyncio.wait_for(reader.readline(), PATIENCE)
    writer.close()
    await writer.wait_closed()
    return line.decode()


async def test_python_telegram_bot_talks_to_it(playground, chat):
    """An unchanged PTB Bot gets itself, sends, edits, and reads updates."""
    base = f"{playground.api_url}/bot"
    async with Bot(playground.token, base_url=base) as bot:
        assert bot.username == "VerbatimBot"
        sent = await bot.send_message(chat.id, "Hello")
        edited = await sent.edit_text("Hello again")
        assert edited.text == "Hello again"
        for kind in ("photo", "document", "voice", "sticker"):
            people.attach(playground.world, chat, kind)
        updates = await bot.get_updates(timeout=0)
        assert [bool(u.message.effective_attachment) for u in updates] == [True] * 4
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "Hello")
        with pytest.raises(Forbidden):
            await bot.send_message(playground.world.join("Stranger").id, "Hello")


async def test_a_wrong_token_is_unauthorized(playground, session):
    """Another token is a 401, something that is no token a 404; PTB calls both invalid."""
    wrong = playground.token[:-1] + ("a" if playground.token[-1] != "a" else "b")
    for token, status in ((wrong, 401), ("nonsense", 404)):
        async with session.get(f"{playground.api_url}/bot{token}/getMe") as response:
            assert response.status == status
            assert (await response.json())["error_code"] == status
    with pytest.raises(InvalidToken):
        async with Bot(wrong, base_url=f"{playground.api_url}/bot"):
            pass


async def test_updates_stay_until_an_offset_confirms_them(call, chat, playground):
    """Updates come again until the offset passes them; a negative one keeps the newest."""
    for text in ("one", "two", "three"):
        people.say(playground.world, chat, text)
    first = await call.result("getUpdates")
    assert [u["message"]["text"] for u in first] == ["one", "two", "three"]
    assert await call.result("getUpdates", limit=2) == first[:2]
    assert await call.result("getUpdates", offset=first[1]["update_id"]) == first[1:]
    assert await call.result("getUpdates", offset=-1) == first[2:]
    assert await call.result("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert "limit" in await call.refusal("getUpdates", limit=101)


async def test_kinds_that_are_not_allowed_are_not_queued(call, chat, playground):
    """allowed_updates holds until it is changed, and for new updates only."""
    await call.result("getUpdates", allowed_updates=["callback_query"])
    people.say(playground.world, chat, "unheard")
    assert await call.result("getUpdates") == []
    await call.result("getUpdates", allowed_updates=[])
    people.say(playground.world, chat, "heard")
    assert len(await call.result("getUpdates")) == 1
    assert '"mesage"' in await call.refusal("getUpdates", allowed_updates=["mesage"])
    await call.result("getUpdates", allowed_updates=list(Update.ALL_TYPES))


async def test_a_long_poll_ends_when_something_happens(call, chat, playground):
    """A waiting poll is answered by the first update, long before its time is over."""
    waiting = asyncio.create_task(call.result("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    people.say(playground.world, chat, "now")
    updates = await asyncio.wait_for(waiting, PATIENCE)
    assert updates[0]["message"]["text"] == "now"


async def test_a_second_poller_ends_the_first(call, playground):
    """Of two pollers the older one gets 409 in Telegram's words, and PTB's Conflict."""
    async with Bot(playground.token, base_url=f"{playground.api_url}/bot") as bot:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(call.result("getUpdates", timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(first, PATIENCE)
        await asyncio.sleep(0.05)
        assert not second.done()
        await playground.stop()
        assert await asyncio.wait_for(second, PATIENCE) == []


async def test_parameters_come_by_query_form_json_and_multipart(playground, call, chat, session):
    """All four ways of sending parameters mean the same."""
    url = f"{call.base}/sendMessage"
    fields = {"chat_id": str(chat.id), "text": "same"}
    for request in (
        session.get(url, params=fields),
        session.post(url, data=fields),
        session.post(url, json={"chat_id": chat.id, "text": "same", "reply_markup": None}),
        session.post(f"{call.base}/SENDMESSAGE", data=fields, params={"text": "not this one"}),
    ):
        async with request as response:
            assert (await response.json())["result"]["text"] == "same"
    body = (
        b'--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n%d\r\n'
        b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nsame\r\n--b--\r\n' % chat.id
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    async with session.post(url, data=body, headers=kind) as response:
        assert (await response.json())["result"]["text"] == "same"
    assert [method for method, _ in playground.requests] == ["sendMessage"] * 5


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b'{"text": "\\ud800", "chat_id": 1}'),
        ("application/json", b"\xff\xfe"),
        ("application/json; charset=klingon", b"{}"),
        ("application/json", b"[" * 200_000),
        ("application/x-www-form-urlencoded; charset=klingon", b"a=b"),
        ("application/x-www-form-urlencoded", b"%ff=%00&=&&"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"not a part"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nunnamed\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
        (
            "multipart/form-data; boundary=x",
            (
                b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n"
                b'Content-Disposition: form-data; name="a"\r\n\r\n'
                b"--y\r\n\r\nz\r\n--y--\r\n--x--\r\n"
            ),
        ),
    ],
)
async def test_a_broken_body_is_a_bad_request(call, kind, body):
    """Whatever a body holds, the answer is a 400 in Telegram's shape."""
    url = f"{call.base}/sendMessage"
    async with call.session.post(url, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == 400, await response.text()
        assert (await response.json())["error_code"] == 400


async def test_broken_http_is_never_a_server_error(playground):
    """Lies about encoding, endless headers and nonsense are refused with a 4xx."""
    path = f"/bot{playground.token}/getMe".encode()
    squeezed = zlib.compress(b"x" * 10_000_000)
    for request in (
        b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: gzip\r\n"
        b"Content-Type: application/json\r\nContent-Length: 4\r\n\r\nnope" % path,
        b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: deflate\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
        % (path, len(squeezed), squeezed),
        b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: br\r\n"
        b"Content-Type: application/json\r\nContent-Length: 4\r\n\r\nnope" % path,
        b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\nX: %b\r\n\r\n" % (path, b"x" * 100_000),
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"DELETE %b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % path,
        b"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"nonsense\r\n\r\n",
    ):
        assert " 4" in (await raw(playground, request))[:14]


async def test_a_compressed_body_is_refused(call):
    """A body that would have to be unpacked is refused, and says why."""
    url, squeezed = f"{call.base}/getMe", gzip.compress(b"{}")
    kind = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with call.session.post(url, data=squeezed, headers=kind) as response:
        assert "does not support compressed bodies" in (await response.json())["description"]


async def test_a_body_of_more_than_a_megabyte_is_refused(call):
    """A large body is a 413 before it is read to its end."""
    url = f"{call.base}/sendMessage"
    kind = {"Content-Type": "application/json"}
    async with call.session.post(url, data=b" " * (MAX_BODY_BYTES + 1), headers=kind) as response:
        assert response.status == 413
        assert (await response.json())["ok"] is False


async def test_it_listens_on_this_machine_only():
    """A host that others can reach is refused before anything listens."""
    for host in ("0.0.0.0", "::", "192.168.1.5", "example.org", ""):
        with pytest.raises(ValueError, match="this machine only"):
            await Playground().start(host)


async def test_a_taken_port_is_named():
    """A port in use is an OSError that says which."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1 port {port}"):
            await Playground().start(port=port)


async def test_tokens_and_keys_are_new_for_each_run():
    """Each playground has its own token, in Telegram's shape, and its own page key."""
    one, two = Playground(), Playground()
    assert one.token != two.token
    assert one.page_key != two.page_key
    assert one.token.partition(":")[0].isdigit()
    assert len(one.token.partition(":")[2]) == 35
    with pytest.raises(ValueError, match="a bot's token has digits"):
        Playground(token="123:short")
    await one.stop()
