"""A bot that echoes, in a process of its own; `tests.bench.delivery` runs it.

``python -m tests.bench.echoing <api url> <token> bare|durable <updates> <folder>``: answers so many
updates and prints a line of JSON. `bare` is python-telegram-bot as it comes, with its own
updater; `durable` has our inbox, outbox and state between. Both talk by the same HTTP client.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, MessageHandler, filters

from bot import threads
from bot.app import take_turn
from bot.intake.inbox import Inbox
from bot.intake.polling import Polling
from bot.message import Message
from bot.outbox.outbox import Outbox
from bot.outbox.rates import UNLIMITED
from bot.reply import Reply
from bot.request import AiohttpRequest, BotApi
from bot.state.keys import Key
from bot.state.state import State

_AT_ONCE = 32


class Count:
    """When the first update came, and whether all have been answered."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.done = asyncio.Event()
        self.began = self.cpu = 0.0

    def came(self) -> None:
        if not self.began:
            self.began, self.cpu = time.perf_counter(), time.process_time()

    def answered(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.set()


class Counting(AiohttpRequest):
    """Counts the messages that Telegram has taken."""

    __slots__ = ("_count",)

    def __init__(self, count: Count) -> None:
        super().__init__()
        self._count = count

    async def send(self, method: str, url: str, *arguments: Any) -> tuple[int, bytes]:
        answer = await super().send(method, url, *arguments)
        if url.endswith("/sendMessage"):
            self._count.answered()
        return answer


async def bare(url: str, token: str, count: Count, _: Path) -> None:
    async def echo(update: Update, _: Any) -> None:
        count.came()
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    bot = Bot(
        token,
        base_url=f"{url}/bot",
        request=Counting(count),
        get_updates_request=AiohttpRequest(),
    )
    app = Application.builder().bot(bot).job_queue(None).concurrent_updates(_AT_ONCE).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling()
        _ready()
        await count.done.wait()
        _tell(count)
        await app.updater.stop()
        await app.stop()


async def durable(url: str, token: str, count: Count, folder: Path) -> None:
    threads.share()  # as `verbatim run` does
    request = Counting(count)
    bot = Bot(token, base_url=f"{url}/bot", request=request, get_updates_request=request)
    key = Key(b"k" * 32)
    state = State(str(folder / "state.db"), key, clock=lambda: dt.datetime.now(dt.UTC))
    api = BotApi(request, url, token)
    outbox = Outbox(api, state.delivery, limits=UNLIMITED)

    async def echo(update: Update, _: Any) -> None:
        count.came()
        assert update.message is not None
        await outbox.give(Message(update.message.chat.id, Reply(update.message.text or "")))

    app: Any = Application.builder().bot(bot).updater(None).job_queue(None).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))

    async def handle(raw: dict[str, Any]) -> Any:
        return await take_turn(app, outbox, raw)

    inbox = Inbox(state.delivery, handle, outbox)
    stop = asyncio.Event()
    async with app:
        await outbox.start()
        await inbox.start()
        polling = asyncio.create_task(Polling(api, state).run(inbox, stop))
        _ready()
        await count.done.wait()
        _tell(count)
        stop.set()
        await polling
        await inbox.stop()
        await outbox.stop()
    state.close()


def _ready() -> None:
    print("ready", flush=True)


def _tell(count: Count) -> None:
    seconds = time.perf_counter() - count.began
    cpu = time.process_time() - count.cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu}), flush=True)


def main() -> None:
    url, token, what, updates, folder = sys.argv[1:]
    ways = {"bare": bare, "durable": durable}

    async def run() -> None:
        await ways[what](url, token, Count(int(updates)), Path(folder))

    asyncio.run(run())


if __name__ == "__main__":
    main()
