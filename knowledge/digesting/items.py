"""What a digest says of one article: its line, its figure, its quotation, all in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.model import FactKind, Item, Length
from knowledge.summary.standing import Standing, standings
from knowledge.summary.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex
    from knowledge.model import Fact, Quote, Quotes, Span

LONGEST: Final = 220
"""Characters of a figure's sentence, or of a quotation: a digest is read in passing."""
_SHORTEST_QUOTE: Final = 5
"""Words of a quotation: fewer are an expression, not a statement."""
# Shares, sums and ranks say more by themselves than what is merely counted.
_TELLING: Final = {FactKind.PERCENT: 3, FactKind.MONEY: 3, FactKind.RANK: 2, FactKind.NUMBER: 1}


def item(index: ArticleIndex, quotes: Quotes, facts: Sequence[Fact]) -> Item:
    """Return what a digest says of an article.

    The line is the sentence that stands for the whole; figure and quotation come from other
    sentences, can be read alone and are at most 220 characters long; None where there is none.
    """
    line = next(iter(summarise(index, 1, length=Length.LINE).sentences), None)
    figure, quote = _figure(index, facts, line), _quote(index, quotes, line)
    return Item(index.article, line, figure, quote, bool(quotes.quotes))


def _figure(index: ArticleIndex, facts: Sequence[Fact], line: Span | None) -> Fact | None:
    """Return the most telling figure whose sentence can stand alone; the first of several."""
    text = index.article.text
    sentences = [s for p in index.passages if p.passage.table < 0 for s in p.sentences]
    alone = {
        found.sentence.span
        for found, standing in zip(sentences, standings(index, sentences), strict=True)
        if standing is Standing.ALONE
    }

    def worth(fact: Fact) -> tuple[bool, int, int]:
        return bool(fact.subject), _TELLING[fact.kind], -fact.span.start

    able = [
        fact
        for fact in facts
        if fact.kind in _TELLING
        and any(character.isdigit() for character in fact.span.of(text))
        and fact.sentence in alone
        and len(fact.sentence) <= LONGEST
        and (line is None or not fact.sentence.meets(line))
    ]
    return max(able, key=worth, default=None)


def _quote(index: ArticleIndex, quotes: Quotes, line: Span | None) -> Quote | None:
    """Return the first quotation of some length whose speaker is named.

    One that begins within a sentence is the writer's sentence, and needs the rest of it.
    """
    text = index.article.text
    for quote in quotes.quotes:
        words = quote.text(text)
        if (
            quote.speaker
            and len(words) <= LONGEST
            and len(words.split()) >= _SHORTEST_QUOTE
            and not next(filter(str.isalpha, words), "").islower()
            and (line is None or not any(span.meets(line) for span in quote.spans))
        ):
            return quote
    return None
