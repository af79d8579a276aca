"""Article → sections, passages, sentences."""

from __future__ import annotations

import bisect
import itertools
from typing import TYPE_CHECKING

from knowledge.model import BlockKind, Outline, Passage, Section, Sentence, Span
from knowledge.text.rows import extent, table_in
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.model import Article, Block, Table

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


def _sections(blocks: Sequence[Block]) -> list[tuple[Block | None, list[Block]]]:
    """Group paragraphs and tables under their headings; boilerplate between starts a new group."""
    groups: list[tuple[Block | None, list[Block]]] = []
    heading: Block | None = None
    fresh = True
    for block in blocks:
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.TABLE}:
            if fresh:
                groups.append((heading, []))
                fresh = False
            groups[-1][1].append(block)
        else:
            fresh = True
            if block.kind is BlockKind.HEADING:
                heading = block
    return groups


def _rows(table: Table) -> list[Span]:
    """Group a table's rows into pieces of at most LONGEST; the header goes with the first.

    A row longer than that stands alone.
    """
    pieces: list[Span] = []
    for row in ((table.header,) if table.header else ()) + table.rows:
        span = extent(row)
        if pieces and span.end - pieces[-1].start <= LONGEST:
            pieces[-1] = Span(pieces[-1].start, span.end)
        else:
            pieces.append(span)
    return pieces


def _pieces(
    text: str, blocks: Sequence[Block], language: str
) -> Iterator[tuple[Table | None, list[list[Span]]]]:
    """Return what passages are made of: a table and its pieces, or the runs of paragraphs."""
    for is_table, group in itertools.groupby(blocks, lambda block: block.kind is BlockKind.TABLE):
        if is_table:
            for block in group:
                table = table_in(text, block.span, headed=block.level > 0)
                yield table, [[span] for span in _rows(table)]
        else:
            yield None, _join([run for block in group for run in _pack(text, block.span, language)])


def outline(article: Article, language: str = "en") -> Outline:
    """Lay out an article: what is shown of it, and in which pieces.

    `language` decides where sentences end.

    Sections without a paragraph or a table are left out, so every section has a passage.
    """
    text = article.text
    sections: list[Section] = []
    passages: list[Passage] = []
    found: list[Sentence] = []
    tables: list[Table] = []
    for heading, blocks in _sections(article.blocks):
        span = heading.span if heading else None
        first, place = len(passages), len(sections)
        for table, runs in _pieces(text, blocks, language):
            if table is not None:
                tables.append(table)
            number = -1 if table is None else len(tables) - 1
            for run in runs:
                ordinal = len(passages)
                passages.append(Passage(ordinal, place, _extent(run), number))
                if table is None:
                    found.extend(Sentence(ordinal, sentence) for sentence in run)
        if len(passages) > first:
            extent_of = Span(passages[first].span.start, passages[-1].span.end)
            sections.append(Section(span.of(text) if span else "", span, extent_of))
    return Outline(tuple(sections), tuple(passages), tuple(found), tuple(tables))


def passages_of_tables(outline: Outline) -> dict[int, tuple[Passage, ...]]:
    """Return the passages of each table, in order."""
    tabular = (passage for passage in outline.passages if passage.table >= 0)
    grouped = itertools.groupby(tabular, lambda passage: passage.table)
    return {number: tuple(passages) for number, passages in grouped}


def rows_in(outline: Outline) -> Iterator[tuple[int, Span]]:
    """Return the rows of all tables but their headers, each with its passage's ordinal."""
    for number, passages in passages_of_tables(outline).items():
        rows = [extent(row) for row in outline.tables[number].rows]
        starts = [passage.span.start for passage in passages]
        for row in rows:
            yield passages[bisect.bisect_right(starts, row.start) - 1].ordinal, row
