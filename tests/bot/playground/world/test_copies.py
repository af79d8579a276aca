from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.world.copies import copied

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


def changeable(value):
    """List the objects and arrays in a value, itself included."""
    if isinstance(value, dict):
        return [value, *(found for inner in value.values() for found in changeable(inner))]
    if isinstance(value, list):
        return [value, *(found for inner in value for found in changeable(inner))]
    return []


@given(JSON)
def test_a_copy_is_equal_and_shares_nothing(value):
    """Nothing that is done to a copy is seen in what it was copied from."""
    copy = copied(value)
    assert copy == value
    assert not {id(one) for one in changeable(copy)} & {id(one) for one in changeable(value)}
