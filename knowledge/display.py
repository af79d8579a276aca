"""Results as lines for a person at a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from knowledge.model import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.model import (
        Abstention,
        Article,
        Fact,
        Outline,
        Quotes,
        Span,
        Summary,
    )


def _line(article: Article, span: Span) -> str:
    return " ".join(span.of(article.text).split())


def _marked(article: Article, sentence: Span, answer: Span) -> str:
    """Return a sentence with the answer in bold on a terminal, between asterisks elsewhere."""
    on, off = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("**", "**")
    text = article.text
    before, after = text[sentence.start : answer.start], text[answer.end : sentence.end]
    return " ".join(f"{before}{on}{answer.of(text)}{off}{after}".split())


def result(result: Answer | Abstention, *, explain: bool) -> None:
    """Print an answer or an abstention; `explain` adds what its score is made of."""
    if isinstance(result, Answer):
        best = result.hits[0]
        if result.about_bot:
            print("About this bot")
        print(f"▌{_marked(best.article, best.sentence, result.span)}")
        speaker = result.speaker or "the article itself"
        date = best.article.published.isoformat() if best.article.published else ""
        parts = (speaker, best.section.heading, best.article.title, date)
        print(" · ".join(part for part in parts if part))
    else:
        print("The article doesn’t say." if result.hits else "There is no article to ask.")
        if result.hits:
            print("Nearest:")
        for hit in result.hits:
            print(f"▌{_line(hit.article, hit.sentence)}")
    if explain:
        _explain(result)


def _explain(result: Answer | Abstention) -> None:
    print()
    if not isinstance(result, Answer):
        print(f"reason      {result.reason.value}, missing: {', '.join(result.missing) or '-'}")
    print(f"confidence  {result.confidence:.3f}, from:")
    for name, value in result.features.items():
        print(f"  {name:<14} {value:7.3f}")
    for place, hit in enumerate(result.hits, start=1):
        where = f"{hit.article.id} [{hit.passage.span.start}, {hit.passage.span.end})"
        print(f"{place}. {hit.score:7.3f}  {where}  {_line(hit.article, hit.sentence)[:60]}")


def quotes(article: Article, quotes: Quotes) -> None:
    """Print quotations under their speakers."""
    print(article.title)
    for quote in quotes.quotes:
        print(f"  {quote.speaker or 'Speaker not named'}:")
        for span in quote.spans:
            print(f"    ▌{_line(article, span)}")


def facts(article: Article, facts: Iterable[Fact]) -> None:
    """Print facts, one a line."""
    print(article.title)
    for fact in facts:
        about = f"  ({fact.subject})" if fact.subject else ""
        print(f"  {fact.kind.value:<12} {_line(article, fact.span)}{about}")


def summary(summary: Summary) -> None:
    """Print a summary."""
    print(summary.article.title)
    for span in summary.sentences:
        print(f"  ▌{_line(summary.article, span)}")


def understood(article: Article, outline: Outline) -> None:
    """Print how an article was read: what is known of it, its sections, their passages."""
    print(article.title)
    known = (article.author, article.published, article.language, article.url)
    print("  " + " · ".join(str(value) for value in known if value))
    for section in outline.sections:
        print(f"\n{section.heading or '(before the first heading)'}")
        for passage in outline.passages:
            if section.span.covers(passage.span):
                print(f"  ▌{_line(article, passage.span)}")
