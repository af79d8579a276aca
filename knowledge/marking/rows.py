"""Which of several figures told in a row belongs to what a question asks about.

"In Brackton rents rose by 8%, in Marsh by 3%": each figure has words of its own, up to the
comma or "and" that parts it from the next. The pointing, fitted on texts without such rows,
knows little of that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import Kind
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.index import ArticleIndex, SentenceIndex
    from knowledge.questions.question import Query

# What parts one figure of a row from the next.
_PARTS = re.compile(r"[,;]\s|\)\s|\s(?:and|but|while|und|y|et|e|ve|и|та|і|а)\s")
# They count nothing exactly, or are part of a larger number.
_VAGUE = frozenset("several many few hundred thousand million billion trillion one".split())
# One figure with two ends: "between 40 and 50", "from 3 to 5".
_BETWEEN = re.compile(r"^(?:between|from)\b|\d\s?(?:to|[-–])\s?\d", re.IGNORECASE)
_KINDS = (Kind.MONEY, Kind.PERCENT, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class _Share:
    """What a figure's own words have: names the question has, names at all, its words at all."""

    asked_name: bool
    name: bool
    asked: bool
    focus: bool


def _stretches(text: str, sentence: Span, figures: Sequence[Span]) -> list[list[Span]]:
    """Return for each figure the stretches of the sentence that are its own.

    Between two figures, what stands before the last mark that parts them belongs to the
    first, what stands after it to the second; without a mark all of it is the first's.
    """
    own = [[figure] for figure in figures]
    own[0].append(Span(sentence.start, figures[0].start))
    own[-1].append(Span(figures[-1].end, sentence.end))
    for at in range(len(figures) - 1):
        left, right = figures[at].end, figures[at + 1].start
        first = last = right
        for mark in _PARTS.finditer(text, left, right):
            first, last = mark.span()
        own[at].append(Span(left, first))
        own[at + 1].append(Span(last, right))
    return own


def _counts(index: ArticleIndex, sentence: SentenceIndex) -> list[Span]:
    """Return the numbers in words, which are figures only where a unit follows: "killing two"."""
    tokens = index.passage(sentence.sentence.passage).tokens
    classes = index.shape(sentence).classes
    return [
        tokens.span(at, at)
        for at, own in enumerate(classes, sentence.first)
        if own == "count" and tokens.forms[at] not in _VAGUE
    ]


def _row(index: ArticleIndex, sentence: SentenceIndex, span: Span) -> list[Span]:
    """Return the figures of a sentence that are of one kind with that in `span`, in order."""
    chunks = index.chunks(sentence.sentence.span)
    kinds = [kind for chunk, kind in chunks if chunk.meets(span)]
    counts = _counts(index, sentence)
    own = next((one for one in _KINDS if any(one & kind for kind in kinds)), None)
    if own is None:
        if not any(count.meets(span) for count in counts):
            return []
        own = Kind.NUMBER
    found = [chunk for chunk, kind in chunks if kind & own]
    found += counts if own is Kind.NUMBER else []
    row: list[Span] = []
    for one in sorted(found, key=lambda s: (s.start, -s.end)):
        if not row or one.start >= row[-1].end:
            row.append(one)
    return row


def own_figure(
    index: ArticleIndex,
    sentence: SentenceIndex,
    span: Span,
    query: Query,
    idf: Mapping[str, float],
) -> Span:
    """Return the figure of a row that the question asks for; `span`, if it is that or none is.

    A figure told with a name or a year that the question doesn't have gives way to one told
    with that of the question. So does, where somebody asks how much or how many, one that is
    told with neither, or with none of the question's words, if it counts something else.
    """
    row = _row(index, sentence, span)
    chosen = next((at for at, figure in enumerate(row) if figure.meets(span)), -1)
    if chosen < 0 or len(row) < 2:
        return span
    text, place = index.article.text, sentence.sentence.span
    tokens = index.passage(sentence.sentence.passage).tokens
    asked = [(s, t) for s, t in zip(tokens.starts, tokens.terms, strict=True) if t in idf]
    names = [name.span for name in index.cast.within(place)]
    names += [s for s, own in index.chunks(place) if own & (Kind.DATE | Kind.YEAR)]
    names = [n for n in names if not any(n.meets(figure) for figure in row)]
    known = [n for n in names if any(n.start <= start < n.end for start, _ in asked)]

    def share(own: Sequence[Span]) -> _Share:
        inside = {t for start, t in asked if any(o.start <= start < o.end for o in own)}
        return _Share(
            asked_name=any(o.meets(n) for o in own for n in known),
            name=any(o.meets(n) for o in own for n in names),
            asked=bool(inside),
            focus=query.focus in inside,
        )

    shares = [share(own) for own in _stretches(text, place, row)]
    mine = shares[chosen]
    covered = [at for at, figure in enumerate(row) if span.covers(figure)]
    asking = [at for at in covered if shares[at].asked]
    if (
        query.word == "how"
        and len(asking) == 1 < len(covered)
        and not _BETWEEN.search(span.of(text))
    ):
        # "Seven and wounding twenty-one" is two figures, of which one was asked for.
        return row[asking[0]]
    if mine.asked_name:
        return span
    counted = query.word == "how" and not mine.focus
    named = [figure for figure, one in zip(row, shares, strict=True) if one.asked_name]
    if named and (mine.name or counted):
        return named[0]
    told = [figure for figure, one in zip(row, shares, strict=True) if one.asked]
    return told[0] if counted and not mine.asked and len(told) == 1 else span
