"""What answers by its kind alone: an age, a measure, a time of day, without pointing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.marking.kinds import candidates
from knowledge.model import Span
from knowledge.questions.usual import HURT, KILLED
from knowledge.questions.wants import Wants
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.index import ArticleIndex
    from knowledge.questions.question import Query

# What the pointing, which was fitted on English, is not asked elsewhere.
_TOLD_ABROAD = frozenset({Wants.DURATION, Wants.MONEY, Wants.PERCENT, Wants.PLACE})
# "One of them", "28 of whom".
_PART = re.compile(r"\sof\s(?:them|whom)\b", re.IGNORECASE)
# How much more the kind says than what stands nearby.
_KIND = 4.0


def nearness(span: Span, places: Sequence[tuple[int, int, float]]) -> float:
    """Return the idf of the terms around a candidate, halved every few words of distance."""
    nearest: dict[float, float] = {}
    for start, end, weight in places:
        distance = max(0, span.start - end, start - span.end)
        closeness = weight / (1 + distance / 8)
        nearest[weight] = max(nearest.get(weight, 0.0), closeness)
    return sum(nearest.values())


def _places(
    index: ArticleIndex, sentence: Span, idf: Mapping[str, float]
) -> list[tuple[int, int, float]]:
    """Return start, end and idf of the question's terms in a sentence."""
    tokens = tokenise(sentence.of(index.article.text), index.language)
    return [
        (sentence.start + start, sentence.start + end, idf[term])
        for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True)
        if term in idf
    ]


def exact(
    index: ArticleIndex, sentence: Span, query: Query, idf: Mapping[str, float]
) -> Span | None:
    """Return what answers by its kind alone, None where the words must be pointed at."""
    told = query.aspect and query.aspect not in {HURT, KILLED}
    abroad = index.language not in {"en", ""} and query.wants in _TOLD_ABROAD
    if not told and not abroad:
        return None
    found = candidates(index, sentence, query)
    places = _places(index, sentence, idf)
    best = max(found, key=lambda c: _KIND * c.fit + nearness(c.span, places), default=None)
    return best.span if best else None


def not_a_part(index: ArticleIndex, sentence: Span, span: Span, query: Query) -> Span:
    """Return, for "how many were hurt", the two in "two were hurt, one of them seriously"."""
    text = index.article.text
    part = _PART.match(text, span.end, sentence.end)
    if query.word != "how" or not query.plural or part is None:
        return span
    before = candidates(index, Span(sentence.start, span.start), query)
    return max(before, key=lambda one: one.fit).span if before else span
