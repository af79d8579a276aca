"""Summary, quotations and facts: what commands, names and taps bring."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.model import Fact, FactKind, Outline, Quote, Quotes, Section
from tests.bot.render.test_passages import labels, marked
from tests.fakes.desk import DAY, OLENA, STRINGS, Desk
from tests.fakes.library import SUMMIT_ARTICLE, article, find


@pytest.fixture
def quoted():
    """Stand on an article with twelve quotations of two people."""
    words = [f"“{number} {'word ' * 60}”" for number in range(12)]
    source = article(text="\n\n".join(words))
    desk = Desk(source)
    desk.library.kept_quotes["summit"] = Quotes(
        tuple(
            Quote((find(source.text, one),), "Anna Berg" if number % 2 else "Jon Dahl")
            for number, one in enumerate(words)
        )
    )
    return desk


def test_quotations_are_paged_in_place(quoted):
    """Every quotation is shown once, page by page, under its speaker."""
    reply, shown = quoted.talk.overview(OLENA, "quotes"), []
    while True:
        shown += marked(reply, "blockquote")
        if "More ›" not in labels(reply)[-1]:
            break
        tapped = quoted.tap(reply, "More ›")
        assert not tapped.new
        reply = tapped.reply
    assert len(shown) == 12
    assert [int(one.split()[0][1:]) for one in shown] == [*range(0, 12, 2), *range(1, 12, 2)]


def test_a_quotation_opens_and_closes(quoted):
    """A number shows the quotation in its passage, and "Back" the page it stands on."""
    second = quoted.tap(quoted.talk.overview(OLENA, "quotes"), "More ›").reply
    opened = quoted.tap(second, "7").reply
    assert marked(opened, "bold")[0].startswith("“1 word")
    assert "Anna Berg" in opened.text
    assert quoted.tap(opened, "Back").reply == second


def test_a_list_of_another_version_begins_again(quoted):
    """What stood under a number may be another now: its first page is shown instead."""
    first = quoted.talk.overview(OLENA, "quotes")
    second = quoted.tap(first, "More ›").reply
    quoted.library.articles["summit"] = replace(quoted.library.article("summit"), version=2)
    again = quoted.tap(second, "7").reply
    assert (again.text, again.entities) == (first.text, first.entities)
    assert quoted.tap(again, "1").reply.text != again.text


def test_one_speakers_quotations(quoted):
    """A name leaves the others out, and a button brings them back."""
    reply = quoted.talk.overview(OLENA, "quotes", "berg")
    assert "Jon Dahl" not in reply.text
    assert labels(reply)[-1] == ["All speakers"]
    assert "Jon Dahl" in quoted.tap(reply, "All speakers").reply.text


def test_of_several_speakers_one_is_chosen(quoted):
    """A name that fits two, or nobody, asks; nothing of what was typed is repeated."""
    several = quoted.talk.overview(OLENA, "quotes", "n")
    assert several.text.endswith(STRINGS["quotes.which_speaker"])
    assert labels(several) == [["Jon Dahl"], ["Anna Berg"]]
    assert "Jon Dahl" not in quoted.tap(several, "Anna Berg").reply.text
    nobody = quoted.talk.overview(OLENA, "quotes", "Zoe")
    assert nobody.text.endswith(STRINGS["quotes.nobody"])
    assert "Zoe" not in nobody.text
    assert labels(nobody) == [["Jon Dahl"], ["Anna Berg"]]


def test_a_speaker_without_quotations_in_the_article():
    """Where nobody is quoted a name gets the plain sentence, and no button."""
    reply = Desk(SUMMIT_ARTICLE).talk.overview(OLENA, "quotes", "Rutte")
    assert reply.text.endswith(STRINGS["quotes.none"])
    assert reply.buttons == ()


def test_a_speaker_is_kept_while_the_article_is_chosen(several):
    """The question which article, after a name, still leads to that speaker's quotations."""
    text = several.library.article("second").text
    several.library.kept_quotes["second"] = Quotes(
        (Quote((find(text, "Wheat grew well."),), "A"), Quote((find(text, "Rye did not."),), "B"))
    )
    question = several.talk.overview(OLENA, "quotes", "b")
    assert marked(several.tap(question, "The harvest").reply, "blockquote") == ["Rye did not."]


def test_the_lengths_of_a_summary(alone):
    """The command and its buttons give a length; anything else is the usual one."""
    alone.library.summaries = {"summit": tuple(block.span for block in SUMMIT_ARTICLE.blocks) * 2}
    counts = {"short": 2, "normal": 3, "long": 6, "loooong": 3, "": 3}
    for typed, count in counts.items():
        reply = alone.talk.overview(OLENA, "summary", typed)
        assert len(marked(reply, "blockquote")) == count, typed
    longer = alone.tap(reply, "Long")
    assert not longer.new
    assert len(marked(longer.reply, "blockquote")) == 6
    assert labels(longer.reply) == [["Short", "Normal"]]
    assert len(marked(alone.talk.ask(OLENA, "summary short", DAY), "blockquote")) == 2


def test_facts_open_their_passage(alone):
    """A number shows where the fact stands, and "Back" the list."""
    place = find(SUMMIT_ARTICLE.text, "4.12%")
    alone.library.kept_facts["summit"] = (Fact(FactKind.PERCENT, place, place, 4.12, "%"),)
    reply = alone.talk.overview(OLENA, "facts")
    opened = alone.tap(reply, "1").reply
    assert marked(opened, "bold") == ["4.12%"]
    assert marked(opened, "blockquote")[0].startswith("Leaders met")
    assert alone.tap(opened, "Back").reply == reply


def test_sections_are_read_in_place_and_lead_back():
    """A number opens the section, "Next section" the one after it, "All sections" the list."""
    source = article(text="Rain\n\nIt rained.\n\nSun\n\nIt shone.")
    spans = [find(source.text, words) for words in ("Rain", "It rained.", "Sun", "It shone.")]
    desk = Desk(source)
    desk.library.outlines["summit"] = Outline(
        (Section("Rain", spans[0], spans[1]), Section("Sun", spans[2], spans[3])), (), ()
    )
    reply = desk.talk.overview(OLENA, "sections")
    first = desk.tap(reply, "1")
    assert not first.new
    assert marked(first.reply, "blockquote") == ["It rained."]
    second = desk.tap(first.reply, "Next section ›").reply
    assert marked(second, "blockquote") == ["It shone."]
    assert desk.tap(second, "All sections").reply == reply
    assert desk.talk.ask(OLENA, "table of contents", DAY).text == reply.text
    for wanted in ("2", "sun", " SUN "):
        assert desk.talk.overview(OLENA, "sections", wanted).text == second.text
    assert desk.talk.ask(OLENA, "sections 2", DAY).text == second.text
    for wanted in ("0", "3", "wind", "9" * 5000, "²"):
        assert desk.talk.overview(OLENA, "sections", wanted).text == reply.text
    assert desk.talk.ask(OLENA, "Sections", DAY).text == reply.text


def test_an_article_without_sections_says_so(alone):
    """And names the summary."""
    assert alone.talk.overview(OLENA, "sections").text.endswith(STRINGS["sections.none"])
