"""Whatever a stranger sends is answered with one valid message, in private and in a group."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Bot

from bot.app import build, take_turn
from bot.handlers.crowds import Crowds
from bot.handlers.length import bounded
from bot.outbox.outbox import Outbox
from bot.outbox.requests import request as sent_as
from bot.state.keys import Key
from bot.state.state import State
from bot.strings.languages import load_languages
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from tests.bench.hostile import update
from tests.fakes.bot_api import TOKEN, RecordingRequest
from tests.fakes.clock import Clock
from tests.fakes.hostile import MESSAGES
from tests.fakes.town import SEED_TEXT

PIECES = st.sampled_from(
    [
        *"“”‘’\"'«»„?!.,:;…-–—/@#<>()[]{}\n\t \0\u200d\u202e\u200f\u0301\u0489\ufe0f",
        *(
            "🎉",
            "👩\u200d👩\u200d👧",
            "ﷺ",
            "İ",
            "ß",
            "Ａ",
            "何",
            "где",
            "where",
            "who",
            "why",
            "how many",
        ),
        *("said", "Rutte", "Poland", "4.12%", "the", "and", "not", "it", "2026-11-23", "1,000"),
        *("/check ", "/quotes ", "/articles ", "/start ", "/summary ", "http://a.b/?c=%d"),
        *SEED_TEXT.split()[:120],
    ]
)
HOSTILE = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.tuples(PIECES, st.integers(1, 500)).map(lambda pair: (pair[0] * pair[1])[:4096]),
)


class Answering:
    """The application over the seed; `answer` gives back what a message is answered with."""

    def __init__(self, library, folder):
        self.loop = asyncio.new_event_loop()
        request = RecordingRequest()
        bot = Bot(TOKEN, request=request, get_updates_request=request)
        self.state = State(str(folder / "state.db"), Key(b"k" * 32), clock=Clock())
        self.outbox = Outbox(request, self.state.delivery)
        strings = load_languages()
        crowds = Crowds(library, self.state.rooms, strings, self.outbox)
        self.app = build(bot, library, self.state, strings, self.outbox, crowds)
        self.loop.run_until_complete(self.app.initialize())
        self._numbers = itertools.count(1)

    def answer(self, text, chat_type="private"):
        raw = update(next(self._numbers), text)
        if chat_type != "private":
            chat = {"id": -raw["message"]["chat"]["id"], "type": chat_type, "title": "Readers"}
            raw["message"]["chat"] = chat
        turn = self.loop.run_until_complete(take_turn(self.app, self.outbox, raw))
        assert turn.error is None
        return [sent_as(message) for message in turn.messages]

    def close(self):
        self.loop.run_until_complete(self.app.shutdown())
        self.loop.close()
        self.state.close()


@pytest.fixture(scope="module")
def bot(seeds, tmp_path_factory):
    answering = Answering(seeds, tmp_path_factory.mktemp("hostile"))
    yield answering
    answering.close()


def check(requests):
    """Check that these are one message within Telegram's limits, by the playground's own rules."""
    ((method, parameters),) = requests
    text = parameters["text"]
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert method == "sendMessage"
    assert text.strip()
    assert units <= 4096
    marks = parameters.get("entities", [])
    assert len(marks) <= 100
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= units for one in marks)
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        assert button["text"].strip()
        assert len(button.get("callback_data", "x").encode()) <= 64


@pytest.mark.parametrize("name", MESSAGES)
def test_four_thousand_characters_of_anything_are_answered(bot, name):
    """Of each kind that could be slow or break something; `make bench` has what they cost."""
    assert len(MESSAGES[name]) <= 4096
    check(bot.answer(MESSAGES[name]))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=HOSTILE.filter(str.strip))
def test_any_message_is_answered_with_one_valid_message(bot, text):
    """Words, marks, accents and commands thrown together; Telegram sends no blank message."""
    check(bot.answer(text))


@settings(
    max_examples=75,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=HOSTILE.map(str.strip).filter(bool))
def test_any_question_in_a_group_is_answered_with_one_valid_message(bot, text):
    """The same after `/ask` where many read along."""
    requests = bot.answer(f"/ask@VerbatimBot {text}", "supergroup")
    # A thumb or a "lol" wants no answer that everybody gets.
    if requests or any(part.kind is not Kind.OTHER for part in interpret(text).parts):
        check(requests)


@given(st.text(max_size=2000), st.integers(1, 600))
def test_a_long_question_is_its_end(text, most):
    """What is cut fits, is an end of what was typed, and a short question is as it was."""
    cut = bounded(text, most)
    assert text.endswith(cut)
    assert len(cut.encode("utf-8", "surrogatepass")) <= most
    if len(text.encode("utf-8", "surrogatepass")) <= most:
        assert cut == text
