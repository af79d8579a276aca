"""Why a question was answered as it was: what it was understood as, and what the scores add up to.

A passage's score is the sum of its features, each times its weight, and of a share that
its other sentences add; the confidence is a logistic function of another such sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.answering import SET_BACK, Grounds
from knowledge.ranking import confidence
from knowledge.ranking.features import OF_PASSAGE, OF_SENTENCE, Matcher
from knowledge.ranking.ranking import POINTED, weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.model import Abstention, Answer, Hit
    from knowledge.questions.question import Query
    from knowledge.ranking.ranking import Ranked

_INTERCEPT = "intercept"


@dataclass(frozen=True, slots=True)
class Part:
    """One feature's part of a sum."""

    name: str
    value: float
    weight: float

    @property
    def worth(self) -> float:
        """What it adds."""
        return self.value * self.weight + 0.0  # never -0


@dataclass(frozen=True, slots=True)
class TermSeen:
    """A content term of the question as typed, its idf, and the article's terms for it.

    `same` are the term itself or those it was mistyped for, `kin` words of related
    meaning, each with a quality in (0, 1]; `role` is "name", "type word", or "".
    """

    form: str
    idf: float
    role: str
    asked: bool
    same: Mapping[str, float]
    kin: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PassageSeen:
    """A passage with the parts of its score; `others` is what its other sentences add.

    The hit's sentence is the one with these features: the one that was ranked best.
    """

    hit: Hit
    parts: tuple[Part, ...]
    others: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a result was made of.

    `clause` is the sentence that asks, with "" where there is none; `general` says that
    the article as a whole was asked about; `parts` add up to the confidence's logit and are
    empty where it was set by judgement. `threshold` is what `confidence` had to reach.
    """

    query: Query
    clause: str
    general: bool
    terms: tuple[TermSeen, ...]
    passages: tuple[PassageSeen, ...]
    parts: tuple[Part, ...]
    confidence: float
    threshold: float


def explain(result: Answer | Abstention) -> Explanation | None:
    """Explain a result; None where nothing was asked of any article."""
    grounds = result.grounds
    if not isinstance(grounds, Grounds):
        return None
    query = grounds.prepared.query
    return Explanation(
        query=query,
        clause=query.sentence.of(query.text).strip() or query.text.strip(),
        general=grounds.general,
        terms=tuple(_terms(grounds)),
        passages=tuple(
            _passage(hit, ranked, general=grounds.general)
            for hit, ranked in zip(result.hits, grounds.best, strict=False)
        ),
        parts=_confidence(grounds.found),
        confidence=result.confidence,
        threshold=grounds.threshold,
    )


def _terms(grounds: Grounds) -> Iterable[TermSeen]:
    query, standing = grounds.prepared.query, grounds.prepared.standing
    idf = Matcher(query, standing, grounds.collection).idf
    for term, weight in zip(query.terms, idf, strict=True):
        yield TermSeen(
            form=term.form,
            idf=weight,
            role="name" if term.named else "type word" if term.typing else "",
            asked=term.term in query.asking,
            same=standing.same[term.term],
            kin=standing.kin[term.term],
        )


def _passage(hit: Hit, ranked: Ranked, *, general: bool) -> PassageSeen:
    names, (of_passage, of_sentence) = (*OF_PASSAGE, *OF_SENTENCE), weights()
    named = dict(zip(names, (*of_passage, *of_sentence), strict=True)) | {"pointed": POINTED}
    named["unable"] = -SET_BACK
    if general:
        # Of a question about the whole the features are the score's own summands.
        named = dict.fromkeys(ranked.features, 1.0)
    parts = tuple(
        Part(name, ranked.features.get(name, 0.0), weight) for name, weight in named.items()
    )
    hit = replace(hit, sentence=ranked.sentence.sentence.span)
    return PassageSeen(hit, parts, ranked.score - sum(part.worth for part in parts))


def _confidence(found: Mapping[str, float]) -> tuple[Part, ...]:
    if not found:
        return ()
    factors = confidence.coefficients()
    summands = tuple(Part(name, found[name], factors[name]) for name in confidence.NAMES)
    return (Part(_INTERCEPT, 1.0, factors[_INTERCEPT]), *summands)
