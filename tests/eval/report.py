"""The table of a run, and its JSON."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.eval.measures import calibration_error, reliability
from tests.eval.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.eval.measure import Figure, Measured

# Measured of systems that mark no answer, these would say nothing.
_OWN = {"answer F1", "answered", "off-topic answered", "unanswerable answered"}
# Without a confidence nothing is declined.
_CONFIDENT = {"off-topic declined", "unanswerable AUROC"}
_DECIMALS = {
    "passage length": 0,
    "ms a question": 2,
    "ms, median": 2,
    "s to prepare": 2,
    "sentences": 2,
    "words a summary": 1,
    "raises": 0,
    "1,000 words, ms": 1,
}
_WIDTH, _NAME = 18, 23


def _short(share: float) -> str:
    return f"{share:.3f}".replace("0.", ".", 1) if abs(share) < 1 else f"{share:.3f}"


def written(name: str, figure: Figure | None) -> str:
    """Write a figure: a share with its interval, a length or time as it is."""
    if figure is None or math.isnan(figure.value):
        return "–"
    decimals = _DECIMALS.get(name)
    if decimals is not None or name.endswith((" ms", " MB")):
        return f"{figure.value:,.{2 if decimals is None else decimals}f}"
    if math.isnan(figure.low):
        return _short(figure.value)
    return f"{_short(figure.value)} {_short(figure.low)}–{_short(figure.high)}"


def _cell(name: str, one: Measured) -> str:
    """Write a system's figure where it says something, else a dash."""
    plain = one.system != "verbatim" and name in _OWN
    mute = one.system == "first" and name in _CONFIDENT
    return "–" if plain or mute else written(name, one.figures.get(name))


def _aim(place: str, name: str, figure: Figure | None) -> str:
    target = TARGETS.get((place, name))
    if target is None:
        return ""
    sign = "≤" if target.at_most else "≥"
    met = figure is not None and target.met(figure.value)
    return f"{sign} {target.value:g} {'✓' if met else '✗'}"


def _line(name: str, cells: Sequence[str], widths: Sequence[int], aim: str = "") -> str:
    padded = "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"  {name:<{_NAME}}{padded}{aim}".rstrip()


def section(place: str, about: str, measured: Sequence[Measured]) -> list[str]:
    """Return a set's lines: a figure a line, a system a column."""
    names = list(dict.fromkeys(name for one in measured for name in one.figures))
    systems = [one.system for one in measured]
    widths = [max(_WIDTH, len(name) + 2) for name in systems]
    lines = [f"{place}: {about}", _line("", systems, widths, "aim")]
    for name in names:
        cells = [_cell(name, one) for one in measured]
        if set(cells) != {"–"}:
            aim = _aim(place, name, measured[0].figures.get(name))
            lines.append(_line(name, cells, widths, aim))
    return lines


_COLUMNS = (
    "passage@1",
    "passage@3",
    "sentence@1",
    "answer F1",
    "off-topic declined",
    "unanswerable AUROC",
    "typos, relative",
    "passage length",
    "ms, median",
)


def markdown(found: Mapping[str, Sequence[Measured]]) -> list[str]:
    """Return the chief figures as a Markdown table, as the README has it."""
    lines = [
        f"| questions | system | {' | '.join(_COLUMNS)} |",
        f"| --- | --- |{' --- |' * len(_COLUMNS)}",
    ]
    for place, measured in found.items():
        for one in measured:
            asked = sum(o.answerable for o in one.outcomes)
            if not asked:
                continue
            first = f"{place}, {asked:,}" if one is measured[0] else ""
            cells = " | ".join(_cell(name, one) for name in _COLUMNS)
            lines.append(f"| {first} | {one.system} | {cells} |")
    return lines


def confidence_table(name: str, judged: Iterable[tuple[float, bool]]) -> list[str]:
    """Return how often the first passage has the answer, by tenths of the confidence."""
    bins = reliability(judged)
    lines = [
        f"{name}: confidence against what held; mean distance {calibration_error(bins):.3f}",
        f"  {'confidence':<14}{'predicted':<12}{'right':<18}{'of':>6}",
    ]
    for one in bins:
        low, high = one.right.interval
        right = f"{_short(one.right.value)} {_short(low)}–{_short(high)}"
        place = f"{one.low:.1f}–{one.low + 0.1:.1f}"
        predicted = _short(one.predicted)
        lines.append(f"  {place:<14}{predicted:<12}{right:<18}{one.right.total:>6}")
    return lines


def as_json(about: Mapping[str, Any], found: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """Return a run as JSON: `sets` → system → `figures` and `questions`, with `reliability`."""
    return {
        "about": dict(about),
        "sets": {
            place: {
                one.system: {
                    "figures": {
                        name: {k: None if math.isnan(v) else v for k, v in asdict(f).items()}
                        for name, f in one.figures.items()
                    },
                    "reliability": [
                        {
                            "from": b.low,
                            "predicted": round(b.predicted, 4),
                            "right": b.right.right,
                            "of": b.right.total,
                        }
                        for b in reliability(one.judged)
                    ],
                    "questions": [asdict(o) for o in one.outcomes],
                }
                for one in measured
            }
            for place, measured in found.items()
        },
    }
