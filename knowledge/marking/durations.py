"""How long something takes or lasts, as a sentence tells it, by language."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.lexicon import NUMBER_WORDS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_EN = "|".join(w for w, n in NUMBER_WORDS.items() if n >= 1)
_UNITS = {
    "en": (
        r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?"
        r"|centur(?:y|ies))"
    ),
    "de": (
        r"(?:Sekunden?|Minuten?|Stunden?|Tage?n?|Nächten?|Wochen?|Monate?n?|Jahre?n?"
        r"|Jahrzehnte?n?|Jahrhunderte?n?|Spiele?n?)"
    ),
    "uk": (
        r"(?:секунд\w?|хвилин\w?|годин\w?|д(?:ень|ні|нів)|доб[аиу]?|тиж(?:день|ні|нів)"
        r"|місяц\w{1,2}|рок(?:и|ів)|рік|десятиліт\w{1,2})"
    ),
}
_NUMBERS = {
    "en": rf"\d+(?:[.,]\d+)?|an?|several|many|few|half\san|(?:{_EN})(?:[\s-](?:{_EN}))?",
    "de": (
        r"\d+(?:[.,]\d+)?|eine?[nmr]?|eineinhalb|anderthalb|zwei(?:einhalb)?|drei(?:einhalb)?"
        r"|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|mehrere[nr]?|einige[nr]?|wenige[nr]?"
        r"|viele[nr]?|halbe[nrs]?"
    ),
    "uk": (
        r"\d+(?:[.,]\d+)?|один|одну|дв[аіо]х?|півтор[аи]|три|трьох|чотири|чотирьох|п['’]ят[ьи]"
        r"|шіст?[ьи]|сім|семи|вісім|восьми|дев['’]ят[ьи]|десят[ьи]|кілька|декілька"
    ),
}
# What it lasts without a number, and how long with one: "until Friday", "three-year".
_LOOSE = {
    "en": (
        r"\b(?:until|till)\s(?:the\s)?\w+(?:\s(?:of\s\w+|\d{1,2}(?!\d)))?"
        r"|\bfrom\s\d{4}\s(?:to|until)\s\d{4}"
    ),
    "de": (
        r"\bbis\s(?:zum\s|Ende\s|Anfang\s|Mitte\s)?\w+"
        r"|\b(?:\d+-?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|mehr)"
        r"(?:sekündig|minütig|stündig|tägig|wöchig|monatig|jährig)(?!e[rn]?\s(?:Mann|Frau))\w{0,2}\b"
    ),
    "uk": r"\bдо\s\w+",
}
_LOOSELY = 0.6


@functools.cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    code = language or "en"
    if code not in _UNITS:
        return ()
    half = r"(?:\sand\sa\shalf)?" if code == "en" else ""
    flags = re.IGNORECASE if code != "de" else 0
    told = rf"\b(?:{_NUMBERS[code]}){half}[\s-]{_UNITS[code]}\b"
    return (re.compile(told, flags), 1.0), (re.compile(_LOOSE[code], flags), _LOOSELY)


def durations(text: str, sentence: Span, language: str) -> Iterator[tuple[Span, float]]:
    """Yield the lengths of time that a sentence tells, with how well each fits in (0, 1]."""
    for pattern, fit in _patterns(language):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            yield Span(*match.span()), fit
