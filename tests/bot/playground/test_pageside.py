from __future__ import annotations

import asyncio
import json

import pytest

from bot.playground.acts import ACTS
from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from tests.fakes.waiting import PATIENCE


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
    posts = [("POST", path) for path in ("join", *ACTS)]
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
        ("say", {"chat": "OLENA", "in": True, "text": "x"}),
        ("say", {"chat": "OLENA", "in": "@the_newsroom", "text": "x"}),
        ("say", {"chat": "OLENA", "in": 10**400, "text": "x"}),
        ("say", {"chat": "OLENA", "in": "TARAS", "text": "x"}),
        ("say", {"chat": "OLENA", "in": "CLOSED", "text": "x"}),
        ("say", {"chat": "OLENA", "in": "READERS", "text": "x", "topic": "1"}),
        ("say", {"chat": "OLENA", "in": "READERS", "text": "x", "topic": 7}),
        ("say", {"chat": "OLENA", "in": "READERS", "text": "x", "as_channel": "READERS"}),
        ("say", {"chat": "OLENA", "text": "x", "quote": "x"}),
        ("edit", {"chat": "OLENA", "message_id": 1.5, "text": "x"}),
        ("delete", {"chat": "OLENA", "message_id": 99}),
        ("delete", {"chat": "OLENA", "in": "CLOSED", "message_id": 1}),
        ("forward", {"chat": "OLENA", "message_id": 99, "to": "READERS"}),
        ("forward", {"chat": "OLENA", "in": "CLOSED", "message_id": 1, "to": "OLENA"}),
        ("start", {"chat": "OLENA", "in": "NEWSROOM"}),
        ("react", {"chat": "OLENA", "message_id": 99, "emoji": ["👍"]}),
        ("react", {"chat": "OLENA", "in": "CLOSED", "message_id": 1, "emoji": ["👍"]}),
        ("react", {"chat": "OLENA", "message_id": 99, "emoji": "👍"}),
        ("vote", {"chat": "OLENA", "message_id": 99, "options": [0]}),
        ("vote", {"chat": "OLENA", "message_id": 99, "options": ["a"]}),
        ("pin", {"chat": "OLENA", "message_id": 99}),
        ("unpin", {"chat": "OLENA", "message_id": 99}),
        ("block", {"chat": "OLENA", "on": 1}),
        ("privacy", {"chat": "OLENA"}),
        ("inline/ask", {"chat": "OLENA", "query": "inline mode is off"}),
        ("inline/choose", {"chat": "OLENA", "query_id": "1", "result_id": "1"}),
        ("found", {"chat": "OLENA", "kind": "private", "title": "x"}),
        ("found", {"chat": "OLENA", "kind": "group", "title": " "}),
        ("link", {"chat": "OLENA", "channel": "NEWSROOM", "group": "READERS"}),
        ("topics", {"chat": "OLENA", "on": True}),
        ("topics", {"chat": "OLENA", "in": "READERS", "on": True}),
        ("topic", {"chat": "OLENA", "in": "READERS", "name": "x"}),
        ("bot", {"chat": "OLENA", "in": "READERS", "as": "owner"}),
        ("bot", {"chat": "OLENA", "in": "READERS", "as": "administrator"}),
        ("bot", {"chat": "OLENA", "in": "READERS"}),
        ("add", {"chat": "OLENA", "in": "NEWSROOM", "person": "TARAS"}),
        ("add", {"chat": "OLENA", "in": "READERS", "person": "READERS"}),
        ("enter", {"chat": "OLENA", "username": "nowhere"}),
        ("leave", {"chat": "OLENA"}),
        ("leave", {"chat": "OLENA", "in": "CLOSED"}),
        ("join", {"name": " "}),
        ("join", {"name": "x" * 65}),
        ("join", ["name"]),
    ],
)
async def test_what_a_page_could_not_send_is_refused(playground, session, key, olena, path, body):
    """Wrong types, broken limits, chats and rights of others are a 400; the bot hears nothing."""
    taras = playground.world.join("Taras")
    closed = rooms.found(playground.world, "supergroup", "Closed", taras)
    people.say(playground.world, closed, "secret", by=Speaker(taras))
    names = {"OLENA": olena.person["id"], "TARAS": taras.id, "CLOSED": closed.id}
    names |= {
        room["title"].upper().removeprefix("THE "): room["id"] for room in await olena.rooms()
    }
    if isinstance(body, dict):
        body = {k: names.get(v, v) if isinstance(v, str) else v for k, v in body.items()}
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
                line = await asyncio.wait_for(response.content.readline(), PATIENCE)
                if line.strip():
                    events.append(json.loads(line))
            return events

    events = await replay(0)
    assert [e["message"]["text"] for e in events if e["kind"] == "message"] == ["first", "second"]
    assert [e["n"] for e in events] == sorted(e["n"] for e in events)
    middle = events[1]["n"]
    assert await replay(middle) == [e for e in events if e["n"] > middle]


async def test_every_visitor_is_in_the_scene(playground, session, key, olena):
    """The page's rooms are told with the visitor's role; the bot hears nothing of who joins."""
    url = f"{playground.api_url}/play/hello"
    params = {"chat": olena.person["id"]}
    _, _, body = await ask(session, "GET", url, params=params, headers=key)
    known = json.loads(body)
    readers, newsroom, comments = known["rooms"]
    assert [room["title"] for room in known["rooms"]] == [
        "Readers",
        "The Newsroom",
        "The Newsroom comments",
    ]
    assert readers == {
        "id": readers["id"],
        "kind": "supergroup",
        "title": "Readers",
        "username": "",
        "is_forum": False,
        "topics": [],
        "commands": [],
        "linked": None,
        "open": True,
        "role": "member",
        "bot": "member",
        "may_write": True,
        "members": 3,
    }
    assert (newsroom["linked"], comments["linked"]) == (comments["id"], newsroom["id"])
    assert (newsroom["role"], newsroom["bot"]) == ("administrator", "administrator")
    assert (known["privacy"], known["inline"], known["guest"]) == (True, False, False)
    assert known["last"] == playground.world.events.last
    assert len(playground.world.updates) == 0
    _, _, body = await ask(session, "GET", url, headers=key)
    assert json.loads(body)["rooms"] == []


async def test_a_world_may_be_empty(session):
    """Without the scene a visitor is in no room."""
    playground = Playground(scene=False)
    await playground.start()
    async with await Visitor.join(playground, patience=PATIENCE) as olena:
        assert await olena.rooms() == []
    await playground.stop()


async def follow(playground, session, key, visitor, after, until):
    """Return the events of all chats of a visitor up to one with the number `until`."""
    params = {"visitor": visitor, "after": after}
    url = f"{playground.api_url}/play/events"
    async with session.get(url, params=params, headers=key) as response:
        assert response.status == 200
        events = []
        while not events or events[-1]["n"] < until:
            line = await asyncio.wait_for(response.content.readline(), PATIENCE)
            if line.strip():
                events.append(json.loads(line))
        return events


async def test_one_stream_has_all_chats_of_a_visitor_and_no_others(playground, session, key, olena):
    """In one order, with rooms as they now are for this visitor; nothing of who is not there."""
    world = playground.world
    async with await Visitor.join(playground, name="Taras", patience=PATIENCE) as taras:
        group = (await taras.do("found", kind="supergroup", title="Apart"))["room"]["id"]
        await taras.do("say", **{"in": group}, text="not for Olena")
        readers = (await olena.rooms())[0]["id"]
        await taras.do("say", text="nor this")
        await olena.do("say", text="one")
        await taras.do("say", **{"in": readers}, text="two")
        before = world.events.last
        events = await follow(playground, session, key, olena.person["id"], 0, before)
        said = [e["message"]["text"] for e in events if e["kind"] == "message"]
        assert said == ["one", "two"]
        assert [e["n"] for e in events] == sorted(e["n"] for e in events)
        described = [e["room"] for e in events if e["kind"] == "room"]
        assert described == [r for r in described if r in await olena.rooms()]

        await taras.do("add", **{"in": group}, person=olena.person["id"])
        await taras.do("say", **{"in": group}, text="welcome")
        after_joining = world.events.last
        events = await follow(playground, session, key, olena.person["id"], before, after_joining)
        room = next(e["room"] for e in events if e["kind"] == "room")
        assert (room["title"], room["role"], room["may_write"]) == ("Apart", "member", True)
        texts = [e["message"].get("text") for e in events if e["kind"] == "message"]
        assert texts == [None, "welcome"]  # the first says who has joined

        await olena.do("leave", **{"in": group})
        await taras.do("say", **{"in": group}, text="gone?")
        await olena.do("say", text="three")
        last = world.events.last
        events = await follow(playground, session, key, olena.person["id"], after_joining, last)
        room = next(e["room"] for e in events if e["kind"] == "room")
        assert (room["id"], room["role"]) == (group, None)
        assert [e["message"]["text"] for e in events if e["kind"] == "message"] == ["three"]


async def test_an_answer_to_a_press_is_for_who_has_pressed(playground, session, key, olena, call):
    """In a group nobody else is told of it."""
    readers = (await olena.rooms())[0]["id"]
    button = {"text": "Press", "callback_data": "x"}
    sent = await call.result(
        "sendMessage", chat_id=readers, text="x", reply_markup={"inline_keyboard": [[button]]}
    )
    async with await Visitor.join(playground, name="Taras", patience=PATIENCE) as taras:
        press = {"in": readers, "message_id": sent["message_id"], "data": "x"}
        query = (await taras.do("tap", **press))["query_id"]
        await call.result("answerCallbackQuery", callback_query_id=query, text="for Taras")
        await call.result("sendMessage", chat_id=readers, text="for all")
        last = playground.world.events.last
        for visitor, heard in ((taras, ["for Taras"]), (olena, [])):
            events = await follow(playground, session, key, visitor.person["id"], 0, last)
            assert [e["text"] for e in events if e["kind"] == "answered"] == heard


async def test_a_stream_is_for_who_may_read_it(playground, session, key, olena):
    """Unknown visitors, and rooms that a visitor is not in, are refused before anything is sent."""
    owner = playground.world.join("Owner")
    closed = rooms.found(playground.world, "group", "Closed", owner).id
    me = olena.person["id"]
    url = f"{playground.api_url}/play/events"
    wrong = (
        {},
        {"visitor": "x"},
        {"visitor": 1},
        {"visitor": closed},
        {"chat": closed},
        {"visitor": me, "chat": closed},
        {"visitor": me, "chat": owner.id},
        {"visitor": me, "chat": "--5"},
        {"visitor": me, "after": "-1"},
    )
    for params in wrong:
        status, _, body = await ask(session, "GET", url, params=params, headers=key)
        assert (status, json.loads(body)["ok"]) == (400, False), params
