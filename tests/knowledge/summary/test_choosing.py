from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain
from knowledge.summary.choosing import Worth, choose
from knowledge.summary.standing import Standing
from knowledge.summary.worth import chances

WORDS = "ferry island bread captain storm pier baker seats the of and for".split()
sentences = st.lists(st.sampled_from(WORDS), min_size=4, max_size=9).map(
    lambda words: f"{' '.join(words).capitalize()}."
)
standing = st.sampled_from([Standing.ALONE, Standing.ALONE, Standing.LEANS, Standing.NEVER])


def worth_of(text, told=None, wanted=31.0):
    index = ArticleIndex(from_plain("a", text, title="", language="en"))
    found = [s for p in index.passages for s in p.sentences]
    told = told or [Standing.ALONE] * len(found)
    return Worth.of(index, found, told, wanted)


def value(worth, choice):
    expected = sum(worth.terms[p] for p in choice)
    expected -= sum(worth.shared(*pair) for pair in itertools.combinations(choice, 2))
    return worth.f1(expected, sum(worth.sentences[p].length for p in choice))


@given(st.lists(st.tuples(sentences, standing), min_size=1, max_size=6), st.integers(1, 3))
def test_no_other_choice_of_up_to_three_is_worth_more(given_, most):
    """Among few sentences the choice is the best there is, of those that may be made."""
    told = [one for _, one in given_]
    worth = worth_of(" ".join(text for text, _ in given_), told)
    among = [p for p, one in enumerate(told) if one is not Standing.NEVER]
    allowed = [
        choice
        for size in range(1, most + 1)
        for choice in itertools.combinations(among, size)
        if all(
            told[p] is Standing.ALONE or (p - 1 in choice and told[p - 1] is Standing.ALONE)
            for p in choice
        )
    ]
    found = tuple(choose(worth, among, most))
    best = max((value(worth, choice) for choice in allowed), default=None)
    assert (found in allowed) == bool(allowed)
    if best is not None:
        assert value(worth, found) >= best - 1e-9


def test_what_is_shared_counts_once():
    """A sentence said twice is worth hardly more than said once."""
    once = "Engineers found cracks in two piers of the bridge."
    worth = worth_of(f"{once} {once} The ferry sails again from Monday for the islands.")
    assert worth.shared(0, 1) > 0.7 * worth.terms[0]
    assert worth.shared(0, 2) < 0.3 * worth.terms[0]
    assert worth.repeats(0, 1) > 0.7
    assert choose(worth, [0, 1, 2], 2) != [0, 1]


def test_what_is_shared_is_added_in_the_order_of_the_text():
    """A sum in another order may differ in its last digit and turn a choice: it would by chance."""
    words = [f"word{number}" for number in range(40)]
    worth = worth_of(f"{' '.join(words).capitalize()}. {' '.join(reversed(words)).capitalize()}.")
    chances_ = [worth._once[term] for term in worth.sentences[0].counts]
    for number, term in enumerate(worth.sentences[0].counts):
        worth._once[term] = chances_[number] * 10.0 ** (number % 17)
    assert worth.shared(0, 1) == sum(worth._once[t] for t in worth.sentences[0].counts)


@given(st.lists(sentences, min_size=1, max_size=12))
def test_chances_are_probabilities(texts):
    """Every term of the text has one, between 0 and 1."""
    index = ArticleIndex(from_plain("a", " ".join(texts), title="", language="en"))
    found = [s for p in index.passages for s in p.sentences]
    content, function = chances(index, found)
    assert content.keys() | function.keys() == {t for s in found for t in s.counts}
    assert not content.keys() & function.keys()
    assert all(0 < chance < 1 for chance in [*content.values(), *function.values()])


def test_what_is_said_often_and_early_is_likelier():
    """So is what the title says; function words are told apart."""
    text = "The ferry sails. The ferry stops. The ferry is late. A gull sits on a pole."
    index = ArticleIndex(from_plain("a", text, title="Gull sighted", language="en"))
    content, function = chances(index, [s for p in index.passages for s in p.sentences])
    assert content["ferri"] > content["sail"] > content["pole"]
    assert content["gull"] > content["pole"]
    assert set(function) == {"the", "is", "a", "on"}
