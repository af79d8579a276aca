"""A link under an article's words leads to these words on the publisher's page."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.fragments import LONGEST, WHOLE, link
from knowledge.model import Span
from tests.bot.render.test_compose import spans_of, texts
from tests.fakes.library import SUMMIT, find

URL = "https://example.org/summit"
# What the specification's grammar lets stand in a directive's part: percent-encoded bytes and
# unreserved characters, without the three that mean something.
PART = re.compile(r"(?:[A-Za-z0-9._~]|%[0-9A-F]{2})+")
LONG = (
    "The ministry said that farmers brought in 48 million tonnes of wheat this summer, more than "
    "in any of the ten years before, and that prices would not fall - not yet, at least."
)


def parts(url):
    """Read a directive as a browser does: the words that are looked for, first and last."""
    _, found, directive = url.partition(":~:text=")
    assert found
    read = directive.split(",")
    assert len(read) <= 2
    assert all(PART.fullmatch(one) for one in read), directive
    return [unquote(one, errors="strict") for one in read]


def located(page, words):
    """Return what a browser would mark on a page with this text: the first place that fits."""
    shown = " ".join(page.split())
    start = shown.index(words[0])
    end = start + len(words[0])
    if len(words) > 1:
        end = shown.index(words[1], end) + len(words[1])
    return shown[start:end]


def test_a_short_sentence_is_named_in_full():
    """Marks at its ends are left out: a page may print others; those inside are encoded."""
    said = "“We stand with Ukraine,” Keir Starmer said."
    url = link(URL, SUMMIT, find(SUMMIT, said))
    assert url == (f"{URL}#:~:text=We%20stand%20with%20Ukraine%2C%E2%80%9D%20Keir%20Starmer%20said")


def test_a_long_one_by_its_ends():
    """Its first words and its last, whole ones."""
    assert parts(link(URL, LONG, Span(0, len(LONG)))) == [
        "The ministry said that farmers",
        "fall - not yet, at least",
    ]


def test_words_that_stand_above_it_too_are_told_apart():
    """The browser takes the first place it finds, so as many words are named as it takes."""
    text = f"The ministry said that farmers protest.\n\n{LONG}"
    assert parts(link(URL, text, find(text, LONG)))[0] == (
        "The ministry said that farmers brought in 48"
    )


@pytest.mark.parametrize(
    ("url", "before"),
    [
        (f"{URL}#harvest", f"{URL}#harvest:~:text="),
        (f"{URL}#", f"{URL}#:~:text="),
        (f"{URL}?a=1&b=2#x:~:text=Leaders", f"{URL}?a=1&b=2#x:~:text="),
    ],
)
def test_a_place_of_the_pages_own_stays(url, before):
    """Its fragment goes before the words; words that somebody else had marked go."""
    assert link(url, SUMMIT, find(SUMMIT, "The Hague")) == f"{before}The%20Hague"


@pytest.mark.parametrize("words", ["a-b", "a,b", "a&b", "a#b", "a%b", "é ß", "a\n b", "naïve—so"])
def test_what_means_something_is_encoded(words):
    """The three that a directive is made of, too; white space is one space."""
    assert parts(link(URL, words, Span(0, len(words)))) == [" ".join(words.split())]


def test_without_words_the_page_is_linked():
    """A span of marks alone, words that would make the link too long, and no page at all."""
    assert link(URL, "… — 🎉", Span(0, 5)) == URL
    assert link(URL, "ї" * 400, Span(0, 400)) == URL
    assert link("javascript:alert(1)", SUMMIT, Span(0, 5)) == ""
    assert link("", SUMMIT, Span(0, 5)) == ""


@given(st.data())
def test_any_span_is_found_by_its_link(data):
    """The words that a browser finds begin and end as the span does, and the address is sound."""
    text = data.draw(texts)
    span = data.draw(spans_of(text))
    url = link(URL, text, span)
    assert len(url) <= LONGEST
    if url == URL:
        return
    words = parts(url)
    shown = " ".join(span.of(text).split())
    if any("\ud800" <= character <= "\udfff" for character in text):
        return  # such a text is in no page
    assert words[0] in shown
    assert words[-1] in shown
    found = located(span.of(text), words)
    assert found in shown
    if len(words) > 1:
        assert len(span) > WHOLE


@given(st.lists(st.sampled_from("the farmers brought in wheat this year -,&".split()), max_size=90))
def test_of_repeated_words_the_right_ones_are_marked(words):
    """However often the same few words come, a link with two ends leads to its own sentence."""
    before, said = " ".join(words[:30]), " ".join(words[30:])
    text = f"{before}. {said}."
    url = link(URL, text, Span(len(before) + 2, len(text)))
    if url != URL and len(named := parts(url)) > 1:
        assert located(text, named) in " ".join(said.split())
        assert text.index(named[0]) >= len(before) + 2
