"""An alignment as what changed: word by word from the pasted words to the article's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from knowledge.model import Edit, Span

if TYPE_CHECKING:
    from knowledge.checking.alignment import Alignment
    from knowledge.checking.words import Words
    from knowledge.model import Quote


def differences(
    pasted: str, mine: Words, text: str, theirs: Words, found: Alignment
) -> tuple[Edit, ...]:
    """Return the steps from the pasted words to those of the text; each a slice of its side."""
    steps: list[Edit] = []

    def add(kind: Literal["equal", "delete", "insert"], source: str, words: Words) -> None:
        if len(words):
            steps.append(Edit(kind, " ".join(span.of(source) for span in _runs(source, words))))

    at, there = 0, found.first
    for run in found.runs:
        add("delete", pasted, mine.slice(at, run.at))
        add("insert", text, theirs.slice(there, run.there))
        at, there = run.at + run.length, run.there + run.length
        add("equal", text, theirs.slice(run.there, there))
    add("delete", pasted, mine.slice(at, len(mine)))
    add("insert", text, theirs.slice(there, found.last))
    return tuple(steps)


def placed(found: Alignment, words: Words, quote: Quote | None) -> tuple[Span, ...]:
    """Return the article's words of an alignment: one span, or of a broken quotation several."""
    whole = Span(words.starts[found.first], words.ends[found.last - 1])
    if quote is None or len(quote.spans) == 1:
        return (whole,)
    parts = (
        Span(max(whole.start, span.start), max(whole.start, span.start, min(whole.end, span.end)))
        for span in quote.spans
    )
    return tuple(part for part in parts if len(part)) or (whole,)


def _runs(source: str, words: Words) -> list[Span]:
    """Return the words' place: one span, or several where a paragraph or attribution parts them."""
    spans: list[Span] = []
    for start, end in zip(words.starts, words.ends, strict=True):
        if spans and not any(c.isalnum() for c in source[spans[-1].end : start]):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans
