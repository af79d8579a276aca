"""The end of a write, waited for in threads and in event loops."""

from __future__ import annotations

import asyncio
import contextlib
import threading

import pytest

from bot.written import Ends, Written


class Loop(asyncio.SelectorEventLoop):
    """Counts how often other threads wake it."""

    def __init__(self):
        super().__init__()
        self.woken = 0

    def call_soon_threadsafe(self, *arguments, **named):
        self.woken += 1
        return super().call_soon_threadsafe(*arguments, **named)


def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    return thread


def test_a_loop_is_woken_once_for_all_that_ends_together():
    """Each coroutine gets its own result, or what its write has raised."""
    loop, ends = Loop(), Ends()
    writes = [Written(ends) for _ in range(50)]

    def commit():
        with ends.together():
            for number, write in enumerate(writes[:-1]):
                write.set_result(number)
            writes[-1].set_exception(OSError("disk full"))

    async def wait(write):
        return await write

    async def main():
        tasks = [asyncio.create_task(wait(write)) for write in writes]
        await asyncio.sleep(0)
        in_thread(commit)
        return await asyncio.gather(*tasks, return_exceptions=True)

    with contextlib.closing(loop):
        *results, error = loop.run_until_complete(main())
    assert results == list(range(49))
    assert str(error) == "disk full"
    assert loop.woken == 1


async def test_what_has_ended_already_is_there_at_once():
    """Nobody is woken for it, and it may be awaited twice."""
    write = Written()
    write.set_result(7)
    assert (await write, await write, write.result()) == (7, 7, 7)


async def test_an_end_outside_of_a_commit_is_told_too():
    """By whichever thread it comes from, the loop's own as well."""
    for end in (lambda write: in_thread(lambda: write.set_result(1)), lambda w: w.set_result(1)):
        write = Written()
        asyncio.get_running_loop().call_later(0.01, end, write)
        assert await asyncio.wait_for(_awaited(write), 5) == 1


async def test_who_stops_waiting_changes_nothing():
    """The write goes on, can't be cancelled, and others still wait for it."""
    write = Written()
    task = asyncio.create_task(_awaited(write))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not write.cancel()
    other = asyncio.create_task(_awaited(write))
    await asyncio.sleep(0)
    in_thread(lambda: write.set_result("kept"))
    assert await asyncio.wait_for(other, 5) == "kept"


def test_an_end_after_the_loop_does_no_harm():
    """A loop that was closed while somebody waited in it is left alone."""
    write = Written()

    async def begin():
        asyncio.ensure_future(_awaited(write))  # noqa: RUF006 -- its loop ends with it
        await asyncio.sleep(0)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(begin())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    write.set_result(1)
    assert write.result() == 1


async def _awaited(write):
    return await write
