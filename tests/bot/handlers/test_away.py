"""Inline queries and summonses hold nobody up and leave nothing behind, whatever happens."""

from __future__ import annotations

import asyncio
import logging

import pytest
from telegram.error import TimedOut

from bot.app import Extras, build, take_turn
from bot.counting import counted
from bot.measures import ABSTENTIONS, ANSWERS, Measures
from bot.outbox.asides import Asides
from bot.outbox.offers import CACHE_SECONDS
from bot.reply import Offer, Reply
from bot.strings.catalogue import load_strings
from bot.strings.languages import load_languages
from tests.bot.conftest import DATE, Bench
from tests.fakes.bot_api import RecordingRequest
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary
from tests.fakes.waiting import PATIENCE

STRINGS = load_strings()
OLENA = {"id": 7, "is_bot": False, "first_name": "Olena"}
OFFER = Offer("1", "Title", "", Reply("Words."))


def typed(query, offset="", number=1):
    asked = {"id": f"q{number}", "from": OLENA, "query": query, "offset": offset}
    return {"update_id": number, "inline_query": asked}


def summons(text="@VerbatimBot real?", claim="where?", by=OLENA, **more):
    chat = {"id": -200, "type": "supergroup", "title": "Elsewhere"}
    message = {"message_id": 5, "date": DATE, "chat": chat, "from": by, "text": text, **more}
    if claim:
        message["reply_to_message"] = {"message_id": 4, "date": DATE, "chat": chat, "text": claim}
    return {"update_id": 9, "guest_message": {**message, "guest_query_id": "g1"}}


class Broken(FakeLibrary):
    """A library whose every answer fails with the question in the error's text."""

    def ask(self, question):
        raise RuntimeError(f"no answer to {question.text}")

    def check(self, words, scope=(), speaker=""):
        raise RuntimeError(f"no check of {words}")


async def test_results_are_for_who_typed_and_for_a_moment(bench):
    """Telegram may show them again for some seconds, to nobody who may read another language."""
    await bench.handle(typed("where?"))
    (sent,) = bench.request.named("answerInlineQuery")
    assert (sent["is_personal"], sent["cache_time"]) == (True, CACHE_SECONDS)
    assert sent["inline_query_id"] == "q1"
    assert "The Hague" in sent["results"][0]["description"]
    assert not bench.request.named("sendMessage")


async def test_an_expired_query_is_only_logged(bench, caplog):
    """The list came too late: nobody is told, nothing is tried again, the next one is answered."""
    caplog.set_level(logging.INFO)
    bench.request.next_failures = [(400, "Bad Request: query is too old and response timeout")]
    await bench.handle(typed("where?"))
    assert "results were not shown" in caplog.text
    assert not [one for one in caplog.records if one.levelno > logging.INFO]
    await bench.handle(typed("where?", number=2))
    assert len(bench.request.named("answerInlineQuery")) == 2


@pytest.mark.parametrize("raw", [typed("hidden words"), summons(claim="hidden words")])
async def test_what_fails_is_neither_kept_nor_repeated(raw, caplog):
    """No row in the inbox, none in quarantine, and no word of it in the log."""
    async with Bench(Broken(SUMMIT_ARTICLE)) as bench:
        await bench.handle(raw)
        assert "not answered" in caplog.text
        assert "hidden" not in caplog.text
        assert not bench.state.delivery.given_up
        assert not bench.request.named("sendMessage")


async def test_a_summons_that_fails_gets_an_apology():
    """One reply a summons, also then."""
    async with Bench(Broken(SUMMIT_ARTICLE)) as bench:
        await bench.handle(summons())
        (sent,) = bench.request.named("answerGuestQuery")
        content = sent["result"]["input_message_content"]
        assert content["message_text"] == STRINGS["other.apology"]


async def test_another_bots_summons_is_left_alone(bench):
    """Two bots would summon each other for ever."""
    await bench.handle(summons(by={**OLENA, "is_bot": True}))
    assert not bench.request.named("answerGuestQuery")


async def test_a_command_to_a_guest_is_a_summons_like_any_other(bench):
    """No handler for members' commands takes it: the bot can send nothing there."""
    await bench.handle(summons("/start@VerbatimBot", claim=""))
    assert not bench.request.named("sendMessage")
    assert len(bench.request.named("answerGuestQuery")) == 1


@pytest.mark.parametrize(
    ("failures", "calls"),
    [
        ([TimedOut()], 2),
        ([(502, "Bad Gateway"), (429, "Too Many Requests", {"retry_after": 0})], 3),
        ([(400, "Bad Request: query is too old")], 1),
        ([TimedOut(), TimedOut(), TimedOut(), TimedOut()], 3),
    ],
)
async def test_a_summons_is_answered_in_spite_of_the_network(failures, calls):
    """It can be answered once only, so that trying again doubles nothing; not for ever."""
    request = RecordingRequest()
    request.next_failures = list(failures)
    asides = Asides(request, 1.0, guest_pauses=(0.0, 0.0))
    await asyncio.wait_for(asides.answer_guest("g1", OFFER), PATIENCE)
    assert len(request.named("answerGuestQuery")) == calls


async def test_what_is_typed_inline_is_no_question(bench):
    """Letters on the way to a word would outweigh all that readers ask; a message is counted."""
    measures = Measures()
    app = build(
        bench.bot,
        bench.library,
        bench.state,
        load_languages(),
        bench.outbox,
        bench.crowds,
        Extras(counted(bench.library, measures)),
    )
    await app.initialize()
    for raw in (typed("wher"), typed("where", number=2), bench.message(text="where?")):
        await take_turn(app, bench.outbox, raw)
    await app.shutdown()
    assert measures.value(ANSWERS) == 1
    assert measures.value(ABSTENTIONS, reason="off_topic") == 0


async def test_an_empty_query_lists_what_is_live(bench):
    """Nothing but white space and marks is empty, too."""
    for number, query in enumerate(("", "  ", "?!"), 1):
        await bench.handle(typed(query, number=number))
    for sent in bench.request.named("answerInlineQuery"):
        (result,) = sent["results"]
        assert (result["title"], sent["next_offset"]) == ("Leaders meet", "")
        assert "button" not in sent
