"""The mention beside the cue → the full name: "Rutte", "he", "the president"."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from knowledge.extraction.quotations.capital_nouns import is_compound
from knowledge.extraction.quotations.items import WORD
from knowledge.extraction.quotations.mention import Sort
from knowledge.extraction.quotations.traits import Candidate, traits
from knowledge.gazetteer import GIVEN_NAMES, KNOWN_PLACES
from knowledge.languages import CAPITAL_NOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.names import Cast, Name
    from knowledge.extraction.quotations.mention import Mention
    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Span

# A pronoun's antecedent is no further back than this, in code points.
_NEAR = 1_500
# …and among the last so many mentions of its paragraph.
_MENTIONS = 24
# …and among the last so many that spoke.
_BACK = 8
_SEVERAL = 3
# Pronouns that stand for nobody named before, or for who speaks.
_NOT_ONE = frozenset(
    "i we it ich wir es one another anyone both everyone many most nobody none others several some"
    " someone".split()
)
# A name right after these is not what its sentence is about.
_OBLIQUE = frozenset("of to with about for against from than like von mit über für gegen".split())
# After these, what somebody speaks for; it is no longer than so many words.
_COMPLEMENTS = frozenset("for of at from with für von de del pour du des der".split())
_LONGEST_COMPLEMENT = 8
# How `traits` says that a verb with its hearer stands right before: "told the Guardian".
_TOLD = "t"
_INDEFINITE = frozenset("a an ein eine un une".split())
_THE = frozenset("the der die das el la le".split())
# What follows a name shows that it is somebody's: ", 71,", ", who".
_SOMEBODYS = re.compile(r",\s(?:\d\d,|who\b|dessen\b|deren\b)")


class Naming:
    """Says who a mention is. Asked in the article's order, it remembers who spoke.

    `sentences` are where the article's sentences start, `quoted` what stands in marks.
    """

    def __init__(
        self,
        text: str,
        cast: Cast,
        lists: Words,
        language: str,
        sentences: Sequence[int] = (),
        quoted: Sequence[Span] = (),
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._quoted = quoted
        self._cast = cast
        self._lists = lists
        self._language = language
        # Where persons were found to speak, and who: a "she" after them is mostly they.
        self._places: list[int] = []
        self._spoke: list[str] = []
        # The words before a speaker's name, with who they were said of: "Bürgermeisterin
        # Claudia Reim". Of several nobody is meant, so three need not be kept.
        self._roles: dict[str, set[str]] = {}

    def name(self, one: Candidate) -> str:
        """Return who a mention is; "" for a pronoun whose person the article does not tell."""
        mention = one.mention
        words = mention.span.of(self._text)
        if mention.sort in {Sort.PRONOUN, Sort.RELATIVE}:
            return self._person(one, words)
        if mention.sort is Sort.NAME:
            full = self._bare(self._cast.full_name(self._bare(words)))
            wanted = self._gender(words)
            if not self._may_be(wanted, full):
                full = self._namesake(full, wanted) or words  # "Mr. Khan" is not "Ghazala Khan"
            elif full != words and " " not in self._bare(words):
                full = self._named_just_before(full, mention.span.start)
            ahead = words.removesuffix(self._bare(words)).casefold().split()
            for word in ahead:
                called = self._roles.setdefault(word, set())
                if len(called) < _SEVERAL:
                    called.add(full)
            if not self._places or mention.span.start > self._places[-1]:
                self._places.append(mention.span.start)
                self._spoke.append(full)
            return full
        return self._by_role(mention, words) or self._whole(one, words)

    def _bare(self, words: str) -> str:
        """Return a name without the article, the titles and the roles before it."""
        parts = words.split()
        nouns = self._lists.nouns
        if parts[-1].casefold() in nouns:
            return words
        # "United manager Carla Ruiz"
        small = next((i for i in range(len(parts) - 2, 0, -1) if parts[i] in nouns), -1)
        parts = parts[small + 1 :]
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
        mention, row = one.mention, one.scene.row
        i = mention.last
        if i >= len(row) or row.items[i].form not in _COMPLEMENTS:
            return words
        last = None
        for j in range(i + 1, min(i + 1 + _LONGEST_COMPLEMENT, len(row))):
            item = row.items[j]
            if item.kind is not WORD or item.verb or row.sentences[j] != row.sentences[i]:
                break
            last = row.ends[j]
        else:
            last = None
        if last is None:
            return words
        return self._text[mention.span.start : last]

    def _by_role(self, mention: Mention, words: str) -> str:
        """Return who "the president" is, where the article says so before."""
        first, _, role = words.partition(" ")
        if first.casefold() not in _THE or not role:
            return ""
        known = self._cast.holder(role.casefold(), mention.span.start)
        if known:
            return known
        called = [self._roles.get(word, set()) for word in role.casefold().split()]
        if not called or any(len(names) >= _SEVERAL for names in called[-1:]):
            return ""
        held = set.intersection(*called)
        return held.pop() if len(held) == 1 else ""

    def _gender(self, name: str) -> str:
        """Return "f" or "m" for "Mrs Warren" and "Ida Warren", "" where nothing tells.

        A surname does not, though "Warren" is a given name too.
        """
        parts = name.replace(".", "").split()
        if parts and not parts[-1].islower():
            parts.pop()
        for word in map(str.casefold, parts):
            if word in self._lists.female:
                return "f"
            if word in self._lists.male:
                return "m"
        return ""

    def _person(self, one: Candidate, words: str) -> str:
        mention, word = one.mention, words.casefold()
        at = mention.span.start
        if word in _NOT_ONE or word in self._lists.several:
            return ""
        if mention.sort is Sort.RELATIVE:
            before = self._cast.last_name_before(at)
            return self._full(before) if before and at - before.span.end < 80 else ""
        wanted = "f" if word in self._lists.female else "m" if word in self._lists.male else ""
        spoken, place = self._who_spoke(at, wanted)
        somebody = self._spoke_unnamed(one, wanted)
        if somebody is not None:
            place = max(place, somebody.span.start)
            spoken = self._text[somebody.span.start : somebody.span.end]
        found, oblique, sentence = "", "", -1
        for before in self._cast.before(at, within=_NEAR):
            start = self._sentence(before.span.start)
            if place >= before.span.start or (found and start != sentence):
                break
            if self._is_quoted(before.span) or word in self._words_between(start, before.span):
                continue
            full = self._full(before)
            shown = self._is_somebody(full, name=before) or self._says(one, before.span, full)
            if shown and self._may_be(wanted, full):
                if self._is_oblique(before.span):
                    oblique = oblique or full
                    continue
                # Of those in one sentence, the first: mostly its subject.
                found, sentence = full, start
        return found or spoken or oblique

    def _says(self, one: Candidate, name: Span, full: str) -> bool:
        """Whether a name in a pronoun's paragraph is who says something there, quoted or not.

        "Its chairman, Piet Oskam, said that 140 families live there."
        """
        mentions = one.scene.mentions
        i = bisect.bisect_right(mentions, name.start, key=lambda other: other.span.start) - 1
        if i < 0 or mentions[i].sort is not Sort.NAME or mentions[i].span.end < name.end:
            return False
        known = traits(Candidate(mentions[i], one.scene, one.back), self._lists)
        beside = known.beside
        right_there = beside.place >= 0 and beside.gap == 0 and known.own.led != _TOLD
        return right_there and self._may_speak(full)

    def _spoke_unnamed(self, one: Candidate, wanted: str) -> Mention | None:
        """Return the last "a doorman" that speaks before a pronoun in its paragraph.

        Or whose wife, brother or lawyer a paragraph opens with: "Tranter's wife". None where
        there is nobody of the kind, or a name speaks after them.
        """
        mentions = one.scene.mentions
        end = bisect.bisect_left(mentions, one.mention.first, key=lambda other: other.first)
        for other in reversed(mentions[max(0, end - _MENTIONS) : end]):
            if other.sort not in {Sort.PERSON, Sort.NAME}:
                continue
            known = traits(Candidate(other, one.scene, one.back), self._lists)
            beside = known.beside
            if other.sort is Sort.NAME and beside.place >= 0 and known.own.led != _TOLD:
                return None
            words = self._text[other.span.start : other.span.end]
            indefinite = words.partition(" ")[0].casefold() in _INDEFINITE
            owner = not other.first and ("’s " in words or "'s " in words)
            if (beside.side == "after" and indefinite) or (owner and other.sort is Sort.PERSON):
                return other if self._may_be(wanted, words) and not other.owned else None
        return None

    def _is_oblique(self, name: Span) -> bool:
        """Whether a name stands after "of", "with"; "according to" names who speaks."""
        *_, earlier, word = ["", "", *self._text[max(0, name.start - 40) : name.start].split()]
        return word in _OBLIQUE and earlier.casefold() != "according"

    def _namesake(self, full: str, wanted: str) -> str:
        """Return somebody else of the same surname, of whom nothing speaks against a gender."""
        for other in self._cast.namesakes(full.rpartition(" ")[2]):
            if other != full and self._gender(other) == wanted:
                return other
        return ""

    def _named_just_before(self, full: str, at: int) -> str:
        """Return who of one surname was last named in full in this paragraph; else `full`."""
        namesakes = self._cast.namesakes(full.rpartition(" ")[2])
        if len(namesakes) > 1:
            start = max(0, at - _NEAR)
            paragraph = max(start, self._text.rfind("\n", start, at) + 1)
            for before in self._cast.before(at, within=at - paragraph):
                if before.person in namesakes and self._has_given_name(before.person):
                    return before.person
        return full

    def _sentence(self, at: int) -> int:
        """Return where the sentence starts that a place is in."""
        i = bisect.bisect_right(self._sentences, at)
        return self._sentences[i - 1] if i else 0

    def _is_quoted(self, span: Span) -> bool:
        i = bisect.bisect_right(self._quoted, span.start, key=lambda quoted: quoted.start)
        return i > 0 and span.start < self._quoted[i - 1].end

    def _words_between(self, start: int, name: Span) -> frozenset[str]:
        """Return the first words of a sentence, up to a name; "he" there is not the name."""
        start = max(start, name.start - _NEAR)
        return frozenset(self._text[start : name.start].casefold().split())

    def _who_spoke(self, at: int, wanted: str) -> tuple[str, int]:
        """Return the person that spoke last before a place, and where they were mentioned."""
        last = bisect.bisect_left(self._places, at)
        for i in range(last - 1, max(-1, last - 1 - _BACK), -1):
            spoken, place = self._spoke[i], self._places[i]
            if at - place > _NEAR:
                break
            if self._may_speak(spoken) and self._may_be(wanted, spoken):
                return spoken, place
        return "", -1

    def _may_speak(self, full: str) -> bool:
        """Whether somebody who spoke may be "he" or "she": not "Nevada Democrats", not "Paris"."""
        return self._is_somebody(full) or (
            len(parts := full.split()) in {2, 3}
            and all(part[0].isupper() and not part.isupper() for part in parts)
            and not self._is_body(parts)
            and full not in KNOWN_PLACES
            and self._language not in CAPITAL_NOUNS
        )

    def _is_body(self, parts: Sequence[str]) -> bool:
        return any(word.casefold() in self._lists.nouns for word in parts)

    def _is_somebody(self, full: str, name: Name | None = None) -> bool:
        """Whether a name, where it is mentioned, is shown to be somebody's."""
        parts = full.split()
        if not parts or self._is_body(parts[-1:]) or full in KNOWN_PLACES:
            return False
        small = self._language not in CAPITAL_NOUNS
        if len(parts) == 1 and name is not None and not (small and name.titled):
            return small and self._cast.is_person(full)  # "Jan", "Mr"
        if (name is not None and name.titled) or self._has_given_name(full):
            return True
        if name is not None and " " in full and _SOMEBODYS.match(self._text, name.span.end):
            return True
        return small and self._cast.is_person(full)

    def _has_given_name(self, full: str) -> bool:
        return bool(self._gender(full)) or full.partition(" ")[0] in GIVEN_NAMES

    def _may_be(self, wanted: str, name: str) -> bool:
        """Whether nothing says that a name is of the other gender."""
        told = self._gender(name)
        return not (wanted and told and told != wanted)

    def _full(self, name: Name) -> str:
        return self._bare(self._cast.full_name(name.person or name.text))
