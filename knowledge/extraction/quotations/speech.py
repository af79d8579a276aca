"""Which marked words are a quotation, which a fragment, and which belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.extraction.quotations.scene import Kind

if TYPE_CHECKING:
    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.scene import Item, Scene

# Fewer words than this inside a writer's sentence are a fragment.
FEW = 5
# An attribution between two parts of one quotation has at most so many words.
_LONGEST_ATTRIBUTION = 60
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_SMALL = frozenset("a an the of and in on for to at by with from der die das und von im des".split())
# Where a new sentence after the attribution is a new quotation, the writers' habit.
_SENTENCES_APART = frozenset({"de"})


@dataclass(slots=True)
class Group:
    """The parts of one quotation, as positions in its paragraph's `parts`."""

    numbers: list[int] = field(default_factory=list)
    fragment: bool = False


def how_it_ends(part: Part, text: str) -> str:
    """Return how the words end: their own sign, or the one right after the mark; "w" for none."""
    inside = part.inside(text).rstrip(" \u00a0\"'”’»")
    sign = inside[-1:]
    if sign in {"", " "} or sign.isalnum() or sign in ")]%":
        following = text[part.span.end : part.span.end + 1]
        return following if following in {",", ".", "!", "?", ":", ";"} and following else "w"
    return sign


def _titled(words: list[str]) -> bool:
    """Whether words are written as a title is: capitals on all that are not small."""
    telling = [word for word in words if word.casefold() not in _SMALL]
    return len(telling) > 1 and all(word[0].isupper() or word[0].isdigit() for word in telling)


def _cue_before(items: list[Item], hole: int) -> bool:
    """Whether a verb of saying leads up to a hole in its own sentence."""
    i = hole - 1
    sentence = items[hole].sentence
    while i >= max(0, hole - _LONGEST_ATTRIBUTION) and items[i].kind is not Kind.HOLE:
        if items[i].sentence != sentence:
            break
        if items[i].verb:
            return True
        i -= 1
    return False


def _cue_after(items: list[Item], hole: int) -> int:
    """Return how many items after a hole a verb of saying comes, in its clause; 0 for none."""
    for step in range(1, 14):
        if hole + step >= len(items):
            return 0
        item = items[hole + step]
        if item.kind is Kind.HOLE or item.form in {".", ";"}:
            return 0
        if item.verb:
            return step
    return 0


def is_speech(text: str, scene: Scene, number: int, language: str) -> bool | None:
    """Tell a quotation from a fragment; None where the marks hold no words at all."""
    part = scene.parts[number]
    inside = part.inside(text).strip()
    words = _WORD.findall(inside)
    if not words:
        return None
    if part.goes_on:
        return True
    items, hole = scene.items, scene.holes[number]
    single = text[part.span.start] in "‘’'‚"
    count = len(words)
    end = how_it_ends(part, text)
    capital = inside.lstrip("“\"‘'… .[(").lstrip()[:1].isupper()
    before = items[hole - 1] if hole else None
    starts = before is None or before.sentence != items[hole].sentence or before.kind is Kind.HOLE
    introduced = starts or before.form in {",", ":"}
    led = _cue_before(items, hole)
    followed = _cue_after(items, hole)
    said_after = bool(followed) and end in {",", "?", "!", "—", "–", "-", "…", "w"}
    whole = capital and end in {".", "!", "?", "…", ",", "—", "–", "-"}
    if count >= FEW:
        if single and not (led or said_after or (starts and whole)):
            return False
        named = _titled(words) and language != "de" and end not in {"!", "?"}
        if named and not introduced and not said_after:
            return False
        if not capital and not (led or said_after) and not introduced:
            return count > 2 * FEW or end != "w" or language == "de"
        return True
    if not capital:
        return bool(
            (led and before is not None and before.form in {",", ":"} and end in ".!?,")
            or (starts and said_after and end in {",", "?", "!"})
        )
    alone = starts and whole and not single
    if alone and (count > 1 or end in "?!" or said_after):
        return end != "," or said_after or count > 1
    if led and introduced and end in {".", "!", "?", ",", "…"}:
        return True
    return led and end in {"!", "?"} and items[hole - 1].verb


def _between(scene: Scene, number: int) -> list[Item]:
    return scene.items[scene.holes[number] + 1 : scene.holes[number + 1]]


def _own_attribution(text: str, scene: Scene, number: int) -> bool:
    """Whether a part is followed by an attribution of its own: “…,” she said."""
    items, hole = scene.items, scene.holes[number]
    if how_it_ends(scene.parts[number], text) not in {",", "?", "!", "—"}:
        return False
    following = items[hole + 1 : hole + 6]
    for step, item in enumerate(following):
        if item.kind is not Kind.WORD:
            return False
        if item.verb:
            return step <= 3
    return False


def joins(text: str, scene: Scene, number: int, language: str) -> bool:
    """Whether a part goes on in the next one, with nothing but an attribution between them."""
    between = _between(scene, number)
    words = [item for item in between if item.kind is Kind.WORD]
    if len(words) > _LONGEST_ATTRIBUTION or not any(item.verb for item in between):
        return False
    part, later = scene.parts[number], scene.parts[number + 1]
    end = how_it_ends(part, text)
    last = between[-1]
    inside = later.inside(text).lstrip("“\"‘'… .[(")
    if last.form == ":" or last.form in {"and", "und"}:
        return False
    verbs = [i for i, item in enumerate(between) if item.verb]
    if last.form == ",":
        # “…,” she said, “…”; but not “…,” she said, adding, “…”
        return len(words) < 15 and not (len(between) - 2 in verbs and verbs[0] < verbs[-1] - 1)
    if end in {".", ":"} or between[0].sentence != last.sentence:
        return False
    if last.form not in {".", "!", "?"} and last.kind is Kind.SIGN:
        return last.form in {"—", "–", "-"} and len(words) < 15
    if last.kind is Kind.WORD and text[last.end : last.end + 1] != ".":
        return len(words) <= 4 and inside[:1].islower()
    if language in _SENTENCES_APART:
        return False
    return not _own_attribution(text, scene, number + 1)


def groups(text: str, scene: Scene, language: str) -> list[Group]:
    """Sort a paragraph's parts into quotations and fragments, in order."""
    found: list[Group] = []
    for number in range(len(scene.parts)):
        kind = is_speech(text, scene, number, language)
        if kind is None:
            continue
        before = found[-1] if found and found[-1].numbers[-1] == number - 1 else None
        goes_on = (
            before is not None
            and not before.fragment
            and joins(text, scene, number - 1, language)
        )
        resumed = goes_on and _between(scene, number - 1)[-1].form == ","
        if before is not None and goes_on and (kind or resumed):
            before.numbers.append(number)
        else:
            found.append(Group([number], fragment=not kind))
    return found


def headline_groups(text: str, scene: Scene) -> list[Group]:
    """Return a headline's quotations: somebody's after a colon, or some words and a verb."""
    found = []
    for number, part in enumerate(scene.parts):
        words = _WORD.findall(part.inside(text))
        hole = scene.holes[number]
        before = scene.items[hole - 1].form if hole else ""
        said = bool(_cue_after(scene.items, hole)) or _cue_before(scene.items, hole)
        if len(words) > 1 and (before == ":" or said or len(words) >= FEW):
            found.append(Group([number]))
    return found
