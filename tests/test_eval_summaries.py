from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain
from tests.eval.fit_summary import solve
from tests.eval.rouge import rouge_lsum, rouge_n, words
from tests.eval.summaries import lead, opens_unresolved, own, systems

TEXT = (
    "The ferry to the islands sails again. It had been repaired. But the bread is stale. "
    "However long it takes, the captain stays. He has a cabin."
)
summaries = st.lists(st.lists(st.sampled_from("abcd"), max_size=6), max_size=3)


def test_words_are_compared_as_the_usual_package_does():
    """In lower case, letters and digits, those over three letters stemmed."""
    found = words("The Ferries’ owners, in 2031: ÅLAND!")
    assert found == ["the", "ferri", "owner", "in", "2031", "land"]


@pytest.mark.parametrize(
    ("found", "right", "one", "two", "lsum"),
    # The values of rouge-score 0.1.2 for the same words.
    [
        (["a b c d"], ["a b c d"], 1.0, 1.0, 1.0),
        (["a b c d"], ["d c b a"], 1.0, 0.0, 0.25),
        (["a b", "c d"], ["a b c d"], 1.0, 1.0, 1.0),
        (["a a b"], ["a b b"], 2 / 3, 0.5, 2 / 3),
        (["a b"], [], 0.0, 0.0, 0.0),
        (["a", "b"], ["b x", "a y"], 2 / 3, 0.0, 2 / 3),
    ],
)
def test_rouge_is_what_the_paper_says(found, right, one, two, lsum):
    """Shared words, pairs, and words in order, as F-measures."""
    found, right = [s.split() for s in found], [s.split() for s in right]
    assert rouge_n(found, right, 1) == pytest.approx(one)
    assert rouge_n(found, right, 2) == pytest.approx(two)
    assert rouge_lsum(found, right) == pytest.approx(lsum)


@given(summaries, summaries)
def test_rouge_is_even_handed_and_bounded(one, two):
    """Words in order are no more than words; either side may come first for those."""
    score = rouge_n(one, two, 1)
    assert score == rouge_n(two, one, 1)
    assert 0 <= rouge_lsum(one, two) <= score + 1e-9 <= 1 + 1e-9


def test_openers_are_unresolved_where_the_sentence_before_is_not_shown():
    """A pronoun or connective is counted unless it follows on what it follows on."""
    index = ArticleIndex(from_plain("a", TEXT, title=""))
    all_of_them = [s.span for s in index.outline.sentences]
    assert opens_unresolved(TEXT, all_of_them, all_of_them) == [False] * 5
    some = [all_of_them[at] for at in (1, 2, 4)]
    assert opens_unresolved(TEXT, all_of_them, some) == [True, False, True]


@pytest.mark.parametrize(
    ("sentence", "unresolved"),
    [
        ("“It’s late,” the captain said.", True),
        ("OSLO (Reuters) – She has left.", True),
        ("(CNN)They have left.", True),
        ("There are forty seats.", False),
        ("There he left it.", True),
        ("Thatchers came from the mainland.", False),
    ],
)
def test_openers_are_words_behind_marks_and_datelines(sentence, unresolved):
    """What stands before the first word of an article's first sentence is looked behind."""
    spans = [s.span for s in ArticleIndex(from_plain("a", sentence, title="")).outline.sentences]
    assert opens_unresolved(sentence, spans, spans[:1]) == [unresolved]


def test_systems_choose_sentences_of_the_article():
    """This project's own is among them, and the first sentences are the first."""
    index = ArticleIndex(from_plain("a", TEXT, title=""))
    spans = [s.span for s in index.outline.sentences]
    assert lead(2)(index, spans) == spans[:2]
    assert set(own(index, spans)) <= set(spans)
    assert list(systems())[:3] == ["verbatim", "lead-2", "lead-3"]


def test_a_fit_finds_the_way_things_lean():
    """What comes with the truth gets a weight above 0, what goes without it one below."""
    rows = [(1.0, float(n % 2), float(n % 3 == 0)) for n in range(60)]
    _, with_it, without = solve(rows, [n % 2 == 1 and n % 3 != 0 for n in range(60)])
    assert with_it > 1 > -1 > without
