"""What the figures are: intervals, token F1, and how well a confidence tells right from wrong."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_MARKS = dict.fromkeys(map(ord, string.punctuation + "“”‘’–—"))
_BINS = 10
# The normal quantile of a two-sided interval of 95 %.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """How often something held: `right` of `total` times."""

    right: int
    total: int

    @classmethod
    def of(cls, found: Iterable[bool]) -> Share:
        """Count."""
        found = list(found)
        return cls(sum(found), len(found))

    @property
    def value(self) -> float:
        """The share in [0, 1]; NaN of nothing."""
        return self.right / self.total if self.total else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of 95 %: Wilson (1927), "Probable Inference …"."""
        if not self.total:
            return math.nan, math.nan
        n, p, z = self.total, self.value, _Z
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def squad_words(text: str) -> list[str]:
    """Return a text's words as SQuAD's own script compares them."""
    return _ARTICLES.sub(" ", text.casefold().translate(_MARKS)).split()


def token_f1(found: str, answers: Iterable[str]) -> float:
    """Return the token F1 of the best of the answers, in [0, 1]."""
    best, mine = 0.0, Counter(squad_words(found))
    for answer in answers:
        gold = Counter(squad_words(answer))
        shared = (mine & gold).total()
        if shared:
            best = max(best, 2 * shared / (mine.total() + gold.total()))
    return best


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the interval of 95 % of a mean of values in [0, 1], by the normal approximation."""
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    mean = sum(values) / n
    half = _Z * math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n)
    return max(0.0, mean - half), min(1.0, mean + half)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive outscores a negative; ties count half."""
    if not positive or not negative:
        return math.nan
    ranked = sorted([(s, 1) for s in positive] + [(s, 0) for s in negative])
    total, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        total += (start + end + 1) / 2 * sum(kind for _, kind in ranked[start:end])
        start = end
    n = len(positive)
    return (total - n * (n + 1) / 2) / (n * len(negative))


def auroc_interval(area: float, positive: int, negative: int) -> tuple[float, float]:
    """Return the interval of 95 % by Hanley and McNeil (1982)."""
    if not positive or not negative:
        return math.nan, math.nan
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    variance = (
        area * (1 - area) + (positive - 1) * (one - area**2) + (negative - 1) * (two - area**2)
    )
    half = _Z * math.sqrt(max(0.0, variance) / (positive * negative))
    return max(0.0, area - half), min(1.0, area + half)


def cut_at(confidences: Iterable[float], answered: float = 0.9) -> float:
    """Return the highest threshold at which at least this share is answered."""
    ordered = sorted(confidences)
    return ordered[int(len(ordered) * (1 - answered) + 1e-9)] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers of one tenth of the confidence: what it said on average, what held."""

    low: float
    predicted: float
    right: Share


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Sort confidences, each with whether it was right, into tenths; empty ones are left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for confidence, right in judged:
        bins[min(_BINS - 1, int(confidence * _BINS))].append((confidence, right))
    return [
        Bin(place / _BINS, sum(c for c, _ in found) / len(found), Share.of(r for _, r in found))
        for place, found in enumerate(bins)
        if found
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of predicted and right."""
    total = sum(b.right.total for b in bins)
    return sum(abs(b.predicted - b.right.value) * b.right.total for b in bins) / max(1, total)
