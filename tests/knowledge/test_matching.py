from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching import Vocabulary, resolve
from knowledge.questions.question import Term, understand
from knowledge.related import related
from knowledge.text.tokens import tokenise

WORDS = ("estonia", "spend", "spent", "base", "nato", "invest", "industri", "2018", "war", "f16")


def near(typed, words=WORDS):
    return set(Vocabulary(words).near(typed))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("estona", "estonia"),
        ("estnoia", "estonia"),
        ("esttonia", "estonia"),
        ("invset", "invest"),
        ("natto", "nato"),
        ("indsutrii", "industri"),
    ],
)
def test_a_slip_of_the_finger_is_forgiven(typed, meant):
    """A letter lost, doubled, or swapped with its neighbour; two slips in a long word."""
    assert near(typed) == {meant}


@pytest.mark.parametrize("typed", ["bake", "2019", "wax", "f15", "austria", "xyzzy", "", "nat"])
def test_another_word_is_another_word(typed):
    """Short words, numbers and words far away are never guessed at."""
    assert near(typed) == set()


@pytest.mark.parametrize(
    ("typed", "meant"), [("4", {"4.12"}), ("3", {"3.43", "3.38"}), ("5", set()), ("2018", set())]
)
def test_a_rounded_number_is_meant_for_the_exact_one(typed, meant):
    """Readers round: "4 percent" asks about 4.12 %."""
    assert near(typed, ("4.12", "3.43", "3.38", "2", "2.00.1", "2019")) == meant


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Were 12 ferries late?", ["twelv", "ferri", "late"]),
        ("Were twelve ferries late?", ["12", "ferri", "late"]),
        ("Was it 5 per cent?", ["5", "percent"]),
    ],
)
def test_a_number_is_the_same_in_letters_and_digits(question, article):
    """Nothing of such a question is missing from such an article."""
    standing = resolve(understand(question).terms, dict.fromkeys(article, 1), Vocabulary(article))
    assert all(standing.same.values())


def test_the_nearest_wins():
    """A word one slip away is better than one two slips away."""
    assert near("industrii", ("industri", "industris", "indust")) >= {"industri"}
    assert "indust" not in near("industrii", ("industri", "indust"))


def test_too_many_neighbours_tell_nothing():
    """Where anything could have been meant, nothing was."""
    assert near("abcdef", [f"abcde{c}" for c in "mnopqrst"]) == set()


def test_a_term_that_is_there_stands_for_itself():
    """No guess is made for a word that the articles have."""
    terms = understand("spend estona nothing").terms
    standing = resolve(terms, {"spend": 2}, Vocabulary(WORDS)).same
    assert standing["spend"] == {"spend": 1.0}
    assert set(standing["estona"]) == {"estonia"}
    assert 0 < standing["estona"]["estonia"] < 1
    assert standing["noth"] == {}


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=12))
def test_a_guess_is_a_word_of_the_vocabulary(typed, words):
    """At most three, each with a quality between 0 and 1."""
    found = Vocabulary(words).near(typed)
    assert set(found) <= set(words)
    assert len(found) <= 3
    assert all(0 < quality <= 1 for quality in found.values())
    stands = resolve([Term(typed, typed)], {}, Vocabulary(words)).same
    assert stands.keys() == {typed}
    assert stands[typed].items() <= found.items()
    assert related(typed, "en") or stands[typed] == found


@pytest.mark.parametrize(
    ("typed", "there"),
    [("lunch", "launched"), ("father", "rather"), ("town", "own"), ("friction", "function")],
)
def test_a_word_that_is_spelt_right_is_no_slip_for_another(typed, there):
    """Who asks about lunch doesn't mean the launch, though one letter makes the one the other."""
    article = tokenise(there).terms
    assert Vocabulary(article).near(*tokenise(typed).terms)
    terms = understand(typed).terms
    assert resolve(terms, {}, Vocabulary(article)).same == {term.term: {} for term in terms}


@pytest.mark.parametrize(
    ("typed", "there"),
    [("percentage", "percent"), ("behavior", "behaviour"), ("lanuch", "launched")],
)
def test_its_other_forms_and_real_slips_still_count(typed, there):
    """A word's other spelling stands for it; what is no word at all was meant for another."""
    article = tokenise(there).terms
    standing = resolve(understand(typed).terms, {}, Vocabulary(article))
    assert [set(stands) for stands in standing.same.values()] == [set(article)]


def test_a_word_of_the_same_family_is_kin():
    """A longer or shorter form of the word says something, and less than the word itself."""
    kin = resolve(
        understand("invest").terms, {"invest": 1}, Vocabulary(("invest", "investor", "inverse"))
    ).kin["invest"]
    assert 0 < kin["investor"] < 1
    assert "invest" not in kin
    assert "inverse" not in kin


def test_a_word_of_related_meaning_is_kin():
    """What costs much is about what was spent, in English; other languages have no table."""
    assert "expenditur" in resolve(understand("spend").terms, {}, Vocabulary(())).kin["spend"]
    assert resolve(understand("spend").terms, {}, Vocabulary(()), "de").kin["spend"] == {}


def test_news_writes_another_word_than_readers_say():
    """It stands for theirs, but not as well as their own; a verb may have its particle."""
    article = ("kill", "publish", "dunhaven")
    question = understand("How many died, and when will it come out?")
    standing = resolve(question.terms, dict.fromkeys(article, 1), Vocabulary(article))
    assert standing.same["die"].keys() == {"kill"}
    assert standing.same["come"].keys() == {"publish"}
    assert all(0 < worth < 1 for stands in standing.same.values() for worth in stands.values())


@pytest.mark.parametrize(
    ("typed", "term"), [("fisihng", "fish"), ("helepd", "help"), ("closd", "close")]
)
def test_a_slip_in_an_ending_is_forgiven(typed, term):
    """The stemmer doesn't know the ending then, and the stem is far from the right one."""
    article = ("fish", "help", "close", "harbour")
    standing = resolve(understand(typed).terms, dict.fromkeys(article, 1), Vocabulary(article))
    assert [set(stands) for stands in standing.same.values()] == [{term}]


def test_every_related_word_is_found_where_it_stands():
    """The table is in order, as its look-up needs; what is not in it has no kin."""
    text = files("knowledge").joinpath("data/related.txt").read_text(encoding="utf-8")
    heads = [line.split()[0] for line in text.splitlines() if not line.startswith("#")]
    assert heads == sorted(heads)
    assert all(related(head, "en") for head in heads)
    assert not any(related(word, "en") for word in ("", "a", heads[0] + "x", "zzzz", heads[0][:-1]))
