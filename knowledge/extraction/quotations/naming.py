"""The mention beside the cue → the full name: "Rutte", "he", "the president"."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from knowledge.extraction.quotations.items import Kind
from knowledge.extraction.quotations.mentions import Sort, is_compound

if TYPE_CHECKING:
    from knowledge.extraction.names import Cast, Name
    from knowledge.extraction.quotations.mentions import Mention
    from knowledge.extraction.quotations.traits import Candidate
    from knowledge.extraction.quotations.words import Words

# A pronoun's antecedent is no further back than this, in code points.
_NEAR = 1_500
# After these, what somebody speaks for; it is no longer than so many words.
_COMPLEMENTS = frozenset("for of at from with für von de del pour du des der".split())
_LONGEST_COMPLEMENT = 8
_THE = frozenset("the der die das el la le".split())


class Naming:
    """Says who a mention is. Asked in the article's order, it remembers who spoke."""

    def __init__(self, text: str, cast: Cast, lists: Words) -> None:
        self._text = text
        self._cast = cast
        self._lists = lists
        # Where persons were found to speak, and who: a "she" after them is mostly they.
        self._places: list[int] = []
        self._spoke: list[str] = []

    def name(self, one: Candidate) -> str:
        """Return who a mention is; "" for a pronoun whose person the article does not tell."""
        mention = one.mention
        words = mention.span.of(self._text)
        if mention.sort in {Sort.PRONOUN, Sort.RELATIVE}:
            return self._person(mention, words)
        if mention.sort is Sort.NAME:
            full = self._cast.full_name(self._bare(words))
            if not self._places or mention.span.start > self._places[-1]:
                self._places.append(mention.span.start)
                self._spoke.append(full)
            return full
        return self._by_role(mention, words) or self._whole(one, words)

    def _bare(self, words: str) -> str:
        """Return a name without the article, the titles and the roles before it."""
        parts = words.split()
        nouns = self._lists.person | self._lists.source
        if parts[-1].casefold() in nouns:
            return words
        while len(parts) > 1 and (
            parts[0].islower()
            or parts[0].casefold() in self._lists.determiner
            or is_compound(parts[0].casefold(), self._lists.person)
        ):
            parts = parts[1:]
        return " ".join(parts)

    def _whole(self, one: Candidate, words: str) -> str:
        """Return "a spokesman for the city" for "a spokesman"."""
        mention, items = one.mention, one.scene.items
        i = mention.last
        if i >= len(items) or items[i].form not in _COMPLEMENTS:
            return words
        last = None
        for item in items[i + 1 : i + 1 + _LONGEST_COMPLEMENT]:
            if item.kind is not Kind.WORD or item.verb or item.sentence != items[i].sentence:
                break
            last = item
        else:
            last = None
        if last is None:
            return words
        return self._text[mention.span.start : last.end]

    def _by_role(self, mention: Mention, words: str) -> str:
        """Return who "the president" is, where the article says so before."""
        first, _, role = words.partition(" ")
        if first.casefold() not in _THE or not role:
            return ""
        return self._cast.holder(role.casefold(), mention.span.start)

    def _gender(self, name: str) -> str:
        for word in name.casefold().replace(".", "").split():
            if word in self._lists.female:
                return "f"
            if word in self._lists.male:
                return "m"
        return ""

    def _person(self, mention: Mention, words: str) -> str:
        word = words.casefold()
        at = mention.span.start
        if word in self._lists.several or word in {"i", "we", "it", "ich", "wir", "es"}:
            return ""
        if mention.sort is Sort.RELATIVE:
            before = self._cast.last_name_before(at)
            return self._full(before) if before and at - before.span.end < 80 else ""
        wanted = "f" if word in self._lists.female else "m" if word in self._lists.male else ""
        spoke = bisect.bisect_left(self._places, at) - 1
        place = self._places[spoke] if spoke >= 0 else -1
        for before in self._cast.persons_before(at, within=_NEAR):
            full = self._full(before)
            if place >= before.span.start:
                break  # who spoke last was named later than this one
            if self._may_be(wanted, before.text) and self._may_be(wanted, full):
                return full
        if spoke >= 0 and at - place <= _NEAR:
            spoken = self._spoke[spoke]
            known = self._cast.is_person(spoken) or self._gender(spoken)
            if known and self._may_be(wanted, spoken):
                return spoken
        for before in self._cast.persons_before(at, within=_NEAR):
            full = self._full(before)
            if self._may_be(wanted, before.text) and self._may_be(wanted, full):
                return full
        return ""

    def _may_be(self, wanted: str, name: str) -> bool:
        """Whether nothing says that a name is of the other gender."""
        told = self._gender(name)
        return not (wanted and told and told != wanted)

    def _full(self, name: Name) -> str:
        return self._cast.full_name(name.person or name.text)
