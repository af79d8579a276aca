from __future__ import annotations

import time

import pytest

from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain


def ages(text, language="en"):
    index = ArticleIndex(from_plain("a", text, title="", language=language))
    return [(age.span.of(text), age.sex, age.holder) for age in index.ages]


@pytest.mark.parametrize(
    ("text", "age", "holder", "sex"),
    [
        ("Councillor Dev Patel, 41, objected. He left.", "41", {"dev", "patel"}, "m"),
        ("A 19-year-old woman was saved.", "19-year-old", {"woman"}, "f"),
        ("The driver, a 52-year-old man from Orme, fled.", "52-year-old", {"driver", "man"}, "m"),
        ("Dr Mira Sand, who is 58, found it.", "58", {"mira", "sand"}, ""),
        (
            "The singer Olive Tranter has died at the age of 79.",
            "at the age of 79",
            {"tranter"},
            "",
        ),
        ("She sang when Mae was at age seven.", "at age seven", {"mae"}, "f"),
    ],
)
def test_an_age_has_whose_it_is(text, age, holder, sex):
    """Beside the name, before a noun, or at the end of a clause about somebody."""
    [(said, whose_sex, whose)] = ages(text)
    assert (said, whose_sex) == (age, sex)
    assert holder <= whose


@pytest.mark.parametrize(
    ("language", "text", "age", "holder"),
    [
        ("de", "„Gut so“, sagte Richterin Karin Held, 54.", "54", "held"),
        ("de", "Der 46-jährige Fahrer floh.", "46-jährige", "fahrer"),
        ("de", "Die 34 Jahre alte Frau weinte.", "34 Jahre alte", "frau"),
        ("uk", "Про це сказала Олена Марчук, якій 45 років.", "45 років", "марчук"),
        ("uk", "До лікарні доправили 38-річного охоронця.", "38-річного", "охоронця"),
    ],
)
def test_ages_in_other_languages(language, text, age, holder):
    """German and Ukrainian write them in their own ways."""
    [(said, _, whose)] = ages(text, language)
    assert said == age
    assert holder in whose


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is 3.9 metres high.",
        "On 12 March, 24, 36 and 48 votes were cast.",
        "It opened in March, 24 people came.",
        "The stock closed at 31, its highest price.",
    ],
)
def test_other_figures_are_no_ages(text):
    """A height, a list of numbers, a day of a month and a price belong to nobody."""
    assert ages(text) == []


def test_many_ages_take_no_more_than_their_length():
    """Ten times the text takes about ten times as long, however it is written."""

    def took(times):
        text = (
            "Ann Bo, 33, and a 40-year-old coach, Al Cy, 50, who was 20 when " * times + "she left."
        )
        index = ArticleIndex(from_plain("a", text, title="", language="en"))
        index.cast  # noqa: B018  made before the clock starts
        began = time.process_time()
        assert len(index.ages) >= times
        index.bearing("coach")
        return time.process_time() - began

    took(10)
    few = min(took(100) for _ in range(3))
    assert min(took(1_000) for _ in range(3)) < 40 * few + 0.05
