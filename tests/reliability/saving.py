"""Backups of a bot under load, each restored and compared; and a disk that really fills up."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import aiohttp

from bot.backup import back_up, restore
from bot.config import Config, Secret, StateConfig
from bot.state.contents import contents
from knowledge.settings import LibrarySettings
from tests.reliability.processes import town, utc_now

RATE = 50
DISK_BYTES = 8_000_000
_APART = 0.3


@dataclass
class Saved:
    """How many backups, how many of them no true copies, and how many updates came meanwhile."""

    backups: int = 0
    wrong: int = 0
    updates: int = 0
    unanswered: int = 0


@dataclass
class Filled:
    """What a full disk did: lost and doubled replies, and the seconds until all went on."""

    waited: int = 0
    lost: int = 0
    twice: int = 0
    seconds: float = 0.0
    told: bool = False


async def saved(folder: Path, count: int) -> Saved:
    """Back a bot up so many times while people write to it; restore each somewhere else."""
    found = Saved()
    async with town(folder / "town") as bot:
        await bot.start()
        load = asyncio.create_task(bot.load(RATE))
        live = _config(bot, folder / "town" / "data")
        for number in range(count):
            await asyncio.sleep(_APART)
            copy = folder / f"backup{number}"
            kept = await asyncio.to_thread(back_up, live, copy, utc_now, "a test")
            elsewhere = _config(bot, folder / f"restored{number}")
            await asyncio.to_thread(restore, elsewhere, copy, utc_now)
            state = contents(Path(elsewhere.state.store))
            before = {one.name: dict(one.rows) for one in kept}["state.db"]
            # One setting more says when it was restored.
            before["setting"] += 1
            found.backups += 1
            found.wrong += bool(state.problem) or dict(state.rows) != before
        load.cancel()
        await bot.all_answered(30)
        found.updates, found.unanswered = len(bot.people), bot.unanswered
        await bot.stop()
    return found


async def filled(folder: Path, disk: Path, people: int, seconds: float) -> Filled:
    """Fill a bot's disk for so long while people write; make room, and see what becomes of it."""
    found = Filled()
    settings = {"state.store": str(disk / "state.db"), "ops.listen": "127.0.0.1:0"}
    async with town(folder, **settings, **{"log.level": "info"}) as bot:
        log = folder / "log"
        with log.open("wb") as stream:
            await bot.begin(stderr=stream)
        bot.speak()
        await bot.all_answered(30)
        url = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())[0]
        filler = disk / "filler"
        filling = asyncio.create_task(_keep_full(filler))
        async with asyncio.timeout(30):
            while (told := await _health(url))[0] != HTTPStatus.SERVICE_UNAVAILABLE:
                bot.speak()
                # In the room that its log has already SQLite could write on for long.
                await asyncio.to_thread(_empty_log, disk / "state.db")
                await asyncio.sleep(0.05)
        found.told = "Make room" in told[1]
        for _ in range(people):
            bot.speak()
        await asyncio.sleep(seconds)
        assert bot.process.returncode is None, "the bot has ended"
        found.waited = bot.unanswered
        filling.cancel()
        filler.unlink()
        began = time.monotonic()
        await bot.all_answered(30)
        async with asyncio.timeout(30):
            while (await _health(url))[0] != HTTPStatus.OK:
                await asyncio.sleep(0.1)
        found.seconds = time.monotonic() - began
        found.lost, found.twice = bot.unanswered, bot.duplicates
        code, _ = await bot.stop()
        assert code == 0, f"the bot ended with {code}"
    return found


@contextmanager
def small_disk(folder: Path, size: int = DISK_BYTES):
    """Mount a file system of so many bytes. Raises OSError where that isn't allowed."""
    if os.geteuid() != 0:
        raise OSError("only root can mount a small file system")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        # Lazily: a process that is still ending must not leave the mount behind for good.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _empty_log(database):
    with closing(sqlite3.connect(database)) as connection, suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _keep_full(file):
    """Take all the space that is left, and whatever is given back, until cancelled."""
    with file.open("ab", buffering=0) as stream:
        while True:
            size = 1_000_000
            while size:
                try:
                    stream.write(b"x" * size)
                except OSError:
                    size //= 2
            await asyncio.sleep(0.01)


async def _health(url):
    async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
        return answer.status, await answer.text()


def _config(bot, data):
    return Config(
        library=LibrarySettings(store=str(data / "articles.db")),
        state=StateConfig(
            store=str(data / "state.db"),
            key=Secret(bot._key),
            key_file=str(bot.folder / "key"),
        ),
    )
