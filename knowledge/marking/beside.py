"""What stands right beside a question's words in a sentence, and so belongs to them.

"Built in 1934 and strengthened in 1987": 1934 is when it was built, however near the other is.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import Kind
from knowledge.lexicon import FUNCTION_WORDS
from knowledge.model import Span
from knowledge.questions.wants import Wants
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.index import ArticleIndex
    from knowledge.questions.question import Query

# From a verb to its date: "built in", "opened only on".
_TO_DATE = re.compile(r"\s(?:\w+\s)?(?:in|on|at|since|by|from|around|until|between)\s(?:the\s)?")
# "From 1562 to 1598" is one time.
_TO_ANOTHER = re.compile(r"\s?(?:to|and|until|[-–])\s?\d")
_NOW = re.compile(r"\b(?:now|already|currently|at\spresent|today|at\sthe\smoment)\b", re.IGNORECASE)
_NOW_ASKED = frozenset("now currently today already".split())
# The department "for Transport", the university "of Arlemouth".
_BODY = frozenset(
    """
    academy agency association authority bank board body bureau campaign centre center chamber
    church club college commission committee company council court department faculty federation
    foundation friends fund guild hospital institute institution ministry museum office
    organisation organization school secretary service society trust union university
    """.split()
)
_OF_BODY = re.compile(
    r"\s(?:for|of)\s(?:the\s)?[A-Z][\w'’-]{0,30}(?:\s(?:and\s|of\s)?[A-Z][\w'’-]{0,30}){0,4}"
)
# "Routes 4 and 9", "Buses 4, 9 and 27".
_NUMBERED = re.compile(
    r"\s\d{1,4}[A-Za-z]?(?:,\s\d{1,4}[A-Za-z]?){0,9}(?:\s(?:and|to)\s\d{1,4}[A-Za-z]?)?\b"
)
_STRONG = re.compile(
    r"\b(?:because|due\sto|owing\sto|thanks\sto|as\sa\sresult\sof|in\sorder\sto|so\sthat|since"
    r"|in\sresponse\sto|after|caused\sby|prompted\sby|over|amid|as)\s(?:of\s)?$",
    re.IGNORECASE,
)
_COUNTED = frozenset({Wants.QUANTITY, Wants.MONEY, Wants.PERCENT, Wants.DATE})
_WHERE = re.compile(
    r"\s((?:in|on|under|near|inside|outside|behind|beneath|beside)\s[^,.;:“”\"()]{3,60}?)"
    r"(?=[,.;:“”\"()]|\s(?:and|but|after|before|when|while|by|on|who|that|which|from)\s|$)"
)
# How near each other the words of a question stand of which a place is told.
_NEXT = 8
_TIMED = Kind.DATE | Kind.YEAR | Kind.DURATION
# What "to" completes, and leads to no purpose: "failing to", "able to".
_BOUND = (
    "able", "agree", "ask", "begin", "began", "continu", "decid", "due", "expect", "fail", "forc",
    "going", "had", "has", "have", "hope", "hoping", "like", "manag", "need", "order", "plan",
    "promis", "refus", "set", "start", "told", "tried", "try", "used", "want", "will", "wish",
)  # fmt: skip
_LEAD = 24


def _terms(
    index: ArticleIndex, passage: int, sentence: Span, idf: Mapping[str, float]
) -> list[Span]:
    """Return the places of a question's terms in a sentence."""
    tokens = index.passage(passage).tokens
    return [
        Span(start, end)
        for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True)
        if term in idf and sentence.start <= start < sentence.end
    ]


def date_beside(
    index: ArticleIndex,
    passage: int,
    sentence: Span,
    idf: Mapping[str, float],
    times: Sequence[Span],
) -> Span | None:
    """Return the time that directly follows a word of the question, where another is told too."""
    text = index.article.text
    terms = _terms(index, passage, sentence, idf)
    beside = [
        time
        for term in terms
        for time in times
        if term.end < time.start
        and _TO_DATE.fullmatch(text, term.end, time.start)
        and not _TO_ANOTHER.match(text, time.end, sentence.end)
    ]
    if len(times) < 2 or not beside:
        return None
    words = index.passage(passage).tokens
    worth = {s: idf[t] for s, t in zip(words.starts, words.terms, strict=True) if t in idf}
    places = [(term.start, term.end, worth[term.start]) for term in terms]
    return max(beside, key=lambda time: nearness(time, places))


def place_beside(
    index: ArticleIndex, passage: int, sentence: Span, idf: Mapping[str, float]
) -> Span | None:
    """Return where something is in which the question's words end: "found cracks in two of …".

    None unless at least two words of the question stand right before it, and where it is a time.
    """
    text = index.article.text
    terms = _terms(index, passage, sentence, idf)
    for one, two in itertools.pairwise(terms):
        found = _WHERE.match(text, two.end, sentence.end)
        if found and two.start - one.end <= _NEXT:
            span = Span(found.start(1), found.end(1))
            timed = any(k & _TIMED and c.meets(span) for c, k in index.chunks(sentence))
            return None if timed else span
    return None


def figure_now(index: ArticleIndex, sentence: Span, span: Span, query: Query) -> Span:
    """Return the figure of a sentence that is told of now, if a question asks for that."""
    if query.wants is not Wants.QUANTITY or _NOW_ASKED.isdisjoint(query.tokens.forms):
        return span
    text = index.article.text
    now = _NOW.search(text, sentence.start, sentence.end)
    kinds = [kind for chunk, kind in index.chunks(sentence) if chunk == span]
    if now is None or not kinds:
        return span
    rivals = [chunk for chunk, kind in index.chunks(sentence) if kind & kinds[0] & ~Kind.LIST]
    return min(
        rivals,
        key=lambda one: now.start() - one.end if one.end <= now.start() else one.start - now.end(),
        default=span,
    )


def whole_body(text: str, sentence: Span, span: Span) -> Span:
    """Return a span with the rest of a body's name: "the Department *for Transport*"."""
    last = span.of(text).casefold().rpartition(" ")[2]
    if last not in _BODY or not span.of(text).rpartition(" ")[2][:1].isupper():
        return span
    rest = _OF_BODY.match(text, span.end, sentence.end)
    return Span(span.start, rest.end()) if rest else span


def numbered(index: ArticleIndex, sentence: Span, query: Query) -> Span | None:
    """Return the ones with numbers of which a question asks which they are: "routes 4 and 9"."""
    if not query.plural or query.word not in {"which", "what"} or query.wants in _COUNTED:
        return None
    text = index.article.text
    tokens = tokenise(sentence.of(text), index.language)
    for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True):
        if term == query.focus:
            listed = _NUMBERED.match(text, sentence.start + end, sentence.end)
            if listed:
                return Span(sentence.start + start, listed.end())
    return None


def is_caused(text: str, sentence: Span, span: Span) -> bool:
    """Whether a word that leads to a cause stands before a span, or begins it."""
    before = text[max(sentence.start, span.start - _LEAD) : span.start]
    words = span.of(text).split(" ")
    leading = before.split()
    if words[0].casefold() == "to":
        words = words[1:]
        leading.append("to")
    if leading[-1:] == ["to"] and words and words[0].islower():
        # "To maintain", and not "to all traffic", "failing to report".
        bound = leading[-2].casefold() if len(leading) > 1 else ""
        return words[0] not in FUNCTION_WORDS and not bound.startswith(_BOUND)
    first = f"{' '.join(words[:2])} "
    alone = f"{words[0]} " if words else ""
    return any(_STRONG.search(part) is not None for part in (before, first, alone))


def is_label(index: ArticleIndex, number: Span, query: Query) -> bool:
    """Whether a number only names what a question asks about: "in Year 7", "on route 27"."""
    text, forms = index.article.text, query.tokens.forms
    digits = number.of(text).casefold()
    before = text[max(0, number.start - _LEAD) : number.start].casefold().split()[-1:]
    return any(
        form == digits and forms[at - 1 : at] == before for at, form in enumerate(forms) if at
    )


def nearness(span: Span, places: Sequence[tuple[int, int, float]]) -> float:
    """Return the idf of the terms around a candidate, halved every few words of distance."""
    nearest: dict[float, float] = {}
    for start, end, weight in places:
        distance = max(0, span.start - end, start - span.end)
        closeness = weight / (1 + distance / 8)
        nearest[weight] = max(nearest.get(weight, 0.0), closeness)
    return sum(nearest.values())


def places_of(
    index: ArticleIndex, passage: int, idf: Mapping[str, float]
) -> list[tuple[int, int, float]]:
    """Return start, end and idf of the question's terms in a passage."""
    tokens = index.passage(passage).tokens
    return [
        (start, end, idf[term])
        for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True)
        if term in idf
    ]
