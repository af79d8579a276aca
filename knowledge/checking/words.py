"""Words as they are compared: without case, accents, apostrophes, marks and spaces."""

from __future__ import annotations

import bisect
import functools
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.lexicon import NEGATIONS
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Span
    from knowledge.text.tokens import Tokens

_LIGHT = 0.35
"""What a function word weighs beside any other, which weighs 1."""
_CONTRACTED = frozenset(
    """
    cant dont wont isnt arent wasnt werent doesnt didnt hasnt havent hadnt couldnt wouldnt
    shouldnt mustnt neednt aint
    """.split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text as parallel lists.

    Each one's key (two words are the same if their keys are), term (forms of one word share
    it), weight, and place in the text.
    """

    keys: Sequence[str]
    terms: Sequence[str]
    weights: Sequence[float]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def weight(self) -> float:
        """What all of them weigh."""
        return sum(self.weights)

    def slice(self, first: int, last: int) -> Words:
        """Return those from one on up to, and without, another."""
        return Words(
            self.keys[first:last],
            self.terms[first:last],
            self.weights[first:last],
            self.starts[first:last],
            self.ends[first:last],
        )

    def within(self, spans: Sequence[Span]) -> Words:
        """Return those that stand in these ranges, which are in order."""
        parts = [
            self.slice(
                bisect.bisect_left(self.starts, span.start),
                bisect.bisect_left(self.starts, span.end),
            )
            for span in spans
        ]
        return parts[0] if len(parts) == 1 else together(parts)


def together(parts: Sequence[Words]) -> Words:
    """Return the words of several, one after the other."""
    return Words(
        [key for part in parts for key in part.keys],
        [term for part in parts for term in part.terms],
        [weight for part in parts for weight in part.weights],
        [start for part in parts for start in part.starts],
        [end for part in parts for end in part.ends],
    )


def words_of(tokens: Tokens, language: str) -> Words:
    """Return a text's tokens as words."""
    keys = [_key(form) for form in tokens.forms]
    light, negations = function_words(language), negations_of(language)
    weights = [
        _LIGHT if form in light and key not in negations else 1.0
        for form, key in zip(tokens.forms, keys, strict=True)
    ]
    return Words(keys, tokens.terms, weights, tokens.starts, tokens.ends)


def read(text: str, language: str, *, offset: int = 0) -> Words:
    """Return the words of a text; `offset` is added to their places."""
    return words_of(tokenise(text, language, offset=offset), language)


@functools.cache
def negations_of(language: str) -> frozenset[str]:
    """Return the keys of the words that turn their sentence's sense round."""
    if language in {"en", ""}:
        return frozenset(map(_key, NEGATIONS)) | _CONTRACTED
    from knowledge.questions.question_words import NEGATIONS_ELSEWHERE

    return frozenset(map(_key, NEGATIONS_ELSEWHERE))


def _key(form: str) -> str:
    bare = form.replace("'", "").replace(".", "") if form[0].isalpha() else form
    if bare.isascii():
        return bare or form
    folded = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return folded or form
