"""Ordering passages by how likely each holds the answer, and finding its best sentence.

Every sentence of a promising passage gets a score: a weighted sum of what
`knowledge.ranking.features` sees in it and in its passage. A passage is worth what its
sentences are together. The weights are fitted on questions that are not those they
are measured on, and kept as data with where they came from.
"""

from __future__ import annotations

import functools
import heapq
import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import FURNITURE
from knowledge.questions.wants import Wants
from knowledge.ranking.features import OF_PASSAGE, OF_SENTENCE, Matcher
from knowledge.weights import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from knowledge.index import ArticleIndex, Collection, PassageIndex, SentenceIndex
    from knowledge.matching import Standing
    from knowledge.questions.question import Query
    from knowledge.ranking.features import Sight

SHOWN = 3
"""How many passages a result carries."""
# Passages whose sentences are read.
_READ = 8
# So many sentences, no further behind the first, are looked at once more for an answer to
# point at, which then counts so much. Chosen on the dev files among 2, 3 and 8 sentences,
# 0.7, 1.5 and 3, and a quarter to one.
_RIVALS = 3
_BEHIND = 1.5
POINTED = 0.5
# What a sentence without anything to point at is behind the others.
_POINTLESS = -2.0


@functools.cache
def weights() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the weights of the features of passages and of sentences."""
    found = load("ranking")
    return tuple(found[n] for n in OF_PASSAGE), tuple(found[n] for n in OF_SENTENCE)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score, its best sentence, and what the score is made of.

    `coverage` in [0, 1] is the share of the question's idf that the best sentence
    has, its passage and heading counting in part; `typed` in [0, 1] whether the kind
    of thing asked for is there (0.5 where no kind is asked for).
    """

    index: ArticleIndex
    passage: PassageIndex
    sentence: SentenceIndex
    score: float
    coverage: float
    typed: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Read:
    """A passage whose sentences have been looked at, with all features."""

    index: ArticleIndex
    passage: PassageIndex
    sight: Sight
    fits: Sequence[float]
    of_passage: Sequence[float]
    of_sentences: Sequence[Sequence[float]]


def read(
    matcher: Matcher,
    candidates: Iterable[tuple[ArticleIndex, PassageIndex]],
    holds: Callable[[ArticleIndex, SentenceIndex], float],
    most: int = _READ,
) -> list[Read]:
    """Read the passages that lead at a glance; one without any of the terms is left out."""
    leading = [
        (glance, index, passage)
        for index, passage in candidates
        if passage.sentences and (glance := matcher.glance(passage))
    ]
    leading.sort(key=lambda item: -item[0])
    found = []
    attributed = matcher.query.wants is Wants.WORDS
    for _, index, one in leading[:most]:
        passage = index.with_speakers(one) if attributed else one
        fits = [holds(index, sentence) for sentence in passage.sentences]
        phrases, rows = matcher.sentences(index, passage, fits)
        sight, values = matcher.passage(index, passage, phrases)
        found.append(Read(index, passage, sight, fits, values, rows))
    return found


def rank(
    query: Query,
    standing: Standing,
    candidates: Iterable[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    holds: Callable[[ArticleIndex, SentenceIndex], float],
    promises: Callable[[ArticleIndex, SentenceIndex], float | None] | None = None,
    most: int = SHOWN,
) -> list[Ranked]:
    """Score candidate passages and return the leading ones, `most` at most, best first.

    `holds` says in [0, 1] how far a sentence has something of the kind the question
    wants; `promises` how much in it could be pointed at, as a logarithm: that decides among
    sentences that are nearly as good. A passage without any of the terms is left out; ties
    keep the candidates' order.
    """
    matcher = Matcher(query, standing, collection)
    of_passage, of_sentence = weights()
    found = read(matcher, candidates, holds, max(most, _READ))
    sums = []
    for one in found:
        base = _dot(of_passage, one.of_passage)
        sums.append([base + _dot(of_sentence, row) for row in one.of_sentences])
    # What is read only because many are wanted comes behind what leads at a glance: how many
    # are wanted must not change which is the best.
    leading = found[:_READ]
    pointed = _pointed(leading, sums[:_READ], promises) if promises is not None else {}
    for (i, j), level in pointed.items():
        sums[i][j] += POINTED * level
    scored = []
    for number, (one, scores) in enumerate(zip(found, sums, strict=True)):
        place = max(range(len(scores)), key=scores.__getitem__)
        top = scores[place]
        together = top + math.log(sum(math.exp(s - top) for s in scores))
        scored.append((together, place, pointed.get((number, place), 0.0), one))
    scored[: len(leading)] = sorted(scored[: len(leading)], key=lambda item: -item[0])
    ranked = []
    for score, place, level, one in scored[:most]:
        features = dict(zip(OF_PASSAGE, one.of_passage, strict=True))
        features |= zip(OF_SENTENCE, one.of_sentences[place], strict=True)
        features["pointed"] = level
        ranked.append(
            Ranked(
                index=one.index,
                passage=one.passage,
                sentence=one.passage.sentences[place],
                score=score,
                coverage=matcher.coverage(one.index, one.passage, place, one.sight),
                typed=one.fits[place],
                features=features,
            )
        )
    return ranked


def _pointed(
    found: Sequence[Read],
    sums: Sequence[Sequence[float]],
    promises: Callable[[ArticleIndex, SentenceIndex], float | None],
) -> dict[tuple[int, int], float]:
    """Return what sentences near the first promise more or less than it: {} if it has no rival.

    The keys are places in `found` and in its sentences.
    """
    places = [(s, -i, -j) for i, scores in enumerate(sums) for j, s in enumerate(scores)]
    leading = heapq.nlargest(_RIVALS, places)
    rivals = [(-i, -j) for score, i, j in leading if score > leading[0][0] - _BEHIND]
    if len(rivals) < 2:
        return {}
    promised = [promises(found[i].index, found[i].passage.sentences[j]) for i, j in rivals]
    least = min((p for p in promised if p is not None), default=0.0) + _POINTLESS
    levels = [least if p is None else p for p in promised]
    return {place: level - levels[0] for place, level in zip(rivals, levels, strict=True)}


def _dot(factors: Sequence[float], values: Sequence[float]) -> float:
    total: float = sum(map(operator.mul, factors, values))
    return total


# For a question about the whole article, by judgement: the place in the text counts as
# much as the kind of thing that is asked for.
_KIND = 1.2
# Where only one sentence of all may say it, as whether anybody was hurt, the kind counts more.
_SAID_ONCE = 6.0
_FIRST = 1.0
# A brief sentence with words of the page around the article is no part of it.
_OF_THE_PAGE = 2.0
_BRIEF = 120
_OF_THE_WHOLE = 24


def rank_general(
    candidates: Iterable[tuple[ArticleIndex, PassageIndex]],
    holds: Callable[[ArticleIndex, SentenceIndex], float],
    *,
    once: bool = False,
) -> list[Ranked]:
    """Order one article's passages for a question about the whole of it: "What happened?".

    News says first what matters most, so the place decides, and with it whether
    something of the kind asked for stands there. Without that, nothing is covered.
    `once`: the kind decides first, wherever it stands.
    """
    kind = _SAID_ONCE if once else _KIND
    ranked = []
    for index, passage in list(candidates)[:_OF_THE_WHOLE]:
        best: tuple[float, SentenceIndex, float] | None = None
        for place, sentence in enumerate(passage.sentences):
            typed = holds(index, sentence)
            words = sentence.sentence.span.of(index.article.text).casefold()
            furniture = len(words) < _BRIEF and any(phrase in words for phrase in FURNITURE)
            score = kind * typed + _FIRST / (1 + place) - _OF_THE_PAGE * furniture
            if best is None or score > best[0]:
                best = (score, sentence, typed)
        if best is not None:
            lead = _FIRST / (1 + passage.passage.ordinal)
            features = {"lead": lead, "sentence": best[0]}
            ranked.append(
                Ranked(
                    index, passage, best[1], lead + best[0], float(best[2] > 0), best[2], features
                )
            )
    ranked.sort(key=lambda r: -r.score)
    return ranked
