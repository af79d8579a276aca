"""What an article's metadata looks like in a reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.render import about as render
from bot.strings.catalogue import load_strings
from knowledge.chat.about import Detail, Missing, about
from knowledge.model import Block, BlockKind, Span
from knowledge.reading.plain import from_plain
from tests.bot.render.test_passages import marked
from tests.fakes.library import SUMMIT_ARTICLE, article

STRINGS = load_strings()
TEXT = "Floods in the north\n\nBy Anna Berg, 3 March 2025\n\nThe river rose."
SIGNED = article(text=TEXT, title="Floods in the north", url="https://www.example.org/floods")
BLOCKS = (
    Block(BlockKind.TITLE, Span(0, 19)),
    Block(BlockKind.BYLINE, Span(21, 47)),
    Block(BlockKind.PARAGRAPH, Span(49, 64)),
)


def signed(**more):
    return replace(SIGNED, blocks=BLOCKS, author="Anna Berg", **more)


def show(source, detail):
    found, day = about(source, detail), about(source, Detail.PUBLISHED)
    return render.show(STRINGS, source, found, day)


def test_the_author_is_the_byline_with_the_day():
    """The article's own line is quoted, and when it was published said beside it."""
    reply = show(signed(published=dt.date(2025, 3, 3)), Detail.AUTHOR)
    assert marked(reply, "blockquote") == ["By Anna Berg, 3 March 2025", "3 March 2025"]
    assert "Published on 3 March 2025." in reply.text


def test_an_author_that_only_came_with_the_article_is_named():
    """Nothing is quoted that doesn't stand in the text."""
    reply = show(article(author="Anna Berg"), Detail.AUTHOR)
    assert reply.text.startswith("Written by Anna Berg.\nNo date is given.\n")
    assert marked(reply, "blockquote") == []


def test_a_day_that_only_the_text_tells_is_quoted():
    """Nobody has told the bot which day it was; the line above the article does."""
    line = "Published on 4 February 2026"
    dated = from_plain("a", f"Floods in the north\n\n{line}\n\nThe river rose fast.\n")
    reply = show(dated, Detail.PUBLISHED)
    assert reply.text.startswith(f"What stands above the article:\n{line}")
    assert marked(reply, "blockquote") == [line]


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (Detail.LINK, "Read it here: https://www.example.org/floods"),
        (Detail.TITLE, "The headline:\nFloods in the north"),
        (Detail.OUTLET, "Published at example.org."),
        (Detail.LENGTH, "3 words, about 1 minute of reading."),
        (Detail.MACHINE, STRINGS["about.missing.machine"]),
    ],
)
def test_each_detail_is_one_line(detail, words):
    """The line, and below it which article it is about."""
    below = "" if detail is Detail.TITLE else "\nFloods in the north"
    assert show(signed(), detail).text == words + below


def test_a_title_that_stands_nowhere_is_in_bold():
    """It came with the article, and is no quotation."""
    reply = show(SUMMIT_ARTICLE, Detail.TITLE)
    assert reply.text == "The headline: Leaders meet"
    assert marked(reply, "bold") == ["Leaders meet"]


def test_a_program_is_told_by_the_line_or_the_name():
    """The byline is quoted; a name that only came with the article is told."""
    by_line = article(text="By ChatGPT\n\nThe river rose.", author="ChatGPT")
    by_line = replace(by_line, blocks=(Block(BlockKind.BYLINE, Span(0, 10)),))
    assert marked(show(by_line, Detail.MACHINE), "blockquote") == ["By ChatGPT"]
    assert "It is signed “AI”." in show(article(author="AI desk"), Detail.MACHINE).text


@pytest.mark.parametrize("detail", Detail)
def test_what_is_missing_is_said(detail):
    """Every detail has its own sentence for it."""
    bare = article(title="", text="")
    assert about(bare, detail) == Missing(detail)
    assert show(bare, detail).text.startswith(STRINGS[f"about.missing.{detail}"])


def test_what_strangers_wrote_is_shortened():
    """A name, an address or a line of any length stays within a message."""
    long = article(author="A" * 9_000, url="https://example.org/" + "b" * 9_000, title="c" * 9_000)
    for detail in Detail:
        assert len(show(long, detail).text) < 1_000
