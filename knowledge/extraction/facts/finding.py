"""An article's facts: figures with their subjects and sources, people, organisations, places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.extraction.facts.figures import find_in
from knowledge.extraction.facts.named import Named
from knowledge.extraction.facts.sources import Sources, said_by
from knowledge.extraction.facts.subjects import Subjects
from knowledge.extraction.names import Cast
from knowledge.model import Fact, Quotes

if TYPE_CHECKING:
    from knowledge.model import Article, Outline


def find_facts(
    article: Article,
    outline: Outline,
    language: str = "en",
    *,
    cast: Cast | None = None,
    quotes: Quotes | None = None,
) -> tuple[Fact, ...]:
    """Find an article's facts, in its order; who and what is named, once, where first named.

    `cast` and `quotes` are the article's; a cast is made where none is given, and without
    quotations nobody is known to have said anything in one.
    """
    text = article.text
    spans = [sentence.span for sentence in outline.sentences]
    cast = cast or Cast(text, spans)
    sources = Sources(text, cast, quotes or Quotes(), language)
    facts: list[Fact] = []
    for span in spans:
        found = find_in(text, span, language, article.published)
        if not found:
            continue
        told = sources.of(span)
        subjects = Subjects(text, span, cast, language).of(found)
        facts += [
            Fact(
                fact.kind,
                fact.span,
                span,
                fact.value,
                fact.unit,
                subject,
                place,
                fact.bound,
                said_by(told, fact.span),
            )
            for fact, (subject, place) in zip(found, subjects, strict=True)
        ]
    facts += Named(text, cast, language).facts(spans)
    return tuple(sorted(facts, key=lambda fact: (fact.span.start, fact.span.end)))
