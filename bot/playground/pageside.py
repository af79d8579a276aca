"""The visitors' side: the chat page's files, and what the page does, under ``/play``."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.act import Act, person, visible
from bot.playground.acts import ACTS
from bot.playground.api.methods.profile import commands_for
from bot.playground.guard import check_key
from bot.playground.rules.refusal import bad_request
from bot.playground.rules.schema import read_json
from bot.playground.world import ephemeral
from bot.playground.world.outline import outline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.playground.world.chats import PrivateChat, Room
    from bot.playground.world.events import Event
    from bot.playground.world.scene import Scene
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

    def __init__(
        self, world: World, key: str, suggestions: Sequence[str], scene: Scene | None = None
    ) -> None:
        self._world = world
        self._scene = scene
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
            *(web.post(f"/play/{name}", self._locked(self._act(ACTS[name]))) for name in ACTS),
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
        chat = person(self._world, request.query["chat"]) if "chat" in request.query else None
        language = chat.person["language_code"] if chat else ""
        profile = self._world.profile
        return web.json_response(
            {
                "bot": self._world.bot,
                "person": chat.person if chat else None,
                "blocked": chat is not None and chat.blocked,
                "commands": commands_for(self._world, language),
                "description": profile.text("description", language),
                "about": profile.text("short_description", language),
                "suggestions": self._suggestions,
                "rooms": self._rooms(chat) if chat else [],
                "inline": self._world.inline,
                "guest": self._world.guest,
                "privacy": self._world.privacy,
                "last": self._world.events.last,
            }
        )

    async def _join(self, request: web.Request) -> web.Response:
        act = Act(self._world, await _body(request))
        chat = self._world.join(act.text("name"), act.text("language", "en"))
        if self._scene is not None:
            self._scene.seat(chat)
        return web.json_response({"person": chat.person})

    def _rooms(self, visitor: PrivateChat) -> list[dict[str, Any]]:
        return [self._outline(room, visitor) for room in self._world.rooms_of(visitor.id)]

    def _outline(self, room: Room, visitor: PrivateChat) -> dict[str, Any]:
        commands = ephemeral.menu(self._world, room, visitor.id)
        return outline(room, visitor.id) | {"commands": commands}

    def _act(self, do: Callable[[Act], dict[str, Any]]) -> Handler:
        async def carry_out(request: web.Request) -> web.Response:
            result = do(Act(self._world, await _body(request)))
            # With the number of the last event it caused: what comes after is an answer to it.
            return web.json_response({**result, "n": self._world.events.last})

        return carry_out

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Stream the events after a number as JSON lines, for as long as the page listens.

        `visitor` is who listens, to all the chats they are in; `chat` narrows it to
        one, and alone is a visitor's private chat.
        """
        only = request.query.get("chat")
        visitor = person(self._world, request.query.get("visitor", only))
        chat = None if only is None else visible(self._world, visitor, _chat_id(only)).id
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
                news = self._seen_by(visitor, chat, number)
                number = log.last
                if news:
                    lines = "".join(json.dumps(event) + "\n" for event in news)
                    await response.write(lines.encode())
                elif not await log.grew.wait(HEARTBEAT_SECONDS):
                    await response.write(b"\n")
            await response.write_eof()
        except (ConnectionError, asyncio.CancelledError):
            # The page has gone; there is nobody left to tell.
            pass
        return response

    def _seen_by(self, visitor: PrivateChat, only: int | None, number: int) -> list[Event]:
        chats = {visitor.id, *(room.id for room in self._world.rooms_of(visitor.id))}
        if only is not None:
            chats &= {only}
        news = self._world.events.since(number, chats, visitor.id)
        # What a room is, is told once, as it is now and as this visitor sees it.
        newest = {event["room"]: event["n"] for event in news if event["kind"] == "room"}
        return [
            self._told_to(visitor, event)
            for event in news
            if event["kind"] != "room" or event["n"] == newest[event["room"]]
        ]

    def _told_to(self, visitor: PrivateChat, event: Event) -> Event:
        if event["kind"] != "room":
            return event
        return event | {"room": self._outline(self._world.room(event["room"]), visitor)}


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


def _chat_id(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    return sign * _number(text.removeprefix("-"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:20]) < _MAX_NUMBER):
        raise bad_request("a number is expected")
    return int(text)
