"""Posting what is due: each slot once, and nothing that should not be."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
from dataclasses import replace

import pytest

from bot.digests.plan import Digest, How, Target, When
from bot.message import Message
from bot.posting.doors import Composed
from bot.posting.runner import AT_ONCE, LEASE, Runner
from bot.reply import Reply
from bot.state import open_state
from bot.state.keys import Key
from tests.fakes.clock import Clock
from tests.fakes.waiting import until
from tests.reliability import digests as simulation

KEY = Key(b"k" * 32)
EIGHT = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
MORNING = Digest("morning", "Morning", When(dt.time(8), "UTC"), (Target(-1), Target(-2, thread=3)))
CANARY = "canary-in-the-coal-mine"


class Composer:
    """Says what it is told to; keeps what it was asked."""

    def __init__(self, *texts):
        self.texts = texts or ("Digest",)
        self.broken = set()
        self.asked = []

    def compose(self, digest, row, before):
        if digest.name in self.broken:
            raise RuntimeError("broken")
        self.asked.append((row.slot, [one.payload.get("said") for one in before]))
        if self.texts == (None,):
            return None
        return Composed(tuple(Reply(text) for text in self.texts), {"said": len(self.asked)})


class Sender:
    def __init__(self):
        self.taken = []

    def add(self, numbers, messages):
        assert len(numbers) == len(messages)
        self.taken += messages


class Desk:
    def preview(self, digest, row, composed, until):
        return [Message(99, composed.replies[0]), Message(99, Reply("Post it?"))]

    def concluded(self, digest, row):
        return [Message(99, Reply(f"{row.state} by {row.payload.get('by')}"))]


class Stage:
    """A state, a clock that stands at five to eight, and what is posted."""

    def __init__(self, path, stack):
        self.clock = Clock(EIGHT - dt.timedelta(minutes=5))
        self.path = path
        self.state = open_state(str(path), KEY, clock=self.clock)
        stack.callback(self.state.close)
        self.composer = Composer()
        self.sender = Sender()
        self.digests = [MORNING]
        self.desk = None
        self.brake = ""

    def runner(self, holder="one"):
        return Runner(
            lambda: self.digests,
            self.state.slots,
            self.composer,
            self.sender,
            clock=self.clock,
            holder=holder,
            desk=self.desk,
            brake=lambda _: self.brake,
        )

    def rows(self, digest="morning", chat=-1, thread=None):
        return self.state.slots.latest(digest, chat, thread)

    @property
    def texts(self):
        return [(one.chat_id, one.reply.text) for one in self.sender.taken]


@pytest.fixture
def stage(tmp_path):
    with contextlib.ExitStack() as stack:
        yield Stage(tmp_path / "data" / "state.db", stack)


async def started(stage):
    """Let a runner see the digests before any is due."""
    runner = stage.runner()
    await runner.look()
    return runner


async def test_what_is_due_is_posted_once_in_each_place(stage):
    """As posts, in their topics, however often it is looked."""
    runner = await started(stage)
    assert stage.sender.taken == []
    stage.clock.now = EIGHT
    for _ in range(3):
        await runner.look()
    assert [(one.chat_id, one.thread, one.kind) for one in stage.sender.taken] == [
        (-1, None, "post"),
        (-2, 3, "post"),
    ]
    assert [row.state for row in stage.rows()] == ["queued"]
    stage.clock.advance(days=1)
    await runner.look()
    assert len(stage.sender.taken) == 4


async def test_what_changes_while_many_are_posted_counts(stage):
    """A digest that is ended goes nowhere else, and another's hour that comes isn't missed."""
    many = replace(MORNING, targets=tuple(Target(-number) for number in range(1, AT_ONCE + 11)))
    later = Digest("later", "Later", When(dt.time(8, 1), "UTC"), (Target(-99),))
    stage.digests = [many, later]

    class Ending(Composer):
        def compose(self, digest, row, before):
            stage.clock.now = EIGHT + dt.timedelta(minutes=1)
            stage.digests = [later]
            return super().compose(digest, row, before)

    stage.composer = Ending()
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    places = [one.chat_id for one in stage.sender.taken]
    assert len(places) == AT_ONCE + 1
    assert places[-1] == -99


async def test_it_says_when_to_look_again(stage):
    """In time for what is due next, and every few seconds anyway."""
    runner = await started(stage)
    assert await runner.look() == pytest.approx(15)
    stage.clock.now = EIGHT - dt.timedelta(seconds=4)
    assert await runner.look() == pytest.approx(4)


async def test_a_running_bot_posts_by_itself(stage):
    """Once its clock shows the hour, and again when it is woken."""
    runner = stage.runner()
    task = asyncio.create_task(runner.run())
    try:
        await until(lambda: stage.state.slots.cursor("morning") is not None)
        stage.clock.now = EIGHT
        runner.wake()
        await until(lambda: len(stage.sender.taken) == 2)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_new_digest_posts_nothing_of_the_past(stage):
    """It begins with the next time it is due."""
    stage.clock.now = EIGHT + dt.timedelta(minutes=1)
    runner = await started(stage)
    await runner.look()
    assert stage.texts == []
    stage.clock.advance(days=1)
    await runner.look()
    assert stage.texts == [(-1, "Digest"), (-2, "Digest")]


async def test_another_digest_of_the_same_name_gets_nothing_of_the_past(stage):
    """One was ended, and what is set up after that is named alike."""
    runner = await started(stage)
    stage.state.subscriptions.set_digest("morning", None)
    stage.digests = []
    await runner.look()
    stage.clock.now = EIGHT + dt.timedelta(minutes=1)
    stage.digests = [MORNING]
    for _ in range(2):
        await runner.look()
    await stage.runner("two").look()
    assert stage.texts == []


async def test_a_digest_that_is_ended_while_it_is_planned_leaves_nothing(stage):
    """Nor does one of its name, set up at once, get anything of before; it begins anew."""
    runner = await started(stage)
    stage.clock.now = EIGHT
    stage.state.subscriptions.set_digest("morning", None)  # this look still has it
    await runner.look()
    assert stage.state.slots.cursor("morning") is None
    assert stage.state.slots.since("morning", -1, None) is None
    stage.clock.advance(minutes=1)
    await runner.look()
    assert stage.texts == []
    stage.clock.now = EIGHT + dt.timedelta(days=1)
    await runner.look()
    assert stage.texts == [(-1, "Digest"), (-2, "Digest")]


async def test_a_new_place_gets_nothing_of_the_past(stage):
    """The others go on as before."""
    runner = await started(stage)
    stage.clock.now = EIGHT + dt.timedelta(minutes=1)
    stage.digests = [replace(MORNING, targets=(*MORNING.targets, Target(-3)))]
    await runner.look()
    assert [chat for chat, _ in stage.texts] == [-1, -2]


async def test_what_was_missed_is_made_up_for_within_its_time(stage):
    """The last day's, an hour later; that of the days before is skipped, and says why."""
    await started(stage)
    stage.clock.now = EIGHT + dt.timedelta(days=2, hours=1)
    await stage.runner("after the restart").look()
    assert stage.texts == [(-1, "Digest"), (-2, "Digest")]
    assert [(row.state, row.reason) for row in stage.rows()] == [
        ("queued", ""),
        ("skipped", "it was missed, and is too late"),
        ("skipped", "it was missed, and is too late"),
    ]


async def test_a_changed_hour_posts_nothing_twice_a_day(stage):
    """A digest moved to nine after it was posted at eight comes at nine from tomorrow."""
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    stage.digests = [replace(MORNING, when=When(dt.time(9), "UTC"))]
    for _ in range(3):
        stage.clock.advance(hours=1)
        await runner.look()
    assert len(stage.texts) == 2
    stage.clock.now = EIGHT + dt.timedelta(days=1, hours=1)
    await runner.look()
    assert len(stage.texts) == 4


async def test_nothing_new_is_skipped(stage):
    """The slot is kept with its reason."""
    stage.composer = Composer(None)
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    assert stage.texts == []
    assert [(row.state, row.reason) for row in stage.rows()] == [
        ("skipped", "there is nothing new")
    ]


async def test_a_brake_skips_what_is_due(stage):
    """With the reason it gives."""
    runner = await started(stage)
    stage.clock.now, stage.brake = EIGHT, "the newsroom has paused the bot"
    await runner.look()
    assert stage.texts == []
    assert [row.reason for row in stage.rows()] == ["the newsroom has paused the bot"]


async def test_a_place_has_no_more_digests_a_day_than_its_cap(stage):
    """Also where two are due at the same moment; another place is not concerned."""
    capped = How(cap=1)
    stage.digests = [
        replace(MORNING, how=capped),
        Digest("second", "Second", When(dt.time(8), "UTC"), (Target(-1),), how=capped),
    ]
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    assert sorted(chat for chat, _ in stage.texts) == [-2, -1]
    states = {row.state for name in ("morning", "second") for row in stage.rows(name)}
    assert states == {"queued", "skipped"}


async def test_a_broken_digest_stops_no_other(stage):
    """It is tried again when its claim has run out."""
    stage.digests = [MORNING, Digest("second", "Second", When(dt.time(8), "UTC"), (Target(-5),))]
    stage.composer.broken = {"morning"}
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    assert stage.texts == [(-5, "Digest")]
    stage.composer.broken = set()
    await runner.look()
    assert len(stage.texts) == 1
    stage.clock.now = EIGHT + LEASE
    await runner.look()
    assert sorted(chat for chat, _ in stage.texts) == [-5, -2, -1]


async def test_of_two_processes_one_posts(stage):
    """Whichever is first."""
    one, two = await started(stage), stage.runner("two")
    await two.look()
    stage.clock.now = EIGHT
    await asyncio.gather(one.look(), two.look())
    assert sorted(chat for chat, _ in stage.texts) == [-2, -1]


async def test_a_digest_of_several_messages_sounds_once_and_is_pinned_once(stage):
    """The first one is what is heard and pinned."""
    stage.digests = [replace(MORNING, targets=(Target(-1),), how=How(pin=True, preview=True))]
    stage.composer = Composer("One", "Two")
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    assert [(m.silent, m.pin, m.preview, m.reference) for m in stage.sender.taken] == [
        (False, True, True, "slot 1 0"),
        (True, False, True, "slot 1 1"),
    ]


async def test_what_was_pinned_before_is_unpinned(stage):
    """The message of the last digest in the same place."""
    stage.digests = [replace(MORNING, targets=(Target(-1),), how=How(pin=True))]
    runner = await started(stage)
    delivery = stage.state.delivery
    for message_id in (70, 71):
        stage.clock.now = EIGHT if message_id == 70 else EIGHT + dt.timedelta(days=1)
        await runner.look()
        (one,) = delivery.unsent()
        assert delivery.begin(one.number).result()
        delivery.sent(one.number, one.message, message_id).result()
    assert [message.unpins for message in stage.sender.taken] == [0, 70]


async def test_what_became_of_a_post_becomes_of_its_slot(stage):
    """Sent once all its messages are; in doubt where one is."""
    stage.composer = Composer("One", "Two")
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    delivery = stage.state.delivery
    unsent = delivery.unsent()
    assert [one.message.reference for one in unsent] == [
        f"slot {number} {part}" for number in (1, 2) for part in (0, 1)
    ]
    for number, one in enumerate(unsent):
        assert delivery.begin(one.number).result()
        if number < 3:
            delivery.sent(one.number, one.message, 70 + number).result()
        else:
            delivery.record(one.number, "uncertain").result()
        if number == 0:
            assert stage.rows()[0].state == "queued"
    assert stage.rows()[0].state == "sent"
    assert stage.rows(chat=-2, thread=3)[0].state == "uncertain"
    assert [(one.part, one.state, one.message_id) for one in stage.state.slots.posts(1)] == [
        (0, "sent", 70),
        (1, "sent", 71),
    ]


@pytest.mark.parametrize(
    ("states", "slot"),
    [
        (("paused", "paused"), "skipped"),
        (("sent", "paused"), "sent"),
        (("paused", "uncertain"), "uncertain"),
        (("failed", "paused"), "failed"),
    ],
)
async def test_what_the_newsroom_pauses_on_its_way_out_was_skipped(stage, states, slot):
    """It is no trouble with Telegram; of what was there before, that counts."""
    stage.composer = Composer("One", "Two")
    stage.digests = [replace(MORNING, targets=(Target(-1),))]
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    delivery = stage.state.delivery
    for one, state in zip(delivery.unsent(), states, strict=True):
        if state == "sent":
            delivery.sent(one.number, one.message, 70).result()
        else:
            delivery.record(one.number, state).result()
    assert [row.state for row in stage.rows()] == [slot]


async def test_a_post_that_another_process_sends_is_not_sent_here(stage):
    """Who begins it first has it."""
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    number = stage.state.delivery.unsent()[0].number
    assert stage.state.delivery.begin(number).result()
    assert not stage.state.delivery.begin(number).result()


class TestApproval:
    """A digest that the desk sees first."""

    @pytest.fixture(autouse=True)
    def with_desk(self, stage):
        stage.digests = [replace(MORNING, targets=(Target(-1),), how=How(approval="post"))]
        stage.desk = Desk()

    async def test_the_desk_is_shown_it(self, stage):
        """And the channel nothing yet."""
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        assert stage.texts == [(99, "Digest"), (99, "Post it?")]
        assert stage.rows()[0].state == "previewed"

    async def test_what_is_approved_is_posted_once(self, stage):
        """Whoever else taps comes too late."""
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        number = stage.rows()[0].number
        assert await runner.decide(number, publish=True, by="Olena")
        assert not await runner.decide(number, publish=True)
        assert not await runner.decide(number, publish=False)
        assert stage.texts[2:] == [(-1, "Digest"), (99, "queued by Olena")]

    async def test_what_is_refused_is_skipped(self, stage):
        """With what the desk says."""
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        assert await runner.decide(stage.rows()[0].number, publish=False, reason="the desk")
        assert (stage.rows()[0].state, stage.rows()[0].reason) == ("skipped", "the desk")

    @pytest.mark.parametrize(("approval", "state"), [("post", "queued"), ("skip", "skipped")])
    async def test_without_an_answer_the_setting_decides(self, stage, approval, state):
        """Once the desk has had its time, and not before."""
        stage.digests = [replace(stage.digests[0], how=How(approval=approval))]
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        stage.clock.advance(minutes=59)
        await runner.look()
        assert stage.rows()[0].state == "previewed"
        stage.clock.advance(minutes=2)
        await runner.look()
        assert stage.rows()[0].state == state

    async def test_other_words_are_shown_before_they_are_posted(self, stage):
        """And the desk has as long as before from then on."""
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        number = stage.rows()[0].number
        stage.clock.advance(minutes=50)
        assert await runner.revise(number, "Good morning.")
        stage.clock.advance(minutes=50)
        await runner.look()
        row = stage.rows()[0]
        assert (row.state, row.payload["intro"], row.payload["shown"]) == (
            "previewed",
            "Good morning.",
            2,
        )
        assert await runner.decide(number, publish=True)
        assert not await runner.revise(number, "Too late.")

    async def test_what_a_copy_may_have_posted_is_not_posted_by_the_desk(self, stage):
        """A preview of before a restore is skipped with the reason."""
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        stage.brake = "restored"
        assert await runner.decide(stage.rows()[0].number, publish=True)
        assert (stage.rows()[0].state, stage.rows()[0].reason) == ("skipped", "restored")

    async def test_without_a_desk_nothing_is_posted(self, stage):
        """Nobody has approved it."""
        stage.desk = None
        runner = await started(stage)
        stage.clock.now = EIGHT
        await runner.look()
        assert stage.texts == []
        assert stage.rows()[0].reason == "there is no desk to approve it"


async def test_what_a_digest_was_made_of_is_kept_encrypted(stage):
    """Neither the chat nor the payload is in the file."""
    stage.digests = [replace(MORNING, targets=(Target(-1007007007),))]
    stage.composer.texts = (CANARY,)
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    on_disk = b"".join(file.read_bytes() for file in stage.path.parent.iterdir())
    assert CANARY.encode() not in on_disk
    assert b"1007007007" not in on_disk


async def test_slots_that_are_long_over_are_deleted(stage):
    """After two months; what is due stays."""
    runner = await started(stage)
    stage.clock.now = EIGHT
    await runner.look()
    stage.clock.advance(days=61)
    await runner.look()
    assert stage.state.slots.purge() == 2
    assert {row.slot.day for row in stage.rows()} >= {stage.clock.now.date()}


async def test_crashes_and_a_second_process_never_post_twice(tmp_path):
    """The short form of `make reliability`: each slot once at most, and none forgotten."""
    tally = await simulation.run(tmp_path, 25, random.Random(7).randrange(10**6))
    assert tally.crashes >= 25
    assert (tally.doubled, tally.missed, tally.untrue) == ([], [], [])
    assert tally.states["sent"] > 0
