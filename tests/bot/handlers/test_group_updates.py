"""What comes from groups: who is answered, who is not, and what the answer is about."""

from __future__ import annotations

import pytest
from telegram.error import TelegramError

from bot.strings.languages import load_languages
from tests.bot.conftest import DATE, Bench
from tests.fakes.bot_api import ME
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary, article

LANGUAGES = load_languages()
STRINGS = LANGUAGES.default
NAME = "@VerbatimBot"
MENTION = {"type": "mention", "offset": 0, "length": len(NAME)}
CHANNEL = {"id": -200, "type": "channel", "title": "News"}
GROUP = {"id": -100, "type": "supergroup", "title": "A group"}
SERVICE = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
BOT = {"id": 9, "is_bot": True, "first_name": "Other"}
COPY = {
    "message_id": 500,
    "date": DATE,
    "chat": GROUP,
    "from": SERVICE,
    "sender_chat": CHANNEL,
    "is_automatic_forward": True,
    "forward_origin": {"type": "channel", "chat": CHANNEL, "message_id": 1, "date": DATE},
    "text": "The harvest of the year",
}


@pytest.fixture
async def shelf():
    """Run a bench with two articles."""
    library = FakeLibrary(
        SUMMIT_ARTICLE,
        article("harvest", "The harvest of the year"),
        answers={"where?": ("summit", "The Hague")},
    )
    async with Bench(library) as bench:
        yield bench


def called(bench, text="where?", **more):
    """Return an update with a message that names the bot."""
    return bench.message("supergroup", text=f"{NAME} {text}", entities=[MENTION], **more)


async def test_a_mention_is_answered_as_a_reply(bench):
    """In a group without topics the thread of a reply is no topic, and isn't sent."""
    raw = called(bench, message_thread_id=3)
    (sent,) = await bench.give(raw)
    assert sent["reply_parameters"]["message_id"] == raw["message"]["message_id"]
    assert "message_thread_id" not in sent
    (sent,) = await bench.give(called(bench, message_thread_id=3, is_topic_message=True))
    assert sent["message_thread_id"] == 3


@pytest.mark.parametrize(
    "more",
    [
        {"from": BOT},
        {"from": ME},
        {"via_bot": ME},
        {"via_bot": BOT},
        {"from": SERVICE, "sender_chat": CHANNEL, "is_automatic_forward": True},
    ],
)
async def test_who_is_no_person_is_not_answered(bench, more):
    """Whatever they say: two bots that answer each other never end."""
    assert await bench.give(called(bench, **more)) == []
    command = bench.message("supergroup", text=f"/help{NAME}", **more)
    assert await bench.give(command) == []


async def test_a_service_message_is_not_answered(bench):
    """Who joins, or pins, asks nothing, even in answer to the bot."""
    its = {"message_id": 1, "date": DATE, "chat": GROUP, "from": ME, "text": "an answer"}
    raw = bench.message("supergroup", new_chat_members=[ME], reply_to_message=its)
    assert await bench.give(raw) == []
    assert await bench.give(bench.message("supergroup", pinned_message=its)) == []


async def test_a_failure_in_talk_among_others_is_not_apologised_for(bench):
    """Who was not going to be answered misses nothing; who called the bot is told."""
    bench.state.rooms.settings = None
    assert await bench.say("lovely day", "supergroup") == []
    (sent,) = await bench.give(called(bench))
    assert sent["text"] == STRINGS["other.apology"]


@pytest.mark.parametrize(("replies", "seen_by"), [("asker", 7), ("all", None)])
async def test_an_apology_is_seen_by_who_sees_the_replies(bench, replies, seen_by):
    """By who asks alone where the group has chosen that."""
    bench.state.rooms.set_settings(-100, {"replies": replies})
    bench.library.ask = None
    (sent,) = await bench.give(called(bench))
    assert sent["text"] == STRINGS["other.apology"]
    assert sent.get("ephemeral_message_parameters", {}).get("receiver_user_id") == seen_by


async def test_a_failure_with_a_post_is_not_apologised_for(bench):
    """Nobody has asked anything, and the apology would stand in the channel."""
    bench.library.entries = None
    post = {"message_id": 1, "date": DATE, "chat": CHANNEL, "text": "The harvest of the year"}
    assert await bench.give({"update_id": 910, "channel_post": post}) == []
    assert await bench.give({"update_id": 911, "edited_channel_post": post}) == []


async def test_who_administers_is_asked_of_telegram(bench):
    """An administrator sees the settings; where Telegram doesn't say, nobody does."""
    member = {"user": {"id": 7, "is_bot": False, "first_name": "Olena"}, "status": "member"}
    bench.request.answers["getChatMember"] = member
    (sent,) = await bench.say(f"/settings{NAME}", "supergroup")
    assert sent["text"] == STRINGS["group.not_admin"]
    bench.request.next_failures = [TelegramError("no such chat")]
    (sent,) = await bench.say(f"/settings{NAME} quiet on", "supergroup")
    assert sent["text"] == STRINGS["group.not_admin"]
    assert bench.state.rooms.chosen == {}
    asked = bench.request.named("getChatMember")
    assert [(one["chat_id"], one["user_id"]) for one in asked] == [(-100, 7)] * 2


async def test_settings_are_for_groups(bench):
    """In private there is nothing to set, and nobody to ask about it."""
    (sent,) = await bench.say("/settings")
    assert sent["text"] == STRINGS["group.only_groups"]
    assert bench.request.named("getChatMember") == []


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("quiet ON", {"quiet": True}),
        ("comments every", {"comments": "every"}),
        ("word News", {"word": "news"}),
        ("word off", {"word": ""}),
    ],
)
async def test_what_is_typed_is_set(bench, words, kept):
    """In any case; the rest stays as it was."""
    raw = bench.message("supergroup", text=f"/settings{NAME} {words}", sender_chat=GROUP)
    await bench.give(raw)
    assert kept.items() <= bench.state.rooms.chosen[-100].items()


@pytest.mark.parametrize(
    "words", ["quiet", "quiet maybe", "word two words", "word " + "x" * 33, "word @x", "x"]
)
async def test_what_cannot_be_set_is_explained(bench, words):
    """Nothing changes, and the reply says what can be typed."""
    raw = bench.message("supergroup", text=f"/settings{NAME} {words}", sender_chat=GROUP)
    (sent,) = await bench.give(raw)
    assert sent["text"] == STRINGS.text(
        "settings.usage", command="/settings@VerbatimBot", languages=", ".join(LANGUAGES.codes)
    )
    assert bench.state.rooms.chosen == {}


async def test_a_comment_is_about_the_posts_article(shelf):
    """Of a post that came before the bot did, too; the next reply then knows it by its thread."""
    await shelf.give(called(shelf, reply_to_message=COPY, message_thread_id=500))
    await shelf.give(called(shelf, message_thread_id=500))
    await shelf.give(called(shelf))
    await shelf.give(called(shelf, message_thread_id=500, is_topic_message=True))
    scopes = [one.scope for one in shelf.library.questions if one.text == "where?"]
    assert scopes == [("harvest",), ("harvest",), (), ()]


async def test_a_withdrawn_article_is_no_longer_a_posts(shelf):
    """Its comments are answered from all articles, as other messages of the group are."""
    shelf.state.rooms.keep_post(-100, 500, {"article": "gone"})
    (sent,) = await shelf.give(called(shelf, message_thread_id=500))
    assert sent["text"].startswith("Leaders met in The Hague.")


async def test_an_edited_post_is_read_again(shelf):
    """What its comments are about follows its words, and so does what is quoted of it."""
    for kind, text in (("message", "Good morning!"), ("edited_message", COPY["text"])):
        await shelf.handle({"update_id": hash(kind) % 1000, kind: {**COPY, "text": text}})
    (kept,) = shelf.state.rooms.posts.values()
    assert (kept["article"], kept["standing"]["text"]) == ("harvest", COPY["text"])


async def test_an_edit_that_still_calls_the_bot_edits_the_answer(bench):
    """One of a message that was never answered, or not by who edits it, does nothing."""
    raw = called(bench)
    await bench.give(raw)
    edited = {"update_id": 900, "edited_message": {**raw["message"], "text": f"{NAME} when?"}}
    assert await bench.give(edited) == []
    (changed,) = bench.request.named("editMessageText")
    assert changed["message_id"] == 1001
    other = {**raw["message"], "from": {"id": 8, "is_bot": False, "first_name": "Piotr"}}
    await bench.handle({"update_id": 901, "edited_message": other})
    unknown = {**raw["message"], "message_id": 4711}
    await bench.handle({"update_id": 902, "edited_message": unknown})
    assert len(bench.request.named("editMessageText")) == 1
