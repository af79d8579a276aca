"""How a value is meant: "up to", "at least", "from 2% to 5%", and ranges of two numbers."""

from __future__ import annotations

import functools
import re

from knowledge.extraction.facts.numbers import Quantity, read_quantity
from knowledge.extraction.facts.words import any_of, figure_words
from knowledge.model import Bound

# How far before a number words like "as many as" may begin, in code points.
_REACH = 28


@functools.cache
def _before(language: str) -> re.Pattern[str]:
    words = figure_words(language).pattern("bounds")
    return re.compile(rf"(?:^|(?<=[\s(“\"—–,-]))({words})\s(?:the\s|a\s)?$")


@functools.cache
def _ends(language: str) -> frozenset[str]:
    """Return the last words of bounds, and the articles that may follow them."""
    words = (phrase.split()[-1] for phrase in figure_words(language).section("bounds"))
    return frozenset([*words, "the", "a"])


@functools.cache
def _after(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s({figure_words(language).pattern('afterwards')})\b")


@functools.cache
def _join(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    bounds = words.pattern("bounds")
    return re.compile(
        rf"\s?(?P<dash>[-–—])\s?|\s(?P<word>{words.pattern('joins')})\s(?:(?:{bounds})\s)?"
    )


@functools.cache
def _change(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(figure_words(language).section('changes'))})\b")


def bound_before(lower: str, start: int, least: int, language: str) -> tuple[Bound, int]:
    """Return the bound whose words end before a number, and where they begin."""
    base = max(least, start - _REACH)
    last = lower[base:start].split()[-1:]
    if not last or last[0].strip('(“"') not in _ends(language):
        return Bound.EXACT, start
    match = _before(language).search(lower[base:start])
    if match is None:
        return Bound.EXACT, start
    return Bound(figure_words(language).section("bounds")[match[1]]), base + match.start(1)


def bound_after(lower: str, end: int, stop: int, language: str) -> tuple[Bound, int]:
    """Return the bound whose words follow a number ("or more"), and where they end."""
    match = _after(language).match(lower, end, stop)
    if match is None:
        return Bound.EXACT, end
    return Bound(figure_words(language).section("afterwards")[match[1]]), match.end()


def second(
    lower: str, first: Quantity, stop: int, language: str, *, between: bool
) -> Quantity | None:
    """Return the other end of a range that begins with a quantity, None where there is none."""
    join = _join(language).match(lower, first.end, stop)
    if join is None:
        return None
    other = read_quantity(lower, join.end(), stop, language)
    if other is None or (first.unit and other.unit and first.unit != other.unit):
        return None
    word = figure_words(language).section("joins").get(join["word"] or "", "")
    if join["dash"] and not (first.digits and other.digits):
        return None
    if word == "and" and not between:
        return None
    if word == "or" and not (first.value < other.value <= 2 * first.value + 10):
        return None
    return other


def together(first: Quantity, other: Quantity) -> tuple[float, float]:
    """Return both ends as they stand; the scale of the second counts for both ("3–4 million")."""
    low = first.value
    if first.scale == 1 < other.scale and first.plain <= other.plain:
        low = round(first.plain * other.scale, 6)
    return low, other.value


def moved(lower: str, start: int, least: int, low: float, high: float, language: str) -> Bound:
    """Return whether "from A to B" is a change, and which way; else it is a range."""
    from_ = lower[max(least, start - 6) : start].split()[-1:]
    if from_ in (["from"], ["von"]) and _change(language).search(lower, least, start):
        return Bound.RISE if high > low else Bound.FALL
    return Bound.RANGE
