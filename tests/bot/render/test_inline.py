"""Every offer is valid by the Bot API's schema and limits, whatever the article; and quotes it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.offers import as_guest, inline
from bot.playground.rules.schema import load_schema
from bot.playground.world import offers as playground
from bot.playground.world.world import World
from bot.render import inline as render
from bot.render.compose import units
from bot.render.passages import Finding
from bot.reply import Offers
from bot.strings.catalogue import load_strings
from knowledge.model import (
    Article,
    Check,
    Edit,
    Hit,
    Passage,
    Quote,
    Section,
    Span,
    Summary,
    Verdict,
)
from tests.bot.render.test_compose import spans_of, texts, utf16_slice
from tests.fakes.library import SUMMIT_ARTICLE, find, hit

STRINGS = load_strings()
SCHEMA = load_schema()
LINK = "https://t.me/VerbatimBot?start=summit"
WORLD = World(1, "VerbatimBot", lambda: dt.datetime(2025, 8, 1, tzinfo=dt.UTC))


def accepted(*offers):
    """Send offers as a request through the schema and the playground's limits."""
    method, parameters = inline("1", Offers(offers, "10", STRINGS["inline.nearest"], "summit"))
    parsed = SCHEMA.parse(method, parameters)
    for result in parsed["results"]:
        playground.content(WORLD, result)
        assert 1 <= len(result["id"].encode()) <= 64
        assert result["title"].strip()
        assert units(result["title"]) <= render.TITLE_ROOM
        assert "\n" not in result["title"] + result["description"]
    for offer in offers:
        SCHEMA.parse(*as_guest("1", offer))


@st.composite
def articles(draw):
    text = draw(texts.filter(str.strip))
    return Article(
        "a" * draw(st.integers(1, 80)),
        draw(texts),
        text,
        (),
        published=draw(st.none() | st.dates()),
        url=draw(st.sampled_from(["", "https://example.org/a", "javascript:alert(1)"])),
        version=1,
    )


@st.composite
def findings(draw):
    article = draw(articles())
    passage = draw(spans_of(article.text).filter(lambda s: s.of(article.text).strip()))
    inside = spans_of(passage.of(article.text))

    def within():
        found = draw(inside)
        return Span(found.start + passage.start, found.end + passage.start)

    sentence = draw(
        st.just(passage) | st.builds(within).filter(lambda s: s.of(article.text).strip())
    )
    answer = draw(st.none() | st.just(sentence))
    section = Section(draw(texts), None, Span(0, len(article.text)))
    return Finding(
        Hit(article, section, Passage(0, 0, passage), sentence, 1.0),
        0,
        1,
        answer,
        draw(texts),
        draw(st.booleans()),
    )


@settings(max_examples=50)
@given(findings())
def test_any_passage_is_a_valid_offer(finding):
    """As a result and as a guest's answer; what it quotes is the article's."""
    offer, answer = (make(STRINGS, finding, LINK) for make in (render.passage, render.says))
    accepted(offer)
    accepted(answer)
    for reply in (offer.reply, answer.reply):
        quoted = [one for one in reply.entities if one.kind.endswith("blockquote")]
        assert quoted
        assert all(utf16_slice(reply.text, one) in finding.hit.article.text for one in quoted)


@settings(max_examples=50)
@given(articles(), st.data())
def test_any_quotation_and_any_article_is_a_valid_offer(article, data):
    """Broken quotations, headlines, summaries without a sentence, verdicts on any words."""
    span = spans_of(article.text).filter(lambda one: one.of(article.text).strip())
    spans: tuple[Span, ...] = ()
    for part in sorted(data.draw(st.lists(span, min_size=1, max_size=4))):
        if not any(part.meets(before) for before in spans):
            spans = (*spans, part)
    one = Quote(spans, data.draw(texts))
    section = data.draw(texts)
    headline = data.draw(st.booleans())
    quote = render.quote(STRINGS, article, one, section, LINK, headline=headline)
    recent = render.recent(STRINGS, Summary(article, spans[:1]), LINK)
    nothing = render.recent(STRINGS, Summary(article, ()), LINK)
    found = Check(Verdict.ALTERED, article, spans=spans, diff=(Edit("delete", data.draw(texts)),))
    accepted(quote, recent)
    accepted(nothing)
    accepted(render.checked(STRINGS, found, LINK))


def test_ids_differ_with_what_they_stand_for_and_tell_nothing():
    """The same words have the same id, other words another; no article's name is in it."""
    one, two = (
        render.passage(STRINGS, Finding(hit(SUMMIT_ARTICLE, words), 0, 1), LINK)
        for words in ("The Hague", "Wednesday")
    )
    again = render.passage(STRINGS, Finding(hit(SUMMIT_ARTICLE, "The Hague"), 0, 1), LINK)
    assert one.id == again.id != two.id
    assert SUMMIT_ARTICLE.id not in one.id


def test_the_snippet_marks_the_answer_and_is_cut_around_it():
    """The marks stand around the answer's words; a long sentence shows their neighbourhood."""
    words = f"On and on it went. {'word ' * 80}the answer {'more ' * 80}".strip()
    article = Article("a", "T", words, (), version=1)
    section = Section("", None, Span(0, len(words)))
    whole = Span(0, len(words))
    found = Finding(
        Hit(article, section, Passage(0, 0, whole), whole, 1.0), 0, 1, find(words, "the answer")
    )
    snippet = render.passage(STRINGS, found, LINK).description
    assert "▸the answer◂" in snippet
    assert (snippet[0], snippet[-1]) == ("…", "…")
    assert units(snippet) <= render.SNIPPET_ROOM + 4


def test_one_who_speaks_is_named_also_where_nothing_answers():
    """The last line says who speaks in the sentence, not "the article itself"."""
    near = Finding(hit(SUMMIT_ARTICLE, "We stand"), 0, 1, speaker="Keir Starmer")
    reply = render.passage(STRINGS, near, LINK).reply
    assert reply.text.splitlines()[-1].startswith("Keir Starmer · The summit")
