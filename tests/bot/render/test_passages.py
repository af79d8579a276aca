"""An answer is shown first, an abstention kindly, and of an article only its own words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.buttons import parse
from bot.render import passages
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.render.passages import Finding
from bot.strings.catalogue import load_strings
from knowledge.model import Article, Hit, Passage, Section, Span
from knowledge.reading.plain import from_plain
from tests.bot.render.test_compose import spans_of, texts, utf16_slice
from tests.fakes.library import SUMMIT_ARTICLE, article, find, hit

STRINGS = load_strings()


def marked(reply, kind):
    return [utf16_slice(reply.text, one) for one in reply.entities if one.kind == kind]


def labels(reply):
    return [[button.label for button in row] for row in reply.buttons]


def answered(words, source=SUMMIT_ARTICLE, count=1, **more):
    return Finding(hit(source, words), 0, count, find(source.text, words), **more)


def test_the_answer_stands_first_and_in_bold():
    """The first line is the answer's sentence, quoted, the answer in bold."""
    reply = passages.show(STRINGS, answered("The Hague"), "t")
    assert reply.text.splitlines()[0] == "Leaders met in The Hague."
    assert marked(reply, "blockquote") == ["Leaders met in The Hague."]
    assert marked(reply, "bold") == ["The Hague"]


def test_below_its_sentence_the_answer_stands_alone():
    """First the words that answer, then the whole passage, which says them where they belong."""
    reply = passages.show(STRINGS, answered("The Hague"), "t", brief=True)
    whole = SUMMIT_ARTICLE.blocks[0].span.of(SUMMIT_ARTICLE.text)
    assert marked(reply, "blockquote") == ["The Hague"]
    assert marked(reply, "expandable_blockquote") == [whole]
    assert marked(reply, "bold") == ["The Hague", "The Hague"]
    sentence = "The summit ended on Wednesday."
    same = [passages.show(STRINGS, answered(sentence), "t", brief=one) for one in (False, True)]
    assert same[0] == same[1]


def test_the_rest_of_the_passage_follows_folded():
    """What comes after the sentence is an expandable quotation."""
    reply = passages.show(STRINGS, answered("The Hague"), "t")
    assert marked(reply, "expandable_blockquote") == [
        "Poland was ahead of all members with 4.12% of GDP, followed by Estonia (3.43%)."
    ]


def test_a_sentence_from_the_middle_is_shown_again_in_its_place():
    """The passage is never spliced: an inner sentence comes with the whole of it."""
    reply = passages.show(STRINGS, answered("4.12% of GDP"), "t")
    (folded,) = marked(reply, "expandable_blockquote")
    assert folded == SUMMIT_ARTICLE.blocks[0].span.of(SUMMIT_ARTICLE.text)
    assert marked(reply, "bold") == ["4.12% of GDP", "4.12% of GDP"]


def test_a_passage_of_one_sentence_is_not_said_twice():
    """Where the sentence is the passage, nothing is folded."""
    reply = passages.show(STRINGS, answered("Wednesday"), "t")
    assert marked(reply, "expandable_blockquote") == []


def test_the_last_line_says_who_speaks_and_where():
    """Speaker, section, title with its link, and the date."""
    reply = passages.show(STRINGS, answered("The Hague"), "t")
    assert reply.text.splitlines()[-1] == (
        "the article itself · The summit · Leaders meet · 25 June 2025"
    )
    assert marked(reply, "italic") == ["the article itself"]
    assert marked(reply, "text_link") == ["Leaders meet"]
    (link,) = [one.url for one in reply.entities if one.url]
    assert link == "https://example.org/summit#:~:text=Leaders%20met%20in%20The%20Hague"


def test_a_quoted_speaker_is_named():
    """Where somebody is quoted, that is who speaks."""
    reply = passages.show(STRINGS, answered("stand with Ukraine", speaker="Keir Starmer"), "t")
    assert marked(reply, "italic") == ["Keir Starmer"]


def test_a_hostile_address_is_no_link():
    """Only an http address from an article's front matter becomes a link."""
    source = article(url="javascript:alert(1)")
    reply = passages.show(STRINGS, answered("The Hague", source), "t")
    assert marked(reply, "text_link") == []


def test_the_manual_answers_under_its_heading():
    """An answer from the manual is headed, and has no speaker and no date."""
    reply = passages.show(STRINGS, answered("The Hague", about_bot=True), "t")
    assert reply.text.splitlines()[0] == "About this bot"
    assert reply.text.splitlines()[-1] == "The summit · Leaders meet"


def test_a_long_sentence_is_cut_around_its_answer():
    """The cut is marked outside the quotation, which stays the article's words."""
    source = article(text="Many words " + "and more of them " * 40 + "led to 42 and " + "on " * 90)
    reply = passages.show(STRINGS, answered("42", source), "t")
    first, second, third = reply.text.splitlines()[:3]
    assert (first, third) == ("…", "…")
    assert second in source.text
    assert units(second) <= passages.SENTENCE_ROOM
    assert "42" in marked(reply, "bold")


def test_buttons_lead_on_and_back():
    """An answer offers its context and the next passage; the next one also the way back."""
    first = passages.show(STRINGS, answered("The Hague", count=2), "t")
    assert labels(first) == [["More context", "Next best"]]
    second = Finding(hit(SUMMIT_ARTICLE, "Wednesday"), 1, 2)
    reply = passages.show(STRINGS, second, "t")
    assert labels(reply) == [["More context"], ["Back"]]
    assert reply.text.splitlines()[0] == "Passage 2 of 2, by nearness to your question:"
    assert [button.data for row in reply.buttons for button in row] == ["more.1:t", "home:t"]


def test_context_is_the_section_with_the_answer_in_it():
    """More context is the section as a quotation, the answer still in bold."""
    found = answered("4.12% of GDP")
    reply = passages.show_context(STRINGS, found, found.hit.section.span, "t")
    assert marked(reply, "blockquote") == [SUMMIT_ARTICLE.text]
    assert marked(reply, "bold") == ["4.12% of GDP"]
    assert labels(reply) == [["Less"]]


def test_a_long_section_has_pages():
    """Cut at sentence ends, all of its words, from the page with the answer on."""
    sentences = " ".join(f"Sentence {number} tells of the harvest." for number in range(400))
    text = sentences.replace("Sentence 200 ", "Poland 200 ")
    source = from_plain("long", text, title="Long")
    at = text.index("Poland")
    whole = Span(0, len(text))
    sentence = Span(at, text.index(".", at) + 1)
    section = Section("", None, whole)
    passage = Passage(0, 0, sentence)
    found = Finding(Hit(source, section, passage, sentence, 1.0), 2, 3, Span(at, at + 6))
    reply = passages.show_context(STRINGS, found, whole, "t")
    assert marked(reply, "bold") == ["Poland"]
    turning, *rest = reply.buttons
    assert [one.label for one in turning] == ["‹ Back", "More ›"]
    assert [row[0].label for row in rest] == ["Less", "Back"]
    parts, number, page = [], 0, 0
    while True:
        reply = passages.show_context(STRINGS, found, whole, "t", page)
        (part,) = marked(reply, "blockquote")
        assert part.endswith(".")
        assert f"page {page + 1} of" in reply.text
        parts.append(part)
        later = [one for one in reply.buttons[0] if one.label == "More ›"]
        if not later:
            break
        number, page = passages.leaf(parse(later[0].data).number)
        assert number == 2
    assert " ".join(parts) == text
    with pytest.raises(IndexError):
        passages.show_context(STRINGS, found, whole, "t", page + 1)


def test_declining_offers_the_nearest_passages():
    """One kind sentence, and a button for each near passage with its first words."""
    hits = (hit(SUMMIT_ARTICLE, "Wednesday"), hit(SUMMIT_ARTICLE, "4.12%"))
    reply = passages.decline(STRINGS, "one", hits, "t")
    assert reply.text == "The article doesn't say. What comes nearest:"
    assert labels(reply) == [
        ["The summit ended on Wednesday."],
        ["Poland was ahead of all members with 4.12% of GDP, followed…"],
    ]
    assert [row[0].data for row in reply.buttons] == ["hit.0:t", "hit.1:t"]


def test_a_lone_near_passage_is_not_counted():
    """Counting to one tells nobody anything."""
    near = Finding(hit(SUMMIT_ARTICLE, "The Hague"), 0, 1, declined="one")
    reply = passages.show(STRINGS, near, "t")
    assert reply.text.splitlines()[0] == "The article doesn't say. What comes nearest:"


def test_the_last_line_stays_short():
    """A long section and a long title are cut: the last line is no paragraph of its own."""
    source = article(title="A headline that goes on and on and on " * 4)
    found = Finding(hit(source, "The Hague", "A heading just as long as that headline " * 4), 0, 1)
    last = passages.show(STRINGS, found, "t").text.splitlines()[-1]
    assert last == (
        "the article itself · A heading just as long as that headline… · "
        "A headline that goes on and on and on A…"
    )


def test_declining_with_nothing_near_says_what_can_be_done():
    """Without any passage to offer, the reader is shown two ways on."""
    reply = passages.decline(STRINGS, "many", (), "")
    assert reply.text.startswith("I didn't find that in these articles.")
    assert marked(reply, "bot_command") == ["/summary", "/articles"]
    assert reply.buttons == ()


def test_a_near_passage_never_looks_like_an_answer():
    """A passage shown after declining says so again, and marks nothing."""
    near = Finding(hit(SUMMIT_ARTICLE, "The Hague"), 0, 2, declined="one")
    reply = passages.show(STRINGS, near, "t")
    assert reply.text.startswith("The article doesn't say.")
    assert marked(reply, "bold") == []
    assert labels(reply) == [["More context", "Next best"], ["Back"]]


@st.composite
def any_finding(draw):
    text = draw(texts)
    source = Article(
        "a",
        draw(st.text(max_size=200)),
        text,
        (),
        published=draw(st.none() | st.dates(dt.date(1, 1, 1))),
        url=draw(st.sampled_from(["", "https://example.org"])),
    )
    section = Section(draw(st.text(max_size=200)), None, draw(spans_of(text)))
    passage = Passage(0, 0, draw(spans_of(text)))
    return Finding(
        Hit(source, section, passage, draw(spans_of(text)), 0.0),
        draw(st.integers(0, 2)),
        3,
        answer=draw(st.none() | spans_of(text)),
        speaker=draw(st.text(max_size=200)),
        about_bot=draw(st.booleans()),
        declined=draw(st.sampled_from([None, "one", "many", "language", "opening"])),
    )


@settings(max_examples=300)
@given(any_finding())
def test_any_finding_becomes_a_valid_message_of_the_articles_words(finding):
    """Whatever the spans: no exception, all limits kept, each quotation a slice of the text."""
    source = finding.hit.article
    shown = passages.show(STRINGS, finding, "t")
    wide = passages.show_context(STRINGS, finding, finding.hit.section.span, "t")
    brief = passages.show(STRINGS, finding, "t", brief=True)
    for reply in (shown, wide, brief):
        assert 0 < units(reply.text) <= TEXT_LIMIT
        assert len(reply.entities) <= ENTITY_LIMIT
        for entity in reply.entities:
            assert entity.length > 0
            assert 0 <= entity.offset <= entity.offset + entity.length <= units(reply.text)
            assert units(utf16_slice(reply.text, entity)) == entity.length
        for quoted in marked(reply, "blockquote") + marked(reply, "expandable_blockquote"):
            assert quoted in source.text


FARES = from_plain(
    "fares",
    "Ferry tickets get dearer\n\nFrom May the ferry costs more.\n\n"
    "| Ticket | Adult | Child |\n|---|---|---|\n| Single | €4.20 | €2.10 |\n"
    "| Day pass | €9.50 | €4.80 |",
)


def row(words, cell=None):
    """Return the finding of a table's row, a cell of it or all of it marked."""
    place, block = find(FARES.text, words), FARES.blocks[-1].span
    section = Section("", None, Span(0, len(FARES.text)))
    found = Hit(FARES, section, Passage(1, 0, block, 0), place, 1.0)
    return Finding(found, 0, 1, find(FARES.text, cell) if cell else place)


def test_a_row_stands_under_its_header():
    """Both are the article's words; the cell and the name over it are marked, below is the rest."""
    reply = passages.show(STRINGS, row("Day pass | €9.50 | €4.80", "€9.50"), "t")
    header, shown = "Ticket | Adult | Child", "Day pass | €9.50 | €4.80"
    assert reply.text.splitlines()[:3] == [header, "…", shown]
    assert marked(reply, "blockquote") == [header, shown]
    assert marked(reply, "bold") == ["Adult", "€9.50", "€9.50"]
    assert marked(reply, "expandable_blockquote") == [FARES.blocks[-1].span.of(FARES.text)]


def test_nothing_is_left_out_between_a_header_and_the_row_below_it():
    """What is drawn between them is nobody's words."""
    reply = passages.show(STRINGS, row("Single | €4.20 | €2.10"), "t")
    assert reply.text.splitlines()[:2] == ["Ticket | Adult | Child", "Single | €4.20 | €2.10"]
    assert marked(reply, "bold")[:1] == ["Single | €4.20 | €2.10"]


def test_a_cell_never_stands_alone():
    """Below the sentence that it was quoted from, a row is still shown with its header."""
    reply = passages.show(STRINGS, row("Day pass | €9.50 | €4.80", "€9.50"), "t", brief=True)
    assert marked(reply, "blockquote")[:2] == ["Ticket | Adult | Child", "Day pass | €9.50 | €4.80"]
