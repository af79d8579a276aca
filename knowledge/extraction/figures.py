"""Dates, amounts, shares and numbers in other languages than English, in CLDR's words."""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

from knowledge import cldr
from knowledge.model import Fact, FactKind, Span
from knowledge.text import decimal_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₴": "UAH", "₺": "TRY"} | {
    "₽": "RUB",
    "zł": "PLN",
}
_SIGN = "|".join(map(re.escape, _SIGNS))
_YEAR = r"(?:1[5-9]|20)\d\d"
# "1.000,5", "1 000", and thousands parted by a narrow space.
_NUMBER = r"\d{1,3}(?:[\s\u00a0\u202f]\d{3}){1,4}(?!\d)(?:,\d{1,6})?|\d{1,15}(?:[.,]\d{1,12}){0,6}"


def _any(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first; it matches nothing where there are none."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) or r"(?!)"


@functools.cache
def _dates(language: str) -> re.Pattern[str]:
    month, day = _any(cldr.months(language)), _any(cldr.weekdays(language))
    return re.compile(
        rf"""
        (?P<iso>\b[12]\d{{3}}-\d\d-\d\d\b)
      | \b(?P<d1>\d{{1,2}})\.(?P<m1>\d{{1,2}})\.(?P<y1>[12]\d{{3}})\b
      | \b(?P<d2>\d{{1,2}})(?:\.|º|er)?\s(?:de\s)?(?P<m2>{month})\b\.?
        (?:\s(?:del?\s)?(?P<y2>[12]\d{{3}})\b)?
      | \b(?P<m3>{month})\b\.?\s(?:de\s)?(?P<y3>[12]\d{{3}})\b
      | \b(?P<day>{day})\b
      | \b(?P<year>{_YEAR})\b(?!\s?%)(?![.,]\d)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@functools.cache
def _amounts(language: str) -> re.Pattern[str]:
    scale, percent = _any(cldr.scales(language)), _any(cldr.percents(language) - {"%", ""})
    money = _any(cldr.currencies(language))
    return re.compile(
        rf"""
        (?:(?P<before>{_SIGN})\s?)?
        (?<![\w.,])(?P<number>{_NUMBER})
        (?:[\s\u00a0](?P<scale>{scale})\b\.?(?:[\s\u00a0]de\b)?)?
        (?:
            (?P<percent>[\s\u00a0]?%|[\s\u00a0](?:{percent})\b)
          | [\s\u00a0]?(?P<after>{_SIGN})
          | [\s\u00a0](?P<money>{money})\b
        )?
      | (?P<front>[%])(?P<share>\d{{1,3}}(?:,\d{{1,3}})?)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def _iso(year: str | None, month: int, day: int) -> str | None:
    try:
        return None if year is None else dt.date(int(year), month, day).isoformat()
    except ValueError:
        return None


def _date(match: re.Match[str], language: str) -> str | None:
    g = match.groupdict()
    months = cldr.months(language)
    if g["iso"]:
        year, month, day = g["iso"].split("-")
        return _iso(year, int(month), int(day))
    if g["d1"]:
        return _iso(g["y1"], int(g["m1"]), int(g["d1"]))
    if g["d2"]:
        return _iso(g["y2"], months.get(g["m2"].casefold(), 0), int(g["d2"]))
    if g["m3"]:
        return f"{g['y3']}-{months.get(g['m3'].casefold(), 0):02d}"
    return g["year"]


def _amount(match: re.Match[str], sentence: Span, language: str) -> Fact | None:
    g = match.groupdict()
    value = decimal_number(re.sub(r"\s", "", g["number"] or g["share"]), language)
    if value is None:
        return None
    value = round(value * cldr.scales(language).get((g["scale"] or "").casefold().strip("."), 1), 6)
    span = Span(match.start(), match.start() + len(match.group().rstrip()))
    if g["percent"] or g["front"]:
        return Fact(FactKind.PERCENT, span, sentence, value, "%")
    sign = g["before"] or g["after"]
    if sign:
        return Fact(FactKind.MONEY, span, sentence, value, _SIGNS[sign.casefold()])
    if g["money"]:
        unit = cldr.currencies(language)[g["money"].casefold()]
        return Fact(FactKind.MONEY, span, sentence, value, unit)
    return Fact(FactKind.NUMBER, span, sentence, value)


def find_abroad(text: str, sentence: Span, language: str) -> Iterator[Fact]:
    """Yield the dates and figures of one sentence, in order, none inside another."""
    dates = [
        Fact(FactKind.DATE, Span(*m.span()), sentence, _date(m, language))
        for m in _dates(language).finditer(text, sentence.start, sentence.end)
    ]
    figures = []
    for match in _amounts(language).finditer(text, sentence.start, sentence.end):
        fact = _amount(match, sentence, language)
        if fact is None:
            continue
        inside = [d for d in dates if d.span.meets(fact.span)]
        if all(fact.kind is not FactKind.NUMBER and fact.span.covers(d.span) for d in inside):
            # "2000 Euro" is no year.
            dates = [d for d in dates if d not in inside]
            figures.append(fact)
    yield from sorted([*dates, *figures], key=lambda fact: fact.span)
