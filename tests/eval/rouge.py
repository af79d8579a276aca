"""How much two summaries share: ROUGE-1, ROUGE-2 and ROUGE-Lsum, as F-measures.

After Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004); words in lower
case, of letters a to z and digits, those of more than three letters stemmed by Porter's
algorithm, as the usual package `rouge-score` has it. That one is published without a
wheel and brings a natural language toolkit for one stemmer: this is the same measure
over the stemmer this project has.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9]+")
_UNSTEMMED = 3


def words(text: str, stemmer: Stemmer.Stemmer | None = None) -> list[str]:
    """Return a text's words as they are compared."""
    stemmer = stemmer or Stemmer.Stemmer("porter")
    found = _WORD.findall(text.lower())
    return [w if len(w) <= _UNSTEMMED else stemmer.stemWord(w) for w in found]


def _f1(shared: int, one: int, two: int) -> float:
    return 2 * shared / (one + two) if shared else 0.0


def rouge_n(found: Sequence[Sequence[str]], right: Sequence[Sequence[str]], n: int) -> float:
    """Return the F-measure of the n-grams two summaries share; both as sentences of words."""
    grams = []
    for sentences in (found, right):
        flat = [word for sentence in sentences for word in sentence]
        grams.append(Counter(zip(*(flat[at:] for at in range(n)), strict=False)))
    one, two = grams
    return _f1((one & two).total(), one.total(), two.total())


def _common(one: Sequence[str], two: Sequence[str]) -> set[int]:
    """Return the places in `one` of a longest common subsequence."""
    lengths = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(two):
            same = lengths[i][j] + 1 if left == right else 0
            lengths[i + 1][j + 1] = same or max(lengths[i][j + 1], lengths[i + 1][j])
    places = set()
    i, j = len(one), len(two)
    while i and j:
        if one[i - 1] == two[j - 1]:
            i, j = i - 1, j - 1
            places.add(i)
        elif lengths[i][j - 1] > lengths[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places


def rouge_lsum(found: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> float:
    """Return the F-measure of what each right sentence has in common, in order, with any found."""
    left = [Counter(word for sentence in side for word in sentence) for side in (found, right)]
    totals = [counts.total() for counts in left]
    shared = 0
    for sentence in right:
        for place in sorted(set().union(*(_common(sentence, other) for other in found))):
            word = sentence[place]
            # No word of either side counts twice.
            if all(counts[word] > 0 for counts in left):
                shared += 1
                for counts in left:
                    counts[word] -= 1
    return _f1(shared, *totals)
