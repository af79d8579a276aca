"""What a digest says of an article."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.digesting.items import LONGEST, item
from knowledge.errors import UnknownArticleError
from knowledge.extraction.facts.finding import find_facts
from knowledge.index import ArticleIndex
from knowledge.library import Library, open_library
from knowledge.reading.files import read_file
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from knowledge.store import open_store
from tests.fakes.correcting import Corrected
from tests.fakes.town import SEED, SEEDS

REPORT = from_plain(
    "lund",
    "The harbour of Lund was closed on Monday after a storm had torn two cranes from their rails"
    " and sunk eleven fishing boats.\n\n"
    "“Nobody here expected this storm,” said the harbour master Anna Berg. He said “no”.\n\n"
    "The repair will cost 2 million euros, the town said.\n\n"
    "Insurers pay 40 percent of the damage.",
    title="The harbour is closed",
    published=dt.date(2025, 3, 6),
)


def now():
    return dt.datetime(2025, 6, 25, tzinfo=dt.UTC)


def facts_of(index):
    return find_facts(
        index.article, index.outline, index.language, cast=index.cast, quotes=index.quotes
    )


@pytest.fixture
def library():
    """Open a library of one report."""
    with closing(open_library(LibrarySettings(store="sqlite://"), clock=now)) as library:
        list(library.build([("lund", REPORT)]))
        yield library


def test_an_item_has_a_line_a_figure_and_a_quotation(library):
    """Each of them the article's own words, and no sentence twice."""
    made = library.item("lund")
    text = REPORT.text
    assert made.line.of(text).startswith("The harbour of Lund was closed")
    assert made.figure.span.of(text) == "2 million euros"
    assert made.quote.text(text) == "“Nobody here expected this storm,”"
    assert made.quote.speaker == "Anna Berg"


def test_an_article_with_nothing_to_show_has_an_empty_item(library):
    """Nothing is made up for it."""
    bare = from_plain("bare", "\n", title="Nothing yet")
    list(library.build([("bare", bare)]))
    made = library.item("bare")
    assert (made.line, made.figure, made.quote) == (None, None, None)


CORRECTED = from_plain(
    "lund",
    "On Tuesday morning the harbour of Malmö was opened again by its master Per Holm.\n\n"
    "“We have waited nine long weeks for this day,” said Per Holm.\n\n"
    "The new cranes cost 31 million euros, the town said.",
    title="The harbour is open",
    published=dt.date(2025, 3, 6),
)


@pytest.mark.parametrize("after", ["article", "quotes", "facts"])
def test_an_item_is_of_one_version(after):
    """Whenever it is corrected: no sentence is cut out of one text at the places of another."""
    with closing(open_store("sqlite://", edition="main", clock=now)) as store:
        list(Library(store).build([("lund", REPORT)]))
        made = Library(Corrected(store, after, CORRECTED)).item("lund")
        whole = Library(store).item("lund")
    assert made == whole
    text = made.article.text
    assert made.article.version == 2
    assert made.quote.text(text) == "“We have waited nine long weeks for this day,”"
    assert made.figure.span.of(text) == "31 million euros"
    assert made.quoting


def test_a_withdrawn_article_has_no_item(library):
    """As with everything that a library is asked for."""
    with pytest.raises(UnknownArticleError):
        library.item("nowhere")


def test_the_seed_article_has_a_whole_item():
    """As it would be posted."""
    article = read_file(SEEDS / f"{SEED}.txt")
    index = ArticleIndex(article)
    made = item(index, index.quotes, facts_of(index))
    assert None not in (made.line, made.figure, made.quote)
    assert made.figure.subject


@given(
    st.text(max_size=600),
    st.lists(
        st.sampled_from(
            ["5 %", "“we will go there now,” said Ann Lee.", "It cost $3.", ". ", "\n\n"]
        ),
        max_size=12,
    ),
)
def test_whatever_the_text_an_item_is_short_and_its_own_words(noise, parts):
    """Line, figure and quotation are spans of the article, of which no two meet."""
    article = from_plain("noise", noise + " ".join(parts), title="Noise")
    index = ArticleIndex(article)
    made = item(index, index.quotes, facts_of(index))
    spans = [made.line] if made.line else []
    if made.figure:
        assert len(made.figure.sentence) <= LONGEST
        spans.append(made.figure.sentence)
    if made.quote:
        assert len(made.quote.text(article.text)) <= LONGEST
    assert all(span.end <= len(article.text) for span in spans)
    assert len(spans) < 2 or not spans[0].meets(spans[1])
