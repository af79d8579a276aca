"""Finding a question's terms among an article's, typing mistakes and spellings included."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.question import Term

# A term this short has too many neighbours to be guessed at.
_SHORTEST = 4
# From this length on two mistakes may be in a word, below it one.
_LONG = 8
# More terms than this within reach tell nothing.
_MOST = 3


def _changed_letter_only(typed: str, term: str) -> bool:
    """Whether two short words of one length differ in one letter: then they are two words.

    "bake" is no slip for "base"; a swapped, doubled or lost letter is one.
    """
    return len(typed) == len(term) and sum(a != b for a, b in zip(typed, term, strict=True)) == 1


def near(typed: str, vocabulary: Iterable[str]) -> dict[str, float]:
    """Return the terms that `typed` may have been meant for, with a quality in (0, 1).

    Within one edit (insertion, deletion, substitution, swap of neighbours: the optimal
    string alignment distance), two from eight letters on. Numbers are never guessed.
    """
    if len(typed) < _SHORTEST or any(c.isdigit() for c in typed):
        return {}
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    reach = 2 if len(typed) >= _LONG else 1
    choices = [
        term
        for term in vocabulary
        if abs(len(term) - len(typed)) <= reach and not any(c.isdigit() for c in term)
    ]
    found = process.extract(
        typed, choices, scorer=OSA.distance, score_cutoff=reach, limit=_MOST + 1
    )
    best = min((distance for _, distance, _ in found), default=0)
    kept = {
        term: 1 - distance / len(typed)
        for term, distance, _ in found
        if distance == best
        and not (len(typed) < _SHORTEST + 2 and _changed_letter_only(typed, term))
    }
    return kept if len(kept) <= _MOST else {}


def resolve(
    terms: Iterable[Term], frequencies: Mapping[str, int], vocabulary: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Return, for each question term, the article terms that stand for it, with their quality.

    A term that the articles have stands for itself alone; {} means nothing does.
    """
    words: list[str] | None = None
    resolved: dict[str, dict[str, float]] = {}
    for term in terms:
        if frequencies.get(term.term):
            resolved[term.term] = {term.term: 1.0}
        else:
            words = list(vocabulary) if words is None else words
            resolved[term.term] = near(term.term, words)
    return resolved
