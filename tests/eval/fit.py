"""Fit the confidence on training questions: ``python -m tests.eval.fit DATA``.

Each question is asked of its own article (right when the passage found has the
answer) and of another one (never right). A logistic model over a few features of the
best passage is fitted by Newton's method; the coefficients go into
`knowledge.answering.Calibration` by hand, so that a change is read before it is kept.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answering import decide, prepare
from tests.eval.data import Asked, questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex

NAMES = ("coverage", "typed", "missing_names", "terms", "lacking", "turned")


def features(asked: Asked, index: ArticleIndex) -> tuple[list[float], bool]:
    """Return the features of the best passage of an article, and whether it answers."""
    prepared = prepare(asked.text, index.language, index.frequencies, index.vocabulary)
    pool = [(index, p) for p in index.passages]
    result = decide(prepared, pool, index.collection, 2.0)
    found = dict(result.features)
    right = index is asked.index and bool(result.hits) and asked.hit(result.hits[0].passage.span)
    return [found.get(name, 0.0) for name in NAMES], right


def solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Solve a small linear system by elimination with pivoting."""
    size = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def fit(samples: Sequence[tuple[list[float], bool]], ridge: float = 1.0) -> list[float]:
    """Return intercept and coefficients that maximise the likelihood, less a small ridge."""
    size = len(samples[0][0]) + 1
    weights = [0.0] * size
    for _ in range(25):
        gradient = [-ridge * w for w in weights]
        hessian = [[ridge * (i == j) for j in range(size)] for i in range(size)]
        for values, right in samples:
            x = [1.0, *values]
            p = 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, x, strict=True))))
            for i in range(size):
                gradient[i] += (right - p) * x[i]
                for j in range(size):
                    hessian[i][j] += p * (1 - p) * x[i] * x[j]
        step = solve(hessian, gradient)
        weights = [w + s for w, s in zip(weights, step, strict=True)]
    return weights


def reliability(samples: Sequence[tuple[list[float], bool]], weights: list[float]) -> None:
    """Print how often the model is right in each tenth of its confidence."""
    bins: list[list[bool]] = [[] for _ in range(10)]
    for values, right in samples:
        x = weights[0] + sum(w * v for w, v in zip(weights[1:], values, strict=True))
        bins[min(9, int(10 / (1 + math.exp(-x))))].append(right)
    for place, found in enumerate(bins):
        share = sum(found) / len(found) if found else math.nan
        print(f"confidence {place / 10:.1f}-{place / 10 + 0.1:.1f}: {share:.3f} of {len(found)}")


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="*", default=["squad1_train"])
    parser.add_argument("--every", type=int, default=8, metavar="N", help="every N-th question")
    args = parser.parse_args()
    samples = []
    for name in args.sets:
        asked = questions(args.data, name, args.every)
        indexes = list({id(a.index): a.index for a in asked}.values())
        after = {id(i): indexes[(n + 1) % len(indexes)] for n, i in enumerate(indexes)}
        for one in asked:
            samples += [features(one, one.index), features(one, after[id(one.index)])]
    weights = fit(samples)
    for name, weight in zip(("intercept", *NAMES), weights, strict=True):
        print(f"{name:<14} {weight:8.3f}")
    reliability(samples, weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
