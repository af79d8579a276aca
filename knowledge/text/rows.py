"""The rows of a table as it stands in a text, and their cells.

A row is a line. Its cells stand between bars, tabs, or gaps of two blanks and more. Cells are
spans of the text; what parts them is nobody's words.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from knowledge.model import BlockKind, Span, Table
from knowledge.text.sentences import trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Article

_LINE = re.compile(r"[^\r\n]+")
_BAR = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_GAP = re.compile(r"[ \u00a0]{2,}")
_DRAWN = frozenset("|:+-=– \t")
_FEWEST_DRAWN = 2
_LONGEST_FIGURE = 20
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{4}")


def is_figure(words: str) -> bool:
    """Whether the words of a cell are a figure, a time or a date rather than a name."""
    return (
        len(words) <= _LONGEST_FIGURE
        and _DIGIT.search(words) is not None
        and _LETTERS.search(words) is None
    )


def separator(text: str, line: Span) -> re.Pattern[str] | None:
    """Return what parts the cells of a line, None where it reads like any other."""
    if text[line.start] == "|":
        return _BAR
    return next((one for one in (_TAB, _BAR, _GAP) if one.search(text, line.start, line.end)), None)


def is_drawn(text: str, line: Span) -> bool:
    """Whether a line is drawn between the rows: "|---|:--:|"."""
    words = line.of(text)
    return words.count("-") + words.count("=") >= _FEWEST_DRAWN and _DRAWN.issuperset(words)


def cells_of(text: str, lines: Sequence[Span], parting: re.Pattern[str]) -> list[tuple[Span, ...]]:
    """Return the cells of trimmed lines, without the bars that frame them.

    Where not all lines begin with a bar, one that does begins with an empty cell.
    """
    framed = all(text[line.start] == "|" for line in lines)
    return [_cells(text, line, parting, framed=framed) for line in lines]


def _cells(text: str, line: Span, parting: re.Pattern[str], *, framed: bool) -> tuple[Span, ...]:
    start, end = line.start, line.end
    if parting is _BAR:
        start += framed
        end -= end - 1 > start and text[end - 1] == "|" and text[end - 2] != "\\"
    found = []
    for match in parting.finditer(text, start, end):
        found.append(trim(text, Span(start, match.start())))
        start = match.end()
    found.append(trim(text, Span(start, end)))
    return tuple(found)


def extent(row: Sequence[Span]) -> Span:
    """Return a row from its first words to its last."""
    told = [cell for cell in row if len(cell)] or row
    return Span(told[0].start, told[-1].end)


def table_in(text: str, block: Span, *, headed: bool) -> Table:
    """Return the table that a block of lines is; `headed` says that the first is its header.

    A header that lacks the cell above the row's names, as after a tab that was cut off, gets an
    empty one.
    """
    lines = [
        line
        for match in _LINE.finditer(text, block.start, block.end)
        if len(line := trim(text, Span(*match.span()))) and not is_drawn(text, line)
    ]
    parting = next((one for line in lines if (one := separator(text, line))), _BAR)
    rows = cells_of(text, lines, parting)
    header: tuple[Span, ...] = ()
    if headed and len(rows) > 1:
        header, *rows = rows
        if len(header) + 1 == len(rows[0]):
            header = (Span(header[0].start, header[0].start), *header)
    told = tuple(row for row in rows if any(map(len, row)))
    return Table(block, header, told)


def without_tables(article: Article) -> str:
    """Return an article's text without its tables: names and figures are in no language."""
    text, parts, end = article.text, [], 0
    for block in article.blocks:
        if block.kind is BlockKind.TABLE:
            parts.append(text[end : block.span.start])
            end = block.span.end
    return "".join([*parts, text[end:]]) if parts else text


def header_above(article: Article, place: Span) -> tuple[Span, ...]:
    """Return the cells of the header over the rows that a place is in; () for any other place."""
    at = bisect.bisect_right(article.blocks, place.start, key=lambda block: block.span.start) - 1
    if at < 0:
        return ()
    block = article.blocks[at]
    if block.kind is not BlockKind.TABLE or not block.level or not block.span.covers(place):
        return ()
    header = table_in(article.text, block.span, headed=True).header
    return header if header and extent(header).end <= place.start else ()


def head_above(article: Article, header: Sequence[Span], cell: Span) -> Span | None:
    """Return the cell of a header that stands over a cell; None where none does, or it is empty."""
    at = bisect.bisect_right(article.blocks, cell.start, key=lambda block: block.span.start) - 1
    table = table_in(article.text, article.blocks[at].span, headed=True)
    column = next((row.index(cell) for row in table.rows if cell in row), len(header))
    return header[column] if column < len(header) and len(header[column]) else None
