"""A full disk: nothing is acknowledged that isn't kept, the operator is told, and all goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
import subprocess
import time
from contextlib import contextmanager

import aiohttp
import pytest

from bot.app import Options, serve
from bot.playground.server import Playground
from bot.playground.world import people
from bot.state.keys import Key
from bot.state.state import State
from knowledge.store.engine import Database
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary
from tests.reliability.processes import town, utc_now

RESUMES_WITHIN = 30
SIZE = 1_000_000


class FullDisk(Database):
    """A database whose transactions end as SQLite's do without space, while `full` is set."""

    full = False

    @contextmanager
    def write(self):
        with super().write() as connection:
            yield connection
            if type(self).full:
                with self.errors():
                    raise sqlite3.OperationalError("database or disk is full")


@contextlib.asynccontextmanager
async def running(folder, playground, disk, library=FakeLibrary):
    """Run the bot in this process, on that disk; yield its problems and its state."""
    state = State(str(folder / "state.db"), Key(b"k" * 32), clock=utc_now, database=disk)
    library = library(SUMMIT_ARTICLE, answers={"where?": ("summit", "The Hague")})
    stop, options = asyncio.Event(), Options()
    bot = asyncio.create_task(
        serve(
            library=library,
            state=state,
            api_url=playground.api_url,
            token=playground.token,
            stop=stop,
            options=options,
        )
    )
    try:
        yield options.conditions, state.delivery
    finally:
        stop.set()
        await asyncio.wait_for(bot, 15)
        state.close()


@pytest.fixture
async def playground():
    playground = Playground(scene=False)
    await playground.start()
    yield playground
    await playground.stop()


async def until(true, seconds=RESUMES_WITHIN):
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.02)


async def test_a_full_disk_keeps_updates_at_telegram(tmp_path, playground):
    """They wait there unacknowledged, and health says why; then each is answered once."""

    class Disk(FullDisk):
        pass

    async with running(tmp_path, playground, Disk) as (conditions, _):
        first = playground.world.join("First")
        people.say(playground.world, first, "where?")
        await until(lambda: first.own)
        Disk.full = True
        readers = [playground.world.join(f"Reader {n}") for n in range(20)]
        for reader in readers:
            people.say(playground.world, reader, "where?")
        await until(lambda: "store" in conditions.now())
        assert "database or disk is full" in conditions.now()["store"]
        await asyncio.sleep(0.5)
        assert len(playground.world.updates) == len(readers)
        assert not any(reader.own for reader in readers)
        Disk.full = False
        began = time.monotonic()
        await until(lambda: all(reader.own for reader in readers))
        await until(lambda: not conditions.now())
        assert time.monotonic() - began < RESUMES_WITHIN
        await asyncio.sleep(0.2)
        assert [len(reader.own) for reader in (first, *readers)] == [1] * 21
        assert len(playground.world.updates) == 0


async def test_what_was_taken_before_is_not_given_up(tmp_path, playground):
    """An update at work when the disk fills is neither lost nor quarantined, but tried on."""

    class Disk(FullDisk):
        pass

    class FillingLibrary(FakeLibrary):
        """Fills the disk while it answers for the first time."""

        asked = 0

        def ask(self, question):
            type(self).asked += 1
            Disk.full = self.asked == 1 or Disk.full
            return super().ask(question)

    async with running(tmp_path, playground, Disk, FillingLibrary) as (conditions, delivery):
        reader = playground.world.join("Reader")
        people.say(playground.world, reader, "where?")
        await until(lambda: "store" in conditions.now())
        await asyncio.sleep(1)
        assert not reader.own
        assert delivery.quarantined() == []
        assert len(delivery.waiting()) == 1
        Disk.full = False
        await until(lambda: reader.own)
        await asyncio.sleep(0.2)
        assert len(reader.own) == 1


@pytest.fixture
def small_disk(tmp_path):
    """Mount a file system of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder):
    """Take all the space that is left; return the file that has it."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while True:
            stream.write(b"x" * 512)
    return file


async def health(url):
    async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
        return answer.status, await answer.text()


async def test_a_real_bot_on_a_really_full_disk(tmp_path, small_disk):
    """It stays up, says what is wrong, and within 30 s of having room has answered everybody."""
    settings = {"state.store": str(small_disk / "state.db"), "ops.listen": "127.0.0.1:0"}
    async with town(tmp_path, **settings, **{"log.level": "info"}) as bot:
        log = tmp_path / "log"
        with log.open("wb") as stream:
            await bot.begin(stderr=stream)
        bot.speak()
        await bot.all_answered(10)
        url = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())[0]
        filler = fill(small_disk)
        for _ in range(40):
            bot.speak()
        async with asyncio.timeout(20):
            while (await health(url))[0] != 503:  # noqa: ASYNC110 -- another process's doing
                await asyncio.sleep(0.1)
        assert "Make room" in (await health(url))[1]
        await asyncio.sleep(1)
        assert bot.process.returncode is None
        assert bot.unanswered > 0
        filler.unlink()
        began = time.monotonic()
        await bot.all_answered(RESUMES_WITHIN)
        assert time.monotonic() - began < RESUMES_WITHIN
        assert (bot.unanswered, bot.duplicates, bot.waiting) == (0, 0, 0)
        async with asyncio.timeout(10):
            while (await health(url))[0] != 200:  # noqa: ASYNC110 -- the same
                await asyncio.sleep(0.1)
        assert (await bot.stop())[0] == 0
        assert log.read_text().count("the state can be written again") == 1
