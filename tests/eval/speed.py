"""What asking costs: time on an article of 10,000 words, and the memory that ranking adds."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.library import long_times, seeded
from tests.bench.material import QUESTIONS, long_article
from tests.bench.table import percentile
from tests.eval.measure import Figure, Measured

if TYPE_CHECKING:
    from collections.abc import Sequence

ABOUT = (
    "an article of 10,000 words, warm, in one thread; memory from the article read and cut"
    " to all questions answered, in a process of its own"
)


def resident() -> float:
    """Return this process's resident memory, in MB (10⁶ bytes), as Linux counts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def memory_added(name: str, model: Path | None) -> float:
    """Return the MB that one system adds, measured in this process: call it in a fresh one."""
    from knowledge.index import ArticleIndex

    index = ArticleIndex(long_article())
    before = resident()
    from tests.eval.systems import made

    system = made(name, model)
    system.prepare(index)
    for question in QUESTIONS:
        system.ask(question, index)
    return resident() - before


def measure_speed(names: Sequence[str], model: Path | None) -> tuple[list[Measured], str]:
    """Measure this project's time, and each system's memory in a process of its own."""
    found = []
    for name in names:
        figures: dict[str, Figure] = {}
        if name == "verbatim":
            with tempfile.TemporaryDirectory(prefix="verbatim-eval-") as folder:
                # The first store of a process loads SQLAlchemy, which is no indexing.
                seeded(Path(folder)).close()
                times = long_times(Path(folder))
            count = len(times.asking)
            figures = {
                "p50 ms": Figure(1000 * statistics.median(times.asking), count=count),
                "p99 ms": Figure(1000 * percentile(times.asking, 0.99), count=count),
                "first question ms": Figure(1000 * times.first),
                "indexing ms": Figure(1000 * times.indexing),
            }
        if Path("/proc/self/status").exists():
            arguments = [sys.executable, "-m", "tests.eval.speed", name]
            run = subprocess.run(
                [*arguments, *([str(model)] if model else [])],
                check=True,
                capture_output=True,
                text=True,
            )
            figures["memory MB"] = Figure(float(run.stdout))
        found.append(Measured(name, figures, [], []))
    return found, ABOUT


if __name__ == "__main__":
    print(memory_added(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None))
