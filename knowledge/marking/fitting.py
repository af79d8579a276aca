"""Which of the words pointed at are of the kind that a question asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import Kind
from knowledge.marking.beside import date_beside, nearness, place_beside, places_of
from knowledge.marking.figures import CLOCK_TIME, free
from knowledge.marking.kinds import candidates
from knowledge.marking.pointing import Pointed
from knowledge.marking.somebody import bearer, somebody
from knowledge.model import FactKind, Span
from knowledge.questions.question import Wants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex
    from knowledge.marking.pointing import Pointer

TIMED = Kind.DURATION | Kind.DATE | Kind.YEAR | Kind.AGE
"""What tells a time."""
TIME_OF_DAY = re.compile(r"\d{1,2}:\d\d")
TIMES = frozenset(
    """
    second seconds minute minutes hour hours day days night nights week weeks weekend month months
    quarter year years decade decades century centuries millennia long brief permanently forever
    indefinitely until since
    """.split()
)
"""Words that tell a length of time."""
# What a time is told by that has no date: another event, a part of a day or of a life.
_WHENCE = TIMES | frozenset(
    """
    after afternoon age always ancient antiquity before birth birthday childhood christmas currently
    dawn daily during easter eon eons epoch era eras evening ever following ice later midnight
    modern morning never noon nowadays often once present presently recently season seasons shortly
    sometimes soon spring summer autumn fall winter then time times today tomorrow tonight
    upon war when whenever while yesterday yet youth
    """.split()
)
# Code points in which the word before an answer begins.
_LEAD = 24
_WORD = re.compile(r"[^\W\d_]+")


def of_kind(
    index: ArticleIndex, passage: int, sentence: Span, found: Sequence[Pointed], pointer: Pointer
) -> list[Pointed] | Span:
    """Return those of the spans pointed at that are of the kind asked for.

    A span where what stands beside the question's words, or the kind alone, tells the answer;
    the sentence itself where nothing shorter does.
    """
    query, idf = pointer.query, pointer.idf
    text = index.article.text
    if query.wants is Wants.MONEY:
        nothing = free(index, sentence, query) if query.brief else []
        return _of_money(index, sentence, found) or (nothing[0] if nothing else list(found))
    if query.wants is Wants.PLACE:
        found = [one for one in found if not _is_clock(text, one.span)]
        asks = query.brief and query.word == "where"
        beside = place_beside(index, passage, sentence, idf) if asks else None
        return beside if beside and not any(o.span.meets(beside) for o in found[:1]) else found
    if query.wants is Wants.PERSON or query.role:
        found = somebody(index, sentence, found, query)
        if (bearing := bearer(index, sentence, found, query)) is not None:
            return bearing
        capitals = any(c.isupper() for one in found[:1] for c in one.span.of(text))
        return sentence if query.role and not capitals else found
    if query.wants is Wants.DATE and query.certain:
        times = candidates(index, sentence, query)
        told = [one.span for one in times]
        beside = date_beside(index, passage, sentence, idf, told) if query.brief else None
        if beside is not None:
            return beside
        found = _timely(index, sentence, found, told)
        if times and not found:
            places = places_of(index, passage, idf)
            return max(times, key=lambda one: one.fit + nearness(one.span, places)).span
    return list(found)


def _timely(
    index: ArticleIndex, sentence: Span, found: Sequence[Pointed], told: Sequence[Span]
) -> list[Pointed]:
    """Return those of the spans pointed at that tell a time, as what answers "when" does.

    `told` are the times that the sentence tells. Where the spans have none of them, one that
    goes by an event may do: "after the war".
    """
    text = index.article.text
    times = [*told, *(span for span, kind in index.chunks(sentence) if kind & TIMED)]
    times += [Span(*m.span()) for m in TIME_OF_DAY.finditer(text, sentence.start, sentence.end)]
    dated = [one for one in found if any(one.span.meets(time) for time in times)]
    return dated or [one for one in found if not told and _is_of_event(text, sentence, one.span)]


def _is_of_event(text: str, sentence: Span, span: Span) -> bool:
    """Whether words tell a time without a date: the first or last of them, or the one before."""
    before = text[max(sentence.start, span.start - _LEAD) : span.start].casefold().split()
    words = _WORD.findall(span.of(text).casefold())
    return not _WHENCE.isdisjoint([*before[-1:], *words[:1], *words[-1:]])


def _of_money(index: ArticleIndex, sentence: Span, found: Sequence[Pointed]) -> list[Pointed]:
    """Return those of the spans pointed at that are sums; [] where the sentence has none."""
    sums = [f.span for f in index.figures(sentence) if f.kind is FactKind.MONEY]
    priced = [one for one in found if any(one.span.meets(span) for span in sums)]
    return priced or [Pointed(span, 0.0, 1.0) for span in sums[:1]]


def _is_clock(text: str, span: Span) -> bool:
    """Whether a span is a time of day: nobody meets at 7pm when asked where."""
    return CLOCK_TIME.fullmatch(text, span.start, span.end) is not None
