"""The words inside a sentence that answer: those of the kind asked for, and the best of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import CUES
from knowledge.model import FactKind, Span
from knowledge.question import Wants
from knowledge.text import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.extraction.names import Name
    from knowledge.index import ArticleIndex
    from knowledge.model import Quote
    from knowledge.question import Query

# For these there is no kind of thing to look for: the sentence itself answers.
UNTYPED = frozenset(
    {Wants.ANYTHING, Wants.EVENT, Wants.MANNER, Wants.YES_NO, Wants.REASON}
    | {Wants.THING, Wants.TERM, Wants.MEANING, Wants.FREQUENCY}
)

_NEARBY = re.compile(
    r"\b(?:in|at|near|from|to|on|outside|around|across|including|toward|towards)(?:\s(?:the|both))?\s$",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b\d{1,3}(?:-year-old|\syears?\sold)\b|\baged?\s\d{1,3}\b|(?<=,\s)\d{1,3}(?=,)", re.IGNORECASE
)
_DURATION = re.compile(
    r"\b(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|many|few)"
    r"[\s-](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|century)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because(?:\sof)?|due\sto|owing\sto|thanks\sto|as\sa\sresult\sof|in\sorder\sto|so\sthat"
    r"|in\sresponse\sto)\s[^.;]{3,200}",
    re.IGNORECASE,
)
_LINK = re.compile(r",?\s(?:and|or|&)\s|,\s")
_LEAD_IN = re.compile(r"[^,“”\"]{1,60},\s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that could answer; `fit` in [0, 1] says how well its kind fits."""

    span: Span
    fit: float


def _typed_in_question(query: Query) -> frozenset[str]:
    return frozenset(query.tokens.forms)


def _is_asked(name: Name, forms: frozenset[str]) -> bool:
    """Whether the question itself has this name: then it is not the answer."""
    return any(part.casefold().removesuffix(".") in forms for part in name.text.split(" ")[-1:])


def _lists(text: str, names: Sequence[Name]) -> list[Span]:
    """Return runs of names that are listed together: "Norway, Denmark, and Lithuania"."""
    runs: list[Span] = []
    last: Name | None = None
    for name in names:
        if last is not None and _LINK.fullmatch(text, last.span.end, name.span.start):
            runs[-1] = Span(runs[-1].start, name.span.end)
        else:
            runs.append(name.span)
        last = name
    return runs


def _names(
    index: ArticleIndex, sentence: Span, query: Query, fit: Callable[[Name], float]
) -> list[Candidate]:
    forms = _typed_in_question(query)
    names = [n for n in index.cast.within(sentence) if not _is_asked(n, forms)]
    found = [Candidate(name.span, fit(name)) for name in names]
    for run in _lists(index.article.text, names):
        inside = [c for c in found if run.covers(c.span)]
        if len(inside) > 1:
            # Somebody who asks for several things wants all that are listed.
            best = max(c.fit for c in inside)
            found.append(Candidate(run, min(1.0, best + 0.2) if query.plural else best * 0.8))
    return found


def _people(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    text, cast = index.article.text, index.cast

    def fit(name: Name) -> float:
        if name.titled or cast.is_person(name.person or name.text):
            return 1.0
        # "In Helsinki" is nobody; "Nordline" may well run the ferries.
        where = _NEARBY.search(text[max(sentence.start, name.span.start - 20) : name.span.start])
        return 0.1 if where else 0.4

    found = _names(index, sentence, query, fit)
    # "Who is Keir Starmer?" is answered by the title before the name.
    forms = _typed_in_question(query)
    asked = [n for n in cast.within(sentence) if n.titled and _is_asked(n, forms)]
    return found + [Candidate(n.span, 0.9) for n in asked]


def _places(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    text, cast = index.article.text, index.cast

    def fit(name: Name) -> float:
        if name.titled or cast.is_person(name.person or name.text) or name.text.isupper():
            return 0.1
        nearby = _NEARBY.search(text[max(sentence.start, name.span.start - 20) : name.span.start])
        return 1.0 if nearby else 0.5

    return _names(index, sentence, query, fit)


def _quantities(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    found = []
    for fact in index.figures(sentence):
        if fact.kind is FactKind.DATE:
            continue
        fit = 0.8
        if query.plural:  # "how many members"
            if fact.kind is not FactKind.NUMBER:
                continue
            counted = query.focus in _stems(index, fact.unit)
            fit = 1.0 if counted else 0.2 if fact.unit else 0.5
        elif fact.kind is FactKind.NUMBER:
            fit = 0.6
        found.append(Candidate(fact.span, fit))
    return found


def _stems(index: ArticleIndex, words: str) -> list[str]:
    return tokenise(words, index.language).terms if words else []


def _dates(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    asked = query.text.casefold()
    return [
        Candidate(
            fact.span,
            1.0
            if fact.value or any(c.isdigit() for c in fact.span.of(index.article.text))
            else 0.8,
        )
        for fact in index.figures(sentence)
        if fact.kind is FactKind.DATE and fact.span.of(index.article.text).casefold() not in asked
    ]


def _matches(pattern: re.Pattern[str]) -> Callable[[ArticleIndex, Span, Query], list[Candidate]]:
    def find(index: ArticleIndex, sentence: Span, _query: Query) -> list[Candidate]:
        found = pattern.finditer(index.article.text, sentence.start, sentence.end)
        return [Candidate(Span(*m.span()), 1.0) for m in found]

    return find


def spoken(index: ArticleIndex, sentence: Span) -> list[Quote]:
    """Return the quotations that a sentence has part of."""
    return [q for q in index.quotes.quotes if any(s.meets(sentence) for s in q.spans)]


def _speakers(index: ArticleIndex, sentence: Span, _query: Query) -> list[Candidate]:
    return [
        Candidate(quote.speaker_span, 1.0)
        for quote in spoken(index, sentence)
        if quote.speaker_span is not None and quote.speaker
    ]


def _words(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return what is quoted, and failing that a sentence that reports what somebody said.

    Where the question names one of the article's people, nobody else's words will do.
    """
    forms = _typed_in_question(query)

    def is_asked(name: str) -> bool:
        return any(part.casefold() in forms for part in name.split(" "))

    somebody = any(is_asked(person) for person in index.cast.people)
    found = [
        Candidate(span, 1.0 if is_asked(quote.speaker) else 0.6)
        for quote in spoken(index, sentence)
        if is_asked(quote.speaker) or not somebody
        for span in quote.spans
        if span.meets(sentence)
    ]
    names = [n for n in index.cast.within(sentence) if is_asked(n.person or n.text)]
    words = set(sentence.of(index.article.text).split())
    if not found and somebody and names and not CUES.isdisjoint(words):
        found.append(Candidate(sentence, 0.5))
    return found


_FINDERS: Mapping[Wants, Callable[[ArticleIndex, Span, Query], list[Candidate]]] = {
    Wants.QUANTITY: _quantities,
    Wants.MONEY: _quantities,
    Wants.PERCENT: _quantities,
    Wants.AGE: _matches(_AGE),
    Wants.DATE: _dates,
    Wants.DURATION: _matches(_DURATION),
    Wants.PLACE: _places,
    Wants.PERSON: _people,
    Wants.NAME: lambda i, s, q: _names(i, s, q, lambda _: 0.8),
    Wants.ORIGIN: lambda i, s, q: _names(i, s, q, lambda _: 0.8),
    Wants.SPEAKER: _speakers,
    Wants.WORDS: _words,
    Wants.REASON: _matches(_BECAUSE),
}


def candidates(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return the spans of the kind that the question wants; [] where it wants no special kind."""
    finder = _FINDERS.get(query.wants)
    return finder(index, sentence, query) if finder else []


def _places_of(
    index: ArticleIndex, passage: int, idf: Mapping[str, float]
) -> list[tuple[int, int, float]]:
    """Return start, end and idf of the question's terms in a passage."""
    tokens = index.passage(passage).tokens
    return [
        (start, end, idf[term])
        for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True)
        if term in idf
    ]


def _nearness(span: Span, places: Sequence[tuple[int, int, float]]) -> float:
    """Return the idf of the terms around a candidate, halved every few words of distance."""
    nearest: dict[float, float] = {}
    for start, end, weight in places:
        distance = max(0, span.start - end, start - span.end)
        closeness = weight / (1 + distance / 8)
        nearest[weight] = max(nearest.get(weight, 0.0), closeness)
    return sum(nearest.values())


def _clause(index: ArticleIndex, sentence: Span, query: Query) -> Span:
    """Return what happened: the sentence without a lead-in that the question gave itself."""
    text = index.article.text
    lead = _LEAD_IN.match(text, sentence.start, sentence.end)
    if query.wants is not Wants.EVENT or lead is None:
        return sentence
    words = set(_stems(index, lead.group()))
    if not words & {term.term for term in query.terms}:
        return sentence
    return Span(lead.end(), sentence.end)


def mark(
    index: ArticleIndex, passage: int, sentence: Span, query: Query, idf: Mapping[str, float]
) -> tuple[Span, Span]:
    """Choose the answer in a passage's best sentence.

    `idf` holds the article's terms that stand for the question's.

    Returns:
        The answer, and the sentence that shows it: the one given, stretched where the
        speaker of a quotation is named in the sentence beside it.

    """
    whole = index.passage(passage).passage.span
    found = [c for c in candidates(index, sentence, query) if whole.covers(c.span)]
    if not found:
        return _clause(index, sentence, query), sentence
    places = _places_of(index, passage, idf)
    best = max(found, key=lambda c: c.fit * 4 + _nearness(c.span, places))
    beside = [s.sentence.span for s in index.passage(passage).sentences]
    shown = [sentence, *(s for s in beside if s.meets(best.span))]
    return best.span, Span(min(s.start for s in shown), max(s.end for s in shown))
