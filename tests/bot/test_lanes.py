"""One chat's updates keep their order; different chats' don't wait for each other."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.lanes import Lanes


async def taken(lanes):
    """Return what `take` has at once, or None."""
    taking = asyncio.create_task(lanes.take())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    if taking.done():
        return taking.result()
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)
    return None


async def test_a_lane_keeps_its_order():
    """Its next item comes only when the one before is done."""
    lanes = Lanes()
    for item in (1, 2):
        lanes.add("chat", item)
    assert await taken(lanes) == ("chat", 1)
    assert await taken(lanes) is None
    lanes.done("chat")
    assert await taken(lanes) == ("chat", 2)


async def test_lanes_run_side_by_side():
    """A chat at work doesn't hold up another."""
    lanes = Lanes()
    lanes.add("a", 1)
    lanes.add("b", 2)
    assert [await taken(lanes), await taken(lanes)] == [("a", 1), ("b", 2)]


async def test_an_item_comes_again_before_the_next():
    """What is to be tried again holds up its own lane, and no other."""
    lanes = Lanes()
    for lane, item in (("a", 1), ("a", 2), ("b", 3)):
        lanes.add(lane, item)
    assert await taken(lanes) == ("a", 1)
    lanes.again("a", 0.2)
    assert await taken(lanes) == ("b", 3)
    assert await taken(lanes) is None
    assert await asyncio.wait_for(lanes.take(), 30) == ("a", 1)
    lanes.done("a")
    assert await taken(lanes) == ("a", 2)


async def test_what_waits_for_its_time_can_be_forgotten():
    """After closing no timer goes off."""
    lanes = Lanes()
    lanes.add("a", 1)
    await lanes.take()
    lanes.again("a", 0)
    lanes.close()
    await asyncio.sleep(0.01)
    assert await taken(lanes) is None


async def test_a_worker_that_is_cancelled_takes_nothing_along():
    """What it was woken for goes to the next one."""
    lanes = Lanes()
    first, second = asyncio.create_task(lanes.take()), asyncio.create_task(lanes.take())
    await asyncio.sleep(0)
    lanes.add("a", 1)
    first.cancel()
    assert await asyncio.wait_for(second, 1) == ("a", 1)


async def test_an_empty_lane_is_forgotten():
    """Nothing is kept of a chat that nobody waits in."""
    lanes = Lanes()
    lanes.add("a", 1)
    await lanes.take()
    assert (len(lanes), lanes.lanes) == (1, 1)
    lanes.done("a")
    assert (len(lanes), lanes.lanes) == (0, 0)


@given(st.lists(st.integers(0, 4), max_size=60), st.integers(1, 5))
def test_whatever_comes_every_lane_keeps_its_order(arrivals, workers):
    """However many work, with tries that are repeated."""

    async def run():
        lanes, done = Lanes(), {lane: [] for lane in arrivals}
        tried = set()

        async def work():
            while True:
                lane, item = await lanes.take()
                await asyncio.sleep(0)
                if item % 3 == 0 and item not in tried:
                    tried.add(item)
                    lanes.again(lane, 0)
                    continue
                done[lane].append(item)
                lanes.done(lane)

        tasks = [asyncio.create_task(work()) for _ in range(workers)]
        for number, lane in enumerate(arrivals):
            lanes.add(lane, number)
        while len(lanes):  # noqa: ASYNC110 -- nobody tells when all is done
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for lane, items in done.items():
            assert items == [n for n, one in enumerate(arrivals) if one == lane]

    asyncio.run(run())
