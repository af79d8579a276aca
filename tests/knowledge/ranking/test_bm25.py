"""This project's BM25 beside a library's: bm25s, in the form that Lucene made common."""

from __future__ import annotations

from dataclasses import replace

import bm25s
import pytest

from knowledge.answering import holds_for, prepare
from knowledge.index import ArticleIndex
from knowledge.ranking.features import K1, B
from knowledge.ranking.ranking import rank
from tests.bench.material import long_article

QUESTIONS = (
    "How much of its GDP does Poland spend on defense?",
    "What did Rutte say about the alliance?",
    "Which forces launched missile and drone attacks on Kyiv?",
    "Russia, Ukraine, NATO",
)


@pytest.fixture(scope="module")
def index():
    return ArticleIndex(long_article())


@pytest.fixture(scope="module")
def reference(index):
    """Index the same terms with the other library."""
    made = bm25s.BM25(method="lucene", k1=K1, b=B)
    made.index([p.tokens.terms for p in index.passages], show_progress=False)
    return made


@pytest.mark.parametrize("text", QUESTIONS)
def test_scores_are_those_of_a_reference_library(index, reference, text):
    """Over the same terms, passages get the scores that bm25s gives, times Lucene's lost K1 + 1."""
    prepared = prepare(text, index.language, index.frequencies, index.vocabulary)
    # What is mistyped or means nearly the same counts in part, which no BM25 does.
    terms = [t.term for t in prepared.query.terms if t.term in index.collection.frequencies]
    own = {t.term: {t.term: 1.0} if t.term in terms else {} for t in prepared.query.terms}
    standing = replace(prepared.standing, same=own)
    theirs = reference.get_scores(terms)
    pool = [(index, passage) for passage in index.passages]
    ranked = rank(prepared.query, standing, pool, index.collection, holds_for(prepared.query))
    assert ranked
    for one in ranked:
        expected = (K1 + 1) * theirs[one.passage.passage.ordinal]
        assert one.features["bm25"] == pytest.approx(expected, rel=1e-4, abs=1e-4)
