"""A few of an article's own sentences that stand for the whole.

News puts what matters first: taking the first sentences is hard to beat. So each
sentence's score is its place, plus how much of the article's and the title's
vocabulary it carries; a sentence that repeats one already taken, or that opens by
pointing back at something ("He", "But"), is passed over.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.model import Length, Summary
from knowledge.text import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.index import ArticleIndex, SentenceIndex
    from knowledge.model import Span

SENTENCES = {Length.LINE: 1, Length.SHORT: 2, Length.NORMAL: 3, Length.LONG: 6}

_LEAD = 1.0
_CENTRAL = 0.8
_TITLE = 0.6
_BACKWARD = 0.7
# Of two sentences that share more than this part of their terms, one is enough.
_REPEATED = 0.5
# Half of what somebody said is not what they said.
_HALVED = 0.7
_SHORTEST = 6  # tokens

_POINTS_BACK = frozenset(
    """
    he she it they this that these those his her its their but and so or however moreover also then
    there such meanwhile instead still yet therefore additionally furthermore
    """.split()
)


def _vector(sentence: SentenceIndex, idf: Mapping[str, float]) -> dict[str, float]:
    return {t: idf[t] for t in sentence.counts if t in idf}


def _cosine(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    dot = sum(w * two[t] for t, w in one.items() if t in two)
    norms = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in two.values()))
    return dot / norms if norms else 0.0


def _halves_a_quotation(index: ArticleIndex, sentence: Span) -> bool:
    """Whether a sentence has some of a quotation's words but not all of them."""
    return any(
        any(span.meets(sentence) for span in quote.spans)
        and not all(sentence.covers(span) for span in quote.spans)
        for quote in index.quotes.quotes
    )


def summarise(index: ArticleIndex, sentences: int = 3, *, length: Length | None = None) -> Summary:
    """Choose at most `sentences` sentences, in the article's order; a `length` says how many.

    None of them is boilerplate, since no passage has any.
    """
    if length is not None:
        sentences = SENTENCES[length]
    skip = function_words(index.language)
    passages = index.passages
    found = [s for passage in passages for s in passage.sentences]
    frequencies = Counter(
        t for s in found for t in s.counts if t not in skip and any(c.isalnum() for c in t)
    )
    weights = {t: 1 + math.log(n) for t, n in frequencies.items()}
    centre = {t: w * w for t, w in weights.items()}
    title = dict.fromkeys(tokenise(index.article.title, index.language).terms, 1.0)
    vectors = [_vector(s, weights) for s in found]
    scores = []
    for place, (sentence, vector) in enumerate(zip(found, vectors, strict=True)):
        tokens = passages[sentence.sentence.passage].tokens
        opening = tokens.forms[sentence.first] if sentence.length else ""
        score = _LEAD / math.sqrt(1 + place)
        score += _CENTRAL * _cosine(vector, centre) + _TITLE * _cosine(vector, title)
        # The first sentence of all has nothing to point back at.
        score -= _BACKWARD * (opening in _POINTS_BACK and place > 0)
        score -= _BACKWARD * (sentence.length < _SHORTEST)
        score -= _HALVED * _halves_a_quotation(index, sentence.sentence.span)
        scores.append(score)
    chosen: list[int] = []
    for place in sorted(range(len(found)), key=lambda p: -scores[p]):
        if len(chosen) >= sentences:
            break
        if all(_cosine(vectors[place], vectors[c]) <= _REPEATED for c in chosen):
            chosen.append(place)
    return Summary(index.article, tuple(found[place].sentence.span for place in sorted(chosen)))
