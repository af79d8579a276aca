"""What stands between white space, and what is kept of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunks import Remembered, chunks


@given(st.text(st.sampled_from("ab.’ \n\t\u00a0\u3000一")), st.integers(0, 50))
def test_chunks_are_what_stands_between_white_space(text, offset):
    """Each chunk stands where it is said to stand, and between them is white space only."""
    past = 0
    for chunk, start in chunks(text, offset):
        at = start - offset
        assert text[at : at + len(chunk)] == chunk
        assert not text[past:at].strip()
        past = at + len(chunk)
    assert not text[past:].strip()


@pytest.mark.parametrize("text", ["one two three", "one  two\nthree", " one two three "])
def test_white_space_of_any_width_parts_chunks(text):
    """Two spaces, a line's end or a space at the edge cost nothing."""
    assert [chunk for chunk, _ in chunks(text)] == ["one", "two", "three"]


def test_what_was_found_is_kept():
    """A rule is asked once for a chunk, however often it comes."""
    asked = []
    known = Remembered(lambda chunk: asked.append(chunk) or len(chunk))
    assert [known[chunk] for chunk in ("a", "bb", "a", "a")] == [1, 2, 1, 1]
    assert asked == ["a", "bb"]


def test_what_is_kept_is_bounded():
    """Chunks that go on for ever, or never come again, don't fill the memory."""
    known = Remembered(str.upper)
    for number in range(60_000):
        known[f"chunk{number:06}"]
    assert sum(map(len, known)) <= 200_000
    assert known["x" * 10_000] == "X" * 10_000
    assert max(map(len, known)) < 100
