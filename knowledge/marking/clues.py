"""What tells that a span of a sentence answers a question: named features, without weights.

A span has those of its first token (does an answer of this kind begin here?), of its
last, of all between, and of itself as a whole (its length, the chunk it coincides with,
the marks around it). What a question has of its own stands in for grammar: which of its
words are near on which side, and where in the question they stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import FUNCTION_WORDS
from knowledge.questions.asking import NAMED_AS
from knowledge.questions.asking_sentence import AUXILIARIES
from knowledge.questions.wants import Wants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.extraction.shapes import Shape
    from knowledge.questions.question import Query

# Longer answers are rare, and of longer sentences only the first tokens are looked at.
LONGEST = 20
_MOST_TOKENS = 120
# What an answer hardly begins or ends with.
_NO_START = frozenset({"conj", "aux", "modal"})
_NO_END = frozenset({"conj", "aux", "modal", "det", "poss", "prep", "sub"})
_JOINING = frozenset({"space", "", "hyphen"})
# Words beside an answer that tell by themselves what it is.
_TELLING = (FUNCTION_WORDS | NAMED_AS) - frozenset("ok okay hi hello hey please".split())
# How far a question's word is felt, by each token of distance.
_FADE = 0.8
LENGTHS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 10, 10, 10, 13, 13, 13, 16, 16, 16, 16, 16)
_DISTANCES = (1, 1, 2, 3, 4, 4, 6, 6, 6, 9, 9, 9, 9)


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence's spans under one question, each part's features by name with their values.

    `starts`, `ends` and `inside` have one entry a token; `spans` are those that may answer,
    from first to last token, and `whole` has the ones of which more can be told than that.
    """

    starts: Sequence[Mapping[str, float]]
    ends: Sequence[Mapping[str, float]]
    inside: Sequence[Mapping[str, float]]
    spans: Sequence[tuple[int, int]]
    whole: Mapping[tuple[int, int], Mapping[str, float]]

    def of_span(self, span: tuple[int, int]) -> Mapping[str, float]:
        """Return the features of a span as a whole."""
        return {length(span): 1.0, **self.whole.get(span, {})}


def length(span: tuple[int, int]) -> str:
    """Return the feature of a span's length."""
    return f"of length {LENGTHS[span[1] - span[0] + 1]}"


def group(query: Query) -> str:
    """Return the name of the weights that a question's kind has for itself."""
    wants = query.wants
    if wants is Wants.DATE:
        noun = query.focus if query.focus in {"year", "month", "day", "centuri", "decad"} else ""
        return f"date {noun}".rstrip()
    if wants is Wants.QUANTITY:
        return "count" if query.word == "how" and query.focus else "quantity"
    if wants is Wants.PLACE:
        return "place" if query.word == "where" else "place named"
    if wants in {Wants.PERSON, Wants.SPEAKER}:
        return "person"
    return wants.value


def _is_subject(query: Query) -> bool:
    """Whether the verb follows the question word or its noun: "which airline bought"."""
    forms = query.tokens.forms
    if query.word not in forms:
        return False
    at = forms.index(query.word)
    if query.focus:
        terms = query.tokens.terms
        at = next((i for i in range(at, len(terms)) if terms[i] == query.focus), at)
    return at + 1 < len(forms) and forms[at + 1] not in AUXILIARIES


def _preposition(query: Query) -> str:
    """Return the preposition before the question word, or at the question's end."""
    forms = query.tokens.forms
    at = forms.index(query.word) if query.word in forms else 0
    if at and forms[at - 1] in FUNCTION_WORDS:
        return forms[at - 1]
    return forms[-1] if forms and forms[-1] in FUNCTION_WORDS else ""


def _roles(query: Query) -> dict[str, str]:
    """Return for the question's terms where they stand in it.

    "first" follows the question word, "last" ends the question, "before" leads up to the
    question word; "context" is told before the question is asked.
    """
    roles: dict[str, str] = {}
    asked = [t for t in query.sequence if t in query.asking and t != query.focus]
    forms, terms = query.tokens.forms, query.tokens.terms
    at = forms.index(query.word) if query.word in forms else -1
    after = set(terms[at + 1 :])
    for term in asked:
        roles[term] = "middle" if term in after else "before"
    following = [t for t in asked if t in after]
    if following:
        roles[following[-1]] = "last"
        roles[following[0]] = "first"
    return roles


def _nearest_role(roles: Sequence[str]) -> list[str]:
    """Return for each place the role of the question's nearest word before it."""
    last, found = "none", []
    for role in roles:
        found.append(last)
        last = role or last
    return found


def _fading(matched: Sequence[float]) -> list[float]:
    """Return for each place how much of the question stands before it, fading with distance."""
    felt, found = 0.0, []
    for weight in matched:
        found.append(felt)
        felt = felt * _FADE + weight
    return found


def _nearest(matched: Sequence[float]) -> list[int]:
    """Return for each place how many tokens before it the question's nearest word is."""
    distance, found = len(_DISTANCES), []
    for weight in matched:
        found.append(_DISTANCES[min(distance, len(_DISTANCES)) - 1] if distance < 13 else 0)
        distance = 1 if weight else distance + 1
    return found


def _inside_chunk(shape: Shape, count: int) -> tuple[set[int], set[int]]:
    """Return the tokens before and after which a name or figure is cut in two."""
    begins, finishes = {a for a, _ in shape.chunks}, {b for _, b in shape.chunks}
    starts = {t for a, b in shape.chunks if b - a < 6 for t in range(a + 1, b + 1)} - begins
    ends = {t for a, b in shape.chunks if b - a < 6 for t in range(a, b)} - finishes
    return {t for t in starts if t < count}, {t for t in ends if t < count}


@dataclass(frozen=True, slots=True)
class _Side:
    """Where the question's words stand on one side of each token of a sentence.

    `felt` is how much of the question there is, `nearest` how many tokens away its
    nearest word is (0 for none), `role` where that word stands in the question.
    """

    felt: Sequence[float]
    nearest: Sequence[int]
    role: Sequence[str]

    @classmethod
    def before(cls, matched: Sequence[float], roles: Sequence[str]) -> _Side:
        return cls(_fading(matched), _nearest(matched), _nearest_role(roles))

    @classmethod
    def after(cls, matched: Sequence[float], roles: Sequence[str]) -> _Side:
        turned = cls.before(matched[::-1], roles[::-1])
        return cls(turned.felt[::-1], turned.nearest[::-1], turned.role[::-1])


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sentence read with a question in mind; all sequences have one entry a token."""

    shape: Shape
    forms: Sequence[str]
    terms: Sequence[str]
    matched: Sequence[float]
    before: _Side
    after: _Side
    subject: str
    preposition: str
    focus: str
    cuts: tuple[set[int], set[int]]

    def begins(self, i: int) -> dict[str, float]:
        """Return what tells whether an answer begins with a token."""
        own, mark = self.shape.classes[i], self.shape.gaps[i]
        previous = self.shape.classes[i - 1] if i else "edge"
        near, role = self.before.nearest[i], self.before.role[i]
        found = {
            f"begins {own}": 1.0,
            f"after {previous}": 1.0,
            f"after {mark} mark": 1.0,
            f"begins {previous} > {own}": 1.0,
            f"question {near} before": 1.0,
            f"question before, {self.subject}": self.before.felt[i],
            f"{role} word before, {self.subject}": 1.0,
            f"{role} word {near} before": 1.0,
        }
        if self.forms[i] in _TELLING:
            found[f"begins '{self.forms[i]}'"] = 1.0
        if i in self.cuts[0]:
            found["cuts a chunk's start"] = 1.0
        if i:
            word = self.forms[i - 1]
            if word in _TELLING:
                found[f"after '{word}'"] = 1.0
                if word == self.preposition:
                    found["after the question's preposition"] = 1.0
            if self.matched[i - 1]:
                found[f"after the question's {previous}"] = 1.0
            if mark not in _JOINING:
                # Taken back here, where `holds` counts it: a mark before is not inside.
                found[f"has {mark} mark"] = -1.0
            if self.focus and self.terms[i - 1] == self.focus:
                found["after the focus"] = 1.0
        return found

    def ends(self, i: int) -> dict[str, float]:
        """Return what tells whether an answer ends with a token."""
        last = i + 1 == len(self.matched)
        own, mark = self.shape.classes[i], self.shape.gaps[i + 1]
        following = "edge" if last else self.shape.classes[i + 1]
        near, role = self.after.nearest[i], self.after.role[i]
        found = {
            f"ends {own}": 1.0,
            f"before {following}": 1.0,
            f"before {mark} mark": 1.0,
            f"question {near} after": 1.0,
            f"question after, {self.subject}": self.after.felt[i],
            f"{role} word after, {self.subject}": 1.0,
            f"{role} word {near} after": 1.0,
        }
        if mark in _JOINING:
            found[f"ends {own} > {following}"] = 1.0
        if i in self.cuts[1]:
            found["cuts a chunk's end"] = 1.0
        if self.focus and self.terms[i] == self.focus:
            found["ends in the focus"] = 1.0
        if not last:
            if self.forms[i + 1] in _TELLING:
                found[f"before '{self.forms[i + 1]}'"] = 1.0
            if self.matched[i + 1]:
                found[f"before the question's {following}"] = 1.0
            if self.focus and self.terms[i + 1] == self.focus:
                found["before the focus"] = 1.0
        return found

    def holds(self, i: int) -> dict[str, float]:
        """Return what tells whether a token stands in an answer."""
        own, mark, matched = self.shape.classes[i], self.shape.gaps[i], self.matched[i]
        found = {f"has {own}": 1.0, "has the question's": matched}
        if matched:
            found["has a word of the question"] = 1.0
        if i and mark not in _JOINING:
            found[f"has {mark} mark"] = 1.0
        return found


def _read(
    shape: Shape,
    forms: Sequence[str],
    terms: Sequence[str],
    query: Query,
    idf: Mapping[str, float],
) -> _Reading:
    terms = terms[:_MOST_TOKENS]
    total = sum(idf.values()) or 1.0
    matched = [min(1.0, 3 * idf.get(t, 0.0) / total) for t in terms]
    known = _roles(query)
    roles = [known.get(t, "context") if t in idf else "" for t in terms]
    return _Reading(
        shape=shape,
        forms=forms,
        terms=terms,
        matched=matched,
        before=_Side.before(matched, roles),
        after=_Side.after(matched, roles),
        subject="subject" if _is_subject(query) else "object",
        preposition=_preposition(query),
        focus=query.focus,
        cuts=_inside_chunk(shape, len(terms)),
    )


def features(
    shape: Shape,
    forms: Sequence[str],
    terms: Sequence[str],
    query: Query,
    idf: Mapping[str, float],
) -> Row:
    """Return what tells of each span of a sentence; `forms` and `terms` are its tokens'.

    `idf` holds the article's terms that stand for the question's.
    """
    reading = _read(shape, forms, terms, query, idf)
    count = len(reading.matched)
    spans = list(_spans(shape.classes, count))
    return Row(
        [reading.begins(i) for i in range(count)],
        [reading.ends(i) for i in range(count)],
        [reading.holds(i) for i in range(count)],
        spans,
        _whole(shape, several=query.plural),
    )


def _whole(shape: Shape, *, several: bool) -> Mapping[tuple[int, int], Mapping[str, float]]:
    """Return what can be told of whole spans beside their length: which chunks they are."""
    number = "several" if several else "one"
    return {
        span: {f"is a chunk, {number}": 1.0, **{f"is {one.name}": 1.0 for one in kind}}
        for span, kind in shape.chunks.items()
    }


def _spans(classes: Sequence[str], count: int) -> Iterator[tuple[int, int]]:
    for i in range(count):
        if classes[i] not in _NO_START:
            for j in range(i, min(count, i + LONGEST)):
                if classes[j] not in _NO_END:
                    yield i, j
