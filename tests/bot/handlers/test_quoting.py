"""What is quoted of a message is exactly a part of it, as Telegram compares it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity

from bot.handlers.quoting import QUOTE_ROOM, Standing, link
from bot.message import Mark
from bot.playground.rules import entities, limits
from bot.playground.rules.refusal import Refusal
from bot.render.compose import units

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KINDS = ("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time")
TEXTS = st.text(st.sampled_from("ab c\n“ї🎉é"), min_size=1, max_size=40)


def message(text="x", chat=None, **more):
    return Message(8, NOW, chat or Chat(-1_000_000_000_042, "supergroup"), text=text, **more)


@st.composite
def marked(draw):
    """Return a text, and entities that begin and end at its characters."""
    text = draw(TEXTS)
    bounds = [units(text[:at]) for at in range(len(text) + 1)]
    found = []
    for kind in draw(st.lists(st.sampled_from([*KINDS, "code", "url"]), max_size=6)):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        one = {"type": kind, "offset": bounds[start], "length": bounds[end] - bounds[start]}
        more = {"custom_emoji": {"custom_emoji_id": "7"}, "date_time": {"unix_time": 86_400}}
        found.append(one | more.get(kind, {}))
    return text, found


def as_entity(mark):
    """Return a mark as the Bot API's entity."""
    named = {"type": mark.kind, "offset": mark.offset, "length": mark.length}
    more = {"custom_emoji_id": mark.custom_emoji_id, "unix_time": mark.unix_time}
    return named | {name: value for name, value in more.items() if value}


@given(marked(), st.data())
def test_a_quotation_is_what_stands_there(made, data):
    """Whatever part is quoted: its words at its place in UTF-16 units, with just its marks."""
    text, found = made
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    known = [MessageEntity.de_json(one, None) for one in found]
    standing = Standing.unpack(Standing.of(message(text, entities=known)).pack())
    quote = standing.quote(words)
    assert (quote.text, quote.message_id, quote.chat) == (words, 8, "")
    assert entities.slice_utf16(text, quote.position, units(words)) == words
    limits.quote(quote.text, text)
    there = entities.quoted(found, quote.position, quote.position + units(words))
    assert entities.quoted([as_entity(mark) for mark in quote.marks]) == there


@given(TEXTS, TEXTS)
def test_other_words_are_not_quoted(text, words):
    """Not one character may differ, white space included."""
    quote = Standing(text, (), 8).quote(words)
    try:
        limits.quote(words, text)
    except Refusal:
        assert quote is None
    else:
        assert quote is not None


@pytest.mark.parametrize(("more", "fits"), [("", True), ("a", False)])
def test_a_quotation_has_its_limit(more, fits):
    """1,024 UTF-16 units, two for each of these."""
    words = "🎉" * (QUOTE_ROOM // 2) + more
    assert (Standing(f"{words}.", (), 8).quote(words) is not None) == fits


def test_nothing_is_no_quotation():
    """Neither no words nor those of a message without any."""
    assert Standing("a", (), 8).quote("") is None
    assert Standing.of(message(None)).quote("a") is None


def test_a_mark_is_cut_where_the_quotation_ends():
    """What goes beyond it on either side is left out, what only touches it, too."""
    marks = (Mark("bold", 0, 4), Mark("italic", 3, 9), Mark("spoiler", 8, 1))
    quote = Standing("one two three", marks, 8).quote("two ")
    assert quote.marks == (Mark("italic", 0, 4),)


@pytest.mark.parametrize(
    ("chat", "thread", "address"),
    [
        (Chat(-1_000_000_000_042, "supergroup"), None, "https://t.me/c/42/8"),
        (Chat(-1_000_000_000_042, "supergroup"), 5, "https://t.me/c/42/8?thread=5"),
        (
            Chat(-1_000_000_000_042, "supergroup", username="desk"),
            5,
            "https://t.me/desk/8?thread=5",
        ),
        (Chat(-42, "group"), None, ""),
    ],
)
def test_a_question_has_an_address(chat, thread, address):
    """Of a supergroup's messages, by name or number; those of a basic group have none."""
    assert link(message(chat=chat, message_thread_id=thread)) == address
