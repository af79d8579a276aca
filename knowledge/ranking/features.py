"""What a passage and each of its sentences have of a question, in numbers.

Each feature is one observation that can be said in a sentence; `docs/ranking.md` says
what each is worth. A question term is *matched* where the article has it, or the word
it was mistyped for; its *kin* are words of related meaning ("spend", "expenditure").

Plain loops over a question's few terms, and one set intersection to find which of them
a passage has: ten thousand words are looked through in about a millisecond.
"""

from __future__ import annotations

import itertools
import math
import operator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.index import ArticleIndex, Collection, PassageIndex, SentenceIndex
    from knowledge.matching import Standing
    from knowledge.questions.question import Query

# BM25's usual parameters: Robertson and Zaragoza (2009), section 3.5.
K1 = 1.2
B = 0.75
# A sentence's usual length, in tokens.
_SENTENCE_LENGTH = 24.0
# A type word that the article has not ("worth", "countries") costs little.
_TYPE_WORD = 0.3
# What a match is worth before the sentences are read, beside one of the word itself.
_KIN = 0.25
_LEAD = 0.3
# How far a term counts for a sentence that stands in its passage, or in the heading
# above, instead of in the sentence itself.
_NEARBY = 0.8
_ABOVE = 0.6

# The features by name, in the order in which they come: of a passage, of a sentence.
OF_PASSAGE = (
    "bm25", "kin", "told", "names", "numbers", "heading", "phrases", "lead", "length",
)  # fmt: skip
OF_SENTENCE = (
    "own_bm25", "own_share", "own_kin", "own_told", "own_pair", "fit", "lacking", "opens",
)  # fmt: skip


class Sight(NamedTuple):
    """How far each question term is seen in a text, by its place in the question."""

    quality: list[float]
    frequency: list[float]
    kin: list[float]


class Matcher:
    """A question's terms with their weights, ready to be looked for.

    `idf` holds the weight of each term, `total` what all are worth together.
    """

    def __init__(self, query: Query, standing: Standing, collection: Collection) -> None:
        self.query = query
        self.size = len(query.terms)
        self.idf: list[float] = []
        self._mean = collection.mean_length or 1.0
        # Article term → (place of the question term, quality, whether it is kin only).
        self._wanted: dict[str, list[tuple[int, float, bool]]] = {}
        for place, term in enumerate(query.terms):
            stands = standing.same[term.term]
            weight = (
                sum(q * collection.idf(t) for t, q in stands.items()) / sum(stands.values())
                if stands
                else collection.idf(term.term)
            )
            self.idf.append(weight * term.weight)
            for kin, found in ((False, stands), (True, standing.kin[term.term])):
                for other, quality in found.items():
                    self._wanted.setdefault(other, []).append((place, quality, kin))
        self._keys = frozenset(self._wanted)
        nothing = [0.0] * self.size
        self._nothing = Sight(nothing, nothing, nothing)
        self._worth = {
            found: max(self.idf[p] * (q * _KIN if kin else q) for p, q, kin in places)
            for found, places in self._wanted.items()
        }
        self.total = sum(
            weight * (_TYPE_WORD if term.typing and not standing.same[term.term] else 1.0)
            for term, weight in zip(query.terms, self.idf, strict=True)
        )
        content = {term.term for term in query.terms}
        self.pairs = {
            (one, two): (collection.idf(one) + collection.idf(two)) / 2
            for one, two in itertools.pairwise(query.tokens.terms)
            if one in content or two in content
        }
        self._numbers = [t.term[:1].isdigit() for t in query.terms]
        self._about: dict[int, tuple[list[bool], list[bool]]] = {}

    def glance(self, passage: PassageIndex) -> float:
        """Return roughly what a passage's words are worth, 0 where it has none of the terms."""
        counts, keys = passage.counts, self._keys
        above = not keys.isdisjoint(passage.heading)
        if not above and counts.keys().isdisjoint(keys):
            return 0.0
        found = [term for term in keys if term in counts]
        worth = self._worth
        norm = K1 * (1 - B + B * len(passage.tokens.forms) / self._mean)
        score = _LEAD / (1 + passage.passage.ordinal)
        for term in found:
            count = counts[term]
            score += worth[term] * count * (K1 + 1) / (count + norm)
        if above:
            for term in keys & passage.heading:
                score += _LEAD * worth[term]
        return score

    def see(self, counts: Mapping[str, int]) -> Sight:
        """Look for the terms among those counted."""
        terms = [term for term in self._keys if term in counts]
        if not terms:
            return self._nothing
        sight = Sight([0.0] * self.size, [0.0] * self.size, [0.0] * self.size)
        for found in terms:
            for place, worth, kin in self._wanted[found]:
                if kin:
                    sight.kin[place] = max(sight.kin[place], worth)
                else:
                    sight.quality[place] = max(sight.quality[place], worth)
                    sight.frequency[place] += worth * counts[found]
        return sight

    def heading(self, passage: PassageIndex) -> list[float]:
        """Return how far the heading above a passage has each term."""
        if self._keys.isdisjoint(passage.heading):
            return self._nothing.quality
        return self.see(dict.fromkeys(passage.heading, 1)).quality

    def _in(self, index: ArticleIndex) -> tuple[list[bool], list[bool]]:
        """Tell which terms an article's title has already, and which are names in it."""
        about = self._about.get(id(index))
        if about is None:
            titled = self.see(dict.fromkeys(index.title_terms, 1)).quality
            names = index.name_terms
            about = self._about[id(index)] = (
                [quality > 0 for quality in titled],
                [term.named or term.term in names for term in self.query.terms],
            )
        return about

    def passage(
        self, index: ArticleIndex, passage: PassageIndex, phrases: float
    ) -> tuple[Sight, list[float]]:
        """Return how a passage is seen, and its features."""
        sight = self.see(passage.counts)
        titled, named = self._in(index)
        length = len(passage.tokens)
        norm = K1 * (1 - B + B * length / self._mean)
        bm25 = kin = told = names = numbers = 0.0
        for place, weight in enumerate(self.idf):
            quality = sight.quality[place]
            if quality:
                tf = sight.frequency[place]
                bm25 += weight * tf * (K1 + 1) / (tf + norm)
                if not titled[place]:
                    told += weight * quality
                if named[place]:
                    names += weight * quality
            if quality < 1:
                if not titled[place]:
                    kin += weight * sight.kin[place]
                if self._numbers[place]:
                    numbers += 1 - quality
        above = sum(w * h for w, h in zip(self.idf, self.heading(passage), strict=True) if h)
        total = self.total or 1.0
        return sight, [
            bm25,
            kin / total,
            told / total,
            names / total,
            numbers,
            above / total,
            phrases,
            1 / (1 + passage.passage.ordinal),
            math.log1p(length),
        ]

    def sentences(
        self, index: ArticleIndex, passage: PassageIndex, fits: Sequence[float]
    ) -> tuple[float, list[list[float]]]:
        """Return the passage's `phrases`, and each sentence's features.

        `fits` says in [0, 1] how well something in each sentence is of the kind asked for.
        """
        titled, _ = self._in(index)
        certain = self.query.certain
        pairs: set[tuple[str, str]] = set()
        rows = []
        total = self.total or 1.0
        before = self._nothing.quality
        for order, sentence in enumerate(passage.sentences):
            sight = self.see(sentence.counts)
            bm25 = share = kin = told = pair = 0.0
            if sight is not self._nothing:
                pairs |= self.pairs.keys() & set(itertools.pairwise(_terms(passage, sentence)))
                norm = K1 * (1 - B + B * sentence.length / _SENTENCE_LENGTH)
                for place, weight in enumerate(self.idf):
                    quality = sight.quality[place]
                    if quality:
                        tf = sight.frequency[place]
                        bm25 += weight * tf * (K1 + 1) / (tf + norm)
                        share += quality
                        if not titled[place]:
                            told += weight * quality
                    if quality < 1 and sight.kin[place] and not titled[place]:
                        kin += weight * sight.kin[place]
                    pair += weight * max(quality, before[place])
            elif before is not self._nothing.quality:
                pair = sum(map(operator.mul, self.idf, before))
            fit = fits[order]
            rows.append(
                [
                    bm25,
                    share / (self.size or 1),
                    kin / total,
                    told / total,
                    pair / total,
                    fit,
                    float(certain and not fit),
                    float(order == 0),
                ]
            )
            before = sight.quality
        return sum(self.pairs[pair] for pair in pairs), rows

    def coverage(
        self, index: ArticleIndex, passage: PassageIndex, place: int, sight: Sight
    ) -> float:
        """Return the share of the question's idf that a sentence has, context counting in part.

        The headings above it are context, and so is the title, but for names.

        `sight` is how the passage is seen.
        """
        if not self.total:
            return 0.0
        own = self.see(passage.sentences[place].counts).quality
        titled, named = self._in(index)
        # What is told of somebody stands where they are named, not only under their name.
        things = [has and not name for has, name in zip(titled, named, strict=True)]
        above = map(max, self.heading(passage), things)
        values = zip(self.idf, own, sight.quality, above, strict=True)
        covered = sum(w * max(q, _NEARBY * p, _ABOVE * h) for w, q, p, h in values)
        return min(1.0, covered / self.total)


def _terms(passage: PassageIndex, sentence: SentenceIndex) -> list[str]:
    return passage.tokens.terms[sentence.first : sentence.last]
