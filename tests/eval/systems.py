"""What is compared: this project, and what one would take first instead of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rapidfuzz import fuzz

from knowledge.answering import decide, prepare
from knowledge.model import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.index import ArticleIndex
    from knowledge.model import Span


@dataclass(frozen=True, slots=True)
class Found:
    """Passages best first, the best sentence, the marked answer, and the confidence in [0, 1]."""

    passages: tuple[Span, ...]
    sentence: Span
    answer: str
    confidence: float


class System(Protocol):
    """Something that can be asked."""

    name: str

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        ...


class Verbatim:
    """This project, answering whatever its confidence is."""

    name = "verbatim"

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        prepared = prepare(question, index.language, index.frequencies, index.vocabulary)
        pool = [(index, p) for p in index.passages]
        result = decide(prepared, pool, index.collection, 0.0)
        answer = result.span.of(index.article.text) if isinstance(result, Answer) else ""
        spans = tuple(hit.passage.span for hit in result.hits)
        return Found(spans, result.hits[0].sentence, answer, result.confidence)


def _bm25(terms: set[str], counts: Mapping[str, int], length: int, index: ArticleIndex) -> float:
    """Score with BM25, k1 = 1.2 and b = 0.75, in its textbook form."""
    own, score = index.collection, 0.0
    for term in terms & counts.keys():
        n, total = own.frequencies[term], own.passages
        idf = math.log(1 + (total - n + 0.5) / (n + 0.5))
        norm = 1.2 * (0.25 + 0.75 * length / own.mean_length)
        score += idf * counts[term] * 2.2 / (counts[term] + norm)
    return score


class Bm25:
    """BM25 with Snowball stemming and nothing else: passages, then sentences of the best one."""

    name = "BM25"

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        from knowledge.text import tokenise

        terms = set(tokenise(question, index.language).terms)
        scores = [_bm25(terms, p.counts, len(p.tokens), index) for p in index.passages]
        order = sorted(range(len(scores)), key=lambda i: -scores[i])[:3]
        best = index.passages[order[0]]
        sentence = max(best.sentences, key=lambda s: _bm25(terms, s.counts, s.length, index))
        spans = tuple(index.passages[i].passage.span for i in order)
        return Found(spans, sentence.sentence.span, "", scores[order[0]])


class Fuzzy:
    """rapidfuzz's token_set_ratio alone."""

    name = "rapidfuzz"

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        text, folded = index.article.text, question.casefold()

        def ratio(span: Span) -> float:
            return fuzz.token_set_ratio(folded, span.of(text).casefold())

        spans = sorted((p.passage.span for p in index.passages), key=lambda s: -ratio(s))[:3]
        inside = [s.span for s in index.outline.sentences if spans[0].covers(s.span)]
        return Found(tuple(spans), max(inside, key=ratio), "", ratio(spans[0]) / 100)


class First:
    """Always the first passage and its first sentence."""

    name = "first"

    def ask(self, _question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        spans = tuple(p.passage.span for p in index.passages[:3])
        return Found(spans, index.outline.sentences[0].span, "", 0.0)
