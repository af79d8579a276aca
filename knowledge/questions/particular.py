"""What a short question asks for in particular, beyond its question word.

"What time", "what was the score", "how old is she", "was anyone hurt": a few words of it say
what must stand in the answer, and need not stand in the article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from knowledge.questions.roles import named_of
from knowledge.questions.usual import SCORE, usual
from knowledge.questions.wants import Wants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.questions.asking import Asking

OWN_AGE = "own age"
CLOCK = "clock"
# What may be asked of any report.
_USUAL = frozenset({Wants.YES_NO, Wants.PERSON, Wants.DURATION, Wants.MANNER})
_THEN = frozenset("when before after while until at by if wenn als bevor nachdem коли".split())
_SCORED = frozenset({"score", "final"})


class Particular(NamedTuple):
    """What is asked for: `aspect` says which of its kind, `words` are forms that only ask."""

    wants: Wants
    focus: int
    aspect: str
    words: frozenset[str] = frozenset()


def _is_by_clock(asked: Asking, forms: Sequence[str]) -> bool:
    """Whether "what time" may mean the clock: not "what time of year", "from what time"."""
    before = forms[asked.at - 1] if asked.at > asked.first else "at"
    return before == "at" and "of" not in forms[asked.focus + 1 : asked.focus + 2]


def particular(asked: Asking, forms: Sequence[str], language: str) -> Particular:
    """Return what a question asks for, with what its other words say of that."""
    wants, focus, aspect = asked.wants, asked.focus, asked.aspect
    noun = forms[focus] if focus >= 0 else ""
    if wants is Wants.TERM and noun == "name" and named_of(forms[:focus]):
        return Particular(Wants.PERSON, focus, aspect)
    if wants is Wants.DATE and noun == "time" and _is_by_clock(asked, forms):
        return Particular(wants, focus, CLOCK)
    if wants is Wants.QUANTITY and noun == "score":
        return Particular(wants, focus, SCORE, _SCORED)
    if wants is Wants.AGE and asked.at >= 0 and forms[asked.at] != "what":
        # "How old is she?", and not "when she won".
        return Particular(wants, focus, OWN_AGE if _THEN.isdisjoint(forms) else "")
    if asked.at < 0 or wants in _USUAL:
        found = usual(language, forms[asked.first : asked.last], wants)
        if found is not None:
            wants, aspect, words = found
            return Particular(wants, -1, aspect, words)
    return Particular(wants, focus, aspect)
