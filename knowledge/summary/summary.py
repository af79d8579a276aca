"""A few of an article's own sentences that stand for the whole.

Whole sentences in the article's order, each of which can be read without what was left
out. `standing` says which can, `worth` what a summary should have, `choosing` weighs the
choices against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.model import Length, Summary
from knowledge.summary.choosing import Worth, choose, grown, pool
from knowledge.summary.standing import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex, SentenceIndex
    from knowledge.model import Span

SENTENCES = {Length.LINE: 1, Length.SHORT: 2, Length.NORMAL: 3, Length.LONG: 6}
# Words of a summary for each sentence it may have: editors' highlights have 31 in three.
_WORDS = 31 / 3
# One or two sentences are to say as much as two can.
_FEWEST = 2
# Who asks for more than the short summary is shown more than a long first sentence.
_LEAST = {Length.NORMAL: 2}
# More sentences than this sum nothing up.
_MOST = 50
# Characters: a line of a digest.
_LINE = 200
_SHORTEST_LINE = 40
_OPENING = frozenset('“"«„‘')
_QUOTATION = 0.8


def summarise(index: ArticleIndex, sentences: int = 3, *, length: Length | None = None) -> Summary:
    """Choose at most `sentences` sentences, in the article's order; a `length` says how many.

    Fewer where more would only add words: at least one where there is any text. None is
    boilerplate, since no passage has any. A long summary of an article with sections has
    a sentence of each, as far as they go.
    """
    most = min(SENTENCES[length] if length else sentences, _MOST)
    found = [s for p in index.passages if p.passage.table < 0 for s in p.sentences]
    if not found or most < 1:
        return Summary(index.article, ())
    standing = standings(index, found)
    if Standing.ALONE not in standing:
        # Nothing can be read by itself: then what is next to that, or all of it, has to do.
        last = Standing.LEANS if Standing.LEANS in standing else Standing.NEVER
        standing = [Standing.ALONE if one is last else Standing.NEVER for one in standing]
    among = [p for p, one in enumerate(standing) if one is not Standing.NEVER]
    worth = Worth.of(index, found, standing, _WORDS * max(most, _FEWEST))
    sections = _sections(index, found, among) if length is Length.LONG else []
    if length is Length.LINE:
        chosen = [_line(index.article.text, worth, found, standing)]
    elif sections:
        chosen = _of_each(worth, sections, most)
    else:
        chosen = choose(worth, among, most, _LEAST.get(length, 1) if length else 1)
    spans = tuple(found[place].sentence.span for place in chosen)
    headings: tuple[Span | None, ...] = ()
    if sections:
        passages = [index.outline.passages[found[place].sentence.passage] for place in chosen]
        headings = tuple(index.section(passage).heading_span for passage in passages)
    return Summary(index.article, spans, headings)


def _line(
    text: str, worth: Worth, found: Sequence[SentenceIndex], standing: Sequence[Standing]
) -> int:
    """Return the best sentence by itself; too long for a line, or a quotation, it is worth less."""

    def value(place: int) -> tuple[bool, float]:
        span = found[place].sentence.span
        size = len(span)
        quoted = _QUOTATION if text[span.start] in _OPENING else 1.0
        return size >= _SHORTEST_LINE, worth.alone(place) * quoted * min(1.0, _LINE / size)

    return max((p for p, one in enumerate(standing) if one is Standing.ALONE), key=value)


def _sections(
    index: ArticleIndex, found: Sequence[SentenceIndex], among: Sequence[int]
) -> list[list[int]]:
    """Return the sentences by heading, in order; nothing where there are no two headings."""
    by_heading: dict[str, list[int]] = {}
    for place in among:
        passage = index.outline.passages[found[place].sentence.passage]
        by_heading.setdefault(index.section(passage).heading, []).append(place)
    return list(by_heading.values()) if len(set(by_heading) - {""}) > 1 else []


def _of_each(worth: Worth, sections: Sequence[Sequence[int]], most: int) -> list[int]:
    """Return a sentence of each section, of those worth most where they are too many."""
    best = [pool(worth, section, 1)[:1] for section in sections]
    leading = sorted((p for places in best for p in places), key=lambda p: -worth.alone(p))[:most]
    every = pool(worth, [p for section in sections for p in section], 2 * most)
    return sorted(grown(worth, sorted(leading), every, most))
