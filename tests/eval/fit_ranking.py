"""Fit the ranking's weights on training questions: ``python -m tests.eval.fit_ranking DATA``.

For each question the passages that lead by their words are read as in production; the
weights maximise the likelihood of a passage, and of a sentence, that holds the answer.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.answering import _holds, prepare
from knowledge.features import OF_PASSAGE, OF_SENTENCE, Matcher
from knowledge.ranking import read
from tests.eval.data import questions

NAMES = (*OF_PASSAGE, *OF_SENTENCE)


@dataclass
class Sample:
    """A question: features by sentence, the passage of each, which have the answer."""

    x: np.ndarray
    passage: np.ndarray
    right: np.ndarray
    right_passage: np.ndarray
    text: str
    article: str


def sample(asked, index):
    prepared = prepare(asked.text, index.language, index.frequencies, index.vocabulary)
    query = prepared.query
    matcher = Matcher(query, prepared.standing, index.collection)
    holds = lambda i, s: _holds(query, i, s)
    pool = [(index, p) for p in index.passages]
    found = read(matcher, pool, holds)
    rows, of, right, rp = [], [], [], []
    for place, one in enumerate(found):
        rp.append(asked.hit(one.passage.passage.span))
        for s, row in zip(one.passage.sentences, one.of_sentences, strict=True):
            rows.append([*one.of_passage, *row])
            of.append(place)
            right.append(asked.hit(s.sentence.span))
    if not rows:
        return None
    return Sample(np.array(rows), np.array(of), np.array(right), np.array(rp), asked.text, index.article.id)


def samples(folder, name, every=1):
    return [s for a in questions(folder, name, every) if a.answerable and a.verbatim and not understood_general(a) for s in (sample(a, a.index),) if s is not None or True]


def understood_general(a):
    from knowledge.question import understand
    return understand(a.text).general


def lse_by(scores, of, n):
    m = np.full(n, -1e30)
    np.maximum.at(m, of, scores)
    e = np.zeros(n)
    np.add.at(e, of, np.exp(scores - m[of]))
    return m + np.log(e + 1e-300)


def fit(data, epochs=12, lr=0.03, l2=1e-4, alpha=1.0, seed=0):
    data = [s for s in data if s is not None and s.right.any() and s.right_passage.any()]
    x = np.concatenate([s.x for s in data])
    mu, sd = x.mean(0), x.std(0) + 1e-6
    rng = np.random.default_rng(seed)
    w = np.zeros(x.shape[1]); m = np.zeros_like(w); v = np.zeros_like(w); t = 0
    perm = rng.permutation(len(data)); B = 64
    packs = []
    for b in range(0, len(data), B):
        part = [data[i] for i in perm[b:b + B]]
        X = (np.concatenate([s.x for s in part]) - mu) / sd
        q = np.concatenate([np.full(len(s.x), i) for i, s in enumerate(part)])
        rs = np.concatenate([s.right for s in part])
        rp = np.concatenate([s.right_passage[s.passage] for s in part])
        packs.append((X, q, rs, rp, len(part)))
    for ep in range(epochs):
        rate = lr * (1 - ep / epochs)
        for k in rng.permutation(len(packs)):
            X, q, rs, rp, n = packs[k]
            s = X @ w
            def soft(mask):
                z = np.where(mask, s, -1e30)
                return np.exp(z - lse_by(z, q, n)[q]) * mask
            ones = np.ones(len(s), bool)
            g = (1 + alpha) * soft(ones) - soft(rp) - alpha * soft(rs)
            grad = X.T @ g / n + l2 * w
            t += 1
            m = 0.9 * m + 0.1 * grad; v = 0.999 * v + 0.001 * grad**2
            w -= rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w / sd, w


def score(data, w):
    p1 = p3 = s1 = n = 0
    for s in data:
        n += 1
        if s is None: continue
        z = s.x @ w
        ps = lse_by(z, s.passage, len(s.right_passage))
        o = np.argsort(-ps, kind="stable")
        p1 += s.right_passage[o[0]]; p3 += s.right_passage[o[:3]].any()
        js = np.nonzero(s.passage == o[0])[0]
        s1 += s.right[js[np.argmax(z[js])]]
    return p1 / n, p3 / n, s1 / n, n, sum(s is not None and s.right_passage.any() for s in data) / n


if __name__ == "__main__":
    folder = Path(sys.argv[1]); every = int(sys.argv[2])
    t = time.time()
    train = samples(folder, "squad1_train", every)
    print(len(train), time.time() - t)
    dev = {n: samples(folder, n) for n in ("squad2_dev", "newsquiz_dev", "newsqa_dev")}
    w, z = fit(train)
    print("train", *(f"{v:.3f}" for v in score(train, w)))
    for n, d in dev.items(): print(n, *(f"{v:.3f}" for v in score(d, w)))
    for i in np.argsort(-abs(z)): print(f"{NAMES[i]} {z[i]:.3f} ({w[i]:.3f})", end="; ")
    print()
    import json, pickle
    json.dump({"ranking": {n: round(float(x), 4) for n, x in zip(NAMES, w)}}, open("knowledge/data/weights.json", "w"), indent=1)
    pickle.dump((train, dev), open("/tmp/rank/prod.pkl", "wb"))
