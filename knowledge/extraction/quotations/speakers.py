"""Who says it: the mentions around a quotation, weighed by what stands between.

Every mention in the writer's words of the quotation's paragraph and of the two before it
has some of the features below; the weights were fitted (``tests/eval/fit_speakers.py``),
a language's own where there are any, and the mention with the highest sum is the speaker.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import json
import math
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from knowledge.extraction.quotations.traits import (
    Candidate,
    behind,
    is_beside,
    own_features,
    same,
    traits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from knowledge.extraction.quotations.scene import Scene
    from knowledge.extraction.quotations.speech import Group
    from knowledge.extraction.quotations.traits import Back, Own, Surroundings
    from knowledge.extraction.quotations.words import Words

# Of the paragraphs before a quotation's own, so many are looked at.
BACK = 2
# Items to each side of a quotation, and mentions of a paragraph before it, that are looked at.
_WINDOW = 40
_MENTIONS = 8
# Likelier than this in its own paragraph, and beside a verb of saying: no need to look further.
_PLAIN = 0.8
# What a feature weighs that has no weight.
_NOTHING = itertools.repeat(0.0)


class Paragraphs(Protocol):
    """An article's scenes, made when they are asked for."""

    def __getitem__(self, at: int) -> Scene:
        """Return one."""
        ...


@functools.cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = files("knowledge").joinpath("data/speakers.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, float]] = json.loads(text)["weights"]
    return found


def weights(language: str) -> Mapping[str, float]:
    """Return a language's weights; the English ones for a language without any."""
    found = _weights()
    return found.get(language) or found["en"]


def own_candidates(scene: Scene, group: Group) -> list[Candidate]:
    """Return the mentions near a quotation in its own paragraph, none of them its own words."""
    first, last = scene.row.holes[group.numbers[0]], scene.row.holes[group.numbers[-1]]
    mentions = scene.mentions
    low = bisect.bisect_left(mentions, first - _WINDOW, key=lambda m: m.first)
    high = bisect.bisect_right(mentions, first + _WINDOW, key=lambda m: m.first)
    near = mentions[low:high]
    if last > first + _WINDOW:
        low = max(high, bisect.bisect_left(mentions, last - _WINDOW, key=lambda m: m.first))
        near += mentions[low : bisect.bisect_right(mentions, last + _WINDOW, key=lambda m: m.first)]
    own = {scene.row.holes[number] for number in group.numbers}
    return [Candidate(mention, scene, 0) for mention in near if mention.first not in own]


def back_candidates(scenes: Paragraphs, at: int) -> list[Candidate]:
    """Return the mentions in the paragraphs before ``scenes[at]``, the nearest paragraph first."""
    return [
        Candidate(mention, scenes[at - back], back)
        for back in range(1, min(BACK, at) + 1)
        for mention in scenes[at - back].mentions[-_MENTIONS:]
    ]


def _nearest(possible: Sequence[Candidate], around: Surroundings) -> set[int]:
    """Return the first items of the mentions next to a quotation on both sides."""
    firsts = [c.mention.first for c in possible if c.back == 0]
    before = [first for first in firsts if first < around.first]
    after = [first for first in firsts if first > around.first]
    return {*before[-1:], *after[:1]}


def rows(possible: Sequence[Candidate], around: Surroundings, lists: Words) -> Iterator[list[str]]:
    """Yield each candidate's features."""
    near = _nearest(possible, around)
    for one in possible:
        own = traits(one, lists)
        found = [*own.own.features(), same(one, around)]
        if one.back:
            found += behind(one, around, own.own).features()
        else:
            found += own_features(one, around, own, nearest=one.mention.first in near)
        yield [name for name in found if name]


def _sum(names: list[str], known: Mapping[str, float]) -> float:
    return sum(map(known.get, names, _NOTHING), start=0.0)


# There are some thousands of these at most.
@functools.lru_cache(maxsize=8192)
def _weight(what: Own | Back, language: str) -> float:
    return _sum(what.features(), weights(language))


def _totals(
    possible: Sequence[Candidate], around: Surroundings, lists: Words, language: str
) -> list[float]:
    """Return each candidate's sum of weights."""
    known = weights(language)
    near = _nearest(possible, around)
    found = []
    for one in possible:
        made = traits(one, lists)
        if one.back:
            more = _weight(behind(one, around, made.own), language)
        else:
            nearest = one.mention.first in near
            more = _sum(own_features(one, around, made, nearest=nearest), known)
        found.append(_weight(made.own, language) + known.get(same(one, around), 0.0) + more)
    return found


def choose(
    own: Sequence[Candidate],
    further: Callable[[], Sequence[Candidate]],
    around: Surroundings,
    lists: Words,
    language: str,
) -> tuple[Candidate, float] | None:
    """Return the likeliest speaker with its probability among the candidates, or None.

    `further` candidates, of other paragraphs, are looked at only where none of its own
    paragraph is plain.
    """
    possible = list(own)
    totals = _totals(possible, around, lists, language)
    chosen = _likeliest(possible, totals)
    if chosen is None or chosen[1] < _PLAIN or not is_beside(chosen[0], lists):
        others = further()
        possible += others
        totals += _totals(others, around, lists, language)
        chosen = _likeliest(possible, totals)
    return chosen


def _likeliest(
    possible: Sequence[Candidate], totals: Sequence[float]
) -> tuple[Candidate, float] | None:
    if not possible:
        return None
    highest = max(totals)
    chance = 1 / sum(math.exp(total - highest) for total in totals)
    return possible[totals.index(highest)], chance
