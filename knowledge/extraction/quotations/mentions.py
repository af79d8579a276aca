"""Who may speak: the names in a paragraph, its pronouns, and its nouns for people and texts."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from knowledge.extraction.quotations.items import Kind
from knowledge.languages import CAPITAL_NOUNS
from knowledge.lexicon import SENTENCE_OPENERS, TITLE_ABBREVIATIONS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.quotations.items import Item
    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.words import Words

_APOSTROPHES = "’'"
# Small words inside a name: "Bank of Norway", "Per van der Berg".
_INSIDE_NAMES = frozenset(
    "of de van von der den del della bin al el la le du di da ter ibn".split()
)
_ABBREVIATIONS = TITLE_ABBREVIATIONS | {"jr", "sr"}
_RELATIVE = frozenset("who quien qui кто хто".split())
# In items; a name in marks in characters.
_LONGEST_NAME = 9
_MODIFIERS = 3
# So many words in capitals throughout are a heading, no name.
_SHOUTED = 4
_LONGEST_MARKED = 30


class Sort(enum.StrEnum):
    """What sort of mention it is."""

    NAME = "name"
    PRONOUN = "pronoun"
    RELATIVE = "relative"
    PERSON = "person"
    SOURCE = "source"
    NOUN = "noun"
    MARKED = "marked"


class Mention(NamedTuple):
    """Somebody or something that may speak: ``items[first:last]`` of a paragraph."""

    sort: Sort
    first: int
    last: int
    span: Span
    words: int
    determined: bool = False
    owned: bool = False


def mentions_of(
    text: str,
    items: list[Item],
    holes: Sequence[int],
    parts: Sequence[Part],
    lists: Words,
    language: str,
) -> list[Mention]:
    """Return a paragraph's mentions, in order."""
    find = _with_capitals if language in CAPITAL_NOUNS else _with_small_letters
    found = find(text, items, lists) + _marked_names(text, holes, parts)
    found.sort(key=lambda mention: mention.first)
    return found


def _marked_names(text: str, holes: Sequence[int], parts: Sequence[Part]) -> list[Mention]:
    """Return the short names in marks, which may be a newspaper's: wrote “The Times”."""
    found = []
    for part, hole in zip(parts, holes, strict=True):
        inside = part.inside(text)
        if len(inside) <= _LONGEST_MARKED and inside[:1].isupper() and inside[-1].isalnum():
            found.append(Mention(Sort.MARKED, hole, hole + 1, part.span, 1))
    return found


def _owned(text: str, item: Item) -> tuple[int, bool]:
    """Return where a word ends without a genitive's ’s, and whether it had one."""
    raw = text[item.start : item.end]
    if len(raw) > 2 and raw[-2] in _APOSTROPHES and raw[-1] in "sS":
        return item.end - 2, True
    return item.end, text[item.end : item.end + 1] in {"’", "'"} and raw.endswith("s")


def _opener(items: list[Item], i: int) -> bool:
    """Whether a word begins a sentence, or what follows a hole."""
    if i == 0 or items[i].sentence != items[i - 1].sentence:
        return True
    before = items[i - 1]
    return before.kind is Kind.HOLE or before.form in {":", "(", "—", "–"}


def _is_shortened(item: Item) -> bool:
    return len(item.form) == 1 or item.form in _ABBREVIATIONS


def _name_end(text: str, items: list[Item], i: int) -> int:
    """Return where a run of capitalised words that begins at `i` ends."""
    last = i + 1
    j = i + 1
    while j < len(items) and j - i < _LONGEST_NAME:
        item = items[j]
        gap = text[items[j - 1].end : item.start]
        if len(gap) > 1 or item.sentence != items[i].sentence:
            break
        if item.kind is Kind.WORD and (item.capital or item.form in _INSIDE_NAMES):
            if _owned(text, items[j - 1])[1]:
                break
            j += 1
            last = j if item.capital else last
        elif item.form == "." and not gap and _is_shortened(items[j - 1]):
            j += 1
            last = j
        else:
            break
    return last


def _with_small_letters(text: str, items: list[Item], lists: Words) -> list[Mention]:
    """Find who may speak, where nouns have small letters."""
    found: list[Mention] = []
    i = 0
    count = len(items)
    word, telling = Kind.WORD, lists.telling
    while i < count:
        item = items[i]
        form = item.form
        if item.kind is not word or not (item.capital or (form in telling and not item.verb)):
            i += 1
            continue
        if form in lists.pronoun:
            follows = items[i + 1] if i + 1 < count else None
            noun = follows is not None and (
                follows.form in lists.person or follows.form in lists.source
            )
            if not noun and (form != "i" or item.capital):
                sort = Sort.RELATIVE if form in _RELATIVE else Sort.PRONOUN
                found.append(Mention(sort, i, i + 1, Span(item.start, item.end), 1))
                i += 1
                continue
        if form in lists.determiner or (
            item.capital and form in SENTENCE_OPENERS and _opener(items, i)
        ):
            made = _noun_phrase(text, items, i, lists) if form in lists.determiner else None
            if made is not None:
                found.append(made)
                i = made.last
            elif item.capital and not _opener(items, i) and form == "the":
                made = _name(text, items, i, lists)
                found.append(made)
                i = made.last
            else:
                i += 1
            continue
        if item.capital:
            if form in lists.never or (item.verb and _opener(items, i)):
                i += 1
                continue
            made = _before_a_role(text, items, _name(text, items, i, lists), lists)
            if made.words < _SHOUTED or not made.span.of(text).isupper():
                found.append(made)
            i = made.last
            continue
        if form in lists.person or form in lists.source:
            made = _with_name(text, items, _noun(text, items, i, i, lists), lists)
            found.append(made)
            i = made.last
            continue
        i += 1
    return found


def _name(text: str, items: list[Item], i: int, lists: Words) -> Mention:
    """Return the name that begins at `i`; of "Clinton’s campaign" the whole."""
    last = _name_end(text, items, i)
    end, owned = _owned(text, items[last - 1])
    if owned:
        noun = _head(items, last, lists)
        if noun is not None:
            made = _noun(text, items, i, noun, lists)
            return Mention(made.sort, i, made.last, made.span, made.words, determined=True)
    if items[last - 1].kind is Kind.SIGN:
        end = items[last - 1].end
    return Mention(Sort.NAME, i, last, Span(items[i].start, end), last - i, owned=owned)


def _before_a_role(text: str, items: list[Item], name: Mention, lists: Words) -> Mention:
    """Return "United manager Carla Ruiz" for "United", where a role and a name follow."""
    if name.sort is not Sort.NAME or name.owned or name.last + 1 >= len(items):
        return name
    role = items[name.last]
    if role.kind is not Kind.WORD or role.capital or role.verb or role.form not in lists.person:
        return name
    if role.sentence != items[name.first].sentence or text[role.start - 1] != " ":
        return name
    noun = _noun(text, items, name.first, name.last, lists)
    return with_name if (with_name := _with_name(text, items, noun, lists)) is not noun else name


def _head(items: list[Item], i: int, lists: Words) -> int | None:
    """Return the place of a noun for a person or text within the next few words."""
    best = None
    for j in range(i, min(i + _MODIFIERS + 1, len(items))):
        item = items[j]
        if item.kind is not Kind.WORD or item.sentence != items[i].sentence:
            break
        if item.form in lists.person or item.form in lists.source:
            best = j
        elif best is not None or item.form in lists.not_first or (item.verb and j > i):
            break
    return best


def _noun(text: str, items: list[Item], first: int, head: int, lists: Words) -> Mention:
    end, owned = _owned(text, items[head])
    sort = Sort.PERSON if items[head].form in lists.person else Sort.SOURCE
    return Mention(
        sort, first, head + 1, Span(items[first].start, end), head + 1 - first, owned=owned
    )


def _noun_phrase(text: str, items: list[Item], i: int, lists: Words) -> Mention | None:
    """Return "a former spokesman", "the Ohio governor"; None where no such noun comes soon."""
    if i + 1 >= len(items) or items[i + 1].kind is not Kind.WORD:
        return None
    head = _head(items, i + 1, lists)
    if head is None:
        # "the Post", "the Kremlin": a name with its article.
        if items[i + 1].capital and items[i + 1].form not in lists.never:
            made = _name(text, items, i + 1, lists)
            return Mention(
                made.sort, i, made.last, Span(items[i].start, made.span.end), made.words + 1,
                determined=True, owned=made.owned,
            )  # fmt: skip
        return _beside_a_verb(items, i, lists)
    made = _noun(text, items, i, head, lists)
    return _with_name(text, items, made, lists)._replace(determined=True)


def _beside_a_verb(items: list[Item], i: int, lists: Words) -> Mention | None:
    """Return any noun phrase right before a verb of saying, or right after it: "the port said"."""
    last = i + 1
    while last < len(items) and last - i <= _MODIFIERS and items[last].kind is Kind.WORD:
        item = items[last]
        if item.verb or item.capital or item.form.endswith(("’s", "'s")):
            break
        if item.form in lists.not_first or item.sentence != items[i].sentence:
            break
        last += 1
    after = items[last] if last < len(items) else None
    before = items[i - 1] if i else None
    said = after is not None and after.verb and after.sentence == items[i].sentence
    inverted = before is not None and before.verb and (after is None or after.kind is Kind.SIGN)
    if last == i + 1 or not (said or inverted):
        return None
    span = Span(items[i].start, items[last - 1].end)
    return Mention(Sort.NOUN, i, last, span, last - i, determined=True)


def _with_name(text: str, items: list[Item], noun: Mention, lists: Words) -> Mention:
    """Return "the spokesman John Smith" for "the spokesman", where the name follows."""
    follows = items[noun.last] if noun.last < len(items) else None
    if follows is None or follows.kind is not Kind.WORD or not follows.capital or noun.owned:
        return noun
    if follows.sentence != items[noun.first].sentence or follows.form in lists.never:
        return noun
    name = _name(text, items, noun.last, lists)
    span = Span(noun.span.start, name.span.end)
    return Mention(Sort.NAME, noun.first, name.last, span, name.last - noun.first, owned=name.owned)


# Nouns with these endings name no one.
_ABSTRACT = ("ung", "heit", "keit", "schaft", "tion", "ismus", "tät", "nis", "ment", "ik", "enz")
_SHORTEST_COMPOUND = 4
_INFLECTIONS = ("in", "en", "n", "s")


def is_compound(form: str, nouns: frozenset[str]) -> bool:
    """Whether a German noun ends in one of these: "Regierungssprecher"."""
    tail = form.rpartition("-")[2]
    endings = [tail, *(tail.removesuffix(e) for e in _INFLECTIONS if tail.endswith(e))]
    return any(
        end[i:] in nouns for end in endings for i in range(len(end) - _SHORTEST_COMPOUND + 1)
    )


def _sort(items: list[Item], first: int, last: int, lists: Words, *, determined: bool) -> Sort:
    """Tell a name, a person and a source from any other noun, where all have capitals."""
    form = items[last - 1].form
    if last - first > 1:
        return Sort.NAME
    if is_compound(form, lists.person):
        return Sort.PERSON
    if is_compound(form, lists.source):
        return Sort.SOURCE
    return Sort.NOUN if determined or form.endswith(_ABSTRACT) else Sort.NAME


def _with_capitals(text: str, items: list[Item], lists: Words) -> list[Mention]:
    """Find who may speak, where every noun has a capital."""
    found: list[Mention] = []
    i = 0
    count = len(items)
    while i < count:
        item = items[i]
        if item.kind is not Kind.WORD:
            i += 1
            continue
        first = i
        determined = item.form in lists.determiner
        j = i
        if determined:
            j += 1
            while (
                j < count
                and j - i <= _MODIFIERS
                and items[j].kind is Kind.WORD
                and not items[j].capital
                and items[j].form.endswith(("e", "er", "en", "es", "em"))
                and not items[j].verb
                and items[j].form not in lists.not_first
            ):
                j += 1
        opener = _opener(items, j) if j < count else False
        if (
            j < count
            and items[j].kind is Kind.WORD
            and items[j].capital
            and items[j].sentence == item.sentence
            and not (items[j].form in lists.not_first and opener)
            and items[j].form not in lists.pronoun
            and items[j].form not in lists.determiner
            and not (items[j].verb and opener)
            and items[j].form not in lists.never
            and items[j].form not in SENTENCE_OPENERS
        ):
            last = _name_end(text, items, j)
            raw_end, owned = _owned(text, items[last - 1])
            sort = _sort(items, j, last, lists, determined=determined)
            end = items[last - 1].end if items[last - 1].kind is Kind.SIGN else raw_end
            found.append(
                Mention(sort, first, last, Span(item.start, end), last - first, determined, owned)
            )
            i = last
            continue
        if item.form in lists.pronoun:
            found.append(Mention(Sort.PRONOUN, i, i + 1, Span(item.start, item.end), 1))
        i += 1
    return found
