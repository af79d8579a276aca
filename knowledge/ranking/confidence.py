"""How probable it is that the best passage answers: a logistic model over a few features.

Its coefficients are fitted (`make fit`) on questions asked of their own article, of
another one, and with one word or number exchanged or the sense turned round, which no
passage answers any more. They are data, with where they came from beside them.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from knowledge.questions.question import is_negation
from knowledge.weights import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.matching import Standing
    from knowledge.questions.question import Query
    from knowledge.ranking.ranking import Ranked

NAMES = (
    "coverage", "share", "kin", "own_kin", "pair", "lacking", "missing_names", "missing_numbers",
    "terms", "turned",
)  # fmt: skip
# From so many content terms on, a question says enough.
_MANY_TERMS = 8


def _missing_names(query: Query, standing: Standing, best: Ranked) -> float:
    """Return which share of the question's names and numbers the passage lacks, 0 without any.

    A word is a name where it was typed as one, or where the article uses it as one.
    """
    known = best.index.name_terms
    has = best.passage.counts.keys() | best.passage.heading
    named = found = 0
    for term in query.terms:
        stands = standing.same[term.term].keys()
        if term.named or stands & known:
            named += 1
            found += bool(stands & has)
    return (named - found) / named if named else 0.0


def features(query: Query, standing: Standing, best: Ranked) -> dict[str, float]:
    """Return what the confidence is made of, each in [0, 1].

    `coverage`: the share of the question's idf in the best sentence, context counting in
    part; `share`: the share of its terms there, however rare; `kin`: what the passage
    has in related words only, `own_kin` of what the sentence has so; `pair`: the share that
    the sentence and the one before it have together; `lacking`: that a figure, date or
    quotation is asked for and there is none; `missing_names`: the share of names and
    numbers that the passage lacks, `missing_numbers`: whether a number is among them;
    `terms`: how much the question says at all; `turned`: that the question is negated and
    the sentence isn't.
    """
    tokens = best.passage.tokens.forms[best.sentence.first : best.sentence.last]
    return {
        "coverage": best.coverage,
        "share": best.features["own_share"],
        "kin": best.features["kin"],
        "own_kin": best.features["own_kin"],
        "pair": best.features["own_pair"],
        "lacking": float(best.typed == 0 and query.certain),
        "missing_names": _missing_names(query, standing, best),
        "missing_numbers": min(1.0, best.features["numbers"]),
        "terms": min(1.0, len(query.terms) / _MANY_TERMS),
        "turned": float(
            query.negated and not any(is_negation(form, best.index.language) for form in tokens)
        ),
    }


def of_the_whole(best: Ranked) -> float:
    """Return the confidence in an answer to "What happened?", "When was it?", by judgement.

    Of such questions about news articles three in four are answered by a passage that has
    the kind of thing asked for; one without may tell it, and nothing in it can be shown for it.
    """
    return 0.7 if best.typed else 0.3


@functools.cache
def coefficients() -> Mapping[str, float]:
    """Return the coefficient of each feature, and the `intercept`."""
    return load("confidence")


def confidence(found: Mapping[str, float]) -> float:
    """Return the probability in (0, 1) that the passage answers."""
    factors = coefficients()
    x = factors["intercept"] + sum(factors[name] * found[name] for name in NAMES)
    return 1 / (1 + math.exp(-x))
