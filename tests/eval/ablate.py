"""What each feature is worth: ``python -m tests.eval.ablate DATA``. Prints a Markdown table.

Each row is the ranking fitted anew on training questions without some of its features,
then measured on the dev files. What is lost without them is what they are worth beside
the others; two that say the same are worth little each and much together.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.eval.fit_ranking import BY_JUDGEMENT, EVERY, NAMES, fit_samples, log_sum, samples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.eval.fit_ranking import Sample

BEGIN, END = "<!-- ablation: begin -->", "<!-- ablation: end -->"
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


def put(page: Path, lines: list[str]) -> None:
    """Write a table between its marks in a page of the documentation."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"error: {page}: no lines {BEGIN} and {END}")
    table = "\n".join(lines)
    page.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.ablate", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=EVERY, metavar="N", help="to fit on")
    parser.add_argument("--dev", type=int, default=1, metavar="N", help="to measure on")
    parser.add_argument("--into", type=Path, metavar="FILE", help="put it into docs/ranking.md")
    args = parser.parse_args()
    print("reading the questions", file=sys.stderr)
    train = samples(args.data, "squad1_train", args.every)
    dev = {name: samples(args.data, name, args.dev) for name in SETS}
    unknown = {n for group in GROUPS.values() for n in group} - {*NAMES}
    if unknown:
        print(f"error: no such feature any more: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    counts = ", ".join(f"{name} {len(found)}" for name, found in dev.items())
    lines = [
        f"Fitted on {len(train)} questions; measured, where the answer was read, on {counts}.",
        "",
        f"| without | {' | '.join(f'{n} p@1 | s@1' for n in SETS)} |",
        "|---|" + "--:|" * (2 * len(SETS)),
    ]
    whole: list[float] = []
    for title, gone in GROUPS.items():
        print(f"fitting without {title}", file=sys.stderr)
        kept = tuple(n for n in NAMES if n not in gone)
        fitted = fit_samples(train, tuple(n for n in kept if n not in BY_JUDGEMENT))
        fitted |= {n: v for n, v in BY_JUDGEMENT.items() if n in kept}
        values = [value for found in dev.values() for value in hits(found, fitted)]
        whole = whole or values
        cells = [
            f"{value - full:+.3f}" if gone else f"{value:.3f}"
            for value, full in zip(values, whole, strict=True)
        ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    print("\n".join(lines))
    if args.into:
        put(args.into, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
