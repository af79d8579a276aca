"""A table is told from lines of text by its bars, its tabs or its columns of figures."""

from __future__ import annotations

import pytest

from knowledge.model import BlockKind
from knowledge.reading.plain import from_plain
from tests.fakes.cost import cost

# A text that takes longer than this is not read in linear time.
_LONGEST = 2.0


def tables(text):
    """Return the tables of a text: their words, and whether each has a header."""
    article = from_plain("a", f"Some title\n\nSome words first.\n\n{text}\n\nSome words after.")
    found = (b for b in article.blocks if b.kind is BlockKind.TABLE)
    return [(b.span.of(article.text), bool(b.level)) for b in found]


@pytest.mark.parametrize(
    ("text", "headed"),
    [
        ("| a | b |\n|---|---|\n| c | d |", True),
        ("a | b\n--|--\nc | d\ne | f", True),
        ("| City | 2020 |\n| Alma | 812 |", True),
        ("| Alma | 812 |\n| Beryl | 640 |", False),
        ("Alma | 812 | 4\nBeryl | 640 | 5\nCora | 2 | 6", False),
        ("Train\tDeparts\nNJ 401\t21:15\nNJ 403\t22:05", True),
        ("\t2010\t2020\nAlma\t812\t861\nBeryl\t640\t702", True),
        ("Alma\t812\nBeryl\t640", False),
        ("Day        High   Low\nThursday   21     12\nFriday     24     14", True),
        ("Thursday   21     12\nFriday     24     14\nSaturday   2     1", False),
    ],
)
def test_what_is_a_table(text, headed):
    """Its first row is a header where a line is drawn below, or it names columns of figures."""
    words = text.strip()
    assert [(found.strip(), has) for found, has in tables(text)] == [(words, headed)]


@pytest.mark.parametrize(
    "text",
    [
        "Home | News | Sport",
        "Home | News\nSport | Weather\nTravel | More",
        "She said:  it  is late.\nHe said:  it  is not.\nThey left.",
        "One line.\nAnother  line.\nA third line.",
        "a\tb",
        "- one  \n- two  \n- three  ",
        "|",
        "||\n||",
        "---\n---",
        "x = a || b\ny = c || d",
    ],
)
def test_what_is_none(text):
    """Menus, wide gaps in prose, lists and what is drawn stay lines of text."""
    assert tables(text) == []


def test_lines_around_a_table_stay_what_they_are():
    """A caption that no blank line parts from it, and a source below it, are paragraphs."""
    text = "Fares from May:\n| Ticket | Fare |\n|---|---|\n| Day | €9 |\nSource: Nordlin"
    article = from_plain("a", text, title="")
    assert [(b.kind, b.span.of(text).splitlines()[0]) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, "Fares from May:"),
        (BlockKind.TABLE, "| Ticket | Fare |"),
        (BlockKind.PARAGRAPH, "Source: Nordlin"),
    ]


def test_two_tables_and_a_table_at_the_top():
    """Each is a block; none is taken for the title."""
    article = from_plain("a", "| a | b |\n|--|--|\n| 1 | 2 |\n\n| c | d |\n|--|--|\n| 3 | 4 |")
    assert [b.kind for b in article.blocks] == [BlockKind.TABLE, BlockKind.TABLE]
    assert article.title == ""


def test_a_table_under_a_heading_that_leads_elsewhere_is_boilerplate():
    """As a paragraph is."""
    text = "Words here.\n\n## Read more\n\n| a | b |\n|--|--|\n| 1 | 2 |"
    kinds = [b.kind for b in from_plain("a", text, title="").blocks]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.BOILERPLATE, BlockKind.BOILERPLATE]


@pytest.mark.parametrize(
    "text",
    [
        "|" * 200_000,
        "| a " * 20_000 + "\n|--|--|\n" + "| 1 " * 20_000,
        "a" + " " * 200_000 + "b",
        ("x" + " " * 500 + "1\n") * 400,
        "\n".join("\t" * (number % 20) + "1" for number in range(10_000)),
        "\n".join("| a | 1 |" if number % 2 else "b" for number in range(10_000)),
        "|--|" * 50_000 + "\n" + "|--|" * 50_000,
    ],
    ids=["bars", "wide", "blank", "gaps", "tabs", "alternating", "drawn"],
)
def test_a_hostile_table_is_read_in_time(text):
    """However wide, however unequal its rows."""
    assert cost(lambda: from_plain("a", text)) < _LONGEST
