"""Spans in code points become entities in UTF-16 units, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.compose import TEXT_LIMIT, Composer, Strong, shorten, stripped, units, window
from bot.strings.catalogue import load_strings
from knowledge.model import Span

AWKWARD = [
    "🎉",
    "👩‍👩‍👧",
    "e\u0301\u0302",
    "שלום",
    "\u202e",
    "\u200b",
    "\r\n",
    " ",
    "𝒳",
    ". ",
    "漢。",
    "a",
]
texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(AWKWARD), max_size=300).map("".join),
    st.builds(lambda words, times: words * times, st.text(min_size=1, max_size=20), st.just(400)),
)


@st.composite
def spans_of(draw, text):
    start = draw(st.integers(0, len(text)))
    return Span(start, draw(st.integers(start, len(text))))


@st.composite
def texts_with_spans(draw):
    text = draw(texts)
    return text, draw(spans_of(text)), draw(spans_of(text))


def utf16_slice(text, entity):
    data = text.encode("utf-16-le", "surrogatepass")
    cut = data[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return cut.decode("utf-16-le", "surrogatepass")


@given(st.text())
def test_units_are_what_utf_16_takes(text):
    """The count of units is the length of the encoded text."""
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(texts_with_spans(), st.integers(2, 300), st.booleans())
def test_a_window_is_a_part_that_fits(material, room, sentences):
    """A window never leaves its span nor its room, and has no white space at its ends."""
    text, span, keep = material
    shown = window(text, span, room, keep, sentences=sentences)
    assert span.covers(shown)
    assert units(shown.of(text)) <= room
    assert shown.of(text) == shown.of(text).strip()


@given(texts_with_spans(), st.integers(2, 300), st.booleans())
def test_a_window_holds_what_is_to_be_kept(material, room, sentences):
    """What must be kept is inside the window whenever it fits at all."""
    text, span, keep = material
    keep = stripped(text, keep)
    if len(keep) and span.covers(keep) and units(keep.of(text)) < room:
        assert window(text, span, room, keep, sentences=sentences).covers(keep)


def test_a_window_is_cut_between_words():
    """A long sentence ends with a whole word."""
    text = "one two three four five"
    assert window(text, Span(0, len(text)), 10, Span(0, 3)).of(text) == "one two"


def test_a_window_around_a_late_answer_starts_with_a_word():
    """Where the answer stands late, the window is cut on both sides, between words."""
    text = "one two three four five six seven eight nine ten"
    keep = Span(text.index("seven"), text.index("seven") + 5)
    assert window(text, Span(0, len(text)), 16, keep).of(text) == "six seven eight"


def test_a_window_prefers_a_sentences_end():
    """With sentences asked for, a cut falls behind a full stop rather than between words."""
    text = "It rained all day. It snowed at night and on."
    assert window(text, Span(0, len(text)), 30, Span(0, 2), sentences=True).of(text) == (
        "It rained all day."
    )


def test_a_cut_does_not_part_a_letter_from_its_accents():
    """In a text without spaces a cut falls before a letter, never before its marks."""
    text = "e\u0301" * 10
    assert window(text, Span(0, len(text)), 5, Span(0, 0)).of(text) == "e\u0301" * 2


@given(texts, st.integers(2, 100))
def test_a_label_is_one_line_that_fits(text, room):
    """A shortened text has no line break and no more units than asked for."""
    label = shorten(text, room)
    assert units(label) <= room
    assert len(label.splitlines()) <= 1


def test_a_label_ends_with_a_word():
    """A comma before the mark of what was cut is left out too."""
    assert shorten("In The Hague, leaders met", 15) == "In The Hague…"


def test_a_label_cannot_turn_the_line_it_stands_in():
    """A mark that turns the direction of writing, left open in a title, is left out."""
    assert shorten("Open \u202egnp.exe\u2066 now", 40) == "Open gnp.exe now"
    assert shorten("שלום עולם", 40) == "שלום עולם"


@given(texts_with_spans(), st.booleans())
def test_a_quotation_is_the_articles_words(material, expandable):
    """The entity of a quotation covers exactly the article's slice, the bold one its part."""
    text, span, bold = material
    span = stripped(text, span)
    message = Composer(load_strings())
    message.add("🎉 own words: ")
    if not message.fits(units(span.of(text)), 2):
        return
    message.quote(text, span, bold, expandable=expandable)
    reply = message.reply()
    assert units(reply.text) == message.used
    for entity in reply.entities:
        shown = utf16_slice(reply.text, entity)
        if entity.kind == "bold":
            assert shown == text[max(span.start, bold.start) : min(span.end, bold.end)]
        else:
            assert shown == span.of(text)
    assert bool(reply.entities) == bool(len(span))


def test_sentences_mark_their_commands_and_strong_values():
    """Commands in the bot's own sentences are marked, and values only where they are strong."""
    message = Composer(load_strings())
    message.add("𝒳")
    message.say("try")
    message.say("articles.chosen", title=Strong("/facts 🎉"))
    message.say("other.unknown_command", command="/help")
    reply = message.reply()
    marked = [(entity.kind, utf16_slice(reply.text, entity)) for entity in reply.entities]
    assert marked == [
        ("bot_command", "/summary"),
        ("bot_command", "/quotes"),
        ("bot_command", "/facts"),
        ("bold", "/facts 🎉"),
    ]


def test_appending_moves_entities():
    """A message appended to another keeps its entities over the same words."""
    first, second = Composer(load_strings()), Composer(load_strings())
    first.add("🎉🎉")
    second.add("plain ")
    second.add("strong", "bold")
    first.append(second)
    reply = first.reply()
    assert [utf16_slice(reply.text, entity) for entity in reply.entities] == ["strong"]


@pytest.mark.parametrize("text", ["", " \n", "a" * (TEXT_LIMIT + 1)])
def test_what_telegram_would_refuse_is_refused_here(text):
    """An empty message and one that is too long are mistakes, and never leave."""
    message = Composer(load_strings())
    message.add(text)
    with pytest.raises(ValueError, match="no message"):
        message.reply()
