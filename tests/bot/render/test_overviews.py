"""Summary, quotations and facts are the article's words under fixed headings, page by page."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.render import overviews, pages
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.render.overviews import LENGTHS, facts_listed, listed
from bot.reply import Button
from bot.strings.catalogue import load_strings
from knowledge.model import Article, Fact, FactKind, Length, Quote, Quotes, Span, Summary
from tests.bot.render.test_compose import spans_of, texts, utf16_slice
from tests.bot.render.test_passages import labels, marked
from tests.fakes.library import SUMMIT_ARTICLE, article, find

STRINGS = load_strings()
TEXT = SUMMIT_ARTICLE.text
NORMAL = Length.NORMAL


def fact(kind, words, subject="", text=TEXT):
    place = find(text, words)
    return Fact(kind, place, place, subject=subject)


def test_a_summary_is_title_date_and_sentences():
    """The linked title and the date stand above the sentences, each a quotation."""
    sentences = (find(TEXT, "Leaders met in The Hague."), find(TEXT, "The summit ended on"))
    reply = overviews.summary(STRINGS, Summary(SUMMIT_ARTICLE, sentences), NORMAL, "t")
    assert reply.text.splitlines()[0] == "Leaders meet · 25 June 2025"
    assert marked(reply, "text_link") == ["Leaders meet"]
    assert marked(reply, "blockquote") == ["Leaders met in The Hague.", "The summit ended on"]
    assert labels(reply) == [["Short", "Long"]]


def test_a_summary_of_sections_names_them():
    """The heading stands once above what stands under it in the article."""
    source = article(text="One. Two.\n\nTrade\n\nThree.")
    sentences = tuple(find(source.text, words) for words in ("One.", "Two.", "Three."))
    found = Summary(source, sentences, (None, None, find(source.text, "Trade")))
    reply = overviews.summary(STRINGS, found, Length.LONG)
    assert reply.text.splitlines()[1:] == ["One.", "Two.", "", "Trade", "Three."]
    assert marked(reply, "bold")[1:] == ["Trade"]


def test_an_article_without_sentences_says_so():
    """A summary of nothing is a plain sentence."""
    assert "no sentences" in overviews.summary(STRINGS, Summary(SUMMIT_ARTICLE, ()), NORMAL).text


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
    reply = overviews.quotes(STRINGS, source, listed(found))
    assert reply.text.splitlines()[1:] == [
        "",
        "Mark Rutte · 1",
        "“One,”",
        "“Two.”",
        "",
        "Speaker not named · 2",
        "“Three.”",
    ]
    assert marked(reply, "blockquote") == ["“One,”", "“Two.”", "“Three.”"]
    assert marked(reply, "bold") == ["Leaders meet", "Mark Rutte"]
    assert reply.buttons == ()


def test_quotations_are_grouped_and_the_headlines_come_last():
    """A speaker's words stand together; what only a headline has is said to be so."""
    text = "‘Four.’ “One.” “Two.” “Three.”"
    names = ("Anna Berg", "Jon Dahl", "Anna Berg")
    spans = [find(text, words) for words in ("“One.”", "“Two.”", "“Three.”")]
    found = Quotes(
        tuple(Quote((span,), name) for span, name in zip(spans, names, strict=True)),
        headlines=(Quote((find(text, "‘Four.’"),), "Jon Dahl"),),
    )
    source = article(text=text)
    reply = overviews.quotes(STRINGS, source, listed(found), "t")
    assert marked(reply, "blockquote") == ["“One.”", "“Three.”", "“Two.”", "‘Four.’"]
    assert reply.text.splitlines()[2:6] == ["Anna Berg · 1", "“One.”", "2", "“Three.”"]
    assert marked(reply, "bold")[1:] == ["Anna Berg", "Jon Dahl", "Jon Dahl"]
    assert marked(reply, "italic") == ["In the headline only"]
    assert labels(reply) == [["1", "2", "3", "4"]]
    assert [one.quote.speaker for one in listed(found, "Jon Dahl")] == ["Jon Dahl"] * 2


def test_an_article_without_quotations_says_so():
    """No quotations, and fragments alone are none: one plain sentence."""
    fragment = Quote((find(TEXT, "The Hague"),))
    reply = overviews.quotes(STRINGS, SUMMIT_ARTICLE, listed(Quotes((), (fragment,))))
    assert reply.text.endswith(STRINGS["quotes.none"])


def test_facts_are_grouped_by_kind():
    """Amounts stand with their subject, people with their role; nothing is said twice."""
    found = (
        fact(FactKind.PLACE, "The Hague"),
        replace(fact(FactKind.PERCENT, "4.12%", "Poland"), said_by="Keir Starmer"),
        replace(fact(FactKind.PERSON, "Keir Starmer"), role="prime minister"),
        replace(fact(FactKind.PERSON, "Leaders"), role="Leaders"),
        fact(FactKind.PERCENT, "3.43%", "Estonia"),
        fact(FactKind.PLACE, "The Hague"),
    )
    shown = facts_listed(SUMMIT_ARTICLE, found)
    reply = overviews.facts(STRINGS, SUMMIT_ARTICLE, shown, "t")
    assert reply.text.splitlines()[1:] == [
        "",
        "Shares",
        "1. 4.12% – Poland (according to Keir Starmer)",
        "2. 3.43% – Estonia",
        "",
        "People",
        "3. Keir Starmer – prime minister",
        "4. Leaders",
        "",
        "Places",
        "5. The Hague",
    ]
    assert labels(reply) == [["1", "2", "3", "4", "5"]]


def test_a_number_stands_with_what_it_counts():
    """The line has "three counts – Ida Holm", and of her own words her name but once."""
    text = "Ida Holm faces three counts of theft."
    counts = replace(fact(FactKind.NUMBER, "three", "Ida Holm", text=text), unit="counts")
    reply = overviews.facts(STRINGS, article(text=text), [counts], "t")
    assert reply.text.splitlines()[-1] == "1. three counts – Ida Holm"
    own = replace(counts, said_by="Ida Holm")
    reply = overviews.facts(STRINGS, article(text=text), [own], "t")
    assert reply.text.splitlines()[-1] == "1. three counts (according to Ida Holm)"


def test_many_facts_go_on_on_further_pages():
    """Ten a page, five buttons a row, and the page is named."""
    text = " ".join(f"{number}%" for number in range(10, 34))
    source = article(text=text)
    found = [fact(FactKind.PERCENT, f"{number}%", text=text) for number in range(10, 34)]
    reply = overviews.facts(STRINGS, source, found, "t", 1)
    assert "page 2 of 3" in reply.text
    assert "Shares\n11. 20%" in reply.text
    assert labels(reply) == [
        ["11", "12", "13", "14", "15"],
        ["16", "17", "18", "19", "20"],
        ["‹ Back", "More ›"],
    ]


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


def is_valid(reply, source):
    """Whether a reply keeps Telegram's limits and quotes nothing but the article."""
    return (
        0 < units(reply.text) <= TEXT_LIMIT
        and len(reply.entities) <= ENTITY_LIMIT
        and all(one.offset + one.length <= units(reply.text) for one in reply.entities)
        and all(quoted in source.text for quoted in marked(reply, "blockquote"))
    )


def letters(text):
    return "".join(text.split())


def all_pages(make):
    """Return every page of a list, by its "More ›" buttons."""
    replies = [make(0)]
    while replies[-1].buttons and any("More ›" in row for row in labels(replies[-1])):
        replies.append(make(len(replies)))
    return replies


@given(any_article(), st.sampled_from(LENGTHS))
def test_any_article_becomes_valid_messages(material, length):
    """Whatever was extracted: all limits kept on every page, and not a letter is left out."""
    source, quotes, facts, sentences = material
    found = listed(quotes)
    shown = all_pages(lambda page: overviews.quotes(STRINGS, source, found, "t", page))
    said = [span.of(source.text) for one in found for span in one.quote.spans]
    quoted = "".join(words for reply in shown for words in marked(reply, "blockquote"))
    assert letters(quoted) == letters("".join(said))
    summaries = all_pages(
        lambda page: overviews.summary(STRINGS, Summary(source, sentences), length, "t", page)
    )
    quoted = "".join(words for reply in summaries for words in marked(reply, "blockquote"))
    assert letters(quoted) == letters("".join(span.of(source.text) for span in sentences))
    some = facts_listed(source, facts)
    shown += summaries
    shown += all_pages(lambda page: overviews.facts(STRINGS, source, some, "t", page))
    assert all(is_valid(reply, source) for reply in shown)


@given(any_article(), st.booleans())
def test_any_place_can_be_opened(material, headline):
    """The words in their passage are a valid message, however long either is."""
    source, quotes, _, sentences = material
    back = Button("Back", "back.0:t")
    marked_spans = quotes.quotes[0].spans if quotes.quotes else sentences
    place = Span(min(s.start for s in marked_spans), max(s.end for s in marked_spans))
    if not place.of(source.text).strip():
        return
    reply = overviews.opened(
        STRINGS, source, place, marked_spans, back, speaker="x" * 500, headline=headline
    )
    assert is_valid(reply, source)


def test_the_link_to_a_short_fact_names_the_line_it_stands_in():
    """A page may have the same number, or name, long before that."""
    text = "It began in 34 places.\n\nThe council voted 34 to 21."
    source = article(text=text, url="https://example.org/vote")
    place = find(text, "The council voted 34 to 21.")
    number = Span(place.start + 18, place.start + 20)
    assert number.of(text) == "34"
    reply = overviews.opened(STRINGS, source, place, (number,), Button("Back", "back.0:t"))
    (url,) = (entity.url for entity in reply.entities if entity.url)
    assert url.endswith("#:~:text=The%20council%20voted%2034%20to%2021")


@given(texts, st.integers(4, 300))
def test_a_text_is_split_without_loss(text, room):
    """Pieces fit, are in order, and together have every letter; no character is cut in two."""
    parts = pages.split(text, Span(0, len(text)), room)
    assert all(units(part.of(text)) <= room for part in parts)
    assert letters("".join(part.of(text) for part in parts)) == letters(text)


def test_what_is_long_is_split_at_a_sentences_end():
    """The first piece ends with the last sentence that fits."""
    text = "One two three. " * 40
    first, *_ = pages.split(text, Span(0, len(text)), 100)
    assert first.of(text).endswith("three.")


def test_a_quotation_too_long_for_a_message_goes_on_on_the_next_page():
    """None of its words is lost, and its number opens it from its first page."""
    text = "“" + "word " * 2000 + "”"
    source = article(text=text)
    found = listed(Quotes((Quote((Span(0, len(text)),), "A"),)))
    shown = all_pages(lambda page: overviews.quotes(STRINGS, source, found, "t", page))
    assert len(shown) > 1
    assert labels(shown[0])[0] == ["1"]
    assert labels(shown[1])[0] == ["‹ Back", "More ›"]
    quoted = "".join(words for reply in shown for words in marked(reply, "blockquote"))
    assert letters(quoted) == letters(text)
    assert utf16_slice(shown[0].text, shown[0].entities[-1]).startswith("word")
