"""Names in a text: runs of capitalised words, people's full names, and their short forms."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from knowledge.lexicon import FUNCTION_WORDS, MONTHS, ROLES, SENTENCE_OPENERS, WEEKDAYS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LETTER = r"[A-ZÀ-ÖØ-ÞĀ-Ž\u0400-\u042F]"
_CAPITAL = rf"(?:(?:[A-Z]\.){{1,4}}|{_LETTER}(?:[\w’'-]*\w)?)"
# The first letter comes first: the search for a class of letters is fast.
_FIRST = rf"{_LETTER}(?<![\w’'.].)(?:(?<=[A-Z])\.(?:[A-Z]\.){{0,3}}|(?:[\w’'-]*\w)?)"
_RUN = re.compile(
    rf"{_FIRST}(?:(?: (?:of|de|van|von|der|bin|al|la|du|and the)){{0,2}} {_CAPITAL})*"
)
# What follows a subject: after it, a sentence's first word was a name.
_SUBJECT = re.compile(
    r"['’]s\b|\s(?:is|was|has|had|will|would|did|does|can|could|also|said|says|told|became)\b"
)
# A list of names that opens a sentence: "Norway, Denmark, and Lithuania", "Kyiv and Lviv".
_LISTED = re.compile(
    r",\s[A-Z][\w’-]+,\s[A-Z]|,\s[A-Z][\w’-]+,?\s(?:and|or)\s(?:the\s)?[A-Z]|\s(?:and|or)\s[A-Z]"
)
# What else stands before a comma there.
_ADVERBS = frozenset("yesterday today tomorrow tonight afterwards nevertheless".split())
_DATES = frozenset(MONTHS) | frozenset(WEEKDAYS)
_INNER = re.compile(rf" (?<=[\w,] )({_LETTER}\w*)")
_LONGEST_RUN = 12
_MOST_NAMESAKES = 8
_NOT_FIRST = SENTENCE_OPENERS | FUNCTION_WORDS
_BEFORE_A_FIRST_WORD = frozenset('.!?…“"‘«„:')


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised run.

    `person` is what may be a person's name in it, after titles and roles ("" if
    nothing may); `titled` says that a title or role before it makes it one.
    """

    span: Span
    text: str
    person: str = ""
    titled: bool = False


def _without_possessive(text: str, start: int, end: int) -> int:
    """Return where a run ends without its possessive: "Rutte" of "Rutte’s", "James" of "James’"."""
    if end - start > 1 and text[end - 1] == "s" and text[end - 2] in "'’":
        return end - 2
    return end - 1 if end > start and text[end - 1] in "'’" else end


def _person(words: list[str]) -> tuple[str, bool]:
    """Return the name in "NATO Secretary General Mark Rutte", and whether a role came first."""
    if len(words) == 1:
        return "", False
    roles = 0
    while roles < len(words) and words[roles].casefold().rstrip(".") in ROLES:
        roles += 1
    rest = words[roles:]
    if not rest or len(rest) > 4 or any(w.casefold() in ROLES for w in rest):
        return "", False
    if roles == 0 and (not 2 <= len(rest) <= 3 or rest[0] == "The"):
        return "", False
    if any(w.isupper() and len(w.replace(".", "")) > 1 and "." not in w for w in rest):
        return "", False  # an acronym: an organisation
    return " ".join(rest), roles > 0


def find_names(text: str, span: Span, inner: frozenset[str]) -> list[Name]:
    """Find the capitalised runs in a range, the first word of a sentence with care.

    A sentence opener ("The", "Meanwhile") at a run's start is not part of it, unless
    "The" stands inside the sentence ("The Hague"). `inner` has the article's words
    with a capital that stand inside a sentence somewhere.
    """
    found: list[Name] = []
    for match in _RUN.finditer(text, span.start, span.end):
        start, end = match.span()
        words = match.group().split(" ")
        if len(words) > _LONGEST_RUN:
            words = words[:_LONGEST_RUN]
            end = start + len(" ".join(words))
        before = text[max(span.start, start - 3) : start].rstrip()
        initial = start == span.start or before[-1:] in _BEFORE_A_FIRST_WORD
        while words and ((initial and words[0].casefold() in _NOT_FIRST) or words[0] == "I"):
            start = min(start + len(words[0]) + 1, end)
            words = words[1:]
        end = _without_possessive(text, start, end)
        if not words or start == end or all(w.casefold() in _DATES for w in words):
            continue
        name = text[start:end]
        # A lone capital at a sentence's start says nothing by itself.
        if initial and len(words) == 1 and start == span.start and words[0].isalpha():
            adverb = name.casefold() in _ADVERBS or name.endswith("ly")
            listed = not adverb and _LISTED.match(text, end)
            if not (name.isupper() or name in inner or _SUBJECT.match(text, end) or listed):
                continue
        found.append(Name(Span(start, end), name, *_person(name.split(" "))))
    return found


class Cast:
    """The names of an article in order, and its `people` by their full names.

    So "Rutte" and "he" find out who they are.
    """

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        inner = frozenset(_INNER.findall(text))
        self.names = [name for span in spans for name in find_names(text, span, inner)]
        self._starts = [name.span.start for name in self.names]
        # "Rutte", and "Mr Rutte".
        alone = {name.text for name in self.names if " " not in name.text}
        alone |= {name.person for name in self.names if name.titled and " " not in name.person}
        self._full: dict[str, str] = {}
        self._namesakes: dict[str, dict[str, None]] = {}
        for name in self.names:
            last = name.person.rpartition(" ")[2]
            # Two capitalised words may be anything; a title, or the last word used
            # alone later on, makes them somebody.
            if last and last != name.person and (name.titled or last in alone):
                self._full.setdefault(last, name.person)
                self._namesakes.setdefault(last, {}).setdefault(name.person)
        self.people = frozenset(self._full.values())
        self._holders: dict[str, list[tuple[int, str]]] = {}
        for name in self.names:
            if name.titled and name.person:
                role = name.text[: -len(name.person)].strip().casefold()
                full = self._full.get(name.person, name.person)
                self._holders.setdefault(role, []).append((name.span.start, full))
                last = role.rpartition(" ")[2]
                if last != role:
                    self._holders.setdefault(last, []).append((name.span.start, full))
        self._persons = [n for n in self.names if self.is_person(n.person or n.text)]
        self._person_ends = [name.span.end for name in self._persons]

    def within(self, span: Span) -> list[Name]:
        """Return the names that lie in a range, in order."""
        first = bisect.bisect_left(self._starts, span.start)
        last = bisect.bisect_left(self._starts, span.end)
        return [name for name in self.names[first:last] if name.span.end <= span.end]

    def full_name(self, mention: str) -> str:
        """Return the full name for a short form, or the mention itself."""
        words = mention.split(" ")
        while len(words) > 1 and words[0].casefold().rstrip(".,") in ROLES:
            words = words[1:]
        bare = " ".join(words)
        return self._full.get(bare, bare) if len(words) == 1 else bare

    def is_person(self, mention: str) -> bool:
        """Whether the article uses this as a person's name somewhere."""
        return mention in self._full or mention in self.people

    def namesakes(self, surname: str) -> tuple[str, ...]:
        """Return the first few people of one surname by their full names, in order."""
        return tuple(islice(self._namesakes.get(surname, ()), _MOST_NAMESAKES))

    def before(self, position: int, *, within: int) -> Iterator[Name]:
        """Yield the names before a position, the nearest first, of so many characters."""
        for i in range(bisect.bisect_left(self._starts, position) - 1, -1, -1):
            name = self.names[i]
            if position - name.span.end > within:
                return
            yield name

    def last_name_before(self, position: int) -> Name | None:
        """Return the nearest name before a position."""
        count = bisect.bisect_left(self._starts, position)
        return self.names[count - 1] if count else None

    def holder(self, role: str, position: int) -> str:
        """Return who was last called by a role before a position: "president"; "" for nobody."""
        found = ""
        for place, full in self._holders.get(role, ()):
            if place >= position:
                break
            found = full
        return found

    def last_person_before(self, position: int) -> Name | None:
        """Return the nearest person named before a position."""
        count = bisect.bisect_right(self._person_ends, position)
        return self._persons[count - 1] if count else None
