from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex, Collection
from knowledge.matching import resolve
from knowledge.questions.question import understand
from knowledge.ranking.ranking import rank
from knowledge.reading.plain import from_plain


def words(*paragraphs):
    """Make an article of so many passages, each long enough to stay one."""
    filler = "The quick brown foxes jumped over several lazy dogs near that garden wall yesterday. "
    return ArticleIndex(
        from_plain("a", "\n\n".join(f"{p} {filler * 2}".strip() for p in paragraphs), title="")
    )


def ranked(index, question, holds=lambda index, sentence: 0.0, promises=None):
    query = understand(question)
    standing = resolve(query.terms, index.frequencies, index.vocabulary)
    pool = [(index, p) for p in index.passages]
    return rank(query, standing, pool, index.collection, holds, promises)


def order(*arguments, **options):
    return [r.passage.passage.ordinal for r in ranked(*arguments, **options)]


def test_a_rare_word_counts_more_than_a_common_one():
    """Of two passages with one of the words each, the one with the rarer leads."""
    index = words("Ferries run.", "Ferries rest.", "Ferries wait.", "Trams run.")
    assert order(index, "ferries trams")[0] == 3


def test_passages_without_a_common_word_are_left_out():
    """What shares nothing with the question is no candidate."""
    index = words("Ferries run.", "Trams run.")
    assert order(index, "ferries") == [0]
    assert order(index, "zeppelins") == []


def test_words_side_by_side_count():
    """A passage that has the question's neighbours as neighbours leads one that scatters them."""
    scattered = "Night is when the ferry, an old one, rests."
    beside = "The night ferry rests there."
    index = words("Rain.", "Fog.", scattered, beside)
    assert order(index, "night ferry")[0] == 3


def test_the_heading_above_counts():
    """A passage under a heading with the question's word leads its like elsewhere."""
    body = "It costs four crowns for everybody who travels with a bicycle, the company says today."
    text = f"## Trams\n\n{body}\n\n## Ferries\n\n{body}"
    index = ArticleIndex(from_plain("a", text, title=""))
    assert order(index, "ferries crowns")[0] == 1


def test_what_holds_the_kind_asked_for_leads():
    """Of two like passages, the one with the kind of thing asked for comes first."""
    index = words("Ferries run.", "Ferries rest.", "Trams rust.")
    second = index.passages[1].sentences[0]
    assert order(index, "ferries", holds=lambda index, sentence: float(sentence is second))[0] == 1


def test_ties_keep_their_order():
    """The same words twice: the first stays first."""
    index = words("Ferries run.", "Ferries run.")
    assert order(index, "ferries") == [0, 1]


def test_the_best_sentence_is_the_one_with_the_words():
    """Inside a passage, what is shown first is what the question is about."""
    index = words("Trams rust in the rain. Ferries run at night. Bridges fall.")
    best = ranked(index, "ferries at night")[0].sentence.sentence.span
    assert best.of(index.article.text) == "Ferries run at night."


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_idf_is_positive_and_falls(passages, n):
    """However common a term is, it never counts against a passage; a rarer one counts more."""
    collection = Collection(passages, 1.0, {"x": n, "y": n + 1})
    assert collection.idf("x") > 0
    assert collection.idf("x") >= collection.idf("y")


SMALL = st.lists(
    st.sampled_from("ferry tram night run 4% “ ” . ## \n\n Ida Holm".split(" ")), max_size=60
)


@given(SMALL.map(" ".join), SMALL.map(" ".join))
def test_any_question_is_ranked(text, question):
    """Scores fall and are finite; coverage is a share; no passage comes twice."""
    index = ArticleIndex(from_plain("a", text, title=""))
    found = ranked(index, question, holds=lambda index, sentence: 0.5)
    scores = [r.score for r in found]
    assert scores == sorted(scores, reverse=True)
    assert all(math.isfinite(s) for s in scores)
    assert all(0 <= r.coverage <= 1 and 0 <= r.typed <= 1 for r in found)
    ordinals = [r.passage.passage.ordinal for r in found]
    assert len(set(ordinals)) == len(ordinals)
    assert all(r.sentence in r.passage.sentences for r in found)


def test_near_rivals_are_decided_by_what_they_promise():
    """Of two passages as good as each other, the one with more to point at leads."""
    index = words("Rain.", "The ferry rests there.", "The ferry waits there.")
    for better in (1, 2):
        promised = {1: -3.0, 2: -3.0, better: 1.0}
        found = ranked(
            index, "ferry", promises=lambda _, s, levels=promised: levels.get(s.sentence.passage)
        )
        assert found[0].passage.passage.ordinal == better
        assert found[0].score > found[1].score


def test_one_that_leads_by_far_is_not_asked_what_it_promises():
    """A promise cannot bring a passage before one that is much better."""
    index = words("Rain.", "The old night ferry to Skerra rests there.", "A ferry.")
    found = ranked(
        index, "old night ferry to Skerra", promises=lambda _, s: 9.0 * s.sentence.passage
    )
    assert found[0].passage.passage.ordinal == 1
    assert found[0].features["pointed"] == 0


def test_how_many_are_wanted_changes_none_of_the_best():
    """More passages come behind those that few would have been, in the same order, each once."""
    index = words(*(f"Ferries run on line {number}." for number in range(30)))
    query = understand("when do ferries run on line 7")
    standing = resolve(query.terms, index.frequencies, index.vocabulary)
    pool = [(index, p) for p in index.passages]
    few, many = (
        [one.passage.passage.ordinal for one in rank(
            query, standing, pool, index.collection, lambda index, sentence: 0.0, most=most
        )]
        for most in (3, 20)
    )  # fmt: skip
    assert many[:3] == few
    assert (len(few), len(many), len(set(many))) == (3, 20, 20)
