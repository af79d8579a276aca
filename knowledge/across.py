"""A question in one language, an article in another: what in the article stands for its words.

Three things cross languages without a dictionary: digits; what CLDR names in both
(countries, languages, currencies, cities, months, days); and names by their sound. That
finds the nearest passage. It never is an answer: the words between the names, on which
everything hangs, are not understood.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING

from knowledge import cldr
from knowledge.languages import UNDETERMINED, function_words
from knowledge.matching import Standing, Vocabulary
from knowledge.sounds import romanise, sound
from knowledge.text.forms import has_stemmer
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.questions.question import Query

# Consonants that two words must have in common to be one name, and how like their letters
# must be in [0, 1]: with fewer consonants, more like.
_FEWEST = 2
_ALIKE = ((2, 0.7), (3, 0.55), (4, 0.45))
# An ending ("Байдена", "Стармером") may add so many consonants.
_ENDING = 1
# From so many consonants on, one may differ.
_MANY = 5
_SHORTEST = 3
# More terms than this sound alike by chance.
_MOST = 4
# A word that isn't written as a name, in letters that have capitals, weighs less.
_COMMON = 0.6
# г, к and х at the end of a Ukrainian stem, as they are before -і.
_SOFTENED = {"зі": "га", "ці": "ка", "сі": "ха"}
# The longest name of a thing, in words.
_LONGEST_NAME = 5


class Sounds:
    """An article's terms, or a store's, by how they sound."""

    def __init__(self, vocabulary: Mapping[str, int], language: str) -> None:
        self.language = language
        self.terms = vocabulary
        self._by_sound: dict[str, list[tuple[str, str]]] = defaultdict(list)
        little = function_words(language)
        for term in vocabulary:
            if len(term) >= _SHORTEST and term.isalpha() and term not in little:
                written = romanise(term)
                sounded = sound(written)
                if len(sounded) >= _FEWEST:
                    self._by_sound[sounded].append((term, written))

    @functools.cached_property
    def vocabulary(self) -> Vocabulary:
        """The terms, for finding other forms of one."""
        return Vocabulary(self.terms)

    def like(self, word: str) -> dict[str, float]:
        """Return the terms that sound like a word, with how much in (0, 1]."""
        from rapidfuzz.distance import JaroWinkler

        written = romanise(word)
        sounded = sound(written)
        if len(sounded) < _FEWEST:
            return {}
        reach = [sounded] + [
            sounded[:-n] for n in range(1, _ENDING + 1) if len(sounded) - n > _FEWEST
        ]
        found: dict[str, float] = {}
        for one in reach:
            least = next(a for n, a in reversed(_ALIKE) if len(one) >= n)
            for term, other in self._by_sound.get(one, ()):
                alike = JaroWinkler.normalized_similarity(written, other)
                if alike >= least:
                    found[term] = max(found.get(term, 0.0), alike)
        if not found and len(sounded) >= _MANY:
            found = self._nearly(written, sounded)
        return found if len(found) <= _MOST else {}

    def _nearly(self, written: str, sounded: str) -> dict[str, float]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA, JaroWinkler

        near = process.extract(
            sounded, self._by_sound.keys(), scorer=OSA.distance, score_cutoff=1, limit=_MOST
        )
        return {
            term: alike
            for one, *_ in near
            if len(one) >= _MANY - 1
            for term, other in self._by_sound[one]
            if (alike := JaroWinkler.normalized_similarity(written, other)) > 0.6
        }


@functools.lru_cache(maxsize=8)
def _things(language: str) -> tuple[Mapping[tuple[str, ...], frozenset[str]], Vocabulary]:
    """Return what a language's terms name, and the one-word names to find other forms by."""
    called = [(thing, name) for thing, found in cldr.names(language).items() for name in found]
    # All at once: tokenising has a cost a call.
    text = "\n".join(name for _, name in called)
    tokens = tokenise(text, language)
    terms: list[list[str]] = [[] for _ in called]
    place, end = 0, len(called[0][1]) if called else 0
    for start, term in zip(tokens.starts, tokens.terms, strict=True):
        while start > end:
            place += 1
            end += len(called[place][1]) + 1
        terms[place].append(term)
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (thing, _), words in zip(called, terms, strict=True):
        if 0 < len(words) <= _LONGEST_NAME:
            found[tuple(words)].add(thing)
    single = Vocabulary(words[0] for words in found if len(words) == 1)
    return {words: frozenset(things) for words, things in found.items()}, single


@functools.lru_cache(maxsize=8)
def _called(language: str) -> Mapping[str, frozenset[str]]:
    """Return the terms a language has for each thing; of a long name, those that are not little."""
    found: dict[str, set[str]] = defaultdict(set)
    little = function_words(language)
    for words, things in _things(language)[0].items():
        for thing in things:
            found[thing].update(w for w in words if w not in little and len(w) > 1)
    return {thing: frozenset(terms) for thing, terms in found.items()}


def _named(query: Query, tongue: str) -> dict[str, set[str]]:
    """Return which things each of a question's terms names, alone or with its neighbours."""
    things, single = _things(tongue)
    terms = query.tokens.terms
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(len(terms)):
        for stop in range(min(start + _LONGEST_NAME, len(terms)), start, -1):
            named = things.get(tuple(terms[start:stop]))
            if named:
                for one in terms[start:stop]:
                    found[one] |= named
                break
    for term in query.terms:
        if term.term in found or term.term[:1].isdigit():
            continue
        # "російських", "deutsche": the country's or the language's name with another ending.
        others = single.derived(term.term)
        if not has_stemmer(tongue):
            others |= single.forms(term.term)
        for other in sorted(others, key=others.__getitem__)[-2:]:
            found[term.term] |= things[other,]
    return found


def _hardened(form: str, tongue: str) -> Sequence[str]:
    """Return the forms that a word may have in the nominative: "Гаазі", "Гаага"."""
    if tongue == "uk" and form[-2:] in _SOFTENED:
        return (form, form[:-2] + _SOFTENED[form[-2:]])
    return (form,)


def _crossing(things: Iterable[str], sounds: Sounds) -> dict[str, float]:
    called = _called(sounds.language)
    found = {}
    for thing in things:
        for term in called.get(thing, ()):
            if term in sounds.terms:
                found[term] = 1.0
            for other in sounds.vocabulary.derived(term):
                found.setdefault(other, 0.8)
    return found


def resolve_across(query: Query, tongue: str, sounds: Sounds) -> Standing:
    """Return what stands for each term of a question in `tongue` among an article's terms."""
    known = tongue not in {"", UNDETERMINED}
    named = _named(query, tongue) if known else {}
    same: dict[str, dict[str, float]] = {}
    for term in query.terms:
        found = _crossing(named.get(term.term, ()), sounds)
        if term.term in sounds.terms and (term.named or not term.term.isalpha()):
            found[term.term] = 1.0
        if not found and not term.term[:1].isdigit():
            worth = 1.0 if term.named or not term.form[:1].isalpha() else _COMMON
            for form in _hardened(term.form, tongue):
                for other, alike in sounds.like(form).items():
                    found[other] = max(found.get(other, 0.0), worth * alike)
        same[term.term] = found
    return Standing(same, {term.term: {} for term in query.terms})
