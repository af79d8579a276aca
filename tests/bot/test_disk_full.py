"""A full disk: nothing is acknowledged that isn't kept, the operator is told, and all goes on."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time

import pytest

from bot.app import Options, serve
from bot.newsroom import SERVER, Actor
from bot.playground.server import Playground
from bot.playground.world import people
from bot.state.keys import Key
from bot.state.state import State
from tests.fakes.full_disk import FullDisk
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary
from tests.reliability.processes import utc_now
from tests.reliability.saving import filled, small_disk

RESUMES_WITHIN = 30


@contextlib.asynccontextmanager
async def running(folder, playground, disk, library=FakeLibrary):
    """Run the bot in this process, on that disk; yield its problems and its state."""
    state = State(str(folder / "state.db"), Key(b"k" * 32), clock=utc_now, database=disk)
    library = library(SUMMIT_ARTICLE, answers={"where?": ("summit", "The Hague")})
    stop, options = asyncio.Event(), Options(settled_seconds=0.2)
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
        """Fills the disk while it answers for the first time, once the update itself is kept."""

        asked, kept = 0, threading.Event()

        def ask(self, question):
            type(self).asked += 1
            assert self.kept.wait(RESUMES_WITHIN)
            Disk.full = self.asked == 1 or Disk.full
            return super().ask(question)

    async with running(tmp_path, playground, Disk, FillingLibrary) as (conditions, delivery):
        reader = playground.world.join("Reader")
        people.say(playground.world, reader, "where?")
        await until(delivery.waiting)
        FillingLibrary.kept.set()
        await until(lambda: "store" in conditions.now())
        await asyncio.sleep(1)
        assert not reader.own
        assert delivery.quarantined() == []
        assert len(delivery.waiting()) == 1
        Disk.full = False
        await until(lambda: reader.own)
        await asyncio.sleep(0.2)
        assert len(reader.own) == 1


async def test_the_desk_hears_of_a_full_disk_while_it_is_full(tmp_path, playground):
    """Nothing can be committed, so the message leaves without a row; its end is told, too."""

    class Disk(FullDisk):
        pass

    owner, reader = (playground.world.join(name) for name in ("Olena", "Reader"))
    state = State(str(tmp_path / "state.db"), Key(b"k" * 32), clock=utc_now)
    code = state.team.new_code("owner", SERVER)
    assert state.team.redeem("owner", code, Actor("owner", owner.id, "Olena"))
    state.close()
    async with running(tmp_path, playground, Disk) as (_, delivery):
        people.say(playground.world, owner, "where?")
        await until(lambda: owner.own and not delivery.unsent())
        Disk.full = True
        people.say(playground.world, reader, "where?")
        await until(lambda: len(owner.own) == 2)
        assert "database or disk is full" in owner.messages[max(owner.own)]["text"]
        assert (reader.own, delivery.unsent()) == (set(), [])
        Disk.full = False
        await until(lambda: len(owner.own) == 3)
        assert owner.messages[max(owner.own)]["text"].startswith("Over, after")


async def test_a_real_bot_on_a_really_full_disk(tmp_path):
    """It stays up, says what is wrong, and within 30 s of having room has answered everybody."""
    with contextlib.ExitStack() as stack:
        try:
            disk = stack.enter_context(small_disk(tmp_path / "small"))
        except OSError as error:
            pytest.skip(str(error))
        found = await filled(tmp_path, disk, people=40, seconds=1)
        assert found.told
        assert found.waited > 0
        assert (found.lost, found.twice) == (0, 0)
        assert found.seconds < RESUMES_WITHIN
        assert (tmp_path / "log").read_text().count("the state can be written again") == 1
