"""The real command, started, stopped and killed, beside a playground with people in it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground.server import Playground, utc_now
from bot.playground.world import people
from bot.state.keys import new_key
from knowledge.library import open_library
from knowledge.reading.files import find_files, read_all
from knowledge.settings import LibrarySettings

ROOT = Path(__file__).parents[2]
VERBATIM = [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())"]
START_SECONDS = 30.0
# The playground delivers what a webhook did not take after 2, 4, 8 ... 60 s, as Telegram
# does; between two kills nobody wants to wait for that.
LONGEST_PAUSE = 0.2


class Town:
    """A playground, the articles and state of one bot, and the bot's process, if it runs."""

    def __init__(self, folder, *, webhook=False, **settings):
        self.folder = folder
        self.playground = Playground(scene=False, sleep=_soon)
        self.people = []
        self.process = None
        self.settings = {"telegram.messages_per_second": "1000", **settings}
        if webhook:
            port = _free_port()
            self.settings |= {
                "telegram.webhook_url": f"http://127.0.0.1:{port}/hook",
                "telegram.webhook_listen": f"127.0.0.1:{port}",
            }
        self._key = new_key()

    @property
    def waiting(self):
        """How many updates the bot has not acknowledged."""
        return len(self.playground.world.updates)

    @property
    def unanswered(self):
        """How many people have got no reply."""
        return sum(not person.own for person in self.people)

    @property
    def duplicates(self):
        """How many replies came more than once."""
        return sum(max(len(person.own) - 1, 0) for person in self.people)

    def speak(self, text="/help"):
        """Let somebody new say something."""
        person = self.playground.world.join(f"Person {len(self.people)}")
        self.people.append(person)
        people.say(self.playground.world, person, text)
        return person

    async def load(self, rate):
        """Let so many people a second speak, until cancelled."""
        began, said = time.monotonic(), 0
        while True:
            while said < (time.monotonic() - began) * rate:
                self.speak()
                said += 1
            await asyncio.sleep(0.5 / rate)

    async def start(self, stdout=asyncio.subprocess.DEVNULL):
        """Start the bot; return once Telegram has heard of it."""
        before = len(self.playground.requests)
        await self.begin(stdout=stdout)
        heard = {"getUpdates", "setWebhook"}
        async with asyncio.timeout(START_SECONDS):
            while not any(method in heard for method, _ in list(self.playground.requests)[before:]):
                if self.process.returncode is not None:
                    log = (self.folder / "log").read_text()
                    raise AssertionError(f"the bot ended with {self.process.returncode}: {log}")
                # The list is bounded: what was there may have left it meanwhile.
                before = min(before, len(self.playground.requests))
                await asyncio.sleep(0.005)

    async def begin(self, stderr=None, stdout=asyncio.subprocess.DEVNULL):
        """Start the bot's process, and no more; `stderr` is a file for its log, not `log` here.

        `stdout` is one for what it prints: how to become its owner.
        """
        self.playground._bot_side._requests.clear()
        sets = [f"--set={name}={value}" for name, value in self.settings.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *VERBATIM,
                *sets,
                "run",
                cwd=self.folder,
                env=self._environment(),
                stdout=stdout,
                stderr=log if stderr is None else stderr,
            )

    async def kill(self):
        """End the bot as a power cut would."""
        self.process.kill()
        await self.process.wait()

    async def stop(self):
        """End the bot as a service manager would; return exit code and seconds."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait(), time.monotonic() - began

    async def all_answered(self, seconds):
        """Wait until nothing is left to do; give up after so long without any progress."""
        last, since = None, time.monotonic()
        while self.waiting or self.unanswered:
            state = (self.waiting, self.unanswered)
            if state != last:
                last, since = state, time.monotonic()
            if time.monotonic() - since > seconds:
                return
            await asyncio.sleep(0.02)

    def _environment(self):
        ours = ("VERBATIM_", "TELEGRAM_", "PYTHON")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": self.playground.token,
            "VERBATIM_TELEGRAM_API_URL": self.playground.api_url,
            "VERBATIM_KEY": self._key,
            "VERBATIM_LOG_LEVEL": "error",
        }


@asynccontextmanager
async def town(folder, **settings):
    """Make a town with the seed articles; whatever runs in it ends with the body."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    store = str(folder / "data" / "articles.db")
    library = open_library(LibrarySettings(store=store), clock=utc_now)
    files = find_files(str(ROOT / "seeds"))
    for _ in library.build((str(path), article) for path, article in read_all(files).values()):
        pass
    library.close()
    made = Town(folder, **settings)
    await made.playground.start()
    try:
        yield made
    finally:
        if made.process is not None and made.process.returncode is None:
            await made.kill()
        await made.playground.stop()


async def _soon(seconds):
    await asyncio.sleep(min(seconds, LONGEST_PAUSE))


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
