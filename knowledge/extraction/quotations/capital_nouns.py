"""Who may speak, in a language that writes every noun with a capital: German."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.extraction.quotations.items import SIGN, WORD
from knowledge.extraction.quotations.mention import (
    MODIFIERS,
    Mention,
    Sort,
    is_opener,
    name_end,
    without_genitive,
)
from knowledge.lexicon import SENTENCE_OPENERS
from knowledge.model import Span

if TYPE_CHECKING:
    from knowledge.extraction.quotations.items import Item, Row
    from knowledge.extraction.quotations.words import Words

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


def with_capitals(row: Row, lists: Words) -> list[Mention]:
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
                and j - i <= MODIFIERS
                and items[j].kind is WORD
                and not items[j].capital
                and items[j].form.endswith(("e", "er", "en", "es", "em"))
                and not items[j].verb
                and not items[j].light
            ):
                j += 1
        opener = is_opener(row, j) if j < count else False
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
            last = name_end(row, j)
            raw_end, owned = without_genitive(row, last - 1)
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
