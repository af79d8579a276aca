"""Shares in words and amounts that have no number: "two thirds", "one in five", "dozens of"."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.facts.bounds import bound_before
from knowledge.extraction.facts.counted import counted
from knowledge.extraction.facts.words import any_of, figure_words
from knowledge.model import Bound, Fact, FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.facts.words import FigureWords

_ALL = 100
_DIGIT = re.compile(r"\d")


@functools.cache
def _fractions(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    count = any_of([*words.numbers, *words.section("articles")])
    fraction = words.pattern("fractions")
    if language == "de":
        return re.compile(
            rf"\b(?:(?:die|der)\s(?P<half>hälfte)|(?P<of>{count})\s(?P<part>{fraction}))\b"
        )
    return re.compile(
        rf"""
        \b(?:
            (?P<count>{any_of(words.numbers)})[\s-](?P<parts>{fraction})\b
          | (?P<of>an?|one)[\s-](?P<part>{fraction})\b(?=\sof\b|\s(?:more|less|fewer)\b|[.,;])
          | (?<!\bfirst\s)(?<!\bsecond\s)(?P<half>half)\b
            (?=\sof\b|\sthe\b|\sits\b|\stheir\b|[.,;]|\swere\b|\sare\b|\swas\b|\sis\b)
        )
        """,
        re.VERBOSE,
    )


@functools.cache
def _among(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    number = rf"\d{{1,3}}|{any_of(words.numbers)}"
    return re.compile(
        rf"\b(?P<part>{number})\s(?:{words.pattern('among')})\s(?:every\s)?(?P<whole>{number})\b"
        r"(?![.,%:]?\d|%)"
    )


@functools.cache
def _vague(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    durations = words.pattern("durations")
    some = any_of(w for w, v in words.section("vague").items() if v == "some")
    masses = any_of(w for w, v in words.section("vague").items() if v != "some")
    of, half = (r"\sof", r"half\san?") if language == "en" else ("", "(?!)")
    return re.compile(
        rf"\b(?:(?:(?P<half>{half})|(?P<some>{some}))\s(?P<unit>{durations})\b|(?P<mass>{masses})(?P<of>{of})\b)"
    )


def find(text: str, lower: str, forms: AbstractSet[str], language: str) -> Iterator[Fact]:
    """Yield the shares and vague amounts of a sentence; the two may be out of order."""
    if language not in {"en", "de"}:
        return
    words = figure_words(language)
    if not words.fractional.isdisjoint(forms):
        yield from _parts(lower, words)
    if (
        language == "en"
        and not {"in", "out"}.isdisjoint(forms)
        and (_DIGIT.search(lower) or not words.numbers.keys().isdisjoint(forms))
    ):
        yield from _one_in_five(lower, words)
    if not words.massed.isdisjoint(forms) or "half" in forms:
        yield from _masses(text, lower, words)


def _parts(lower: str, words: FigureWords) -> Iterator[Fact]:
    for match in _fractions(words.language).finditer(lower):
        groups = match.groupdict()
        whole = _whole(groups, words.section("fractions"))
        count = words.numbers.get(groups.get("count") or groups.get("of") or "", 1.0)
        share = round(100 * count / whole, 4)
        if 0 < share <= _ALL:
            yield _share(lower, Span(*match.span()), share, words.language)


def _one_in_five(lower: str, words: FigureWords) -> Iterator[Fact]:
    for match in _among(words.language).finditer(lower):
        part, whole = (_number(match[name], words.numbers) for name in ("part", "whole"))
        follows = lower[match.end() : match.end() + 12].split()[:1]
        timed = bool(follows) and follows[0].strip(".,") in words.section("durations")
        if 0 < part < whole and not timed:
            share = round(100 * part / whole, 4)
            yield _share(lower, Span(*match.span()), share, words.language)


def _masses(text: str, lower: str, words: FigureWords) -> Iterator[Fact]:
    for match in _vague(words.language).finditer(lower):
        span = Span(*match.span())
        if match["unit"]:
            unit = words.section("durations")[match["unit"]]
            value = 0.5 if match["half"] else None
            yield Fact(FactKind.DURATION, span, span, value, unit)
            continue
        noun = counted(text, lower, match.end(), len(lower), words.language, one=False)
        if noun is not None:
            mass = Span(match.start(), match.end("mass"))
            yield Fact(FactKind.NUMBER, mass, mass, None, noun.of(text))


def _whole(groups: Mapping[str, str | None], fractions: Mapping[str, str]) -> float:
    part = groups.get("parts") or groups.get("part")
    return float(fractions[part]) if part else 2.0


def _number(written: str, numbers: Mapping[str, float]) -> float:
    return numbers[written] if written in numbers else float(written)


def _share(lower: str, span: Span, share: float, language: str) -> Fact:
    bound, start = bound_before(lower, span.start, 0, language)
    if bound is Bound.RANGE:
        bound, start = Bound.EXACT, span.start
    whole = Span(start, span.end)
    return Fact(FactKind.PERCENT, whole, whole, share, "%", bound=bound)
