"""Pointing at the words in a sentence that answer: a linear model over its spans.

A span's score is the sum of its features' weights (`knowledge.marking.clues`), each a weight of
every question and one of its kind of question. They were fitted by
`tests/eval/fit_pointing.py` on SQuAD 1.1's training articles (softmax over a
sentence's spans) and are kept in `data/pointing.json`.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import json
import math
import operator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from knowledge.marking.clues import LENGTHS, features, group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.index import ArticleIndex, SentenceIndex
    from knowledge.marking.clues import Row
    from knowledge.model import Span
    from knowledge.questions.question import Query

# Of so many leading spans the one most like the others is chosen.
_COMPARED = 8
# How far behind the best score, as a logarithm of their chances, one may be to be chosen.
_BEHIND = 1.0
# What a feature weighs that has no weight.
_NOTHING = itertools.repeat(0.0)


@functools.cache
def written() -> Mapping[str, str]:
    """Return the groups' weights as they are written: a line of the file is a group."""
    text = resources.files("knowledge").joinpath("data/pointing.json").read_text(encoding="utf-8")
    lines = (line.rstrip(",").partition('": ') for line in text.splitlines() if line[:2] != '{"')
    return {name.removeprefix('"'): row for name, _, row in lines if row}


def weights(name: str) -> Mapping[str, float]:
    """Read the weights of a group of questions, those of every question by ""; {} of no group.

    All groups together take 6 ms to read, which an `ask` that starts afresh does without.
    """
    loaded: dict[str, float] = json.loads(written().get(name, "{}"))
    return loaded


@functools.cache
def of_group(name: str) -> Mapping[str, float]:
    """Return the weights for one group, those of every question included."""
    shared, own = weights(""), weights(name)
    return {key: shared.get(key, 0.0) + own.get(key, 0.0) for key in shared.keys() | own.keys()}


def _dot(found: Mapping[str, float], known: Mapping[str, float]) -> float:
    # It is run some hundred times a sentence.
    total: float = sum(map(operator.mul, map(known.get, found, _NOTHING), found.values()))
    return total


def scores(row: Row, known: Mapping[str, float]) -> dict[tuple[int, int], float]:
    """Return the score of every span that may answer."""
    starts = [_dot(f, known) for f in row.starts]
    ends = [_dot(f, known) for f in row.ends]
    sums = [0.0]
    for found in row.inside:
        sums.append(sums[-1] + _dot(found, known))
    lengths = [known.get(f"of length {n}", 0.0) for n in LENGTHS]
    # What a span gains by its start, so that one sum is left for each.
    starts = [one - before for one, before in zip(starts, sums, strict=False)]
    ends = [one + after for one, after in zip(ends, sums[1:], strict=True)]
    total = {(i, j): starts[i] + ends[j] + lengths[j - i + 1] for i, j in row.spans}
    for span, more in row.whole.items():
        if span in total:
            total[span] += _dot(more, known)
    return total


@dataclass(frozen=True, slots=True)
class Pointed:
    """A span that could answer; `fit` in [0, 1] is how much of the answer it is likely to be.

    That is the token F1 expected of it, were each span the answer with its own chance.
    """

    span: Span
    score: float
    fit: float


def _overlap(one: tuple[int, int], two: tuple[int, int]) -> float:
    """Return the token F1 of two spans."""
    shared = min(one[1], two[1]) - max(one[0], two[0]) + 1
    return max(0.0, 2 * shared / (one[1] - one[0] + two[1] - two[0] + 2))


def look(
    index: ArticleIndex, sentence: SentenceIndex, query: Query, idf: Mapping[str, float]
) -> Row:
    """Return the features of a sentence's spans under a question."""
    tokens = index.passage(sentence.sentence.passage).tokens
    part = slice(sentence.first, sentence.last)
    return features(index.shape(sentence), tokens.forms[part], tokens.terms[part], query, idf)


class Pointer:
    """Points at one question's answers; a sentence is looked at once.

    `idf` holds the article's terms that stand for the question's.
    """

    def __init__(self, query: Query, idf: Mapping[str, float]) -> None:
        self.query = query
        self.idf = idf
        self._scores: dict[tuple[int, int], dict[tuple[int, int], float]] = {}

    def promise(self, index: ArticleIndex, sentence: SentenceIndex) -> float | None:
        """Return how much a sentence has to point at: the log-sum of its spans' scores.

        The spans of several sentences were made comparable by fitting them against each other
        ("shared normalisation", Clark and Gardner, arXiv 1710.10723). None where nothing in
        the sentence could be an answer.
        """
        found = self._of(index, sentence)
        if not found:
            return None
        top = max(found.values())
        return top + math.log(sum(math.exp(score - top) for score in found.values()))

    def point(self, index: ArticleIndex, sentence: SentenceIndex) -> list[Pointed]:
        """Return a sentence's likeliest answers, best first; [] where nothing could be one."""
        tokens, first = index.passage(sentence.sentence.passage).tokens, sentence.first
        found = self._of(index, sentence)
        if not found:
            return []
        top = max(found.values())
        total = sum(math.exp(score - top) for score in found.values())
        leading = heapq.nlargest(_COMPARED, found.items(), key=lambda item: item[1])
        chances = [(span, math.exp(score - top) / total) for span, score in leading]
        fits = [
            (sum(chance * _overlap(span, other) for other, chance in chances), span, score)
            for span, score in leading
            # No span that is only the way from one likely answer to another.
            if score > top - _BEHIND
        ]
        return [
            Pointed(tokens.span(first + i, first + j), score, min(1.0, fit))
            for fit, (i, j), score in sorted(fits, reverse=True)
        ]

    def _of(self, index: ArticleIndex, sentence: SentenceIndex) -> Mapping[tuple[int, int], float]:
        key = (id(index), sentence.sentence.span.start)
        if key not in self._scores:
            row = look(index, sentence, self.query, self.idf)
            self._scores[key] = scores(row, of_group(group(self.query)))
        return self._scores[key]
