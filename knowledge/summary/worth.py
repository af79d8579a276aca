"""What a summary should have: how likely each of an article's terms stands in one.

An editor's highlights say again what an article says often and early. So a term's chance
is a logistic regression over a few plain figures: how often it stands in the article, in
how many sentences, how early, whether it looks like a name or is a number, whether the
title has it. Function words have weights of their own: a sentence is not better for
having many, but they fill a summary as they fill any text.
"""

from __future__ import annotations

import functools
import json
import math
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.text import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.index import ArticleIndex, SentenceIndex

# How many sentences count as the opening of an article.
OPENING = 5
FUNCTION = ("sentences", "first", "opening")
CONTENT = (*FUNCTION, "number", "title")
# What is the same for all terms of an article.
ARTICLE = ("bias", "length")

Figures = dict[str, tuple[float, ...]]
Chances = dict[str, float]


@functools.cache
def weights(kind: str) -> dict[str, float]:
    """Return the fitted numbers of ``data/summary.json``: "content", "function", "repeated"."""
    text = files("knowledge").joinpath("data/summary.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, float]]] = json.loads(text)
    return found[kind]["weights"]


@functools.cache
def _function_terms(language: str) -> frozenset[str]:
    return frozenset(tokenise(" ".join(function_words(language)), language).terms)


def seen(index: ArticleIndex, sentences: Sequence[SentenceIndex]) -> tuple[float, Figures, Figures]:
    """Return the logarithm of the article's length, and what is seen of each of its terms.

    Of content terms the figures named in `CONTENT`, of function words those in `FUNCTION`;
    counts and the first place as logarithms, the rest in [0, 1].
    """
    spread: Counter[str] = Counter()
    opening: Mapping[str, int] = spread
    first: list[int] = []
    total = 0
    for place, sentence in enumerate(sentences):
        spread.update(sentence.counts.keys())
        total += sentence.length
        # What is new stands at the end.
        first += [place] * (len(spread) - len(first))
        if place == OPENING - 1:
            opening = dict(spread)
    logs = [0.0, *map(math.log, range(1, len(sentences) + 2))]
    skip, title = _function_terms(index.language), index.title_terms
    content: Figures = {}
    function: Figures = {}
    for (term, count), place in zip(spread.items(), first, strict=True):
        early = opening.get(term, 0) / OPENING
        if term in skip:
            function[term] = (logs[count], logs[place + 1], early)
        else:
            figures = (logs[count], logs[place + 1], early, term[0].isdigit(), term in title)
            content[term] = figures
    return math.log(max(1, total)), content, function


def chances(index: ArticleIndex, sentences: Sequence[SentenceIndex]) -> tuple[Chances, Chances]:
    """Return, by term, how likely a summary has it: of content terms, and of function words."""
    length, content, function = seen(index, sentences)
    return _chances(content, length, "content", CONTENT), _chances(
        function, length, "function", FUNCTION
    )


def _chances(figures: Figures, length: float, kind: str, names: Sequence[str]) -> Chances:
    found = weights(kind)
    base = -found["bias"] - found["length"] * length
    exp = math.exp
    # Written out: an article has hundreds of terms.
    one, two, three, *further = (found[name] for name in names)
    if not further:
        return {
            term: 1 / (1 + exp(base - (a * one + b * two + c * three)))
            for term, (a, b, c) in figures.items()
        }
    four, five = further
    return {
        term: 1 / (1 + exp(base - (a * one + b * two + c * three + d * four + e * five)))
        for term, (a, b, c, d, e) in figures.items()
    }
