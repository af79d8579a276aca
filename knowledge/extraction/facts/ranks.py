"""Ranks: "the third largest economy", "came second", "fourth place", "No. 2"."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.facts.words import LOOSE, any_of, figure_words
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.facts.words import FigureWords

_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b")
_NUMBERED = re.compile(
    r"\b(?:rank(?:ed|s|ing)\s(?:at\s)?(?P<bare>(?=\d))|(?P<n>no\.\s?|number\s))"
    r"(?P<value>\d{1,4}|one|two|three|four|five)(?!\w|[.,:]\d)"
)
_DIGITS = re.compile(r"\d{1,4}")
_NOUN = re.compile(r"[ \u00a0]([A-ZÄÖÜ][\w-]+)")
# "zweitgrößte": the ordinals that German joins to a superlative.
_JOINED = {"zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "acht": 8}


@functools.cache
def _ordinals(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    most = words.pattern("superlatives")
    positions = words.pattern("positions")
    stops = r"in|of|on|for|to|by|with|and|ever|at|after|behind"
    return re.compile(
        rf"""
        (?:
            (?P<finish>\b(?:{words.pattern("finishes")})\s(?:(?:in|a|joint|equal|only)\s)?)
          | (?P<is>\b(?:is|was|are|were|became|become|be|as|for)\s(?:only\s)?(?:the|its|his|her|their)\s)
        )?
        \b(?P<ordinal>{words.pattern("ordinals")}|\d{{1,3}}(?:st|nd|rd|th))
        (?:
            [\s-](?P<most>(?:{most})\b(?:(?:\s[a-z][\w’-]*){{1,2}}?(?=[.,;:)]|\s(?:{stops})\b|$))?)
          | [\s-](?P<position>{positions})\b
          | (?P<alone>)(?=\s(?:in|with|at|on|behind|among|for|and|after|to|out|from)\b|[.,;:)]|$)
          | \s(?P<noun>[a-z][\w’-]+)
        )
        """,  # noqa: E501 -- two alternatives are easier to compare on a line each
        re.VERBOSE,
    )


@functools.cache
def _tops(language: str) -> re.Pattern[str]:
    firm = any_of(set(figure_words(language).section("superlatives")) - LOOSE)
    return re.compile(rf"['’]s\s(?P<top>(?:{firm})\s[a-z][\w’-]*)")


@functools.cache
def _german() -> re.Pattern[str]:
    words = figure_words("de")
    return re.compile(
        rf"\b(?:(?P<ordinal>{any_of(_JOINED)})(?P<most>{words.pattern('superlatives')})"
        rf"|(?P<position>{words.pattern('positions')})\s(?P<number>\d{{1,3}}))\b(?![.,]\d)"
    )


def find(text: str, lower: str, forms: AbstractSet[str], language: str) -> Iterator[Fact]:
    """Yield the ranks of a sentence, its words being `forms`; they may be out of order."""
    if language == "de":
        yield from _in_german(text, lower)
        return
    if language != "en":
        return
    words = figure_words(language)
    if not words.section("ordinals").keys().isdisjoint(forms) or _ORDINAL.search(lower):
        yield from _placed(text, lower, words)
    if not words.section("ranked").keys().isdisjoint(forms) or "no" in forms:
        for match in _NUMBERED.finditer(lower):
            written = match["value"]
            value = words.numbers[written] if written in words.numbers else float(written)
            span = Span(match.start() if match["n"] else match.start("value"), match.end())
            yield Fact(FactKind.RANK, span, span, value)
    if not words.tops.isdisjoint(forms):
        for match in _tops(language).finditer(lower):
            span = Span(*match.span("top"))
            yield Fact(FactKind.RANK, span, span, 1.0, match["top"])


def _placed(text: str, lower: str, words: FigureWords) -> Iterator[Fact]:
    """Yield what an ordinal ranks; one alone only where somebody finishes so or is the n-th."""
    for match in _ordinals("en").finditer(lower):
        noun, start = match["noun"], match.start("ordinal")
        if (
            match["position"]
            and lower.endswith("in the ", 0, start)
            and match["ordinal"] == "first"
        ):
            continue  # "why he went in the first place"
        if match["alone"] is not None and not match["finish"]:
            continue
        if noun and not (
            match["is"]
            and noun not in words.section("cycles")
            and text[match.start("noun")].islower()
        ):
            continue
        written = match["ordinal"]
        digits = _DIGITS.match(written)
        value = float(digits.group() if digits else words.section("ordinals")[written])
        span = Span(start, match.end())
        unit = match["most"] or match["position"] or noun or ""
        yield Fact(FactKind.RANK, span, span, value, unit)


def _in_german(text: str, lower: str) -> Iterator[Fact]:
    for match in _german().finditer(lower):
        span = Span(*match.span())
        if match["position"]:
            yield Fact(FactKind.RANK, span, span, float(match["number"]), match["position"])
            continue
        noun = _NOUN.match(text, span.end)
        span = Span(span.start, noun.end() if noun else span.end)
        unit = text[match.start("most") : span.end]
        yield Fact(FactKind.RANK, span, span, float(_JOINED[match["ordinal"]]), unit)
