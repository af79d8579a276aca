"""What /hide does where Telegram doesn't let a message go, and what a paused bot lets pass."""

from __future__ import annotations

import pytest

from bot.newsroom import Paused
from bot.strings.catalogue import load_strings
from tests.fakes.bot_api import ME

STRINGS = load_strings()
GROUP = {"id": -100, "type": "supergroup", "title": "A group"}
OLD = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": ME, "text": "x"}
NOT_ANY_MORE = (400, "Bad Request: message can't be deleted for everyone")
NOT_EDITED = (400, "Bad Request: message can't be edited")


@pytest.fixture
def editor(bench):
    """Make the reader of the bench an editor."""
    bench.state.team.people[7] = ("editor", "Olena")
    return bench


def calls(bench):
    return [name for name, _ in bench.request.calls]


async def test_a_message_that_cannot_be_deleted_is_emptied(editor):
    """After 48 hours its words are replaced by a notice; that counts as hidden."""
    editor.request.next_failures = [NOT_ANY_MORE]
    (said,) = await editor.give(editor.message(text="/hide", reply_to_message=OLD))
    assert calls(editor) == ["deleteMessage", "editMessageText", "sendMessage"]
    (edited,) = editor.request.named("editMessageText")
    assert (edited["message_id"], edited["text"]) == (5, STRINGS["hide.notice"])
    assert said["text"] == STRINGS["hide.done"]
    assert editor.state.audit.deeds == [("editor", "hide", {"chat": "7", "message": "5"})]


async def test_a_message_that_stays_is_not_called_hidden(editor):
    """Whoever hides it hears that they must see to it; the log says nothing of it."""
    editor.request.next_failures = [NOT_ANY_MORE, NOT_EDITED]
    (said,) = await editor.give(editor.message(text="/hide", reply_to_message=OLD))
    assert said["text"] == STRINGS["hide.failed"]
    assert editor.state.audit.deeds == []


@pytest.mark.parametrize("who", [{"id": 9, "is_bot": False, "first_name": "Piotr"}, None])
async def test_only_the_bots_own_messages_are_hidden(editor, who):
    """Another's message, and none at all, are left alone."""
    above = {} if who is None else {"reply_to_message": {**OLD, "from": who}}
    (said,) = await editor.give(editor.message(text="/hide", **above))
    assert said["text"] == STRINGS["hide.which"]
    assert calls(editor) == ["sendMessage"]


async def test_a_paused_bot_offers_nothing_inline(bench):
    """The list is empty, and leads nowhere."""
    bench.state.pauses.now.add(Paused("all"))
    user = {"id": 7, "is_bot": False, "first_name": "Olena"}
    query = {"id": "q1", "from": user, "query": "where?", "offset": ""}
    await bench.handle({"update_id": 900, "inline_query": query})
    (answer,) = bench.request.named("answerInlineQuery")
    assert answer["results"] == []
    assert "button" not in answer


async def test_a_paused_bot_notes_posts_and_says_nothing_of_edits(bench):
    """What a channel's post is about is known when it goes on; an edit is not answered."""
    bench.state.pauses.now.add(Paused("all"))
    channel = {"id": -500, "type": "channel", "title": "News"}
    copy = bench.message(
        "supergroup",
        text="Read on",
        is_automatic_forward=True,
        sender_chat=channel,
        forward_origin={"type": "channel", "date": 1, "chat": channel, "message_id": 3},
    )
    await bench.handle(copy)
    assert list(bench.state.rooms.posts) == [(-100, copy["message"]["message_id"])]
    edited = bench.message(text="where?")
    edited["edited_message"] = {**edited.pop("message"), "edit_date": 2}
    await bench.handle(edited)
    assert bench.request.calls == []


async def test_a_reader_is_told_once_a_pause(bench):
    """And again in the next one."""
    for _ in range(2):
        bench.state.pauses.now = {Paused("all")}
        (told,) = await bench.say("where?")
        assert told["text"] == STRINGS["pausing.told"]
        assert await bench.say("where?") == []
        bench.state.pauses.now = set()
        assert len(await bench.say("where?")) == 1


async def test_an_article_is_paused_under_its_post(editor):
    """Without its id, in answer to the copy of the channel's post."""
    editor.state.rooms.keep_post(-100, 5, {"article": "summit"})
    above = {**OLD, "chat": GROUP}
    await editor.give(editor.message("supergroup", text="/pause article", reply_to_message=above))
    assert editor.state.pauses.articles() == {"summit"}
