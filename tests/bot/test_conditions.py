"""Problems begin and end; whoever asks sees those that there are."""

from __future__ import annotations

from bot.conditions import Conditions


def test_a_problem_is_there_until_it_ends():
    """Each has a name; only its first beginning and its end are news."""
    conditions = Conditions()
    assert conditions.begin("disk", "it is full")
    assert not conditions.begin("disk", "it is still full")
    assert conditions.begin("telegram", "it is not reachable")
    assert list(conditions.now().items()) == [
        ("disk", "it is still full"),
        ("telegram", "it is not reachable"),
    ]
    assert conditions.end("disk")
    assert not conditions.end("disk")
    assert conditions.now() == {"telegram": "it is not reachable"}
