"""Which marked words are a quotation, which a fragment, and which belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.extraction.quotations.items import HOLE, SIGN, WORD
from knowledge.extraction.quotations.mentions import is_compound
from knowledge.languages import CAPITAL_NOUNS

if TYPE_CHECKING:
    from knowledge.extraction.quotations.items import Item, Row
    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.scene import Scene
    from knowledge.extraction.quotations.words import Words

# Fewer words than this inside a writer's sentence are a fragment.
FEW = 5
# An attribution between two parts of one quotation has at most so many words.
_LONGEST_ATTRIBUTION = 60
# …within a sentence that goes on, and where no sign says that it does.
_LONGEST_ASIDE = 15
_LONGEST_SHORT = 4
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_AND = frozenset("and but while und aber während".split())
# What begins a clause of its own: “…”, it went on, that “…”.
_THAT = frozenset("that dass daß".split())
_SMALL = frozenset(
    "a an the of and in on for to at by with from der die das und von im des".split()
)


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


def _is_unspaced(inside: str) -> bool:
    """Whether there is a letter of a script that is written without spaces."""
    return not inside.isascii() and any(
        "\u0e01" <= c <= "\u0e30" or "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff"
        for c in set(inside)
    )


def words_of(inside: str) -> list[str]:
    """Return the words; where they are written without spaces, each two characters are one."""
    found = _WORD.findall(inside)
    if _is_unspaced(inside):
        return [word[i : i + 2] for word in found for i in range(0, len(word), 2)]
    return found


def _titled(words: list[str]) -> bool:
    """Whether words are written as a title is: capitals on all that are not small."""
    telling = [word for word in words if word.casefold() not in _SMALL]
    return len(telling) > 1 and all(not word[0].islower() for word in telling)


def _cue_before(row: Row, hole: int) -> bool:
    """Whether a verb of saying leads up to a hole in its own sentence."""
    i = hole - 1
    items, sentence = row.items, row.sentences[hole]
    while i >= max(0, hole - _LONGEST_ATTRIBUTION) and items[i].kind is not HOLE:
        if row.sentences[i] != sentence:
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
        if item.kind is HOLE or item.form in {".", ";"}:
            return 0
        if item.verb:
            return step
    return 0


def is_speech(text: str, scene: Scene, number: int, lists: Words, language: str) -> bool | None:
    """Tell a quotation from a fragment; None where the marks hold no words at all."""
    part = scene.parts[number]
    inside = part.inside(text).strip()
    words = words_of(inside)
    if not words:
        return None
    if part.goes_on:
        return True
    row, hole = scene.row, scene.row.holes[number]
    items = row.items
    single = text[part.span.start] in "‘’'‚"
    count = len(words)
    end = how_it_ends(part, text)
    first = inside.lstrip("“\"‘'… .[(").lstrip()[:1]
    capital = bool(first) and not first.islower()
    before = items[hole - 1] if hole else None
    starts = before is None or row.sentences[hole - 1] != row.sentences[hole] or before.kind is HOLE
    introduced = starts or before is None or before.form in {",", ":"}
    led = _cue_before(row, hole)
    followed = _cue_after(items, hole)
    said_after = bool(followed) and end in {",", "?", "!", "—", "–", "-", "…", "w"}
    whole = capital and end in {".", "!", "?", "…", ",", "—", "–", "-"}
    if count >= FEW:
        if single and not (led or said_after or (starts and whole)):
            return False
        named = _titled(words) and language not in CAPITAL_NOUNS and end not in {"!", "?"}
        if named and not introduced and not said_after:
            return False
        if before is not None and is_compound(before.form, lists.work) and capital:
            return False
        if not (led and language in CAPITAL_NOUNS) and _is_name(
            text, scene, number, lists, end=end, followed=said_after
        ):
            return False
        if not capital and not (led or said_after) and not introduced:
            return count > 2 * FEW or end != "w" or language in CAPITAL_NOUNS
        return True
    if not capital:
        return bool(
            (led and before is not None and before.form in {",", ":"} and end in ".!?,")
            or (starts and said_after and end in {",", "?", "!"})
        )
    named = whole and before is not None and before.form == ":"
    if count > 1 and (named or (starts and said_after and end in {",", "?", "!"})):
        return True
    alone = starts and whole and not single
    if alone and (count > 1 or end in "?!" or said_after):
        return end != "," or said_after or count > 1
    if led and introduced and end in {".", "!", "?", ",", "…"}:
        return True
    return led and end in {"!", "?"} and items[hole - 1].verb


def _is_name(
    text: str, scene: Scene, number: int, lists: Words, *, end: str, followed: bool
) -> bool:
    """Whether marked words that begin with a capital and are no sentence name something.

    A law, a song, a motto: the writer's own word leads up to them, and no verb of saying; or
    they stand in a list of such.
    """
    items, hole = scene.row.items, scene.row.holes[number]
    inside = scene.parts[number].inside(text)
    own = inside.rstrip()[-1:]
    if own in {".", "!", "?", "…", ","} or not inside[:1].isupper() or not hole:
        return False
    before = items[hole - 1]
    if followed and before.form not in lists.determiner:
        return False
    if before.kind is WORD:
        return not before.verb and (end != "," or not before.form.endswith("dass"))
    listed = before.form == "," and hole > 1 and items[hole - 2].kind is HOLE
    return listed and not _cue_before(scene.row, hole)


def _between(scene: Scene, number: int, later: int) -> tuple[list[Item], bool]:
    """Return what stands between two parts, and whether it is of one sentence."""
    row = scene.row
    first, last = row.holes[number] + 1, row.holes[later]
    return row.items[first:last], row.sentences[first] == row.sentences[last - 1]


def _own_attribution(text: str, scene: Scene, number: int) -> bool:
    """Whether a part is followed by an attribution of its own: “…,” she said."""
    items, hole = scene.row.items, scene.row.holes[number]
    if how_it_ends(scene.parts[number], text) not in {",", "?", "!", "—"}:
        return False
    for step, item in enumerate(items[hole + 1 : hole + 6]):
        if item.kind is not WORD:
            return False
        if item.verb:
            return step <= 3
    return False


def _goes_on_after_comma(between: list[Item], end: str, lists: Words, *, one: bool) -> bool:
    """Whether “…,” she said, “…” is one; not “…,” she said, adding, “…”, nor ….” She added, “…”."""
    words = [item for item in between if item.kind is WORD]
    verbs = [i for i, item in enumerate(between) if item.verb]
    if len(words) >= _LONGEST_ASIDE or end == "." or not one:
        return False
    begins = between[0].capital and between[0].form in lists.pronoun and between[0].form != "i"
    alone = len(words) == 1 or words[0].form in _AND
    again = len(between) - 2 in verbs and verbs[0] < verbs[-1] - 1
    return not (begins or alone or again)


def joins(text: str, scene: Scene, number: int, later: int, lists: Words, language: str) -> bool:
    """Whether a part goes on in a later one, with nothing but an attribution between them."""
    between, one = _between(scene, number, later)
    words = [item for item in between if item.kind is WORD]
    if len(words) > _LONGEST_ATTRIBUTION or not any(item.verb for item in between):
        return False
    end = how_it_ends(scene.parts[number], text)
    last = between[-1]
    inside = scene.parts[later].inside(text).lstrip("“\"‘'… .[(")
    if last.form == ":" or last.form in _AND or last.form in _THAT:
        return False
    if _own_attribution(text, scene, later) and len(words) > _LONGEST_SHORT:
        return False
    if last.form == ",":
        return _goes_on_after_comma(between, end, lists, one=one)
    if end in {".", ":"} or not one:
        return False
    if last.form not in {".", "!", "?"} and last.kind is SIGN:
        return last.form in {"—", "–", "-"} and len(words) < _LONGEST_ASIDE
    if last.kind is WORD and not last.form.endswith("."):
        return len(words) <= _LONGEST_SHORT and (inside[:1].islower() or end in ",?!")
    if language in CAPITAL_NOUNS:
        return False  # there a new sentence after the attribution is a new quotation
    return not _own_attribution(text, scene, later)


def groups(text: str, scene: Scene, lists: Words, language: str) -> list[Group]:
    """Sort a paragraph's parts into quotations and fragments, in order."""
    found: list[Group] = []
    # The quotation that a later part may belong to, over a newspaper's name in marks.
    before: Group | None = None
    for number in range(len(scene.parts)):
        kind = is_speech(text, scene, number, lists, language)
        if kind is None:
            continue
        goes_on = before is not None and joins(
            text, scene, before.numbers[-1], number, lists, language
        )
        if before is not None and goes_on:
            sign = scene.row.items[scene.row.holes[number] - 1].form
            inside = scene.parts[number].inside(text).rstrip()
            resumed = sign == "," or (inside[:1].islower() and sign not in {".", "!", "?"})
            if kind or resumed or inside[-1:] in {".", "!", "?"}:
                before.numbers.append(number)
                continue
        made = Group([number], fragment=not kind)
        found.append(made)
        if kind:
            before = made
        elif not _in_attribution(scene, number):
            before = None
    return found


def _in_attribution(scene: Scene, number: int) -> bool:
    """Whether a fragment is a name in an attribution: told NBC’s “Today” on Monday."""
    hole = scene.row.holes[number]
    before = scene.row.items[hole - 1] if hole else None
    return before is not None and before.kind is WORD and _cue_before(scene.row, hole)


def headline_groups(text: str, scene: Scene) -> list[Group]:
    """Return a headline's quotations: somebody's after a colon, or some words and a verb."""
    found = []
    for number, part in enumerate(scene.parts):
        words = _WORD.findall(part.inside(text))
        row, hole = scene.row, scene.row.holes[number]
        before = row.items[hole - 1].form if hole else ""
        said = bool(_cue_after(row.items, hole)) or _cue_before(row, hole)
        if len(words) > 1 and (before == ":" or said or len(words) >= FEW):
            found.append(Group([number]))
    return found
