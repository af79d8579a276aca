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
    from collections.abc import Iterator

    from knowledge.extraction.names import Cast, Name

# From a role to the name: "coach X", "the director of the museum, X", "the winner was X".
_TO_NAME = re.compile(
    r"(?:,?\s|,\s(?:an?|the|der|die|das|eine?)\s[^,.;:“”\"]{1,40}\s|[,:]?\s(?:is|was|are|were|will\sbe|ist|war|wird)\s|\s\()"
    r"|\s(?:of|for|at|in|der|des|von|für|bei)\s[^,.;:“”\"]{1,60}"
    r"(?:,\s(?:the\s)?|\s(?:is|was|ist|war)\s|\s)"
)
# "Finance chief: X", "finance chief, from 1 March, X".
_PARTED = re.compile(r":\s|,\s[^,.;:“”\"]{1,24},\s")
# From the name to a role: "X, the company's new", "X, who is", "X was appointed".
_TO_ROLE = re.compile(
    r"(?:\s\([^()]{1,30}\))?(?:,\s|\s?[—–]\s?|\s\(|\s(?:is|was|are|were|became|remains|as|has\sbeen|had\sbeen|will\sbe|ist|war|als)\s"
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
_LEADING = frozenset("of for at in the a an and der die das des von für bei".split())
_WORD = re.compile(r"\w+")
# "Designed by" has no role, though it has the stem of one.
_DOING = ("ed", "ing")
_MOST, _LONGEST = 6, 80


def _is_joined(between: str, pattern: re.Pattern[str]) -> bool:
    if pattern is _TO_NAME and _PARTED.fullmatch(between):
        return True
    if pattern.fullmatch(between) is None:
        return False
    words = [word.casefold() for word in _WORD.findall(between)]
    if pattern is _TO_NAME and len(words) > 1 and words[-1] in _LEADING and "," not in between:
        return False  # "leader of the" leads to a country, not to who leads it
    return len(words) <= _MOST and _AWAY.isdisjoint(words)


def _places(text: str, sentence: Span, role: str, language: str) -> Iterator[Span]:
    tokens = tokenise(sentence.of(text), language)
    for start, end, term in zip(tokens.starts, tokens.ends, tokens.terms, strict=True):
        place = Span(sentence.start + start, sentence.start + end)
        if term == role and not text.endswith(_DOING, place.start, place.end):
            yield place


def has_role(text: str, sentence: Span, role: str, language: str) -> bool:
    """Whether a sentence has a role, given as a term."""
    return next(_places(text, sentence, role, language), None) is not None


def bearers(text: str, sentence: Span, cast: Cast, role: str, language: str) -> list[Name]:
    """Return the names in a sentence that stand beside a role, given as a term, in order."""
    names = cast.within(sentence)
    if not names:
        return []
    starts = [name.span.start for name in names]
    found: dict[int, Name] = {}
    for place in _places(text, sentence, role, language):
        after = bisect.bisect_right(starts, place.start)
        for at in range(max(0, after - 2), min(len(names), after + 1)):
            if _is_beside(text, names[at].span, place):
                found[at] = names[at]
    return [found[at] for at in sorted(found)]


def _is_beside(text: str, name: Span, role: Span) -> bool:
    if name.covers(role):
        return role.end < name.end
    if max(role.start - name.end, name.start - role.end) > _LONGEST:
        return False
    if role.end <= name.start:
        return _is_joined(text[role.end : name.start], _TO_NAME)
    return _is_joined(text[name.end : role.start], _TO_ROLE)
