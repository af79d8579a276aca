"""Candidate passages → an answer or an abstention: sentences are pointed at, tables read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.answering import Grounds, answer
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
# A line above a table that says what its figures are counted in counts nothing itself.
_COUNTED_IN = re.compile(
    r"[,(]\s?(?:in|у|в)\s(?:thousands|millions|billions|tausend|millionen|milliarden"
    r"|тисячах|мільйонах|мільярдах)\b[^,.]{0,30}\)?\.?$",
    re.IGNORECASE,
)


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
    if all(passage.passage.table < 0 for _, passage in pool):
        return answer(prepared, pool, collection, threshold, most)
    from knowledge.marking.cells import read_tables  # most articles have no table

    told = [(i, _uncaptioned(i, p)) for i, p in pool if p.passage.table < 0]
    result = answer(prepared, told, collection, threshold, most)
    reading = read_tables(prepared.query, prepared.standing, collection, pool)
    if reading is not None and _is_better(prepared, reading, result):
        confidence = _CELL if reading.cell is not None else _ROW
        if confidence >= threshold:
            return _read_off(reading, confidence, result, most)
    if isinstance(result, Answer):
        return result
    return _with_rows(prepared, pool, collection, result, most)


def _uncaptioned(index: ArticleIndex, passage: PassageIndex) -> PassageIndex:
    """Return a passage without the line that only says what the table below it has: "Fares:".

    So does "Population, in thousands."
    """
    below = passage.passage.ordinal + 1
    if not passage.sentences or below not in range(len(index.outline.passages)):
        return passage
    last = passage.sentences[-1].sentence.span
    if index.outline.passages[below].table < 0:
        return passage
    words = last.of(index.article.text)
    if not words.endswith(":") and not _COUNTED_IN.search(words):
        return passage
    return replace(passage, sentences=passage.sentences[:-1])


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


def _is_better(prepared: Prepared, reading: Reading, result: Answer | Abstention) -> bool:
    """Whether to read off a table rather than to point at a sentence.

    Not where the sentence has what chose the row and the column, and as much of the question.
    """
    if isinstance(result, Abstention) or not isinstance(result.grounds, Grounds):
        return isinstance(result, Abstention)
    if reading.cell is None and result.confidence >= _ROW:
        return False
    words = result.grounds.best[0].sentence.counts.keys()
    same = prepared.standing.same
    has_all = all(term in words or not words.isdisjoint(same[term]) for term in reading.said)
    return not has_all or result.features.get("own_share", 0.0) < reading.share


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
