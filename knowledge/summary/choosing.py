"""Which sentences together are the best summary: every choice of up to three is weighed.

A choice is worth the F-measure that it can be expected to have with a summary an editor
would write: twice the terms both have, by the terms of both. What is shared counts once
however many of the sentences have it, which keeps them from repeating each other, and
what a sentence adds must be worth its length. The choice among the likeliest dozen is
exact; beyond three sentences the rest is added one by one, the best each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.summary.standing import Standing
from knowledge.summary.worth import chances, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex, SentenceIndex

EXACT = 3
"""Up to so many sentences, every choice is weighed."""
# Sentences that are weighed, of those that stand alone, and of those that lean on one of them.
_POOL = 10
_LEANING = 3
# Of two that are worth about the same, the one that needs no other is better.
_LEANING_WORTH = 0.95
# A sentence that has so much of its worth in common with one chosen for a long summary says
# the same.
_REPEATED = 0.6


@dataclass(slots=True)
class Worth:
    """What an article's sentences and their terms promise.

    `shared` is what two sentences have in common and would say twice, `wanted` the
    terms of the summary that is looked for.
    """

    sentences: Sequence[SentenceIndex]
    standing: Sequence[Standing]
    wanted: float
    terms: list[float]
    _once: dict[str, float]
    _shared: dict[tuple[int, int], float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        index: ArticleIndex,
        sentences: Sequence[SentenceIndex],
        standing: Sequence[Standing],
        wanted: float,
    ) -> Worth:
        """Weigh the article's sentences."""
        repeated = weights("repeated")
        chance: dict[str, float] = {}
        once: dict[str, float] = {}
        for kind, part in zip(("content", "function"), chances(index, sentences), strict=True):
            again = repeated[kind]
            chance.update(part)
            # Where two sentences have a term, the second time counts so much less.
            once.update((term, p * (1 - again)) for term, p in part.items())
        terms = []
        for sentence, one in zip(sentences, standing, strict=True):
            counts = sentence.counts
            worth = sum(map(chance.__getitem__, counts))
            if len(counts) < sentence.length:
                worth += sum(chance[t] - once[t] for t, n in counts.items() if n > 1)
            terms.append(worth * _LEANING_WORTH if one is Standing.LEANS else worth)
        return cls(sentences, standing, wanted, terms, once)

    def f1(self, terms: float, length: int) -> float:
        """Return the expected F-measure of so many expected terms in so many words."""
        return 2 * terms / (length + self.wanted)

    def alone(self, place: int) -> float:
        """Return the worth of one sentence as the only one."""
        return self.f1(self.terms[place], self.sentences[place].length)

    def shared(self, one: int, two: int) -> float:
        """Return what two sentences, in order, would say twice, in expected terms."""
        found = self._shared.get((one, two))
        if found is None:
            # In the order of the text: a set's order changes from run to run, and with it the
            # last digit of the sum, which may decide between two choices.
            once, others = self._once, self.sentences[two].counts
            found = sum([once[term] for term in self.sentences[one].counts if term in others])
            self._shared[one, two] = found
        return found

    def repeats(self, one: int, two: int) -> float:
        """Return the part of the lesser sentence's worth that the other has too, in [0, 1]."""
        least = min(self.terms[one], self.terms[two])
        return self.shared(min(one, two), max(one, two)) / least if least else 0.0


def pool(worth: Worth, among: Sequence[int], most: int) -> list[int]:
    """Return the sentences to choose from, in order: those worth most that can stand.

    One that leans is there only with the one before it.
    """
    ranked = sorted(among, key=lambda place: -worth.alone(place))
    found = [p for p in ranked if worth.standing[p] is Standing.ALONE][:most]
    there = set(found)
    for place in ranked:
        if len(found) >= most + _LEANING:
            break
        if worth.standing[place] is Standing.LEANS and place - 1 in there:
            found.append(place)
    return sorted(found)


def _exact(worth: Worth, places: Sequence[int], most: int) -> tuple[int, ...]:
    """Return the best choice of one to `most` of these."""
    leaning = {p for p in places if worth.standing[p] is Standing.LEANS}
    lengths = [worth.sentences[p].length for p in places]
    terms = [worth.terms[p] for p in places]
    shared, wanted = worth.shared, worth.wanted
    best: tuple[int, ...] = ()
    highest = -1.0
    # Each entry is a choice, the number of the next place, its terms and its words.
    stack: list[tuple[tuple[int, ...], int, float, float]] = [((), 0, 0.0, wanted)]
    while stack:
        choice, following, had, words = stack.pop()
        final = len(choice) + 1 == most
        for at in range(following, len(places)):
            place = places[at]
            expected = had + terms[at]
            length = words + lengths[at]
            # What they share can only make it worse.
            if final and expected <= highest * length:
                continue
            if place in leaning and choice[-1:] != (place - 1,):
                continue
            for other in choice:
                expected -= shared(other, place)
            if expected > highest * length:
                best, highest = (*choice, place), expected / length
            if not final:
                stack.append(((*choice, place), at + 1, expected, length))
    return best


def grown(worth: Worth, chosen: Sequence[int], places: Sequence[int], most: int) -> list[int]:
    """Add the sentence that helps most, again and again, until there are `most`.

    One that mostly says what one of the others says is left out.
    """
    found: list[int] = []
    expected, length = 0.0, 0
    gains = {p: worth.terms[p] for p in {*places, *chosen}}
    waiting = list(chosen)
    while len(found) < most:
        if waiting:
            best = waiting.pop(0)
        else:
            values = {
                p: worth.f1(expected + gain, length + worth.sentences[p].length)
                for p, gain in gains.items()
                if worth.standing[p] is not Standing.LEANS or p - 1 in found
            }
            if not values:
                break
            best = max(values, key=values.__getitem__)
        expected += gains.pop(best)
        length += worth.sentences[best].length
        found.append(best)
        gains = {
            p: gain - worth.shared(min(p, best), max(p, best))
            for p, gain in gains.items()
            if p in waiting or worth.repeats(p, best) < _REPEATED
        }
    return found


def choose(worth: Worth, among: Sequence[int], most: int, least: int = 1) -> list[int]:
    """Return the best `least` to `most` of the sentences numbered, in order.

    There are fewer than `least` only where no other says something else and can be read alone.
    """
    places = pool(worth, among, max(_POOL, 2 * most))
    if most <= EXACT:
        found = _exact(worth, places, most)
        return list(found) if len(found) >= least else sorted(grown(worth, found, places, least))
    return sorted(grown(worth, (), places, most))
