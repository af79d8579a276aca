"""Where a message of a group stands, and the links that lead there."""

from __future__ import annotations

import pytest
from telegram import Bot, Message

from bot.handlers.threads import Mark, Place, place_of
from bot.reply import Cited
from tests.bot.conftest import DATE
from tests.fakes.bot_api import ME, TOKEN, RecordingRequest
from tests.fakes.state import FakeRooms

SUPERGROUP = {"id": -1001400000001, "type": "supergroup", "title": "Readers"}
PUBLIC = {**SUPERGROUP, "username": "the_readers"}
GROUP = {"id": -1400000001, "type": "group", "title": "Readers"}
COPY = {"message_id": 500, "date": DATE, "chat": SUPERGROUP, "is_automatic_forward": True}


@pytest.fixture
async def bot():
    bot = Bot(TOKEN, request=RecordingRequest(), get_updates_request=RecordingRequest())
    await bot.initialize()
    return bot


def told(bot, chat=SUPERGROUP, **more):
    raw = {"message_id": 7, "date": DATE, "chat": chat, "text": "-", **more}
    return Message.de_json(raw, bot)


@pytest.mark.parametrize(
    ("chat", "more", "kind", "url"),
    [
        (SUPERGROUP, {}, "group", "https://t.me/c/1400000001/9"),
        (PUBLIC, {}, "group", "https://t.me/the_readers/9"),
        (GROUP, {}, "group", ""),
        (SUPERGROUP, {"message_thread_id": 3}, "group", "https://t.me/c/1400000001/9"),
        (
            SUPERGROUP,
            {"message_thread_id": 3, "is_topic_message": True},
            "topic",
            "https://t.me/c/1400000001/3/9",
        ),
        (SUPERGROUP, {"message_thread_id": 500}, "post", "https://t.me/c/1400000001/9?thread=500"),
        (PUBLIC, {"reply_to_message": COPY}, "post", "https://t.me/the_readers/9?thread=500"),
    ],
)
async def test_a_thread_is_a_group_a_topic_or_what_is_under_a_post(bot, chat, more, kind, url):
    """Elsewhere than under a post a thread is only what answers one message."""
    rooms = FakeRooms()
    rooms.keep_post(chat["id"], 500, {"article": None})
    place = place_of(told(bot, chat, **more), rooms)
    assert (place.kind, place.url(9), place.bot) == (kind, url, ME["username"])
    assert (place.topic, place.post) == {
        "group": (None, None), "topic": (3, None), "post": (None, 500)
    }[kind]  # fmt: skip


@pytest.mark.parametrize("cited", [None, Cited("summit", 2, (3, 9), (0, 40))])
def test_a_mark_is_read_back_as_it_was(cited):
    """A message carries it through a restart."""
    for is_list in (True, False):
        mark = Mark(Place(-1, "topic", 3, "c/1", "VerbatimBot"), cited, is_list)
        assert Mark.unpack(mark.pack()) == mark
