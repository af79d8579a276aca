"""A Bot API that answers at once and says when it heard; `tests.bench.own_share` runs it.

``python -m tests.bench.at_once`` prints where it listens and ends with its input. Beside each
result stands `heard`: when the request had arrived, by the clock of `time.perf_counter`, which
all processes of a Linux machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from aiohttp import web

ME = {"id": 1, "is_bot": True, "first_name": "Verbatim", "username": "VerbatimBot"}
SENT = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "-"}


async def _answer(request: web.Request) -> web.Response:
    heard = time.perf_counter()
    await request.read()
    result = ME if request.path.endswith("/getMe") else SENT
    answer = {"ok": True, "result": result, "heard": heard}
    return web.Response(body=json.dumps(answer).encode(), content_type="application/json")


async def serve() -> None:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
