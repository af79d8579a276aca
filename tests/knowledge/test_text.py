from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.model import Span
from knowledge.text import sentences, tokenise, trim

HOSTILE = st.text(max_size=400) | st.text(alphabet="aA1.!?…。 \n\r\t“”\"'’‘«»()U S", max_size=400)


def cut(text):
    """Return a text's sentences as words."""
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


def terms(text, language="en"):
    return tokenise(text, language).terms


# Each entry's parts, joined by a space, are one text; the parts are its sentences.
SENTENCES = {
    "a country's letters": ["The U.S. Senate voted.", "It was late."],
    "a country at the end": ["He flew to the U.S.", "The visit was short."],
    "a rank": ["Gen. Ann Moss and Lt. Col. Ray Fox spoke.", "Nobody listened."],
    "a doctor": ["Dr. Weiss met Mrs. Hall.", "They agreed."],
    "for example": ["Some crops, e.g. barley, failed.", "Others, i.e. oats, did not."],
    "initials": ["J. R. R. Tolkien wrote it.", "C. S. Lewis read it."],
    "a middle initial": ["George W. Bush left.", "Barack H. Obama came."],
    "decimals": ["Prices rose 3.5 percent.", "Wages rose 2.25 percent."],
    "a version": ["Version 2.0.1 is out.", "Version 3 is not."],
    "an address": ["See example.org for more.", "Or write to us."],
    "a company": ["Apple Inc. shares fell.", "Ford Motor Co. gained."],
    "time of day": ["It began at 9 a.m. on Friday.", "It ended at 5 p.m."],
    "a numbered thing": ["See No. 7 and vol. 3 of it.", "Then stop."],
    "curly quotation": ["“We are ready.”", "She left."],
    "a question in quotes": ["“Why now?” Rutte said.", "Nobody knew."],
    "a shout in quotes": ["“Stop!” he said.", "They went on."],
    "straight quotation": ['"We are ready."', "She left."],
    "straight question": ['"Why now?" Anna Berg asked.', "Silence followed."],
    "single quotation": ["‘We are ready.’", "She left."],
    "German": ["„Wir sind bereit.“", "Sie ging."],
    "guillemets": ["«Nous sommes prêts.»", "Elle partit."],
    "a bracket": ["It failed.", "(Nobody was surprised.)", "Then it worked."],
    "a pause": ["He waited … and waited.", "Nothing came."],
    "dots for a pause": ["It was... odd.", "Very odd."],
    "a pause before a name": ["The winner is … Olena Koval.", "Applause followed."],
    "an end with dots": ["He trailed off...", "The room was silent."],
    "marks in a row": ["Really?!", "Yes!!!", "No."],
    "no full stop": ["It ended.", "The rest is silence"],
    "one word": ["Yes"],
    "Cyrillic": ["Він прийшов.", "Вона пішла."],
    "Greek": ["Ήρθε.", "Έφυγε."],
    "accents": ["Élodie est là.", "Çelik gitti."],
}


@pytest.mark.parametrize("parts", SENTENCES.values(), ids=SENTENCES)
def test_sentences_end_where_a_reader_ends_them(parts):
    """Abbreviations, initials, decimals, quotes and ellipses do not end one; full stops do."""
    assert cut(" ".join(parts)) == parts


def test_chinese_and_japanese_need_no_space():
    """An ideographic full stop ends a sentence by itself."""
    assert cut("他来了。她走了！真的吗？") == ["他来了。", "她走了！", "真的吗？"]


def test_a_sentence_may_run_over_lines():
    """A hard line break is white space like any other."""
    assert cut("The dam\nbroke. Then\r\nit rained.") == ["The dam\nbroke.", "Then\r\nit rained."]


def test_only_the_given_part_is_cut():
    """Offsets are the whole text's, and nothing outside the span is touched."""
    text = "Before it. One. Two. After it."
    part = Span(text.index("One"), text.index(" After"))
    assert [s.of(text) for s in sentences(text, part)] == ["One.", "Two."]


@given(HOSTILE, st.data())
@example("。“", None)
@example("a.\n“ b.” ", None)
def test_sentences_tile_their_paragraph(text, data):
    """They are in order, apart, trimmed, inside the span, and leave out only white space."""
    bounds = (0, len(text))
    if data is not None:
        place = st.integers(0, len(text))
        bounds = sorted((data.draw(place), data.draw(place)))
    whole = Span(*bounds)
    position = whole.start
    for span in sentences(text, whole):
        assert span.start >= position
        assert whole.covers(span)
        assert span.of(text) == span.of(text).strip() != ""
        assert text[position : span.start].strip() == ""
        position = span.end
    assert text[position : whole.end].strip() == ""


def test_endless_text_is_cut_somewhere():
    """A list without a full stop becomes pieces, cut at spaces, with nothing lost."""
    text = "turnip " * 2_000
    pieces = cut(text)
    assert max(map(len, pieces)) <= 1_000
    assert all(piece.startswith("turnip") and piece.endswith("turnip") for piece in pieces)
    assert "".join(pieces).count("turnip") == 2_000
    assert max(map(len, cut("x" * 5_000))) <= 1_000


def test_trim_leaves_no_white_space():
    """Any white space goes, and of nothing else nothing is left."""
    text = " \t\u00a0\u2003word \r\n"
    assert trim(text, Span(0, len(text))).of(text) == "word"
    assert len(trim("  ", Span(0, 2))) == 0


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
