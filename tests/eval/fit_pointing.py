"""Fit the weights that point at answers: ``python -m tests.eval.fit_pointing DATA``.

Each training question is paired with the sentence its answer stands in; the likelihood
of the answer's span among the sentence's spans (a softmax) is maximised by AdaGrad, less
a ridge. Weights of every question and of each group of questions are fitted at once.
Writes `knowledge/data/pointing.json`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answering import prepare
from knowledge.marking.clues import features, group, length
from knowledge.marking.pointing import scores
from tests.eval.data import questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from knowledge.index import SentenceIndex
    from knowledge.marking.clues import Row
    from tests.eval.data import Asked

TARGET = Path("knowledge/data/pointing.json")
_RIDGE = 0.00004
_STEP = 0.15
_ROUNDS = 6
_SHORTENED, _KEPT = 0.25, 0.4
_SEEN = 20
_LEAST = 0.08


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence's features under a question, and the span that answers."""

    row: Row
    gold: tuple[int, int]
    group: str


def gold_sentence(asked: Asked) -> tuple[SentenceIndex, int] | None:
    """Return the sentence that the first answer stands in, and the answer's place."""
    for start in asked.starts:
        for passage in asked.index.passages:
            for sentence in passage.sentences:
                if sentence.sentence.span.start <= start < sentence.sentence.span.end:
                    return sentence, start
    return None


def weigh(asked: Asked) -> tuple[object, dict[str, float]]:
    """Return the question understood, and the idf of the article's terms that stand for its."""
    index = asked.index
    prepared = prepare(asked.text, index.language, index.frequencies, index.vocabulary)
    idf = {
        term: index.collection.idf(term) * quality
        for stands in prepared.standing.same.values()
        for term, quality in stands.items()
    }
    return prepared.query, idf


def examples(asked: list[Asked]) -> Iterator[Example]:
    """Yield what can be learnt from.

    Readers say less than SQuAD's questions do, so a part of them loses some of its words.
    """
    chance = random.Random(1)
    for one in asked:
        found = gold_sentence(one)
        if found is None:
            continue
        sentence, start = found
        tokens = one.index.passage(sentence.sentence.passage).tokens
        places = [
            i
            for i in range(sentence.first, sentence.last)
            if tokens.starts[i] < start + len(one.answers[0]) and tokens.ends[i] > start
        ]
        if not places:
            continue
        query, idf = weigh(one)
        if chance.random() < _SHORTENED:
            idf = {term: weight for term, weight in idf.items() if chance.random() < _KEPT}
        first, last = sentence.first, sentence.last
        row = features(
            one.index.shape(sentence),
            tokens.forms[first:last],
            tokens.terms[first:last],
            query,
            idf,
        )
        gold = (places[0] - first, places[-1] - first)
        if gold in row.spans:
            yield Example(row, gold, group(query))


def _gradient(
    example: Example, known: Mapping[str, float]
) -> tuple[float, Iterator[tuple[str, float]]]:
    """Return the log-likelihood, and each feature's part of its gradient."""
    row = example.row
    found = scores(row, known)
    top = max(found.values())
    chances = {span: math.exp(score - top) for span, score in found.items()}
    total = sum(chances.values())
    count = len(row.starts)
    starts, ends, covered = [0.0] * count, [0.0] * count, [0.0] * (count + 1)
    wholes = []
    for (i, j), chance in chances.items():
        error = ((i, j) == example.gold) - chance / total
        starts[i] += error
        ends[j] += error
        covered[i] += error
        covered[j + 1] -= error
        if abs(error) > 0.002:
            wholes.append(((i, j), error))

    def parts() -> Iterator[tuple[str, float]]:
        running = 0.0
        for i in range(count):
            running += covered[i]
            for error, named in (
                (starts[i], row.starts[i]),
                (ends[i], row.ends[i]),
                (running, row.inside[i]),
            ):
                if abs(error) > 0.002:
                    for name, value in named.items():
                        yield name, error * value
        for span, error in wholes:
            for name, value in row.of_span(span).items():
                yield name, error * value

    return math.log(chances[example.gold] / total), parts()


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
        row = example.row
        names = {n for part in (row.starts, row.ends, row.inside) for f in part for n in f}
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
        parts = (example.row.starts, example.row.ends, example.row.inside)
        seen.update({n for part in parts for f in part for n in f})
        seen.update(example.row.of_span(example.gold))
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


def _written(about: str, fitted: dict[str, dict[str, float]]) -> str:
    """Return the file's text, one group of weights a line."""
    groups = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(kept, ensure_ascii=False, separators=(',', ':'))}"
        for name, kept in fitted.items()
    )
    return f'{{"from": {json.dumps(about)}, "weights": {{\n{groups}\n}}}}\n'


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th question")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    found = list(examples(questions(args.data, "squad1_train", args.every)))
    print(f"{len(found)} examples", flush=True)
    fitted = fit(found, args.rounds)
    about = f"tests/eval/fit_pointing.py on squad1_train, {len(found)} questions"
    args.out.write_text(
        _written(about, fitted),
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
