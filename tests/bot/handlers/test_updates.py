"""Every kind of update finds its handler, and every failure a reader who is told."""

from __future__ import annotations

import logging

import pytest
from telegram.error import TimedOut

from bot.strings.catalogue import load_strings
from tests.bot.conftest import Bench
from tests.fakes.bot_api import TOKEN

STRINGS = load_strings()
PHOTO = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
DOCUMENT = {"document": {"file_id": "f", "file_unique_id": "u"}}
VOICE = {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}
STICKER = {
    "sticker": {
        "file_id": "f",
        "file_unique_id": "u",
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    }
}
LOCATION = {"location": {"longitude": 1.0, "latitude": 1.0}}
DICE = {"dice": {"emoji": "🎲", "value": 3}}
PINNED = {"new_chat_title": "A new name"}


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("/start", "Hello!"),
        ("/start hague", "Now you are asking about: Leaders meet"),
        ("/start nowhere", "That link leads to an article I don't have"),
        ("/help", "Ask a question"),
        ("/articles", "Tap the article"),
        ("/summary", "Leaders meet"),
        ("/quotes", "Leaders meet"),
        ("/facts", "Leaders meet"),
        ("/privacy", "What is stored about you"),
        ("/forget", "Nothing is held"),
        ("/help@VerbatimBot", "Ask a question"),
        ("/sumary", "I don't know that command. Did you mean /summary?"),
        ("where?", "Leaders met in The Hague."),
        ("what?", "The article doesn't say."),
        ("🎉", "Ask me about the article whenever you like."),
    ],
)
async def test_texts_find_their_handler(bench, text, begin):
    """Each command and each question gets exactly one reply."""
    (sent,) = await bench.say(text)
    assert sent["chat_id"] == 7
    assert sent["text"].startswith(begin)


@pytest.mark.parametrize("content", [PHOTO, DOCUMENT])
async def test_a_caption_is_the_question(bench, content):
    """A picture or file with a caption is answered by its caption."""
    (sent,) = await bench.give(bench.message(caption="where?", **content))
    assert sent["text"].startswith("Leaders met in The Hague.")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (PHOTO, "other.media"),
        (DOCUMENT, "other.media"),
        (VOICE, "other.not_text"),
        (STICKER, "other.not_text"),
        (LOCATION, "other.not_text"),
        (DICE, "other.not_text"),
    ],
)
async def test_what_cannot_be_read_gets_a_friendly_line(bench, content, key):
    """Without words there is no question, and the reader learns what to do."""
    (sent,) = await bench.give(bench.message(**content))
    assert sent["text"] == STRINGS[key]


async def test_an_album_gets_one_friendly_line(bench):
    """Ten pictures sent together are one message to their sender."""
    album = {"media_group_id": "m", **PHOTO}
    first = await bench.give(bench.message(**album))
    second = await bench.give(bench.message(**album))
    assert [len(first), len(second)] == [1, 0]


async def test_an_album_with_a_caption_is_a_question(bench):
    """The pictures beside the captioned one add nothing."""
    album = {"media_group_id": "m", **PHOTO}
    await bench.give(bench.message(caption="where?", **album))
    assert await bench.give(bench.message(**album)) == []


async def test_a_service_message_is_not_answered(bench):
    """Nobody said anything to the bot."""
    assert await bench.give(bench.message(**PINNED)) == []


@pytest.mark.parametrize("text", ["where?", "/help", "/help@OtherBot", "/sumary@OtherBot"])
async def test_in_groups_others_are_not_interrupted(bench, text):
    """Whatever doesn't name this bot is not for it."""
    assert await bench.say(text, "supergroup") == []


@pytest.mark.parametrize("text", ["/help@VerbatimBot", "/HELP@verbatimbot", "/helf@VerbatimBot"])
async def test_in_groups_commands_that_name_the_bot_are_answered(bench, text):
    """The reply shows which message it answers."""
    (sent,) = await bench.say(text, "supergroup")
    assert sent["chat_id"] == -100
    assert sent["reply_parameters"]["message_id"] > 0


async def test_a_reply_stays_in_its_topic(bench):
    """In a chat with topics the answer goes where the question came from."""
    raw = bench.message(text="where?", message_thread_id=5, is_topic_message=True)
    (sent,) = await bench.give(raw)
    assert sent["message_thread_id"] == 5


async def test_a_tap_edits_the_message_and_is_answered(bench):
    """The button stops waiting and its message shows what was asked for."""
    (sent,) = await bench.say("where?")
    row = sent["reply_markup"]["inline_keyboard"][0]
    data = {button["text"]: button["callback_data"] for button in row}
    assert await bench.give(bench.tap(data["Next best"])) == []
    (edited,) = bench.request.named("editMessageText")
    assert (edited["chat_id"], edited["message_id"]) == (7, 1001)
    assert "The summit ended on Wednesday." in edited["text"]
    assert len(bench.request.named("answerCallbackQuery")) == 1


async def test_a_message_that_cannot_be_edited_is_sent_anew(bench):
    """Whoever deleted the message still gets what the button promised."""
    (sent,) = await bench.say("where?")
    data = sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    bench.request.next_failures = [(400, "Bad Request: message to edit not found")]
    (anew,) = await bench.give(bench.tap(data))
    assert "Leaders met in The Hague." in anew["text"]


async def test_an_expired_tap_gets_a_toast(bench):
    """Nothing is edited, and the reader is asked to ask again."""
    await bench.handle(bench.tap("hit.0:long-gone"))
    (answer,) = bench.request.named("answerCallbackQuery")
    assert answer["text"] == "That button has expired. Ask again."
    assert bench.request.named("editMessageText") == []


async def test_a_tap_without_its_message_gets_a_toast(bench):
    """A button of a message that Telegram no longer tells of is answered too."""
    raw = bench.tap("hit.0:t")
    del raw["callback_query"]["message"]
    await bench.handle(raw)
    assert len(bench.request.named("answerCallbackQuery")) == 1


class BrokenLibrary:
    """Fails in a way that repeats the reader's words."""

    manual = ""

    def ask(self, question):
        raise RuntimeError(f"no such table, asked {question.text!r} with {TOKEN}")


async def test_a_failure_is_apologised_for_and_its_cause_logged(caplog):
    """The reader gets an apology; the log the cause, without the token or the reader's words."""
    bench = Bench(BrokenLibrary())
    async with bench:
        with caplog.at_level(logging.DEBUG, logger="bot"):
            (sent,) = await bench.say("my private question")
    assert sent["text"] == STRINGS["other.apology"]
    assert "RuntimeError\n" in caplog.text
    assert "in ask" in caplog.text
    assert "private" not in caplog.text
    assert TOKEN not in caplog.text


async def test_a_failed_tap_is_apologised_for_in_a_toast(bench):
    """A tap whose work fails still ends."""
    bench.state.recall = None
    await bench.handle(bench.tap("hit.0:t"))
    (answer,) = bench.request.named("answerCallbackQuery")
    assert answer["text"] == STRINGS["other.apology"]


async def test_a_reply_that_may_have_arrived_is_sent_again(bench):
    """Where nobody knows whether the answer arrived, the answer follows, and no apology."""
    bench.request.next_failures = [TimedOut("sendMessage: no answer")]
    first, second = await bench.say("where?")
    assert first == second


async def test_a_failure_that_passes_is_not_apologised_for(bench):
    """An update is tried again first; what the failed try would have said is not said."""
    ask, failing = bench.library.ask, [True, True]

    def fail_twice(question):
        if failing:
            raise RuntimeError(failing.pop())
        return ask(question)

    bench.library.ask = fail_twice
    (sent,) = await bench.say("where?")
    assert sent["text"].startswith("Leaders met in The Hague.")
    assert bench.state.delivery.given_up == []


async def test_an_apology_that_fails_too_is_only_logged(bench, caplog):
    """Two failures in a row stop nothing."""
    bench.library.ask = None
    bench.request.next_failures = [(400, "Bad Request: chat not found")]
    await bench.say("where?")
    assert "a message was refused" in caplog.text
    (sent,) = await bench.say("/help")
    assert sent["text"].startswith("Ask a question")


async def test_a_group_that_becomes_a_supergroup_is_followed(bench):
    """By the message that says so, before anything is sent there."""
    raw = bench.message("group", migrate_to_chat_id=-1001234)
    assert await bench.give(raw) == []
    assert bench.state.delivery.moved == [(-100, -1001234)]


async def test_whoever_writes_has_not_blocked_the_bot(bench):
    """A chat that was paused is answered again."""
    bench.state.delivery.paused.add(7)
    assert len(await bench.say("where?")) == 1
    assert bench.state.delivery.paused == set()
