"""Asking one article: all its passages, or those around a place in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.answering import Prepared, offer, prepare
from knowledge.curating import pin_for, pinned, stand_in
from knowledge.days import join, seek
from knowledge.deciding import decide
from knowledge.languages import foreign
from knowledge.model import Answer
from knowledge.questions.question import Wants, understand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.across import Sounds
    from knowledge.days import Sought
    from knowledge.index import ArticleIndex, Collection, PassageIndex
    from knowledge.model import Abstention, Question, Span

    Pool = Sequence[tuple[ArticleIndex, PassageIndex]]


def ask_one(question: Question, index: ArticleIndex, threshold: float) -> Answer | Abstention:
    """Answer a question from one article, or decline it."""
    pool: Pool = [(index, passage) for passage in index.passages]
    pin = pin_for(question.text, index)
    if pin is not None:
        prepared, pool, collection = _ready(question, index, pool)
        return pinned(pin, prepared, pool, collection, threshold)
    tongue = foreign(question.text, index.language)
    if tongue:
        return offer(
            across(question.text, tongue, index.sounds), pool, index.collection, question.most
        )
    return decide(*_ready(question, index, pool), threshold, question.most)


def ask_beside(
    question: Question, index: ArticleIndex, place: Span, threshold: float
) -> Answer | None:
    """Return what the passage at a place and those beside it in its section answer."""
    first = [p.passage for p in index.passages if p.passage.span == place]
    if not first:
        return None
    beside = range(first[0].ordinal - 1, first[0].ordinal + 2)
    pool = [
        (index, passage)
        for passage in index.passages
        if passage.passage.section == first[0].section and passage.passage.ordinal in beside
    ]
    if foreign(question.text, index.language):
        return None
    result = decide(*_ready(question, index, pool), threshold)
    return result if isinstance(result, Answer) else None


def across(text: str, tongue: str, sounds: Sounds) -> Prepared:
    """Understand a question in one language in the terms of articles in another."""
    from knowledge.across import resolve_across

    query = understand(text, tongue)
    return Prepared(query, resolve_across(query, tongue, sounds))


def with_days(
    prepared: Prepared, sought: Sequence[Sought], frequencies: Mapping[str, int]
) -> Prepared:
    """Let the articles' dates stand for those of the question."""
    return replace(prepared, standing=join(prepared.query, prepared.standing, sought, frequencies))


def _of_the_whole(prepared: Prepared, index: ArticleIndex) -> Prepared:
    """Let "was anyone hurt in the crash?" ask of the whole article, if it is about a crash."""
    query = prepared.query
    if query.wants not in {Wants.HARM, Wants.BLAME} or not query.terms or not index.passages:
        return prepared
    about = index.title_terms | index.passages[0].counts.keys()
    if any(about.isdisjoint(prepared.standing.same[term.term]) for term in query.terms):
        return prepared
    return replace(prepared, query=replace(query, terms=()))


def _ready(
    question: Question, index: ArticleIndex, pool: Pool
) -> tuple[Prepared, Pool, Collection]:
    """Understand a question of one article; where it has a date, with the article's dates."""
    prepared = prepare(question.text, index.language, index.frequencies, index.vocabulary)
    prepared, collection = stand_in(_of_the_whole(prepared, index), index), index.collection
    sought = seek(question.text, index.language, question.asked or index.article.published)
    if sought:
        collection = index.dated_collection
        pool = [(index, index.with_days(passage)) for _, passage in pool]
        prepared = with_days(prepared, sought, collection.frequencies)
    if prepared.query.wants is Wants.WORDS:
        pool = [(index, index.with_speakers(passage)) for _, passage in pool]
    return prepared, pool, collection
