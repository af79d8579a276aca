"""The line that tells a reader which answer is theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.addressed import addressed
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.reply import Button, Entity, Reply
from bot.strings.catalogue import Strings, load_strings
from tests.bot.render.test_compose import utf16_slice

STRINGS = load_strings()
LINK = "https://t.me/c/42/8"
ANSWER = Reply("Крим 🎉.", (Entity("bold", 0, 4),), ((Button("More", "more:t"),),))


class Turned(Strings):
    """Strings of a language that names the question first."""

    def __init__(self):
        pass

    def __getitem__(self, key):
        return "ця"

    def pieces(self, key):
        return iter((("", "question"), (" – відповідь", "")))


def marks(reply):
    return [
        (one.kind, utf16_slice(reply.text, one), one.url, one.user)
        for one in reply.entities[len(ANSWER.entities) :]
    ]


def test_the_asker_is_mentioned_without_a_name_and_the_question_linked():
    """The answer itself stays as it was, its buttons, too."""
    told = addressed(STRINGS, ANSWER, 5, LINK)
    assert told.text == "Крим 🎉.\nAnswer to this question"
    assert (told.entities[0], told.buttons) == (ANSWER.entities[0], ANSWER.buttons)
    assert marks(told) == [
        ("text_mention", "Answer to", "", 5),
        ("text_link", "this question", LINK, 0),
    ]


def test_in_any_order():
    """Where a language begins with the question, what follows it is the mention."""
    told = addressed(Turned(), ANSWER, 5, LINK)
    assert told.text.endswith("\nця – відповідь")
    assert marks(told) == [("text_link", "ця", LINK, 0), ("text_mention", "– відповідь", "", 5)]


@pytest.mark.parametrize("user_id", [-100, 0])
def test_who_speaks_as_a_channel_is_not_mentioned(user_id):
    """No person is behind it; without an address the question is no link."""
    assert marks(addressed(STRINGS, ANSWER, user_id, "")) == []


@given(st.integers(0, 60), st.integers(0, ENTITY_LIMIT))
def test_it_never_breaks_a_limit(spare, count):
    """Where it has no room, in text or entities, there is no such message."""
    reply = Reply("a" * (TEXT_LIMIT - spare), (Entity("bold", 0, 1),) * count)
    told = addressed(STRINGS, reply, 5, LINK)
    if told is None:
        assert spare < len("\nAnswer to this question") or count + 2 > ENTITY_LIMIT
    else:
        assert units(told.text) <= TEXT_LIMIT
        assert len(told.entities) <= ENTITY_LIMIT
