from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.names import Cast
from knowledge.extraction.outline import outline
from knowledge.reading.plain import from_plain


def cast_of(text):
    structure = outline(from_plain("a", text, title=""))
    return Cast(text, [s.span for s in structure.sentences])


def names(text):
    return [name.text for name in cast_of(text).names]


def test_names_are_runs_of_capitals():
    """Small words inside a name belong to it, a sentence's opening word does not."""
    assert names("Then Ida Holm met Per van der Berg in The Hague.") == [
        "Ida Holm",
        "Per van der Berg",
        "The Hague",
    ]
    assert names("Meanwhile the Bank of Norway waited for the U.S. Senate.") == [
        "Bank of Norway",
        "U.S. Senate",
    ]


def test_a_sentences_first_word_is_a_name_only_with_a_reason():
    """It is one that stands inside another sentence, or that something is said of."""
    assert names("Bridges fell. Ferries ran.") == []
    assert names("Holm said no.") == ["Holm"]
    assert names("Norway waits. They like Norway more.") == ["Norway", "Norway"]
    assert names("Norway’s bridges fell.") == ["Norway"]


def test_days_and_months_are_no_names():
    """They are dates."""
    assert names("It fell on Monday and again in June.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ida Holm spoke. Holm left.",
        "Dr. Ida Holm spoke. Holm left.",
        "Here Ida Holm spoke, and Holm left.",
        "NATO Secretary General Ida Holm spoke. Holm left.",
    ],
)
def test_a_short_form_finds_its_full_name(text):
    """A title, or the last word alone later on, makes a name somebody's."""
    cast = cast_of(text)
    assert cast.full_name("Holm") == "Ida Holm"
    assert cast.is_person("Ida Holm")
    assert cast.is_person("Holm")


def test_two_capitalised_words_need_not_be_somebody():
    """Without a title or a short form nothing says that it is a person."""
    cast = cast_of("They crossed the Old Harbour by night.")
    assert not cast.is_person("Old Harbour")
    assert cast.full_name("Harbour") == "Harbour"


def test_who_was_named_last_before_a_place():
    """A pronoun means the nearest person before it, not a city."""
    text = "Mayor Ida Holm met Dr. Per Berg in Oslo. Holm slept. Berg left."
    cast = cast_of(text)
    assert cast.last_person_before(0) is None
    assert cast.last_person_before(text.index("met")).person == "Ida Holm"
    assert cast.last_person_before(text.index("Holm slept")).person == "Per Berg"
    assert cast.last_person_before(len(text)).text == "Berg"


@given(st.text(alphabet="AbC. ’'ÉдД-–\n,of", max_size=200) | st.text(max_size=200))
def test_any_text_gives_names_of_the_text(text):
    """In order, apart, and each is its words."""
    position = 0
    for name in cast_of(text).names:
        assert name.span.start >= position
        assert name.text == name.span.of(text) != ""
        assert name.person in name.text
        position = name.span.end


@pytest.mark.parametrize(
    "piece", ["Tags:\n", "The cat. Zed ran. ", "A’", "Ab Cd. ", "A-", "Ab and the "]
)
@pytest.mark.timeout(30)
def test_a_hostile_text_takes_no_age(piece):
    """Fifty thousand characters of capitals are done with in good time."""
    assert len(names(piece * (50_000 // len(piece)))) <= 50_000


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Norway, Denmark, and Lithuania invest.", ["Norway", "Denmark", "Lithuania"]),
        ("Kyiv and Lviv were hit.", ["Kyiv", "Lviv"]),
        ("Yesterday, Norway and Denmark met.", ["Norway", "Denmark"]),
        ("Finally, Norway and Denmark met.", ["Norway", "Denmark"]),
        ("Farmers, however, were angry.", []),
    ],
)
def test_a_list_that_opens_a_sentence_has_its_first_name(sentence, found):
    """What is listed with names is a name; an adverb before a comma is not."""
    assert names(sentence) == found
