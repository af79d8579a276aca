"""First questions for an article, of its own quotations and facts. Pure.

A question is offered only if the article really answers it, with the very words that it was
made of: whoever taps one sees at once what the bot can do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from knowledge.lexicon import WEEKDAYS
from knowledge.model import Answer, FactKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.model import Abstention, Article, Fact, Quotes, Span

MOST = 3
"""Questions that are made of one article."""
_TRIED = 8
"""Questions that are tried: each costs what a reader's question does."""
_OF_A_KIND = 3
_LONGEST = 60
# What is counted is asked for with so many words: "how many people?" could mean anybody.
_COUNTED = (2, 3)
_DAY = re.compile(r"(?:\d{4}|-)-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a language asks: each question has one {placeholder}.

    `amounts` are the nouns whose amount can be asked for with nothing else said, `vague` the
    words that need more beside them to be counted.
    """

    said: str
    counted: str
    amount: str
    day: str
    who: str
    amounts: frozenset[str]
    vague: frozenset[str]


# Only languages where a name or a noun goes into the sentence as it stands in the article.
WORDINGS = {
    "en": Wording(
        said="What did {} say?",
        counted="How many {}?",
        amount="How much is the {}?",
        day="What happened on {}?",
        who="Who is {}?",
        amounts=frozenset(
            "benchmark bonus budget compensation cost damage debt deficit fee fine fund income "
            "investment loan loss pay penalty price profit rate rent revenue reward salary share "
            "surplus target tax turnover unemployment wage".split()
        ),
        vague=frozenset(
            "old time times most other more others least same such last past once saw".split()
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question with the places that the words marked as its answer must meet.

    With a speaker, or as a `whole`, it is the sentence that must, and the speaker be right.
    """

    text: str
    places: tuple[Span, ...]
    speaker: str = ""
    whole: bool = False


def suggest(
    article: Article,
    quotes: Quotes,
    facts: Sequence[Fact],
    ask: Callable[[str], Answer | Abstention],
) -> tuple[str, ...]:
    """Return at most three questions that the article answers; none in a language unknown here.

    `ask` asks the article; it is called at most eight times.
    """
    wording = WORDINGS.get(article.language)
    if wording is None:
        return ()
    kinds = (
        _said(quotes, facts, wording),
        _days(article, facts, wording),
        _people(facts, wording),
        _figures(facts, wording),
    )
    tried: dict[str, _Candidate] = {}
    for row in zip_longest(*(list(kind)[:_OF_A_KIND] for kind in kinds)):
        for one in row:
            if one is not None and len(one.text) <= _LONGEST:
                tried.setdefault(one.text, one)
    found: list[str] = []
    for one in list(tried.values())[:_TRIED]:
        if _answers(ask(one.text), one):
            found.append(one.text)
        if len(found) == MOST:
            break
    return tuple(found)


def _answers(outcome: Answer | Abstention, candidate: _Candidate) -> bool:
    if not isinstance(outcome, Answer) or outcome.about_bot:
        return False
    if candidate.speaker and outcome.speaker != candidate.speaker:
        return False
    shown = outcome.hits[0].sentence if candidate.whole else outcome.span
    return any(shown.meets(place) for place in candidate.places)


def _said(quotes: Quotes, facts: Iterable[Fact], wording: Wording) -> Iterator[_Candidate]:
    """Yield the people who are quoted, the most quoted first."""
    people = {fact.subject for fact in facts if fact.kind is FactKind.PERSON}
    spoken: dict[str, list[Span]] = {}
    for quote in quotes.quotes:
        if quote.speaker in people:
            spoken.setdefault(quote.speaker, []).extend(quote.spans)
    for name in sorted(spoken, key=lambda name: -len(spoken[name])):
        yield _Candidate(wording.said.format(name), tuple(spoken[name]), name, whole=True)


def _figures(facts: Iterable[Fact], wording: Wording) -> Iterator[_Candidate]:
    """Yield what was counted, and amounts of a thing that has a common noun for a name."""
    for fact in facts:
        words = (fact.unit if fact.kind is FactKind.NUMBER else fact.subject).split()
        if not words or not all(word.replace("-", "").isalpha() for word in words):
            continue
        if not words[0][0].islower():
            continue
        if fact.kind is FactKind.NUMBER:
            few, many = _COUNTED
            plural = words[-1].endswith("s")
            if plural and few <= len(words) <= many and wording.vague.isdisjoint(words):
                yield _Candidate(wording.counted.format(fact.unit), (fact.span,))
        elif fact.kind in {FactKind.MONEY, FactKind.PERCENT} and words[-1] in wording.amounts:
            yield _Candidate(wording.amount.format(fact.subject), (fact.span,))


def _days(article: Article, facts: Iterable[Fact], wording: Wording) -> Iterator[_Candidate]:
    """Yield the days on which something is told to have happened."""
    for fact in facts:
        words = fact.span.of(article.text)
        day = isinstance(fact.value, str) and _DAY.fullmatch(fact.value)
        if fact.kind is not FactKind.DATE or not day or "\n" in words or not words[0].isupper():
            continue
        if any(character.isdigit() for character in words) or words.casefold() in WEEKDAYS:
            yield _Candidate(wording.day.format(words), (fact.sentence,), whole=True)


def _people(facts: Iterable[Fact], wording: Wording) -> Iterator[_Candidate]:
    """Yield people of whom the article says what they are."""
    for fact in facts:
        if fact.kind is FactKind.PERSON and fact.role and " " in fact.subject:
            yield _Candidate(wording.who.format(fact.subject), (fact.sentence,), whole=True)
