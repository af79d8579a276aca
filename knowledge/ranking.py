"""Ordering passages by how likely each holds the answer, and finding its best sentence.

A passage's score is BM25 over its terms plus weighted terms that look at its best
sentence, at neighbouring words, at the heading above, and at whether something of
the kind that is asked for stands there. The weights were chosen on the training
questions of the evaluation data (`docs/decisions.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from knowledge.index import ArticleIndex, Collection, PassageIndex, SentenceIndex
    from knowledge.question import Query, Term

# BM25's usual parameters: Robertson and Zaragoza (2009), section 3.5.
K1 = 1.2
B = 0.75
# A sentence's usual length, in tokens.
_SENTENCE_LENGTH = 24.0
# How far a term of the question counts for a sentence that stands in its passage, or in
# the heading above, instead of in the sentence itself.
_NEARBY = 0.8
_ABOVE = 0.6
# Passages whose sentences are read.
_LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature adds to a passage's or a sentence's score, in units of idf."""

    sentence: float = 0.6
    bigram: float = 0.5
    heading: float = 0.3
    kind: float = 1.2
    lead: float = 0.15
    around: float = 0.35
    first: float = 1.0
    lacking: float = 1.5


WEIGHTS = Weights()


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
class _Matcher:
    """The question's terms with their idf, and the article terms that stand for each."""

    terms: Sequence[Term]
    standing: Mapping[str, Mapping[str, float]]
    idf: Mapping[str, float]
    total: float

    def quality(self, term: str, counts: Mapping[str, int]) -> float:
        return max((q for t, q in self.standing[term].items() if t in counts), default=0.0)

    def frequency(self, term: str, counts: Mapping[str, int]) -> float:
        return sum(q * counts.get(t, 0) for t, q in self.standing[term].items())


def _matcher(
    query: Query, standing: Mapping[str, Mapping[str, float]], collection: Collection
) -> _Matcher:
    idf = {}
    total = 0.0
    for term in query.terms:
        stands = standing[term.term]
        idf[term.term] = (
            sum(q * collection.idf(t) for t, q in stands.items()) / sum(stands.values())
            if stands
            else collection.idf(term.term)
        )
        # A type word that the article has not ("worth", "countries") costs little.
        total += idf[term.term] * (0.3 if term.typing and not stands else 1.0)
    return _Matcher(query.terms, standing, idf, total)


def _bm25(matcher: _Matcher, counts: Mapping[str, int], length: int, mean: float) -> float:
    score = 0.0
    for term in matcher.terms:
        frequency = matcher.frequency(term.term, counts)
        if frequency:
            norm = K1 * (1 - B + B * length / mean) if mean else K1
            score += matcher.idf[term.term] * frequency * (K1 + 1) / (frequency + norm)
    return score


def _bigrams(matcher: _Matcher, query: Query, terms: Sequence[str]) -> float:
    """Return the idf of the question's neighbouring terms that stand as close here."""
    places: dict[str, list[int]] = {}
    for position, term in enumerate(terms):
        places.setdefault(term, []).append(position)
    score = 0.0
    for one, two in zip(query.sequence, query.sequence[1:], strict=False):
        firsts = [p for t in matcher.standing.get(one, ()) for p in places.get(t, ())]
        seconds = {p for t in matcher.standing.get(two, ()) for p in places.get(t, ())}
        if any(p + 1 in seconds or p + 2 in seconds for p in firsts):
            score += min(matcher.idf[one], matcher.idf[two])
    return score


def _covered(matcher: _Matcher, sentence: SentenceIndex, passage: PassageIndex) -> float:
    """Return how much of the question's idf a sentence has; context counts in part."""
    covered = 0.0
    for term in matcher.terms:
        quality = matcher.quality(term.term, sentence.counts)
        if quality < 1:
            heading = any(t in passage.heading for t in matcher.standing[term.term])
            nearby = matcher.quality(term.term, passage.counts)
            quality = max(quality, _NEARBY * nearby, _ABOVE * heading)
        covered += quality * matcher.idf[term.term]
    return covered


def _sentences(
    matcher: _Matcher, query: Query, passage: PassageIndex, weights: Weights
) -> list[tuple[SentenceIndex, dict[str, float]]]:
    """Return a passage's sentences with what each adds, but for the kind of thing in it."""
    scored = []
    for sentence in passage.sentences:
        own = _bm25(matcher, sentence.counts, sentence.length, _SENTENCE_LENGTH)
        terms = passage.tokens.terms[sentence.first : sentence.last]
        covered = _covered(matcher, sentence, passage)
        parts = {
            "sentence": weights.sentence * own,
            "bigram": weights.bigram * _bigrams(matcher, query, terms),
            "around": weights.around * covered,
            "coverage": min(1.0, covered / matcher.total) if matcher.total else 0.0,
        }
        scored.append((sentence, parts))
    return scored


def _sum(parts: Mapping[str, float]) -> float:
    return sum(value for name, value in parts.items() if name != "coverage")


def _words(
    matcher: _Matcher, passage: PassageIndex, collection: Collection, weights: Weights
) -> dict[str, float] | None:
    """Return what a passage's words and heading are worth; None where it has no term at all."""
    bm25 = _bm25(matcher, passage.counts, len(passage.tokens), collection.mean_length)
    heading = sum(
        matcher.idf[term.term]
        for term in matcher.terms
        if any(t in passage.heading for t in matcher.standing[term.term])
    )
    if (bm25 == 0 and heading == 0) or not passage.sentences:
        return None
    return {
        "bm25": bm25,
        "heading": weights.heading * heading,
        "lead": weights.lead / (1 + passage.passage.ordinal),
    }


def rank(
    query: Query,
    standing: Mapping[str, Mapping[str, float]],
    candidates: Iterable[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    holds: Callable[[ArticleIndex, SentenceIndex], float],
    weights: Weights = WEIGHTS,
) -> list[Ranked]:
    """Score candidate passages and return the leading ones, best first.

    Passages are ordered by their words; only the sentences of those that lead are read.
    `holds` says in [0, 1] how far a sentence has something of the kind the question
    wants. A passage without any of the terms is left out; ties keep the candidates' order.
    """
    matcher = _matcher(query, standing, collection)
    leading = []
    for index, passage in candidates:
        words = _words(matcher, passage, collection, weights)
        if words is not None:
            leading.append((sum(words.values()), index, passage, words))
    leading.sort(key=lambda item: -item[0])
    ranked = []
    for score, index, passage, words in leading[:_LOOKED_AT]:
        best: tuple[float, SentenceIndex, float, Mapping[str, float]] | None = None
        for sentence, parts in _sentences(matcher, query, passage, weights):
            typed = holds(index, sentence)
            kind = weights.kind * typed * min(1.0, 1.5 * parts["coverage"])
            if query.certain and not typed:
                kind = -weights.lacking
            own = _sum(parts) + kind
            if best is None or own > best[0]:
                best = (own, sentence, typed, {**parts, "kind": kind})
        assert best is not None
        ranked.append(
            Ranked(
                index=index,
                passage=passage,
                sentence=best[1],
                score=score + best[0],
                coverage=best[3]["coverage"],
                typed=best[2],
                features={**words, **best[3]},
            )
        )
    ranked.sort(key=lambda r: -r.score)
    return ranked


def rank_general(
    candidates: Iterable[tuple[ArticleIndex, PassageIndex]],
    holds: Callable[[ArticleIndex, SentenceIndex], float],
    weights: Weights = WEIGHTS,
) -> list[Ranked]:
    """Order one article's passages for a question about the whole of it: "What happened?".

    News says first what matters most, so the place decides, and with it whether
    something of the kind asked for stands there. Without that, nothing is covered.
    """
    ranked = []
    for index, passage in list(candidates)[:_LOOKED_AT]:
        best: tuple[float, SentenceIndex, float] | None = None
        for place, sentence in enumerate(passage.sentences):
            typed = holds(index, sentence)
            score = weights.kind * typed + weights.first / (1 + place)
            if best is None or score > best[0]:
                best = (score, sentence, typed)
        if best is not None:
            lead = weights.first / (1 + passage.passage.ordinal)
            features = {"lead": lead, "sentence": best[0]}
            ranked.append(
                Ranked(
                    index, passage, best[1], lead + best[0], float(best[2] > 0), best[2], features
                )
            )
    ranked.sort(key=lambda r: -r.score)
    return ranked
