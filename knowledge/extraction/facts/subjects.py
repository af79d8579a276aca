"""What a figure is about: whose it is in a list, what it is a measure of, or who does it.

In this order: the name before its bracket ("Estonia (3.43%)"), the pairs of "respectively",
a list of names with figures of one kind, the noun that it belongs to ("a target of 2%", "5%
defense benchmark"), the subject of its clause, what it counts.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.facts.clauses import (
    PRONOUNS,
    Clauses,
    german_subject,
    is_verb,
    words_of,
)
from knowledge.extraction.facts.named import is_place, names_in
from knowledge.extraction.facts.words import figure_words
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.facts.clauses import Word
    from knowledge.extraction.names import Cast, Name

_FIGURES = frozenset({FactKind.NUMBER, FactKind.PERCENT, FactKind.MONEY, FactKind.DURATION})
_DIRECT = re.compile(
    r"\s?\(|,?\s(?:at|with|on|to|by|had|has|was|got|took|won|bei|mit|auf|um)\s|:\s|,?\s"
)
_BEHIND = re.compile(
    r"\s(?:of\s(?:the\s)?(?:vote|total|votes)\s)?(?:in|for|from|by|to|at|bei|für|aus)\s(?:the\s)?$"
)
_RESPECTIVELY = re.compile(r"\b(?:respectively|jeweils|beziehungsweise)\b")
_AND = re.compile(r",\s(?:and\s|und\s)?|\s(?:and|und)\s")
_OF = re.compile(r"\s(?:of|von)(?:\s(?:between|up to|at least|more than|about|around|nearly))?\s$")
_BEFORE_ATTRIBUTE = re.compile(
    r"(?:\b(?:an?|the|its|their|his|her|this|new|current|first|another|annual)|['’]s)\s(?:new\s|current\s|record\s)?$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\sof\s(?:the\s|its\s|all\s|their\s)?(?P<noun>(?:[\w’-]+\s){0,2}?[\w’-]+)(?=[.,;:!?)]|\s|$)"
)
_GERMAN_WHOLE = re.compile(r"\s(?:der|des)\s(?P<noun>[A-ZÄÖÜ][\w-]+)")
_CLAUSE_BEFORE = re.compile(r"(?:[,;]|\b(?:and|but|while))\s$")
# "cut its key rate by 25 basis points"
_CHANGED = re.compile(
    r"\b(?:cut|raised?|lowered|increased|reduced|lifted|slashed|doubled|hiked|trimmed|boosted)"
    r"\s(?:its|the|their|his|her|a)\s(?P<noun>(?:[\w’-]+\s){0,4}?[\w’-]+)\s(?:by|to|from)\s$"
)
# "Kenya's Ruth Mutai"
_OWNER = re.compile(r".*['’]s\s")
_BARE_OF = re.compile(r"\sof\s$")
_COUNTRY_LIST = 60


class Subjects:
    """Finds the subjects of one sentence's facts."""

    def __init__(self, text: str, sentence: Span, cast: Cast, language: str) -> None:
        self.text, self.sentence, self.cast, self.language = text, sentence, cast, language
        self.names = names_in(text, cast, sentence, language)

    @functools.cached_property
    def words(self) -> list[Word]:
        """The sentence's words."""
        return words_of(self.text, self.sentence)

    @functools.cached_property
    def clauses(self) -> Clauses:
        """The sentence's clauses."""
        return Clauses(self.words)

    def of(self, facts: Sequence[Fact]) -> list[tuple[str, Span | None]]:
        """Return each fact's subject and where it stands, as far as the sentence tells it."""
        listed = self._listed(facts)
        spans = [listed.get(fact.span) or self._alone(fact) for fact in facts]
        return [("", None) if span is None else (self._called(span), span) for span in spans]

    def _called(self, span: Span) -> str:
        """Return a subject's name: a person's in full, who a pronoun stands for, or its words."""
        said = span.of(self.text)
        if said.lower() in PRONOUNS:
            person = self.cast.last_person_before(span.start)
            known = said.lower() in {"he", "she"} and person is not None
            return self.cast.full_name(person.person or person.text) if known and person else ""
        inside = self.cast.within(span)
        if len(inside) == 1 and inside[0].span.end == span.end:
            owned = _OWNER.match(inside[0].text)
            if owned:
                return inside[0].text[owned.end() :]
            full = self.cast.full_name(inside[0].person or inside[0].text)
            if self.cast.is_person(full) or inside[0].span == span:
                return full
        return said

    # Lists

    def _listed(self, facts: Sequence[Fact]) -> dict[Span, Span]:
        """Return the subjects of figures that stand in a list of names."""
        found: dict[Span, Span] = {}
        for kind in (FactKind.PERCENT, FactKind.MONEY, FactKind.NUMBER, FactKind.DURATION):
            alike = [f for f in facts if f.kind is kind]
            if alike:
                found |= self._pairs(alike)
        return found

    def _pairs(self, alike: Sequence[Fact]) -> dict[Span, Span]:
        if len(alike) > 1 and _RESPECTIVELY.search(
            self.text, alike[-1].span.end, self.sentence.end
        ):
            paired = self._respectively(alike)
            if paired:
                return paired
        before = {f.span: n.span for f in alike if (n := self._just_before(f)) is not None}
        behind = {f.span: n.span for f in alike if (n := self._just_behind(f)) is not None}
        if len(behind) > 1:
            return {span: name for span, name in before.items() if self._bracketed(span)} | behind
        if len(alike) > 1 and len(before) < len(alike):
            before |= self._fronted(alike, before)
        return before

    def _bracketed(self, span: Span) -> bool:
        return self.text[max(0, span.start - 1) : span.start] == "("

    def _just_before(self, fact: Fact) -> Name | None:
        """Return the name right before a figure: "Poland 4.12 %", "Estonia (3.43%)", "X at 4 %"."""
        name = next((n for n in reversed(self.names) if n.span.end <= fact.span.start), None)
        if name is None:
            return None
        gap = self.text[name.span.end : fact.span.start]
        if not gap or len(gap) > 12 or not _DIRECT.fullmatch(gap):
            return None
        if gap.rstrip().endswith("("):
            return name
        if fact.kind not in {FactKind.PERCENT, FactKind.MONEY}:
            # "Argentina sent 60 rescuers, Peru 45 and Brazil 120"
            before = self.text[max(self.sentence.start, name.span.start - 5) : name.span.start]
            goes_on = before.endswith((", ", " and ", " und ")) and gap == " "
            bare = fact.kind is FactKind.NUMBER and not fact.unit
            return name if bare and goes_on else None
        place = is_place(name.text, self.language)
        before = self.text[max(self.sentence.start, name.span.start - 8) : name.span.start]
        inside = re.search(r"\b(?:in|at|im|am|of|from|for|by|an|auf|nach)\s(?:the\s)?$", before)
        # "in Oslo 40": where; "ahead of the Liberals at 27%": whose.
        known = place or (self.language == "en" and (not inside or gap == " at "))
        return name if known and not gap.startswith(",") and gap not in {" to ", " by "} else None

    def _just_behind(self, fact: Fact) -> Name | None:
        """Return the name right behind a figure: "4 % in Poland"."""
        for name in self.names:
            if name.span.start > fact.span.end:
                gap = self.text[fact.span.end : name.span.start]
                return name if len(gap) < 24 and _BEHIND.fullmatch(gap) else None
        return None

    def _fronted(self, alike: Sequence[Fact], known: dict[Span, Span]) -> dict[Span, Span]:
        """Read "In Bayern … bei 58 Prozent, in Sachsen bei 71,3": one name before each figure."""
        found: dict[Span, Span] = {}
        start = self.sentence.start
        for fact in alike:
            between = [
                n for n in self.cast.within(Span(start, fact.span.start)) if self._is_name(n)
            ]
            if len(between) != 1 or (
                start > self.sentence.start and fact.span.start - start > _COUNTRY_LIST
            ):
                return {}
            found[fact.span] = between[0].span
            start = fact.span.end
        return {span: name for span, name in found.items() if span not in known}

    def _is_name(self, name: Name) -> bool:
        if self.language == "de":
            return is_place(name.text, "de")
        return True

    def _respectively(self, alike: Sequence[Fact]) -> dict[Span, Span]:
        """Pair "Poland and Romania grew by 3.1% and 0.7%, respectively"."""
        subject, _ = self.clauses.subject_of(alike[0].span)
        if subject is None:
            return {}
        end = alike[0].span.start
        names = [n.span for n in self.cast.within(Span(self.sentence.start, end))]
        if len(names) != len(alike):
            names, start = [], subject.start
            for link in _AND.finditer(self.text, subject.start, subject.end):
                names.append(Span(start, link.start()))
                start = link.end()
            names.append(Span(start, subject.end))
        if len(names) != len(alike) or not all(len(name) for name in names):
            return {}
        return {fact.span: name for fact, name in zip(alike, names, strict=True)}

    # One figure

    def _alone(self, fact: Fact) -> Span | None:
        if fact.kind in _FIGURES:
            near = self._age_of(fact) or self._measure_of(fact) or self._attribute_of(fact)
            if near is not None:
                return near
        if self.language == "de":
            subject, inside = german_subject(self.words, fact.span)
        elif self.language == "en":
            subject, inside = self.clauses.subject_of(fact.span)
        else:
            return self._first_name(fact)
        if fact.kind is FactKind.NUMBER and (
            inside or subject is None or (self._opens(fact) and self._acts(fact))
        ):
            return self._unit(fact) or subject
        if fact.kind is FactKind.PERCENT and (inside or subject is None or self._opens(fact)):
            return self._whole(fact) or subject
        if (
            inside
            and subject is not None
            and fact.kind is FactKind.MONEY
            and subject.meets(fact.span)
        ):
            return None
        return subject

    def _opens(self, fact: Fact) -> bool:
        """Whether a figure is the first of its clause: "and half of the money came from"."""
        base = max(self.sentence.start, fact.span.start - 8)
        return fact.span.start == self.sentence.start or bool(
            _CLAUSE_BEFORE.search(self.text, base, fact.span.start)
        )

    def _acts(self, fact: Fact) -> bool:
        """Whether a verb follows what is counted: "and 40 soldiers died"."""
        unit = self._unit(fact)
        if unit is None:
            return False
        after = next((i for i, w in enumerate(self.words) if w.start >= unit.end), None)
        return after is not None and is_verb(self.words, after)

    def _first_name(self, fact: Fact) -> Span | None:
        before = self.cast.within(Span(self.sentence.start, fact.span.start))
        return before[0].span if before and fact.kind is FactKind.PERCENT else None

    def _age_of(self, fact: Fact) -> Span | None:
        if fact.unit != "years old":
            return None
        name = next((n for n in reversed(self.names) if n.span.end <= fact.span.start), None)
        if name is not None and fact.span.start - name.span.end <= 3:
            start = name.span.end - len(name.person) if name.person else name.span.start
            return Span(start, name.span.end)
        return None

    def _unit(self, fact: Fact) -> Span | None:
        """Return where the words stand that say what is counted."""
        start = self.text.find(fact.unit, fact.span.start, fact.span.end + len(fact.unit) + 1)
        if not fact.unit or start < 0:
            return self._whole(fact)
        return Span(start, start + len(fact.unit))

    def _whole(self, fact: Fact) -> Span | None:
        """Return what a share or measure is of: "two thirds of companies", "9,000 t of sludge"."""
        pattern = _GERMAN_WHOLE if self.language == "de" else _WHOLE
        match = pattern.match(self.text, fact.span.end, self.sentence.end)
        if match is None:
            if fact.kind is FactKind.PERCENT and self.language == "en":
                noun = re.compile(r"\s([a-z][\w’-]*s)\b").match(
                    self.text, fact.span.end, self.sentence.end
                )
                return Span(*noun.span(1)) if noun else None
            return None
        return Span(*match.span("noun"))

    def _measure_of(self, fact: Fact) -> Span | None:
        """Return the noun before "of" ("a target of 2%"), or what a measure is of."""
        base = max(self.sentence.start, fact.span.start - 60)
        of = _OF.search(self.text, base, fact.span.start)
        starts = of.start() if of else None
        if of is None and fact.span.of(self.text).lower().startswith(
            ("between", "up to", "at least")
        ):
            of = _BARE_OF.search(self.text, base, fact.span.start)
            starts = of.start() if of else None
        if starts is not None:
            last = next((i for i, w in enumerate(self.words) if w.end == starts), None)
            if last is not None:
                return self._phrase_ending(last)
        changed = _CHANGED.search(self.text, base, fact.span.start)
        if changed is not None and fact.kind is not FactKind.DURATION:
            return Span(*changed.span("noun"))
        measured = fact.unit in {"t", "kg", "g", "l", "bbl", "lb", "oz", "gal"}
        return self._whole(fact) if measured else None

    def _phrase_ending(self, last: int) -> Span | None:
        words = self.words
        grammar = figure_words(self.language).section("grammar")
        first = last + 1
        while first > 0 and last + 1 - first < 3:
            word = words[first - 1]
            if word.form in grammar or not word.form[0].isalpha() or word.form[0].isdigit():
                break
            if first <= last and is_verb(words, first - 1):
                break
            first -= 1
        return Span(words[first].start, words[last].end) if first <= last else None

    def _attribute_of(self, fact: Fact) -> Span | None:
        """Return the noun that a figure stands before: "a 5% benchmark", "12-member board"."""
        if self.language != "en":
            return None
        text = self.text
        hyphened = "-" in fact.span.of(text)
        base = max(self.sentence.start, fact.span.start - 24)
        if not hyphened and (
            fact.kind not in {FactKind.MONEY, FactKind.PERCENT}
            or not _BEFORE_ATTRIBUTE.search(text[base : fact.span.start])
        ):
            return None
        words = self.words
        first = next((i for i, w in enumerate(words) if w.start >= fact.span.end), len(words))
        grammar = figure_words("en").section("grammar")
        last = first
        while last < len(words) and last - first < 5:
            word = words[last]
            if (
                word.form in grammar
                or not word.form[0].isalpha()
                or (last > first and is_verb(words, last))
            ):
                break
            if last > first and text[words[last - 1].end : word.start] != " ":
                break
            last += 1
        return Span(words[first].start, words[last - 1].end) if last > first else None
