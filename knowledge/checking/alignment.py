"""Where pasted words stand in a text, and how the two differ.

The stretch of the text that has most of the words is found with a sliding window, in one
pass; in it, and a margin, the longest common subsequence says which words correspond
(rapidfuzz's bit-parallel one), and of its runs those are kept that stand together.
"""

from __future__ import annotations

import bisect
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from knowledge.checking.words import negations_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.checking.words import Words

_INFLECTED = 0.7
"""What another form of the same word counts, beside 1 for the word itself."""
_GAP = 0.5
"""What words that stand between two runs cost, of their weight ..."""
_FREE = 2.0
"""... but for so much of it."""
_MARGIN = 4
"""Words beside the window that may belong to it, and a third of the pasted ones besides."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a text that are those pasted.

    ``pasted[at : at + length]`` and ``text[there : there + length]``.
    """

    at: int
    there: int
    length: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pasted words beside a text's ``[first, last)``.

    `score` in [0, 1] is the weight of what corresponds, of both sides' weights together.
    `exact`: every pasted word is there, and nothing stands between them but where words were
    left out with "…", no negation among them; nor do they begin right behind one.
    """

    runs: tuple[Run, ...]
    first: int
    last: int
    score: float
    exact: bool


def align(
    pasted: Words,
    text: Words,
    breaks: Sequence[int] = (),
    language: str = "en",
    seams: Sequence[int] = (),
) -> Alignment | None:
    """Find pasted words in a text; None where not one of them is there.

    `breaks` are the places in `pasted` before which words were left out with "…", `seams` those in
    `text` before which a sentence or a part of a quotation begins; both in order.
    """
    runs: list[Run] = []
    begin = 0
    for start, stop in zip((0, *breaks), (*breaks, len(pasted)), strict=True):
        part = pasted.slice(start, stop)
        found = _runs(part, text.slice(begin, len(text)))
        runs += [Run(run.at + start, run.there + begin, run.length) for run in found]
        if found:
            begin = runs[-1].there + runs[-1].length
    return _judged(pasted, text, runs, frozenset(breaks), language, seams) if runs else None


class Bag:
    """Words without their order, for seeing what is worth aligning."""

    def __init__(self, words: Words) -> None:
        self.counts = Counter(words.terms)
        self.weights = dict(zip(words.terms, words.weights, strict=True))
        self.weight = words.weight or 1.0

    def share(self, text: Bag) -> float:
        """Return the part of these words' weight that a text has anywhere.

        It is the most that `align` can find there. Costs a look at each different word of the
        shorter side.
        """
        one, other = self.counts, text.counts
        if len(other) < len(one):
            one, other = other, one
        have = sum(min(n, other[t]) * self.weights[t] for t, n in one.items() if t in other)
        return have / self.weight


def _runs(pasted: Words, text: Words) -> list[Run]:
    """Return the runs that correspond: all in one, or where the text has most of the words."""
    whole = _place(pasted.keys, text.keys)
    if whole is not None:
        return [Run(0, whole, len(pasted))]
    first, last = _window(pasted, text)
    if first == last:
        return []
    margin = _MARGIN + len(pasted) // 3
    first, last = max(0, first - margin), min(len(text), last + margin)
    codes: dict[str, int] = {}
    mine = [codes.setdefault(key, len(codes)) for key in pasted.keys]
    theirs = [codes.setdefault(key, len(codes)) for key in text.keys[first:last]]
    runs = [
        Run(block.src_start, block.dest_start + first, block.src_end - block.src_start)
        for block in LCSseq.opcodes(mine, theirs)
        if block.tag == "equal"
    ]
    return _together(runs, pasted, text)


def _place(wanted: Sequence[str], keys: Sequence[str]) -> int | None:
    """Return where words stand one after the other in a text; None where they don't."""
    text = "\0".join(("", *keys, ""))
    place = text.find("\0".join(("", *wanted, ""))) if wanted else -1
    return None if place < 0 else text.count("\0", 0, place)


def _window(pasted: Words, text: Words) -> tuple[int, int]:
    """Return the stretch of the text, a quarter longer than the words, that has most of them."""
    wanted = Counter(pasted.terms)
    weights = dict(zip(pasted.terms, pasted.weights, strict=True))
    size = len(pasted) + len(pasted) // 4 + 1
    have: Counter[str] = Counter()
    best, best_last, current = 0.0, 0, 0.0
    terms = text.terms
    for last, term in enumerate(terms):
        if term in wanted:
            if have[term] < wanted[term]:
                current += weights[term]
            have[term] += 1
        gone = terms[last - size] if last >= size else None
        if gone is not None and gone in wanted:
            have[gone] -= 1
            if have[gone] < wanted[gone]:
                current -= weights[gone]
        if current > best + 1e-9:
            best, best_last = current, last + 1
    return max(0, best_last - size), best_last


def _together(runs: Sequence[Run], pasted: Words, text: Words) -> list[Run]:
    """Return the neighbouring runs that are worth most, less what stands between them."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    worth, begin = 0.0, 0
    for number, run in enumerate(runs):
        if number:
            before = runs[number - 1]
            gap = sum(text.weights[before.there + before.length : run.there])
            swapped = sum(pasted.weights[before.at + before.length : run.at])
            worth -= _GAP * max(0.0, gap - swapped - _FREE)
        if worth <= 0:
            worth, begin = 0.0, number
        worth += sum(pasted.weights[run.at : run.at + run.length])
        if worth > best[0]:
            best = (worth, begin, number + 1)
    return list(runs[best[1] : best[2]])


def _judged(
    pasted: Words,
    text: Words,
    runs: list[Run],
    breaks: frozenset[int],
    language: str,
    seams: Sequence[int],
) -> Alignment:
    first, last = runs[0].there, runs[-1].there + runs[-1].length
    same = sum(sum(pasted.weights[run.at : run.at + run.length]) for run in runs)
    kin, free, exact = 0.0, 0.0, True
    ends = [(0, first), *((run.at + run.length, run.there + run.length) for run in runs)]
    starts = [*((run.at, run.there) for run in runs), (len(pasted), last)]
    for number, ((at, there), (next_at, next_there)) in enumerate(zip(ends, starts, strict=True)):
        kin += _kin(pasted, at, next_at, text, there, next_there)
        if at == next_at and at in breaks and 0 < number < len(runs):
            free += sum(text.weights[there:next_there])
            left_out = text.keys[there:next_there]
            exact = exact and negations_of(language).isdisjoint(left_out)
        elif at != next_at or there != next_there:
            exact = False
    if runs[0].at == 0 and _is_negated(text, first, language):
        first, exact = first - 1, False
    # Words pasted before or after all that is there stand for as many of the text's, in that
    # sentence: what was said before it is none of them.
    begin = bisect.bisect_right(seams, first)
    end = bisect.bisect_left(seams, last)
    after = len(pasted) - runs[-1].at - runs[-1].length
    first = max(seams[begin - 1] if begin else 0, first - runs[0].at)
    last = min(seams[end] if end < len(seams) else len(text), last + after)
    both = pasted.weight + sum(text.weights[first:last]) - free
    return Alignment(tuple(runs), first, last, min(1.0, 2 * (same + kin) / both), exact)


def _is_negated(text: Words, first: int, language: str) -> bool:
    """Whether a negation stands right before a word, with nothing but a space between."""
    if first == 0 or text.starts[first] - text.ends[first - 1] != 1:
        return False
    return text.keys[first - 1] in negations_of(language)


def _kin(pasted: Words, at: int, end: int, text: Words, there: int, stop: int) -> float:
    """Return what other forms of the same words count between two runs."""
    if at == end or there == stop:
        return 0.0
    terms = Counter(text.terms[there:stop])
    found = 0.0
    for term, weight in zip(pasted.terms[at:end], pasted.weights[at:end], strict=True):
        if terms[term] > 0:
            terms[term] -= 1
            found += _INFLECTED * weight
    return found
