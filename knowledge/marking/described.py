"""Who somebody is: the words beside a name that say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.lexicon import CUES, FUNCTION_WORDS
from knowledge.model import Span
from knowledge.questions.wants import Wants, kind_of_noun

if TYPE_CHECKING:
    from knowledge.extraction.names import Name
    from knowledge.index import ArticleIndex
    from knowledge.questions.question import Query

# "…, a passenger", "…, who leads the inquiry", "…, head of the union".
_BEHIND = re.compile(
    r",\s((?:who|whose|an?|the|one\sof|[a-z]{3,15}(?:\s[a-z]{3,15}){0,2}\s(?:of|at|for|in|from))\s"
    r"[^,.;:“”\"]{3,120})(?=[,.;:“”\"]|$)"
)
# "The council leader, Ruth Adeyemi", "its managing director, Helen Marsh".
_BEFORE = re.compile(
    r"\b((?:the|its|their|his|her|[A-Z][\w.-]{1,30}['’]s)\s[^,.;:“”\"]{3,70}),\s$", re.IGNORECASE
)
_LEAD = 90
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
    behind = _BEHIND.match(text, name.span.end, sentence.end)
    if behind is not None:
        return Span(*behind.span(1))
    before = _BEFORE.search(text, max(sentence.start, name.span.start - _LEAD), name.span.start)
    if before is not None and CUES.isdisjoint(before[1].casefold().split()):
        return Span(before.start(1), before.end(1))
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
