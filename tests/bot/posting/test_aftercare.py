"""After posting: two processes tell of trouble once, and correct a post once."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from bot.digests.plan import Digest, Slot, Target, When
from bot.message import Message
from bot.posting.aftercare import Aftercare
from bot.posting.doors import Composed
from bot.reply import Reply
from bot.state import open_state
from bot.state.keys import Key
from bot.state.rows import Decision
from bot.state.settling import reference
from tests.fakes.clock import Clock

EIGHT = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
MORNING = Digest("morning", "Morning", When(dt.time(8), "UTC"), (Target(-1),))


class Desk:
    def troubled(self, digest, trouble, places):
        return [Message(99, Reply(f"{digest}: {trouble} {places}"))]


class Corrector:
    """Says what it was told to, of article "a" in its version of now."""

    def __init__(self):
        self.texts = ["Now"]

    def again(self, digest, row):
        replies = tuple(Reply(text) for text in self.texts)
        return Composed(replies, {"articles": [["a", 2]]})


class Sender:
    def __init__(self):
        self.taken = []

    def add(self, numbers, messages):
        assert len(numbers) == len(messages) > 0
        self.taken += messages


class Stage:
    """A state with one posted digest, and two processes that see to it."""

    def __init__(self, state, clock):
        self.slots, self.delivery, self.clock = state.slots, state.delivery, clock
        self.sender, self.corrector, self.versions = Sender(), Corrector(), {"a": 1}
        self.paused = set()
        self.both = [self.process(), self.process()]

    def process(self):
        return Aftercare(
            lambda: {"morning": MORNING},
            self.slots,
            self.corrector,
            Desk(),
            self.sender,
            lambda: self.versions,
            clock=self.clock,
            paused=lambda chat: chat in self.paused,
        )

    def post(self, state, chat=-1, message_id=5):
        """Post a digest of one message, and let this become of it."""
        self.slots.plan("morning", [(chat, None)], (), EIGHT - dt.timedelta(minutes=5))
        slot = Slot("morning", chat, None, EIGHT.date(), dt.time(8), EIGHT)
        self.slots.plan("morning", [(chat, None)], [slot], EIGHT)
        (row,) = self.slots.claim("me", dt.timedelta(seconds=30))
        name = reference(row.number, 0)
        messages = [Message(chat, Reply("Then"), "post", reference=name)]
        payload = {**row.payload, "articles": [["a", 1]], "prints": ["old"]}
        decision = Decision(row.number, "queued", payload=payload, messages=messages)
        ((number,),) = self.slots.decide("me", [decision]).result()
        if state == "sent":
            self.delivery.sent(number, messages[0], message_id).result()
        else:
            self.delivery.record(number, state).result()

    async def look(self):
        for one in self.both:
            await one.look()


@pytest.fixture
def stage(tmp_path):
    clock = Clock(EIGHT)
    with contextlib.closing(
        open_state(str(tmp_path / "state.db"), Key(b"k" * 32), clock=clock)
    ) as state:
        yield Stage(state, clock)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("uncertain", "Morning: uncertain [-1]"),
        ("failed", "Morning: failed [-1]"),
        ("paused", "Morning: paused [-1]"),
    ],
)
async def test_trouble_is_told_once(stage, state, told):
    """Whichever process finds it first."""
    stage.post(state)
    await stage.look()
    await stage.look()
    assert [(one.chat_id, one.reply.text) for one in stage.sender.taken] == [(99, told)]


async def test_a_reader_who_has_blocked_the_bot_is_nobodys_trouble(stage):
    """The slot says why, and the desk nothing."""
    stage.post("failed", chat=7)
    await stage.look()
    assert stage.sender.taken == []
    assert stage.slots.listed(EIGHT)[0].reason


async def test_a_correction_is_made_once(stage):
    """By an edit that is never a new message, and not before an article has changed."""
    stage.post("sent")
    await stage.look()
    assert stage.sender.taken == []
    stage.versions = {"a": 2}
    await stage.look()
    await stage.look()
    (edit,) = stage.sender.taken
    assert (edit.chat_id, edit.edits, edit.kind, edit.reply.text) == (-1, 5, "post", "Now")


async def test_in_a_paused_chat_a_correction_waits(stage):
    """It is made once the chat goes on; other chats don't wait for it."""
    stage.post("sent")
    stage.post("sent", chat=-2, message_id=6)
    await stage.look()
    stage.paused.add(-1)
    stage.versions = {"a": 2}
    await stage.look()
    await stage.look()
    assert [(one.chat_id, one.edits) for one in stage.sender.taken] == [(-2, 6)]
    stage.paused.clear()
    await stage.look()
    await stage.look()
    assert [(one.chat_id, one.edits) for one in stage.sender.taken] == [(-2, 6), (-1, 5)]


async def test_what_needs_more_messages_stays_as_it_was(stage):
    """Nothing is sent anew, and it isn't tried again every minute."""
    stage.post("sent")
    stage.corrector.texts = ["Now", "and more"]
    stage.versions = {"a": 2}
    await stage.look()
    assert stage.sender.taken == []
    assert stage.slots.listed(EIGHT)[0].payload["articles"] == [["a", 2]]


async def test_after_two_days_a_post_is_left_alone(stage):
    """Whatever becomes of its articles."""
    stage.post("sent")
    stage.clock.advance(hours=49)
    stage.versions = {"a": 2}
    await stage.look()
    assert stage.sender.taken == []
