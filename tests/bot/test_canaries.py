"""No secret and nothing of a reader is where it doesn't belong, whatever goes wrong meanwhile.

Canaries are the bot's token, its key, and a reader's words, names and ids. A whole
conversation is held, with failing handlers, refused and lost sends, broken updates and
asyncio's own debug mode; then everything that a bot writes is searched for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import re
import sqlite3

import aiohttp

from bot.app import Options, serve
from bot.backup import back_up
from bot.config import Config, Secret, StateConfig, TelegramConfig, show_config
from bot.logs import JsonFormatter, TextFormatter
from bot.measures import Measures
from bot.ops import serving
from bot.outbox.rates import UNLIMITED
from bot.playground.api.malformed import FLAWS
from bot.playground.server import Playground
from bot.playground.visitor import Visitor
from bot.state.keys import load_key, new_key
from bot.state.state import State
from knowledge.settings import LibrarySettings
from tests.fakes.clock import Clock
from tests.fakes.town import SEED

WORD = "zwitscherkanarie"
NAME = "Kanarina"
TITLE = "Kanarienzimmer"
BOT = "@VerbatimBot"
QUESTION = f"Where was the summit, {WORD}?"
FAILING = f"gelberkanarie {WORD}"
PATIENCE = 10


class FailingLibrary:
    """A library that fails for one question, and repeats it in the error, as it is and changed."""

    def __init__(self, library):
        self._library = library

    def __getattr__(self, name):
        return getattr(self._library, name)

    def ask(self, question):
        if "gelberkanarie" in question.text:
            try:
                {}[question.text]
            except KeyError as error:
                raise RuntimeError(f"x{question.text.upper()}x of {question!r}") from error
        return self._library.ask(question)


class House:
    """A bot at debug level, everything it writes kept; `told` is all of its log, in both forms."""

    def __init__(self, folder, library):
        self.folder = folder
        self.library = FailingLibrary(library)
        self.playground = Playground(scene=False)
        self.key = new_key()
        self.store = folder / "data" / "state.db"
        self.stop = asyncio.Event()
        self.options = Options(limits=UNLIMITED, measures=Measures())
        self.log = io.StringIO()
        self.url = ""

    @contextlib.asynccontextmanager
    async def running(self):
        handlers = [logging.StreamHandler(self.log) for _ in range(2)]
        for handler, form in zip(handlers, (TextFormatter(), JsonFormatter()), strict=True):
            handler.setFormatter(form)
            logging.getLogger().addHandler(handler)
        level = logging.getLogger().level
        logging.getLogger().setLevel(logging.DEBUG)
        key = load_key(self.key, self.folder / "key", self.store.parent)
        self.state = State(str(self.store), key, clock=Clock())
        await self.playground.start()
        try:
            async with serving(
                "127.0.0.1:0", self.options.measures, self.options.conditions
            ) as self.url:
                bot = asyncio.create_task(
                    serve(
                        library=self.library,
                        state=self.state,
                        api_url=self.playground.api_url,
                        token=self.playground.token,
                        stop=self.stop,
                        options=self.options,
                    )
                )
                try:
                    yield self
                finally:
                    self.stop.set()
                    await asyncio.wait_for(bot, PATIENCE)
        finally:
            await self.playground.stop()
            self.state.close()
            logging.getLogger().setLevel(level)
            for handler in handlers:
                logging.getLogger().removeHandler(handler)

    async def pages(self):
        """Return what an operator's tools are told."""
        told = ""
        async with aiohttp.ClientSession() as session:
            for page in ("healthz", "metrics"):
                async with session.get(f"{self.url}/{page}") as response:
                    told += await response.text()
        return told

    def files(self):
        """Return every byte in the data folder: database, write-ahead log, whatever else."""
        return b"".join(one.read_bytes() for one in self.store.parent.rglob("*") if one.is_file())

    def backup(self):
        """Return every byte of a backup, and all that SQL finds in it."""
        config = Config(
            library=LibrarySettings(store=str(self.folder / "none.db")),
            state=StateConfig(store=str(self.store)),
        )
        target = self.folder / "backup"
        back_up(config, target, Clock(), "test")
        dump = []
        with contextlib.closing(sqlite3.connect(target / "state.db")) as connection:
            for (table,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                dump += map(repr, connection.execute(f'SELECT * FROM "{table}"'))
        files = b"".join(one.read_bytes() for one in target.iterdir())
        return files + "\n".join(dump).encode()


async def until(true):
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.02)


async def converse(house):
    """Hold a conversation in which everything that can go wrong does; return the canaries."""
    house.playground.world.inline, faults = True, house.playground.faults
    async with await Visitor.join(house.playground, name=NAME, patience=PATIENCE) as reader:
        await reader.say(QUESTION)
        await reader.say(f"/start {SEED}")
        answer = await reader.say(QUESTION)
        await reader.tap(answer, answer.labels[0])
        # Votes, reports, everything else that can be tapped.
        for text in (QUESTION, "How much did Poland spend on defense?", f"/forget {WORD}"):
            shown = await reader.say(text)
            for row in shown.raw.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if "callback_data" in button:
                        await reader.press(shown, button["callback_data"])
        await reader.press(answer, f"hit.0:{WORD}")
        for text in (f"/check “{WORD} {WORD}”", f"/quotes {WORD}", f"/articles {WORD}", f"/{WORD}"):
            await reader.say(text)
        await reader.start(WORD)
        await reader.send_photo(WORD)
        await reader.ask_inline(f"summit {WORD}")
        await reader.say(FAILING)  # fails three times, and is apologised for
        await reader.do("inline/ask", query=FAILING)  # nothing is offered then
        question = await reader.tell(QUESTION)
        await reader.hears()
        await reader.edit(question, FAILING)
        faults.fail("sendMessage", 500)
        faults.reset("sendMessage", "after")
        await reader.say(QUESTION)
        faults.flood("sendMessage", 1)
        await reader.say(QUESTION)
        for flaw in FLAWS:
            faults.malform(flaw)
            await reader.tell(f"{QUESTION} {flaw}")
        await reader.say(QUESTION)
        group = (await reader.do("found", kind="supergroup", title=TITLE))["room"]["id"]
        await reader.do("bot", **{"in": group, "as": "member"})
        async with await reader.enter(house.playground, group) as there:
            await there.say(f"/ask{BOT} {QUESTION}")
            await there.say(f"/settings{BOT} word {WORD}")
        await reader.do("block", on=True)
        return {
            "word": WORD, "name": NAME, "title": TITLE, "id": str(reader.person["id"]),
            "group": str(abs(group)), "token": house.playground.token,
            "secret": house.playground.token.partition(":")[2], "key": house.key,
        }  # fmt: skip


def found(canaries, text):
    """Return which canaries are in a text or bytes, whatever their case."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    text = text.casefold()
    # An id's digits may be part of a longer number, a time or an address.
    return {
        name: text[max(0, match.start() - 100) : match.end() + 50]
        for name, canary in canaries.items()
        if (match := re.search(rf"(?<!\d){re.escape(canary.casefold())}(?!\d)", text))
    }


async def test_canaries_are_nowhere(tmp_path, seeds, capfd):
    """Not in logs, output, metrics, health, files, the write-ahead log or a backup."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0  # asyncio logs every callback, with its arguments
    house = House(tmp_path, seeds)
    async with house.running():
        canaries = await converse(house)
        pages = await house.pages()
        files = house.files()
        backup = await asyncio.to_thread(house.backup)
    loop.set_debug(False)
    told = house.log.getvalue()
    assert min(len(canaries["id"]), len(canaries["group"])) >= 5  # else they prove nothing
    assert "an update was not answered" in told
    assert "is in quarantine" in told
    assert "Executing" in told
    out, err = capfd.readouterr()
    places = {
        "log": told, "pages": pages, "files": files, "backup": backup, "out": out, "err": err,
        "after": house.files(),
    }  # fmt: skip
    assert {
        place: found(canaries, text) for place, text in places.items() if found(canaries, text)
    } == {}
    assert found(canaries, WORD.upper()) == {"word": WORD}  # a search that would find them


async def test_what_is_told_of_objects_has_no_canary(tmp_path, seeds):
    """The reprs of whatever holds a secret, and the configuration as it is shown."""
    key, token = new_key(), "123456:" + "A" * 35
    config = Config(
        telegram=TelegramConfig(token=Secret(token), webhook_secret=Secret("h" * 20)),
        state=StateConfig(key=Secret(key), former_key=Secret(key)),
    )
    house = House(tmp_path, seeds)
    async with house.running():
        objects = [config, load_key(key, tmp_path, tmp_path), house.state, house.state.delivery]
        told = "\n".join(f"{one!r} {one}" for one in objects) + show_config(config)
        told += json.dumps(str(house.options.measures))
    assert found({"key": key, "token": token, "hook": "h" * 20}, told) == {}
