"""The words of a question, as follow-ups see them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.chat.turns import words_of


@given(
    st.lists(st.sampled_from(["why", "Estonia", "co-owner", "a" * 70, "丁丂七丄", "4.12%", "…"])),
    st.integers(1, 8),
)
@example(["a" * 300, "why"], 1)
@example(["丁丂七丄" * 100], 7)
def test_the_first_words_are_the_same_however_many_follow(parts, most):
    """A long text is not cut up to its end for them."""
    text = " ".join(parts)
    assert words_of(text, most) == words_of(text)[:most]
