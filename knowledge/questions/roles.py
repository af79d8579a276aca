"""Whose role a question names: "who is the new fire *chief*?", "what is the *driver's* name?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.lexicon import ROLES
from knowledge.questions.wants import Wants, kind_of_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.questions.asking import Asking

_WHO = frozenset("who who's whos wer хто".split())
_IS = frozenset("is was are were ist war".split())
_ARTICLES = frozenset(
    "the a an his her their its this that new der die das ein eine sein seine ihr ihre".split()
)
# "Who is the director *of the museum*?"
_OF = frozenset("of at in for der des von".split())
_LONGEST = 5
# How the words for those who do something end, beside those that are listed.
_BEARING = ("er", "or", "ist", "ian", "ant", "ee", "man", "woman", "boss")
_OTHERS = frozenset("ceo clerk cop guard head mum dad nurse pilot vet".split())


def _is_role(noun: str) -> bool:
    return kind_of_noun(noun) is Wants.PERSON or noun in ROLES | _OTHERS or noun.endswith(_BEARING)


def named_of(before: Sequence[str]) -> bool:
    """Whether the forms before "name" say whose: "what is the driver's"."""
    if not before or not before[-1].endswith("s"):
        return False
    return _is_role(before[-1].removesuffix("'s").removesuffix("s"))


def role_at(forms: Sequence[str], asked: Asking, language: str) -> int:
    """Return the place of the role of whose bearer a question asks, -1 for other questions."""
    if asked.wants is Wants.NAME and asked.focus == asked.last - 1 and asked.at >= 0:
        return asked.focus if forms[asked.at] == "wie" else -1
    if asked.wants is Wants.TERM and forms[asked.focus] == "name" and asked.focus > asked.at + 1:
        return asked.focus - 1 if named_of(forms[: asked.focus]) else -1
    if asked.wants is not Wants.PERSON or asked.at < 0 or forms[asked.at] not in _WHO:
        return -1
    start = asked.at + 1
    if forms[asked.at] not in {"who's", "whos"}:
        if start >= asked.last or forms[start] not in _IS:
            return -1
        start += 1
    words = forms[start : asked.last]
    end = next((i for i, word in enumerate(words) if i and word in _OF), len(words))
    if not 1 < end <= _LONGEST or words[0] not in _ARTICLES:
        return -1
    known = language not in {"en", ""} or _is_role(words[end - 1])
    return start + end - 1 if known else -1
