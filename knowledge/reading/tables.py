"""Telling a table among lines of plain text: by its bars, its tabs, or its columns of figures.

Whatever isn't plainly a table stays what it was, lines of text.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from knowledge.model import Block, BlockKind, Span
from knowledge.text.rows import cells_of, is_drawn, is_figure, separator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST_ROWS = 3
_FEWEST_FILLED = 2
# Text in columns is told by its figures, and its cells are short.
_LONGEST_CELL = 60
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[-/–]\d{2,4})?\*?")

_Rows = list[tuple[Span, ...]]


def is_headed(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether the first row is a header: it names what the others have figures of."""
    first, *others = [[cell.of(text) for cell in row] for row in rows]
    if not others or any(len(cell) > _LONGEST_CELL for cell in first):
        return False
    if len(first) + 1 == len(others[0]):
        first = ["", *first]
    above = False
    for column, name in enumerate(first):
        below = [row[column] for row in others if column < len(row) and row[column].strip(" -–—")]
        figures = sum(map(is_figure, below))
        if is_figure(name):
            years = sum(_YEAR.fullmatch(words) is not None for words in below)
            if not _YEAR.fullmatch(name) or years > len(below) / 2:
                return False
            above = above or bool(below)
        elif name and 2 * figures > len(below):
            above = True
    return above


def _figures(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether some column after the first is figures below its first row."""
    columns = itertools.zip_longest(*(row[1:] for row in rows[1:]))
    return any(
        all(cell is not None and is_figure(cell.of(text)) for cell in column) for column in columns
    )


def _in_bars(text: str, lines: Sequence[Span], rows: _Rows) -> bool:
    if any(is_drawn(text, line) for line in lines[1:2]):
        return len(rows) > 1
    framed = all(text[line.start] == "|" for line in lines)
    even = len({len(row) for row in rows}) == 1
    if framed:
        return len(rows) > 1 and even
    return len(rows) >= _FEWEST_ROWS and even and _figures(text, rows)


def _in_tabs(text: str, rows: _Rows) -> bool:
    widths = {len(row) for row in rows[1:]}
    even = len(widths) == 1 and len(rows[0]) in {*widths, max(widths) - 1}
    return even and (len(rows) >= _FEWEST_ROWS or (len(rows) > 1 and _figures(text, rows)))


def _in_gaps(text: str, rows: _Rows) -> bool:
    even = len({len(row) for row in rows}) == 1
    brief = all(len(cell) <= _LONGEST_CELL for row in rows for cell in row)
    return len(rows) >= _FEWEST_ROWS and even and brief and _figures(text, rows)


def _block(text: str, lines: Sequence[Span]) -> Block | None:
    """Return the table that lines parted alike are, if they are one."""
    parting = separator(text, lines[0])
    if parting is None:
        return None
    rows = cells_of(text, [line for line in lines if not is_drawn(text, line)], parting)
    if sum(sum(map(bool, map(len, row))) > 1 for row in rows) < _FEWEST_FILLED:
        return None
    sign = parting.pattern
    told = (
        _in_bars(text, lines, rows)
        if "|" in sign
        else (_in_tabs if sign == r"\t" else _in_gaps)(text, rows)
    )
    if not told:
        return None
    drawn = is_drawn(text, lines[1])
    headed = any(map(len, rows[0])) and (drawn or is_headed(text, rows))
    return Block(BlockKind.TABLE, Span(lines[0].start, lines[-1].end), int(headed))


def _runs(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Return runs of lines whose cells are parted alike; in columns, into as many cells."""

    def sort(line: Span) -> tuple[str, int]:
        parting = separator(text, line)
        if parting is None:
            return ("", 0)
        sign = parting.pattern
        return sign, len(cells_of(text, [line], parting)[0]) if sign.endswith("{2,}") else 0

    kind = ""
    run: list[Span] = []
    width = 0
    for line in lines:
        if run and kind and "|" in kind and is_drawn(text, line):
            run.append(line)
            continue
        found, size = sort(line)
        if run and (found != kind or size != width):
            yield run
            run = []
        kind, width = found, size
        run.append(line)
    if run:
        yield run


def apart(text: str, lines: Sequence[Span]) -> list[Block | list[Span]]:
    """Part lines that no blank line parts into tables and runs of other lines, in order."""
    if len(lines) < _FEWEST_FILLED:
        return [list(lines)]
    found: list[Block | list[Span]] = []
    for run in _runs(text, lines):
        block = _block(text, run) if len(run) > 1 else None
        if block is not None:
            found.append(block)
        elif found and isinstance(found[-1], list):
            found[-1].extend(run)
        else:
            found.append(run)
    return found
