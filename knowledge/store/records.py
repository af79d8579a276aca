"""Articles, quotes and facts as rows, and back."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from knowledge.model import (
    Article,
    Block,
    BlockKind,
    Bound,
    Curation,
    Fact,
    FactKind,
    Pin,
    Quote,
    Quotes,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

Row = dict[str, Any]


def article_row(article: Article) -> Row:
    """Return the article's columns of `version`, the digest of all of them among these."""
    row: Row = {
        "title": article.title,
        "text": article.text,
        "blocks": [[b.kind, b.span.start, b.span.end, b.level] for b in article.blocks],
        "author": article.author,
        "published": article.published,
        "url": article.url,
        "language": article.language,
        "aliases": list(article.aliases),
        "curation": _curation_row(article.curation),
    }
    return row | {"digest": digest(article)}


def digest(article: Article) -> bytes:
    """Return what two articles share exactly when every field but `version` is equal."""
    content: list[object] = [
        article.id,
        article.title,
        article.text,
        [[b.kind, b.span.start, b.span.end, b.level] for b in article.blocks],
        article.author,
        article.published and article.published.isoformat(),
        article.url,
        article.language,
        article.aliases,
    ]
    if article.curation:
        # Articles without any keep the digest that they had before there were curations.
        content.append(_curation_row(article.curation))
    return hashlib.sha256(json.dumps(content).encode()).digest()


def article_of(article_id: str, row: sa.Row[Any]) -> Article:
    """Return the article that `article_row` took apart."""
    return Article(
        id=article_id,
        title=row.title,
        text=row.text,
        blocks=tuple(
            Block(BlockKind(kind), Span(start, end), level)
            for kind, start, end, level in row.blocks
        ),
        author=row.author,
        published=row.published,
        url=row.url,
        language=row.language,
        aliases=tuple(row.aliases),
        version=row.number,
        curation=_curation_of(row.curation),
    )


def _curation_row(curation: Curation) -> Row | None:
    """Return what the column `curation` holds, None for nothing."""
    if not curation:
        return None
    return {
        "names": curation.names,
        "synonyms": curation.synonyms,
        "pins": [
            [pin.questions, pin.heading, pin.words and [pin.words.start, pin.words.end]]
            for pin in curation.pins
        ],
        "suggested": curation.suggested,
    }


def _curation_of(row: Row | None) -> Curation:
    if row is None:
        return Curation()
    return Curation(
        names=tuple(map(tuple, row["names"])),
        synonyms=tuple(map(tuple, row["synonyms"])),
        pins=tuple(
            Pin(tuple(questions), heading, Span(*words) if words else None)
            for questions, heading, words in row["pins"]
        ),
        suggested=tuple(row["suggested"]),
    )


def quote_rows(article: int, quotes: Quotes) -> list[Row]:
    """Return the rows of `quote`: the quotes, the fragments, those of the headlines."""
    kinds = ((quotes.quotes, ""), (quotes.fragments, "fragment"), (quotes.headlines, "headline"))
    every = [(quote, kind) for found, kind in kinds for quote in found]
    return [
        {
            "article": article,
            "ordinal": ordinal,
            "fragment": kind == "fragment",
            "headline": kind == "headline",
            "spans": [[span.start, span.end] for span in quote.spans],
            "speaker": quote.speaker,
            "speaker_start": quote.speaker_span and quote.speaker_span.start,
            "speaker_end": quote.speaker_span and quote.speaker_span.end,
            "cue": quote.cue,
        }
        for ordinal, (quote, kind) in enumerate(every)
    ]


def quotes_of(rows: Iterable[sa.Row[Any]]) -> Quotes:
    """Return what `quote_rows` took apart; the rows come in its order."""
    quotes: list[Quote] = []
    fragments: list[Quote] = []
    headlines: list[Quote] = []
    for row in rows:
        speaker_span = (
            None if row.speaker_start is None else Span(row.speaker_start, row.speaker_end)
        )
        spans = tuple(Span(start, end) for start, end in row.spans)
        kind = headlines if row.headline else fragments if row.fragment else quotes
        kind.append(Quote(spans, row.speaker, speaker_span, row.cue))
    return Quotes(tuple(quotes), tuple(fragments), tuple(headlines))


def fact_rows(article: int, facts: Iterable[Fact]) -> list[Row]:
    """Return the rows of `fact`."""
    return [
        {
            "article": article,
            "ordinal": ordinal,
            "kind": fact.kind,
            "start": fact.span.start,
            "end": fact.span.end,
            "sentence_start": fact.sentence.start,
            "sentence_end": fact.sentence.end,
            "value": fact.value,
            "unit": fact.unit,
            "subject": fact.subject,
            "subject_start": fact.subject_span and fact.subject_span.start,
            "subject_end": fact.subject_span and fact.subject_span.end,
            "bound": fact.bound,
            "said_by": fact.said_by,
            "role": fact.role,
        }
        for ordinal, fact in enumerate(facts)
    ]


def facts_of(rows: Iterable[sa.Row[Any]]) -> tuple[Fact, ...]:
    """Return what `fact_rows` took apart; the rows come in its order."""
    return tuple(
        Fact(
            FactKind(row.kind),
            Span(row.start, row.end),
            Span(row.sentence_start, row.sentence_end),
            # JSON knows no tuples: a list is a range, (low, high).
            tuple(row.value) if isinstance(row.value, list) else row.value,
            row.unit,
            row.subject,
            None if row.subject_start is None else Span(row.subject_start, row.subject_end),
            Bound(row.bound),
            row.said_by,
            row.role,
        )
        for row in rows
    )
