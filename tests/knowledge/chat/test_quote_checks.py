"""Which few words ask if something beside them is so."""

from __future__ import annotations

import pytest

from knowledge.chat.clauses import is_asked
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from knowledge.chat.quote_checks import doubts

DOUBTS = (
    "real?",
    "really??",
    "is this true",
    "fake",
    "did he really say that?",
    "fact check!",
    "stimmt das?",
    "ist das wahr",
    "Hat sie das gesagt?",
    "це правда?",
    "він таке казав?",
)
QUESTIONS = (
    "",
    "👍",
    "is it",
    "how much?",
    "who said that?",
    "is the quote real or did Rutte make it up?",
    "und Estland?",
    "quotes",
)


@pytest.mark.parametrize("text", DOUBTS)
def test_a_doubt_is_about_what_stands_beside_it(text):
    """It has no word of its own that an article could answer."""
    assert doubts(text)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_of_its_own_is_no_doubt(text):
    """It names something, or asks for something else than whether it is so."""
    assert not doubts(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("first!!", False),
        ("the bridge is ugly", False),
        ("618 million euros", False),
        ("", False),
        ("who pays that", True),
        ("Wer zahlt das", True),
        ("хто платить", True),
        ("is it expensive", True),
        ("expensive?", True),
        ("كم؟", True),
    ],
)
def test_what_asks_in_so_many_words(text, asked):
    """A mark, a question word or how it begins tells; a remark among others has none of them."""
    assert is_asked(text) is asked


def test_who_is_asked_to_tell_something_has_said_nothing():
    """However politely; what somebody is said to have told others is checked."""
    polite = "please could you kindly tell me what the price of this is going to be"
    assert [part.kind for part in interpret(polite).parts] == [Kind.QUESTION]
    told = "Rutte told us that we can do it"
    assert [part.kind for part in interpret(told).parts] == [Kind.QUOTE_CHECK]
