"""The figures and the dates in a sentence that a question may ask for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.lexicon import NUMBER_WORDS
from knowledge.marking.candidate import Candidate
from knowledge.marking.measured import measured
from knowledge.model import FactKind, Span
from knowledge.questions.extents import SPENT
from knowledge.questions.particular import CLOCK
from knowledge.questions.usual import SCORE
from knowledge.questions.wants import Wants
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from knowledge.index import ArticleIndex
    from knowledge.questions.question import Query

# What tells when, beyond the dates that are facts of their own: bare years, years of the
# Middle Ages where a preposition makes them one, centuries, and distances in time.
_WHEN = re.compile(
    r"\b(?:1[5-9]|20)\d\ds?\b(?![.,]\d|\s?%)"
    r"|(?:\b(?:in|since|by|from|until|around|before|after|between|and|to|of|early|late)\s|\()"
    r"((?:[5-9]\d\d|1[0-4]\d\d)(?:s|\s(?:AD|BC|CE|BCE))?)\b(?=\s?[,.;:)–-]|\s(?:the|and|to|with|by)\b)"
    r"|\b\d{1,2}(?:st|nd|rd|th)(?:\s|-)centur(?:y|ies)\b"
    r"|\b\d{1,5}\s(?:BC|AD|CE|BCE)\b"
    r"|\b\d[\d,]{0,9}\s(?:years|months|weeks|days|hours|minutes)\s(?:ago|later|earlier|before|after)\b",
    re.IGNORECASE,
)
# "What time": by the clock, or by the part of the day.
_PART_OF_DAY = re.compile(
    r"\b(?:in\sthe\s|at\s|on\s\w+day\s)?(?:dawn|dusk|morning|afternoon|evening|night)\b",
    re.IGNORECASE,
)
CLOCK_TIME = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\b\d{1,2}:\d\d\b|\b\d{1,2}(?:[.:]\d\d)?\sUhr\b"
    r"|\b\d{1,2}\so['’]clock\b|\b(?:noon|midday|midnight)\b",
    re.IGNORECASE,
)
_VAGUELY = 0.3
# What may be an age, and how far before it the name may begin.
_LONGEST_AGE = 3
_LAST_WORD = 20
_SCORE = re.compile(r"(?<![\w.,-])\d{1,3}\s?[-–:]\s?\d{1,3}(?![\w-]|[.,]\d)")
_ONES = [word for word, value in NUMBER_WORDS.items() if 2 <= value < 20 and value % 1 == 0]
_TENS = [word for word, value in NUMBER_WORDS.items() if value in range(20, 100, 10)]
# "No deaths have been reported" counts them.
_NO_HARM = re.compile(r"\bno\s(?:deaths|injuries|fatalities|casualties|victims)\b", re.IGNORECASE)
# Amounts in words only.
_AMOUNT = re.compile(
    r"\b(?:half|(?:a|one|two)(?:\s|-)thirds?|(?:a|one|three)(?:\s|-)quarters?|dozens|hundreds|thousands"
    r"|millions|billions|majority|several|a\s(?:few|couple|dozen)|none|nobody|no\sone"
    rf"|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES)}))?|{'|'.join(_ONES)})\b",
    re.IGNORECASE,
)
_OF_KIND = {Wants.MONEY: FactKind.MONEY, Wants.PERCENT: FactKind.PERCENT}


def _is_age(text: str, span: Span) -> bool:
    """Whether a number is somebody's age: "Omar, 36, is"."""
    before = text[max(0, span.start - _LAST_WORD) : span.start]
    return (
        before.endswith(", ")
        and text[span.end : span.end + 1] == ","
        and len(span) <= _LONGEST_AGE
        and before[:-2].rpartition(" ")[2][:1].isupper()
    )


def quantities(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return the figures that a question may ask for, with how well each fits."""
    if query.aspect == SPENT:
        return [
            Candidate(fact.span, 1.0 if fact.kind is FactKind.MONEY else 0.7)
            for fact in index.figures(sentence)
            if fact.kind in {FactKind.MONEY, FactKind.PERCENT}
        ]
    if query.aspect == SCORE:
        scores = _SCORE.finditer(index.article.text, sentence.start, sentence.end)
        return [Candidate(Span(*m.span()), 1.0) for m in scores]
    if query.aspect:
        told = measured(index.article.text, sentence, query.aspect)
        return [Candidate(span, fit) for span, fit in told]
    found = []
    for fact in index.figures(sentence):
        if fact.kind is FactKind.DATE or _is_age(index.article.text, fact.span):
            continue
        fit = 0.8
        if query.plural:  # "how many members"
            if fact.kind is not FactKind.NUMBER:
                continue
            counted = query.focus in stems(index, fact.unit)
            fit = 1.0 if counted else 0.2 if fact.unit else 0.5
        elif fact.kind is FactKind.NUMBER:
            fit = 0.6
        elif fact.kind is not _OF_KIND.get(query.wants, fact.kind):
            fit = 0.3
        found.append(Candidate(fact.span, fit))
    if query.plural and (none := _NO_HARM.search(index.article.text, sentence.start, sentence.end)):
        found.append(Candidate(Span(*none.span()), 1.0))
    if not found:
        words = _AMOUNT.finditer(index.article.text, sentence.start, sentence.end)
        found = [Candidate(Span(*m.span()), 0.5) for m in words]
    return found


def stems(index: ArticleIndex, words: str) -> list[str]:
    """Return the terms of some words, in the article's language."""
    return tokenise(words, index.language).terms if words else []


def dates(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return the dates that a question may ask for, and the times of day for "what time"."""
    asked = query.text.casefold()
    text = index.article.text
    told = [
        Span(*m.span(m.lastindex or 0)) for m in _WHEN.finditer(text, sentence.start, sentence.end)
    ]
    loose = [Candidate(span, 0.9) for span in told if span.of(text).casefold() not in asked]
    if query.aspect == CLOCK:
        clocks = CLOCK_TIME.finditer(text, sentence.start, sentence.end)
        exact = [Candidate(Span(*m.span()), 1.0) for m in clocks]
        parts = _PART_OF_DAY.finditer(text, sentence.start, sentence.end)
        return exact or [Candidate(Span(*m.span()), _VAGUELY) for m in parts]
    return loose + [
        Candidate(
            fact.span,
            1.0
            if fact.value or any(c.isdigit() for c in fact.span.of(index.article.text))
            else 0.8,
        )
        for fact in index.figures(sentence)
        if fact.kind is FactKind.DATE and fact.span.of(index.article.text).casefold() not in asked
    ]
