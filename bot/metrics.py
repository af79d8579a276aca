"""Measures as Prometheus reads them: its text format, version 0.0.4."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.measures import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.measures import Histogram, Labels, Measure, Snapshot

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def exposition(snapshot: Snapshot, measures: Iterable[Measure] = ALL) -> str:
    """Return everything that was measured; what was not, but has no labels, as 0."""
    lines: list[str] = []
    for measure in dict.fromkeys([*measures, *(measure for measure, _ in snapshot.numbers)]):
        lines.append(f"# HELP {measure.name} {_escaped(measure.help)}")
        lines.append(f"# TYPE {measure.name} {measure.kind}")
        lines.extend(_samples(measure, snapshot))
    return "\n".join(lines) + "\n"


def _samples(measure: Measure, snapshot: Snapshot) -> Iterator[str]:
    if measure.kind == "histogram":
        for (one, labels), histogram in sorted(snapshot.histograms.items(), key=_by_labels):
            if one == measure:
                yield from _histogram(measure, labels, histogram)
        return
    found = [
        f"{measure.name}{_in_braces(labels)} {_number(value)}"
        for (one, labels), value in sorted(snapshot.numbers.items(), key=_by_labels)
        if one == measure
    ]
    yield from found or ([] if measure.labels else [f"{measure.name} 0"])


def _histogram(measure: Measure, labels: Labels, histogram: Histogram) -> Iterator[str]:
    bounds = (*measure.buckets, math.inf)
    for bound, count in zip(bounds, accumulate(histogram.counts), strict=True):
        marked = (*labels, ("le", _number(bound)))
        yield f"{measure.name}_bucket{_in_braces(marked)} {count}"
    yield f"{measure.name}_sum{_in_braces(labels)} {_number(histogram.total)}"
    yield f"{measure.name}_count{_in_braces(labels)} {histogram.count}"


def _by_labels(item: tuple[tuple[Measure, Labels], object]) -> Labels:
    (_, labels), _ = item
    return labels


def _in_braces(labels: Labels) -> str:
    inner = ",".join(f'{name}="{_escaped(value, quote=True)}"' for name, value in labels)
    return f"{{{inner}}}" if inner else ""


def _escaped(text: str, *, quote: bool = False) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quote else text


def _number(value: float) -> str:
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) else repr(float(value))
