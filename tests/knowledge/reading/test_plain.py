from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.outline import outline
from knowledge.model import BlockKind, Span
from knowledge.reading.plain import from_plain

LINES = st.sampled_from(
    [
        "## Heading",
        "**Bold**",
        "By Ida Holm",
        "Tags:",
        "Read more",
        "The bridge was closed.",
        "“Why now?” she asked.",
        "word " * 30,
        "x" * 700,
        "",
        " ",
        "\u00a0",
        "\r",
        "* * *",
        "#",
        "****",
        "| a | 1 |",
        "|--|--|",
        "b\t2",
        "c   3",
    ]
)
TEXTS = (
    st.text(max_size=300)
    | st.text(alphabet='aA. \n\r\t#*_"“”', max_size=300)
    | st.lists(LINES, max_size=12).map("\n".join)
    | st.lists(LINES, max_size=12).map("\r\n".join)
)

WRAPPED = """\
The ferry will run all night in July, the
council said, because the bridge cannot be
crossed before the repairs have come to an
end. Tickets stay as cheap as they were.

A second ferry may follow."""


def kinds(text, **given):
    article = from_plain("a", text, **given)
    return [(b.kind.value, b.span.of(text)) for b in article.blocks]


def paragraphs(text, **given):
    return [words for kind, words in kinds(text, **given) if kind == "paragraph"]


@given(TEXTS, st.none() | st.sampled_from(["", "Heading", "The bridge was closed."]))
def test_any_text_becomes_blocks_inside_it(text, title):
    """The text stays as it is; blocks are in order, apart, and lose nothing but marks and space."""
    article = from_plain("a", text, title=title)
    assert article.text == text
    position = 0
    for block in article.blocks:
        assert block.span.start >= position
        assert block.span.end <= len(text)
        words = block.span.of(text)
        assert words == words.strip() != ""
        assert (
            text[position : block.span.start].strip("#*_: \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f").strip()
            == ""
        )
        position = block.span.end
    assert text[position:].strip("#*_: \t\r\n").strip("#*_:").strip() == ""


@given(TEXTS, st.none() | st.sampled_from(["", "Heading"]))
def test_any_text_that_is_not_blank_has_a_passage(text, title):
    """Something can be shown of every text that says something."""
    article = from_plain("a", text, title=title)
    structure = outline(article)
    assert bool(structure.passages) == bool(text.strip())
    assert len(structure.sentences) >= len(structure.passages)


def test_hard_wrapped_lines_are_one_paragraph():
    """Lines that an editor broke belong together; a blank line parts paragraphs."""
    assert len(paragraphs(WRAPPED, title="")) == 2
    assert paragraphs(WRAPPED.replace("\n", "\r\n"), title="")[0].endswith("as they were.")


def test_each_line_can_be_a_paragraph():
    """Lines that end on purpose are paragraphs of their own."""
    text = "Short.\nThe ferry will run all night in July, the council said on Monday.\nAlso short."
    assert paragraphs(text, title="") == text.split("\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end):
    """Windows and old Mac files are cut as Unix ones are."""
    lines = ("Bridge closed", "", "Engineers found cracks.", "", "## Ferry", "", "It runs.")
    article = from_plain("a", end.join(lines))
    assert article.title == "Bridge closed"
    assert [b.span.of(article.text) for b in article.blocks] == [
        "Bridge closed",
        "Engineers found cracks.",
        "Ferry",
        "It runs.",
    ]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("# Ferry", 1),
        ("### Ferry", 3),
        ("## Ferry ##", 2),
        ("**Ferry**", 2),
        ("__Ferry__", 2),
        ("**Ferry**:", 2),
        ("  ## Ferry  ", 2),
    ],
)
def test_headings_people_paste(line, level):
    """A heading's span is its words, without the marks around them."""
    article = from_plain("a", f"First comes this.\n\n{line}\n\nThen that.", title="")
    heading = article.blocks[1]
    assert (heading.kind, heading.span.of(article.text)) == (BlockKind.HEADING, "Ferry")
    assert heading.level == level


@pytest.mark.parametrize(
    "line",
    ["#Ferry", "**Ferry** runs.", "**Ferry", "** Ferry **", "__", "#", "####### Ferry", "*Ferry*"],
)
def test_what_only_looks_like_a_heading(line):
    """Half a mark, or a mark in a sentence, makes no heading."""
    assert "heading" not in dict(kinds(f"First comes this.\n\n{line}\n\nThen that.", title=""))


def test_a_heading_longer_than_a_headline_is_a_paragraph():
    """Somebody who sets a whole paragraph in bold means a paragraph."""
    line = "**" + "very bold words " * 12 + "indeed**"
    assert line in paragraphs(f"First.\n\n{line}\n\nThen.", title="")


def test_the_first_line_is_the_title_if_it_is_a_headline():
    """One line without a full stop, with something after it."""
    assert from_plain("a", "Bridge closed\n\nIt cracked.").title == "Bridge closed"
    assert from_plain("a", "Bridge closed -\n\nIt cracked.").title == "Bridge closed"
    assert from_plain("a", "What now?\n\nIt cracked.").title == "What now?"
    assert from_plain("a", "The bridge was closed.\n\nIt cracked.").title == ""
    assert from_plain("a", "Bridge closed").title == ""
    assert from_plain("a", "w " * 200 + "\n\nIt cracked.").title == ""


def test_a_given_title_is_not_shown_twice():
    """A first line that repeats it is no passage, in any case of its letters."""
    text = "BRIDGE CLOSED\n\nIt cracked."
    assert paragraphs(text, title="Bridge closed") == ["It cracked."]
    assert paragraphs(text, title="Another") == ["BRIDGE CLOSED", "It cracked."]
    assert paragraphs(text, title="") == ["BRIDGE CLOSED", "It cracked."]


def test_what_is_given_is_kept():
    """Address, date and language are the caller's to know."""
    day = dt.date(2025, 3, 3)
    article = from_plain("x", "It cracked.", title="T", url="https://x.example", published=day)
    assert (article.id, article.title, article.url) == ("x", "T", "https://x.example")
    assert (article.published, article.language, article.version) == (day, "", 0)


def test_blocks_never_hold_a_heading_and_a_paragraph():
    """A line under a heading is its own block, blank line or not."""
    text = "First comes this.\n## Ferry\nIt runs.\n**Night**\nIt rests."
    assert kinds(text, title="") == [
        ("paragraph", "First comes this."),
        ("heading", "Ferry"),
        ("paragraph", "It runs."),
        ("heading", "Night"),
        ("paragraph", "It rests."),
    ]
    assert from_plain("a", text).blocks[0].span == Span(0, 17)
