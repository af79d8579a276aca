"""What changed between two runs: ``python -m tests.eval.compare A.json B.json``.

Both are written by ``make eval ARGS="--json FILE"``. Figures that moved are printed
with how far, then the questions that one run got right and the other did not.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

# Of one question: what may flip, and how it is called.
_FLIPS = {"passage": "passage@1", "sentence": "sentence@1"}
_LEAST = 0.0005


def sign_test(one: int, other: int) -> float:
    """Return how likely a split at least so uneven is where both are as good, in (0, 1].

    The exact two-sided sign test over the questions that flipped.
    """
    n = one + other
    tail = sum(math.comb(n, k) for k in range(min(one, other) + 1))
    return min(1.0, tail / float(2 ** (n - 1)))


def figures(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a line for each figure that both have and that moved."""
    lines = []
    for name, new in after["figures"].items():
        old = before["figures"].get(name, {}).get("value")
        value = new["value"]
        if old is None or value is None or abs(value - old) < _LEAST:
            continue
        lines.append(f"    {name:<24}{old:10.3f} → {value:.3f}  {value - old:+.3f}")
    return lines


def flips(
    before: dict[str, Any], after: dict[str, Any], threshold: float
) -> dict[str, tuple[list[str], list[str]]]:
    """Return by figure which questions were lost and which won.

    "answered wrongly" are those with a confidence from the threshold on and the answer
    not in the first passage; getting rid of one is a win.
    """
    old = {q["id"]: q for q in before["questions"]}
    pairs = [(old[q["id"]], q) for q in after["questions"] if q["id"] in old]
    found = {}
    for key, name in _FLIPS.items():
        lost = [q["question"] for o, q in pairs if o[key] and not q[key]]
        won = [q["question"] for o, q in pairs if q[key] and not o[key]]
        found[name] = (lost, won)

    def wrong(question: dict[str, Any]) -> bool:
        return bool(question["confidence"] >= threshold and not question["passage"])

    lost = [q["question"] for o, q in pairs if wrong(q) and not wrong(o)]
    won = [q["question"] for o, q in pairs if wrong(o) and not wrong(q)]
    found["answered wrongly"] = (lost, won)
    return found


def compare(before: dict[str, Any], after: dict[str, Any], most: int) -> list[str]:
    """Return the lines of a comparison, with at most so many questions of a kind."""
    told = [" · ".join(f"{k} {v}" for k, v in run["about"].items()) for run in (before, after)]
    lines = [f"A  {told[0]}", f"B  {told[1]}"]
    threshold = after["about"]["threshold"]
    for place, systems in after["sets"].items():
        for system, new in systems.items():
            old = before["sets"].get(place, {}).get(system)
            if old is None:
                continue
            moved = figures(old, new)
            if moved:
                lines += ["", f"{place}, {system}", *moved]
            for name, (lost, won) in flips(old, new, threshold).items():
                if not lost and not won:
                    continue
                chance = sign_test(len(lost), len(won))
                lines.append(f"  {name}: {len(won)} won, {len(lost)} lost (p = {chance:.2g})")
                lines += [f"    - {text}" for text in lost[:most]]
                lines += [f"    + {text}" for text in won[:most]]
    return lines


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.compare", description=__doc__)
    parser.add_argument("before", type=Path, metavar="A.json")
    parser.add_argument("after", type=Path, metavar="B.json")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="questions of a kind")
    args = parser.parse_args()
    try:
        runs = [json.loads(path.read_text(encoding="utf-8")) for path in (args.before, args.after)]
    except (OSError, ValueError) as error:
        print(f"error: not two runs written by make eval: {error}", file=sys.stderr)
        return 2
    print("\n".join(compare(runs[0], runs[1], args.most)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
