from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Span
from knowledge.text.tokens import tokenise

HOSTILE = st.text(max_size=400) | st.text(alphabet="aA1.!?…。 \n\r\t“”\"'’‘«»()U S", max_size=400)


def terms(text, language="en"):
    return tokenise(text, language).terms


@given(HOSTILE, st.sampled_from(["en", "de", "uk", "ar", "ru", "", "xx"]), st.integers(0, 9))
def test_tokens_keep_their_offsets(text, language, offset):
    """Tokens are in order and apart; as many terms as places; the offset is added to each."""
    tokens = tokenise(text, language, offset=offset)
    assert len(tokens.starts) == len(tokens.ends) == len(tokens.forms) == len(tokens.terms)
    position = offset
    for index, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        assert position <= start < end <= offset + len(text)
        assert not any(c.isspace() for c in text[start - offset : end - offset])
        assert tokens.forms[index]
        assert tokens.terms[index]
        assert tokens.span(index, index) == Span(start, end)
        position = end


@given(st.text(max_size=200))
def test_every_letter_and_digit_is_in_a_token(text):
    """Nothing that could be asked for is lost between the tokens."""
    tokens = tokenise(text)
    inside = {p for s, e in zip(tokens.starts, tokens.ends, strict=True) for p in range(s, e)}
    assert [c for p, c in enumerate(text) if c.isalnum() and p not in inside] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Invested", "invests"),
        ("Defence", "DEFENCE"),
        ("Ukraine’s", "Ukraine"),
        ("Ukraine's", "Ukraine"),
        ("café", "cafe"),
        ("cafe\u0301", "café"),
        ("ﬁnal", "final"),
        ("ＮＡＴＯ", "NATO"),
        ("U.K.", "UK"),
        ("U.S.", "US"),
        ("1,000,000", "1000000"),
        ("3,5", "3.5"),
        ("2bn", "2 billion"),
        ("£3m", "£3 million"),
        ("40 km", "40 kilometres"),
        ("forty kms", "forty kilometres"),
    ],
)
def test_spellings_of_one_word_are_one_term(one, other):
    """Case, accents, possessives, full stops, thousands and short units make no difference."""
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US", "us"),
        ("2018", "2019"),
        ("4.12", "412"),
        ("4.12", "4.1"),
        ("war", "ward"),
        ("a 3 m wall", "a 3 million wall"),
        ("Nashville TN", "Nashville trillion"),
    ],
)
def test_different_words_stay_apart(one, other):
    """A country is no pronoun and a number is that number."""
    assert terms(one) != terms(other)


def test_signs_are_words():
    """A reader types either "%" or "percent", "$" or "dollars"."""
    assert terms("5%") == terms("5 percent")
    assert terms("$5")[::-1] == terms("5 dollars")
    assert terms("€5")[::-1] == terms("5 euros")


def test_other_scripts_have_words():
    """Arabic and Hindi words are whole with their signs; unspaced scripts go by character."""
    assert tokenise("Київ вистояв", "uk").forms == ["київ", "вистояв"]
    assert len(tokenise("नमस्ते दुनिया", "hi")) == 2
    assert len(tokenise("שָׁלוֹם עולם", "he")) == 2
    assert len(tokenise("新闻报道", "zh")) == 4
    assert len(tokenise("ข่าว", "th")) >= 3


def test_an_unknown_language_is_not_stemmed():
    """Without a stemmer a term is the word itself."""
    assert terms("invested", "xx") == ["invested"]
    assert terms("häuser", "de") == terms("haus", "de")


def test_a_monstrous_word_is_cut():
    """A term has an upper length, however long the word is; its place is the whole word's."""
    tokens = tokenise("x" * 10_000)
    assert len(tokens.terms[0]) <= 40
    assert (tokens.starts, tokens.ends) == ([0], [10_000])


def test_a_word_is_read_alike_however_many_were_read_before():
    """What is remembered of a language's words is given up in time, and says the same again."""
    text = "Ukraine’s 4.12% of the U.S. budget, 2bn and 40 km, per cent by per cent"
    before = tokenise(text)
    for start in range(0, 60_000, 10_000):
        tokenise(" ".join(f"word{number}x" for number in range(start, start + 10_000)))
        assert tokenise(text) == before
    assert tokenise(text, "de").terms != before.terms
