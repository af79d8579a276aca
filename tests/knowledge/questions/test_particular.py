from __future__ import annotations

import pytest

from knowledge.questions.question import Wants, understand


@pytest.mark.parametrize(
    ("question", "language", "wants", "aspect"),
    [
        ("how long is the tunnel", "en", Wants.QUANTITY, "long"),
        ("how long will the new bridge be", "en", Wants.QUANTITY, "long"),
        ("how long is the trial", "en", Wants.DURATION, ""),
        ("how long will the tunnel be closed", "en", Wants.DURATION, ""),
        ("how long did he get", "en", Wants.DURATION, "jail"),
        ("how deep is it", "en", Wants.QUANTITY, "deep"),
        ("how big is it", "en", Wants.QUANTITY, ""),
        ("how much has been spent on trees", "en", Wants.QUANTITY, "spent"),
        ("how much water has been spent", "en", Wants.QUANTITY, ""),
        ("what time does it start", "en", Wants.DATE, "clock"),
        ("what time of year is best", "en", Wants.DATE, ""),
        ("what's the score", "en", Wants.QUANTITY, "score"),
        ("how old is he", "en", Wants.AGE, "own age"),
        ("how old was he when he won", "en", Wants.AGE, ""),
        ("was anyone hurt", "en", Wants.HARM, "hurt"),
        ("is everyone ok", "en", Wants.HARM, "hurt"),
        ("any deaths", "en", Wants.HARM, "killed"),
        ("was the driver hurt", "en", Wants.YES_NO, "hurt"),
        ("so 7 people died right?", "en", Wants.ANYTHING, ""),
        ("whose fault was it", "en", Wants.BLAME, ""),
        ("who is responsible", "en", Wants.BLAME, ""),
        ("who is responsible for the parks", "en", Wants.PERSON, ""),
        ("wie lang ist die brücke", "de", Wants.QUANTITY, "long"),
        ("wie lang ist die brücke gesperrt", "de", Wants.DURATION, ""),
        ("wie lange dauert es", "de", Wants.DURATION, ""),
        ("wie ging es aus", "de", Wants.QUANTITY, "score"),
        ("wurde jemand verletzt", "de", Wants.HARM, "hurt"),
        ("wer ist schuld", "de", Wants.BLAME, ""),
        ("was hat das gekostet", "de", Wants.MONEY, ""),
        ("чи є загиблі", "uk", Wants.HARM, "killed"),
        ("хто винен", "uk", Wants.BLAME, ""),
    ],
)
def test_a_few_words_say_what_is_asked_for(question, language, wants, aspect):
    """Beside the question word the noun, the verb and the pronoun tell."""
    query = understand(question, language)
    assert (query.wants, query.aspect) == (wants, aspect)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("who is the new fire chief", "chief"),
        ("who's the director of the museum", "director"),
        ("what is the drivers name", "driver"),
        ("what is another name for it", ""),
        ("who is anna vale", ""),
        ("who was the group accused of helping", ""),
        ("which leader died", ""),
    ],
)
def test_whose_role_is_asked_for(question, role):
    """Only a noun for somebody who does something, and only where who has it is asked."""
    assert understand(question).role == role
