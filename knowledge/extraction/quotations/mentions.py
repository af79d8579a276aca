"""Who may speak: the names in a paragraph, its pronouns, and its nouns for people and texts."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from knowledge.extraction.quotations.items import HOLE, SIGN, WORD
from knowledge.languages import CAPITAL_NOUNS
from knowledge.lexicon import SENTENCE_OPENERS, TITLE_ABBREVIATIONS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.quotations.items import Item, Row
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


def mentions_of(row: Row, parts: Sequence[Part], lists: Words, language: str) -> list[Mention]:
    """Return a paragraph's mentions, in order."""
    find = _with_capitals if language in CAPITAL_NOUNS else _with_small_letters
    found, marked = find(row, lists), _marked_names(row, parts)
    return sorted(found + marked, key=lambda mention: mention.first) if marked else found


def _marked_names(row: Row, parts: Sequence[Part]) -> list[Mention]:
    """Return the short names in marks, which may be a newspaper's: wrote “The Times”."""
    found = []
    for part, hole in zip(parts, row.holes, strict=True):
        inside = part.inside(row.text)
        if len(inside) <= _LONGEST_MARKED and inside[:1].isupper() and inside[-1].isalnum():
            found.append(Mention(Sort.MARKED, hole, hole + 1, part.span, 1))
    return found


def _owned(row: Row, i: int) -> tuple[int, bool]:
    """Return where a word ends without a genitive's ’s, and whether it had one."""
    text, end = row.text, row.ends[i]
    tail = text[max(row.starts[i], end - 3) : end]
    if tail[-1] not in "sS":
        return end, False
    if len(tail) > 2 and tail[-2] in _APOSTROPHES:
        return end - 2, True
    return end, tail[-1] == "s" and text[end : end + 1] in {"’", "'"}


def _opener(row: Row, i: int) -> bool:
    """Whether a word begins a sentence, or what follows a hole."""
    if i == 0 or row.sentences[i] != row.sentences[i - 1]:
        return True
    before = row.items[i - 1]
    return before.kind is HOLE or before.form in {":", "(", "—", "–"}


def _is_shortened(item: Item) -> bool:
    return len(item.form) == 1 or item.form in _ABBREVIATIONS


def _name_end(row: Row, i: int) -> int:
    """Return where a run of capitalised words that begins at `i` ends."""
    items, sentence = row.items, row.sentences[i]
    last = i + 1
    j = i + 1
    while j < len(items) and j - i < _LONGEST_NAME:
        item = items[j]
        gap = row.starts[j] - row.ends[j - 1]
        if gap > 1 or row.sentences[j] != sentence:
            break
        if item.kind is WORD and (item.capital or item.form in _INSIDE_NAMES):
            if _owned(row, j - 1)[1]:
                break
            j += 1
            last = j if item.capital else last
        elif item.form == "." and not gap and _is_shortened(items[j - 1]):
            j += 1
            last = j
        else:
            break
    return last


def _with_small_letters(row: Row, lists: Words) -> list[Mention]:
    """Find who may speak, where nouns have small letters."""
    items = row.items
    found: list[Mention] = []
    past = 0
    for i in [i for i, item in enumerate(items) if item.telling]:
        if i < past:
            continue
        item = items[i]
        form = item.form
        made: Mention | None = None
        if form in lists.pronoun and (made := _pronoun(row, i)) is not None:
            found.append(made)
            continue
        if form in lists.determiner or (
            item.capital and form in SENTENCE_OPENERS and _opener(row, i)
        ):
            made = _noun_phrase(row, i, lists) if form in lists.determiner else None
            if made is None and item.capital and form == "the" and not _opener(row, i):
                made = _name(row, i, lists)
        elif item.capital:
            if form in lists.never or (item.verb and _opener(row, i)):
                continue
            made = _before_a_role(row, _name(row, i, lists), lists)
            if made.words >= _SHOUTED and made.span.of(row.text).isupper():
                past = made.last
                continue
        elif item.noun:
            made = _with_name(row, _noun(row, i, i, lists), lists)
        if made is not None:
            found.append(made)
            past = made.last
    return found


def _pronoun(row: Row, i: int) -> Mention | None:
    """Return a pronoun as a mention; None where it stands before a noun: "his lawyer"."""
    item = row.items[i]
    if i + 1 < len(row) and row.items[i + 1].noun:
        return None
    if item.form == "i" and not item.capital:
        return None
    sort = Sort.RELATIVE if item.form in _RELATIVE else Sort.PRONOUN
    return Mention(sort, i, i + 1, Span(row.starts[i], row.ends[i]), 1)


def _name(row: Row, i: int, lists: Words) -> Mention:
    """Return the name that begins at `i`; of "Clinton’s campaign" the whole."""
    last = _name_end(row, i)
    end, owned = _owned(row, last - 1)
    if owned:
        noun = _head(row, last)
        if noun is not None:
            made = _noun(row, i, noun, lists)
            return Mention(made.sort, i, made.last, made.span, made.words, determined=True)
    if row.items[last - 1].kind is SIGN:
        end = row.ends[last - 1]
    return Mention(Sort.NAME, i, last, Span(row.starts[i], end), last - i, owned=owned)


def _before_a_role(row: Row, name: Mention, lists: Words) -> Mention:
    """Return "United manager Carla Ruiz" for "United", where a role and a name follow."""
    if name.sort is not Sort.NAME or name.owned or name.last + 1 >= len(row):
        return name
    role = row.items[name.last]
    if role.kind is not WORD or role.capital or role.verb or role.form not in lists.person:
        return name
    apart = row.sentences[name.last] != row.sentences[name.first]
    if apart or row.text[row.starts[name.last] - 1] != " ":
        return name
    noun = _noun(row, name.first, name.last, lists)
    return with_name if (with_name := _with_name(row, noun, lists)) is not noun else name


def _head(row: Row, i: int) -> int | None:
    """Return the place of a noun for a person or text within the next few words."""
    best = None
    items, sentences = row.items, row.sentences
    for j in range(i, min(i + _MODIFIERS + 1, len(items))):
        item = items[j]
        if item.kind is not WORD or sentences[j] != sentences[i]:
            break
        if item.noun:
            best = j
        elif best is not None or item.light or (item.verb and j > i):
            break
    return best


def _noun(row: Row, first: int, head: int, lists: Words) -> Mention:
    end, owned = _owned(row, head)
    sort = Sort.PERSON if row.items[head].form in lists.person else Sort.SOURCE
    return Mention(
        sort, first, head + 1, Span(row.starts[first], end), head + 1 - first, owned=owned
    )


def _noun_phrase(row: Row, i: int, lists: Words) -> Mention | None:
    """Return "a former spokesman", "the Ohio governor"; None where no such noun comes soon."""
    items = row.items
    if i + 1 >= len(items) or items[i + 1].kind is not WORD:
        return None
    head = _head(row, i + 1)
    if head is None:
        # "the Post", "the Kremlin": a name with its article.
        if items[i + 1].capital and items[i + 1].form not in lists.never:
            made = _name(row, i + 1, lists)
            return Mention(
                made.sort, i, made.last, Span(row.starts[i], made.span.end), made.words + 1,
                determined=True, owned=made.owned,
            )  # fmt: skip
        return _beside_a_verb(row, i)
    made = _noun(row, i, head, lists)
    return _with_name(row, made, lists)._replace(determined=True)


def _beside_a_verb(row: Row, i: int) -> Mention | None:
    """Return any noun phrase right before a verb of saying, or right after it: "the port said"."""
    items, sentences = row.items, row.sentences
    last = i + 1
    while last < len(items) and last - i <= _MODIFIERS and items[last].kind is WORD:
        item = items[last]
        if item.verb or item.capital or item.form.endswith(("’s", "'s")):
            break
        if item.light or sentences[last] != sentences[i]:
            break
        last += 1
    after = items[last] if last < len(items) else None
    before = items[i - 1] if i else None
    said = after is not None and after.verb and sentences[last] == sentences[i]
    inverted = before is not None and before.verb and (after is None or after.kind is SIGN)
    if last == i + 1 or not (said or inverted):
        return None
    span = Span(row.starts[i], row.ends[last - 1])
    return Mention(Sort.NOUN, i, last, span, last - i, determined=True)


def _with_name(row: Row, noun: Mention, lists: Words) -> Mention:
    """Return "the spokesman John Smith" for "the spokesman", where the name follows."""
    follows = row.items[noun.last] if noun.last < len(row) else None
    if follows is None or follows.kind is not WORD or not follows.capital or noun.owned:
        return noun
    if row.sentences[noun.last] != row.sentences[noun.first] or follows.form in lists.never:
        return noun
    name = _name(row, noun.last, lists)
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


def _with_capitals(row: Row, lists: Words) -> list[Mention]:
    """Find who may speak, where every noun has a capital."""
    items, sentences = row.items, row.sentences
    found: list[Mention] = []
    i = 0
    count = len(items)
    while i < count:
        item = items[i]
        if item.kind is not WORD:
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
                and items[j].kind is WORD
                and not items[j].capital
                and items[j].form.endswith(("e", "er", "en", "es", "em"))
                and not items[j].verb
                and not items[j].light
            ):
                j += 1
        opener = _opener(row, j) if j < count else False
        if (
            j < count
            and items[j].kind is WORD
            and items[j].capital
            and sentences[j] == sentences[i]
            and not (items[j].light and opener)
            and items[j].form not in lists.pronoun
            and items[j].form not in lists.determiner
            and not (items[j].verb and opener)
            and items[j].form not in lists.never
            and items[j].form not in SENTENCE_OPENERS
        ):
            last = _name_end(row, j)
            raw_end, owned = _owned(row, last - 1)
            sort = _sort(items, j, last, lists, determined=determined)
            end = row.ends[last - 1] if items[last - 1].kind is SIGN else raw_end
            found.append(
                Mention(
                    sort, first, last, Span(row.starts[i], end), last - first, determined, owned
                )
            )
            i = last
            continue
        if item.form in lists.pronoun:
            span = Span(row.starts[i], row.ends[i])
            found.append(Mention(Sort.PRONOUN, i, i + 1, span, 1))
        i += 1
    return found
