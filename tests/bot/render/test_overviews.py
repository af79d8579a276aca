"""Summary, quotations and facts are the article's words under fixed headings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.render import overviews
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.strings.catalogue import load_strings
from knowledge.model import Article, Fact, FactKind, Quote, Quotes, Span, Summary
from tests.bot.render.test_compose import spans_of, texts
from tests.bot.render.test_passages import labels, marked
from tests.fakes.library import SUMMIT_ARTICLE, article, find

STRINGS = load_strings()
TEXT = SUMMIT_ARTICLE.text


def fact(kind, words, subject="", text=TEXT):
    place = find(text, words)
    return Fact(kind, place, place, subject=subject)


def test_a_summary_is_title_date_and_sentences():
    """The linked title and the date stand above the sentences, each a quotation."""
    sentences = (find(TEXT, "Leaders met in The Hague."), find(TEXT, "The summit ended on"))
    reply = overviews.summary(STRINGS, Summary(SUMMIT_ARTICLE, sentences))
    assert reply.text.splitlines()[0] == "Leaders meet · 25 June 2025"
    assert marked(reply, "text_link") == ["Leaders meet"]
    assert marked(reply, "blockquote") == ["Leaders met in The Hague.", "The summit ended on"]


def test_an_article_without_sentences_says_so():
    """A summary of nothing is a plain sentence."""
    assert "no sentences" in overviews.summary(STRINGS, Summary(SUMMIT_ARTICLE, ())).text


def test_each_quotation_stands_under_its_speaker_in_its_parts():
    """A broken quotation keeps its parts apart; no word between them is taken for quoted."""
    source = article(text="“One,” Rutte said. “Two.” A man: “Three.”")
    text = source.text
    found = Quotes(
        (
            Quote((find(text, "“One,”"), find(text, "“Two.”")), "Mark Rutte"),
            Quote((find(text, "“Three.”"),)),
        )
    )
    reply = overviews.quotes(STRINGS, source, found)
    assert reply.text.splitlines()[1:] == [
        "",
        "Mark Rutte",
        "“One,”",
        "“Two.”",
        "Speaker not named",
        "“Three.”",
    ]
    assert marked(reply, "blockquote") == ["“One,”", "“Two.”", "“Three.”"]
    assert marked(reply, "bold") == ["Leaders meet", "Mark Rutte"]
    assert reply.buttons == ()


def test_an_article_without_quotations_says_so():
    """No quotations, and fragments alone are none: one plain sentence."""
    fragment = Quote((find(TEXT, "The Hague"),))
    reply = overviews.quotes(STRINGS, SUMMIT_ARTICLE, Quotes((), (fragment,)))
    assert reply.text.endswith(STRINGS["quotes.none"])


def test_many_quotations_go_on_behind_a_button():
    """Page by page every quotation is shown once, in order."""
    words = [f"“{number} {'word ' * 60}”" for number in range(40)]
    source = article(text="\n\n".join(words))
    found = Quotes(tuple(Quote((find(source.text, one),), "Somebody") for one in words))
    shown, first, pages = [], 0, 0
    while True:
        reply = overviews.quotes(STRINGS, source, found, first, "t")
        shown += marked(reply, "blockquote")
        pages += 1
        if not reply.buttons:
            break
        assert labels(reply) == [["More quotes"]]
        first = int(reply.buttons[0][0].data.removeprefix("quotes.").removesuffix(":t"))
    assert shown == words
    assert pages > 1


def test_facts_are_grouped_by_kind():
    """Amounts stand with their subject, names on one line; nothing is said twice."""
    found = (
        fact(FactKind.PLACE, "The Hague"),
        fact(FactKind.PERCENT, "4.12%", "Poland"),
        fact(FactKind.PERSON, "Keir Starmer"),
        fact(FactKind.PERCENT, "3.43%", "Estonia"),
        fact(FactKind.PLACE, "The Hague"),
    )
    assert overviews.facts(STRINGS, SUMMIT_ARTICLE, found).text.splitlines()[1:] == [
        "",
        "Shares",
        "• 4.12% – Poland",
        "• 3.43% – Estonia",
        "",
        "People",
        "Keir Starmer",
        "",
        "Places",
        "The Hague",
    ]


def test_many_facts_of_a_kind_are_counted():
    """Beyond a few of a kind their number is given."""
    text = " ".join(f"{number}%" for number in range(10, 22))
    source = article(text=text)
    found = [fact(FactKind.PERCENT, f"{number}%", text=text) for number in range(10, 22)]
    assert overviews.facts(STRINGS, source, found).text.endswith("• 17%\nand 4 more")


def test_an_article_without_facts_says_so():
    """No facts: one plain sentence."""
    assert "no numbers" in overviews.facts(STRINGS, SUMMIT_ARTICLE, ()).text


@st.composite
def any_article(draw):
    text = draw(texts)
    some_spans = st.lists(spans_of(text), min_size=1, max_size=120)
    quotes = draw(
        st.lists(
            st.builds(lambda spans, name: Quote(tuple(spans), name), some_spans, st.text()),
            max_size=12,
        )
    )
    facts = draw(
        st.lists(
            st.builds(
                lambda kind, span, subject: Fact(kind, span, span, subject=subject),
                st.sampled_from(FactKind),
                spans_of(text),
                st.text(max_size=100),
            ),
            max_size=60,
        )
    )
    sentences = draw(some_spans)
    return Article("a", draw(st.text()), text, ()), Quotes(tuple(quotes)), facts, tuple(sentences)


@given(any_article(), st.integers(0, 12))
def test_any_article_becomes_valid_messages(material, first):
    """Whatever was extracted: no exception, all limits kept, each quotation a slice of the text."""
    source, quotes, facts, sentences = material
    replies = (
        overviews.summary(STRINGS, Summary(source, sentences)),
        overviews.quotes(STRINGS, source, quotes, first, "t"),
        overviews.facts(STRINGS, source, facts),
    )
    for reply in replies:
        assert 0 < units(reply.text) <= TEXT_LIMIT
        assert len(reply.entities) <= ENTITY_LIMIT
        assert all(quoted in source.text for quoted in marked(reply, "blockquote"))


def test_a_quotation_too_long_for_a_message_is_cut_and_marked():
    """A quotation of thousands of words is shown as far as a message holds it."""
    text = "“" + "word " * 2000 + "”"
    source = article(text=text)
    reply = overviews.quotes(STRINGS, source, Quotes((Quote((Span(0, len(text)),), "A"),)))
    assert reply.text.endswith("…")
    (shown,) = marked(reply, "blockquote")
    assert shown in text
