from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.model import Span
from knowledge.text.sentences import sentences, trim

HOSTILE = st.text(max_size=400) | st.text(alphabet="aA1.!?…。 \n\r\t“”\"'’‘«»()U S", max_size=400)


def cut(text):
    """Return a text's sentences as words."""
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


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
