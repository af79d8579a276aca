"""The words that figures are made of, by language: `data/figures_*.txt`, else CLDR's."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WRITTEN = ("en", "de")
"""Languages that have a file of their own; of others only CLDR's words are known."""


# Superlatives of degree say nothing of size: "the country's best friend".
LOOSE = frozenset("best worst most least leading latest earliest greatest nearest closest".split())
_PART = re.compile(r"[^\W\d_]+")


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first; it matches nothing where there are none."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) or r"(?!)"


@dataclass(frozen=True)
class FigureWords:
    """One language's words in lower case by section, each with its value.

    A section that a language doesn't have is empty.
    """

    language: str
    sections: Mapping[str, Mapping[str, str]]

    def section(self, name: str) -> Mapping[str, str]:
        """Return a section's words with their values."""
        return self.sections.get(name, {})

    def pattern(self, *names: str) -> str:
        """Return a pattern of all words of these sections."""
        return any_of(word for name in names for word in self.section(name))

    @functools.cached_property
    def numbers(self) -> Mapping[str, float]:
        """Written numbers below a hundred, and their values."""
        found = {word: float(value) for word, value in self.section("numbers").items()}
        tens = {w: v for w, v in found.items() if v >= 20}
        for joined, unit in self.section("joined").items():
            found |= {joined + ten: value + float(unit) for ten, value in tens.items()}
        return found

    @functools.cached_property
    def scales(self) -> Mapping[str, float]:
        """What a number is multiplied by, and their values."""
        return {word: float(value) for word, value in self.section("scales").items()}

    @functools.cached_property
    def said(self) -> frozenset[str]:
        """The words that a written number may begin with."""
        return frozenset((*self.numbers, *self.scales))

    @functools.cached_property
    def units(self) -> Mapping[str, tuple[str, str]]:
        """What may follow a number, with its section and what it is called here."""
        names = ("measures", "durations", "signed", "currencies", "percent", "ages")
        return {word: (name, value) for name in names for word, value in self.section(name).items()}

    @functools.cached_property
    def unit_phrases(self) -> Mapping[str, Sequence[str]]:
        """The units by their first word, the longest first."""
        return _by_first(self.units)

    @functools.cached_property
    def scale_phrases(self) -> Mapping[str, Sequence[str]]:
        """The scales by their first word."""
        return _by_first(self.scales)

    @functools.cached_property
    def heads(self) -> frozenset[str]:
        """What a sentence without a digit must have one of, or it has no figure."""
        ranked = self.tops | self._parts("ordinals", "ranked")
        if self.language == "de":
            ranked |= self._parts("positions")
        numbers = self.said | {"half"}
        return (ranked | self.fractional | self.massed | numbers) - {"no"}

    @functools.cached_property
    def tops(self) -> frozenset[str]:
        """Superlatives that rank by themselves: "the city's largest employer"."""
        return self._parts("superlatives") - LOOSE

    @functools.cached_property
    def fractional(self) -> frozenset[str]:
        """Words without which a sentence has no fraction."""
        return self._parts("fractions")

    @functools.cached_property
    def massed(self) -> frozenset[str]:
        """Words without which a sentence has no amount without a number."""
        return self._parts("vague") - {"a", "of", "ein"}

    def _parts(self, *names: str) -> frozenset[str]:
        """Return the single words of the phrases in these sections."""
        words = (word for name in names for phrase in self.section(name) for word in phrase.split())
        return frozenset(part for word in words for part in _PART.findall(word))


def _by_first(phrases: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first = _PART.match(phrase)
        found.setdefault(first.group() if first else phrase[0], []).append(phrase)
    return found


def _read(language: str) -> dict[str, dict[str, str]]:
    text = files("knowledge").joinpath(f"data/figures_{language}.txt").read_text(encoding="utf-8")
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("["):
            section = sections.setdefault(line[1:-1], {})
        elif line and not line.startswith("#"):
            value, _, words = line.partition(": ")
            section |= dict.fromkeys(words.split(", "), value)
    return sections


@functools.cache
def figure_words(language: str) -> FigureWords:
    """Return a language's words; none but digits and signs where nothing knows it."""
    if language in WRITTEN:
        return FigureWords(language, _read(language))
    from knowledge import cldr  # 40 ms that English and German do without

    percents = cldr.percents(language) - {""}
    return FigureWords(
        language,
        {
            "scales": {word: str(value) for word, value in cldr.scales(language).items()},
            "percent": dict.fromkeys(percents | {"%"}, "%"),
            "currencies": dict(cldr.currencies(language)),
        },
    )
