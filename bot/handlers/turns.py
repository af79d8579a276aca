"""A reader's last question, as the state keeps it: its words and where its answer stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knowledge.chat.follow_up import follow_up
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer, Citation, Hit, Span, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.doors import Library
    from knowledge.model import Abstention


def turn_of(text: str, previous: Turn | None, outcome: Answer | Abstention) -> Turn:
    """Return the turn that a question and its outcome make, for the question after it."""
    asked = follow_up(previous, text).text if previous is not None else text
    if not isinstance(outcome, Answer):
        return Turn(asked)
    return Turn(asked, outcome.hits[0], outcome.span, outcome.speaker)


def pack(turn: Turn) -> dict[str, object]:
    """Write a turn down."""
    hit = turn.hit
    return {
        "question": turn.question,
        "hit": None
        if hit is None
        else [
            hit.article.id,
            hit.article.version,
            *_pair(hit.passage.span),
            *_pair(hit.sentence),
        ],
        "answer": None if turn.answer is None else _pair(turn.answer),
        "speaker": turn.speaker,
    }


def unpack(library: Library, payload: Mapping[str, Any]) -> Turn:
    """Read a turn back; where its article has been withdrawn, what was asked is what is left."""
    if payload["hit"] is None:
        return Turn(payload["question"])
    article_id, version, start, end, *sentence = payload["hit"]
    try:
        found = library.cited(Citation(article_id, version, Span(start, end)))
    except UnknownArticleError:
        return Turn(payload["question"])
    hit = Hit(found.article, found.section, found.passage, Span(*sentence), found.score)
    answer = None if payload["answer"] is None else Span(*payload["answer"])
    return Turn(payload["question"], hit, answer, payload["speaker"])


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
