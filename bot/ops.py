"""What an operator's tools ask the running bot: `/healthz` and `/metrics`, at an own address.

Off unless `ops.listen` is set: a port that nobody asked for is one to guard. Neither page
has anything of a reader, a token or a key in it; who may reach them is the address' affair.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import BotError
from bot.metrics import CONTENT_TYPE, exposition

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conditions import Conditions
    from bot.measures import Measures

log = logging.getLogger(__name__)


@asynccontextmanager
async def serving(listen: str, measures: Measures, conditions: Conditions) -> AsyncIterator[str]:
    """Answer on ``host:port`` while the body runs; yield the address that it is, as a URL.

    Port 0 is any free one.

    Raises:
        BotError: the address is taken, or is none of this machine's.

    """
    runner = web.AppRunner(
        _pages(measures, conditions), access_log=None, handle_signals=False, shutdown_timeout=1
    )
    await runner.setup()
    try:
        host, _, port = listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise BotError(
                f"ops.listen: {listen} cannot be listened on ({error.strerror or error}); choose"
                " another port, or an address of this machine"
            ) from error
        url = f"http://{host}:{runner.addresses[0][1]}"
        log.info("health and metrics: %s/healthz and %s/metrics", url, url)
        if not _is_loopback(host):
            log.warning(
                "health and metrics are open to whoever reaches %s; 127.0.0.1 is this machine only",
                listen,
            )
        yield url
    finally:
        await runner.cleanup()


def _pages(measures: Measures, conditions: Conditions) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        problems = conditions.now()
        body = {"verbatim": "failing" if problems else "ok", "problems": dict(problems)}
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        return web.json_response(body, status=status, dumps=_dumps)

    async def metrics(_: web.Request) -> web.Response:
        body = exposition(measures.snapshot()).encode()
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    app = web.Application(client_max_size=1024)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    return app


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
