"""Fit the confidence on training questions: ``python -m tests.eval.fit_confidence DATA``.

Each question is asked of its own article (right when the passage found has the answer),
of another one, and once more with one of its words, names or numbers exchanged, its sense
turned round, or asking for a kind of thing that the best sentence hasn't (never right: what
it asks now, the article doesn't say).
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.answering import holds_for, prepare, weigh
from knowledge.languages import function_words
from knowledge.marking.pointing import Pointer
from knowledge.questions.question import understand
from knowledge.ranking import confidence as belief
from knowledge.ranking.confidence import NAMES
from knowledge.ranking.ranking import rank
from knowledge.text.tokens import tokenise
from tests.eval.data import Asked, questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex

EVERY = 4
_SEED = 1
_VERB = re.compile(
    r"\b(is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.IGNORECASE
)
# What questions are made to ask for instead, by words that leave no doubt.
_KINDS = ("when", "how old", "how much money", "how many", "how long")
_RIDGE = 1.0
# What a question counts, by how it was made: of its own article, of another, changed. So
# weighted, a little more than half of what is asked has an answer.
_OWN, _OTHER, _CHANGED, _RETYPED = 1.0, 0.3, 0.3, 0.05


def exchanged(asked: Asked, rng: random.Random) -> str:
    """Return the question with one word exchanged for another of the article, "" if none can be."""
    tokens = tokenise(asked.text)
    terms = [term for term in understand(asked.text).terms if not term.typing]
    if not terms:
        return ""
    term = rng.choice(terms)
    place = tokens.terms.index(term.term)
    if term.term[:1].isdigit():
        other = str(int(re.sub(r"\D", "", term.form) or "3") + rng.choice((1, 2, 3, 7, 10)))
    elif term.named:
        other = rng.choice([name.text for name in asked.index.cast.names] or ["Atlantis"])
    else:
        passage = rng.choice(asked.index.passages)
        words = [f for f in passage.tokens.forms if f.isalpha() and len(f) > 4]
        other = rng.choice([w for w in words if w not in function_words("en")] or ["nothing"])
    return asked.text[: tokens.starts[place]] + other + asked.text[tokens.ends[place] :]


def turned(asked: Asked) -> str:
    """Return the question with its sense turned round, "" where that can't be done simply."""
    text = asked.text
    found = _VERB.search(text)
    if found is None or understand(text).negated:
        return ""
    return f"{text[: found.end()]} not{text[found.end() :]}"


def retyped(asked: Asked, rng: random.Random) -> str:
    """Return the question asking for another kind of thing, "" where it has no question word."""
    word = understand(asked.text).word
    found = re.search(rf"\b{re.escape(word)}\b", asked.text, re.IGNORECASE) if word else None
    if found is None:
        return ""
    return asked.text[: found.start()] + rng.choice(_KINDS) + asked.text[found.end() :]


def features(asked: Asked, index: ArticleIndex) -> tuple[list[float], bool] | None:
    """Return the features of the best passage of an article, and whether it answers."""
    prepared = prepare(asked.text, index.language, index.frequencies, index.vocabulary)
    if prepared.query.general:
        return None
    pool = [(index, p) for p in index.passages]
    query, standing = prepared.query, prepared.standing
    pointer = Pointer(query, weigh(prepared, index.collection))
    ranked = rank(query, standing, pool, index.collection, holds_for(query), pointer.promise)
    if not ranked:
        return None
    right = index is asked.index and asked.hit(ranked[0].passage.passage.span)
    found = belief.features(query, standing, ranked[0])
    return [found[name] for name in NAMES], right


def samples(folder: Path, name: str, every: int) -> list[tuple[list[float], bool, float]]:
    """Return features, truth and weight of every n-th question of a file, in all its forms."""
    rng = random.Random(_SEED)
    asked = [a for a in questions(folder, name, every) if a.answerable]
    indexes = list({id(a.index): a.index for a in asked}.values())
    after = {id(i): indexes[(n + 1) % len(indexes)] for n, i in enumerate(indexes)}
    found = []
    for one in asked:
        forms = [(one, one.index, _OWN), (one, after[id(one.index)], _OTHER)]
        changed = [text for text in (exchanged(one, rng), turned(one)) if text]
        forms += [(replace(one, text=text), one.index, _CHANGED) for text in changed]
        for form, index, weight in forms:
            seen = features(form, index)
            if seen is not None:
                found.append((seen[0], seen[1] and form is one, weight))
        other = retyped(one, rng)
        seen = features(replace(one, text=other), one.index) if other else None
        # Where there is such a thing it may well be what the question now asks for.
        if seen is not None and seen[0][NAMES.index("lacking")]:
            found.append((seen[0], False, _RETYPED))
    return found


def solve(data: Sequence[tuple[list[float], bool, float]]) -> dict[str, float]:
    """Return intercept and coefficients that maximise the likelihood, less a small ridge."""
    x = np.array([[1.0, *values] for values, _, _ in data])
    y = np.array([right for _, right, _ in data], float)
    counted = np.array([weight for _, _, weight in data])
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (counted * (y - p)) - _RIDGE * w
        hessian = (x * (counted * p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(len(w))
        w += np.linalg.solve(hessian, gradient)
    return dict(zip(("intercept", *NAMES), (round(float(v), 4) for v in w), strict=True))


def fit(folder: Path, every: int = EVERY) -> dict[str, float]:
    """Return the coefficients fitted on the training file."""
    return solve(samples(folder, "squad1_train", every))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=EVERY, metavar="N")
    args = parser.parse_args()
    for name, value in fit(args.data, args.every).items():
        print(f"{name:<14} {value:8.3f}")
