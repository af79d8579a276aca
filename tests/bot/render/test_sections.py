"""Sections: their list, and their text from beginning to end, whatever the article is like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.rules import entities
from bot.render import sections
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT
from bot.strings.catalogue import load_strings
from knowledge.model import Outline, Section, Span
from tests.fakes.library import article

STRINGS = load_strings()


def parted(*parts):
    """Return an article of (heading, text) parts, and its outline."""
    text, found = "", []
    for heading, body in parts:
        place = Span(len(text), len(text) + len(heading)) if heading else None
        text += f"{heading}\n\n" if heading else ""
        found.append(Section(heading, place, Span(len(text), len(text) + len(body))))
        text += f"{body}\n\n"
    return article(text=text), Outline(tuple(found), (), ())


def quoted(reply):
    units = reply.text.encode("utf-16-le")
    return [
        units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le")
        for one in reply.entities
        if one.kind == "blockquote"
    ]


def test_headings_are_numbered_and_their_numbers_open_them():
    """What stands before the first heading has no name of its own and is told so."""
    source, outline = parted(("", "First words."), ("The rain", "It rained."))
    found = sections.listed(outline)
    reply = sections.contents(STRINGS, source, found, "t")
    assert reply.text.splitlines()[-2:] == [f"1. {STRINGS['sections.beginning']}", "2. The rain"]
    assert [one.data for one in reply.buttons[0]] == ["open.0:t", "open.1:t"]
    assert quoted(sections.opened(STRINGS, source, found, "t", 1)) == ["It rained."]


def test_an_article_without_headings_has_no_sections():
    """It says so and names /summary; there is no button."""
    source, outline = parted(("", "Only words."))
    assert sections.listed(outline) == ()
    reply = sections.contents(STRINGS, source, (), "t")
    assert reply.text.endswith(STRINGS["sections.none"])
    assert reply.buttons == ()


def test_a_section_that_is_interrupted_is_one():
    """Boilerplate parts a section's text, not the section."""
    heading = Span(0, 4)
    text = "Rain\n\nOne.\n\nADVERTISEMENT\n\nTwo."
    outline = Outline(
        (Section("Rain", heading, Span(6, 10)), Section("Rain", heading, Span(27, 31))), (), ()
    )
    found = sections.listed(outline)
    assert len(found) == 1
    reply = sections.opened(STRINGS, article(text=text), found, "t", 0)
    assert quoted(reply) == ["One.", "Two."]


def test_the_end_of_a_section_leads_to_the_next():
    """Whoever reads on taps one button after the other, and the last page has none."""
    source, outline = parted(("A", "One. " * 1200), ("B", "Two."))
    found = sections.listed(outline)
    labels, number = [], 0
    for number in range(len(sections.leaves(source, found))):
        reply = sections.opened(STRINGS, source, found, "t", number)
        labels.append([one.label for one in reply.buttons[0]])
    later, earlier, following = (
        STRINGS[key] for key in ("pages.later", "pages.earlier", "sections.next")
    )
    assert labels == [[later], [earlier, following], [STRINGS["sections.all"]]]
    with pytest.raises(IndexError):
        sections.opened(STRINGS, source, found, "t", number + 1)


BITS = st.lists(
    st.sampled_from(["a", "é", "❤\ufe0f", "🎉", " ", ". ", "\n", "\n\n", "x" * 40]),
    min_size=1,
    max_size=30,
)
WORDS = st.builds(lambda bits, times: "".join(bits) * times, BITS, st.integers(1, 40)).filter(
    lambda text: any(one.isalnum() for one in text)
)


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8"), max_size=300), WORDS), max_size=6))
def test_every_page_is_a_message_and_all_together_are_the_section(parts):
    """No page breaks a limit, and none of the article's words is lost or said twice."""
    source, outline = parted(*parts)
    found = sections.listed(outline)
    if not found:
        return
    read = {}
    for number, leaf in enumerate(sections.leaves(source, found)):
        reply = sections.opened(STRINGS, source, found, "t", number)
        assert entities.utf16_length(reply.text) <= TEXT_LIMIT
        assert len(reply.entities) <= ENTITY_LIMIT
        read.setdefault(leaf.section, []).extend(quoted(reply))
        page = sections.list_page(found, leaf.section)
        assert f"{leaf.section + 1}. " in sections.contents(STRINGS, source, found, "t", page).text
    for number, one in enumerate(found):
        said = "".join("".join(read.get(number, [])).split())
        assert said == "".join("".join(s.of(source.text) for s in one.spans).split())
