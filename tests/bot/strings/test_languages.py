"""Which language a reader is spoken to in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.strings.languages import Languages, available, load_languages

GREETINGS = Languages({"en": "hello", "de": "hallo", "uk": "вітаю"})


@pytest.mark.parametrize(
    ("tag", "greeting"),
    [
        ("de", "hallo"),
        ("de-AT", "hallo"),
        ("DE_ch", "hallo"),
        ("de-Latn-DE-1996", "hallo"),
        ("uk", "вітаю"),
        ("uk-UA", "вітаю"),
        ("en-GB", "hello"),
        ("pt-BR", "hello"),
        ("deu", "hello"),
        ("d", "hello"),
        ("-de", "hello"),
        ("", "hello"),
    ],
)
def test_a_tag_finds_its_language_or_the_default(tag, greeting):
    """A region or script more is no other language; an unknown one is the default."""
    assert GREETINGS.of(tag) == greeting


def test_the_default_can_be_another():
    """Who reads none of the bot's languages is spoken to in the one that was set."""
    greetings = Languages({"en": "hello", "uk": "вітаю"}, "uk")
    assert (greetings.of("pt"), greetings.of("en"), greetings.default) == (
        "вітаю",
        "hello",
        "вітаю",
    )
    assert greetings.codes == ("uk", "en")


def test_a_default_that_is_not_spoken_is_refused():
    """That is a mistake at start, not at the first message."""
    with pytest.raises(KeyError):
        Languages({"en": "hello"}, "pt")


def test_something_is_made_of_each():
    """What stands on the sentences of a language is chosen as they are."""
    lengths = GREETINGS.each(len)
    assert (lengths.of("uk"), lengths.of("fr"), lengths.codes) == (5, 5, GREETINGS.codes)


@given(st.text(max_size=200))
def test_any_tag_is_answered(tag):
    """A tag comes from outside, and may be anything."""
    assert GREETINGS.of(tag) in {"hello", "hallo", "вітаю"}


def test_every_file_is_a_language():
    """English, German and Ukrainian are there, and all of them load."""
    languages = load_languages("de")
    assert set(languages.codes) == set(available()) >= {"de", "en", "uk"}
    assert languages.codes[0] == "de"
    # Telegram takes menus for languages of two letters only.
    assert all(len(code) == 2 for code in languages.codes)
