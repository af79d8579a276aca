"""A digest as messages: whole items, the articles' own words, within Telegram's limits."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Message
from bot.outbox.requests import request
from bot.playground.rules.schema import load_schema
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.render.digests import Shown, digest
from bot.strings.catalogue import load_strings
from knowledge.model import Fact, FactKind, Item, Quote, Span
from knowledge.reading.plain import from_plain

DAY = dt.date(2026, 5, 4)
TEXT = (
    "The ferry resumed on Monday after nine days in the harbour.\n\n"
    "A second boat would cost 12 million euros, the council said.\n\n"
    "“We need this boat,” said the mayor, Ann Lee, “and we need it soon.”"
)
STRINGS = load_strings("en")


def place(words, text=TEXT):
    start = text.index(words)
    return Span(start, start + len(words))


def shown(number=1, url="https://example.org/ferry"):
    article = from_plain(f"ferry-{number}", TEXT, title=f"Ferry {number}", url=url)
    sentence = place("A second boat would cost 12 million euros, the council said.")
    figure = Fact(FactKind.MONEY, place("12 million euros"), sentence, 12e6, "EUR", "boat")
    quote = Quote((place("“We need this boat,”"), place("“and we need it soon.”")), "Ann Lee")
    line = place("The ferry resumed on Monday after nine days in the harbour.")
    links = (f"https://t.me/a?start={one}{number}" for one in ("", "summary_", "quotes_"))
    return Shown(Item(article, line, figure, quote), *links)


def marked(reply, kind):
    both = reply.text.encode("utf-16-le")
    return [
        both[one.offset * 2 : (one.offset + one.length) * 2].decode("utf-16-le")
        for one in reply.entities
        if one.kind == kind
    ]


def test_a_card_has_line_figure_and_quotation():
    """The articles' words in quotations, the figure in bold, the speaker above their words."""
    (reply,) = digest(STRINGS, "Morning", DAY, [shown()])
    assert reply.text.splitlines() == [
        "Morning · 4 May 2026",
        "",
        "Ferry 1",
        "The ferry resumed on Monday after nine days in the harbour.",
        "A second boat would cost 12 million euros, the council said.",
        "Ann Lee:",
        "“We need this boat,”",
        "“and we need it soon.”",
    ]
    assert len(marked(reply, "blockquote")) == 4
    assert marked(reply, "bold") == ["Morning", "Ferry 1", "12 million euros"]
    assert marked(reply, "text_link") == ["Ferry 1"]
    assert [[(one.label, one.url) for one in row] for row in reply.buttons] == [
        [
            ("Summary", "https://t.me/a?start=summary_1"),
            ("Quotes", "https://t.me/a?start=quotes_1"),
            ("Ask about this", "https://t.me/a?start=1"),
        ]
    ]


def test_of_several_each_has_its_number():
    """Above it and on its buttons; one that is alone needs none."""
    (reply,) = digest(STRINGS, "Morning", DAY, [shown(1), shown(2)])
    assert [line for line in reply.text.splitlines() if "Ferry" in line] == [
        "1. Ferry 1",
        "2. Ferry 2",
    ]
    assert [row[0].label for row in reply.buttons] == ["1 · Summary", "2 · Summary"]
    (alone,) = digest(STRINGS, "Morning", DAY, [shown()], layout="compact")
    assert [one.label for row in alone.buttons for one in row] == ["Ask about this"]


def test_a_compact_digest_has_a_line_an_item():
    """And a button each to ask about it."""
    (reply,) = digest(STRINGS, "Morning", DAY, [shown(n) for n in range(1, 8)], layout="compact")
    assert "12 million" not in reply.text
    assert reply.text.count("The ferry resumed") == 7
    assert [len(row) for row in reply.buttons] == [5, 2]
    assert reply.buttons[1][1].label == "Ask · 7"


def test_a_message_an_item_has_its_buttons_under_each():
    """The heading says how many come."""
    heading, *cards = digest(STRINGS, "Morning", DAY, [shown(n) for n in (1, 2)], layout="messages")
    assert heading.text == "Morning · 4 May 2026\n\n2 articles:"
    assert [card.text.splitlines()[0] for card in cards] == ["Ferry 1", "Ferry 2"]
    assert [[one.label for one in card.buttons[0]] for card in cards] == [
        ["Summary", "Quotes", "Ask about this"]
    ] * 2


def test_the_newsrooms_own_words_are_labelled_and_in_no_quotation():
    """A reader can tell them from the articles'."""
    (reply,) = digest(STRINGS, "Morning", DAY, [shown()], intro="A stormy week.")
    assert reply.text.splitlines()[1] == "From the newsroom: A stormy week."
    assert marked(reply, "italic")[0] == "From the newsroom:"
    assert not any("stormy" in words for words in marked(reply, "blockquote"))


def test_without_anything_new_it_says_so():
    """In one message without buttons."""
    (reply,) = digest(STRINGS, "Morning", DAY, [])
    assert reply.text == "Morning · 4 May 2026\n\nThere is nothing new since the last digest."
    assert reply.buttons == ()


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_every_language_has_a_digest(language):
    """With its own date."""
    replies = digest(load_strings(language), "M", DAY, [shown()], layout="messages", intro="x")
    assert "2026" in replies[0].text


def test_what_is_no_web_address_is_no_link():
    """A file may name anything as its address."""
    (reply,) = digest(STRINGS, "Morning", DAY, [shown(url="javascript:alert(1)")])
    assert marked(reply, "text_link") == []


SCHEMA = load_schema()
WORDS = st.text(max_size=60).flatmap(
    lambda piece: st.integers(1, 30).map(lambda times: f"{piece} " * times)
)


@st.composite
def items(draw):
    """Make an item of an article with any text, and any places in it."""
    text = draw(WORDS) + "x"
    article = from_plain("a", text, title=draw(WORDS))

    def span():
        start = draw(st.integers(0, len(article.text)))
        return Span(start, draw(st.integers(start, len(article.text))))

    figure = quote = line = None
    if draw(st.booleans()):
        line = span()
    if draw(st.booleans()):
        figure = Fact(FactKind.NUMBER, span(), span())
    if draw(st.booleans()):
        quote = Quote(tuple(span() for _ in range(draw(st.integers(1, 3)))), draw(WORDS))
    links = [draw(st.sampled_from(["", "https://t.me/a?start=b"])) for _ in range(3)]
    return Shown(Item(article, line, figure, quote), *links)


@given(
    st.lists(items(), max_size=6).flatmap(
        lambda held: st.integers(1, 4).map(lambda times: (held * times)[:20])
    ),
    st.sampled_from(["compact", "cards", "messages"]),
    WORDS,
    WORDS,
)
def test_whatever_it_holds_every_message_is_valid(held, layout, intro, title):
    """By the official schema, and within the limits of text, entities and buttons."""
    for reply in digest(STRINGS, title, DAY, held, layout=layout, intro=intro):
        method, parameters = request(Message(-1, reply, "post", silent=True, preview=True))
        SCHEMA.parse(method, parameters)
        assert 0 < units(reply.text) <= TEXT_LIMIT
        assert len(reply.entities) <= ENTITY_LIMIT
        assert sum(map(len, reply.buttons)) <= 100
        assert all(
            one.offset >= 0 and one.length > 0 and one.offset + one.length <= units(reply.text)
            for one in reply.entities
        )
