"""What speaks for a mention: its own traits, and how it stands to a quotation."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from knowledge.extraction.quotations.items import HOLE, SIGN, WORD

if TYPE_CHECKING:
    from knowledge.extraction.quotations.items import Row
    from knowledge.extraction.quotations.mentions import Mention
    from knowledge.extraction.quotations.scene import Scene
    from knowledge.extraction.quotations.speech import Group
    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Span

# Words between a mention and its verb.
_REACH = 12
# How far, in words, as a feature says it.
_FAR = ("0", "1", "2", "3", *("4-6",) * 3, *("7-12",) * 6, "13+")
_AUXILIARIES = frozenset(
    "has have had is was are were will would also then later recently once often simply just"
    " hat habe haben hatte hatten wurde wird auch dann später".split()
)


class Candidate(NamedTuple):
    """A mention with its paragraph, 0 for the quotation's own, 1 for the one before."""

    mention: Mention
    scene: Scene
    back: int


class Beside(NamedTuple):
    """How a verb of saying stands to a mention: its place, on which side, how far, over what."""

    place: int = -1
    side: str = ""
    gap: int = 0
    comma: bool = False


_ALONE = Beside()


def _after(scene: Scene, mention: Mention) -> Beside:
    """Return the verb of saying that follows a mention in its sentence, over no hole."""
    items, sentences, verbs = scene.row.items, scene.row.sentences, scene.verbs
    sentence = sentences[mention.first]
    next_one = bisect.bisect_left(verbs, mention.last)
    if next_one == len(verbs) or sentences[verbs[next_one]] != sentence:
        return _ALONE
    comma = False
    words = 0
    for i in range(mention.last, min(mention.last + 2 * _REACH, len(items))):
        item = items[i]
        if item.kind is HOLE or sentences[i] != sentence or words > _REACH:
            break
        if item.verb:
            return Beside(i, "after", words, comma)
        if item.kind is WORD:
            words += item.form not in _AUXILIARIES
        else:
            comma = True
    return _ALONE


def _before(scene: Scene, mention: Mention, lists: Words) -> Beside:
    """Return the verb of saying that precedes it in the same way; "by" is "according to"."""
    items, sentences, verbs = scene.row.items, scene.row.sentences, scene.verbs
    sentence = sentences[mention.first]
    next_one = bisect.bisect_left(verbs, mention.first)
    if not next_one or sentences[verbs[next_one - 1]] != sentence:
        return _ALONE
    comma = False
    words = 0
    for i in range(mention.first - 1, max(mention.first - 2 * _REACH, 0) - 1, -1):
        item = items[i]
        if item.kind is HOLE or sentences[i] != sentence or words > _REACH:
            break
        if item.verb:
            by = item.form in lists.after and words < 2 and not comma
            return Beside(i, "by" if by else "before", words, comma)
        if item.kind is WORD:
            words += 1
        else:
            comma = True
    return _ALONE


def _verb_beside(scene: Scene, mention: Mention, lists: Words) -> Beside:
    """Return the nearer of the two; the one that follows, where both are as near."""
    after, before = _after(scene, mention), _before(scene, mention, lists)
    if before.place < 0:
        return after
    if (
        before.side == "by"
        or after.place < 0
        or (before.gap, before.comma) < (after.gap, after.comma)
    ):
        return before
    return after


def _led(row: Row, mention: Mention) -> str:
    """Say in a sign what stands right before a mention."""
    items, sentences, first = row.items, row.sentences, mention.first
    if not first or sentences[first - 1] != sentences[first]:
        return "^"
    before = items[first - 1]
    if before.kind is HOLE:
        return "h"
    if before.kind is SIGN:
        return before.form
    if before.verb:
        inverted = first > 1 and items[first - 2].kind is HOLE
        return "t" if before.light and not inverted else "v"
    return "p" if before.light else "w"


class Own(NamedTuple):
    """What is a mention's own, whatever the quotation, in the few values that features have.

    `led` is a sign for what stands before it, `side` where its verb of saying is and `said` how
    far, `words` up to 4; `determiner` is the word it begins with, "" for none.
    """

    sort: str
    led: str
    side: str
    said: str
    words: int
    determiner: str
    owned: bool

    def features(self) -> list[str]:
        """Return the features."""
        sort, led, side = self.sort, self.led, self.side
        names = [
            sort,
            f"led {led}",
            f"said {self.said}",
            f"{sort} said {side}",
            f"led {led} {side}",
            f"{sort} {self.words}",
        ]
        if self.determiner:
            names.append(f"determiner {self.determiner}")
        if self.owned:
            names += ["owned", f"owned {side}"]
        return names


class Traits(NamedTuple):
    """A mention's own traits, and the verb of saying beside it."""

    beside: Beside
    own: Own


def traits(one: Candidate, lists: Words) -> Traits:
    """Return a mention's traits, made once."""
    mention, scene = one.mention, one.scene
    found: Traits | None = scene.traits.get(mention.first)
    if found is not None:
        return found
    beside = _verb_beside(scene, mention, lists)
    side = beside.side
    said = f"{side}{_FAR[min(beside.gap, 13)]}{',' * beside.comma}" if side else "none"
    determiner = scene.row.items[mention.first].form if mention.determined else ""
    own = Own(
        str(mention.sort),
        _led(scene.row, mention),
        side,
        said,
        min(mention.words, 4),
        determiner,
        mention.owned,
    )
    made = scene.traits[mention.first] = Traits(beside, own)
    return made


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
    items, holes = scene.row.items, scene.row.holes
    first, last = holes[group.numbers[0]], holes[group.numbers[-1]]
    before = items[first - 1].form if first else "^"
    colon = before if before in {":", ",", "^"} else "w" if before else "h"
    bare = "bare" if scene.words == 0 else "few" if scene.words < 4 else "text"
    signs = (_end(ends[0]), _end(ends[1]))
    return Surroundings(scene, first, last, signs, colon, bare, previous)


class Back(NamedTuple):
    """How a mention in a paragraph before the quotation's stands to it."""

    back: int
    bare: str
    side: str
    sort: str
    colon: bool
    last: bool
    opens: bool
    quoting: bool

    def features(self) -> list[str]:
        """Return the features."""
        bare, side = self.bare, self.side
        place = f"back{self.back}"
        found = [
            place,
            f"{place} {bare}",
            f"{place} {bare} said {side}",
            f"{place} {bare} {self.sort}",
            f"{place} ends {':' if self.colon else ''}",
            f"{place} {'last' if self.last else 'earlier'} sentence {self.opens}",
        ]
        if self.quoting:
            found.append(f"{place} beside a quotation {bare} {side}")
        return found


def behind(one: Candidate, around: Surroundings, own: Own) -> Back:
    """Return how a mention of an earlier paragraph stands to a quotation."""
    row = one.scene.row
    return Back(
        one.back,
        around.bare,
        own.side,
        own.sort,
        row.items[-1].form == ":",
        row.sentences[one.mention.first] == row.sentences[-1],
        own.led == "^",
        bool(row.holes),
    )


def same(one: Candidate, around: Surroundings) -> str:
    """Return the feature of who spoke before, "" for anybody else."""
    same = around.previous is not None and one.mention.span == around.previous
    return f"same {around.bare} {one.back}" if same else ""


def own_features(
    one: Candidate, around: Surroundings, traits: Traits, *, nearest: bool
) -> list[str]:
    """Return the features of a mention in the quotation's own paragraph."""
    mention, scene = one.mention, one.scene
    sentences, passed = scene.row.sentences, scene.passed
    sort, led, side, said, *_ = traits.own
    if mention.first > around.last:
        zone, start, stop = "after", around.last + 1, mention.first
    elif mention.last <= around.first:
        zone, start, stop = "before", mention.last, around.first
    else:
        zone, start, stop = "mid", around.first + 1, mention.first
    end = around.ends[0] if zone == "mid" else around.ends[1]
    words = passed[stop] - passed[start]
    holes = 0
    if zone != "mid":
        holes = min(_holes(scene, start, stop), 2)
    ends = min(sentences[stop] - sentences[max(0, start - 1)], 2)
    place = f"{zone} {ends}"
    found = [
        place,
        f"{zone} far {_FAR[min(words, 13)]}",
        f"{place} holes {holes}",
        f"{place} end {end}",
        f"{place} intro {around.colon}",
        f"{place} said {said}",
        f"{place} {sort}",
        f"{place} led {led}",
        f"{place} end {end} intro {around.colon} said {side}",
    ]
    if nearest:
        found.append(f"{place} nearest {side}")
    if side:
        edge = around.last if zone == "after" else around.first
        low, high = sorted((edge, traits.beside.place))
        gap = _FAR[min(passed[high] - passed[low + 1], 13)] if high > low else "0"
        outside = zone != "mid" and _holes(scene, low + 1, high) > 0
        found.append(f"{place} cue {gap} {int(outside)}")
        found.append(f"{place} cue {gap} said {side} {end}")
    return found


def _holes(scene: Scene, start: int, stop: int) -> int:
    holes = scene.row.holes
    return max(0, bisect.bisect_left(holes, stop) - bisect.bisect_left(holes, start))


def is_beside(one: Candidate, lists: Words) -> bool:
    """Whether a verb of saying stands in a mention's sentence."""
    return traits(one, lists).beside.place >= 0


def cue_of(one: Candidate, lists: Words, text: str) -> str:
    """Return the verb of saying that goes with a mention, "" for none."""
    place = traits(one, lists).beside.place
    if place < 0:
        return ""
    row = one.scene.row
    return text[row.starts[place] : row.ends[place]]
