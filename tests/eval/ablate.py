"""What each feature is worth: ``python -m tests.eval.ablate DATA``. Prints Markdown tables.

Each row is the ranking fitted anew on training questions, then measured on the dev files.
In the first table some features are left out: what is lost without them is what they are
worth beside the others; two that say the same are worth little each and much together. In
the second they come in one after the other.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.eval.fit_ranking import BY_JUDGEMENT, EVERY, NAMES, fit_samples, log_sum, samples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.eval.fit_ranking import Sample

SETS = ("squad2_dev", "newsquiz_dev", "newsqa_dev")
GROUPS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "`bm25`": ("bm25",),
    "`own_bm25`, `own_share`": ("own_bm25", "own_share"),
    "`bm25`, `own_bm25`, `own_share`": ("bm25", "own_bm25", "own_share"),
    "`kin`, `own_kin`": ("kin", "own_kin"),
    "`told`, `own_told`": ("told", "own_told"),
    "`names`": ("names",),
    "`numbers`": ("numbers",),
    "`heading`": ("heading",),
    "`phrases`": ("phrases",),
    "`own_pair`": ("own_pair",),
    "`fit`, `lacking`": ("fit", "lacking"),
    "`lead`, `opens`": ("lead", "opens"),
    "`length`": ("length",),
    "all but `bm25`": tuple(name for name in NAMES if name != "bm25"),
}
# In the order in which they were found to help.
STEPS = (
    ("bm25",),
    ("own_bm25", "own_share"),
    ("phrases",),
    ("fit", "lacking"),
    ("names", "numbers"),
    ("own_pair",),
    ("lead", "opens", "length"),
    ("told", "own_told"),
    ("kin", "own_kin"),
    ("heading",),
)


def hits(data: list[Sample], weights: Mapping[str, float]) -> tuple[float, float]:
    """Return passage@1 and sentence@1 among the questions whose answer was read."""
    w = np.array([weights.get(name, 0.0) for name in NAMES])
    passages = sentences = 0
    for one in data:
        scores = one.x @ w
        together = log_sum(scores, one.passage, len(one.right_passage))
        best = int(np.argmax(together))
        inside = np.nonzero(one.passage == best)[0]
        passages += bool(one.right_passage[best])
        sentences += bool(one.right[inside[np.argmax(scores[inside])]])
    return passages / len(data), sentences / len(data)


def put(page: Path, name: str, lines: list[str]) -> None:
    """Write a table between its marks in a page of the documentation."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, begins, rest = page.read_text(encoding="utf-8").partition(begin)
    _, ends, after = rest.partition(end)
    if not begins or not ends:
        raise SystemExit(f"error: {page}: no lines {begin} and {end}")
    table = "\n".join(lines)
    page.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


class Bench:
    """The questions, read once; each measurement fits some of the features."""

    def __init__(self, folder: Path, every: int, dev: int) -> None:
        self.train = samples(folder, "squad1_train", every)
        self.dev = {name: samples(folder, name, dev) for name in SETS}

    def head(self, first: str) -> list[str]:
        """Return the lines above a table."""
        counts = ", ".join(f"{name} {len(found)}" for name, found in self.dev.items())
        return [
            f"Fitted on {len(self.train)} questions; measured, where it was read, on {counts}.",
            "",
            f"| {first} | {' | '.join(f'{n} p@1 | s@1' for n in SETS)} |",
            "|---|" + "--:|" * (2 * len(SETS)),
        ]

    def with_only(self, kept: Sequence[str]) -> list[float]:
        """Fit these features and return the hits of passage and sentence, set by set."""
        fitted = fit_samples(self.train, tuple(n for n in kept if n not in BY_JUDGEMENT))
        fitted |= {n: v for n, v in BY_JUDGEMENT.items() if n in kept}
        return [value for found in self.dev.values() for value in hits(found, fitted)]

    def without(self) -> list[str]:
        """Return the table of what is lost without some of the features."""
        lines = self.head("without")
        whole: list[float] = []
        for title, gone in GROUPS.items():
            print(f"fitting without {title}", file=sys.stderr)
            values = self.with_only([n for n in NAMES if n not in gone])
            whole = whole or values
            cells = [
                f"{value - full:+.3f}" if gone else f"{value:.3f}"
                for value, full in zip(values, whole, strict=True)
            ]
            lines.append(f"| {title} | {' | '.join(cells)} |")
        return lines

    def curve(self) -> list[str]:
        """Return the table of what is gained with one after the other."""
        lines = self.head("with")
        kept: list[str] = []
        for names in STEPS:
            print(f"fitting with {', '.join(names)}", file=sys.stderr)
            kept += names
            cells = [f"{value:.3f}" for value in self.with_only([n for n in NAMES if n in kept])]
            title = ("+ " if kept != [*names] else "") + ", ".join(f"`{n}`" for n in names)
            lines.append(f"| {title} | {' | '.join(cells)} |")
        return lines


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.ablate", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=EVERY, metavar="N", help="to fit on")
    parser.add_argument("--dev", type=int, default=1, metavar="N", help="to measure on")
    parser.add_argument("--into", type=Path, metavar="FILE", help="put them into docs/ranking.md")
    args = parser.parse_args()
    unknown = {n for group in (*GROUPS.values(), *STEPS) for n in group} ^ {*NAMES}
    if unknown:
        print(f"error: not the ranking's features: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    print("reading the questions", file=sys.stderr)
    bench = Bench(args.data, args.every, args.dev)
    for name, table in (("ablation", bench.without()), ("curve", bench.curve())):
        print("\n".join(table), end="\n\n")
        if args.into:
            put(args.into, name, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
