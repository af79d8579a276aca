"""What work costs: processor seconds, since a busy machine takes its time."""

from __future__ import annotations

import time


def cost(work):
    """Return the least of three tries: a collection of everybody's garbage may fall into one."""
    return min(_cost(work) for _ in range(3))


def _cost(work):
    began = time.process_time()
    work()
    return time.process_time() - began
