"""Messages for one reader: sent as such, edited as such, and for all where Telegram refuses."""

from __future__ import annotations

import pytest

from bot.message import Message, pack, unpack
from bot.outbox import alone
from bot.outbox.requests import outcome, request
from bot.reply import Reply
from tests.bot.outbox.test_outbox import Bench
from tests.reliability.stage import SCHEMA

GROUP = -100
PSST = Message(GROUP, Reply("Psst"), reply_to=5, only_for=7)
REFUSED = (400, "Bad Request: BOT_NOT_ADMIN")


@pytest.fixture
async def bench():
    bench = Bench()
    await bench.outbox.start()
    yield bench
    await bench.outbox.stop(0.01)


def parameters(message):
    return request(message)[1]


def test_its_request_names_the_reader():
    """The tap that it answers, too; what it replies to may be for the bot's eyes only."""
    plain = parameters(PSST)
    assert plain["ephemeral_message_parameters"] == {"receiver_user_id": 7}
    assert plain["reply_parameters"]["message_id"] == 5
    tapped = parameters(Message(GROUP, Reply("x"), reply_to=-9, only_for=7, query="q"))
    assert tapped["ephemeral_message_parameters"]["callback_query_id"] == "q"
    assert tapped["reply_parameters"] == {"ephemeral_message_id": 9}


def test_its_edit_has_a_method_of_its_own():
    """With the number that Telegram has given it, and the reader."""
    method, sent = request(Message(GROUP, Reply("x"), edits=-9, only_for=7))
    assert method == "editEphemeralMessageText"
    assert (sent["ephemeral_message_id"], sent["receiver_user_id"]) == (9, 7)
    assert "message_id" not in sent


def test_its_requests_are_the_schemas():
    """Each parameter is one of the Bot API's, of the right type; none that it wants is missing."""
    for message in (
        PSST,
        Message(GROUP, Reply("x"), reply_to=-9, only_for=7, query="q"),
        Message(GROUP, Reply("x"), edits=-9, only_for=7, query="q"),
        alone.for_all(Message(GROUP, Reply("x"), reply_to=-9, edits=-9, only_for=7, query="q")),
    ):
        method, sent = request(message)
        assert SCHEMA.parse(method, sent, files=set()) == sent


def test_its_number_stands_below_zero():
    """A message that everybody sees keeps its own."""
    answer = b'{"ok": true, "result": {"message_id": 0, "ephemeral_message_id": 9}}'
    assert outcome(200, answer).message_id == -9
    assert outcome(200, b'{"ok": true, "result": {"message_id": 4}}').message_id == 4


def test_it_waits_as_it_is():
    """A restart changes nothing about it; a new group knows its reader, not its tap."""
    message = Message(GROUP, Reply("x"), edits=-9, only_for=7, query="q")
    assert unpack(pack(message)) == message
    moved = message.to(-200)
    assert (moved.only_for, moved.query, moved.edits) == (7, "", None)


async def test_where_it_is_refused_everybody_sees_it(bench):
    """At once, and for a while the attempt is not made again in that chat."""
    bench.api.next_failures = [REFUSED]
    for _ in range(2):
        await bench.outbox.give(PSST)
        await bench.quiet()
    tried = ["ephemeral_message_parameters" in sent for sent in bench.sent]
    assert tried == [True, False, False]
    assert bench.sent[1]["reply_parameters"]["message_id"] == 5
    await bench.outbox.give(Message(-200, Reply("x"), only_for=7))
    await bench.quiet()
    assert "ephemeral_message_parameters" in bench.sent[-1]


async def test_a_forbidden_one_does_not_silence_the_chat(bench):
    """A 403 is about that reader first; the chat is left alone only after the next one."""
    bench.api.next_failures = [(403, "Forbidden: user is deactivated")]
    await bench.outbox.give(PSST)
    await bench.quiet()
    assert len(bench.sent) == 2
    assert not bench.store.is_paused(GROUP)


async def test_an_edit_that_is_refused_is_sent_anew_for_the_same_reader(bench):
    """Only where that is refused as well everybody sees it."""
    late = (400, "Bad Request: query is too old")
    bench.api.next_failures = [(400, "Bad Request: message to edit not found"), late]
    await bench.outbox.give(Message(GROUP, Reply("x"), edits=-9, only_for=7, query="q"))
    await bench.quiet()
    tried = ["ephemeral_message_parameters" in sent for sent in bench.sent]
    assert tried == [True, False]
    await bench.outbox.give(Message(GROUP, Reply("y"), only_for=7, query="r"))
    await bench.quiet()
    assert "ephemeral_message_parameters" in bench.sent[-1]  # that one was only too late


def test_refusals_are_forgotten_in_time():
    """What a group has not allowed it may allow later; other groups are not concerned."""
    refusals = alone.Refusals()
    refusals.note(PSST, 100.0)
    assert refusals.hold(PSST, 100.0 + alone.REFUSED_SECONDS - 1)
    assert not refusals.hold(PSST, 100.0 + alone.REFUSED_SECONDS)
    assert not refusals.hold(Message(-200, Reply("x"), only_for=7), 101.0)
    assert not refusals.hold(Message(GROUP, Reply("x")), 101.0)


def test_no_more_is_remembered_than_is_useful():
    """However many groups refuse."""
    refusals = alone.Refusals()
    for chat in range(5000):
        refusals.note(Message(-chat, Reply("x"), only_for=7), 1.0)
    assert refusals.hold(Message(-4999, Reply("x"), only_for=7), 2.0)
    assert not refusals.hold(Message(-1, Reply("x"), only_for=7), 2.0)
