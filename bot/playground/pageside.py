"""The visitors' side: the chat page's files, and what the page does, under ``/play``."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.api.methods.profile import commands_for
from bot.playground.guard import check_key
from bot.playground.rules import limits
from bot.playground.rules.refusal import bad_request
from bot.playground.rules.schema import read_json
from bot.playground.world import people
from bot.playground.world.speech import Speaker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.playground.world.chats import AnyChat, PrivateChat
    from bot.playground.world.world import World

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# A quiet line this often tells the page that the connection still stands.
HEARTBEAT_SECONDS = 10.0
_TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_MAX_NUMBER = 2**53


class PageSide:
    """Serves the page and carries what visitors do into the world."""

    def __init__(self, world: World, key: str, suggestions: Sequence[str]) -> None:
        self._world = world
        self._key = key
        self._suggestions = list(suggestions)
        self._closed = False
        folder = files("bot.playground").joinpath("page")
        self._files = {entry.name: entry.read_bytes() for entry in folder.iterdir()}

    def routes(self) -> list[web.RouteDef]:
        """Return what the application serves for this side."""
        return [
            web.get("/", self._file),
            web.get("/page/{name}", self._file),
            web.get("/play/hello", self._locked(self._hello)),
            web.get("/play/events", self._locked(self._events)),
            web.post("/play/join", self._locked(self._join)),
            web.post("/play/say", self._locked(self._say)),
            web.post("/play/edit", self._locked(self._edit)),
            web.post("/play/start", self._locked(self._start)),
            web.post("/play/attach", self._locked(self._attach)),
            web.post("/play/tap", self._locked(self._tap)),
        ]

    def close(self) -> None:
        """End the streams of events."""
        self._closed = True
        self._world.events.grew.fire()

    def _locked(self, handler: Handler) -> Handler:
        async def behind_the_key(request: web.Request) -> web.StreamResponse:
            check_key(request, self._key)
            return await handler(request)

        return behind_the_key

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "index.html")
        content = self._files.get(name)
        if content is None:
            raise web.HTTPNotFound
        kind = _TYPES[name.rpartition(".")[2]]
        return web.Response(body=content, content_type=kind, charset="utf-8")

    async def _hello(self, request: web.Request) -> web.Response:
        """Tell the page about the bot, and about its visitor where they are known."""
        chat = self._person(request.query["chat"]) if "chat" in request.query else None
        language = chat.person["language_code"] if chat else ""
        profile = self._world.profile
        return web.json_response(
            {
                "bot": self._world.bot,
                "person": chat.person if chat else None,
                "commands": commands_for(self._world, language),
                "description": profile.text("description", language),
                "about": profile.text("short_description", language),
                "suggestions": self._suggestions,
                "last": self._world.events.last,
            }
        )

    async def _join(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat = self._world.join(_text(body, "name"), _text(body, "language", "en"))
        return web.json_response({"person": chat.person})

    async def _say(self, request: web.Request) -> web.Response:
        body = await _body(request)
        reply_to = body.get("reply_to")
        if reply_to is not None and not isinstance(reply_to, int):
            raise bad_request("reply_to must be a message's id")
        chat, by = self._where(body)
        message = people.say(self._world, chat, _text(body, "text"), reply_to, by=by)
        return self._done(message_id=message["message_id"])

    async def _edit(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat, by = self._where(body)
        people.edit(self._world, chat, _message_id(body), _text(body, "text"), by=by)
        return self._done()

    async def _start(self, request: web.Request) -> web.Response:
        """Open the bot by its link, with or without a deep-link parameter."""
        body = await _body(request)
        parameter = _text(body, "parameter", "")
        if parameter:
            limits.start_parameter(parameter)
        text = f"/start {parameter}".rstrip()
        message = people.say(self._world, self._person(body.get("chat")), text)
        return self._done(message_id=message["message_id"])

    async def _attach(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat, by = self._where(body)
        words = _text(body, "caption", ""), _text(body, "name", "")
        message = people.attach(self._world, chat, _text(body, "kind"), *words, by=by)
        return self._done(message_id=message["message_id"])

    async def _tap(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat, by = self._where(body)
        query_id = people.tap(self._world, chat, _message_id(body), _text(body, "data"), by=by)
        return self._done(query_id=query_id)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Stream a chat's events after a number as JSON lines, for as long as the page listens."""
        chat = self._chat(request.query.get("chat"))
        number = _number(request.query.get("after", "0"))
        response = web.StreamResponse()
        response.content_type = "application/x-ndjson"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        await response.prepare(request)
        log = self._world.events
        try:
            await response.write(b"\n")
            while not self._closed:
                news = log.since(number, chat.id)
                number = log.last
                if news:
                    lines = "".join(json.dumps(event) + "\n" for event in news)
                    await response.write(lines.encode())
                elif not await log.grew.wait(HEARTBEAT_SECONDS):
                    await response.write(b"\n")
        except (ConnectionError, asyncio.CancelledError):
            # The page has gone; there is nobody left to tell.
            return response
        await response.write_eof()
        return response

    def _chat(self, chat_id: Any) -> AnyChat:
        if isinstance(chat_id, str):
            sign = -1 if chat_id.startswith("-") else 1
            chat_id = sign * _number(chat_id.removeprefix("-"))
        return self._world.chat(chat_id)

    def _where(self, body: dict[str, Any]) -> tuple[AnyChat, Speaker]:
        """Return where something is done, and who does it: `chat` is the visitor's own.

        `in` names another chat, a group or a channel; `topic` a topic of it.
        """
        topic = body.get("topic")
        if topic is not None and not isinstance(topic, int):
            raise bad_request("topic must be a topic's id")
        person = self._person(body.get("chat"))
        return self._chat(body["in"]) if "in" in body else person, Speaker(person, topic)

    def _person(self, chat_id: Any) -> PrivateChat:
        if isinstance(chat_id, str):
            chat_id = _number(chat_id)
        return self._world.person(chat_id)

    def _done(self, **result: Any) -> web.Response:
        """Answer with the result and the number of the last event it caused."""
        return web.json_response({**result, "n": self._world.events.last})


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise bad_request("the body must be JSON")
    try:
        text = await request.text()
    except (LookupError, ValueError) as error:
        raise bad_request("the body must be UTF-8") from error
    body = read_json(text, "can't parse the body")
    if not isinstance(body, dict):
        raise bad_request("the body must be a JSON object")
    return body


def _message_id(body: dict[str, Any]) -> int:
    message_id = body.get("message_id")
    if not isinstance(message_id, int):
        raise bad_request("message_id must be a message's id")
    return message_id


def _text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise bad_request(f"{name} must be a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return value


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:20]) < _MAX_NUMBER):
        raise bad_request("a number is expected")
    return int(text)
