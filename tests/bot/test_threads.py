"""How the threads of a process share it."""

from __future__ import annotations

import sys

from bot import threads


def test_a_computing_thread_gives_way_soon():
    """Sooner than by Python's own interval of 5 ms, which an answer would wait for many times."""
    before = sys.getswitchinterval()
    try:
        threads.share()
        assert sys.getswitchinterval() <= 0.001
    finally:
        sys.setswitchinterval(before)
