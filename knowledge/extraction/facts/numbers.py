"""Numbers as they are written, in digits or in words, with what stands at them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.facts.words import any_of, figure_words
from knowledge.text.forms import decimal_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.facts.words import FigureWords

_SIGNS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₴": "UAH", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₪": "ILS", "zł": "PLN",
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF",
}  # fmt: skip
_SPACE = "[ \u00a0\u202f]"
_WORDS = re.compile(r"[^\W\d_]+")
# The word or sign after a number, written to it or apart.
_NEXT = re.compile(r"[- \u00a0\u202f]?([^\W\d_]+|[%$€£¥₹₴₺₽₩₪°])")
_INSIDE = frozenset(".,:/")
_AFTER_SIGNS = {sign: (sign,) for sign in _SIGNS if not sign.endswith("$") or sign == "$"}
# "3m" without a sign of money may be three metres.
_SHORT = frozenset("mb")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its scale and what it is a number of, as far as that is written to it.

    `plain` is the number before its scale, `scale` 1 where it has none. `section` says
    where the unit's word was found: "money" for a sign before or after, "" for no unit.
    """

    start: int
    end: int
    plain: float
    scale: float
    digits: bool
    section: str = ""
    unit: str = ""

    @property
    def value(self) -> float:
        """The number, multiplied out. Decimal steps keep 4.12 from becoming 4.119999999."""
        return round(self.plain * self.scale, 6)


def digits_of(language: str) -> str:
    """Return the pattern of a number in digits, as the language parts thousands and decimals."""
    if decimal_number("1.000", language) == 1:
        return r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,12})?|\d{1,15}(?:\.\d{1,12})?"
    return r"\d{1,3}(?:[.\u00a0\u202f ]\d{3}){1,4}(?!\d)(?:,\d{1,12})?|\d{1,15}(?:[.,]\d{1,12})?"


@functools.cache
def _quantity(language: str) -> re.Pattern[str]:
    words = figure_words(language)
    number = any_of(words.numbers)
    scale = any_of(words.scales)
    word = rf"(?:{number}|{scale})"
    article = words.pattern("articles")
    return re.compile(
        rf"""
        (?P<lead>minus{_SPACE}|[-−+±])?
        (?:(?P<sign>{any_of(_SIGNS)}){_SPACE}?(?P<minus>minus{_SPACE}|[-−])?)?
        (?:
            (?P<digits>{digits_of(language)})
          | (?P<words>
              (?:(?P<half>half{_SPACE})?(?:{article}){_SPACE}(?=(?:{scale})\b)|(?={word}\b))
              {word}\b(?:(?:-|{_SPACE})(?:(?:and|und){_SPACE})?{word}\b){{0,6}})
        )
        """,
        re.VERBOSE,
    )


# A number right behind one of these is part of something else: "v2", "#2", "9:30", "10/12".
_GLUE = frozenset(".,:/@#&=+−±_")
# These lead a number, unless they stand in the middle of something: "+9.7%", but "C++11".
_LEADS = frozenset("-−+±")
# "+44 20 7946 0000" and "+4912345678" are telephones.
_DIALLED = re.compile(r"[ \u00a0(/-]{1,2}\d")
_LONGEST_RISE = 7
_RISES = frozenset("+±")
_RUN = re.compile(r"\d[\d.,]*")
_SIGN_BEFORE = re.compile(rf"(?:{any_of(_SIGNS)}){_SPACE}?$")
_LONGEST_SIGN = 4


def starts(text: str, lower: str, forms: AbstractSet[str], language: str) -> list[int]:
    """Return where figures may begin in a sentence.

    `lower` is the sentence in lower case, `forms` its words.
    """
    words = figure_words(language)
    found = []
    for match in _RUN.finditer(lower):
        at = match.start()
        if at:
            base = max(0, at - _LONGEST_SIGN)
            sign = _SIGN_BEFORE.search(lower[base:at])
            at = base + sign.start() if sign else at
            if at and lower[at - 1] in _LEADS and not _joins(lower[at - 2 : at - 1]):
                at -= 1
            elif text.startswith("minus ", max(0, at - 6), at):
                at -= 6
        before = lower[at - 1 : at] if at else ""
        if not (before.isalnum() or before in _GLUE or (before == "-" and at > 1)):
            found.append(at)
    said = words.said & forms
    if said:
        for match in _WORDS.finditer(lower):
            if match.group() in said:
                at = match.start()
                if match.group() in words.scales:
                    article = lower[max(0, at - 8) : at - 1].rpartition(" ")[2] if at else ""
                    at -= len(article) + 1 if article in words.section("articles") else 0
                    at -= 5 * lower.startswith("half ", max(0, at - 5), at)
                found.append(at)
        found.sort()
    return found


def _joins(letter: str) -> bool:
    """Whether a sign behind this stands between two things: "5-3", "C++11"."""
    return letter.isalnum() or letter in _LEADS


def _worded(parts: Sequence[str], words: FigureWords) -> tuple[float, int] | None:
    """Return the value of written numbers, and how many of the words are one number."""
    total = current = 0.0
    taken = 0
    for part in parts:
        if part in words.numbers:
            value = words.numbers[part]
            # "two three", "thirty eleven": two numbers.
            if current % 100 and not (current % 100 >= 20 and not current % 10 and value < 10):
                break
            current += value
        elif part in words.scales:
            scale = words.scales[part]
            if scale >= 1000:
                total += (current or 1) * scale
                current = 0
            else:
                current = (current or 1) * scale
        elif part not in {"and", "und", "half"} and part not in words.section("articles"):
            break
        taken += 1
    return (total + current, taken) if taken else None


def _phrase(
    lower: str, place: int, end: int, phrases: Mapping[str, Sequence[str]]
) -> tuple[str, int] | None:
    """Return the phrase that follows a number, and where it ends; `phrases` by first word."""
    match = _NEXT.match(lower, place, end)
    if match is None:
        return None
    start = match.start(1)
    for phrase in phrases.get(match[1], ()):
        stop = start + len(phrase)
        if lower.startswith(phrase, start) and stop <= end and not _is_word(lower[stop : stop + 1]):
            return phrase, stop
    return None


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def read_quantity(lower: str, start: int, end: int, language: str) -> Quantity | None:
    """Read the number that begins at a place of a text in lower case, None if none does."""
    match = _quantity(language).match(lower, start, end)
    if match is None:
        return None
    words = figure_words(language)
    stop, sign, digits = match.end(), match["sign"], match["digits"]
    if digits:
        number = _from_digits(digits, language)
        if number is None:
            return None
    else:
        parts = list(_WORDS.finditer(lower, match.start("words"), stop))
        read = _worded([part.group() for part in parts], words)
        if read is None:
            return None
        number, taken = read
        number = number / 2 if match["half"] else number
        if taken < len(parts):
            return Quantity(start, parts[taken - 1].end(), number, 1.0, digits=False)
    if match["lead"] == "+" and (
        _DIALLED.match(lower, stop, end) or sum(map(str.isdigit, digits or "")) > _LONGEST_RISE
    ):
        return None
    falls = match["minus"] or (match["lead"] and match["lead"] not in _RISES)
    number = -number if falls else number
    factor, scaled = 1.0, _phrase(lower, stop, end, words.scale_phrases) if digits else None
    short = scaled is not None and scaled[0] in _SHORT
    if scaled is not None and (not short or sign):
        factor, stop = words.scales[scaled[0]], scaled[1]
    section, unit = ("money", _SIGNS[sign]) if sign else ("", "")
    following = None if sign else _phrase(lower, stop, end, words.unit_phrases)
    after = None if sign or following else _phrase(lower, stop, end, _AFTER_SIGNS)
    if following is not None:
        (section, unit), stop = words.units[following[0]], following[1]
    elif after is not None:
        section, unit, stop = "money", _SIGNS[after[0]], after[1]
    follows = lower[stop : stop + 2]
    if digits and (_is_word(follows[:1]) or (follows[:1] in _INSIDE and follows[1:].isdigit())):
        return None
    return Quantity(start, stop, number, factor, bool(digits), section, unit)


def _from_digits(digits: str, language: str) -> float | None:
    """Return the value of digits; None for "0800", which is no number."""
    written = re.sub(r"\s", "", digits)
    if written[0] == "0" and written[1:2].isdecimal():
        return None
    return decimal_number(written, language)
