from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.recent import Recent


def test_what_was_used_longest_ago_goes_first():
    """Reading a value counts as using it."""
    recent = Recent(2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    assert recent.get("a") == 1
    recent.keep("c", 3)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]


@given(st.lists(st.integers(0, 9)), st.integers(1, 5))
def test_the_last_keys_kept_are_there_and_no_others(keys, most):
    """However often each was kept, with the value it had last."""
    recent = Recent(most)
    for turn, key in enumerate(keys):
        assert recent.keep(key, (key, turn)) == (key, turn)
    last = {key: (key, turn) for turn, key in enumerate(keys)}
    alive = sorted(last, key=lambda key: last[key][1])[-most:]
    assert {key: recent.get(key) for key in range(10)} == {
        key: last[key] if key in alive else None for key in range(10)
    }
