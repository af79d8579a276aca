"""Numbers of things take the forms that Unicode's CLDR has for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cldr import grouped, plural_categories, plural_category

# The integer samples of CLDR 46, common/supplemental/plurals.xml (Unicode licence).
SAMPLES = {
    "en": {"one": "1", "other": "0, 2~16, 100, 1000, 10000, 100000, 1000000"},
    "de": {"one": "1", "other": "0, 2~16, 100, 1000, 10000, 100000, 1000000"},
    "uk": {
        "one": "1, 21, 31, 41, 51, 61, 71, 81, 101, 1001",
        "few": "2~4, 22~24, 32~34, 42~44, 52~54, 62, 102, 1002",
        "many": "0, 5~19, 100, 1000, 10000, 100000, 1000000",
    },
}


def numbers(samples):
    """Yield the numbers that CLDR writes as "0, 2~16, 100"."""
    for part in samples.split(", "):
        first, _, last = part.partition("~")
        yield from range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("language", SAMPLES)
def test_the_samples_of_cldr_take_their_form(language):
    """Each number that CLDR gives as an example of a form takes it."""
    for category, samples in SAMPLES[language].items():
        for number in numbers(samples):
            assert plural_category(number, language) == category, number


@given(st.integers(0, 10**9))
def test_the_last_two_digits_decide_in_ukrainian(number):
    """21 is like 1 and 11 is not: only the last digits of a number say its form."""
    assert plural_category(number, "uk") == plural_category(100 + number % 100, "uk")


@given(st.integers(0, 10**9))
def test_one_alone_is_one_in_english_and_german(number):
    """Every other number is "other"."""
    expected = "one" if number == 1 else "other"
    assert plural_category(number, "en") == plural_category(number, "de") == expected


@pytest.mark.parametrize(
    ("language", "forms"),
    [("en", "one other"), ("de", "one other"), ("uk", "one few many other"), ("tlh", "other")],
)
def test_a_language_has_its_forms(language, forms):
    """Fractions have a form of their own in Ukrainian; an unknown language has one for all."""
    assert plural_categories(language) == set(forms.split())
    assert plural_category(5, "tlh") == "other"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "12,500"), ("de", "12.500"), ("uk", "12\u00a0500"), ("tlh", "12500")],
)
def test_thousands_are_set_apart_as_the_language_does(language, written):
    """A comma, a dot, or a space that doesn't break the line."""
    assert grouped(12_500, language) == written
    assert grouped(7, language) == "7"
