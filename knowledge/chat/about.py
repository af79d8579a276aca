"""What is known of an article itself: who wrote it, when, where it stands. Pure."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import MONTHS
from knowledge.model import BlockKind, Span
from knowledge.reading.boilerplate import is_dateline

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from knowledge.model import Article


class Detail(enum.StrEnum):
    """What can be asked about an article itself."""

    AUTHOR = "author"
    PUBLISHED = "published"
    LINK = "link"
    TITLE = "title"
    OUTLET = "outlet"
    LENGTH = "length"
    MACHINE = "machine"  # whether a program wrote it


@dataclass(frozen=True, slots=True)
class Known:
    """What is known. `span` is where the article's text says so itself, None where it doesn't.

    `value` is a name, a web address, a host ("example.org"), a title, the day of
    publication (the line that tells it, where only the text does), or the number of words.
    """

    detail: Detail
    value: str | int | dt.date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing is known: neither the text nor what came with it says so."""

    detail: Detail


# Who signs so is a program, or says that one wrote.
_MACHINES = re.compile(
    r"\b(?:AI|A\.I\.|ChatGPT|GPT(?:-\d\w*)?|OpenAI|LLM|artificial intelligence|language model"
    r"|automated|auto-generated|KI|IA|ШІ|ИИ)(?![\w-])"
)
_SIGNED = frozenset({BlockKind.BYLINE, BlockKind.BOILERPLATE})
# The short lines at the top of a page tell the day too.
_HEAD = 5
_LONGEST_DATELINE = 120
_BY = re.compile(r"(?:by|von|por|par|автор|yazan)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_WEB = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)


def about(article: Article, detail: Detail) -> Known | Missing:
    """Return one thing about an article, or that it isn't known."""
    value: str | int | dt.date | None
    span: Span | None = None
    match detail:
        case Detail.AUTHOR:
            value, span = article.author, _byline(article)
            if not value and span is not None:
                value = span.of(article.text)
        case Detail.PUBLISHED:
            value, span = article.published, _dateline(article)
            if value is None and span is not None:
                value = span.of(article.text)
        case Detail.LINK:
            value = article.url if _WEB.match(article.url) else ""
        case Detail.TITLE:
            value, span = article.title, _title(article)
        case Detail.OUTLET:
            host = _WEB.match(article.url)
            value = host[1].casefold().removeprefix("www.") if host else ""
        case Detail.LENGTH:
            value = words(article)
        case Detail.MACHINE:
            value, span = _machine(article)
    return Known(detail, value, span) if value else Missing(detail)


def words(article: Article) -> int:
    """Return how many words the article's paragraphs and headings have."""
    kinds = {BlockKind.PARAGRAPH, BlockKind.HEADING}
    return sum(
        1
        for block in article.blocks
        if block.kind in kinds
        for _ in _WORD.finditer(article.text, block.span.start, block.span.end)
    )


def _lines(article: Article, kinds: Iterable[BlockKind]) -> list[Span]:
    return [block.span for block in article.blocks if block.kind in kinds]


def _byline(article: Article) -> Span | None:
    """Return the line that names the author: one that says "by" before one that doesn't."""
    lines = _lines(article, {BlockKind.BYLINE})
    name = article.author.casefold()
    naming = [line for line in lines if name and name in line.of(article.text).casefold()]
    signed = [line for line in naming or lines if _BY.match(article.text, line.start, line.end)]
    found = signed or naming
    return found[0] if found else None


def _dateline(article: Article) -> Span | None:
    """Return the day of publication as it is written near the byline or at the top.

    Where nobody else has told the day, the line at the top that says nothing but one.
    """
    day = article.published
    if day is None:
        furniture = (b.span for b in article.blocks[:_HEAD] if b.kind is BlockKind.BOILERPLATE)
        return next((line for line in furniture if is_dateline(line.of(article.text))), None)
    month = MONTHS[day.month - 1]
    name = rf"(?:{month}|{month[:3]}\.?)"
    pattern = re.compile(
        rf"\b(?:{name} 0?{day.day}(?:st|nd|rd|th)?,? {day.year}"
        rf"|0?{day.day}(?:st|nd|rd|th)? {name},? {day.year}|{day.isoformat()})(?!\w)",
        re.IGNORECASE,
    )
    head = [b.span for b in article.blocks[:_HEAD] if len(b.span) <= _LONGEST_DATELINE]
    for line in [*_lines(article, _SIGNED), *head]:
        if found := pattern.search(article.text, line.start, line.end):
            return Span(*found.span())
    return None


def _title(article: Article) -> Span | None:
    lines = _lines(article, {BlockKind.TITLE})
    return lines[0] if lines else None


def _machine(article: Article) -> tuple[str, Span | None]:
    """Return the words that say a program wrote it, and the line; "" where nothing says so.

    Only what surrounds the article counts: an article about AI need not be by one.
    """
    byline = _byline(article)
    if byline is not None and (found := _MACHINES.search(article.text, byline.start, byline.end)):
        return found[0], byline
    for line in _lines(article, _SIGNED):
        if found := _MACHINES.search(article.text, line.start, line.end):
            return found[0], line
    found = _MACHINES.search(article.author)
    return (found[0], None) if found else ("", None)
