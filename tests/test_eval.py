from __future__ import annotations

import math
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eval.compare import flips, sign_test
from tests.eval.measures import (
    Share,
    auroc,
    calibration_error,
    cut_at,
    reliability,
    token_f1,
)
from tests.eval.quote_systems import Said
from tests.eval.quotes import Annotated, Gold, characters, judge
from tests.eval.typos import BESIDE, mistype, mistyped

confidences = st.lists(st.floats(0, 1, allow_nan=False), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    # Wilson's intervals as statsmodels' proportion_confint gives them.
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_intervals_are_wilsons(right, total, low, high):
    """A share's interval is the textbook's, also where nothing or everything was right."""
    assert Share(right, total).interval == pytest.approx((low, high), abs=1e-4)


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_auroc_is_the_share_of_pairs_in_order(positive, negative):
    """The area is the chance that a positive stands above a negative, ties half."""
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))


def test_auroc_of_nothing_is_no_number():
    """Without negatives there is nothing to tell apart."""
    assert math.isnan(auroc([0.5], []))


@given(confidences)
def test_the_cut_answers_nine_in_ten(found):
    """At the cut at least 90 % are answered, and no higher one would do."""
    cut = cut_at(found)
    assert sum(c >= cut for c in found) >= 0.9 * len(found)
    assert sum(c > cut for c in found) < 0.9 * len(found) or cut == max(found)


def test_f1_is_squads():
    """Articles, case and marks don't count; the best of several answers does."""
    assert token_f1("The Eiffel Tower!", ["eiffel tower"]) == 1
    assert token_f1("in the year 1990", ["1990", "nineteen ninety"]) == pytest.approx(0.5)
    assert token_f1("", ["x"]) == token_f1("y", ["x"]) == 0


@given(st.lists(st.tuples(st.floats(0, 1, allow_nan=False), st.booleans()), max_size=80))
def test_reliability_leaves_nobody_out(judged):
    """Every answer stands in the bin of its confidence."""
    bins = reliability(judged)
    assert sum(b.right.total for b in bins) == len(judged)
    assert all(b.low - 1e-9 <= b.predicted <= b.low + 0.1 + 1e-9 for b in bins)
    assert 0 <= calibration_error(bins) <= 1


@given(st.text("abcdefgxyz", min_size=5, max_size=12), st.integers(0, 1000))
def test_a_typo_is_one_slip(word, seed):
    """A mistyped word is at most one letter longer or shorter."""
    assert abs(len(mistype(word, random.Random(seed))) - len(word)) <= 1


@given(st.sampled_from(["money", "aaaaa", "Zebra"]), st.integers(0, 1000))
def test_a_typo_changes_the_word(word, seed):
    """No slip leaves a word as it was, not even where all letters are the same."""
    assert mistype(word, random.Random(seed)) != word


def test_keys_are_neighbours_both_ways():
    """What lies beside a key has that key beside itself."""
    assert all(key in BESIDE[other] for key, near in BESIDE.items() for other in near)
    assert set("wqsa") & set(BESIDE["q"]) == {"w", "a"}


def test_every_second_long_word_suffers():
    """The first, third, fifth long word has a slip; short words and the others have none."""
    text = "Which countries invested heavily in the Ukrainian defence of 2024?"
    before, after = re.findall(r"\w+", text), re.findall(r"\w+", mistyped(text))
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["Which", "invested", "Ukrainian"]
    assert mistyped(text) == mistyped(text)


def test_flips_are_told_apart():
    """A question that was right and is wrong is lost; one answered wrongly no more is won."""

    def run(**kept):
        return {"questions": [{"id": "1", "question": "Q", "sentence": True} | kept]}

    found = flips(run(passage=True, confidence=0.9), run(passage=False, confidence=0.4), 0.5)
    assert found["passage@1"] == (["Q"], [])
    assert found["answered wrongly"] == ([], [])
    found = flips(run(passage=False, confidence=0.9), run(passage=False, confidence=0.4), 0.5)
    assert found["answered wrongly"] == ([], ["Q"])


def test_the_sign_test_is_exact():
    """Five lost and none won happens by chance once in sixteen, both sides counted."""
    assert sign_test(5, 0) == pytest.approx(1 / 16)
    assert sign_test(3, 3) == 1


QUOTED = "“It opens in June,” Holm said. “It has to.” Berg calls it “far too late for us all”."


def annotated(*golds):
    return Annotated("a", "", QUOTED, "en", golds)


def test_marks_and_outer_punctuation_do_not_count():
    """A quotation is as long as its words, wherever its edges are drawn."""
    assert characters(QUOTED, [(0, 19)]) == characters(QUOTED, [(1, 17)])


def test_quotations_are_held_against_annotations_one_to_one():
    """Both parts make it right; what lies inside an attribution is not wrong, the rest is."""
    whole = ((0, 19), (31, 43))
    fragment = (58, len(QUOTED))
    gold = annotated(Gold(whole, ((20, 24),), wanted=True), Gold((fragment,), (), wanted=False))
    right = judge(gold, [Said(whole, (20, 24)), Said(((58, len(QUOTED) - 1),))])
    assert (right.right, right.wrong, right.missed, right.inside) == (1, 0, 0, 1)
    assert right.mentions == right.heads == (True,)
    half = judge(gold, [Said((whole[0],), (44, 48))])
    assert (half.right, half.wrong, half.missed, half.inside) == (0, 0, 1, 1)
    assert judge(gold, [Said(((20, 30),))]).wrong == 1
    assert judge(gold, [Said(whole, (44, 48))]).mentions == (False,)
    assert judge(gold, [Said(whole), Said(whole)]).right == 1


def test_words_that_are_annotated_twice_can_be_found_once():
    """The second annotation of the same words is missed, and known to be the same words."""
    whole = ((0, 19), (31, 43))
    golds = [Gold(whole, ((20, 24),), wanted=True), Gold(whole, ((44, 48),), wanted=True)]
    twice = judge(annotated(*golds), [Said(whole, (20, 24))])
    assert (twice.right, twice.missed, twice.again) == (1, 1, 1)
    none = judge(annotated(*golds), [])
    assert (none.right, none.missed, none.again) == (0, 2, 0)
