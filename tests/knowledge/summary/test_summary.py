from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.model import BlockKind
from knowledge.reading.plain import from_plain
from knowledge.summary.summary import summarise

NEWS = (
    "The old harbour bridge was closed on Tuesday after engineers found cracks in two piers. "
    "They had been called by a fisherman. Some of them were surprised.\n\n"
    "Repairs of the harbour bridge will cost the city 12 million crowns, the mayor said. "
    "The old harbour bridge was closed on Tuesday because engineers found cracks in two piers.\n\n"
    "A gull watched."
)


def summary(text, sentences=3, title=""):
    article = from_plain("a", text, title=title)
    return [s.of(text) for s in summarise(ArticleIndex(article), sentences).sentences]


def test_what_matters_comes_first():
    """News opens with it, so a summary of one sentence is the opening."""
    assert summary(NEWS, 1) == [NEWS[: NEWS.index(" They")]]


def test_a_summary_does_not_repeat_itself():
    """Of two sentences that say the same, one is taken."""
    assert sum("found cracks" in s for s in summary(NEWS, 4)) == 1


def test_a_sentence_that_points_back_follows_what_it_points_to():
    """What "they" are is not known out of context; nor does a scrap stand for the whole."""
    for sentences in range(1, 7):
        chosen = summary(NEWS, sentences)
        assert not any("gull" in s for s in chosen)
        for place, sentence in enumerate(chosen):
            if sentence.startswith("They"):
                assert chosen[place - 1] == NEWS[: NEWS.index(" They")]
            assert not sentence.startswith("Some of them")


@pytest.mark.parametrize("sentences", [1, 2, 4, 100])
def test_the_seed_is_summed_up_in_its_own_sentences(seed, sentences):
    """At most so many, in order, and none from the boilerplate."""
    found = summarise(ArticleIndex(seed), sentences).sentences
    assert 1 <= len(found) <= sentences
    assert list(found) == sorted(found)
    furniture = [b.span for b in seed.blocks if b.kind is not BlockKind.PARAGRAPH]
    assert not any(s.meets(f) for s in found for f in furniture)


@given(
    st.text(max_size=300) | st.lists(st.sampled_from(NEWS.split(" ")), max_size=60).map(" ".join)
)
def test_any_text_is_summed_up(text):
    """Distinct sentences of it, in order; nothing only where there is nothing."""
    index = ArticleIndex(from_plain("a", text, title=""))
    found = summarise(index).sentences
    assert list(found) == sorted(set(found))
    assert set(found) <= {s.span for s in index.outline.sentences}
    assert bool(found) == bool(text.strip())
    assert len(found) <= 3
