"""The Bot API over HTTP: ``/bot<token>/<method>``, by GET or POST, as Telegram serves it."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.playground.api.faults import WEBHOOK, garbled
from bot.playground.api.methods import registry
from bot.playground.api.methods.delivery import check_kinds
from bot.playground.guard import same
from bot.playground.rules.refusal import Refusal, bad_request, unsupported
from bot.playground.rules.schema import load_schema, read_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from bot.playground.api.faults import Fault, Faults
    from bot.playground.api.rates import Rates
    from bot.playground.world.world import World

Params = dict[str, Any]

KEPT_REQUESTS = 10_000
# A poll comes every few seconds and says nothing; the page does not list it.
_UNLISTED = frozenset({"getUpdates"})
TOKEN = re.compile(r"[0-9]{1,15}:[A-Za-z0-9_-]{35}")
_GET_UPDATES = frozenset({"offset", "limit", "timeout", "allowed_updates"})


class BotSide:
    """Checks each request of the bot, carries it out in the world, and remembers it.

    `sleep` waits for so many seconds.
    """

    def __init__(
        self,
        world: World,
        token: str,
        faults: Faults,
        rates: Rates,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._faults = faults
        self._rates = rates
        self._sleep = sleep
        self._world = world
        self._token = token
        self._schema = load_schema()
        self._requests: deque[tuple[str, Params]] = deque(maxlen=KEPT_REQUESTS)
        self._closed = asyncio.Event()

    @property
    def requests(self) -> Sequence[tuple[str, Params]]:
        """The newest requests as (method, parameters as sent), refused ones included."""
        return self._requests

    def routes(self) -> list[web.RouteDef]:
        """Return what the application serves for this side."""
        path = "/bot{token:[^/]+}/{method:[^/]+}"
        return [
            web.get(path, self._handle, allow_head=False),
            web.post(path, self._handle),
        ]

    def close(self) -> None:
        """Hang up on whoever waits for an answer that never comes."""
        self._closed.set()

    async def _handle(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            raise Refusal(404, "Not Found")
        if not same(token, self._token):
            raise Refusal(401, "Unauthorized")
        method = self._schema.canonical(request.match_info["method"])
        raw, files = await _parameters(request)
        fault = self._faults.take(method)
        if fault is not None and fault.when == "before" and await self._struck(fault):
            self._requests.append((method, raw))
            return _hang_up(request)
        result = await self.perform(method, raw, files, fault)
        if fault is not None and fault.when == "after" and await self._struck(fault):
            return _hang_up(request)
        body = json.dumps({"ok": True, "result": result}).encode()
        if fault is not None and fault.kind == "garble":
            body = garbled(body)
        return web.Response(body=body, content_type="application/json")

    async def perform(
        self, method: str, raw: Params, files: Collection[str], fault: Fault | None = None
    ) -> Any:
        """Check a request, carry it out, remember it, and return its result.

        `method` is spelt as documented. Raises Refusal, also where the fault is one.
        """
        self._requests.append((method, raw))
        try:
            if fault is not None and fault.refusal is not None:
                raise fault.refusal
            params = self._schema.parse(method, raw, files)
            self._rates.check(method, params)
            if method == "getUpdates":
                result = await self._poll(params)
            else:
                result = registry.call(self._world, method, params)
        except Refusal as refusal:
            self._list(method, raw, refusal.description)
            raise
        self._list(method, params, "")
        return result

    async def carry_out(self, method: str, raw: Params, files: Collection[str]) -> None:
        """Carry out the request in a webhook's answer: nobody hears what becomes of it."""
        try:
            method = self._schema.canonical(method)
        except Refusal as refusal:
            self._list(method[:64], raw, refusal.description)
            return
        with suppress(Refusal):
            await self.perform(method, raw, files, self._faults.take(method))

    def not_taken(self, update_id: int, problem: str) -> None:
        """List an update that the webhook did not take, as refused requests are listed."""
        self._list(WEBHOOK, {"update_id": update_id}, problem)

    async def _struck(self, fault: Fault) -> bool:
        """Wait as a fault says; True where the connection must be cut."""
        if fault.kind == "wait" and fault.seconds is not None:
            await self._sleep(fault.seconds)
        elif fault.kind == "wait":
            await self._closed.wait()
            return True
        return fault.kind == "reset"

    def _list(self, method: str, params: Params, problem: str) -> None:
        if problem or method not in _UNLISTED:
            self._world.events.add("request", method=method, params=params, problem=problem)

    async def _poll(self, params: Params) -> list[Any]:
        for name in params:
            if name not in _GET_UPDATES:
                raise unsupported(f'the parameter "{name}" of getUpdates')
        check_kinds(params.get("allowed_updates", ()))
        return await self._world.updates.poll(
            offset=params.get("offset", 0),
            limit=params.get("limit", 100),
            seconds=params.get("timeout", 0),
            allowed=params.get("allowed_updates"),
        )


def _hang_up(request: web.Request) -> web.Response:
    """Cut the connection: nothing of the answer arrives."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _parameters(request: web.Request) -> tuple[Params, set[str]]:
    """Return a request's parameters as sent, and the names of its uploaded files."""
    raw: Params = dict(request.query)
    files: set[str] = set()
    if request.method != "POST":
        return raw, files
    try:
        if request.content_type == "application/json":
            return raw | _object(await request.text()), files
        form = await request.post()
    except (Refusal, web.HTTPException):
        raise
    except Exception as error:  # aiohttp's parsers raise whatever they meet in a broken body
        raise bad_request("the body can't be parsed") from error
    for name, value in form.items():
        if isinstance(value, FileField):
            files.add(name)
        elif isinstance(value, str):
            raw[name] = value
        else:
            raise bad_request(f'the part "{name[:64]}" is neither text nor a file')
    return raw, files


def _object(text: str) -> Params:
    if not text.strip():
        return {}
    body = read_json(text, "can't parse the body")
    if not isinstance(body, dict):
        raise bad_request("the body must be a JSON object")
    # An absent parameter and a null one mean the same to Telegram.
    return {name: value for name, value in body.items() if value is not None}
