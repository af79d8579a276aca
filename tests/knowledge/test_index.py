from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex, language_of
from knowledge.reading.plain import from_plain
from knowledge.text.rows import without_tables

PIECES = st.lists(
    st.sampled_from(
        ["## Night ferry", "Ida Holm sails.", "It cost 4.12%.", "新闻", "“So!” he said."]
    )
    | st.text(max_size=60),
    max_size=8,
).map("\n\n".join)


def index_of(text, **given):
    return ArticleIndex(from_plain("a", text, **{"title": ""} | given))


@given(PIECES)
def test_a_sentence_knows_its_words(text):
    """Every token of a passage is in exactly one of its sentences, and counted there."""
    for passage in index_of(text).passages:
        assert passage.tokens.terms == [
            t for s in passage.sentences for t in passage.tokens.terms[s.first : s.last]
        ]
        for sentence in passage.sentences:
            assert sum(sentence.counts.values()) == sentence.length
            for place in range(sentence.first, sentence.last):
                assert sentence.sentence.span.covers(passage.tokens.span(place, place))


@given(PIECES)
def test_the_collection_counts_passages(text):
    """A term's frequency is the number of passages that have it."""
    index = index_of(text)
    collection = index.collection
    assert collection.passages == len(index.passages)
    for term, frequency in collection.frequencies.items():
        assert frequency == sum(term in p.counts for p in index.passages)


def test_headings_and_the_title_can_be_asked_for():
    """Their words are known to the article, though no passage has them."""
    index = index_of("## Night ferry\n\nIt sails at nine.", title="Harbour news")
    assert {"night", "ferri", "harbour", "news"} <= index.frequencies.keys()
    assert index.passages[0].heading == {"night", "ferri"}
    assert not {"night", "harbour"} & index.collection.frequencies.keys()


def test_names_and_numbers_are_known():
    """They are what a passage must be about when a question has them."""
    index = index_of("The ship of Ida Holm cost 40 crowns in Oslo.")
    assert {"ida", "holm", "oslo", "40"} <= index.name_terms
    assert "crown" not in index.name_terms


def test_the_articles_language_rules_its_words():
    """German is stemmed as German, an unnamed language as English."""
    assert "haus" in index_of("Die Häuser sind alt.", language="de").frequencies
    assert "hous" in index_of("The houses are old.").frequencies


def test_a_tables_names_are_in_no_language():
    """However long it is, the words beside it tell which language the article is in."""
    rows = "\n".join(f"| Ville-sur-Mer {number} | {number} |" for number in range(100))
    text = (
        f"Where the sea rises\n\nThe towns and what they lose.\n\n| Town | Lost |\n|--|--|\n{rows}"
    )
    assert language_of(from_plain("a", text)) == "en"
    assert without_tables(from_plain("a", text)).strip().endswith("lose.")
