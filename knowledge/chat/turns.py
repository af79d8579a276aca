"""The words of a question, and what they name: what follow-ups are resolved with."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.chat.chat_words import AUXILIARIES, QUESTION_WORDS, SAID
from knowledge.lexicon import FUNCTION_WORDS
from knowledge.model import Span
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Turn

_SPELLED = re.compile(r"\w+")
_LONGEST_ACRONYM = 4
OPENERS = frozenset("and so but ok okay then also well n oh ah hm hmm".split())
# With a question word these still say nothing of their own: "how many?", "where exactly?"
BARE = frozenset("many much long old far often exactly precisely come so then not else".split())
# Three of them describe a thing where no "how" stands before it: "the old target".
_EMPTY = BARE - frozenset("long old far".split())
PERSONS = frozenset("he she him her his hers".split())
GROUPS = frozenset("they them their theirs".split())
THINGS = frozenset("it its that this there these those".split())
PRONOUNS = PERSONS | GROUPS | THINGS
ARTICLES = frozenset("the a an".split())
# What a definite noun may be linked by, inside one name for a thing: "the price of oil".
_LINKS = frozenset("of for in".split())
HAPPENED = frozenset("happen happened happens happening".split())
# Verbs at the end of a question, which belong to no thing: "what is it worth?"
_VALUED = frozenset("worth cost costs".split())


_LONG: Final = 32
"""Characters that so many words have at most, but for strange ones: the rest isn't cut up."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: its case-folded form, how it was typed, and where."""

    form: str
    text: str
    span: Span


def words_of(text: str, most: int | None = None) -> list[Word]:
    """Return the words of a question, or so many of the first."""
    head = text if most is None else text[: _LONG * most]
    tokens = tokenise(head)
    # Of those beyond the first ones the last may be cut in two.
    if len(head) < len(text) and most is not None and len(tokens.forms) <= most:
        tokens = tokenise(text)
    places = zip(tokens.forms, tokens.starts, tokens.ends, strict=True)
    return [
        Word(form, text[start:end], Span(start, end))
        for form, start, end in itertools.islice(places, most)
    ]


def is_content(form: str) -> bool:
    """Whether a word says what a question is about, rather than that it asks."""
    form = form.removesuffix("'s")
    return not (
        form in FUNCTION_WORDS
        or form in QUESTION_WORDS
        or form in AUXILIARIES
        or form in PRONOUNS
        or form in _EMPTY
        or form in OPENERS
    )


def without_openers(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words after "and", "ok so" and the like; the last one always stays."""
    first = 0
    while first < len(words) - 1 and words[first].form in OPENERS:
        first += 1
    return words[first:]


def is_name(previous: Turn, word: Word) -> bool:
    """Whether a word is typed as a name, or the article writes it as nothing else."""
    if word.text[:1].isupper():
        return True
    if previous.hit is None:
        return False
    spelled = _spellings(previous.hit.article.text)
    bare = word.text.partition("'")[0].partition("’")[0]
    if len(bare) <= _LONGEST_ACRONYM and bare.upper() in spelled:
        return True
    return bare[:1].upper() + bare[1:] in spelled and bare not in spelled


@functools.lru_cache(maxsize=8)
def _spellings(text: str) -> frozenset[str]:
    """Return every word of a text as it is written there."""
    return frozenset(_SPELLED.findall(text))


def topic(previous: Turn) -> str:
    """Return what was asked about, "" where nothing is named."""
    span = topic_span(previous)
    return span.of(previous.question) if span else ""


def topic_span(previous: Turn, after: frozenset[str] | None = None) -> Span | None:
    """Return the longest run of words that name something, the last of equals.

    With `after`, only a run that one of these words comes before.
    """
    words = words_of(previous.question)
    best: list[Word] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and (_names(words[end]) or (end > at and _links(words, end))):
            end += 1
        run = list(words[at:end])
        before = words[at - 1].form if at else ""
        # "does Poland spend": the verb follows its subject.
        if len(run) > 1 and _after_do(words, at):
            run = run[:-1]
        while run and run[-1].form in _LINKS | _VALUED | ARTICLES:
            run = run[:-1]
        if after is None or before in after:
            best = max(run, best, key=lambda one: sum(_names(word) for word in one))
        at = max(end, at) + 1
    return Span(best[0].span.start, best[-1].span.end) if best else None


def _names(word: Word) -> bool:
    return is_content(word.form) and word.form not in SAID and word.form not in HAPPENED


def _links(words: Sequence[Word], at: int) -> bool:
    within = words[at].form == "the" and words[at - 1].form in _LINKS
    return (within or words[at].form in _LINKS) and at + 1 < len(words)


def _after_do(words: Sequence[Word], at: int) -> bool:
    before = [word.form for word in words[max(0, at - 2) : at]]
    before = before[:-1] if before[-1:] and before[-1] in ARTICLES else before
    return before[-1:] != [] and before[-1] in {"do", "does", "did"}
