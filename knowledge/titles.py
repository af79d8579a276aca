"""Finding articles by words of their titles, typing mistakes forgiven. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.matching import Vocabulary
from knowledge.text.forms import has_stemmer
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.model import Entry

_LONGEST = 200
"""Code points of what was typed that are looked at."""
# Titles worth less than this part of the best one's are not what was meant.
_NEAR_BEST = 0.5


class Titles:
    """The titles of a list of articles, ready to be searched; made in time linear in them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._places: dict[str, dict[str, set[int]]] = {}
        for place, entry in enumerate(self._entries):
            of_language = self._places.setdefault(entry.language, {})
            for term in tokenise(entry.title, entry.language).terms:
                of_language.setdefault(term, set()).add(place)
        self._vocabularies = {one: Vocabulary(terms) for one, terms in self._places.items()}

    def find(self, wanted: str) -> tuple[Entry, ...]:
        """Return the articles whose titles have the words, best first, the list's order else."""
        worth: dict[int, float] = {}
        for language, places in self._places.items():
            for term in _terms(wanted, language):
                found: dict[int, float] = {}
                for other, quality in self._meant(term, language):
                    rare = math.log(1 + len(self._entries) / len(places[other]))
                    for place in places[other]:
                        found[place] = max(found.get(place, 0.0), quality * rare)
                for place, value in found.items():
                    worth[place] = worth.get(place, 0.0) + value
        least = _NEAR_BEST * max(worth.values(), default=0.0)
        best = sorted(worth, key=lambda place: (-worth[place], place))
        return tuple(self._entries[place] for place in best if worth[place] >= least)

    def _meant(self, term: str, language: str) -> Iterator[tuple[str, float]]:
        """Yield the titles' terms that a typed one stands for, with a quality in (0, 1]."""
        vocabulary = self._vocabularies[language]
        if term in vocabulary:
            yield term, 1.0
        others = vocabulary.derived(term)
        if not has_stemmer(language):
            others |= vocabulary.forms(term)
        yield from (others or ({} if term in vocabulary else vocabulary.near(term))).items()


def _terms(wanted: str, language: str) -> dict[str, None]:
    """Return the terms of what was typed; the little words only where there are no others."""
    tokens = tokenise(wanted[:_LONGEST], language)
    little = function_words(language)
    pairs = list(zip(tokens.forms, tokens.terms, strict=True))
    content = [term for form, term in pairs if form not in little]
    return dict.fromkeys(content or tokens.terms)
