from __future__ import annotations

import asyncio
import json

import pytest

from bot.playground.world import people


async def ask(session, method, url, **kwargs):
    async with session.request(method, url, **kwargs) as response:
        return response.status, response.headers, await response.read()


@pytest.fixture
def key(playground):
    return {"Authorization": f"Bearer {playground.page_key}"}


async def test_the_page_is_served_with_its_locks(playground, session):
    """Every file has its type and the policy that forbids foreign and inline script."""
    kinds = {
        "": "text/html",
        "page/app.js": "text/javascript",
        "page/style.css": "text/css",
        "page/icon.svg": "image/svg+xml",
    }
    for name, kind in kinds.items():
        status, headers, body = await ask(session, "GET", f"{playground.api_url}/{name}")
        assert status == 200
        assert headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert "require-trusted-types-for 'script'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers
        assert playground.page_key.encode() not in body


async def test_files_outside_the_page_are_not_served(playground, session):
    """Only the page's own files are found, whatever the path looks like."""
    for path in ("page/..%2fserver.py", "page/%2e%2e/server.py", "page/nothing", "favicon.ico"):
        status, _, body = await ask(session, "GET", f"{playground.api_url}/{path}")
        assert status == 404
        assert json.loads(body)["error_code"] == 404


async def test_without_the_key_nothing_is_told(playground, session, key):
    """Each endpoint of the page wants this run's key in a header."""
    posts = [("POST", path) for path in ("join", "say", "start", "attach", "tap")]
    for method, path in (("GET", "hello"), ("GET", "events?chat=1"), *posts):
        url = f"{playground.api_url}/play/{path}"
        for wrong in ({}, {"Authorization": "Bearer é"}, {"Authorization": playground.page_key}):
            assert (await ask(session, method, url, headers=wrong))[0] == 401
    url = f"{playground.api_url}/play/hello"
    assert (await ask(session, "GET", f"{url}?key={playground.page_key}"))[0] == 401
    assert (await ask(session, "GET", url, headers=key))[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.", "[::2]:1"]
)
async def test_a_rebound_name_is_refused(playground, session, call, key, host):
    """A Host that is not this machine's is refused on every side, even with key and token."""
    for url in (f"{playground.api_url}/", f"{playground.api_url}/play/hello", f"{call.base}/getMe"):
        assert (await ask(session, "GET", url, headers={**key, "Host": host}))[0] == 403


async def test_another_sites_page_is_refused(playground, session, call, key):
    """A request that a page of another origin sends is refused; our own page's is not."""
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"):
        for url in (f"{playground.api_url}/play/hello", f"{call.base}/getMe"):
            assert (await ask(session, "GET", url, headers={**key, "Origin": origin}))[0] == 403
    own = {**key, "Origin": playground.api_url}
    assert (await ask(session, "GET", f"{playground.api_url}/play/hello", headers=own))[0] == 200
    preflight = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    url = f"{playground.api_url}/play/say"
    status, headers, _ = await ask(session, "OPTIONS", url, headers=preflight)
    assert status == 403
    assert not any(name.startswith("Access-Control") for name in headers)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"text": "x"}),
        ("say", {"chat": 1, "text": "x"}),
        ("say", {"chat": True, "text": "x"}),
        ("say", {"chat": "9" * 400, "text": "x"}),
        ("say", {"chat": "OLENA", "text": " "}),
        ("say", {"chat": "OLENA", "text": "x" * 4097}),
        ("say", {"chat": "OLENA", "text": ["x"]}),
        ("say", {"chat": "OLENA", "text": "\ud800"}),
        ("say", {"chat": "OLENA", "text": "x", "reply_to": 99}),
        ("start", {"chat": "OLENA", "parameter": "no spaces"}),
        ("start", {"chat": "OLENA", "parameter": "x" * 65}),
        ("attach", {"chat": "OLENA", "kind": "bomb"}),
        ("attach", {"chat": "OLENA", "kind": "sticker", "caption": "x"}),
        ("attach", {"chat": "OLENA", "kind": "photo", "caption": "x" * 1025}),
        ("tap", {"chat": "OLENA", "message_id": 99, "data": "x"}),
        ("tap", {"chat": "OLENA", "message_id": "1", "data": "x"}),
        ("join", {"name": " "}),
        ("join", {"name": "x" * 65}),
        ("join", ["name"]),
    ],
)
async def test_what_a_page_could_not_send_is_refused(playground, session, key, olena, path, body):
    """Unknown chats, wrong types and broken limits are a 400, and nothing reaches the bot."""
    if isinstance(body, dict) and body.get("chat") == "OLENA":
        body = {**body, "chat": olena.person["id"]}
    url = f"{playground.api_url}/play/{path}"
    status, _, answer = await ask(session, "POST", url, json=body, headers=key)
    assert status == 400
    assert json.loads(answer)["description"].startswith("Bad Request: ")
    assert len(playground.world.updates) == 0


async def test_a_reload_shows_the_conversation_again(playground, session, key, olena, call):
    """The stream replays a chat from any event on, and shows nobody another chat."""
    await olena.do("say", text="first")
    await call.result("sendMessage", chat_id=olena.person["id"], text="second")
    other = playground.world.join("Taras")
    people.say(playground.world, other, "secret")

    async def replay(after):
        url = f"{playground.api_url}/play/events"
        params = {"chat": olena.person["id"], "after": after}
        async with session.get(url, params=params, headers=key) as response:
            events = []
            while not events or events[-1]["n"] < playground.world.events.last:
                line = await asyncio.wait_for(response.content.readline(), 2)
                if line.strip():
                    events.append(json.loads(line))
            return events

    events = await replay(0)
    assert [e["message"]["text"] for e in events if e["kind"] == "message"] == ["first", "second"]
    assert [e["n"] for e in events] == sorted(e["n"] for e in events)
    middle = events[1]["n"]
    assert await replay(middle) == [e for e in events if e["n"] > middle]
