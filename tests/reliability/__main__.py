"""``make reliability``: kills, duplicates, floods, failing disks, odd requests; one table.

All of it takes about three quarters of an hour; ``--only`` names parts, ``--short`` does little
of each.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from pathlib import Path

from bot import threads
from tests.bench.table import show
from tests.reliability.parts import PARTS, SHORT, Scale, run


def main():
    parser = argparse.ArgumentParser(prog="tests.reliability", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=list(PARTS))
    parser.add_argument("--short", action="store_true", help="a little of each")
    parser.add_argument("--count", type=int, help="so many requests of each kind")
    parser.add_argument("--kills", type=int, help="so many kills each way")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    scale = dataclasses.replace(SHORT if given.short else Scale(), seed=given.seed)
    for name, value in (("requests", given.count), ("kills", given.kills)):
        if value is not None:
            scale = dataclasses.replace(scale, **{name: value})
    figures = []
    threads.share()  # as `verbatim run` does
    for name in given.only:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="verbatim-reliability-") as folder:
            figures += run(name, Path(folder), scale)
        print(f"done: {name}, {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(show(figures))
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
