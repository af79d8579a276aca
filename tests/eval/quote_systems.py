"""What finds quotations: this project, a regular expression, textacy where it is installed."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation: its parts with their marks, and where its speaker is mentioned."""

    spans: tuple[tuple[int, int], ...]
    mention: tuple[int, int] | None = None
    speaker: str = ""


class QuoteSystem(Protocol):
    """Something that finds quotations."""

    name: str

    def find(self, article_id: str, title: str, text: str, language: str) -> Sequence[Said]:
        """Return an article's quotations."""
        ...


class Verbatim:
    """This project, as the command line calls it: the language is told, not declared."""

    name = "verbatim"

    def find(self, article_id: str, title: str, text: str, language: str) -> Sequence[Said]:
        """Return an article's quotations; reading and outlining are part of the time."""
        del language
        article = from_plain(article_id, text, title=title)
        return [
            Said(
                tuple((span.start, span.end) for span in quote.spans),
                quote.speaker_span and (quote.speaker_span.start, quote.speaker_span.end),
                quote.speaker,
            )
            for quote in ArticleIndex(article).quotes.quotes
        ]


class Pattern:
    """A regular expression: what stands between two marks, its speaker beside a verb of saying."""

    name = "regex"
    _marked = re.compile(r"[“\"]([^“”\"\n]+)[”\"]")
    _german = re.compile(r"[„“\"»]([^„“”\"»«\n]+)[“”\"«]")
    _name = r"(?:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}|he|she|they|He|She|They|er|sie)"
    _after = re.compile(
        rf"[\s,]*(?:(?P<one>{_name}) (?:said|says|told|added|asked|wrote)"
        rf"|(?:said|says|added|asked|wrote|sagte|so|erklärte) (?P<two>{_name}))"
    )
    _before = re.compile(rf"(?P<one>{_name}) (?:said|says|added|asked|wrote|told)\b[^.\n]{{0,40}}$")

    def find(self, article_id: str, title: str, text: str, language: str) -> Sequence[Said]:
        """Return every string in marks of four words or more."""
        del article_id, title
        found = []
        for match in (self._german if language == "de" else self._marked).finditer(text):
            if len(match[1].split()) < 4:
                continue
            beside = self._after.match(text, match.end())
            beside = beside or self._before.search(
                text[max(0, match.start() - 100) : match.start()]
            )
            mention = None
            if beside is not None:
                group = "one" if beside["one"] else "two"
                shift = 0 if beside.re is self._after else max(0, match.start() - 100)
                mention = (beside.start(group) + shift, beside.end(group) + shift)
            found.append(Said((match.span(),), mention))
        return found


class Textacy:
    """`textacy.extract.direct_quotations` over spaCy's small English model."""

    name = "textacy"

    def __init__(self) -> None:
        import spacy
        from textacy.extract import triples

        self._nlp: Any = spacy.load("en_core_web_sm")
        self._extract: Any = triples.direct_quotations

    def find(self, article_id: str, title: str, text: str, language: str) -> Sequence[Said]:
        """Return its quotations; it raises on an odd number of marks."""
        del article_id, title, language
        found = []
        for quote in self._extract(self._nlp(text)):
            content, speaker = quote.content, quote.speaker
            mention = (speaker[0].idx, speaker[-1].idx + len(speaker[-1])) if speaker else None
            found.append(Said(((content.start_char, content.end_char),), mention))
        return found


def quote_systems() -> list[QuoteSystem]:
    """Return the systems, this project first."""
    found: list[QuoteSystem] = [Verbatim(), Pattern()]
    if all(importlib.util.find_spec(n) for n in ("textacy", "spacy", "en_core_web_sm")):
        found.append(Textacy())
    return found
