"""One sentence of a question: which of its words asks, and where a noun phrase has its head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.lexicon import CUES
from knowledge.questions.wants import is_plural, kind_of_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Span
    from knowledge.text.tokens import Tokens

AUXILIARIES = frozenset(
    """
    is are was were be been do does did has have had can could will would shall should may might
    must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't
    won't wouldn't
    """.split()
)
_ASKING = frozenset(
    "who whom whose what which when where why how who's what's when's where's why's how's".split()
)
PREPOSITIONS = frozenset(
    """
    about after against among around as at before between beyond by during following for from in
    into near of off on onto out over per since than through to toward towards under until up upon
    via with within without
    """.split()
)
DETERMINERS = frozenset("a an the this that these those its his her their our my your".split())
# After these a question word asks, though the sentence goes on before it.
_TELL = frozenset(
    """
    know tell me wonder wondering explain say says show remember understand curious asking ask see
    idea find out so but please hi hello hey ok also then
    """.split()
)
_SOME = frozenset("two three four five other else exact exactly specific".split())
# "How high", "how large": a figure, not a manner.
EXTENTS = frozenset(
    """
    big bright close cold deep expensive far fast heavy high hot large late loud low powerful small
    strong tall thick warm wide
    """.split()
)
_BREAK = re.compile(r"[,;:.!?()–—-]")


def bare(form: str) -> str:
    """Return "who" for "who's"."""
    return form.removesuffix("'s") if form in _ASKING else form


class AskingSentence:
    """One sentence of a question; positions count the question's tokens."""

    def __init__(self, text: str, tokens: Tokens, forms: Sequence[str], place: Span) -> None:
        inside = [i for i, s in enumerate(tokens.starts) if place.start <= s < place.end]
        self.first, self.last = (inside[0], inside[-1] + 1) if inside else (0, 0)
        self._text, self._tokens, self._forms = text, tokens, forms
        self.asked = "?" in text[place.start : place.end]

    def form(self, at: int) -> str:
        """Return a form, "" outside the sentence."""
        return self._forms[at] if self.first <= at < self.last else ""

    def mark(self, at: int) -> str:
        """Return the marks before a token, without spaces."""
        start = self._tokens.ends[at - 1] if at > self.first else self._tokens.starts[at]
        end = self._tokens.starts[at] if at < len(self._tokens) else len(self._text)
        return self._text[start:end].strip()

    def words(self, start: int, stop: int | None = None) -> list[str]:
        """Return the forms from one position on, to the sentence's end or up to another."""
        return list(self._forms[max(start, self.first) : min(self.last, stop or self.last)])

    def likelihood(self, at: int) -> float:
        """Return how likely a word at this place asks, from 0 to 10."""
        form, before, after = self.form(at), self.form(at - 1), self.form(at + 1)
        if at == self.first or form.endswith("'s"):
            return 10.0
        inverted = after in AUXILIARIES
        parted = bool(self.mark(at).strip("\"'“”‘’"))
        early = at - self.first
        if before in PREPOSITIONS and (early == 1 or self.mark(at - 1)):
            return 9.0  # "In which city …", "…, by what name …"
        if at == self.last - 1:
            return 8.0  # "… have identified what?"
        if bare(form) in {"who", "whom", "whose", "where", "when", "why"}:
            if before in _TELL or (early <= 2 and before in AUXILIARIES):
                return 7.0
            # "The man who was shot", "In 2022, who was elected"
            return (6.0 if parted and early <= 8 else 1.5) if inverted else 1.0 + parted
        if form == "how":
            counted = after in {"many", "much", "long", "old"} or after in EXTENTS
            return 7.0 if before in _TELL or parted else 6.0 if counted else 2.0
        if before in _TELL:
            return 7.0
        if form == "which":
            # "…, which is", "the city in which" against "is acquiring which platform"
            return 2.0 if inverted else 5.0 if parted and early > 8 else 7.0
        if inverted or after in DETERMINERS or after in PREPOSITIONS:
            return 6.0 if parted else 3.0 if inverted else 2.0
        noun = kind_of_noun(after) or kind_of_noun(self.form(at + 2))
        return 7.0 if parted or noun else 4.0

    def word(self) -> tuple[int, float]:
        """Return the place of the word that asks and its likelihood; -1 for none."""
        found = [(self.likelihood(i), -i) for i in range(self.first, self.last) if self._asks(i)]
        if not found:
            return -1, 0.0
        best, place = max(found)
        # "Did the man who shot him die?" asks yes or no.
        if self.form(self.first) in AUXILIARIES and best < 7:
            return -1, 0.0
        return (-place, best) if best >= 2 or self.asked else (-1, 0.0)

    def _asks(self, at: int) -> bool:
        return self.form(at) in _ASKING

    def head(self, start: int, *, owner: bool = False) -> int:
        """Return the head of the noun phrase that starts here, or -1; with `owner`, of its owner.

        It is the first plural or known noun that no other follows, else the last word
        before a verb or a function word.
        """
        position = -1
        for at in range(start, min(start + 7, self.last)):
            form = self.form(at)
            if form in AUXILIARIES or (form in function_words("en") and form not in _SOME):
                break
            if position >= 0 and (_BREAK.search(self.mark(at)) or self._ends(position, at)):
                break
            position = at
            if owner and form.endswith("'s") and kind_of_noun(form):
                break  # "which *country's* lawmakers"
        return position

    def _ends(self, head: int, at: int) -> bool:
        """Whether a noun phrase with this head so far ends before the next word."""
        form, known = self.form(at), kind_of_noun(self.form(head))
        if self.form(head).endswith("'s") or kind_of_noun(form) or self._is_capital(head, at):
            return False
        if known or is_plural(self.form(head)):
            # "how many Christmas trees"
            return known is not None or not is_plural(form)
        if form.endswith("ed") and len(form) > 4:
            # "which highly anticipated feature" against "which carmaker recalled its"
            after = self.form(at + 1)
            return after in function_words("en") or after in AUXILIARIES or self.mark(at + 1) != ""
        return form in CUES

    def _is_capital(self, *places: int) -> bool:
        return all(self._text[self._tokens.starts[at]].isupper() for at in places)
