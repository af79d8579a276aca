"""What is compared: this project, and what one would take first instead of it.

All of them choose among the same passages and sentences, those of `ArticleIndex`. Each
imports what it needs when it is made, so that its memory can be told from the others'.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bm25s import BM25

    from knowledge.index import ArticleIndex
    from knowledge.model import Span
    from tests.eval.embedding import Embedder, Vectors

# How many passages a system names.
SHOWN = 3


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

    def prepare(self, index: ArticleIndex) -> float:
        """Make ready what is made once an article; return the seconds it took."""
        ...

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one prepared article, whatever the confidence is."""
        ...


def sentences_of(index: ArticleIndex) -> list[tuple[int, Span]]:
    """Return the sentences with the ordinals of their passages."""
    return [(s.passage, s.span) for s in index.outline.sentences]


def _best(
    index: ArticleIndex, passages: Sequence[float], sentences: Sequence[float]
) -> tuple[tuple[Span, ...], Span]:
    """Return the leading passages, and the leading sentence of the first; ties keep their order."""
    places = index.outline.passages
    order = sorted(range(len(places)), key=lambda i: -passages[i])[:SHOWN]
    of = sentences_of(index)
    inside = [i for i, (passage, _) in enumerate(of) if passage == order[0]]
    sentence = of[max(inside, key=lambda i: sentences[i])][1] if inside else places[order[0]].span
    return tuple(places[i].span for i in order), sentence


class Verbatim:
    """This project."""

    name = "verbatim"

    def __init__(self) -> None:
        self._indexes: dict[int, ArticleIndex] = {}

    def prepare(self, index: ArticleIndex) -> float:
        """Make an index that no other system has warmed, with what a first question needs."""
        from knowledge.index import ArticleIndex

        began = time.perf_counter()
        self._indexes[id(index)] = ArticleIndex(index.article)
        self.ask("Who said what, when and where?", index)
        return time.perf_counter() - began

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        from knowledge.answering import prepare
        from knowledge.deciding import decide
        from knowledge.model import Answer

        own = self._indexes[id(index)]
        prepared = prepare(question, own.language, own.frequencies, own.vocabulary)
        pool = [(own, p) for p in own.passages]
        result = decide(prepared, pool, own.collection, 0.0)
        answer = result.span.of(own.article.text) if isinstance(result, Answer) else ""
        spans = tuple(hit.passage.span for hit in result.hits)
        return Found(spans, result.hits[0].sentence, answer, result.confidence)


@dataclass(frozen=True, slots=True)
class _Bm25Index:
    """A reference index of an article's passages, one of its sentences, and the words in each."""

    passages: BM25
    sentences: BM25
    words: tuple[frozenset[str], ...]
    total: int


class Bm25:
    """BM25 by bm25s, in Lucene's form with k1 = 1.2 and b = 0.75, over Snowball's stems.

    Of its lists of stop words the longer one does best: it has question words too.

    The confidence is the share of the question's idf that the best passage has.
    """

    name = "BM25"

    def __init__(self) -> None:
        import bm25s
        from Stemmer import Stemmer

        self._bm25s, self._stemmer = bm25s, Stemmer("english")
        self._indexes: dict[int, _Bm25Index] = {}

    def words(self, texts: list[str]) -> list[list[str]]:
        """Return the stems of texts."""
        found: list[list[str]] = self._bm25s.tokenize(
            texts, stopwords="en_plus", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return found

    def indexed(self, words: list[list[str]]) -> BM25:
        """Return an index of texts."""
        made = self._bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        # A library that cannot index nothing: a word that no question has.
        made.index(words if any(words) else [["\0"]] * len(words), show_progress=False)
        return made

    def prepare(self, index: ArticleIndex) -> float:
        """Index one article."""
        began = time.perf_counter()
        text = index.article.text
        passages = self.words([p.span.of(text) for p in index.outline.passages])
        sentences = self.words([span.of(text) for _, span in sentences_of(index)])
        self._indexes[id(index)] = _Bm25Index(
            self.indexed(passages),
            self.indexed(sentences),
            tuple(map(frozenset, passages)),
            len(passages),
        )
        return time.perf_counter() - began

    def scores(self, question: str, index: ArticleIndex) -> tuple[list[float], list[float]]:
        """Return the scores of all passages and of all sentences."""
        own = self._indexes[id(index)]
        (asked,) = self.words([question])
        if not asked:
            return [0.0] * own.total, [0.0] * len(index.outline.sentences)
        return own.passages.get_scores(asked).tolist(), own.sentences.get_scores(asked).tolist()

    def coverage(self, question: str, index: ArticleIndex, place: int) -> float:
        """Return the share of the question's idf that a passage has."""
        import math

        own = self._indexes[id(index)]
        idf = {}
        for word in set(self.words([question])[0]):
            n = sum(word in words for words in own.words)
            idf[word] = math.log(1 + (own.total - n + 0.5) / (n + 0.5))
        had = sum(weight for word, weight in idf.items() if word in own.words[place])
        return had / sum(idf.values()) if idf else 0.0

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        passages, sentences = self.scores(question, index)
        spans, sentence = _best(index, passages, sentences)
        place = next(p.ordinal for p in index.outline.passages if p.span == spans[0])
        return Found(spans, sentence, "", self.coverage(question, index, place))


class Fuzzy:
    """rapidfuzz's token_set_ratio alone."""

    name = "rapidfuzz"

    def __init__(self) -> None:
        from rapidfuzz import fuzz

        self._ratio: Callable[[str, str], float] = fuzz.token_set_ratio

    def prepare(self, index: ArticleIndex) -> float:
        """Do nothing: there is no index."""
        return 0.0

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        text, folded = index.article.text, question.casefold()

        def ratio(span: Span) -> float:
            return self._ratio(folded, span.of(text).casefold())

        passages = [ratio(p.span) for p in index.outline.passages]
        best = max(range(len(passages)), key=passages.__getitem__)
        # Only the best passage's sentences are compared.
        sentences = [ratio(s) if p == best else 0.0 for p, s in sentences_of(index)]
        spans, sentence = _best(index, passages, sentences)
        return Found(spans, sentence, "", passages[best] / 100)


class First:
    """Always the first passages and the first sentence."""

    name = "first"

    def prepare(self, index: ArticleIndex) -> float:
        """Do nothing."""
        return 0.0

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        spans = tuple(p.span for p in index.outline.passages[:SHOWN])
        return Found(spans, index.outline.sentences[0].span, "", 0.0)


class Embedding:
    """A sentence embedding model: the passage, then its sentence, with the nearest vector."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._indexes: dict[int, tuple[Vectors, Vectors]] = {}
        self._took: dict[int, float] = {}

    def prepare(self, index: ArticleIndex) -> float:
        """Embed one article, once: it takes minutes."""
        if id(index) not in self._indexes:
            began = time.perf_counter()
            text = index.article.text
            self._indexes[id(index)] = (
                self._embedder.encode([p.span.of(text) for p in index.outline.passages]),
                self._embedder.encode([span.of(text) for _, span in sentences_of(index)]),
            )
            self._took[id(index)] = time.perf_counter() - began
        return self._took[id(index)]

    def scores(self, question: str, index: ArticleIndex) -> tuple[list[float], list[float]]:
        """Return the cosines of all passages and of all sentences."""
        vector = self._embedder.encode([question])[0]
        passages, sentences = self._indexes[id(index)]
        return (passages @ vector).tolist(), (sentences @ vector).tolist()

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        passages, sentences = self.scores(question, index)
        spans, sentence = _best(index, passages, sentences)
        return Found(spans, sentence, "", max(0.0, *passages))


def _standard(scores: Sequence[float]) -> list[float]:
    """Return scores less their mean, in standard deviations."""
    mean = sum(scores) / len(scores)
    spread = (sum((s - mean) ** 2 for s in scores) / len(scores)) ** 0.5
    return [(s - mean) / spread if spread else 0.0 for s in scores]


class Fused:
    """BM25 and an embedding model: the sum of their scores, each in standard deviations."""

    def __init__(self, bm25: Bm25, embedding: Embedding) -> None:
        self.name = f"BM25 + {embedding.name}"
        self._bm25, self._embedding = bm25, embedding

    def prepare(self, index: ArticleIndex) -> float:
        """Index and embed one article."""
        return self._bm25.prepare(index) + self._embedding.prepare(index)

    def ask(self, question: str, index: ArticleIndex) -> Found:
        """Answer from one article."""
        words = self._bm25.scores(question, index)
        meaning = self._embedding.scores(question, index)
        passages, sentences = (
            [a + b for a, b in zip(_standard(one), _standard(other), strict=True)]
            for one, other in zip(words, meaning, strict=True)
        )
        spans, sentence = _best(index, passages, sentences)
        place = next(p.ordinal for p in index.outline.passages if p.span == spans[0])
        covered = self._bm25.coverage(question, index, place)
        return Found(spans, sentence, "", (covered + max(0.0, meaning[0][place])) / 2)


PLAIN: dict[str, Callable[[], System]] = {one.name: one for one in (Verbatim, Bm25, Fuzzy, First)}


def systems(model: Path | None) -> list[System]:
    """Return all that can be compared here; those with an embedding model where there is one."""
    from tests.eval.embedding import load

    found = [make() for make in PLAIN.values()]
    embedder = load(model)
    if embedder is not None:
        embedding = Embedding(embedder)
        found += [embedding, Fused(Bm25(), embedding)]
    return found


def made(name: str, model: Path | None) -> System:
    """Return one system, and load nothing that another needs."""
    if name in PLAIN:
        return PLAIN[name]()
    return next(s for s in systems(model) if s.name == name)
