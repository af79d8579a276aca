"""The figures of a run: what was measured, the aim, and whether it was met."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `met` is None where there is no aim."""

    what: str
    measured: str
    aim: str = ""
    met: bool | None = None
    how: str = ""


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least this share of them, in (0, 1], do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def milliseconds(seconds: float) -> str:
    """Write a duration: three significant digits, in ms."""
    return f"{seconds * 1000:.3g} ms"


def p50_p99(seconds: Sequence[float]) -> str:
    """Write the two percentiles that are reported everywhere."""
    p50, p99 = statistics.median(seconds), percentile(seconds, 0.99)
    return f"p50 {milliseconds(p50)}, p99 {milliseconds(p99)}"


def show(figures: Sequence[Figure]) -> str:
    """Write the table."""
    verdicts = {None: "", True: "met", False: "MISSED"}
    rows = [
        ("", "measured", "aim", "verdict", "how"),
        *((f.what, f.measured, f.aim, verdicts[f.met], f.how) for f in figures),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for *cells, how in rows:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        lines.append("  ".join([*padded, how]).rstrip())
    return "\n".join(lines)
