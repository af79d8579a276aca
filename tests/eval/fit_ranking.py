"""Fit the ranking's weights on training questions: ``python -m tests.eval.fit_ranking DATA``.

For each question the passages that lead at a glance are read as in production. The
weights maximise the likelihood of the passages, and of the sentences, that hold the
answer, among all that were read: a conditional logit, fitted with Adam.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.answering import holds_for, prepare
from knowledge.ranking.features import OF_PASSAGE, OF_SENTENCE, Matcher
from knowledge.ranking.ranking import read
from tests.eval.data import Asked, questions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

NAMES = (*OF_PASSAGE, *OF_SENTENCE)
# Wikipedia's training articles have no headings above their paragraphs: by judgement.
BY_JUDGEMENT = {"heading": 1.5}
EVERY = 2
_EPOCHS = 12
_RATE = 0.03
_BATCH = 64
_DECAY = 1e-4
_SEED = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One question's sentences as rows of `x`; `passage` numbers the passage of each."""

    x: NDArray[np.float64]
    passage: NDArray[np.intp]
    right: NDArray[np.bool_]
    right_passage: NDArray[np.bool_]
    article: str


def sample(asked: Asked) -> Sample | None:
    """Read one question's article; None where nothing that was read has the answer."""
    index = asked.index
    prepared = prepare(asked.text, index.language, index.frequencies, index.vocabulary)
    if prepared.query.general:
        return None
    matcher = Matcher(prepared.query, prepared.standing, index.collection)
    pool = [(index, passage) for passage in index.passages]
    found = read(matcher, pool, holds_for(prepared.query))
    rows = [[*one.of_passage, *row] for one in found for row in one.of_sentences]
    spans = [s.sentence.span for one in found for s in one.passage.sentences]
    right = np.array([asked.hit(span) for span in spans], bool)
    if not right.any():
        return None
    return Sample(
        x=np.array(rows),
        passage=np.repeat(np.arange(len(found)), [len(one.of_sentences) for one in found]),
        right=right,
        right_passage=np.array([asked.hit(one.passage.passage.span) for one in found], bool),
        article=index.article.id,
    )


def samples(folder: Path, name: str, every: int = 1) -> list[Sample]:
    """Return the samples of every n-th answerable question of a file."""
    asked = (a for a in questions(folder, name, every) if a.answerable)
    return [found for found in map(sample, asked) if found is not None]


def log_sum(scores: NDArray[np.float64], group: NDArray[np.intp], count: int) -> NDArray:
    """Return the logarithm of the sum of the exponentials, by group."""
    most = np.full(count, -1e30)
    np.maximum.at(most, group, scores)
    total = np.zeros(count)
    np.add.at(total, group, np.exp(scores - most[group]))
    return most + np.log(total + 1e-300)


def fit_samples(
    data: Iterable[Sample], names: tuple[str, ...] = NAMES, epochs: int = _EPOCHS
) -> dict[str, float]:
    """Return the weight of each named feature, in the feature's own units."""
    data = list(data)
    columns = [NAMES.index(name) for name in names]
    together = np.concatenate([s.x[:, columns] for s in data])
    spread = together.std(0) + 1e-9
    centre = together.mean(0)
    rng = np.random.default_rng(_SEED)
    order = rng.permutation(len(data))
    batches = []
    for start in range(0, len(data), _BATCH):
        part = [data[i] for i in order[start : start + _BATCH]]
        x = (np.concatenate([s.x[:, columns] for s in part]) - centre) / spread
        question = np.repeat(np.arange(len(part)), [len(s.x) for s in part])
        right = np.concatenate([s.right for s in part])
        in_right = np.concatenate([s.right_passage[s.passage] for s in part])
        batches.append((x, question, right, in_right, len(part)))
    w = np.zeros(len(columns))
    first = np.zeros_like(w)
    second = np.zeros_like(w)
    step = 0
    for epoch in range(epochs):
        for number in rng.permutation(len(batches)):
            x, question, right, in_right, count = batches[number]
            scores = x @ w
            pull = np.zeros(len(scores))
            for mask, sign in ((np.ones_like(right), 2.0), (right, -1.0), (in_right, -1.0)):
                masked = np.where(mask, scores, -1e30)
                pull += sign * mask * np.exp(masked - log_sum(masked, question, count)[question])
            gradient = x.T @ pull / count + _DECAY * w
            step += 1
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            rate = _RATE * (1 - epoch / epochs)
            w -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(v), 4) for name, v in zip(names, w / spread, strict=True)}


def fit(folder: Path, every: int = EVERY) -> dict[str, float]:
    """Return the weights fitted on the training file."""
    found = samples(folder, "squad1_train", every)
    fitted = fit_samples(found, tuple(name for name in NAMES if name not in BY_JUDGEMENT))
    return {name: (fitted | BY_JUDGEMENT)[name] for name in NAMES}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=EVERY, metavar="N")
    args = parser.parse_args()
    for name, value in fit(args.data, args.every).items():
        print(f"{name:<14} {value:8.3f}")
