"""Tables as HTML within Markdown are read like those in bars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import BlockKind
from knowledge.reading.markdown import from_markdown
from tests.fakes.cost import cost

_LONGEST = 2.0
PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        *"<table> </table> <tr> </tr> <td> <th> </td> <!-- --> < > a &amp; <br> |".split(),
    ]
)


def tables(markdown):
    """Return the tables of a text: their words, and whether each has a header."""
    article = from_markdown("a", "a", f"# Ships\n\nSome words.\n\n{markdown}\n\nMore words.\n")
    found = (b for b in article.blocks if b.kind is BlockKind.TABLE)
    return [(b.span.of(article.text), bool(b.level)) for b in found]


def row(*cells, kind="td"):
    return "<tr>" + "".join(f"<{kind} class='x'>{cell}</{kind}>" for cell in cells) + "</tr>"


def test_rows_and_cells_without_the_markup():
    """Character references are read, breaks are blanks, comments nothing; blank lines no end."""
    head = f"<table>\n<thead>{row('Ship', '2020', kind='th')}</thead>\n\n"
    body = row("<a href='x'>Alma &amp; Co</a>", "40<br>(est.)") + "\n" + row("B<!-- <td> -->", "")
    assert tables(f"{head}<tbody>{body}</tbody></table>") == [
        ("Ship | 2020\nAlma & Co | 40 (est.)\nB |", True)
    ]


def test_without_header_cells_the_first_row_is_one_if_it_looks_like_it():
    """As in plain text; a header cell that begins a row names that row."""
    plain = row("Ship", "Seats") + row("Alma", "40") + row("Beryl", "60")
    assert [has for _, has in tables(f"<table>{plain}</table>")] == [True]
    named = "<tr><th>Alma</th><td>40</td></tr><tr><th>Beryl</th><td>60</td></tr>"
    assert tables(f"<table>{named}</table>") == [("Alma | 40\nBeryl | 60", False)]


def test_a_table_inside_another_is_words_of_its_cell():
    """The outer one's rows are kept."""
    inner = f"<table>{row('1', '2')}</table>"
    assert tables(f"<table>{row('Alma', inner)}{row('Beryl', '3')}</table>") == [
        ("Alma | 12\nBeryl | 3", False)
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "<table><tr><td>all of the page</td></tr></table>",
        "<table></table>",
        "</table>",
        "<div>x</div>",
    ],
)
def test_layout_is_no_table(markdown):
    """One column, or nothing, is left out like other HTML."""
    assert tables(markdown) == []


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_html_becomes_blocks_in_order(markdown):
    """Whatever is open or closed twice."""
    article = from_markdown("a", "a", f"# Ships\n\nSome words.\n\n<table>{markdown}")
    ends = [0, *(block.span.end for block in article.blocks)]
    assert all(end <= b.span.start for end, b in zip(ends, article.blocks, strict=False))
    assert all(block.span.of(article.text).strip() for block in article.blocks)


@pytest.mark.parametrize(
    "piece", ["<table", "<table>", "<table><tr><td>", "<!--", "<td>1", "<", "</table>", "&"]
)
def test_hostile_html_is_read_in_time(piece):
    """However much of it is open."""
    assert cost(lambda: from_markdown("a", "a", "<table>" + piece * 30_000)) < _LONGEST
