"""The measures that answer "how long is the tunnel", "how fast", "how cold": with their units."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.lexicon import NUMBER_WORDS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = "|".join(w for w, n in NUMBER_WORDS.items() if n >= 1) + (
    "|eine?[nm]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert"
)
_NUMBER = rf"(?:\d[\d.,]{{0,12}}|{_WORDS}|an?|half\san?)"
_SCALE = r"(?:[\s-](?:hundred|thousand|million|billion|hundert|tausend|Millionen))?"
_DISTANCE = (
    r"(?:kilo|centi|milli)?met(?:re|er)s?|km|cm|mm|m|miles?|feet|foot|ft|inch(?:es)?|yards?|blocks?"
    r"|light[\s-]years?|Kilometern?|Metern?|Zentimetern?|Millimetern?|(?:кіло|санти|мілі)?метр\w{0,3}|км|м|см"
)
_AN_HOUR = (
    r"\s?(?:/|per\s|an?\s|pro\s|на\s|за\s)"
    r"(?:h|s|hour|minute|second|day|Stunde|Sekunde|годину|секунду)\b"
)
_UNITS = {
    "distance": rf"(?:{_DISTANCE})\b(?!{_AN_HOUR})",
    "speed": rf"(?:{_DISTANCE}){_AN_HOUR}|(?:mph|km/h|kph|knots?|Knoten|Stundenkilometern?)\b",
    "weight": (
        r"(?:kilo(?:gram(?:me)?)?s?|kg|grams?|grammes?|g|tonnes?|tons?|pounds?|lbs?|ounces?|stone"
        r"|Kilogramm|Kilo|Gramm|Tonnen?|кілограм\w{0,3}|тонн\w{0,2}|кг|т)\b"
    ),
    "heat": r"(?:degrees?|Grad|градус\w{0,3}|°\s?[CF]?)",
    "strength": r"(?:on\sthe\s\w+\sscale|volts?|watts?|kilowatts?|megawatts?|horsepower|PS)\b",
    "pace": r"(?:percent|per\scent|%|seconds?|times|Prozent|Sekunden)",
}
_OF = {"fast": ("speed", "pace"), "heavy": ("weight",), "cold": ("heat",)} | {
    "strong": ("speed", "strength", "pace")
}
_MAGNITUDE = re.compile(
    r"\b(?:magnitude|category|Stärke)[\s-](?:of\s)?(\d[\d.,]{0,4})", re.IGNORECASE
)
# What is said beside a distance of the way that it goes.
_WAYS = {
    "long": r"long|length|lang\w{0,2}|Länge|завдовжки|довжин\w+",
    "wide": r"wide|width|across|diameter|breit\w{0,2}|Breite|завширшки",
    "deep": r"deep|depth|below|down|under|beneath|tief\w{0,2}|Tiefe|завглибшки",
    "tall": r"tall|high|height|hoch|hohe\w?|Höhe|заввишки",
    "thick": r"thick\w*|dick\w{0,2}|завтовшки",
    "far": r"away|from|off|distance|entfernt|Entfernung",
}
# Not a way of its own, but none of the others either.
_ELSEWHERE = r"above|apart|underground|higher|lower|deeper|wider|more|less"
_JOINT = re.compile(r",|\band\b|\bund\b|\bі\b")
_BESIDE = 16
# A measure that is said to be of another way is none; of no way in particular, it may be one.
_OWN, _ANY, _DOUBTFUL = 1.0, 0.7, 0.3


@functools.cache
def _pattern(family: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\bminus\s)?(?<![\w.,]){_NUMBER}{_SCALE}[\s-]?{_UNITS[family]}", re.IGNORECASE
    )


@functools.cache
def _way(extent: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_WAYS[extent]})\b", re.IGNORECASE)


@functools.cache
def _other_ways(extent: str) -> re.Pattern[str]:
    others = "|".join(way for name, way in _WAYS.items() if name != extent)
    return re.compile(rf"[\s-]*(?:{others}|{_ELSEWHERE})\b", re.IGNORECASE)


def measured(text: str, sentence: Span, extent: str) -> Iterator[tuple[Span, float]]:
    """Yield the measures in a sentence that an extent may have, with how well each fits in (0, 1].

    For "deep": "40 metres deep" and "40 metres below" fit, "40 metres" may do, "40 metres high"
    doesn't. `extent` is one of `knowledge.questions.extents`.
    """
    if extent == "strong":
        for match in _MAGNITUDE.finditer(text, sentence.start, sentence.end):
            yield Span(*match.span(1)), _OWN
    # "The bridge is 3.9 metres high, and the bus 4.3 metres": the second is a height too.
    other = extent in _WAYS and _said_otherwise(text, sentence, extent)
    for place, family in enumerate(_OF.get(extent, ("distance",))):
        for match in _pattern(family).finditer(text, sentence.start, sentence.end):
            span = Span(*match.span())
            fit = _fit(text, sentence, span, extent) if family == "distance" else _OWN / (1 + place)
            if fit and not (other and fit < _OWN):
                yield span, fit


def _said_otherwise(text: str, sentence: Span, extent: str) -> bool:
    """Whether a sentence has a distance that is said to be of another way."""
    return any(
        _other_ways(extent).match(text, match.end(), min(sentence.end, match.end() + _BESIDE))
        for match in _pattern("distance").finditer(text, sentence.start, sentence.end)
    )


def _fit(text: str, sentence: Span, span: Span, extent: str) -> float:
    after = text[span.end : min(sentence.end, span.end + _BESIDE)]
    # What stands before a comma or "and" is said of the measure before.
    before = _JOINT.split(text[max(sentence.start, span.start - _BESIDE) : span.start])[-1]
    way = _way(extent)
    if way.match(after.lstrip(" -")) or way.search(before):
        return _OWN
    if _other_ways(extent).match(after):
        return 0.0
    return _ANY if extent in {"long", "far", "tall"} else _DOUBTFUL
