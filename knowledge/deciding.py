"""Candidate passages → an answer or an abstention: sentences are pointed at, tables read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.answering import Grounds, answer
from knowledge.marking.cells import read_tables
from knowledge.model import Abstention, Answer, Hit
from knowledge.ranking.ranking import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.answering import Prepared
    from knowledge.index import ArticleIndex, Collection, PassageIndex
    from knowledge.marking.cells import Reading

# How probable it is that what is read off a table answers: a cell where a row and a column meet
# that the question names, or a row alone. And what no confidence comes up to.
_CELL = 0.9
_ROW = 0.6
_NEVER = 2.0


def decide(
    prepared: Prepared,
    pool: Sequence[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    threshold: float,
    most: int = SHOWN,
) -> Answer | Abstention:
    """Answer from the pool of candidate passages, or say why not.

    `collection` describes all that was to be searched, not only the pool.
    `threshold` in [0, 1] is the confidence from which to answer; at most `most` passages
    are returned, `SHOWN` or more. What a table says is read off it, not pointed at: its rows
    are ranked with sentences only to be offered where nothing answers.
    """
    told = [(index, passage) for index, passage in pool if passage.passage.table < 0]
    if len(told) == len(pool):
        return answer(prepared, pool, collection, threshold, most)
    result = answer(prepared, told, collection, threshold, most)
    reading = read_tables(prepared.query, prepared.standing, collection, pool)
    if reading is not None and _is_better(reading, result):
        confidence = _CELL if reading.cell is not None else _ROW
        if confidence >= threshold:
            return _read_off(reading, confidence, result, most)
    if isinstance(result, Answer):
        return result
    return _with_rows(prepared, pool, collection, result, most)


def _with_rows(
    prepared: Prepared,
    pool: Sequence[tuple[ArticleIndex, PassageIndex]],
    collection: Collection,
    declined: Abstention,
    most: int,
) -> Abstention:
    """Return an abstention with the rows of tables among what comes nearest."""
    near = answer(prepared, pool, collection, _NEVER, most)
    if not isinstance(near, Abstention) or not isinstance(near.grounds, Grounds):
        return declined
    # A row may look like an answer to what ranks sentences. It was found to be none.
    confidence = min(near.confidence, declined.confidence)
    found = near.grounds.found if confidence == near.confidence else {}
    threshold = declined.grounds.threshold if isinstance(declined.grounds, Grounds) else 0.0
    grounds = replace(near.grounds, threshold=threshold, found=found)
    return replace(near, confidence=confidence, grounds=grounds)


def _is_better(reading: Reading, result: Answer | Abstention) -> bool:
    """Whether to read off a table rather than to point at a sentence.

    Not where the sentence has every word of the question, or the table names no column for it.
    """
    if isinstance(result, Abstention):
        return True
    sure = reading.cell is not None or result.confidence < _ROW
    return sure and result.features.get("own_share", 0.0) < reading.share


def _read_off(
    reading: Reading, confidence: float, result: Answer | Abstention, most: int
) -> Answer:
    """Return the row as an answer, its cell marked, before what else was found."""
    passage = reading.passage.passage
    hit = Hit(
        article=reading.index.article,
        section=reading.index.section(passage),
        passage=passage,
        sentence=reading.row,
        score=max([confidence, *(one.score for one in result.hits)]),
    )
    others = [one for one in result.hits if one.score > 0]
    # Nothing adds up to this: it was read, not weighed.
    grounds = result.grounds
    if isinstance(grounds, Grounds):
        grounds = replace(grounds, best=(), found={})
    features = {"row": 1.0, "cell": float(reading.cell is not None), "said": reading.share}
    return Answer(
        (hit, *others)[:most],
        reading.cell or reading.row,
        confidence,
        features=features,
        grounds=grounds,
    )
