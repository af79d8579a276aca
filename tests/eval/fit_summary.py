"""Fit how likely a summary has each of an article's terms, on editors' highlights.

Logistic regressions, one for content terms and one for function words, with the figures
that `knowledge.summary.worth` sees; and how likely a summary that has a term has it
twice. The file's articles have no titles, so the weight of standing in the title can't
be fitted: it is set by judgement.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain
from knowledge.summary.worth import ARTICLE, CONTENT, FUNCTION, seen
from knowledge.text.tokens import tokenise
from tests.eval.data import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRAIN = "cnndm_train"
# A title is the shortest summary there is: its terms count like ones said twice as often.
TITLE = 0.8
_RIDGE = 1.0
_ROUNDS = 20


def articles(folder: Path, name: str) -> Iterator[tuple[ArticleIndex, str]]:
    """Yield the articles of a file with their highlights, one a line."""
    for line in lines(folder / "summary" / f"{name}.jsonl"):
        yield ArticleIndex(from_plain(line["id"], line["text"], title="")), line["summary"]


def solve(rows: Sequence[tuple[float, ...]], truths: Sequence[bool]) -> list[float]:
    """Return the coefficients that maximise the likelihood, less a small ridge."""
    x, y = np.array(rows), np.array(truths, float)
    w = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (y - p) - _RIDGE * w)
    return [round(float(v), 4) for v in w]


def fit(folder: Path, name: str = TRAIN) -> dict[str, dict[str, Any]]:
    """Return the weights by kind: "content", "function", "repeated"."""
    rows: dict[str, list[tuple[float, ...]]] = {"content": [], "function": []}
    truths: dict[str, list[bool]] = {"content": [], "function": []}
    twice = {"content": Counter(), "function": Counter()}
    for index, summary in articles(folder, name):
        sentences = [s for passage in index.passages for s in passage.sentences]
        said = Counter(tokenise(summary, index.language).terms)
        times: Counter[str] = Counter()
        for sentence in sentences:
            times.update(sentence.counts)
        length, *seen_of = seen(index, sentences)
        for kind, figures in zip(rows, seen_of, strict=True):
            rows[kind] += [(1.0, length, *values) for values in figures.values()]
            truths[kind] += [term in said for term in figures]
            twice[kind].update(said[t] > 1 for t in figures if t in said and times[t] > 1)
    found = {
        kind: {
            "weights": dict(zip((*ARTICLE, *names), solve(rows[kind], truths[kind]), strict=True))
        }
        for kind, names in (("content", CONTENT), ("function", FUNCTION))
    }
    found["content"]["weights"]["title"] = TITLE
    found["content"]["by judgement"] = ["title"]
    found["repeated"] = {
        "weights": {kind: round(n[True] / max(1, n.total()), 4) for kind, n in twice.items()}
    }
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    for kind, made in fit(parser.parse_args().data).items():
        for name, value in made["weights"].items():
            print(f"{kind:<10} {name:<10} {value:8.3f}")
