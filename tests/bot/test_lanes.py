"""One chat's updates keep their order; different chats' don't wait for each other."""

from __future__ import annotations

import asyncio

import pytest

from bot.lanes import Lanes


async def test_a_lane_keeps_its_order():
    """Later arrivals of the same chat wait, even if they would be faster."""
    lanes, done = Lanes(), []

    async def work(name, seconds):
        async with lanes.turn("chat"):
            await asyncio.sleep(seconds)
            done.append(name)

    await asyncio.gather(work("slow", 0.02), work("fast", 0), work("last", 0))
    assert done == ["slow", "fast", "last"]


async def test_lanes_run_side_by_side():
    """A chat at work doesn't hold up another."""
    lanes, met = Lanes(), asyncio.Barrier(2)

    async def work(lane):
        async with lanes.turn(lane):
            await asyncio.wait_for(met.wait(), 1)

    await asyncio.gather(work("a"), work("b"))


async def test_only_so_many_run_at_once():
    """The bound holds over all lanes."""
    lanes, running, most = Lanes(at_once=3), 0, 0

    async def work(lane):
        nonlocal running, most
        async with lanes.turn(lane):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1

    await asyncio.gather(*(work(number) for number in range(12)))
    assert most == 3


async def test_an_empty_lane_is_forgotten():
    """Nothing is kept of a chat that nobody waits in, after an error neither."""
    lanes = Lanes()

    async def work():
        async with lanes.turn("a"):
            assert len(lanes) == 1
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await work()
    assert len(lanes) == 0
