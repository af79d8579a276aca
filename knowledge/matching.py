"""Finding a question's terms among an article's, typing mistakes and spellings included."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import NUMBER_WORDS
from knowledge.related import is_word, related
from knowledge.synonyms import synonyms
from knowledge.text.forms import has_stemmer
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.questions.question import Term

# A term this short has too many neighbours to be guessed at.
_SHORTEST = 4
# From this length on two mistakes may be in a word, below it one.
_LONG = 8
# Words of one family share this part of the shorter one's letters.
_MOST_OF = 0.8
# What a number is worth that was rounded in the question.
_ROUNDED = 0.8
_LONGEST_NUMBER = 12
# What a word is worth that news writes for the reader's, beside that and in its place.
_BESIDE = 0.5
_INSTEAD = 0.7
# And another form of a German verb.
_PARTICIPLE = 0.9
# Letters of endings that typing loses.
_LOST = "einsdgt"
# More terms than this within reach tell nothing.
_MOST = 3
# Two forms of a word without a stemmer: letters in common at the beginning, at most so many
# others at the end of each, and the part of the longer one that is in common.
_ROOT = 3
_ENDING = 3
_MOST_OF_FORM = 0.6
# In Korean a syllable is one character.
_SYLLABLES = ("\uac00", "\ud7a3")


def _changed_letter_only(typed: str, term: str) -> bool:
    """Whether two short words of one length differ in one letter: then they are two words.

    "bake" is no slip for "base"; a swapped, doubled or lost letter is one.
    """
    return len(typed) == len(term) and sum(a != b for a, b in zip(typed, term, strict=True)) == 1


def _same_start(one: str, two: str) -> int:
    """Return how many letters two words have in common at the beginning."""
    shorter = min(len(one), len(two))
    return next((i for i in range(shorter) if one[i] != two[i]), shorter)


def _root(term: str) -> str:
    """Return the letters by which forms of a word are looked up, "" for numbers and short words."""
    if _SYLLABLES[0] <= term[:1] <= _SYLLABLES[1]:
        return term[:2] if len(term) > 1 else ""
    return term[:_ROOT] if len(term) >= _ROOT and not term[0].isdigit() else ""


class Vocabulary:
    """The terms that a mistyped one may have been meant for."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = {}
        self._by_start: dict[str, list[str]] = {}
        self._by_root: dict[str, list[str]] | None = None
        self._terms = tuple(terms)
        self._known = frozenset(self._terms)
        self._by_whole: dict[str, list[str]] = {}
        for term in self._terms:
            whole, point, rest = term.partition(".")
            if point and whole.isdigit() and rest.isdigit() and len(term) <= _LONGEST_NUMBER:
                self._by_whole.setdefault(str(round(float(term))), []).append(term)
            # Numbers are never guessed: 2019 is no slip for 2018.
            if len(term) >= _SHORTEST - 1 and term.isalpha():
                self._by_length.setdefault(len(term), []).append(term)
                if len(term) >= _SHORTEST:
                    self._by_start.setdefault(term[:_SHORTEST], []).append(term)

    def __contains__(self, term: str) -> bool:
        return term in self._known

    def derived(self, term: str) -> dict[str, float]:
        """Return the terms that begin like `term`, with how much they share in (0, 1).

        "invest" is in "investor"; the beginning in common must be most of the shorter one.
        """
        found = {}
        for other in self._by_start.get(term[:_SHORTEST], ()) if term.isalpha() else ():
            if other == term:
                continue
            same = _same_start(term, other)
            if same >= _MOST_OF * min(len(term), len(other)):
                found[other] = 2 * same / (len(term) + len(other))
        return found

    def forms(self, term: str) -> dict[str, float]:
        """Return the terms that may be other forms of the same word, with a quality in (0, 1).

        For languages without a stemmer: "саміту" and "саміті" have the beginning in common
        and differ in an ending.
        """
        root = _root(term)
        if not root:
            return {}
        if self._by_root is None:
            by_root: dict[str, list[str]] = {}
            for other in self._terms:
                if _root(other):
                    by_root.setdefault(_root(other), []).append(other)
            self._by_root = by_root
        found = {}
        for other in self._by_root.get(root, ()):
            same, longer = _same_start(term, other), max(len(term), len(other))
            ending = longer - same
            if other != term and ending <= _ENDING and same >= _MOST_OF_FORM * longer:
                found[other] = 0.5 + 0.5 * same / longer
        return found

    def near(self, typed: str) -> dict[str, float]:
        """Return the terms that `typed` may have been meant for, with a quality in (0, 1).

        Within one edit (insertion, deletion, substitution, swap of neighbours: the
        optimal string alignment distance), two from eight letters on. A whole number
        stands for those that are written out: "4 percent" for 4.12.
        """
        if typed.isdigit():
            rounded = self._by_whole.get(typed, ())
            return dict.fromkeys(rounded, _ROUNDED) if len(rounded) <= _MOST else {}
        if len(typed) < _SHORTEST or not typed.isalpha():
            return {}
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        reach = 2 if len(typed) >= _LONG else 1
        found = [
            (term, distance)
            for length in range(len(typed) - reach, len(typed) + reach + 1)
            for term, distance, _ in process.extract(
                typed,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=reach,
                limit=_MOST + 1,
            )
        ]
        best = min((distance for _, distance in found), default=0)
        kept = {
            term: 1 - distance / len(typed)
            for term, distance in found
            if distance == best
            and not (len(typed) < _SHORTEST + 2 and _changed_letter_only(typed, term))
        }
        return kept if len(kept) <= _MOST else {}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for each question term, with its quality in (0, 1].

    `same`: the term itself, or the article terms it was mistyped for; {} means nothing
    does. `kin`: words of related meaning, which say less.
    """

    same: Mapping[str, Mapping[str, float]]
    kin: Mapping[str, Mapping[str, float]]


@functools.cache
def _written_numbers() -> Mapping[str, str]:
    """Return the digits for a written number and the word for its digits: "12", "twelve"."""
    # "1000" is no other word for the thousand in "five thousand".
    whole = {word: str(n) for word, n in NUMBER_WORDS.items() if 1 < n < 100 and word != "dozen"}
    terms = dict(zip(tokenise(" ".join(whole)).terms, whole.values(), strict=True))
    return terms | {digits: term for term, digits in terms.items()}


def _stands(
    term: Term, frequencies: Mapping[str, int], vocabulary: Vocabulary, language: str
) -> dict[str, float]:
    found = {term.term: 1.0} if frequencies.get(term.term) else {}
    if not found and language in {"en", ""}:
        other = _written_numbers().get(term.term)
        if other and frequencies.get(other):
            found = {other: 1.0}
    if not has_stemmer(language):
        found |= vocabulary.forms(term.term)
    if language == "de" and not found:
        found = {other: _PARTICIPLE for other in _participles(term.term) if other in vocabulary}
    said = (s for one in (term.phrase, term.term) for s in synonyms(one, language))
    worth = _BESIDE if found else _INSTEAD
    meant = {other: worth for other in said if other in vocabulary and other not in found}
    if found or meant:
        return found | meant
    near = vocabulary.near(term.term)
    if is_word(term.term, language):
        # Another word, whatever it is near to, but for its own forms: "organize", "organise".
        family = vocabulary.derived(term.term)
        return {other: worth for other, worth in near.items() if other in family}
    return near or _slipped(term, vocabulary, language)


def _participles(term: str) -> tuple[str, ...]:
    """Return the other stem of a German verb: "gesucht" and "such", which no stemmer joins."""
    if term.startswith("ge") and term.endswith("t") and len(term) > _SHORTEST + 2:
        return (term[2:-1], term[2:-1].removesuffix("e"))
    return (f"ge{term}t",) if len(term) >= _ROOT else ()


def _slipped(term: Term, vocabulary: Vocabulary, language: str) -> dict[str, float]:
    """Return the term that a word has if a slip near its end is undone: "fisihng", "boasts".

    The slip keeps the stemmer from its ending, so that the stem is far from the right one.
    """
    form = term.form
    if len(form) <= _SHORTEST or not form.isalpha() or not has_stemmer(language):
        return {}
    half = len(form) // 2
    undone = [form[: i - 1] + form[i] + form[i - 1] + form[i + 1 :] for i in range(half, len(form))]
    undone += [form[:i] + form[i + 1 :] for i in range(half, len(form))]
    undone += [form[:i] + one + form[i:] for i in range(half, len(form)) for one in _LOST]
    terms = dict.fromkeys(tokenise(" ".join(undone), language).terms)
    meant = [one for one in terms if one in vocabulary and len(one) >= _SHORTEST]
    return dict.fromkeys(meant, 1 - 1 / len(form)) if len(meant) == 1 else {}


def resolve(
    terms: Iterable[Term],
    frequencies: Mapping[str, int],
    vocabulary: Vocabulary,
    language: str = "en",
) -> Standing:
    """Return what stands for each question term among the articles' terms.

    What the articles have stands for itself, and besides it what news writes in its place;
    where its language has no stemmer, its other forms too. A number they have not may be
    there in letters or digits. Only where nothing is there, a term was mistyped, unless it is
    another word: "lunch" is no slip for "launch".
    """
    terms = tuple(terms)
    same = {term.term: _stands(term, frequencies, vocabulary, language) for term in terms}
    kin = {
        term.term: {
            word: weight
            for word, weight in (
                vocabulary.derived(term.term) | related(term.term, language)
            ).items()
            if word not in same[term.term]
        }
        for term in terms
    }
    return Standing(same, kin)
