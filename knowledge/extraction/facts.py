"""Facts: percentages, money, counts, dates and people, each with what it is about."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.extraction.names import Cast
from knowledge.lexicon import (
    FUNCTION_WORDS,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NUMBER_WORDS,
    SCALES,
    WEEKDAYS,
)
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.model import Article, Outline

_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₴": "UAH"}
_CURRENCY_WORDS = {
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "yen": "JPY",
    "rupee": "INR",
    "hryvnia": "UAH",
}
_HEDGE = (
    r"(?:up\sto|at\sleast|at\smost|more\sthan|less\sthan|fewer\sthan|as\s(?:many|much)\sas|nearly"
    r"|almost|about|around|approximately|roughly|some|over|under|an\sestimated|a\srecord)\s"
)
_DIGITS = r"\d{1,15}(?:[.,]\d{1,12}){0,6}"
_WORD_NUMBER = "|".join(
    sorted((w for w in NUMBER_WORDS if w not in {"zero", "half", "one"}), key=len)[::-1]
)
_SCALE = rf"(?:\s?(?:{'|'.join(SCALES)})\b)"
_COUNTRY_PREFIX = r"(?:US|A|C|NZ|HK)?"
_AMOUNT = re.compile(
    rf"""
    (?P<hedge>{_HEDGE})?
    (?:(?P<currency>{_COUNTRY_PREFIX}[$€£¥₹₴])\s?)?
    (?<![\w.,])(?P<low>{_DIGITS}|(?:{_WORD_NUMBER})(?:[ -](?:{_WORD_NUMBER}))?\b)
    (?P<lowscale>{_SCALE})?
    (?:\s?%|\s?per\s?cent\b)?
    (?:\s?(?:-|–|to)\s?[$€£¥₹₴]?(?P<high>{_DIGITS}))?
    (?P<scale>{_SCALE})?
    (?:
        (?P<percent>\s?%|\s(?:per\s?cent|percent)(?:age\spoints?)?\b)
      | \s(?P<money>(?:dollar|euro|pound|yen|rupee|hryvnia)s?)\b
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERCENT = re.compile(r"%|per\s?cent", re.IGNORECASE)
_MONTH = rf"(?P<{{0}}>{'|'.join([*MONTHS, *MONTH_ABBREVIATIONS])})\.?"
_DATE = re.compile(
    rf"""
    \b(?:(?:{"|".join(WEEKDAYS)}),?\s)?
    (?:
        {_MONTH.format("m1")}\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y1>[12]\d{{3}})\b)?
      | (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH.format("m2")}\b(?:,?\s(?P<y2>[12]\d{{3}})\b)?
      | {_MONTH.format("m3")}\s(?P<y3>[12]\d{{3}})\b
      | (?P<iso>[12]\d{{3}}-\d\d-\d\d)\b
      | (?<=\bin\s|\bby\s)(?P<y4>(?:1[5-9]|20)\d\d)\b(?!\s?%)
      | (?<=since\s|until\s)(?P<y5>(?:1[5-9]|20)\d\d)\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"\b(?:(?:last|next|this|on)\s)?(?:{'|'.join(WEEKDAYS)})(?:\s(?:morning|afternoon|evening|night))?\b"
    r"|\b(?:yesterday|today|tomorrow|last (?:week|month|year|night)|next (?:week|month|year))\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s((?:[a-z][\w’-]*\s){0,2}?[a-z][\w’-]*s)\b")
_OF_WHAT = re.compile(
    r"(?:\sof)?\s(GDP|(?:the\s)?(?:country’s\s)?(?:economy|population|vote|total))\b"
)


# What any figure or date has: these are looked for only where one of them stands.
_NUMERIC = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+")
_NUMBERED = frozenset(NUMBER_WORDS)
_DAYS = frozenset([*WEEKDAYS, "yesterday", "today", "tomorrow", "last", "next"])


def _plain_number(written: str) -> float | None:
    folded = written.casefold().strip()
    if folded[:1].isdigit():
        commas = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", folded)
        try:
            return float(folded.replace(",", "") if commas else folded.replace(",", "."))
        except ValueError:
            return None
    parts = [NUMBER_WORDS.get(part) for part in re.split(r"[ -]", folded)]
    if None in parts:
        return None
    tens, *rest = (p for p in parts if p is not None)
    return float(tens * rest[0] if rest and rest[0] >= 100 else tens + sum(rest))


def _scaled(written: str, scale: str | None) -> float | None:
    number = _plain_number(written)
    if number is None:
        return None
    factor = SCALES.get((scale or "").strip().casefold(), 1.0)
    # Decimal steps keep 4.12 from becoming 4.119999999.
    return round(number * factor, 6)


def _amount(text: str, match: re.Match[str], sentence: Span) -> Fact | None:
    low, high = match["low"], match["high"]
    scale = match["scale"] or match["lowscale"]
    value: float | tuple[float, float] | None = _scaled(low, match["lowscale"] or match["scale"])
    if high is not None and isinstance(value, float):
        top = _scaled(high, scale)
        value = (value, top) if top is not None and top > value else value
    if value is None:
        return None
    span = Span(match.start(), len(match.group().rstrip()) + match.start())
    inside = match.group()
    if match["percent"] or _PERCENT.search(inside):
        of = _OF_WHAT.match(text, span.end, sentence.end)
        return Fact(
            FactKind.PERCENT, Span(span.start, of.end() if of else span.end), sentence, value, "%"
        )
    if match["currency"]:
        return Fact(FactKind.MONEY, span, sentence, value, _CURRENCIES[match["currency"][-1]])
    if match["money"]:
        unit = _CURRENCY_WORDS[match["money"].casefold().removesuffix("s")]
        return Fact(FactKind.MONEY, span, sentence, value, unit)
    counted = _COUNTED.match(text, span.end, sentence.end)
    unit = counted[1] if counted else ""
    if unit.rpartition(" ")[2] in FUNCTION_WORDS:
        unit = ""
    if not unit and not low[0].isdigit():
        return None  # "one thing", "at one time": no figure
    return Fact(FactKind.NUMBER, span, sentence, value, unit)


def _day(month: str, day: str | None, year: str | None) -> str | None:
    """Return an ISO date, or None where the year is unknown: no year is invented."""
    names = [m for m in MONTHS if m.startswith(month.casefold()[:3])]
    if year is None or not names:
        return None
    if day is None:
        return f"{year}-{MONTHS.index(names[0]) + 1:02d}"
    try:
        return dt.date(int(year), MONTHS.index(names[0]) + 1, int(day)).isoformat()
    except ValueError:
        return None


def _calendar_day(written: str) -> str | None:
    try:
        return dt.date.fromisoformat(written).isoformat()
    except ValueError:
        return None


def _date(match: re.Match[str], sentence: Span) -> Fact:
    g = match.groupdict()
    value: str | None = _calendar_day(g["iso"]) if g["iso"] else g["y4"] or g["y5"]
    for month, day, year in (("m1", "d1", "y1"), ("m2", "d2", "y2")):
        if g[month]:
            value = _day(g[month], g[day], g[year])
    if g["m3"]:
        value = _day(g["m3"], None, g["y3"])
    return Fact(FactKind.DATE, Span(*match.span()), sentence, value)


def find_in(text: str, sentence: Span, language: str = "en") -> Iterator[Fact]:
    """Yield the dates and figures of one sentence, in order, none inside another."""
    if language != "en":
        from knowledge.extraction.figures import find_abroad

        yield from find_abroad(text, sentence, language)
        return
    words = set(_WORD.findall(sentence.of(text).casefold()))
    numeric = _NUMERIC.search(text, sentence.start, sentence.end) is not None
    dates, figures = [], []
    if numeric:
        dates = [_date(m, sentence) for m in _DATE.finditer(text, sentence.start, sentence.end)]
    if not words.isdisjoint(_DAYS):
        dates += [
            Fact(FactKind.DATE, Span(*m.span()), sentence)
            for m in _WEEKDAY.finditer(text, sentence.start, sentence.end)
            if not any(d.span.meets(Span(*m.span())) for d in dates)
        ]
    counted = numeric or not words.isdisjoint(_NUMBERED)
    for match in _AMOUNT.finditer(text, sentence.start, sentence.end) if counted else ():
        fact = _amount(text, match, sentence)
        if fact is not None and not any(d.span.meets(fact.span) for d in dates):
            figures.append(fact)
    yield from sorted([*dates, *figures], key=lambda fact: fact.span)


_TARGET_OF = re.compile(r"(?P<noun>[a-z][\w’-]{2,}) of (?:the )?$")
_HEAD_NOUN = re.compile(r"(?: [a-z][\w’-]*){0,3} (?P<noun>[a-z][\w’-]*)(?=[.,;:!?)]|$)")


def _subject(text: str, fact: Fact, cast: Cast) -> str:
    """Return what a figure is about, or "".

    In this order: the name before its bracket ("Estonia (3.43%)"), what is counted
    ("23 members"), the noun beside it ("a target of 2%", "5% GDP benchmark"), the
    first name before it in its sentence.
    """
    if fact.kind is FactKind.DATE:
        return ""
    start, end = fact.sentence.start, fact.sentence.end
    before = cast.within(Span(start, fact.span.start))
    bracketed = text[max(start, fact.span.start - 1) : fact.span.start] == "("
    if bracketed and before and fact.span.start - before[-1].span.end <= 2:
        return before[-1].text
    if fact.kind is FactKind.NUMBER and fact.unit:
        return fact.unit
    beside = _TARGET_OF.search(text[max(start, fact.span.start - 40) : fact.span.start])
    beside = beside or _HEAD_NOUN.match(text, fact.span.end, end)
    if beside and not FUNCTION_WORDS.intersection(beside.group().split()[:-1]) - {"of", "the"}:
        return beside["noun"]
    if fact.kind is not FactKind.PERCENT or not before:
        return ""
    return cast.full_name(before[0].person or before[0].text)


def find_facts(article: Article, outline: Outline, language: str = "en") -> tuple[Fact, ...]:
    """Find an article's facts, in its order; a person once, where first named in full."""
    text = article.text
    cast = Cast(text, (sentence.span for sentence in outline.sentences))
    facts = [
        replace(fact, subject=_subject(text, fact, cast))
        for sentence in outline.sentences
        for fact in find_in(text, sentence.span, language)
    ]
    met: set[str] = set()
    starts = [sentence.span.start for sentence in outline.sentences]
    for name in cast.names:
        if name.person and name.person not in met and cast.is_person(name.person):
            met.add(name.person)
            home = outline.sentences[bisect.bisect_right(starts, name.span.start) - 1].span
            facts.append(Fact(FactKind.PERSON, name.span, home, None, "", name.person))
    return tuple(sorted(facts, key=lambda fact: fact.span))
