"""The words that tell who says something, from ``knowledge/data/speech.txt``."""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from importlib.resources import files

# Rules for joining and words of this language are used where a text's own has none.
_OTHERWISE = "en"


@dataclass(frozen=True, eq=False)
class Words:
    """One language's lists, case-folded; the file says what each is for.

    There is one of a language, which is itself and no other: what is known by it is kept.
    """

    verb: frozenset[str]
    after: frozenset[str]
    person: frozenset[str]
    source: frozenset[str]
    pronoun: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    several: frozenset[str]
    determiner: frozenset[str]
    never: frozenset[str]
    work: frozenset[str]
    not_first: frozenset[str]

    @functools.cached_property
    def nouns(self) -> frozenset[str]:
        """Return the nouns for who or what may speak."""
        return self.person | self.source

    @functools.cached_property
    def cues(self) -> frozenset[str]:
        """Return what attributes words, wherever the speaker stands."""
        return self.verb | self.after

    @functools.cached_property
    def telling(self) -> frozenset[str]:
        """Return what begins a mention though it has a small letter."""
        return self.pronoun | self.determiner | self.person | self.source


@functools.cache
def _lists() -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    text = files("knowledge").joinpath("data/speech.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            language, kind, *words = line.split()
            found.setdefault(language, {}).setdefault(kind, set()).update(map(str.casefold, words))
    return found


@functools.cache
def words(language: str) -> Words:
    """Return a language's lists; English ones for a language that has none."""
    lists = _lists()
    kinds = lists.get(language) or lists[_OTHERWISE]
    return Words(**{f.name: frozenset(kinds.get(f.name, ())) for f in fields(Words)})
