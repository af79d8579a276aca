"""Whether a sentence could answer at all: no number counts nothing, no cause explains nothing.

The confidence knows this only as one thing among others; here it decides.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.roles import has_role
from knowledge.extraction.shapes import Kind
from knowledge.gazetteer import KNOWN_PLACES
from knowledge.lexicon import NUMBER_WORDS, SCALES
from knowledge.marking.kinds import candidates
from knowledge.model import FactKind
from knowledge.questions.question import Wants

if TYPE_CHECKING:
    from knowledge.index import ArticleIndex
    from knowledge.model import Span
    from knowledge.questions.question import Query

# Words that a figure is told with, beside digits.
COUNTING = frozenset([*NUMBER_WORDS, *SCALES]) | frozenset(
    """
    all any billions both couple decade decades double dozen dozens each every few fifth fourth
    half hundreds many majority million millions most neither no nobody none once one only
    pair quarter second several single some third thirds thousands times trio triple twice two zero
    """.split()
)
# How a length, a distance or a time is told without a number.
_EXTENT = frozenset(
    """
    brief briefly century day days forever hour hours indefinitely long minute minutes month months
    permanently since until week weeks weekend year years young
    """.split()
)
# Whatever may lead to a cause or a purpose, however weakly.
_CAUSE = re.compile(
    r"\b(?:because|due|since|as|so|for|to|after|thus|therefore|hence|result\w*|reason\w*|caus\w+|owing"
    r"|thanks|led|amid|blam\w+|accus\w+|driv\w+|trigger\w*|spark\w*|prompt\w*|mean\w*|aim\w*|citing"
    r"|fear\w*|retaliat\w+|revenge|protest\w*|despite)\b",
    re.IGNORECASE,
)
_FIGURED = frozenset({Wants.QUANTITY, Wants.MONEY, Wants.PERCENT})
_ASKED = frozenset({"what", "what's", "how"})
_CHANGED = frozenset(
    "up down higher lower more less percent tax taxes rise rose increase fall fell change".split()
)
# Stems of what is asked for, where all that there are have names that are known.
_COUNTRIES = frozenset({"countri", "nation"})
_PLACED = re.compile(r"[A-Z][\w.]*")
# Who is anybody, and so is no answer where somebody is told.
ANYBODY = frozenset(
    """
    anybody anyone everybody everyone nobody none somebody someone jemand jeder alle keiner niemand
    ніхто хтось всі усі кожен
    """.split()
)
# Only what was found to be of the kind answers these.
_STRICT = frozenset({Wants.HARM, Wants.BLAME})
# A line between blank ones, and then prose: in plain text, which has no mark for it, a heading.
_LONGEST_HEADING = 80
_ENDS_PROSE = '.!?…:;,"”“»)'
_SHORTEST_PROSE = 100
_BLANK_BEFORE = re.compile(r"\n[ \t\r]*\n[ \t]*$")
_PROSE_AFTER = re.compile(rf"[ \t\r]*\n[ \t\r]*\n[ \t]*[^\r\n]{{{_SHORTEST_PROSE}}}")
# Blanks that are looked at between a line and the one before it.
_GAP = 12
# Letters that "Poland" and "Polish", "France" and "French" share.
_BEGINNING = 3
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")


def _has_country(words: str, query: Query) -> bool:
    """Whether a country, or another well-known place, is named that the question doesn't name."""
    found = _PLACED.findall(words)
    pairs = {f"{one} {two}" for one, two in itertools.pairwise(found)}
    places = KNOWN_PLACES.intersection(pairs.union(found, (w.rstrip(".") for w in found)))
    return any(place.casefold() not in query.text.casefold() for place in places)


def _is_elsewhere(index: ArticleIndex, sentence: Span, query: Query) -> bool:
    """Whether a figure is asked of one place, and a sentence's passage tells of others.

    "How much does China spend?" is not answered by what Poland spends. It may be where the place is
    told in the passage, or alone in the title.
    """
    asked = KNOWN_PLACES.intersection(map(str.capitalize, _WORD.findall(query.text)))
    if not asked:
        return False
    passages = (one.span for one in index.outline.passages)
    around = next((one for one in passages if one.start <= sentence.start < one.end), sentence)
    told = around.of(index.article.text)
    if not _has_country(told, query):
        return False
    if not _has_country(index.article.title, query):
        told = f"{index.article.title} {told}"
    # By their beginnings: "Chinese" tells of China.
    beginnings = {word[:_BEGINNING] for word in _WORD.findall(told.casefold())}
    return not any(place[:_BEGINNING].casefold() in beginnings for place in asked)


def _is_of_another(index: ArticleIndex, sentence: Span, query: Query) -> bool:
    """Whether a sentence has the role that is asked for, people, and none of them beside it.

    Whose name is asked for must have one there.
    """
    named = query.wants is Wants.NAME or "name" in query.tokens.forms
    people = any(kind & Kind.PERSON for _, kind in index.chunks(sentence))
    if not (people or named) or index.bearers(sentence, query.role):
        return False
    return has_role(index.article.text, sentence, query.role, index.language)


def names_somebody(index: ArticleIndex, sentence: Span, query: Query) -> bool:
    """Whether a sentence tells more of "who" than that it is nobody or everybody."""
    if query.wants is not Wants.PERSON or index.cast.within(sentence):
        return True
    first = _WORD.search(index.article.text, sentence.start, sentence.end)
    return first is None or first[0].casefold() not in ANYBODY


def _is_heading(text: str, line: Span) -> bool:
    """Whether a line of plain text reads like a heading: it says what comes, no more."""
    if len(line) > _LONGEST_HEADING or text[line.end - 1] in _ENDS_PROSE:
        return False
    before = text[max(0, line.start - _GAP) : line.start]
    return (
        _BLANK_BEFORE.search(before) is not None
        and _DIGIT.search(text, line.start, line.end) is None
        and ": " not in line.of(text)
        and _PROSE_AFTER.match(text, line.end) is not None
    )


def could_answer(index: ArticleIndex, sentence: Span, query: Query) -> bool:
    """Whether a sentence has what an answer to "how many", "why" or "which country" needs.

    Of other questions nothing is ruled out but a heading, and in other languages than English
    only what isn't counted: "wie hoch", for "wie viele" may be answered in words.
    """
    if _is_heading(index.article.text, sentence):
        return False
    if query.aspect or query.wants in _STRICT:
        return bool(candidates(index, sentence, query))
    if query.role and _is_of_another(index, sentence, query):
        return False
    if index.language not in {"en", ""}:
        if query.wants is Wants.MONEY:
            return any(f.kind is FactKind.MONEY for f in index.figures(sentence))
        figured = query.wants in _FIGURED and not query.focus
        return not figured or any(f.kind is not FactKind.DATE for f in index.figures(sentence))
    if query.brief and query.wants in _FIGURED and _is_elsewhere(index, sentence, query):
        return False
    text = index.article.text
    if (
        query.wants is Wants.MONEY
        and query.word in _ASKED
        and _CHANGED.isdisjoint(query.tokens.forms)
    ):
        # A price is no share of anything; a tax may be one.
        kinds = {fact.kind for fact in index.figures(sentence)}
        return FactKind.PERCENT not in kinds or FactKind.MONEY in kinds
    if query.word == "how" and query.certain:
        words = _WORD.findall(sentence.of(text).casefold())
        return (
            _DIGIT.search(text, sentence.start, sentence.end) is not None
            or not COUNTING.isdisjoint(words)
            or (not query.plural and not _EXTENT.isdisjoint(words))
        )
    if query.wants is Wants.REASON:
        return _CAUSE.search(text, sentence.start, sentence.end) is not None
    if query.focus in _COUNTRIES:
        return _has_country(sentence.of(text), query)
    return True
