"""Asking several articles at once: the candidates that the store proposes, language by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.answering import offer, prepare
from knowledge.days import seek
from knowledge.deciding import decide
from knowledge.index import Collection
from knowledge.languages import as_likely, foreign, is_wordless
from knowledge.model import Answer, Reason
from knowledge.searching.one import across, with_days
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.holdings import Holdings
    from knowledge.index import ArticleIndex, PassageIndex
    from knowledge.model import Abstention, Question

# Passages that are ranked, of those the store proposes.
_RANKED = 150
# A question that may be in any language is tried in so many, those of the most articles.
_MOST_LANGUAGES = 3


class ManyArticles:
    """The articles of a library, asked together. In every scope here, none means all of them."""

    def __init__(self, holdings: Holdings, threshold: float) -> None:
        self._holdings = holdings
        self._threshold = threshold

    def ask(self, question: Question, scope: Sequence[str]) -> Answer | Abstention:
        """Ask the articles that are in the question's language; the others only come near."""
        present = self._holdings.languages(scope)
        tongue = foreign(question.text, present[0])
        own = [tongue] if tongue else present[:_MOST_LANGUAGES]
        if not tongue and not is_wordless(question.text):
            own = [present[0], *as_likely(question.text, present[0])]
        tried = [one for one in own if one in present][:_MOST_LANGUAGES]
        best: Abstention | None = None
        for language in tried:
            result = self._ask_in(question, scope, language, alone=len(present) == 1)
            if isinstance(result, Answer):
                return result
            if best is None or result.confidence > best.confidence:
                best = result
        others = [one for one in present if one not in tried][:_MOST_LANGUAGES]
        if best is not None and (not others or best.reason is not Reason.OFF_TOPIC):
            return best
        offers = [
            self._offer_in(question, scope, tongue or present[0], language) for language in others
        ]
        near = max(offers, key=lambda one: one.confidence)
        return best if best is not None and not near.confidence else near

    def _ask_in(
        self, question: Question, scope: Sequence[str], language: str, *, alone: bool
    ) -> Answer | Abstention:
        sought = seek(question.text, language, question.asked)
        terms = [*tokenise(question.text, language).terms, *(t for s in sought for t in s.terms)]
        known = self._holdings.store.document_frequencies(terms)
        prepared = prepare(question.text, language, known, self._holdings.vocabulary())
        if sought:
            prepared = with_days(prepared, sought, known)
        collection = self._collection(prepared.terms)
        pool = self._pool(prepared.terms, scope, collection, "" if alone else language)
        if sought:
            pool = [(index, index.with_days(passage)) for index, passage in pool]
        return decide(prepared, pool, collection, self._threshold, question.most)

    def _offer_in(
        self, question: Question, scope: Sequence[str], tongue: str, language: str
    ) -> Abstention:
        prepared = across(question.text, tongue, self._holdings.sounds(language))
        collection = self._collection(prepared.terms)
        pool = self._pool(prepared.terms, scope, collection, language)
        return offer(prepared, pool, collection, question.most)

    def _collection(self, terms: Sequence[str]) -> Collection:
        figures = self._holdings.store.statistics()
        found = self._holdings.store.document_frequencies(terms)
        return Collection(figures.passages, figures.mean_length, found)

    def _pool(
        self, terms: Sequence[str], scope: Sequence[str], collection: Collection, language: str
    ) -> list[tuple[ArticleIndex, PassageIndex]]:
        """Return the candidate passages; where nothing matches, how the newest article begins.

        Only those of articles in this language count, where one is named.
        Of more candidates than can be ranked in full, those with the most idf are taken.
        """
        holdings = self._holdings
        manual = holdings.manual
        found = holdings.store.candidates(terms, scope)
        chosen = [c for c in found if c.article_id != manual or manual in scope]
        if language:
            there = {e.id for e in holdings.entries() if e.language == language}
            chosen = [c for c in chosen if c.article_id in there or c.article_id == manual]
        if not chosen:
            return self._beginning(scope, language)
        if len(chosen) > _RANKED:
            idf = {term: collection.idf(term) for term in terms}
            worth = {c: sum(idf[t] for t in c.terms) for c in chosen}
            chosen = sorted(chosen, key=worth.__getitem__, reverse=True)[:_RANKED]
            chosen.sort(key=lambda c: (c.article_id, c.ordinal))
        # What is proposed is live now: an index that is kept needs no look at the store.
        indexes = {
            name: holdings.kept_index(*name) or holdings.live_index(*name)
            for name in dict.fromkeys((c.article_id, c.version) for c in chosen)
        }
        return [
            (index, index.passage(c.ordinal))
            for c in chosen
            for index in (indexes[c.article_id, c.version],)
            if index is not None
        ]

    def _beginning(
        self, scope: Sequence[str], language: str
    ) -> list[tuple[ArticleIndex, PassageIndex]]:
        """Return the first passage of the newest article that has any."""
        for entry in self._holdings.entries():
            if (not scope or entry.id in scope) and language in {"", entry.language}:
                index = self._holdings.live_index(entry.id)
                if index is not None and index.outline.passages:
                    return [(index, index.passage(0))]
        return []
