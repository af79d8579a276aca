"""The mention beside the cue → the full name: "Rutte", "he", "the president"."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from knowledge.extraction.quotations.items import Kind
from knowledge.extraction.quotations.mentions import Sort, is_compound
from knowledge.gazetteer import GIVEN_NAMES, KNOWN_PLACES
from knowledge.languages import CAPITAL_NOUNS

if TYPE_CHECKING:
    from knowledge.extraction.names import Cast, Name
    from knowledge.extraction.quotations.mentions import Mention
    from knowledge.extraction.quotations.traits import Candidate
    from knowledge.extraction.quotations.words import Words

# A pronoun's antecedent is no further back than this, in code points.
_NEAR = 1_500
# …and among the last so many that spoke.
_BACK = 8
# After these, what somebody speaks for; it is no longer than so many words.
_COMPLEMENTS = frozenset("for of at from with für von de del pour du des der".split())
_LONGEST_COMPLEMENT = 8
_THE = frozenset("the der die das el la le".split())


class Naming:
    """Says who a mention is. Asked in the article's order, it remembers who spoke."""

    def __init__(self, text: str, cast: Cast, lists: Words, language: str) -> None:
        self._text = text
        self._cast = cast
        self._lists = lists
        self._language = language
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
            full = self._bare(self._cast.full_name(self._bare(words)))
            if not self._may_be(self._gender(words), full):
                full = words  # "Mr. Khan" is not "Ghazala Khan"
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
        while len(parts) > 1 and self._leads(parts[0], parts[1]):
            parts = parts[1:]
        return " ".join(parts)

    def _leads(self, word: str, following: str) -> bool:
        """Whether a word before a name is none of it: an article, a title, "Nachdem"."""
        form = word.casefold()
        lists = self._lists
        if word.islower() or form in lists.determiner or form in lists.never:
            return True
        return not following[0].islower() and is_compound(form, lists.person)

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
        spoken, place = self._who_spoke(at, wanted)
        for before in self._cast.persons_before(at, within=_NEAR):
            if place >= before.span.start:
                break
            full = self._full(before)
            if self._is_somebody(full, titled=before.titled) and self._may_be(wanted, full):
                return full
        return spoken

    def _who_spoke(self, at: int, wanted: str) -> tuple[str, int]:
        """Return the person that spoke last before a place, and where they were mentioned."""
        last = bisect.bisect_left(self._places, at)
        for i in range(last - 1, max(-1, last - 1 - _BACK), -1):
            spoken, place = self._spoke[i], self._places[i]
            if at - place > _NEAR:
                break
            if self._is_somebody(spoken, titled=False) and self._may_be(wanted, spoken):
                return spoken, place
        return "", -1

    def _is_somebody(self, full: str, *, titled: bool) -> bool:
        """Whether a name may be meant by "he" or "she": not "Nevada Democrats", not "Paris"."""
        parts = full.split()
        lists = self._lists
        if not parts or parts[-1].casefold() in lists.person | lists.source or full in KNOWN_PLACES:
            return False
        if titled or self._gender(full) or parts[0] in GIVEN_NAMES:
            return True
        return self._language not in CAPITAL_NOUNS and self._cast.is_person(full)

    def _may_be(self, wanted: str, name: str) -> bool:
        """Whether nothing says that a name is of the other gender."""
        told = self._gender(name)
        return not (wanted and told and told != wanted)

    def _full(self, name: Name) -> str:
        return self._bare(self._cast.full_name(name.person or name.text))
