"""Who may speak: the names in a paragraph, its pronouns, and its nouns for people and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.extraction.quotations.capital_nouns import with_capitals
from knowledge.extraction.quotations.items import SIGN, WORD
from knowledge.extraction.quotations.mention import (
    MODIFIERS,
    Mention,
    Sort,
    is_opener,
    name_end,
    without_genitive,
)
from knowledge.languages import CAPITAL_NOUNS
from knowledge.lexicon import SENTENCE_OPENERS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.quotations.items import Row
    from knowledge.extraction.quotations.marks import Part
    from knowledge.extraction.quotations.words import Words

_RELATIVE = frozenset("who quien qui кто хто".split())
# So many words in capitals throughout are a heading, no name.
_SHOUTED = 4
# Of a name in marks, in characters.
_LONGEST_MARKED = 30


def mentions_of(row: Row, parts: Sequence[Part], lists: Words, language: str) -> list[Mention]:
    """Return a paragraph's mentions, in order."""
    find = with_capitals if language in CAPITAL_NOUNS else _with_small_letters
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
            item.capital and form in SENTENCE_OPENERS and is_opener(row, i)
        ):
            made = _noun_phrase(row, i, lists) if form in lists.determiner else None
            if made is None and item.capital and form == "the" and not is_opener(row, i):
                made = _name(row, i, lists)
        elif item.capital:
            if form in lists.never or (item.verb and is_opener(row, i)):
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
    last = name_end(row, i)
    end, owned = without_genitive(row, last - 1)
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
    for j in range(i, min(i + MODIFIERS + 1, len(items))):
        item = items[j]
        if item.kind is not WORD or sentences[j] != sentences[i]:
            break
        if item.noun:
            best = j
        elif best is not None or item.light or (item.verb and j > i):
            break
    return best


def _noun(row: Row, first: int, head: int, lists: Words) -> Mention:
    end, owned = without_genitive(row, head)
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
    while last < len(items) and last - i <= MODIFIERS and items[last].kind is WORD:
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
