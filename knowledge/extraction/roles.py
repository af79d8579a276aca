"""Who has a role: "who is the director?" asks for the name that stands beside the word.

"Its director, Paul Achebe", "Anne Sole, the fire chief", "Judge Naomi Teller": a name
elsewhere in the sentence is somebody else's ("Ana Ruiz complained about the referee").
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from knowledge.model import Span
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from knowledge.extraction.names import Cast, Name

# From a role to the name: "coach X", "the director of the museum, X", "the winner was X".
_TO_NAME = re.compile(
    r"(?:,?\s|[,:]?\s(?:is|was|are|were|will\sbe|ist|war|wird)\s|\s\()"
    r"|\s(?:of|for|at|in|der|des|von|für|bei)\s[^,.;:“”\"]{1,60}(?:,\s|\s(?:is|was|ist|war)\s|\s)"
)
# From the name to a role: "X, the company's new", "X, who is", "X was appointed".
_TO_ROLE = re.compile(
    r"(?:,\s|\s\(|\s(?:is|was|are|were|became|remains|as|has\sbeen|had\sbeen|will\sbe|ist|war|als)\s"
    r"|\s\w{3,15}\sas\s)"
    r"[^,.;:“”\"()]{0,60}"
)
# Between the two they lead away from the name.
_AWAY = frozenset(
    """
    about against by to with from for before after said told asked complained and but than
    über gegen mit zum zur vom beim und aber sagte
    """.split()
)
_WORD = re.compile(r"\w+")
_MOST, _LONGEST = 6, 80


def _is_joined(between: str, pattern: re.Pattern[str]) -> bool:
    if len(between) > _LONGEST or pattern.fullmatch(between) is None:
        return False
    words = [word.casefold() for word in _WORD.findall(between)]
    return len(words) <= _MOST and _AWAY.isdisjoint(words)


def bearers(text: str, sentence: Span, cast: Cast, role: str, language: str) -> list[Name]:
    """Return the names in a sentence that stand beside a role, given as a term, in order."""
    names = cast.within(sentence)
    if not names:
        return []
    tokens = tokenise(sentence.of(text), language)
    starts = [name.span.start for name in names]
    found: dict[int, Name] = {}
    for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True):
        if term != role:
            continue
        place = Span(sentence.start + start, sentence.start + end)
        after = bisect.bisect_right(starts, place.start)
        for at in range(max(0, after - 1), min(len(names), after + 1)):
            if _is_beside(text, names[at].span, place):
                found[at] = names[at]
    return [found[at] for at in sorted(found)]


def _is_beside(text: str, name: Span, role: Span) -> bool:
    if name.covers(role):
        return len(name) > len(role)
    if role.end <= name.start:
        return _is_joined(text[role.end : name.start], _TO_NAME)
    return _is_joined(text[name.end : role.start], _TO_ROLE)
