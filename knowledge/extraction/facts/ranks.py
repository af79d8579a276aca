"""Ranks: "the third largest economy", "came second", "fourth place", "No. 2"."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.facts.words import LOOSE, any_of, figure_words
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b|\bno\. ?\d")
_DIGITS = re.compile(r"\d{1,4}")


@functools.cache
def _ranks(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    ordinal = rf"(?:{words.pattern('ordinals')}|\d{{1,3}}(?:st|nd|rd|th))"
    most = words.pattern("superlatives")
    firm = any_of(set(words.section("superlatives")) - LOOSE)
    positions = words.pattern("positions")
    if language == "de":
        compound = rf"(?P<word>{ordinal[3:-1].partition('|' + chr(92))[0]})"
        return re.compile(
            rf"\b(?:{compound}?(?P<joined>(?:zweit|dritt|viert|fünft|sechst)(?:{most}))"
            rf"|(?P<position>{positions})\s(?P<number>\d{{1,3}}))\b"
        )
    noun = r"(?:\s[a-z][\w’-]*){1,2}?"
    return re.compile(
        rf"""
        \b(?P<o1>{ordinal})[\s-](?P<most>(?:{most})(?:{noun}(?=[.,;:)]|\s(?:in|of|on|for|to|by|with|and|ever|at|after|behind)\b|$))?)
      | \b(?P<o2>{ordinal})[\s-](?P<position>{positions})\b
      | \b(?:{words.pattern("finishes")})\s(?:(?:in|a|joint|equal|only)\s)?(?P<o3>{ordinal})\b
        (?=\s(?:in|with|at|on|behind|among|for|and|after|to|out|from)\b|[.,;:)]|$)
      | \b(?:is|was|are|were|became|become|be|as|for)\s(?:only\s)?(?:the|its|his|her|their)\s
        (?P<o4>{ordinal})\s(?!(?:{most}|{positions})\b)(?P<noun>[a-z][\w’-]+)
      | \b(?:no\.\s?|number\s)(?P<n>\d{{1,3}}|one|two|three|four|five)\b
      | \brank(?:ed|s|ing)\s(?:at\s)?(?P<r>\d{{1,4}})(?:st|nd|rd|th)?\b
      | ['’]s\s(?P<top>(?:{firm})\s[a-z][\w’-]*)
        """,
        re.VERBOSE,
    )


_GERMAN = {"zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6}


def find(text: str, lower: str, forms: AbstractSet[str], language: str) -> Iterator[Fact]:
    """Yield the ranks of a sentence, in order."""
    if language not in {"en", "de"}:
        return
    words = figure_words(language)
    if words.ranking.isdisjoint(forms) and not _ORDINAL.search(lower):
        return
    if language == "de":
        yield from _german(text, lower)
        return
    ordinals = words.section("ordinals")
    for match in _ranks(language).finditer(lower):
        g = match.groupdict()
        name = next(key for key in ("o1", "o2", "o3", "o4", "n", "r", "top") if g[key])
        if name == "top":
            yield _rank(match, "top", "top", 1.0, text)
            continue
        if name == "o4" and (
            g["noun"] in words.section("cycles") or text[match.start("noun")].isupper()
        ):
            continue
        value = _value(g[name] or "", ordinals, words.numbers)
        if not value:
            continue
        unit = {"o1": "most", "o2": "position", "o4": "noun"}.get(name, "")
        start, end = (match.start(name), match.end(unit or name))
        if name == "n":
            start = match.start()
        span = Span(start, end)
        yield Fact(FactKind.RANK, span, span, value, g[unit] or "" if unit else "")


def _german(text: str, lower: str) -> Iterator[Fact]:
    for match in _ranks("de").finditer(lower):
        span = Span(*match.span())
        if match["position"]:
            yield Fact(FactKind.RANK, span, span, float(match["number"]), match["position"])
        elif match["joined"]:
            value = next(v for word, v in _GERMAN.items() if match["joined"].startswith(word))
            noun = re.match(r"\s([A-ZÄÖÜ][\w-]+)", text[span.end : span.end + 60])
            end = span.end + noun.end() if noun else span.end
            most = match["joined"].removeprefix(match["joined"][: len(_prefix(match["joined"]))])
            unit = f"{most}{text[span.end : end]}"
            yield Fact(FactKind.RANK, Span(span.start, end), span, float(value), unit)


def _prefix(joined: str) -> str:
    return next(word for word in _GERMAN if joined.startswith(word))


def _rank(match: re.Match[str], first: str, unit: str, value: float, text: str) -> Fact:
    del text
    span = Span(match.start(first), match.end(unit))
    return Fact(FactKind.RANK, span, span, value, match[unit])


def _value(written: str, ordinals: Mapping[str, str], numbers: Mapping[str, float]) -> float:
    if written in ordinals:
        return float(ordinals[written])
    if written in numbers:
        return numbers[written]
    digits = _DIGITS.match(written)
    return float(digits.group()) if digits else 0.0
