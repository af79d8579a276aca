"""Measure on real questions: ``make eval DATA=…``. Prints one table, and JSON with ``--json FILE``.

The data is not part of the project. ``*_train`` files are for fitting, ``*_dev`` for choosing.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.eval.data import Asked, plain, questions
from tests.eval.systems import Bm25, First, Fuzzy, Verbatim

if TYPE_CHECKING:
    from tests.eval.systems import System

SETS = ("squad2_dev", "newsquiz_dev", "news5w1h_dev", "newsqa_dev", "squad1_train")
SYSTEMS = (Verbatim(), Bm25(), Fuzzy(), First())


def f1(found: str, answers: tuple[str, ...]) -> float:
    """Return SQuAD's token F1 of the best answer, without its article removal."""
    best, mine = 0.0, Counter(plain(found).split())
    for answer in answers:
        gold = Counter(plain(answer).split())
        shared = sum((mine & gold).values())
        if shared:
            best = max(best, 2 * shared / (mine.total() + gold.total()))
    return best


def auroc(positive: list[float], negative: list[float]) -> float:
    """Return the chance that a positive outscores a negative; ties count half."""
    if not positive or not negative:
        return math.nan
    ranked = sorted([(s, 1) for s in positive] + [(s, 0) for s in negative])
    total = place = 0.0
    while int(place) < len(ranked):
        start = int(place)
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        mean = (start + end + 1) / 2
        total += mean * sum(kind for _, kind in ranked[start:end])
        place = end
    n = len(positive)
    return (total - n * (n + 1) / 2) / (n * len(negative))


def measure(system: System, asked: list[Asked], threshold: float) -> dict[str, Any]:
    """Return one system's figures on one set."""
    good = [a for a in asked if a.answerable and a.verbatim]
    started = time.perf_counter()
    found = [(a, system.ask(a.text, a.index)) for a in good]
    seconds = time.perf_counter() - started
    # Off topic: each question asked of the next article of the set.
    indexes = list({id(a.index): a.index for a in asked}.values())
    after = {id(i): indexes[(n + 1) % len(indexes)] for n, i in enumerate(indexes)}
    stray = [system.ask(a.text, after[id(a.index)]).confidence for a in good]
    bad = [system.ask(a.text, a.index).confidence for a in asked if not a.answerable]
    sure = sorted(f.confidence for _, f in found)
    cut = sure[len(sure) // 10] if sure else 0.0
    n = max(1, len(good))
    hits = sum(a.hit(f.passages[0]) for a, f in found) / n
    return {
        "system": system.name,
        "questions": len(good),
        "passage@1": hits,
        "±": 1.96 * math.sqrt(hits * (1 - hits) / n),
        "passage@3": sum(any(a.hit(p) for p in f.passages) for a, f in found) / n,
        "sentence@1": sum(a.hit(f.sentence) for a, f in found) / n,
        "answer F1": sum(f1(f.answer, a.answers) * (f.confidence >= threshold) for a, f in found)
        / n,
        "off-topic declined": sum(s < cut for s in stray) / max(1, len(stray)),
        "unanswerable AUROC": auroc([f.confidence for _, f in found], bad),
        "answered": sum(f.confidence >= threshold for _, f in found) / n,
        "passage length": statistics.mean(len(f.passages[0]) for _, f in found) if found else 0,
        "ms": 1000 * seconds / n,
    }


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the evaluation data")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th question")
    parser.add_argument("--sets", nargs="*", default=SETS[:-1], choices=SETS)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    if not (args.data / "qa").is_dir():
        print(f"error: {args.data}: no evaluation data here; give its folder: make eval DATA=…")
        return 2
    rows = []
    for name in args.sets:
        asked = questions(args.data, name, args.every)
        for system in SYSTEMS:
            row = {"set": name, **measure(system, asked, args.threshold)}
            if not rows:
                print(" | ".join(row))
            rows.append(row)
            print(" | ".join(f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()))
            sys.stdout.flush()
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
