"""What tells how a matter runs: until when something is shut, when it starts, who objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.questions.courses import REOPENS

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.model import Span

_CLOSED = re.compile(
    r"\b(?:clos(?:e[sd]?|ing|ures?)|shut(?:s|ting|down)?"
    r"|geschlossen|gesperrt)\b",
    re.IGNORECASE,
)
_REOPENS = re.compile(r"\breopen\w*|\bopen(?:s|ed|ing)?\sagain\b|\b\w{0,12}öffn\w+", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|bis|bis\szum)\s(?:the\s)?$", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:might|may|could|not|if|hoped|never|könnt?e|sollte|verschieben)\b", re.IGNORECASE
)
_BEGINS = re.compile(
    r"\b(?:begin(?:s|ning)?|starts?|starting|opens?|launch(?:es)?|comes?\sinto|takes?\seffect)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|on|until|at)\s(?:\d{1,2}[ap]m\son\s)?$", re.IGNORECASE)
_OPPOSED = re.compile(
    r"\b(?:oppos\w+|object(?:ed|s|ions?)|criticis\w+|criticiz\w+|reject(?:s|ed)?|condemn\w*"
    r"|vot(?:ed?|es|ing)\s(?:\w+\s){0,2}against|protest\w*|sued|complain\w*"
    r"|against\s(?:the|a|an|it|this|any)\b)",
    re.IGNORECASE,
)
_FUNDS = re.compile(
    r"\b(?:money|funding|cash|funds)\s(?:\w+\s){0,2}(?:comes?|came|from)\b|\bpa(?:y|ys|id)\s(?:\w+\s){0,3}by\b"
    r"|\b(?:funded|financed)\s(?:\w+\s)?(?:by|from|through|with)\b|\b(?:will|would|to)\spay\b"
    r"|\bdonations?\b|\bcovers?\sthe\s(?:cost|rest)|\bpays\b",
    re.IGNORECASE,
)
_LEAD = 16
_SURE, _LIKELY, _MAYBE = 1.0, 0.8, 0.4


def opposes(text: str, sentence: Span) -> bool:
    """Whether a sentence tells of somebody who is against something."""
    return _OPPOSED.search(text, sentence.start, sentence.end) is not None


def funds(text: str, sentence: Span) -> bool:
    """Whether a sentence tells where the money for something comes from."""
    return _FUNDS.search(text, sentence.start, sentence.end) is not None


def shuts(text: str, sentence: Span) -> bool:
    """Whether a sentence is about something that is shut."""
    return _CLOSED.search(text, sentence.start, sentence.end) is not None


def course_date(text: str, sentence: Span, asked: str) -> Callable[[Span], float]:
    """Return what tells in [0, 1] how well a date fits as the start or end that is asked for."""
    closed, unsure = shuts(text, sentence), _UNSURE.search(text, sentence.start, sentence.end)
    reopens = _REOPENS.search(text, sentence.start, sentence.end)
    begins = _BEGINS.search(text, sentence.start, sentence.end)

    def fit(span: Span) -> float:
        before = text[max(sentence.start, span.start - _LEAD) : span.start]
        if asked == REOPENS:
            if reopens:
                return _MAYBE if unsure else _SURE
            return _LIKELY if closed and _UNTIL.search(before) else 0.0
        if begins:
            return _SURE
        return _LIKELY if before and _FROM.search(before) else _MAYBE

    return fit
