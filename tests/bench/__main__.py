"""Measure speed and memory in one run: ``make bench``. Beside each aim stands whether it is met.

Seconds depend on the machine and on what else it does; the ratios hardly do.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path

from bot import threads
from tests.bench import bot, delivery, hostile, library, operations, own_share, playground
from tests.bench.table import Figure, show


def main() -> None:
    figures: list[Figure] = []
    threads.share()  # as `verbatim run` does
    with tempfile.TemporaryDirectory(prefix="verbatim-bench-") as name:
        for part in (library, bot, own_share, hostile, delivery, operations, playground):
            for figure in part.measure(Path(name)):
                figures.append(figure)
                print(f"measured: {figure.what}", file=sys.stderr)
    print(f"\nPython {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    print(show(figures))


main()
