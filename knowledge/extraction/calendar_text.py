"""A text's words with their neighbours, as a reader of dates looks at them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.lexicon import BASE_FORMS

if TYPE_CHECKING:
    import datetime as dt

    from knowledge.extraction.calendar_tables import Table
    from knowledge.model import Span

# Years that a number of four digits may mean.
_YEARS = range(1500, 2100)
# How far from a weekday the verb is looked for, in words.
_REACH = 8

_WORD = re.compile(r"\d+(?:(?:st|nd|rd|th|er)\b|º)?|[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_UNTIL = frozenset("until till bis hasta".split())
_OVER = frozenset("was were had been did war waren hatte hatten".split())
CLAUSE = frozenset(",;:()—–")


def _is_past(form: str) -> bool:
    return (
        form in BASE_FORMS
        or form in {"was", "were", "had", "did"}
        or (form.endswith("ed") and len(form) > 4)
    )


class Words:
    """The words of one stretch of text, read from left to right."""

    def __init__(self, text: str, span: Span, words: Table, reference: dt.date | None) -> None:
        found = list(_WORD.finditer(text, span.start, span.end))
        self.text, self.table, self.reference = text, words, reference
        self.places = [match.span() for match in found]
        forms = [match.group().casefold() for match in found]
        if "’" in text or "ʼ" in text:
            forms = [form.replace("’", "'").replace("ʼ", "'") for form in forms]
        if words.language == "en":
            forms = [form.removesuffix("'s") for form in forms]
        self.forms = forms

    def __len__(self) -> int:
        return len(self.forms)

    def form(self, at: int) -> str:
        """Return a word, case-folded; "" outside the text."""
        return self.forms[at] if 0 <= at < len(self.forms) else ""

    def gap(self, at: int) -> str:
        """Return what stands between a word and the one before it."""
        if not 0 < at < len(self.forms):
            return ""
        return self.text[self.places[at - 1][1] : self.places[at][0]]

    def after(self, at: int) -> str:
        """Return the two characters after a word."""
        end = self.places[at][1]
        return self.text[end : end + 2]

    def number(self, at: int) -> int:
        """Return a number in digits, with or without an ordinal's ending; -1 for none."""
        form = self.form(at)
        digits = form.rstrip("stndrheº")
        return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 5 else -1

    def year(self, at: int) -> int:
        """Return a year in four digits, 0 for none."""
        form = self.form(at)
        return int(form) if len(form) == 4 and self.number(at) in _YEARS else 0

    def count(self, at: int) -> int:
        """Return a number in digits or letters, 0 for none."""
        return self.table.numbers.get(self.form(at), 0) or max(0, self.number(at))

    def steps(self, at: int) -> int | None:
        """Return where a word points: -1 for "last", 0 for "this", 1 for "next"."""
        return self.table.steps.get(self.form(at))

    def pointed(self, at: int) -> tuple[int, int, int] | None:
        """Return the step that points at a noun, with the first and last word of both."""
        before, behind = self.steps(at - 1), self.steps(at + 1) if self.table.behind else None
        if before is not None and not (before == 0 and behind is not None):
            return before, at - 1, at
        return None if behind is None else (behind, at, at + 1)

    def is_ahead(self, at: int) -> bool:
        """Whether the verb beside a weekday is about what is to come."""
        ahead = self.table.ahead
        if self.form(at - 1) in _UNTIL:
            # "has closed it until Friday", but "was closed until Friday".
            before = {self.form(place) for place in range(max(0, at - 1 - _REACH), at - 1)}
            return before.isdisjoint(_OVER)
        for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
            form = self.form(place)
            if not CLAUSE.isdisjoint(self.gap(place + 1)):
                break
            if form in ahead:
                return form != "to" or self.form(place - 1) in {"is", "are", "due", "set"}
            if _is_past(form) and not {"be", "will"} & {self.form(place - 1), self.form(place - 2)}:
                return False
        for place in range(at + 1, min(len(self), at + 1 + _REACH)):
            form = self.form(place)
            if form in ahead and form != "to":
                return True
            if _is_past(form):
                return False
        return False
