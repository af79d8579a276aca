"""An article's facts: figures with their subjects and sources, people, organisations, places."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from knowledge.extraction.facts.clauses import PRONOUNS
from knowledge.extraction.facts.figures import find_in
from knowledge.extraction.facts.named import Named
from knowledge.extraction.facts.sources import Sources, said_by
from knowledge.extraction.facts.subjects import Subjects
from knowledge.extraction.names import Cast
from knowledge.model import Fact, FactKind, Quotes

if TYPE_CHECKING:
    from knowledge.model import Article, Outline, Span

# In somebody's words "tomorrow" is seldom the day after publication.
_POINTING = frozenset("today tomorrow tonight yesterday now heute morgen gestern".split())
# A subject that opens or ends with one of these is a piece of a clause.
_NO_OPENING = frozenset("he how i it she that there they we what when who why you".split())
_NOT_ALONE = PRONOUNS | {"all", "front", "both", "most", "many"}
_NO_END = frozenset("at by for from in of off on out over than to under up".split())


def find_facts(
    article: Article,
    outline: Outline,
    language: str = "en",
    *,
    cast: Cast | None = None,
    quotes: Quotes | None = None,
) -> tuple[Fact, ...]:
    """Find an article's facts, in its order; who and what is named, once, where first named.

    `cast` and `quotes` are the article's; a cast is made where none is given, and without
    quotations nobody is known to have said anything in one.
    """
    text = article.text
    spans = [sentence.span for sentence in outline.sentences]
    cast = cast or Cast(text, spans)
    sources = Sources(text, cast, quotes or Quotes(), language)
    said = sorted(span for quote in (quotes or Quotes()).quotes for span in quote.spans)
    facts: list[Fact] = []
    for span in spans:
        found = find_in(text, span, language, article.published)
        if not found:
            continue
        told = sources.of(span)
        subjects = Subjects(text, span, cast, language).of(found)
        facts += [
            Fact(
                fact.kind,
                fact.span,
                span,
                fact.value,
                fact.unit,
                *((subject, place) if _is_subject(subject, place, text) else ("", None)),
                fact.bound,
                said_by(told, fact.span),
            )
            for fact, (subject, place) in zip(found, subjects, strict=True)
        ]
    facts = [fact for fact in facts if not _points_from_a_quotation(text, fact, said)]
    facts += Named(text, cast, language).facts(spans)
    return tuple(sorted(facts, key=lambda fact: (fact.span.start, fact.span.end)))


def _is_subject(subject: str, place: Span | None, text: str) -> bool:
    """Whether a subject says something by itself: not "we", "smiled", "team sails from"."""
    words = subject.replace("’", "'").split()
    if not words or place is None or place.of(text) != subject:
        return True  # nothing, or a name written out for "he"
    lone = len(words) == 1 and (
        words[0].casefold() in _NOT_ALONE or (words[0].islower() and words[0].endswith("ed"))
    )
    opening = words[0].partition("'")[0].casefold()
    return not (lone or opening in _NO_OPENING or words[-1].casefold() in _NO_END)


def _points_from_a_quotation(text: str, fact: Fact, said: list[Span]) -> bool:
    """Whether a day is told from the moment that somebody spoke, which nobody knows."""
    if fact.kind is not FactKind.DATE or fact.span.of(text).casefold() not in _POINTING:
        return False
    i = bisect.bisect_right(said, fact.span.start, key=lambda span: span.start)
    return i > 0 and fact.span.start < said[i - 1].end
