"""What a process says of itself: its problems, memory and time, the space left for its files."""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.measures import CPU_SECONDS, DISK_FREE, MEMORY, PROBLEMS, UPTIME

if TYPE_CHECKING:
    from bot.conditions import Conditions
    from bot.measures import Measures

_STATM: Final = Path("/proc/self/statm")


def track(measures: Measures, conditions: Conditions, folder: Path | None = None) -> None:
    """Let these be measured from now on; `folder` is where the state is, None for in memory."""
    began = time.monotonic()
    measures.track(PROBLEMS, lambda: len(conditions.now()))
    measures.track(UPTIME, lambda: time.monotonic() - began)
    measures.track(CPU_SECONDS, time.process_time)
    measures.track(MEMORY, _memory)
    if folder is not None:
        measures.track(DISK_FREE, lambda: _free(folder))


def _memory() -> float:
    """Return the resident memory in bytes; its highest so far where there is no /proc."""
    try:
        return float(_STATM.read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        unit = 1 if sys.platform == "darwin" else 1024
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def _free(folder: Path) -> float:
    try:
        found = os.statvfs(folder)
    except OSError:
        return 0.0
    return float(found.f_bavail * found.f_frsize)
