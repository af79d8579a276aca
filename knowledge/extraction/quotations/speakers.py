"""Who says it: the mentions around a quotation, weighed by what stands between.

Every mention in the writer's words of the quotation's paragraph and of the two before it
has some of the features below; the weights were fitted (``tests/eval/fit_speakers.py``),
a language's own where there are any, and the mention with the highest sum is the speaker.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from knowledge.extraction.quotations.scene import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.extraction.quotations.scene import Item, Mention, Scene
    from knowledge.extraction.quotations.speech import Group
    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Span

# Of the paragraphs before a quotation's own, so many are looked at.
BACK = 2
# Words between a mention and its verb.
_REACH = 12
# Items to each side of a quotation, and mentions of a paragraph before it, that are looked at.
_WINDOW = 60
_MENTIONS = 16
_AUXILIARIES = frozenset(
    "has have had is was are were will would also then later recently once often simply just"
    " hat habe haben hatte hatten wurde wird auch dann später".split()
)


class Paragraphs(Protocol):
    """An article's scenes, made when they are asked for."""

    def __getitem__(self, at: int) -> Scene:
        """Return one."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention with its paragraph, 0 for the quotation's own, 1 for the one before."""

    mention: Mention
    scene: Scene
    back: int


@dataclass(frozen=True, slots=True)
class Beside:
    """How a verb of saying stands to a mention: its place, on which side, how far, over what."""

    place: int = -1
    side: str = ""
    gap: int = 0
    comma: bool = False


@functools.cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = files("knowledge").joinpath("data/speakers.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, float]] = json.loads(text)["weights"]
    return found


def weights(language: str) -> Mapping[str, float]:
    """Return a language's weights; the English ones for a language without any."""
    found = _weights()
    return found.get(language) or found["en"]


def _verb_beside(items: list[Item], mention: Mention) -> Beside:
    """Return the nearest verb of saying in the mention's sentence, over no hole."""
    after = Beside()
    comma = False
    words = 0
    sentence = items[mention.first].sentence
    for i in range(mention.last, min(mention.last + 2 * _REACH, len(items))):
        item = items[i]
        if item.kind is Kind.HOLE or item.sentence != sentence or words > _REACH:
            break
        if item.verb:
            after = Beside(i, "after", words, comma)
            break
        if item.kind is Kind.WORD:
            words += item.form not in _AUXILIARIES
        else:
            comma = True
    comma = False
    words = 0
    for i in range(mention.first - 1, max(mention.first - 2 * _REACH, 0) - 1, -1):
        item = items[i]
        if item.kind is Kind.HOLE or item.sentence != sentence or words > _REACH:
            break
        if item.verb:
            if after.place < 0 or words < after.gap or (words == after.gap and after.comma > comma):
                return Beside(i, "before", words, comma)
            break
        if item.kind is Kind.WORD:
            words += 1
        else:
            comma = True
    return after


def _far(count: int) -> str:
    return str(count) if count < 4 else "4-6" if count < 7 else "7-12" if count < 13 else "13+"


def _steps(items: list[Item], start: int, stop: int) -> tuple[int, int, int]:
    """Count the words, the holes and the sentences' ends between two places."""
    words = holes = 0
    for i in range(start, stop):
        kind = items[i].kind
        if kind is Kind.WORD:
            words += 1
        elif kind is Kind.HOLE:
            holes += 1
    return words, holes, items[min(stop, len(items) - 1)].sentence - items[max(0, start - 1)].sentence


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all of a quotation's candidates."""

    scene: Scene
    first: int
    last: int
    ends: tuple[str, str]
    colon: str
    bare: str
    previous: Span | None


def _end(sign: str) -> str:
    """Return how a quotation's words end: as before an attribution, in a sentence, or fully."""
    return "c" if sign in {",", "?", "!", "—", "-", "–", "…"} else "w" if sign == "w" else "p"


def surroundings(
    scene: Scene, group: Group, previous: Span | None, ends: tuple[str, str]
) -> Surroundings:
    """Return a quotation's surroundings.

    `previous` mentions the speaker of the one before, `ends` are the signs that end its first
    and its last part.
    """
    items = scene.items
    first, last = scene.holes[group.numbers[0]], scene.holes[group.numbers[-1]]
    before = items[first - 1].form if first else "^"
    colon = before if before in {":", ",", "^"} else "w" if before else "h"
    bare = "bare" if scene.words == 0 else "few" if scene.words < 4 else "text"
    signs = (_end(ends[0]), _end(ends[1]))
    return Surroundings(scene, first, last, signs, colon, bare, previous)


def features(one: Candidate, around: Surroundings, lists: Words, *, nearest: bool) -> list[str]:
    """Return the features of a candidate. `nearest`: no other stands nearer on its side."""
    mention, items = one.mention, one.scene.items
    sort = mention.sort.value
    beside = _verb_beside(items, mention)
    before = items[mention.first - 1] if mention.first else None
    led = (
        "^"
        if before is None or before.sentence != items[mention.first].sentence
        else "h"
        if before.kind is Kind.HOLE
        else "p"
        if before.form in lists.not_first and not before.verb
        else "v"
        if before.verb and mention.first > 1 and items[mention.first - 2].kind is Kind.HOLE
        else "t"
        if before.form in lists.not_first
        else "v"
        if before.verb
        else before.form
        if before.kind is Kind.SIGN
        else "w"
    )
    said = beside.side + (_far(beside.gap) + ("," if beside.comma else "") if beside.side else "none")
    found = [sort, f"led {led}", f"said {said}", f"{sort} said {beside.side}", f"led {led} {beside.side}"]
    found.append(f"{sort} {min(mention.words, 4)}")
    if mention.determined:
        found.append(f"determiner {items[mention.first].form}")
    if mention.owned:
        found.append("owned")
        found.append(f"owned {beside.side}")
    same = around.previous is not None and mention.span == around.previous
    if same:
        found.append(f"same {around.bare} {one.back}")
    if one.back:
        place = f"back{one.back}"
        ended = items[-1].form if items else ""
        found += [
            place,
            f"{place} {around.bare}",
            f"{place} {around.bare} said {beside.side}",
            f"{place} {around.bare} {sort}",
            f"{place} ends {':' if ended == ':' else ''}",
        ]
        ends_sentence = items[mention.first].sentence == items[-1].sentence
        found.append(f"{place} {'last' if ends_sentence else 'earlier'} sentence {led == '^'}")
        if one.scene.holes:
            found.append(f"{place} beside a quotation {around.bare} {beside.side}")
        return found
    if mention.first > around.last:
        zone = "after"
        words, holes, ends = _steps(items, around.last + 1, mention.first)
    elif mention.last <= around.first:
        zone = "before"
        words, holes, ends = _steps(items, mention.last, around.first)
    else:
        zone = "mid"
        words, holes, ends = _steps(items, around.first + 1, mention.first)
        holes = 0
    ends = min(ends, 2)
    end = around.ends[0] if zone == "mid" else around.ends[1]
    place = f"{zone} {ends}"
    found += [
        place,
        f"{zone} far {_far(words)}",
        f"{place} holes {min(holes, 2)}",
        f"{place} end {end}",
        f"{place} intro {around.colon}",
        f"{place} said {said}",
        f"{place} {sort}",
        f"{place} led {led}",
        f"{place} end {end} intro {around.colon} said {beside.side}",
    ]
    if nearest:
        found.append(f"{place} nearest {beside.side}")
    if beside.place >= 0:
        edge = around.last if zone == "after" else around.first
        low, high = sorted((edge, beside.place))
        gap = sum(items[i].kind is Kind.WORD for i in range(low + 1, high))
        outside = sum(items[i].kind is Kind.HOLE for i in range(low + 1, high)) if zone != "mid" else 0
        found.append(f"{place} cue {_far(gap)} {min(outside, 1)}")
        found.append(f"{place} cue {_far(gap)} said {beside.side} {end}")
    return found


def own_candidates(scene: Scene, group: Group) -> list[Candidate]:
    """Return the mentions near a quotation in its own paragraph, none of them its own words."""
    first, last = scene.holes[group.numbers[0]], scene.holes[group.numbers[-1]]
    mentions = scene.mentions
    low = bisect.bisect_left(mentions, first - _WINDOW, key=lambda m: m.first)
    high = bisect.bisect_right(mentions, first + _WINDOW, key=lambda m: m.first)
    near = mentions[low:high]
    if last > first + _WINDOW:
        low = max(high, bisect.bisect_left(mentions, last - _WINDOW, key=lambda m: m.first))
        near += mentions[low : bisect.bisect_right(mentions, last + _WINDOW, key=lambda m: m.first)]
    own = {scene.holes[number] for number in group.numbers}
    return [Candidate(mention, scene, 0) for mention in near if mention.first not in own]


def candidates(scenes: Paragraphs, at: int, group: Group) -> list[Candidate]:
    """Return the mentions that may be the speaker of a quotation in ``scenes[at]``."""
    found = own_candidates(scenes[at], group)
    for back in range(1, min(BACK, at) + 1):
        scene = scenes[at - back]
        found += [Candidate(mention, scene, back) for mention in scene.mentions[-_MENTIONS:]]
    return found


def rows(
    possible: Sequence[Candidate], around: Surroundings, lists: Words
) -> Iterator[tuple[Candidate, list[str]]]:
    """Yield each candidate with its features."""
    own = [c for c in possible if c.back == 0]
    before = max((c.mention.first for c in own if c.mention.last <= around.first), default=-1)
    after = min((c.mention.first for c in own if c.mention.first > around.first), default=-1)
    for one in possible:
        near = one.back == 0 and one.mention.first in {before, after}
        yield one, features(one, around, lists, nearest=near)


def choose(
    possible: Sequence[Candidate], around: Surroundings, lists: Words, language: str
) -> tuple[Candidate, float] | None:
    """Return the likeliest speaker with its probability among the candidates, or None."""
    known = weights(language)
    get = known.get
    best: Candidate | None = None
    sums: list[float] = []
    highest = -math.inf
    for one, found in rows(possible, around, lists):
        total = 0.0
        for name in found:
            total += get(name, 0.0)
        sums.append(total)
        if total > highest:
            best, highest = one, total
    if best is None:
        return None
    return best, 1 / sum(math.exp(total - highest) for total in sums)


def is_beside(one: Candidate) -> bool:
    """Whether a verb of saying stands in a mention's sentence."""
    return _verb_beside(one.scene.items, one.mention).place >= 0


def cue_of(one: Candidate, text: str) -> str:
    """Return the verb of saying that goes with a mention, "" for none."""
    beside = _verb_beside(one.scene.items, one.mention)
    return text[slice(*_extent(one.scene.items[beside.place]))] if beside.place >= 0 else ""


def _extent(item: Item) -> tuple[int, int]:
    return item.start, item.end

