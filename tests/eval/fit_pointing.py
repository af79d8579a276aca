"""Fit the weights that point at answers; ``make fit ARGS="--only pointing"`` keeps them.

Each training question is paired with the sentences that lead the ranking and the one its
answer stands in; the likelihood of the answer's span among all of their spans (a softmax, in
which each sentence brings its own score along) is maximised by AdaGrad, less a ridge. So the
spans of several sentences can be compared, too. Weights of every question and of each group
of questions are fitted at once.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.answering import holds_for, prepare, weigh
from knowledge.marking.clues import group, length
from knowledge.marking.pointing import look, scores
from knowledge.ranking import ranking
from knowledge.ranking.features import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from knowledge.answering import Prepared
    from knowledge.index import SentenceIndex
    from knowledge.marking.clues import Row
    from tests.eval.data import Asked

_RIDGE = 0.00004
_STEP = 0.15
_ROUNDS = 2
# The sentences that a right one has to win against, and how far behind the first they may be.
_LEADING = 3
_AT_LEAST = 2
_BEHIND = 2.0
_SHORTENED, _KEPT = 0.25, 0.4
_SEEN = 20
_LEAST = 0.08
_NO_ERROR = 0.002


@dataclass(frozen=True, slots=True)
class Example:
    """Sentences under a question: the features of each, its score, and its spans that answer."""

    sentences: tuple[tuple[Row, float, frozenset[tuple[int, int]]], ...]
    group: str


def understood(asked: Asked) -> tuple[Prepared, dict[str, float]]:
    """Return the question understood, and the idf of the article's terms that stand for its."""
    index = asked.index
    prepared = prepare(asked.text, index.language, index.frequencies, index.vocabulary)
    return prepared, weigh(prepared, index.collection)


def _sum_product(factors: Iterable[float], values: Iterable[float]) -> float:
    return sum(f * v for f, v in zip(factors, values, strict=True))


def _leading(asked: Asked, prepared: Prepared) -> list[tuple[float, SentenceIndex]]:
    """Return the leading sentences with their scores, and the best that has the answer.

    [] where the ranking has not read the answer.
    """
    index, query = asked.index, prepared.query
    matcher = Matcher(query, prepared.standing, index.collection)
    of_passage, of_sentence = ranking.weights()
    found = []
    for one in ranking.read(matcher, [(index, p) for p in index.passages], holds_for(query)):
        base = _sum_product(of_passage, one.of_passage)
        for sentence, row in zip(one.passage.sentences, one.of_sentences, strict=True):
            found.append((base + _sum_product(of_sentence, row), sentence))
    found.sort(key=lambda item: -item[0])
    right = [item for item in found if asked.hit(item[1].sentence.span)]
    if not right:
        return []
    near = [item for item in found[:_LEADING] if item[0] > found[0][0] - _BEHIND]
    kept = near if len(near) >= _AT_LEAST else found[:_AT_LEAST]
    return kept if any(item in kept for item in right) else [*kept, right[0]]


def _gold(asked: Asked, sentence: SentenceIndex, row: Row) -> frozenset[tuple[int, int]]:
    """Return the spans of a sentence that are the answer."""
    tokens = asked.index.passage(sentence.sentence.passage).tokens
    found = set()
    for start in asked.starts:
        end = start + len(asked.answers[0])
        places = [
            i - sentence.first
            for i in range(sentence.first, sentence.last)
            if tokens.starts[i] < end and tokens.ends[i] > start
        ]
        if places:
            found.add((places[0], places[-1]))
    return frozenset(found) & frozenset(row.spans)


def examples(asked: list[Asked]) -> Iterator[Example]:
    """Yield what can be learnt from.

    Readers say less than SQuAD's questions do, so a part of them loses some of its words.
    """
    for one in asked:
        prepared, idf = understood(one)
        leading = [] if prepared.query.general else _leading(one, prepared)
        chance = random.Random(one.id)
        if chance.random() < _SHORTENED:
            idf = {term: weight for term, weight in idf.items() if chance.random() < _KEPT}
        sentences = []
        for score, sentence in leading:
            row = look(one.index, sentence, prepared.query, idf)
            sentences.append((row, score, _gold(one, sentence, row)))
        if any(gold for _, _, gold in sentences):
            yield Example(tuple(sentences), group(prepared.query))


def _parts(row: Row, errors: Mapping[tuple[int, int], float]) -> Iterator[tuple[str, float]]:
    """Yield each feature's part of the gradient, of what each span's chance is off."""
    count = len(row.starts)
    starts, ends, covered = [0.0] * count, [0.0] * count, [0.0] * (count + 1)
    for (i, j), error in errors.items():
        starts[i] += error
        ends[j] += error
        covered[i] += error
        covered[j + 1] -= error
    running = 0.0
    for i in range(count):
        running += covered[i]
        for error, named in (
            (starts[i], row.starts[i]),
            (ends[i], row.ends[i]),
            (running, row.inside[i]),
        ):
            if abs(error) > _NO_ERROR:
                for name, value in named.items():
                    yield name, error * value
    for span, error in errors.items():
        if abs(error) > _NO_ERROR:
            for name, value in row.of_span(span).items():
                yield name, error * value


def _gradient(
    example: Example, known: Mapping[str, float]
) -> tuple[float, Iterator[tuple[str, float]]]:
    """Return the log-likelihood, and each feature's part of its gradient."""
    found = [
        {span: level + score for span, score in scores(row, known).items()}
        for row, level, _ in example.sentences
    ]
    top = max(score for one in found for score in one.values())
    chances = [{span: math.exp(score - top) for span, score in one.items()} for one in found]
    total = sum(sum(one.values()) for one in chances)
    golds = [gold for _, _, gold in example.sentences]
    right = sum(one[span] for one, gold in zip(chances, golds, strict=True) for span in gold)
    right = max(right, 1e-300)

    def parts() -> Iterator[tuple[str, float]]:
        for (row, _, gold), one in zip(example.sentences, chances, strict=True):
            errors = {
                span: (chance / right if span in gold else 0.0) - chance / total
                for span, chance in one.items()
            }
            yield from _parts(row, errors)

    return math.log(right / total), parts()


class Fit:
    """Weights being fitted; each group's are kept with those of all added in."""

    def __init__(self) -> None:
        self.shared: dict[str, float] = defaultdict(float)
        self.own: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._squares: dict[str, float] = defaultdict(lambda: 0.01)
        self._own_squares: dict[str, dict[str, float]] = defaultdict(
            lambda: defaultdict(lambda: 0.01)
        )

    def known(self, name: str, example: Example) -> dict[str, float]:
        """Return the weights one example needs."""
        own = self.own[name]
        names: set[str] = set()
        for row, _, _ in example.sentences:
            names |= {n for part in (row.starts, row.ends, row.inside) for f in part for n in f}
            names |= {n for f in row.whole.values() for n in f} | {length(s) for s in row.spans}
        return {n: self.shared[n] + own[n] for n in names}

    def step(self, example: Example) -> float:
        """Learn from one example; returns its log-likelihood before."""
        likelihood, parts = _gradient(example, self.known(example.group, example))
        summed: dict[str, float] = defaultdict(float)
        for name, value in parts:
            summed[name] += value
        own, own_squares = self.own[example.group], self._own_squares[example.group]
        for name, value in summed.items():
            for kept, squares, ridge in (
                (self.shared, self._squares, 1.0),
                (own, own_squares, 4.0),
            ):
                slope = value - ridge * _RIDGE * kept[name] * 30
                squares[name] += slope * slope
                kept[name] += _STEP * slope / math.sqrt(squares[name])
        return likelihood


def fit(found: list[Example], rounds: int = _ROUNDS) -> dict[str, dict[str, float]]:
    """Return the weights by group, "" being every question's."""
    seen: Counter[str] = Counter()
    for example in found:
        for row, _, gold in example.sentences:
            if gold:
                parts = (row.starts, row.ends, row.inside)
                seen.update({n for part in parts for f in part for n in f})
            for span in gold:
                seen.update(row.of_span(span))
    model = Fit()
    order = random.Random(0)
    found = list(found)
    for turn in range(rounds):
        order.shuffle(found)
        total = sum(model.step(example) for example in found)
        print(f"round {turn + 1}: mean log-likelihood {total / len(found):.4f}", flush=True)
    every = {"": model.shared, **model.own}
    return {
        name: {
            feature: round(weight, 2)
            for feature, weight in sorted(kept.items())
            if abs(weight) >= _LEAST and seen[feature] >= _SEEN
        }
        for name, kept in sorted(every.items())
    }


def written(origin: dict[str, Any], fitted: dict[str, dict[str, float]]) -> str:
    """Return the file's text, one group of weights a line."""
    groups = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(kept, ensure_ascii=False, separators=(',', ':'))}"
        for name, kept in fitted.items()
    )
    return f'{{"from": {json.dumps(origin)}, "weights": {{\n{groups}\n}}}}\n'
