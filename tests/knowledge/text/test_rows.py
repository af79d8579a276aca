"""Rows and cells are places in the text, whatever parts them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Span
from knowledge.reading.plain import from_plain
from knowledge.text.rows import extent, head_above, header_above, is_figure, table_in

LINES = st.sampled_from(
    [
        "a | 1",
        "| b | 2 | 3 |",
        "|",
        "||",
        "|--|--|",
        "\tx\ty",
        "c\t4",
        "d   5   6",
        "e",
        "| \\| | f",
    ]
)


def read(text, *, headed=True):
    table = table_in(text, Span(0, len(text)), headed=headed)
    header = [cell.of(text) for cell in table.header]
    return header, [[cell.of(text) for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ("| ship | seats |\n|---|---:|\n| Alma | 40 |", ["ship", "seats"], [["Alma", "40"]]),
        ("ship | seats\n--- | ---\nAlma | 40", ["ship", "seats"], [["Alma", "40"]]),
        ("ship\tseats\r\nAlma\t40", ["ship", "seats"], [["Alma", "40"]]),
        ("ship    seats\nAlma II   40", ["ship", "seats"], [["Alma II", "40"]]),
        ("| a\\|b | c |\n| 1 | 2 |", ["a\\|b", "c"], [["1", "2"]]),
        ("| a | b |\n| 1 | |", ["a", "b"], [["1", ""]]),
        ("a | b\n| 1", ["a", "b"], [["", "1"]]),
        ("2010\t2020\nAlma\t1\t2", ["", "2010", "2020"], [["Alma", "1", "2"]]),
    ],
)
def test_a_row_is_a_line_and_cells_stand_between_bars_tabs_or_gaps(text, header, rows):
    """Frames, lines that are drawn and the blanks at a cell's ends are no part of any."""
    assert read(text) == (header, rows)


def test_without_a_header_all_are_rows():
    """So are they where there is only one."""
    assert read("a | 1\nb | 2", headed=False) == ([], [["a", "1"], ["b", "2"]])
    assert read("a | 1") == ([], [["a", "1"]])


@given(st.lists(LINES, min_size=1, max_size=8).map("\n".join), st.booleans())
def test_cells_are_in_order_and_apart(text, headed):
    """Each lies inside the text, behind the one before it, and is trimmed."""
    table = table_in(text, Span(0, len(text)), headed=headed)
    cells = [cell for row in (table.header, *table.rows) for cell in row]
    assert all(a.end <= b.start for a, b in itertools.pairwise(cells))
    assert all(cell.of(text) == cell.of(text).strip() for cell in cells)
    assert all(any(map(len, row)) for row in table.rows)


TABLE = (
    "Ships of the line\n\nThe fleet.\n\nship | seats\n--- | ---\nAlma | 40\nBeryl | 60\n\nIt sails."
)


def test_the_header_over_a_row_and_the_name_over_a_cell():
    """Of prose, of the header itself and of a cell without one there is none."""
    article = from_plain("a", TABLE)

    def place(words):
        return Span(TABLE.index(words), TABLE.index(words) + len(words))

    header = header_above(article, place("Beryl | 60"))
    assert extent(header).of(TABLE) == "ship | seats"
    assert head_above(article, header, place("60")).of(TABLE) == "seats"
    assert head_above(article, header, place("Beryl | 60")) is None
    assert header_above(article, place("It sails.")) == ()
    assert header_above(article, place("ship | seats")) == ()
    assert header_above(article, Span(0, 0)) == ()


@pytest.mark.parametrize("words", ["1,240", "+9.7%", "21:15", "€4.20", "NJ 401"])
def test_what_is_a_figure(words):
    """Digits, with little beside them."""
    assert is_figure(words)


@pytest.mark.parametrize("words", ["Alma", "–", "12 passengers", "4" * 30, ""])
def test_what_is_no_figure(words):
    """Words, nothing, or more digits than anybody reads."""
    assert not is_figure(words)
