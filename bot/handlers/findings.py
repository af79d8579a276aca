"""What an answer's buttons need later, as a row of the state: citations, never a reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render.passages import NEAREST, Finding
from bot.reply import Cited
from knowledge.model import Answer, Citation, Hit, Span
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.doors import Library
    from bot.render.passages import Declined
    from knowledge.model import Abstention, Turn

KIND = "found"


def findings(outcome: Answer | Abstention, declined: Declined | None) -> tuple[Finding, ...]:
    """Return what can be shown of an outcome, best first."""
    # What shares nothing with the question isn't near it: of that only the opening is shown.
    hits = opening(outcome) if declined == "opening" else near(outcome)[:NEAREST]
    answer = outcome if isinstance(outcome, Answer) else None
    return tuple(
        _finding(hit, number, len(hits), answer, declined) for number, hit in enumerate(hits)
    )


def near(outcome: Answer | Abstention) -> tuple[Hit, ...]:
    """Return the hits that have anything of the question; the others' score is 0."""
    return tuple(hit for hit in outcome.hits if hit.score > 0)


def opening(outcome: Answer | Abstention) -> tuple[Hit, ...]:
    """Return the hit that is how its article begins, where one is."""
    return tuple(hit for hit in outcome.hits if not hit.passage.ordinal)[:1]


def after(turn: Turn) -> tuple[Finding, ...]:
    """Return the sentence that goes on from a turn's answer, as near; nothing without one."""
    if turn.hit is None:
        return ()
    hit = turn.hit
    following = (
        span
        for span in sentences(hit.article.text, hit.passage.span)
        if span.start >= hit.sentence.end
    )
    sentence = next(following, hit.sentence)
    shown = Hit(hit.article, hit.section, hit.passage, sentence, hit.score)
    return (Finding(shown, 0, 1, declined="one"),)


def _finding(
    hit: Hit, number: int, count: int, answer: Answer | None, declined: Declined | None
) -> Finding:
    if answer is None or number:
        about_bot = answer is not None and answer.about_bot
        return Finding(hit, number, count, about_bot=about_bot, declined=declined)
    return Finding(hit, number, count, answer.span, answer.speaker, answer.about_bot)


def pack(found: tuple[Finding, ...], again: str = "") -> dict[str, object]:
    """Write findings down. They are read back with `unpack`, one at a time.

    `again` is the digest of a question that may be asked of all articles, "" for none.
    """
    first = found[0] if found else None
    return {
        "hits": [
            [
                finding.hit.article.id,
                finding.hit.article.version,
                *_pair(finding.hit.passage.span),
                *_pair(finding.hit.sentence),
            ]
            for finding in found
        ],
        "answer": None if first is None or first.answer is None else _pair(first.answer),
        "speaker": "" if first is None else first.speaker,
        "about_bot": first is not None and first.about_bot,
        "declined": None if first is None else first.declined,
        "again": again,
    }


def cited(found: Finding) -> Cited:
    """Return where a finding's words stand; where none are marked, that is the sentence."""
    sentence, article = found.hit.sentence, found.hit.article
    marked = found.answer or sentence
    return Cited(
        article.id, article.version, (marked.start, marked.end), (sentence.start, sentence.end)
    )


def citation(payload: Mapping[str, Any], number: int) -> Citation:
    """Return the place of a finding. Raises IndexError."""
    article_id, version, start, end, _, _ = payload["hits"][number]
    return Citation(article_id, version, Span(start, end))


def unpack(library: Library, payload: Mapping[str, Any], number: int) -> Finding:
    """Read a finding back, from exactly the version it was found in.

    Raises:
        IndexError: there is no finding of this number.
        UnknownArticleError: its article was withdrawn meanwhile.

    """
    return revive(payload, number, library.cited(citation(payload, number)))


def revive(payload: Mapping[str, Any], number: int, hit: Hit) -> Finding:
    """Return the finding of a hit that was looked up again."""
    *_, start, end = payload["hits"][number]
    first = number == 0 and payload["answer"] is not None
    return Finding(
        Hit(hit.article, hit.section, hit.passage, Span(start, end), hit.score),
        number,
        len(payload["hits"]),
        answer=Span(*payload["answer"]) if first else None,
        speaker=payload["speaker"] if first else "",
        about_bot=payload["about_bot"],
        declined=payload["declined"],
    )


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
