"""Words as they are compared: a token's form, and the term behind it.

A form is case-folded; a term is the form without its ending, stemmed with Snowball
(https://snowballstem.org) where the language has a stemmer, accents removed.
"""

from __future__ import annotations

import re
import threading
import unicodedata

import Stemmer

from knowledge.lexicon import BASE_FORMS

_SIGNS = {
    "%": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₹": "rupee",
    "₴": "hryvnia",
}
# The forms of signs before or after a sum.
MONEY = frozenset(_SIGNS.values()) - {"percent"}
# "U.K." and "UK" are one word. The country is apart from the pronoun: it has capitals.
_US = "u.s"
_APOSTROPHES = str.maketrans("’ʼ", "''")

# A longer "word" is no word; cutting it keeps stemming and fuzzy matching cheap.
_LONGEST_TERM = 40

# ISO 639-1 code → Snowball algorithm.
_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

# Where a comma is the thousands' sign, as in CLDR's `number_symbols`; elsewhere the decimal one.
_POINT_DECIMALS = frozenset("en zh ja ko th he yi hi ne ta ga ur".split())
# Little words written together with the next one: "l'attaque", "dell'euro".
_ELISIONS = {
    "fr": frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu".split()),
    "it": frozenset("l d c un dell nell all dall sull dall coll quell quest bell".split()),
    "ca": frozenset("l d m t s n".split()),
    "ga": frozenset("b d m".split()),
}
# A case ending after a name's apostrophe: "Ankara'da".
_APART = frozenset({"tr"})
# Capital I has two small letters in Turkish.
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})

# A stemmer keeps a buffer and a cache: one a thread.
_local = threading.local()


def has_stemmer(language: str) -> bool:
    """Whether a language's inflected forms are joined here; elsewhere they must be compared."""
    return language in _STEMMERS


def _stem(words: list[str], language: str) -> list[str]:
    algorithm = _STEMMERS.get(language)
    if algorithm is None:
        return words
    stemmers: dict[str, Stemmer.Stemmer] = _local.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    stems: list[str] = stemmers[algorithm].stemWords(words)
    return stems


def _fold(text: str) -> str:
    """Remove what readers leave out when they type: accents, full-width forms."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i") or text


def _number(form: str, language: str) -> str:
    """Write 1,000,000 as 1000000; any other comma is a decimal one. In German 1.000 is 1000."""
    if language not in _POINT_DECIMALS and "." in form:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", form):
            return form.replace(".", "").replace(",", ".")
        return form
    if "," in form:
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", form):
            return form.replace(",", "")
        return form.replace(",", ".")
    return form


def decimal_number(written: str, language: str) -> float | None:
    """Return the value of digits as a language writes them, None where they are no number."""
    try:
        return float(_number(written, language))
    except ValueError:
        return None


def _form_of(raw: str, language: str) -> str:
    """Return a token's case-folded form."""
    if raw in _SIGNS:
        form = _SIGNS[raw]
    elif raw[0].isdecimal():
        form = _number(raw, language)
    elif raw[1:2] == ".":
        form = raw.casefold().replace(".", "")
        form = _US if form == "us" else form
    else:
        whole = raw.translate(_TURKISH) if language == "tr" else raw
        form = _US if raw == "US" else whole.casefold().translate(_APOSTROPHES)
    return form[:_LONGEST_TERM]


def bare_form(form: str, language: str) -> str:
    """Return a form without what its language writes together with it by an apostrophe."""
    first, apostrophe, rest = form.partition("'")
    if not apostrophe or not rest:
        return form
    if language in _APART:
        return first
    if first in _ELISIONS.get(language, ()):
        return rest
    return form.removesuffix("'s")


def terms_of(bare: list[str], language: str) -> list[str]:
    """Return the terms of bare forms."""
    return [t if t.isascii() else _fold(t) for t in _stem(bare, language)]


def read_word(language: str, raw: str) -> tuple[str, str]:
    """Return the form and the term of a token as it is written."""
    form = _form_of(raw, language)
    if language == "en":
        bare = form.removesuffix("'s")
        bare = BASE_FORMS.get(bare, bare)
    else:
        bare = bare_form(form, language) if "'" in form else form
    return form, terms_of([bare], language)[0]
