"""A question and candidate passages → an answer or an abstention."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.marking.able import could_answer, names_somebody
from knowledge.marking.kinds import UNTYPED, candidates, spoken
from knowledge.marking.marking import mark
from knowledge.marking.pointing import Pointer
from knowledge.matching import resolve
from knowledge.model import Abstention, Answer, Hit, Reason
from knowledge.questions.asking import NAMED_AS
from knowledge.questions.particular import OWN_AGE
from knowledge.questions.question import Wants, understand
from knowledge.ranking import confidence as belief
from knowledge.ranking.ranking import SHOWN, rank, rank_general

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.index import ArticleIndex, Collection, PassageIndex, SentenceIndex
    from knowledge.matching import Standing, Vocabulary
    from knowledge.model import Span
    from knowledge.questions.question import Query, Term
    from knowledge.ranking.ranking import Ranked

# Below this share of the question's idf, the best sentence is about something else.
_OFF_TOPIC = 0.2
# What is left of the confidence in a sentence that lacks what any answer must have.
_UNABLE = 0.4
# By how much its score falls behind those of others.
SET_BACK = 3.0
# A sentence goes on about the thing before with these.
_IT = frozenset(
    "it they he she this that er sie es dies il elle ils él ella он она оно він вона".split()
)
# What an article tells of one person, or in one place, and of the whole of which it may be asked.
SAID_ONCE = frozenset({Wants.HARM, Wants.BLAME})
# "How long will it *take*?": what an article need not say to answer.
WITHOUT = frozenset(
    """
    affected cost costs make makes made take takes took taken last lasts lasted
    dauert dauern dauerte dauerten gedauert gekostet betroffen
    """.split()
)
# The least score of a passage that has anything of a question in another language.
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question understood, and the article terms that stand for its terms."""

    query: Query
    standing: Standing

    @property
    def terms(self) -> tuple[str, ...]:
        """The article terms to look for, each once."""
        return tuple(dict.fromkeys(t for stands in self.standing.same.values() for t in stands))


def _needless(term: Term, query: Query) -> bool:
    """Whether an article may answer without a word: "how *strong* was it"."""
    asks = bool(query.aspect) or (query.wants is Wants.TERM and term.form in NAMED_AS)
    return term.form in WITHOUT or (term.typing and asks)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a result was decided on: for those who want it explained.

    `best` are the passages shown, with their features; `general` says that the question was
    about the whole article; `found` are the features of the confidence, {} where it is not
    made of any.
    """

    prepared: Prepared
    collection: Collection
    best: tuple[Ranked, ...]
    general: bool
    threshold: float
    found: Mapping[str, float]


def prepare(
    text: str, language: str, frequencies: Mapping[str, int], vocabulary: Vocabulary
) -> Prepared:
    """Understand a question in the terms of a vocabulary.

    `frequencies` tells which of its terms the articles have, `vocabulary` what a
    mistyped one may have been meant for.
    """
    query = understand(text, language)
    standing = resolve(query.terms, frequencies, vocabulary, language)
    asked = tuple(t for t in query.terms if standing.same[t.term] or not _needless(t, query))
    if language in {"en", ""}:
        query = replace(query, terms=asked or query.terms)
    else:
        # "Wie *hoch* ist der Haushalt?" asks for a figure, beside which no "hoch" need stand. In
        # English what is big, high or far is told so often enough to be missed (dev files).
        told = tuple(t for t in asked if standing.same[t.term] or not t.typing)
        query = replace(query, terms=told or query.terms)
    return Prepared(query, standing)


def holds_for(query: Query) -> Callable[[ArticleIndex, SentenceIndex], float]:
    """Return what tells how far a sentence has something of the kind a question wants."""
    # How and why the whole of it happened is no matter of where a sentence stands.
    needed = query.wants not in UNTYPED or (query.general and query.wants is not Wants.EVENT)
    nothing = 0.0 if needed else 0.5

    def holds(index: ArticleIndex, sentence: SentenceIndex) -> float:
        found = candidates(index, sentence.sentence.span, query)
        return max((c.fit for c in found), default=nothing)

    return holds


def weigh(prepared: Prepared, collection: Collection) -> dict[str, float]:
    """Return the idf of the article terms that stand for the question's, less what they are off."""
    return {
        term: collection.idf(term) * quality
        for stands in prepared.standing.same.values()
        for term, quality in stands.items()
        if quality == 1 or 1.0 not in stands.values()
    }


def _hit(ranked: Ranked, sentence: Span | None = None) -> Hit:
    passage = ranked.passage.passage
    return Hit(
        article=ranked.index.article,
        section=ranked.index.section(passage),
        passage=passage,
        sentence=sentence or ranked.sentence.sentence.span,
        score=round(ranked.score, 4),
    )


def _hits(
    ranked: Sequence[Ranked], pool: Sequence[tuple[ArticleIndex, PassageIndex]], most: int
) -> list[Hit]:
    """Return the best hits; where no passage shares a term, the first one with score 0."""
    if ranked:
        return [_hit(one) for one in ranked[:most]]
    for index, passage in pool:
        if passage.sentences:
            first = passage.sentences[0].sentence.span
            section = index.section(passage.passage)
            return [Hit(index.article, section, passage.passage, first, 0.0)]
    return []


def _has_other_script(query: Query, index: ArticleIndex) -> bool:
    """Whether the question is written in letters that the article doesn't use."""
    letters = [c for c in query.text if c.isalpha()]
    sample = [c for c in index.article.text[:2_000] if c.isalpha()]
    if not letters or not sample:
        return False
    latin = sum(c < "\u0250" for c in letters) / len(letters)
    other = sum(c < "\u0250" for c in sample) / len(sample)
    return abs(latin - other) > 0.5


def _reason(prepared: Prepared, best: Ranked, missing: tuple[str, ...]) -> Reason:
    query = prepared.query
    if query.general:
        return Reason.WRONG_TYPE
    if best.coverage < _OFF_TOPIC:
        return Reason.OFF_TOPIC
    if not could_answer(best.index, best.sentence.sentence.span, query):
        return Reason.WRONG_TYPE
    if query.wants not in UNTYPED and best.typed == 0:
        return Reason.WRONG_TYPE
    return Reason.MISSING_TERM if missing else Reason.LOW_CONFIDENCE


def _instead(one: Ranked, query: Query) -> SentenceIndex | None:
    """Return another sentence of the passage, if the best one couldn't answer and it could.

    It has the question's names that the best one has, speaks of the several things asked for, or
    goes on from that: "The budget is passed. It is 84 million." The rent of another city is no
    answer.
    """
    if could_answer(one.index, one.sentence.sentence.span, query):
        return None
    sentences, forms = one.passage.sentences, one.passage.tokens.forms
    after = sentences.index(one.sentence) + 1
    asked = {term.term for term in query.terms}
    named = {term.term for term in query.terms if term.named} or asked & one.index.name_terms
    named &= one.sentence.counts.keys()
    able = [
        (len(asked & other.counts.keys()), -place)
        for place, other in enumerate(sentences)
        if (
            (named and named <= other.counts.keys())
            or (place == after and forms[other.first] in _IT)
            or (query.plural and query.focus in other.counts)
        )
        and could_answer(one.index, other.sentence.span, query)
        and candidates(one.index, other.sentence.span, query)
    ]
    return sentences[-max(able)[1]] if able else None


def _able(ranked: Sequence[Ranked], query: Query) -> list[Ranked]:
    """Set back, of the passages that would be shown, those whose sentence couldn't answer."""

    def able(one: Ranked) -> Ranked:
        one = replace(one, sentence=_instead(one, query) or one.sentence)
        place = one.sentence.sentence.span
        unable = not could_answer(one.index, place, query)
        unable = unable or not names_somebody(one.index, place, query)
        features = {**one.features, "unable": float(unable)}
        return replace(one, score=one.score - SET_BACK * unable, features=features)

    shown = sorted(map(able, ranked[:SHOWN]), key=lambda one: -one.score)
    return [*shown, *ranked[SHOWN:]]


def answer(
    prepared: Prepared,
    pool: Sequence[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    threshold: float,
    most: int = SHOWN,
) -> Answer | Abstention:
    """Answer from the sentences of candidate passages, or say why not.

    As `knowledge.deciding.decide`, which knows tables besides.
    """
    query = prepared.query

    holds = holds_for(query)
    pointer = Pointer(query, weigh(prepared, collection))
    # The pointing was fitted on English.
    promises = pointer.promise if pool and pool[0][0].language in {"en", ""} else None
    alone = len({id(index) for index, _ in pool}) == 1
    whose = query.aspect == OWN_AGE
    general = alone and (query.general or whose)
    ranked: list[Ranked] = []
    if general:
        ranked = rank_general(pool, holds, once=query.wants in SAID_ONCE or bool(query.aspect))
        # Nobody's age that is asked for: what the article says of whom is asked for is nearest.
        general = query.general or bool(ranked and ranked[0].typed)
    if not general:
        ranked = rank(query, prepared.standing, pool, collection, holds, promises, most)
    if not general:
        ranked = _able(ranked, query)
    absent = [t for t in query.terms if not prepared.standing.same[t.term]]
    missing = tuple(t.form for t in absent)
    hits = _hits(ranked, pool, most)
    if not ranked:
        reason = Reason.OFF_TOPIC
        if hits and query.terms and _has_other_script(query, pool[0][0]):
            reason = Reason.OTHER_LANGUAGE
        grounds = Grounds(prepared, collection, (), general, threshold, {})
        return Abstention(reason, missing, tuple(hits), 0.0, grounds=grounds)
    best = ranked[0]
    features = dict(best.features)
    found: Mapping[str, float] = {}
    if general:
        confidence = belief.of_the_whole(best)
    else:
        found = belief.features(query, prepared.standing, best)
        unable = not could_answer(best.index, best.sentence.sentence.span, query)
        confidence = round(belief.confidence(found) * (_UNABLE if unable else 1.0), 4)
        features |= found
    grounds = Grounds(prepared, collection, tuple(ranked[:SHOWN]), general, threshold, found)
    if confidence < threshold:
        reason = _reason(prepared, best, missing)
        return Abstention(reason, missing, tuple(hits), confidence, features, grounds)
    span, sentence = mark(
        best.index, best.passage.passage.ordinal, best.sentence.sentence.span, pointer
    )
    hits[0] = _hit(best, sentence)
    speaker = next((q.speaker for q in spoken(best.index, span) if q.speaker), "")
    return Answer(tuple(hits), span, confidence, speaker, features=features, grounds=grounds)


def offer(
    prepared: Prepared,
    pool: Sequence[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    most: int = SHOWN,
) -> Abstention:
    """Return the passages nearest to a question in another language: never an answer.

    `confidence` says how much of the question was found at all, in [0, 1): enough to
    compare two offers, and no probability of an answer.
    """
    query = prepared.query
    if query.general and len({id(index) for index, _ in pool}) == 1:
        ranked = rank_general(pool, holds_for(query))
    else:
        ranked = rank(query, prepared.standing, pool, collection, holds_for(query), most=most)
    missing = tuple(t.form for t in query.terms if not prepared.standing.same[t.term])
    hits = _hits(ranked, pool, most)
    if ranked:
        # Whatever has anything of the question is near, however little that is.
        hits = [replace(hit, score=max(hit.score, _NEAR)) for hit in hits]
    found = 0.99 * ranked[0].coverage if ranked else 0.0
    best = tuple(ranked[:SHOWN])
    grounds = Grounds(prepared, collection, best, general=False, threshold=1.0, found={})
    confidence = round(found, 4)
    return Abstention(Reason.OTHER_LANGUAGE, missing, tuple(hits), confidence, grounds=grounds)
