"""Who somebody is: the words beside a name that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.lexicon import CUES, FUNCTION_WORDS
from knowledge.model import Span
from knowledge.questions.wants import Wants, kind_of_noun
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from knowledge.extraction.names import Name
    from knowledge.index import ArticleIndex
    from knowledge.questions.question import Query

# "…, a passenger", "…, who leads the inquiry", "…, head of the union".
_BEHIND = re.compile(
    r",\s((?:who|whose|an?|the|one\sof|[a-z]{3,15}(?:\s[a-z]{3,15}){0,2}\s(?:of|at|for|in|from))\s"
    r"[^,.;:“”\"]{3,120})(?=[,.;:“”\"]|$)"
)
# "The council leader, Ruth Adeyemi", "the school's head, Catherine Doyle".
_BEFORE = re.compile(r"\b((?:the|[A-Z][\w.-]{1,30}['’]s)\s[^,.;:“”\"]{3,70}),\s$", re.IGNORECASE)
_LEAD = 90
_IS = (["is"], ["are"], ["was"])
_ARTICLES = frozenset({"a", "an"})
# Words before a noun among which its article stands.
_NEAR = 3
# "The levy is a charge", "the levy, which".
_IS_A = re.compile(r"\s(?:is|are|was|means)\s(?:an?|the|what)\b|,\s(?:an?|which|the)\b")
_WORD = re.compile(r"[\w’'-]+")
# So many words before a name may say what somebody is: "chief transport minister Alan Reid".
_MOST = 4


def asked_for(index: ArticleIndex, sentence: Span, query: Query) -> Name | None:
    """Return the name in a sentence of whom a question asks who it is, None for other questions."""
    forms = query.tokens.forms
    if query.wants is not Wants.PERSON or query.word != "who" or not query.terms:
        return None
    at = next((i for i, form in enumerate(forms) if form.startswith("who")), -1)
    if forms[at] != "who's" and not {"is", "was"} & set(forms[at + 1 : at + 2]):
        return None
    asked = {term.form.removesuffix("'s") for term in query.terms}
    return next(
        (
            name
            for name in index.cast.within(sentence)
            if asked <= {word.casefold() for word in _WORD.findall(name.text)}
        ),
        None,
    )


def described(index: ArticleIndex, sentence: Span, name: Name) -> Span | None:
    """Return what is said beside a name of who that is, None where nothing is."""
    text = index.article.text
    if name.titled:
        return name.span
    before = _BEFORE.search(text, max(sentence.start, name.span.start - _LEAD), name.span.start)
    if before is not None and CUES.isdisjoint(before[1].casefold().split()):
        return Span(before.start(1), before.end(1))
    behind = _BEHIND.match(text, name.span.end, sentence.end)
    if behind is not None:
        return Span(*behind.span(1))
    words = list(_WORD.finditer(text, sentence.start, name.span.start))[-_MOST:]
    start = name.span.start
    for word in reversed(words):
        form = word[0].casefold()
        apart = text[word.end() : start].strip() != ""
        if apart or form in FUNCTION_WORDS or form in CUES or not word[0][0].islower():
            break
        start = word.start()
    role = text[start : name.span.start].split()
    return Span(start, name.span.end) if role and kind_of_noun(role[-1]) is Wants.PERSON else None


def asks_what(query: Query) -> bool:
    """Whether a question asks what one thing is: "what's the levy?"."""
    forms = query.tokens.forms
    is_what = query.word == "what" and (forms[0] in {"what's", "whats"} or forms[1:2] in _IS)
    return is_what and query.wants is Wants.ANYTHING and len(query.terms) == 1


def introduces(index: ArticleIndex, sentence: Span, query: Query) -> bool:
    """Whether a sentence tells of the one thing asked about for the first time: "a new levy"."""
    tokens = tokenise(sentence.of(index.article.text), index.language)
    term = query.terms[0].term
    return explains(index, sentence, query) or any(
        found == term and not _ARTICLES.isdisjoint(tokens.forms[max(0, at - _NEAR) : at])
        for at, found in enumerate(tokens.terms)
    )


def explains(index: ArticleIndex, sentence: Span, query: Query) -> bool:
    """Whether a sentence says outright what the thing asked about is: "the levy is a charge"."""
    told = sentence.of(index.article.text)
    tokens = tokenise(told, index.language)
    term = query.terms[0].term
    return any(
        found == term and _IS_A.match(told, end) is not None
        for found, end in zip(tokens.terms, tokens.ends, strict=True)
    )
