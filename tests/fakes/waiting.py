"""Waiting for what nobody tells of, however busy the machine is."""

from __future__ import annotations

import asyncio

# Seconds after which something will not come about any more, on a machine with much else to do.
PATIENCE = 30.0


async def until(condition):
    """Wait for what nobody tells of."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.001)
