"""The bot's own share of one reply, beside a bare echo: update in, request out, one at a time.

What is timed is from an update, parsed as polling has it, until the request with the reply
has arrived at a server that answers at once. Ours is the whole way: inbox, handlers, state,
rendering, outbox, everything committed to a real disk as in service. Only retrieval is put
aside: each of the library's answers was computed before, and is looked up. The echo is
python-telegram-bot as it comes. Both speak through the same HTTP client.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram import Bot, Update
from telegram.ext import Application, MessageHandler, filters

from bot.app import build, take_turn
from bot.handlers.crowds import Crowds
from bot.intake.inbox import Inbox
from bot.message import Message
from bot.outbox.outbox import Outbox
from bot.outbox.rates import UNLIMITED
from bot.reply import Reply
from bot.request import AiohttpRequest, BotApi
from bot.state import open_state
from bot.state.keys import Key
from bot.strings.languages import load_languages
from tests.bench.library import seeded, utc_now
from tests.bench.material import QUESTIONS
from tests.bench.table import Figure, milliseconds, p50_p99
from tests.fakes.bot_api import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    Take = Callable[[dict[str, Any]], Awaitable[None]]

OWN_AIM = 0.003
RATIO_AIM = 1.5
ROUNDS = 25
_WARM_UP = 2
_COMMITS = 200
_BETWEEN_SECONDS = 0.002
_MEMORY = Path("/dev/shm")


class Known:
    """A library whose answers are computed once each, and then looked up."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._answers: dict[object, Any] = {}

    @property
    def manual(self) -> str:
        return str(self._library.manual)

    def ask(self, question: Any) -> Any:
        # A question's answer leans on what was asked before, of which the words are enough.
        before = question.previous and question.previous.question
        key = (question.text, question.scope, question.asked, before)
        return self._known(key, lambda: self._library.ask(question))

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._library, name)

        def look_up(*args: Any, **named: Any) -> Any:
            key = (name, args, tuple(named.items()))
            return self._known(key, lambda: method(*args, **named))

        # Kept, so that it is made once.
        setattr(self, name, look_up)
        return look_up

    def _known(self, key: object, find: Callable[[], Any]) -> Any:
        if key not in self._answers:
            self._answers[key] = find()
        return self._answers[key]


class Timed(AiohttpRequest):
    """Notes when the server heard of each message."""

    __slots__ = ("heard",)

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Queue[float]()

    async def send(self, method: str, url: str, *arguments: Any) -> tuple[int, bytes]:
        status, body = await super().send(method, url, *arguments)
        if url.endswith("/sendMessage"):
            self.heard.put_nowait(json.loads(body)["heard"])
        return status, body


def measure(folder: Path) -> Iterator[Figure]:
    """Measure in a folder, on whose disk the state is."""
    command = [sys.executable, "-m", "tests.bench.at_once"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        with (
            closing(seeded(folder)) as library,
            tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else folder) as memory,
        ):
            measured = asyncio.run(_in_turns(folder, Path(memory), library, url))
        server.stdin.close()
    bare, waiting, durable, diskless, ours = measured
    commit = milliseconds(statistics.median(commit_times(folder / "commits.db")))
    echo, waited, kept, fast, own = (statistics.median(times) for times in measured)
    how = f"update in, request out; one at a time, in turns, {len(ours)} of each"
    yield Figure("a bare PTB echo", p50_p99(bare), how=how)
    yield Figure(
        "the same after one commit",
        f"{p50_p99(waiting)}, {waited / echo:.2f} ×",
        how="a row written by SQLite alone before it echoes, and nothing else: the least there is",
    )
    yield Figure(
        "an echo with nothing to lose",
        f"{p50_p99(durable)}, {kept / echo:.2f} ×",
        how=f"inbox and outbox; the disk takes {commit} for one commit by itself",
    )
    if _MEMORY.is_dir():
        yield Figure(
            "own share of a reply, no disk",
            f"{p50_p99(diskless)}, {fast / echo:.2f} ×",
            how=f"as below, its state in {_MEMORY}: all but the waiting for the disk",
        )
    yield Figure(
        "own share of a reply",
        p50_p99(ours),
        f"p50 ≤ {milliseconds(OWN_AIM)}",
        own <= OWN_AIM,
        "the same with handlers, state and rendering; retrieval aside (answers known)",
    )
    yield Figure(
        "the same beside the bare echo",
        f"{own / echo:.2f} ×",
        f"≤ {RATIO_AIM} ×",
        own / echo <= RATIO_AIM,
        "medians, same HTTP client, same run",
    )


def commit_times(path: Path) -> list[float]:
    """Return what one small commit takes on this disk with SQLite alone, set up as the state is."""
    times = []
    with _committing(path) as commit:
        for _ in range(_COMMITS):
            began = time.perf_counter()
            commit()
            times.append(time.perf_counter() - began)
    return times


@contextmanager
def _committing(path: Path) -> Iterator[Callable[[], None]]:
    """Open a database, set up as the state is, and make something that commits a small row."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, body BLOB)")

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO kept (body) VALUES (?)", (b"x" * 500,))
            connection.execute("COMMIT")

        yield commit


async def _in_turns(folder: Path, memory: Path, library: Any, url: str) -> tuple[list[float], ...]:
    """Return the times of the bots: an echo, one that commits a row, a durable one, and ours.

    Ours comes twice, with its state in memory and on the disk.
    """
    known = Known(library)
    with _committing(folder / "echoed.db") as commit:
        return await _of_each(folder, memory, known, url, commit)


async def _of_each(
    folder: Path, memory: Path, known: Known, url: str, commit: Callable[[], None]
) -> tuple[list[float], ...]:
    times: tuple[list[float], ...] = ([], [], [], [], [])
    async with (
        _bare(url) as bare,
        _bare(url, commit) as waiting,
        _durable(folder / "echo.db", url) as durable,
        _ours(memory / "own.db", url, known) as diskless,
        _ours(folder / "own.db", url, known) as ours,
    ):
        number = 0
        for turn in range(_WARM_UP + ROUNDS):
            for text in QUESTIONS:
                number += 1
                bots = (bare, waiting, durable, diskless, ours)
                for (take, request, quiet), mine in zip(bots, times, strict=True):
                    raw = update(number, text)
                    began = time.perf_counter()
                    await take(raw)
                    heard = await request.heard.get()
                    if turn >= _WARM_UP:
                        mine.append(heard - began)
                    await quiet()
                    await asyncio.sleep(_BETWEEN_SECONDS)
    return times


def update(number: int, text: str) -> dict[str, Any]:
    """Return one of many readers' messages, as the Bot API has it."""
    reader = number % 16 + 1
    user = {"id": reader, "is_bot": False, "first_name": "Olena", "language_code": "en"}
    chat = {"id": reader, "type": "private", "first_name": "Olena"}
    message = {"message_id": number, "date": 1750867200, "chat": chat, "from": user, "text": text}
    return {"update_id": number, "message": message}


@asynccontextmanager
async def _bare(
    url: str, before: Callable[[], None] = lambda: None
) -> AsyncIterator[tuple[Take, Timed, Callable[[], Awaitable[None]]]]:
    """Run an echo that does something before it answers."""

    async def echo(update: Update, _: Any) -> None:
        assert update.message is not None
        before()
        await update.message.reply_text(update.message.text or "")

    request = Timed()
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest())
    app: Any = Application.builder().bot(bot).updater(None).job_queue(None).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))

    async def take(raw: dict[str, Any]) -> None:
        # As its own updater does.
        await app.update_queue.put(Update.de_json(raw, bot))

    async def quiet() -> None:
        await app.update_queue.join()

    async with app:
        await app.start()
        yield take, request, quiet
        await app.stop()


@asynccontextmanager
async def _durable(
    path: Path, url: str
) -> AsyncIterator[tuple[Take, Timed, Callable[[], Awaitable[None]]]]:
    def made(bot: Bot, _: Any, outbox: Outbox) -> Any:
        async def echo(update: Update, _: Any) -> None:
            assert update.message is not None
            await outbox.give(Message(update.message.chat.id, Reply(update.message.text or "")))

        app: Any = Application.builder().bot(bot).updater(None).job_queue(None).build()
        app.add_handler(MessageHandler(filters.TEXT, echo))
        return app

    async with _kept(path, url, made) as running:
        yield running


@asynccontextmanager
async def _ours(
    path: Path, url: str, library: Any
) -> AsyncIterator[tuple[Take, Timed, Callable[[], Awaitable[None]]]]:
    def made(bot: Bot, state: Any, outbox: Outbox) -> Any:
        strings = load_languages()
        crowds = Crowds(library, state.rooms, strings, outbox)
        return build(bot, library, state, strings, outbox, crowds)

    async with _kept(path, url, made) as running:
        yield running


@asynccontextmanager
async def _kept(
    path: Path, url: str, made: Callable[[Bot, Any, Outbox], Any]
) -> AsyncIterator[tuple[Take, Timed, Callable[[], Awaitable[None]]]]:
    """Run an application between the real inbox and outbox, as `bot.app.serve` does."""
    request = Timed()
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)
    with closing(open_state(str(path), Key(b"k" * 32), clock=utc_now)) as state:
        # The rates are Telegram's, and this server has none.
        outbox = Outbox(BotApi(request, url, TOKEN), state.delivery, limits=UNLIMITED)
        app = made(bot, state, outbox)

        async def handle(raw: dict[str, Any]) -> Any:
            return await take_turn(app, outbox, raw)

        inbox = Inbox(state.delivery, handle, outbox)

        async def take(raw: dict[str, Any]) -> None:
            # As `Polling` does with a batch of one.
            await inbox.take([(raw, json.dumps(raw))], offset=raw["update_id"])

        async def quiet() -> None:
            while len(inbox) or len(outbox):  # noqa: ASYNC110 -- nobody tells when all is done
                await asyncio.sleep(0.001)

        async with app:
            await outbox.start()
            await inbox.start()
            yield take, request, quiet
            await inbox.stop()
            await outbox.stop()
