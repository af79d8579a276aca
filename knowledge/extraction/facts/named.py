"""Named people with their roles, organisations and places: each once, where first named."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.facts.words import any_of, figure_words
from knowledge.extraction.names import Name
from knowledge.gazetteer import GIVEN_NAMES, KNOWN_PLACES
from knowledge.model import Fact, FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.extraction.names import Cast

_ROLE_BEFORE = re.compile(r"(?:(?<!\w)|^[A-Z])((?:[a-z][\w’-]*\s){1,4})$")
_SMALL = re.compile(r"[a-z][\w’-]*")
_APPOSITION = re.compile(
    r",\s(?:\d{1,3},\s)?((?:the\s|a\s|an\s|its\s|his\s|her\s)?[^,.;:()“”\"\n]{3,70})(?=[,.])"
)
_SAID_BEFORE = re.compile(r"(?:said|says|told|added|warned|asked|sagte|erklärte)\s$")
_SAID_AFTER = re.compile(r",?\s(?:said|says|told|added|warned|asked|who|sagte|erklärte)\b|,\s\d\d,")
_POSSESSED = re.compile(r"(?:['’]s|\bthe|\ba|\ban|\bits|\bhis|\bher|\btheir)\s+")
_SETTLEMENTS = r"(?:city|town|village|capital|district|region|port|county|province|island|suburb)"
_SETTLEMENT_OF = re.compile(rf"\b{_SETTLEMENTS}(?: council)?(?: of|,) $")
_SETTLEMENT = re.compile(rf", (?:a|an|the) (?:[a-z]+ ){{0,2}}{_SETTLEMENTS}\b")
# "Its chairwoman, Helen Moss, said"; "The mayor of Gullhaven, Patricia Lowe, welcomed"
_ROLE_OF = re.compile(
    r"\b[Tt]he\s([a-z]+(?:\s[a-z]+)?\s(?:of|for)(?:\sthe)?\s[A-Z][\w’-]*(?:\s[A-Z][\w’-]*)?), $"
)
_ROLE_COMMA = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|A|a)\s((?:[a-z][\w’-]*\s?){1,5}), $"
)
_FIRST = re.compile(r"[A-ZÄÖÜ]\w+")
_ROLE_WORDS = 12
_BEFORE = 50
_MOST_NAMES = 4
_NO_NAMES = frozenset(
    """
    of the and several some many first second third new other covid house street dr mr mrs ms sen
    sens rep reps gov
    """.split()
)
_LONGEST_ACRONYM = 6
_NUMBERED = re.compile(r"[$€£]| \d+\b(?![%,.]?\d|%| %)")
# "Kenya's Ruth Mutai"
_OWNER = re.compile(r"^.*['’]s\s")
_LEADING = re.compile(r"^(?:the|a|an)\s")


@functools.cache
def _roles(language: str) -> re.Pattern[str]:
    roles = any_of(figure_words(language).section("roles"))
    # German writes them together: "Verkehrsministerin".
    ahead = r"\b[\wäöüß-]*" if language == "de" else r"\b"
    return re.compile(rf"{ahead}(?:{roles})s?\b", re.IGNORECASE)


def is_place(word: str, language: str) -> bool:
    """Whether everybody knows a name as a place's: a country, a region, a large city."""
    if language == "de":
        return word in figure_words("de").section("places") or _is_country(word)
    return word in KNOWN_PLACES


def names_in(text: str, cast: Cast, sentence: Span, language: str) -> list[Name]:
    """Return a sentence's names, a place that everybody knows at its start among them."""
    names = cast.within(sentence)
    if names and names[0].span.start == sentence.start:
        return names
    first = _FIRST.match(text, sentence.start, sentence.end)
    if first is None or not is_place(first.group(), language):
        return names
    return [Name(Span(*first.span()), first.group()), *names]


class Named:
    """Tells the names of an article apart."""

    def __init__(self, text: str, cast: Cast, language: str) -> None:
        self.text, self.cast, self.language = text, cast, language
        self._words = figure_words(language)
        self._roles = self._words.section("roles")
        self._bodies = frozenset(self._words.section("organisations"))
        self._places = KNOWN_PLACES | (
            self._words.section("places").keys() if language == "de" else set()
        )

    def facts(self, sentences: list[Span]) -> Iterator[Fact]:
        """Yield people, organisations and places in order, each where it is first named."""
        met: set[str] = set()
        for sentence in sentences:
            for name in names_in(self.text, self.cast, sentence, self.language):
                if name.text in met:
                    continue
                fact = self._fact(name, sentence)
                if fact is not None and fact.subject not in met:
                    met.add(fact.subject)
                    yield fact

    def _fact(self, name: Name, sentence: Span) -> Fact | None:
        if not is_place(name.text, self.language) and _NUMBERED.match(self.text, name.span.end):
            return None  # "US$3", "Terminal 2"
        if self.language == "de":
            return self._german(name, sentence)
        person = self._person(name, sentence)
        if person is not None:
            return person
        text = name.text.removeprefix("The ") if name.text not in self._places else name.text
        if text in self._places or name.text in self._places:
            return self._named(FactKind.PLACE, name.span, sentence)
        body = self._organisation(name, sentence)
        if body is not None:
            return self._named(FactKind.ORGANISATION, body, sentence)
        if self.cast.is_person(name.person or text):
            return None
        return self._place(name, sentence)

    def _named(self, kind: FactKind, span: Span, sentence: Span) -> Fact:
        return Fact(kind, span, sentence, subject=span.of(self.text), subject_span=span)

    def _person(self, name: Name, sentence: Span) -> Fact | None:
        """Return the fact of a person who is named in full here, or with a title."""
        # One word alone is a short form: the full name is elsewhere.
        found = self._parted(name) if " " in name.text else None
        if found is None:
            return None
        role, person = found
        several = " " in person
        if not several and not role:
            return None
        before = self.text[max(sentence.start, name.span.start - _BEFORE) : name.span.start]
        lower = self._lower_role(before)
        held = lower is not None
        behind = self._apposed(name.span.end, sentence) or self._preposed(before, name.span.end)
        if not (role or held or behind or (several and self._is_known(person, before, name))):
            return None
        full = person if several else self.cast.full_name(person)
        start = name.span.end - len(person)
        begin = start - len(role) - 1 if role else start
        if not role and held and lower is not None:
            role = self._cut(lower.group().strip())
            begin -= len(role) + 1
        place = Span(start, name.span.end)
        return Fact(
            FactKind.PERSON,
            Span(max(sentence.start, begin), name.span.end),
            sentence,
            subject=full,
            subject_span=place,
            role=role or behind,
        )

    def _lower_role(self, before: str) -> re.Match[str] | None:
        """Return the words in small letters before a name, if the last one is a role."""
        words = before.split()
        # The search costs more than all else here, and most names have no role before them.
        if len(words) > 1 and before[-1].isspace() and _SMALL.fullmatch(words[-1]):
            return _ROLE_BEFORE.search(before) if self._is_role(words[-1]) else None
        lower = _ROLE_BEFORE.search(before)
        return lower if lower is not None and self._is_role(lower[1].split()[-1]) else None

    def _parted(self, name: Name) -> tuple[str, str] | None:
        """Return the role and the person's name in a name, None where it can be nobody's."""
        text, person = name.text, name.person
        if "s " in text:
            text, person = _OWNER.sub("", text), _OWNER.sub("", person)
        words = text.split(" ")
        places = range(len(words) - 2, -1, -1)
        last = next((n for n in places if self._is_role(words[n])), None)
        if last is not None:
            # "Senate Majority Leader Chuck Schumer"
            person = " ".join(words[last + 1 :])
        parts = person.split(" ")
        if not person or person in self._places or any(c.isdigit() for c in person):
            return None
        if len(parts) > _MOST_NAMES or not _NO_NAMES.isdisjoint(w.lower() for w in parts):
            return None
        if parts[0].lower() in self._words.section("kinds"):
            return None  # "Chipmaker Oltron"
        role = text[: len(text) - len(person)].strip() if text.endswith(person) else ""
        titled = name.titled or last is not None
        if role and (not titled or role.isupper() or (person.endswith("s") and len(parts) == 1)):
            return None  # "US Centers", "Republican Sens"
        return role, person

    def _is_known(self, person: str, before: str, name: Name) -> bool:
        """Whether a name of several words without a role is a person's."""
        parts = person.split(" ")
        if not self._bodies.isdisjoint(word.lower() for word in parts):
            return False
        if parts[0] in GIVEN_NAMES or _SAID_BEFORE.search(before):
            return True
        told = _SAID_AFTER.match(self.text, name.span.end) or self.cast.is_person(person)
        # "White House", "Several Chinese": words that the article also writes small.
        return bool(told) and self._small.isdisjoint(word.lower() for word in parts)

    @functools.cached_property
    def _small(self) -> frozenset[str]:
        """The words that the article writes in small letters."""
        return frozenset(filter(str.islower, self.text.split()))

    def _cut(self, role: str) -> str:
        """Return a role from its article, possessive or any other word of grammar on."""
        last = None
        for match in _POSSESSED.finditer(role):
            last = match
        words = (role[last.end() :] if last else role).split()
        grammar = self._words.section("grammar").keys() | self._words.section("says").keys()
        keep = next((n for n in reversed(range(len(words))) if words[n].lower() in grammar), -1)
        return " ".join(words[keep + 1 :])

    def _is_role(self, word: str) -> bool:
        if self.language == "en":
            form = word.casefold()
            return form in self._roles or (form.endswith("s") and form[:-1] in self._roles)
        return _roles(self.language).fullmatch(word) is not None

    def _apposed(self, end: int, sentence: Span) -> str:
        """Return the role behind a name and a comma, "" where none stands there."""
        match = _APPOSITION.match(self.text, end, sentence.end)
        if match is None:
            return ""
        said = match[1]
        begun = said.split(" of ")[0].split(" at ")[0].split(" for ")[0]
        if len(said.split()) > _ROLE_WORDS or not _roles(self.language).search(begun):
            return ""
        if said.split()[0] in {"said", "who", "which", "and", "told", "but", "says", "as"}:
            return ""
        return _LEADING.sub("", said)

    def _preposed(self, before: str, end: int) -> str:
        """Return the role before a comma and a name, "" where none stands there."""
        if not before.endswith(", ") or self.text[end : end + 1] != ",":
            return ""
        match = _ROLE_COMMA.search(before) or _ROLE_OF.search(before)
        if match is None:
            return ""
        return match[1] if _roles(self.language).search(match[1]) else ""

    def _organisation(self, name: Name, sentence: Span) -> Span | None:
        text, span = name.text, name.span
        words = text.removeprefix("The ").split(" ")
        lower = [word.casefold().rstrip(".") for word in words]
        kinds = self._words.section("kinds")
        if (
            len(words) > 1
            and lower[0] in kinds
            and lower[0] not in {"bank", "club", "union", "party"}
        ):
            # "Chipmaker Oltron" at a sentence's start.
            return Span(span.start + len(words[0]) + 1, span.end)
        owner = _OWNER.match(text) if "s " in text else None
        if owner:
            span = Span(span.start + owner.end(), span.end)
            words, lower = (
                words[text[: owner.end()].count(" ") :],
                lower[text[: owner.end()].count(" ") :],
            )
        if not self._bodies.isdisjoint(lower) and len(words) > 1:
            return span
        bare = text.replace(".", "")
        if bare.isupper() and 1 < len(bare) <= _LONGEST_ACRONYM and bare.isalpha():
            return None if bare.lower() in self._words.section("acronyms") else span
        before = self.text[max(sentence.start, span.start - 24) : span.start].split()
        if before and before[-1] in kinds:
            return span
        return None

    def _place(self, name: Name, sentence: Span) -> Fact | None:
        words = name.text.split(" ")
        geographic = self._words.section("places")
        ends = {words[0].casefold(), words[-1].casefold()} & geographic.keys()
        if len(words) > 1 and ends and name.text[0].isupper():
            return self._named(FactKind.PLACE, name.span, sentence)
        before = self.text[max(sentence.start, name.span.start - 24) : name.span.start]
        near = before.split()[-1:]
        told = near and near[0].casefold() in self._words.section("nearby") and before[-1:] == " "
        bare = name.text.replace(".", "")
        if (
            bare.isupper()
            or len(words) > 2
            or self.text[name.span.end : name.span.end + 2] in {"’s", "'s"}
        ):
            return None
        of_city = _SETTLEMENT_OF.search(before) or _SETTLEMENT.match(
            self.text, name.span.end, sentence.end
        )
        if (told and near[0].casefold() in {"in", "near", "outside"}) or of_city:
            return self._named(FactKind.PLACE, name.span, sentence)
        return None

    def _german(self, name: Name, sentence: Span) -> Fact | None:
        words = name.text.split(" ")
        roles = 0
        while roles < len(words) and self._is_role(words[roles]):
            roles += 1
        rest = words[roles:]
        if roles and 1 < len(rest) <= 3:
            full = " ".join(rest)
            place = Span(name.span.end - len(full), name.span.end)
            role = " ".join(words[:roles])
            return Fact(
                FactKind.PERSON, name.span, sentence, subject=full, subject_span=place, role=role
            )
        last = rest[-1] if rest else ""
        for called in (name.text, last):
            if is_place(called, "de"):
                span = Span(name.span.end - len(called), name.span.end)
                return self._named(FactKind.PLACE, span, sentence)
        if len(rest) in {2, 3} and rest[0] in GIVEN_NAMES:
            return Fact(
                FactKind.PERSON, name.span, sentence, subject=name.text, subject_span=name.span
            )
        bare = name.text.replace(".", "")
        if (
            bare.isupper()
            and len(bare) > 1
            and bare.isalpha()
            and bare.lower() not in self._words.section("acronyms")
        ):
            return self._named(FactKind.ORGANISATION, name.span, sentence)
        return None


@functools.cache
def _countries() -> frozenset[str]:
    from knowledge import cldr  # 40 ms that English does without

    named = cldr.names("de").items()
    return frozenset(
        name for thing, called in named if thing.startswith("country:") for name in called
    )


def _is_country(text: str) -> bool:
    return text in _countries()
