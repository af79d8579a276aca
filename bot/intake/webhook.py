"""Updates that Telegram brings: a small HTTP server behind the operator's own TLS.

What comes in is a stranger's until its secret says otherwise: the header is looked at
first, in constant time, and without it not a byte of the body is read.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import NetworkError

from bot.errors import BotError, InvalidTokenError
from bot.intake.source import ALLOWED_UPDATES, Api, Taker
from bot.redaction import without_token
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES: Final = 1_000_000
CONNECTIONS: Final = 40
"""How many updates Telegram may bring at once."""
_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
_CALL_SECONDS = 20.0
_LONGEST_PAUSE = 60.0
_STOP_SECONDS = 2.0

log = logging.getLogger(__name__)


class Webhook:
    """Takes updates over HTTP; 200 only once an update is committed.

    Args:
        api: the Bot API, to tell it the address.
        url: the address that Telegram calls, with its path.
        host: where to listen, a name or number of this machine.
        port: the port there; 0 takes any free one.
        secret: what Telegram must say in a header, 1-256 of ``[A-Za-z0-9_-]``; a new one
            at each start where it is empty.
        listening: called with the port once it is listened to.

    """

    def __init__(
        self,
        api: Api,
        *,
        url: str,
        host: str,
        port: int,
        secret: str = "",
        first_pause: float = 1.0,
        listening: Callable[[int], None] | None = None,
    ) -> None:
        self._api = api
        self._url = url
        self._path = urlsplit(url).path or "/"
        self._host = host
        self._port = port
        self._secret = secret or secrets.token_urlsafe(32)
        self._first_pause = first_pause
        self._listening = listening

    async def run(self, inbox: Taker, stop: asyncio.Event) -> None:
        """Listen until `stop`; see `Source`. The webhook stays set: what comes meanwhile waits."""
        app = web.Application(client_max_size=MOST_BYTES)

        async def handle(request: web.Request) -> web.Response:
            return await self._handle(request, inbox)

        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(
            app,
            access_log=None,
            auto_decompress=False,
            lingering_time=0,
            shutdown_timeout=_STOP_SECONDS,
        )
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._host, self._port).start()
            except OSError as error:
                raise BotError(
                    f"the webhook can't listen on {self._host} port {self._port}"
                    f" ({error.strerror or error}); set telegram.webhook_listen to a free one"
                ) from error
            if self._listening is not None:
                self._listening(runner.addresses[0][1])
            if await self._tell(stop):
                await stop.wait()
        finally:
            await runner.cleanup()

    async def _handle(self, request: web.Request, inbox: Taker) -> web.Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return _hang_up(HTTPStatus.FORBIDDEN)
        if request.method != "POST" or request.path != self._path:
            return _hang_up(HTTPStatus.NOT_FOUND)
        if (request.content_length or 0) > MOST_BYTES:
            return _hang_up(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if inbox.full:
            return _later(1)
        body = await request.read()  # no more than `client_max_size`
        text = body.decode("utf-8", "backslashreplace")
        try:
            try:
                raw = json.loads(text)  # what is kept is what the next start reads
            except (ValueError, RecursionError):
                # Telegram would bring it again for a day, and it would be no better.
                await inbox.refuse(text, "no JSON")
            else:
                await inbox.take([(raw, text)])
        except StoreError as error:
            problem = without_token(str(error))
            log.error("updates: they can't be kept, and stay at Telegram: %s", problem)  # noqa: TRY400 -- one line
            return _later(5)
        return web.Response()

    async def _tell(self, stop: asyncio.Event) -> bool:
        """Tell Telegram the address until it has heard; False where `stop` came first."""
        parameters = {
            "url": self._url,
            "secret_token": self._secret,
            "allowed_updates": list(ALLOWED_UPDATES),
            "max_connections": CONNECTIONS,
        }
        pause = self._first_pause
        while not stop.is_set():
            try:
                status, body = await self._api.call("setWebhook", parameters, _CALL_SECONDS)
            except NetworkError as error:
                problem = str(error)
            else:
                if status == HTTPStatus.OK:
                    return True
                if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
                    raise InvalidTokenError
                problem = without_token(body.decode("utf-8", "replace"))[:200]
                if status == HTTPStatus.BAD_REQUEST:
                    raise BotError(f"Telegram refuses telegram.webhook_url: {problem}")
            log.warning("the webhook is not set, trying again in %.0f s: %s", pause, problem)
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({waiting}, timeout=pause)
            waiting.cancel()
            pause = min(pause * 2, _LONGEST_PAUSE)
        return False


def _hang_up(status: HTTPStatus) -> web.Response:
    """Answer without reading on."""
    response = web.Response(status=status)
    response.force_close()
    return response


def _later(seconds: int) -> web.Response:
    return web.Response(
        status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(seconds)}
    )
