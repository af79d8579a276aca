"""What an article's curation does to a question: other names, synonyms, pinned answers.

It holds where one article is asked: its synonyms are this article's, and would mean other
things in an archive. Asked of many, a pin counts where the best passage is its article's.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from knowledge.answering import Grounds
from knowledge.deciding import decide
from knowledge.languages import function_words
from knowledge.marking.kinds import spoken
from knowledge.matching import Standing, Vocabulary
from knowledge.model import Answer, Hit
from knowledge.questions.question import understand
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.answering import Prepared
    from knowledge.index import ArticleIndex, Collection, PassageIndex
    from knowledge.model import Abstention, Curation, Pin, Span
    from knowledge.questions.question import Query, Term

# Passages shown beside a pinned one.
_OTHERS = 2


class _Phrase(NamedTuple):
    """A phrase in the terms of its tokens, and the content terms of what it stands for."""

    terms: tuple[str, ...]
    means: frozenset[str]


@functools.lru_cache(maxsize=64)
def _phrases(curation: Curation, language: str) -> Mapping[str, Sequence[_Phrase]]:
    """Return the phrases that stand for something else, by their first term."""
    little = function_words(language)

    def content(phrase: str) -> set[str]:
        tokens = tokenise(phrase, language)
        pairs = zip(tokens.forms, tokens.terms, strict=True)
        return {term for form, term in pairs if form not in little}

    found: dict[str, list[_Phrase]] = {}
    named = [(name, [other]) for name, *others in curation.names for other in others]
    pairs = [(other, name) for name, (other,) in named]
    pairs += [(one, two) for group in curation.synonyms for one in group for two in group]
    means: dict[str, set[str]] = {}
    for one, two in pairs:
        if one != two:
            means.setdefault(one, set()).update(content(two))
    for phrase, terms in means.items():
        spelled = tuple(tokenise(phrase, language).terms)
        if spelled and terms:
            found.setdefault(spelled[0], []).append(_Phrase(spelled, frozenset(terms)))
    return found


def _meant(query: Query, curation: Curation, language: str) -> dict[str, frozenset[str]]:
    """Return what else each of a question's terms stands for."""
    found: dict[str, frozenset[str]] = {}
    phrases, terms = _phrases(curation, language), query.tokens.terms
    for at, term in enumerate(terms):
        for phrase in phrases.get(term, ()):
            if tuple(terms[at : at + len(phrase.terms)]) == phrase.terms:
                for one in phrase.terms:
                    found[one] = found.get(one, frozenset()) | phrase.means
    return found


def stand_in(prepared: Prepared, index: ArticleIndex) -> Prepared:
    """Let the article's other names and synonyms stand for the words of a question."""
    curation = index.article.curation
    if not (curation.names or curation.synonyms):
        return prepared
    same: dict[str, Mapping[str, float]] = dict(prepared.standing.same)
    for term, means in _meant(prepared.query, curation, index.language).items():
        present = {other: 1.0 for other in means if index.frequencies.get(other)}
        if term in same and present:
            # A guess at a typing mistake is not needed any more.
            kept = {t: q for t, q in same[term].items() if q == 1}
            same[term] = {**kept, **present}
    return replace(prepared, standing=Standing(same, prepared.standing.kin))


@functools.lru_cache(maxsize=64)
def _asked(curation: Curation, language: str) -> Sequence[tuple[Pin, Query]]:
    """Return each way to ask a pinned question, understood."""
    return [(pin, understand(way, language)) for pin in curation.pins for way in pin.questions]


def pin_for(text: str, index: ArticleIndex) -> Pin | None:
    """Return the pin whose question this is, None for any other question.

    It is where both are typed alike, in any language; else where they ask for the same kind
    of thing with the same content words, none more and none fewer, in any order, typing
    mistakes and the article's synonyms forgiven. Anything looser would answer a question
    that the editor has not read.
    """
    curation, language = index.article.curation, index.language
    if not curation.pins:
        return None
    query = understand(text, language)
    ways = _asked(curation, language)
    for pin, way in ways:
        if way.tokens.forms == query.tokens.forms:
            return pin
    meant = _meant(query, curation, language)
    for pin, way in ways:
        alike = (way.wants, way.negated, way.general) == (query.wants, query.negated, query.general)
        if alike and _same_terms(query, way, meant, _meant(way, curation, language)):
            return pin
    return None


def _same_terms(
    one: Query,
    two: Query,
    meant: Mapping[str, frozenset[str]],
    other: Mapping[str, frozenset[str]],
) -> bool:
    """Whether each content term of either question has its like in the other."""

    def wide(terms: Iterable[Term], means: Mapping[str, frozenset[str]]) -> set[str]:
        return {t.term for t in terms}.union(*(means.get(t.term, ()) for t in terms))

    first, second = wide(one.terms, meant), wide(two.terms, other)
    spelled = {t.form: t.term for t in two.terms}
    words = Vocabulary(spelled)
    slips = {
        t.term: {spelled[form] for form in words.near(t.form)}
        for t in one.terms
        if t.term not in second
    }

    def has(term: str, means: Mapping[str, frozenset[str]], there: set[str]) -> bool:
        return term in there or not means.get(term, frozenset()).isdisjoint(there)

    return all(has(t.term, meant, second) or bool(slips.get(t.term)) for t in one.terms) and all(
        has(t.term, other, first) or any(t.term in near for near in slips.values())
        for t in two.terms
    )


def pinned(
    pin: Pin,
    prepared: Prepared,
    pool: Sequence[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    threshold: float,
) -> Answer | Abstention:
    """Answer with what an editor pinned. `pool` are all passages of one article.

    `confidence` is 1: it is the probability that the passage answers, and somebody who read
    both has said so. Should the article's structure have changed since so that the place is
    none any more, the question is answered like any other.
    """
    found = decide(prepared, pool, collection, threshold)
    if pin.words is not None:
        place = _with_words(pin.words, pool)
    else:
        place = _of_section(pin.heading, prepared, pool, collection)
    if place is None:
        return found
    best, span = place
    index = pool[0][0]
    others = [hit for hit in found.hits if hit.passage != best.passage][:_OTHERS]
    best = replace(best, score=max(hit.score for hit in (best, *others)))
    speaker = next((q.speaker for q in spoken(index, span) if q.speaker), "")
    grounds = found.grounds
    if isinstance(grounds, Grounds):
        # No feature decided this.
        grounds = replace(grounds, best=(), found={})
    return Answer((best, *others), span, 1.0, speaker, pinned=True, grounds=grounds)


def _with_words(
    words: Span, pool: Sequence[tuple[ArticleIndex, PassageIndex]]
) -> tuple[Hit, Span] | None:
    """Return the passage that has these words, with their sentence."""
    for index, passage in pool:
        for sentence in passage.sentences:
            span = sentence.sentence.span
            if span.covers(words):
                section = index.section(passage.passage)
                return Hit(index.article, section, passage.passage, span, 1.0), words
    return None


def _of_section(
    heading: str,
    prepared: Prepared,
    pool: Sequence[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
) -> tuple[Hit, Span] | None:
    """Return the best passage of a section, and the words in it that answer."""
    inside = [(i, p) for i, p in pool if i.section(p.passage).heading == heading and p.sentences]
    if not inside:
        return None
    result = decide(prepared, inside, collection, 0.0)
    best = result.hits[0]
    return best, result.span if isinstance(result, Answer) else best.sentence
