"""Article → sections, passages, sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.model import BlockKind, Outline, Passage, Section, Sentence, Span
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Article, Block

# Lengths in code points. A passage is a paragraph; one over LONGEST is split at
# sentence ends, one under SHORT may join a neighbour, up to JOINED together.
LONGEST = 600
SHORT = 120
JOINED = 400


def _pack(text: str, paragraph: Span, language: str) -> list[list[Span]]:
    """Group a paragraph's sentences into runs of at most LONGEST, of about equal length.

    A sentence longer than LONGEST stands alone.
    """
    found = sentences(text, paragraph, language)
    parts = -(-len(paragraph) // LONGEST)
    target = len(paragraph) / parts
    runs: list[list[Span]] = []
    for sentence in found:
        if runs:
            start = runs[-1][0].start
            fits = sentence.end - start <= LONGEST
            full = runs[-1][-1].end - start >= target
            if fits and not full:
                runs[-1].append(sentence)
                continue
        runs.append([sentence])
    return runs


def _extent(run: Sequence[Span]) -> Span:
    return Span(run[0].start, run[-1].end)


def _join(runs: list[list[Span]]) -> list[list[Span]]:
    """Join short runs with the neighbour before or after them."""
    joined: list[list[Span]] = []
    for run in runs:
        if joined:
            before, now = _extent(joined[-1]), _extent(run)
            short = min(len(before), len(now)) < SHORT
            if short and now.end - before.start <= JOINED:
                joined[-1].extend(run)
                continue
        joined.append(run)
    return joined


def _sections(blocks: Sequence[Block]) -> list[tuple[Block | None, list[Span]]]:
    """Group paragraphs under their headings; boilerplate in between starts a new group."""
    groups: list[tuple[Block | None, list[Span]]] = []
    heading: Block | None = None
    fresh = True
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            if fresh:
                groups.append((heading, []))
                fresh = False
            groups[-1][1].append(block.span)
        else:
            fresh = True
            if block.kind is BlockKind.HEADING:
                heading = block
    return groups


def outline(article: Article, language: str = "en") -> Outline:
    """Lay out an article: what is shown of it, and in which pieces.

    `language` decides where sentences end.

    Sections without a paragraph are left out, so every section has a passage.
    """
    text = article.text
    sections: list[Section] = []
    passages: list[Passage] = []
    found: list[Sentence] = []
    for heading, paragraphs in _sections(article.blocks):
        span = heading.span if heading else None
        runs = _join([run for paragraph in paragraphs for run in _pack(text, paragraph, language)])
        if not runs:
            continue
        sections.append(
            Section(span.of(text) if span else "", span, Span(runs[0][0].start, runs[-1][-1].end))
        )
        for run in runs:
            ordinal = len(passages)
            passages.append(Passage(ordinal, len(sections) - 1, _extent(run)))
            found.extend(Sentence(ordinal, sentence) for sentence in run)
    return Outline(tuple(sections), tuple(passages), tuple(found))
