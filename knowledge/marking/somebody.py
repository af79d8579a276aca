"""Who may be somebody among the words pointed at, and who stands beside a role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import Kind
from knowledge.languages import CAPITAL_NOUNS, function_words
from knowledge.marking.able import ANYBODY
from knowledge.marking.pointing import Pointed
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import ArticleIndex
    from knowledge.model import Span
    from knowledge.questions.question import Query

# What leads to a place, and not to who did it there.
_PLACED = re.compile(
    r"\b(?:in|at|near|above|outside|around|across|beside)\s(?:the\s)?$",
    re.IGNORECASE,
)
# Code points in which the word before an answer begins.
_LEAD = 24
# "Was built by".
_AGENT = re.compile(r"\b(?:is|was|are|were|been|being)\s(?:\w+ly\s)?(\w+)\sby\s")
_IS_ASKED = frozenset("is was are were".split())
_WORD = re.compile(r"[^\W\d_]+")


def somebody(
    index: ArticleIndex, sentence: Span, found: Sequence[Pointed], query: Query
) -> list[Pointed]:
    """Return those of the spans pointed at that may be somebody, all if the first one may.

    Nobody and everybody are no answer where a name is one, nor is where it was: "in Corwen".
    """
    text = index.article.text
    agent = None
    if query.word == "who" and _IS_ASKED.isdisjoint(query.tokens.forms[1:2]):
        agent = _AGENT.search(text, sentence.start, sentence.end)
    if agent and set(tokenise(agent[1], index.language).terms) & set(query.tokens.terms):
        # "The tunnel was built by …": who built it stands behind.
        return [one for one in found if one.span.start >= agent.end()]
    people = [
        span
        for span, kind in index.chunks(sentence)
        if kind & Kind.PERSON and _is_full(span.of(text), index.language)
    ]
    if index.language in CAPITAL_NOUNS and len(people) == 1 and found:
        # Every noun looks like a name, and one of them is somebody's.
        return [one for one in found if one.span.meets(people[0])] or [
            Pointed(people[0], found[0].score, found[0].fit)
        ]
    named = any(index.cast.within(one.span) for one in found)

    def may_be(span: Span) -> bool:
        words = _WORD.findall(span.of(text).casefold())
        if words and ANYBODY.issuperset(words):
            return not named
        before = text[max(sentence.start, span.start - _LEAD) : span.start]
        names = index.cast.within(span)
        person = any(n.titled or index.cast.is_person(n.person or n.text) for n in names)
        return person or not names or _PLACED.search(before) is None

    if not found or may_be(found[0].span):
        return list(found)
    return [one for one in found if may_be(one.span)]


def _is_full(name: str, language: str) -> bool:
    """Whether a name has a first and a last one, and is no noun with its article."""
    first, _, rest = name.partition(" ")
    return bool(rest) and first.casefold() not in function_words(language)


def bearer(
    index: ArticleIndex, sentence: Span, found: Sequence[Pointed], query: Query
) -> Span | None:
    """Return who stands beside the role that is asked for, where somebody else is pointed at."""
    if not query.role:
        return None
    asked = frozenset(query.tokens.forms)
    people = [span for span, kind in index.chunks(sentence) if kind & Kind.PERSON]
    pointed = any(one.span.meets(person) for one in found[:1] for person in people)
    names = [
        name
        for name in index.bearers(sentence, query.role)
        if name.titled or " " in name.text or (index.cast.is_person(name.text) and not pointed)
        if not asked.issuperset(name.text.casefold().split())
    ]
    if not names or any(one.span.meets(name.span) for one in found[:1] for name in names):
        return None
    return names[0].span
