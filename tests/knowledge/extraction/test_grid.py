"""A table ready to be looked up in."""

from __future__ import annotations

from knowledge.extraction.grid import Grid, Sort
from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain
from knowledge.text.tokens import tokenise
from tests.fakes.cost import cost

STANDINGS = (
    "The league after fourteen days\n\nRovers lead.\n\n"
    "| Pos | Team | P | W | D | L | Pts |\n|--|--|--|--|--|--|--|\n"
    "| 1 | Rovers | 14 | 10 | 2 | 2 | 32 |\n| 2 | Harbour Town | 14 | 9 | 4 | 1 | 31 |"
)


def grid(text):
    return ArticleIndex(from_plain("a", text)).grid(0)


def test_each_term_has_its_cells_and_columns():
    """Rows and columns count from 0, the header apart."""
    found = grid(STANDINGS)
    assert found.places["harbour"] == [(1, 1)]
    assert found.places["14"] == [(0, 2), (1, 2)]
    assert found.heads["team"] == {1: 1.0}
    assert found.sizes[1][1] == 2
    assert (found.cell(0, 6), found.head(6), found.cell(0, 9)) == ("32", "Pts", "")


def test_what_is_short_over_a_column_is_written_out():
    """All such columns count games, so that "games" says less than "won"."""
    heads = grid(STANDINGS).heads
    assert heads["point"] == {6: 1.0}
    assert heads["win"] == {3: 1.0}
    assert heads["play"] == {2: 1.0}
    assert 0 < heads["game"][2] < 1
    assert "win" not in grid(STANDINGS.replace("| D | L |", "| X | Y |")).heads


def test_what_the_columns_hold():
    """Names, figures, ranks; sums, shares, times and years."""
    found = grid(STANDINGS)
    assert found.label == 1
    assert found.sorts[:3] == [Sort.FIGURE | Sort.RANK, Sort.NAME, Sort.FIGURE]
    text = (
        "Some title\n\nSome words.\n\n"
        "| Train | Year | Fare | Full | Departs | Day |\n|--|--|--|--|--|--|\n"
        "| RE 5 | 2019 | €4 | 40% | 21:15 | 14 March |\n| RE 7 | 2020 | €5 | 50% | 22:15 | 15 May |"
    )
    name, year, fare, full, departs, day = grid(text).sorts
    assert name is Sort.NAME
    assert year & Sort.YEAR
    assert fare & Sort.MONEY
    assert full & Sort.SHARE
    assert departs & day & Sort.TIME


def test_a_wide_header_over_short_rows_costs_no_more_than_its_cells():
    """What the columns hold is found cell by cell, not place by place of a square."""
    rows = "".join(f"| r{n} | {n} |\n" for n in range(800))

    def sorting(width):
        header = "|" + "|".join(f"c{n}" for n in range(width)) + "|\n" + "|--" * width + "|\n"
        article = from_plain("a", header + rows)
        (table,) = ArticleIndex(article).outline.tables
        assert (len(table.header), len(table.rows)) == (width, 800)
        return cost(lambda: Grid(article.text, table, tokenise("", "en"), "en").sorts)

    assert sorting(800) < 10 * sorting(2)
