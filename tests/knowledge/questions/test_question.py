from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.questions.question import Wants, understand

KINDS = {
    "How many members met the target?": Wants.QUANTITY,
    "how mch does it cost": Wants.MONEY,
    "What is the spending benchmark?": Wants.QUANTITY,
    "What is the 5% target?": Wants.ANYTHING,
    "What percentage did Poland spend?": Wants.PERCENT,
    "How old is Mark Rutte?": Wants.AGE,
    "How long did it last?": Wants.DURATION,
    "When did it begin?": Wants.DATE,
    "wen did it begin": Wants.DATE,
    "Which year was it?": Wants.DATE,
    "Where was the summit?": Wants.PLACE,
    "Which countries invest in it?": Wants.PLACE,
    "Who built it?": Wants.PERSON,
    "Who said we stand with Ukraine?": Wants.SPEAKER,
    "what did rutte say about it": Wants.WORDS,
    "What happened on June 23?": Wants.EVENT,
    "Why did it fall?": Wants.REASON,
    "How do I bake bread?": Wants.MANNER,
    "Is it raining?": Wants.YES_NO,
    "Tell me about Ukraine": Wants.ANYTHING,
}


@pytest.mark.parametrize(("question", "wants"), KINDS.items())
def test_what_a_question_wants(question, wants):
    """The question word and the noun after it say what kind of thing can answer."""
    assert understand(question).wants == wants


def content(question):
    return [term.form for term in understand(question).terms]


def test_only_content_is_searched_for():
    """Grammar, politeness and chat shorthand carry no topic; each term counts once."""
    assert content("Please can u tell me what the summit was about?") == ["summit"]
    assert content("summit summit SUMMITS") == ["summit"]
    assert content("wat is teh summit") == ["summit"]
    assert content("what is this about?") == []


def test_words_that_ask_are_not_searched_for():
    """In "who said …" the saying is the question, not the topic."""
    assert "said" not in content("Who said we stand with Ukraine?")
    assert "happened" not in content("What happened on June 23?")


def test_that_something_happened_is_not_searched_for():
    """What is asked about an event is asked of what happened, not of its happening."""
    assert content("When did the attack happen?") == ["attack"]
    assert content("where did the crash occur") == ["crash"]


def test_a_country_in_lower_case_is_read_as_one():
    """Before a noun, or after an article, "us" is the country; elsewhere it is not."""
    assert understand("us defense spending").terms[0].form == understand("the US").terms[0].form
    assert content("does it help us") == ["help"]


def test_names_and_numbers_are_noticed():
    """As they were typed: a capital inside, or a digit; a shouted question says nothing."""
    named = {t.form for t in understand("Did China sign in 2024 with norway?").terms if t.named}
    assert named == {"china", "2024"}
    assert not any(t.named for t in understand("DID CHINA SIGN IT?").terms)


def test_the_noun_that_is_asked_for_is_known():
    """It may be missing from the passage; a plural asks for all there are."""
    query = understand("Which European countries invest in it?")
    assert query.focus == next(t.term for t in query.terms if t.form == "countries")
    assert query.plural
    assert [t.form for t in query.terms if t.typing] == ["countries"]
    assert not understand("Which country invests in it?").plural


@given(st.text(max_size=300), st.sampled_from(["en", "de", "uk", ""]))
def test_any_text_is_understood(text, language):
    """Terms are distinct, and words of the question."""
    query = understand(text, language)
    assert len({t.term for t in query.terms}) == len(query.terms)
    assert {t.form for t in query.terms} <= set(query.tokens.forms)
    assert query.wants in Wants


def test_a_lone_noun_that_names_a_kind_is_what_is_asked_about():
    """So "What is the target?" is about the target; "what time was it?" is about the whole."""
    assert content("What is the target?") == ["target"]
    assert not understand("What is the target?").general
    assert understand("What time was it?").general


def test_who_is_counted_weighs_less():
    """Where people are counted, what happened to them says more."""
    weights = {term.form: term.weight for term in understand("How many people died?").terms}
    assert weights["people"] < weights["died"]


def test_a_tag_says_nothing():
    """At the end of a claim it asks for no right; elsewhere it is a word like others."""
    assert content("so 7 people died right?") == ["7", "people", "died"]
    assert content("Which right was won?") == ["right", "won"]


def test_accents_make_no_word_of_a_letter():
    """A heap of them on an "a" says as little as the "a"."""
    assert content("a\u0338\u0322\u031b") == []
