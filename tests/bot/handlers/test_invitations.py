"""Questions under a post: what a button of theirs brings when it is late or was never made."""

from __future__ import annotations

import pytest

from bot.buttons import Tap
from bot.handlers.asker import Asker
from bot.handlers.invitations import KIND, Invitations
from bot.handlers.settings import RoomSettings
from bot.strings.languages import Languages
from tests.fakes.desk import STRINGS
from tests.fakes.state import FakeRemembered

PIOTR = Asker(-100, 8)
KEPT = FakeRemembered(KIND, {"article": "summit", "questions": ["where?"]})


@pytest.fixture
def invitations(several):
    talks = Languages({"en": several.talk})
    return Invitations(talks, RoomSettings(talks))


def test_a_question_is_answered_from_its_article_whatever_is_asked_about(several, invitations):
    """Below the post, for all to see."""
    several.state.set_scope(PIOTR.chat_id, "second")
    tapped = invitations.tapped(PIOTR, KEPT, Tap("ask", "t", 0))
    assert tapped.reply.text.startswith("Leaders met in The Hague.")
    assert (tapped.new, tapped.alone) == (True, False)


def test_questions_of_an_article_that_is_taken_back_lead_nowhere(several, invitations):
    """Whoever taps one is told so, and what the group asks about stays."""
    several.state.set_scope(PIOTR.chat_id, "second")
    several.library.withdraw("summit")
    tapped = invitations.tapped(PIOTR, KEPT, Tap("ask", "t", 0))
    assert (tapped.toast, tapped.reply) == (STRINGS["articles.gone"], None)
    assert several.state.scope(PIOTR.chat_id) == "second"


def test_a_number_that_no_button_has_is_no_question(invitations):
    """Button data comes from strangers."""
    tapped = invitations.tapped(PIOTR, KEPT, Tap("ask", "t", 7))
    assert (tapped.toast, tapped.reply) == (STRINGS["buttons.expired"], None)
