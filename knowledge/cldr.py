"""Names of countries, languages, currencies, months and so on, and plurals, from Unicode's CLDR.

Babel carries the data (https://cldr.unicode.org, Unicode licence). Importing it takes
40 ms and a language's data up to 30 ms, so this module is imported only where an article
or a question in another language than English needs it, and what it gives is kept.
"""

from __future__ import annotations

import contextlib
import functools
import re
from typing import TYPE_CHECKING, Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import format_compact_decimal, format_decimal, get_currency_name
from babel.units import format_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What CLDR has no room for: the usual short names of a few countries.
_ALSO = {
    "en": {"US": "US|USA|America", "GB": "UK|Britain", "CZ": "Czech Republic", "NL": "Holland"},
    "de": {"US": "USA|Amerika", "GB": "Großbritannien", "NL": "Holland", "BY": "Weißrussland"},
    "es": {"US": "EE.UU.|EEUU", "GB": "Gran Bretaña|Inglaterra", "NL": "Holanda"},
    "fr": {"US": "USA|Amérique", "GB": "Grande-Bretagne|Angleterre", "NL": "Hollande"},
    "it": {"US": "USA|America", "GB": "Gran Bretagna|Inghilterra", "NL": "Olanda"},
    "pt": {"US": "EUA|América", "GB": "Grã-Bretanha|Inglaterra", "NL": "Holanda"},
    "nl": {"US": "VS|Amerika", "GB": "Groot-Brittannië|Engeland", "NL": "Holland"},
    "pl": {"US": "USA|Ameryka", "GB": "Anglia", "NL": "Niderlandy"},
    "ru": {"US": "США|Америка", "GB": "Британия|Англия", "NL": "Голландия"},
    "uk": {"US": "США|Америка", "GB": "Британія|Англія", "NL": "Голландія", "CZ": "Чехія"},
    "tr": {"US": "ABD|Amerika", "GB": "İngiltere|Britanya"},
}
# The currencies that news speaks of.
_CURRENCIES = (
    "AED ARS AUD BRL CAD CHF CLP CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KZT MXN"
    " MYR NOK NZD PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
).split()
# One of each form that CLDR has: "1 мільйон", "1,5 мільйона", "2 мільйони", "5 мільйонів".
_COUNTS = (1, 1.5, 2, 5)
_SHORTEST = 3


@functools.cache
def _locale(language: str) -> Locale | None:
    with contextlib.suppress(UnknownLocaleError, ValueError):
        return Locale.parse(language)
    return None


def language_name(language: str, told_in: str) -> str:
    """Return a language's name in another ("de" told in "en": "German"), "" where unknown."""
    locale = _locale(told_in)
    return "" if locale is None else (locale.languages.get(language) or "")


def plural_category(count: int, language: str) -> str:
    """Return which form a number of things takes: CLDR's "one", "few", "many", "other" and so on.

    "other" for a language that CLDR doesn't know.
    """
    locale = _locale(language)
    return "other" if locale is None else locale.plural_form(count)


def plural_categories(language: str) -> frozenset[str]:
    """Return all forms that a language has for numbers of things, whole ones and fractions."""
    locale = _locale(language)
    return frozenset({"other"}) | (frozenset() if locale is None else locale.plural_form.tags)


def grouped(number: int, language: str) -> str:
    """Return a whole number with the language's marks between thousands."""
    return str(number) if _locale(language) is None else format_decimal(number, locale=language)


@functools.cache
def months(language: str) -> Mapping[str, int]:
    """Return the forms of the months' names, case-folded, each with its number from 1."""
    locale = _locale(language)
    found: dict[str, int] = {}
    if locale is not None:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    form = name.casefold().strip(". ")
                    if len(form) >= _SHORTEST and not form.isdigit():
                        found.setdefault(form, number)
    return found


@functools.cache
def weekdays(language: str) -> Mapping[str, int]:
    """Return the forms of the weekdays' names, case-folded, each with its number; 0 is Monday."""
    locale = _locale(language)
    found: dict[str, int] = {}
    if locale is not None:
        for context in ("format", "stand-alone"):
            for number, name in locale.days[context]["wide"].items():
                found.setdefault(name.casefold(), number)
    return found


@functools.cache
def scales(language: str) -> Mapping[str, float]:
    """Return the words for thousand, million, billion and trillion, case-folded."""
    found: dict[str, float] = {}
    locale = _locale(language)
    if locale is not None:
        # Some locales write large numbers in one way only.
        ways: tuple[Literal["long", "short"], ...] = ("long", "short")
        kinds = [kind for kind in ways if kind in locale.compact_decimal_formats]
        for power in (3, 6, 9, 12):
            for count in _COUNTS:
                for kind in kinds:
                    written = format_compact_decimal(
                        count * 10**power, format_type=kind, locale=language, fraction_digits=1
                    )
                    word = _without_digits(written)
                    if len(word) > 1:
                        found.setdefault(word.casefold().strip("."), 10.0**power)
    return found


@functools.cache
def percents(language: str) -> frozenset[str]:
    """Return the words for "percent", case-folded."""
    if _locale(language) is None:
        return frozenset()
    named = (format_unit(count, "concentr-percent", locale=language) for count in _COUNTS)
    # Where CLDR has no word, Babel writes the unit's own name.
    return frozenset(_without_digits(name).casefold() for name in named if "concentr" not in name)


@functools.cache
def currencies(language: str) -> Mapping[str, str]:
    """Return the currencies' names, case-folded, each with its ISO 4217 code."""
    if _locale(language) is None:
        return {}
    found: dict[str, str] = {}
    for code in _CURRENCIES:
        for count in (None, *_COUNTS):
            name = get_currency_name(code, count, locale=language).casefold()
            found.setdefault(name, code)
    # "Euro", "гривень": the last word alone is what people say, where one currency has it.
    for short, code in (
        ("dollar", "USD"), ("долар", "USD"), ("доллар", "USD"), ("dólar", "USD"),
    ):  # fmt: skip
        for name in [n for n, c in found.items() if c == code and short in n]:
            for word in name.split():
                if word.startswith(short):
                    found.setdefault(word, code)
    for name, code in list(found.items()):
        word = re.split(r"[\s-]", name)[-1]
        if sum(name.endswith(word) for name in found) <= len(_COUNTS):
            found.setdefault(word, code)
    return found


@functools.cache
def names(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return what a language calls things, by the thing: "country:UA", "month:3", "city:…"."""
    found: dict[str, list[str]] = {}
    locale = _locale(language)
    if locale is not None:
        for thing, name in _named(locale, language):
            if len(name) > 1:
                found.setdefault(thing, []).append(name)
    return {thing: tuple(dict.fromkeys(called)) for thing, called in found.items()}


def _named(locale: Locale, language: str) -> Iterator[tuple[str, str]]:
    for code, name in locale.territories.items():
        if code.isalpha():
            yield f"country:{code}", name.partition("(")[0].strip()
    for code, others in _ALSO.get(language, {}).items():
        for name in others.split("|"):
            yield f"country:{code}", name
    for code, name in locale.languages.items():
        if len(code) == 2:
            yield f"language:{code}", name
    for name, code in currencies(language).items():
        yield f"currency:{code}", name
    for name, number in months(language).items():
        yield f"month:{number}", name
    for name, number in weekdays(language).items():
        yield f"weekday:{number}", name
    for zone in get_global("zone_territories"):
        city = locale.time_zones.get(zone, {}).get("city")
        if city is None and language == "en":
            city = zone.rpartition("/")[2].replace("_", " ")
        if city and "/" in zone:
            yield f"city:{zone}", city


def _without_digits(text: str) -> str:
    return re.sub(r"[\d.,\s\u00a0\u202f]+", " ", text).strip()
