"""What is known of an article itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chat.about import Detail, Known, Missing, about
from knowledge.model import Span
from knowledge.reading.plain import from_plain

DAY = dt.date(2025, 3, 3)
PASTED = from_plain(
    "floods",
    "Floods in the north\n\nBy Anna Berg\nMarch 3, 2025\n\nThe river rose by two metres.\n",
    url="https://user@www.example.org:443/floods?x=1",
    published=DAY,
)


def place(article, words):
    start = article.text.index(words)
    return Span(start, start + len(words))


def test_the_seed_is_signed_by_a_program(seed):
    """Its byline stands in the text and says so; a date is nowhere."""
    byline = about(seed, Detail.AUTHOR)
    assert (byline.value, byline.span.of(seed.text)) == ("AI", "By AI")
    machine = about(seed, Detail.MACHINE)
    assert (machine.value, machine.span) == ("AI", byline.span)
    assert about(seed, Detail.PUBLISHED) == Missing(Detail.PUBLISHED)
    assert about(seed, Detail.LINK) == Missing(Detail.LINK)
    title = about(seed, Detail.TITLE)
    assert title.span.of(seed.text).startswith(title.value.strip())


def test_a_date_beside_the_byline_is_found():
    """The day is the metadata's; where the text has it too, its place is known."""
    published = about(PASTED, Detail.PUBLISHED)
    assert published == Known(Detail.PUBLISHED, DAY, place(PASTED, "March 3, 2025"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Published on 4 February 2026", True),
        ("March 3, 2025", True),
        ("March 3, 2025 was a Monday.", False),
        ("Published by Holt", False),
    ],
)
def test_a_line_that_is_a_date_tells_it_where_nothing_else_does(line, found):
    """In its own words: which of several days it may be, nobody has to guess."""
    article = from_plain("a", f"Floods in the north\n\n{line}\n\nThe river rose fast.\n")
    told = about(article, Detail.PUBLISHED)
    if found:
        assert told == Known(Detail.PUBLISHED, line, place(article, line))
    else:
        assert told == Missing(Detail.PUBLISHED)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("http://News.Example.org", "news.example.org"),
        ("https://user:secret@example.org:8443/a", "example.org"),
    ],
)
def test_the_outlet_is_the_host(url, host):
    """Neither a user, a port, "www" nor a path belongs to it."""
    article = from_plain("a", "A text.", title="", url=url)
    assert about(article, Detail.OUTLET).value == host


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://example.org", "//example.org"])
def test_only_web_addresses_are_links(url):
    """Whatever else stands in a file's front matter is no link."""
    article = from_plain("a", "A text.", title="", url=url)
    assert about(article, Detail.LINK) == Missing(Detail.LINK)
    assert about(article, Detail.OUTLET) == Missing(Detail.OUTLET)


def test_the_length_counts_what_can_be_read():
    """Title and byline are no part of the reading."""
    assert about(PASTED, Detail.LENGTH).value == 6


def test_an_article_about_ai_is_not_by_one():
    """Only what surrounds the article says who wrote it."""
    article = from_plain("a", "By Anna Berg\n\nChatGPT wrote a poem, an AI painted.", title="AI")
    assert about(article, Detail.MACHINE) == Missing(Detail.MACHINE)
    assert about(article, Detail.AUTHOR).value == "Anna Berg"


@pytest.mark.parametrize("author", ["Ai Weiwei", "Kia Smith", "AI-Anna", "Said Aiken"])
def test_a_name_is_no_program(author):
    """Letters inside a name say nothing."""
    article = replace(from_plain("a", "A text.", title=""), author=author)
    assert about(article, Detail.MACHINE) == Missing(Detail.MACHINE)


@given(st.text(max_size=200), st.dates())
def test_any_article_can_be_asked_about(text, day):
    """What is said to stand in the text does."""
    article = from_plain("a", text, published=day)
    for detail in Detail:
        found = about(article, detail)
        assert found.detail is detail
        if isinstance(found, Known) and found.span is not None:
            assert found.span.of(article.text).strip()
