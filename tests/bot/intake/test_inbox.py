"""Whatever was taken is done or in quarantine, in order per chat, through failures and restarts."""

from __future__ import annotations

import asyncio
import json
import logging
import sys

import pytest

from bot import measures as names
from bot.intake.inbox import Inbox, UnreadableError
from bot.intake.raw import lane
from bot.measures import Measures
from bot.message import Message
from bot.outbox.turn import Turn, over, pressed, turn
from bot.reply import Reply
from bot.written import Written
from knowledge.errors import StoreError
from tests.fakes.delivery import FakeDelivery
from tests.fakes.waiting import until


def update(number, chat=7, **more):
    message = {"message_id": number, "chat": {"id": chat}, "from": {"id": chat}, **more}
    return {"update_id": number, "message": message}


class FakeOutbox:
    def __init__(self):
        self.pressure = 0
        self.added = []

    def dropped(self, messages):
        pass

    def add(self, numbers, messages):
        self.added += zip(numbers, messages, strict=True)


class Bench:
    """An inbox whose handler notes what it was given, and does what a test says.

    `does` maps an update's number to what its tries do, in turn: an error to raise or
    a callable to await.
    """

    def __init__(self, store=None, **settings):
        self.store = store or FakeDelivery()
        self.outbox = FakeOutbox()
        self.measures = Measures()
        self.does = {}
        self.handled = []
        self.inbox = Inbox(
            self.store,
            self._handle,
            self.outbox,
            measures=self.measures,
            **{"first_pause": 0.001, **settings},
        )

    async def _handle(self, raw):
        number = raw["update_id"]
        self.handled.append(number)
        steps = self.does.get(number)
        step = steps.pop(0) if steps else None
        turn = Turn(messages=[Message(7, Reply(f"answer {number}"))])
        if isinstance(step, Turn):
            return step
        if isinstance(step, Exception):
            raise step
        ended = None if step is None else await step()
        return ended if isinstance(ended, Turn) else turn

    async def take(self, *raws, offset=None):
        await self.inbox.take([(raw, json.dumps(raw)) for raw in raws], offset=offset)

    async def quiet(self):
        await until(lambda: not len(self.inbox))

    @property
    def said(self):
        return [message.reply.text for _, message in self.outbox.added]


@pytest.fixture
async def bench():
    bench = Bench()
    await bench.inbox.start()
    yield bench
    await bench.inbox.stop()


async def test_an_update_is_kept_handled_and_done(bench):
    """Its messages go to the outbox under the numbers they were committed with."""
    await bench.take(update(1), update(2), offset=2)
    assert bench.store.offsets == [2]
    await bench.quiet()
    assert bench.said == ["answer 1", "answer 2"]
    assert [number for number, _ in bench.outbox.added] == [1, 2]
    assert bench.store.inbox == {}
    assert bench.measures.value(names.HANDLED) == 2


@pytest.mark.parametrize(("chats", "at_once"), [((7, 8, 7), 3), ((7, 8, 9), 2), ((7, 7), 3)])
async def test_who_waits_knows_that_others_wait(chats, at_once):
    """A turn that need not wait is told of the next of its chat, and where nobody else is free."""
    bench = Bench(at_once=at_once)
    *before, last = [update(number, chat) for number, chat in enumerate(chats, 1)]
    told = asyncio.Event()

    async def wait():
        await pressed().wait()
        told.set()

    bench.does = {1: [wait], 2: [told.wait]}
    await bench.inbox.start()
    await bench.take(*before)
    await until(lambda: len(bench.handled) == len(before))
    assert not told.is_set()
    await bench.take(last)
    await bench.quiet()
    assert sorted(bench.handled) == list(range(1, len(chats) + 1))
    await bench.inbox.stop()


async def test_who_waits_is_told_to_end():
    """A bot that stops need not be waited for."""
    bench = Bench()
    bench.does = {1: [lambda: pressed().wait()]}
    await bench.inbox.start()
    await bench.take(update(1))
    await until(lambda: bench.handled)
    await bench.inbox.stop(30.0)
    assert bench.said == ["answer 1"]


async def test_nothing_comes_of_what_cannot_be_kept(bench):
    """Whoever took it is told not to acknowledge it; it may come again, and is answered once."""
    bench.store.failures = 1
    with pytest.raises(StoreError):
        await bench.take(update(1))
    assert len(bench.inbox) == 0
    await asyncio.sleep(0.01)
    assert bench.said == []
    await bench.take(update(1))
    await bench.quiet()
    assert bench.said == ["answer 1"]
    assert bench.measures.value(names.NOT_TAKEN) == bench.measures.value(names.HANDLED) == 1


class SlowDisk(FakeDelivery):
    """Writes nothing before `go_on`, and then in order; with `fails` not the first write."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def _write(self, write):
        future = Written()
        self.asked.append((future, write))
        return future

    def go_on(self, *, fails=False):
        asked, self.asked = self.asked, []
        for future, write in asked:
            if fails:
                fails = False
                future.set_exception(StoreError("fake", "disk full"))
            else:
                future.set_result(write())


@pytest.fixture
async def slow():
    bench = Bench(SlowDisk())
    await bench.inbox.start()
    yield bench
    await bench.inbox.stop(0.1)


@pytest.mark.parametrize("fails", [False, True])
async def test_an_update_is_handled_while_it_is_being_kept(slow, fails):
    """Its end is written after it, so that nothing comes of it where it is not kept."""
    taking = asyncio.create_task(slow.take(update(1)))
    await until(lambda: len(slow.store.asked) == 2)
    assert slow.handled == [1]
    assert slow.said == []
    assert not taking.done()
    slow.store.go_on(fails=fails)
    await asyncio.gather(taking, return_exceptions=True)
    await until(lambda: len(slow.inbox) == 0)
    await asyncio.sleep(0.01)
    assert slow.said == ([] if fails else ["answer 1"])
    assert isinstance(taking.exception(), StoreError) == fails
    assert slow.store.inbox == {}


async def test_what_was_taken_waits_a_moment_for_its_turn(slow):
    """Then it is kept alone, so that it can be acknowledged however long the turn takes."""
    going_on = asyncio.Event()
    slow.does[1] = [going_on.wait]
    taking = asyncio.create_task(slow.take(update(1)))
    await until(lambda: slow.store.hurried)
    slow.store.go_on()
    await taking
    assert slow.said == []
    going_on.set()
    await until(lambda: slow.store.asked)
    slow.store.go_on()
    await until(lambda: len(slow.inbox) == 0)
    assert (slow.said, slow.store.hurried) == (["answer 1"], 1)


async def test_an_update_that_fails_while_it_is_being_kept_waits_for_that(slow):
    """Where it is not kept it is neither tried again nor put in quarantine."""
    slow.does[1] = [ValueError("bad")]
    taking = asyncio.create_task(slow.take(update(1)))
    await until(lambda: slow.handled == [1])
    slow.store.go_on(fails=True)
    await asyncio.gather(taking, return_exceptions=True)
    await asyncio.sleep(0.01)
    assert slow.handled == [1]
    assert slow.store.given_up == slow.store.asked == []


async def test_what_comes_again_while_the_first_is_not_kept_is_answered_once(slow):
    """Both were asked for at once, and only the second was kept."""
    takings = [asyncio.create_task(slow.take(update(1))) for _ in range(2)]
    await until(lambda: len(slow.store.asked) == 3)
    slow.store.go_on(fails=True)
    await asyncio.gather(*takings, return_exceptions=True)
    await until(lambda: slow.store.asked or slow.said)
    slow.store.go_on()
    await until(lambda: len(slow.inbox) == 0)
    assert slow.said == ["answer 1"]


def ends_early(then):
    """Return a handler that ends its turn in a thread, and then does something."""

    async def step():
        with turn() as going_on:
            going_on.messages.append(Message(7, Reply("early")))
            await asyncio.to_thread(over)
            await then()
        return going_on

    return step


async def test_what_a_handler_has_ended_leaves_before_it_returns(bench):
    """It is committed by then, and goes once."""
    returning = asyncio.Event()
    bench.does[1] = [ends_early(returning.wait)]
    await bench.take(update(1))
    await until(lambda: bench.said)
    assert bench.store.inbox == {}
    assert len(bench.inbox) == 1
    returning.set()
    await bench.quiet()
    assert bench.said == ["early"]
    assert bench.measures.value(names.HANDLED) == 1


async def test_what_fails_after_its_end_is_not_handled_again(bench):
    """What it said is on its way; there is nothing to apologise for."""

    async def fail():
        raise ValueError("bad")

    bench.does[1] = [ends_early(fail)]
    await bench.take(update(1))
    await bench.quiet()
    assert (bench.handled, bench.said) == ([1], ["early"])
    assert bench.store.given_up == []


async def test_an_end_in_a_thread_is_asked_for_until_it_is_kept(bench):
    """A disk that refuses it once costs a moment, and nothing is said twice."""

    async def done():
        pass

    async def step():
        bench.store.failures = 2
        return await ends_early(done)()

    bench.does[1] = [step]
    await bench.take(update(1))
    await bench.quiet()
    assert (bench.handled, bench.said) == ([1], ["early"])
    assert bench.measures.value(names.STORE_FAILURES) == 2


@pytest.mark.parametrize("fails", [False, True])
async def test_an_end_in_a_thread_waits_for_its_update(slow, fails):
    """Nothing leaves before both are kept, and nothing where the update was not."""

    async def done():
        pass

    slow.does[1] = [ends_early(done)]
    taking = asyncio.create_task(slow.take(update(1)))
    await until(lambda: len(slow.store.asked) == 2)
    await asyncio.sleep(0.01)
    assert slow.said == []
    slow.store.go_on(fails=fails)
    await asyncio.gather(taking, return_exceptions=True)
    await until(lambda: len(slow.inbox) == 0)
    await asyncio.sleep(0.01)
    assert slow.said == ([] if fails else ["early"])


@pytest.mark.parametrize("at_work", [1, 2])
async def test_what_was_not_kept_overtakes_nothing(slow, at_work):
    """It comes again with what was before it, whether it was at work then or behind that."""
    go_on = asyncio.Event()
    slow.does[at_work] = [go_on.wait]
    taking = asyncio.create_task(slow.take(update(1), update(2)))
    await until(lambda: slow.handled == [1] and len(slow.store.asked) == at_work)
    slow.store.go_on(fails=True)
    await asyncio.gather(taking, return_exceptions=True)
    again = asyncio.create_task(slow.take(update(1), update(2)))
    await until(lambda: slow.store.asked)
    go_on.set()
    while len(slow.inbox) or not again.done():
        await asyncio.sleep(0.001)
        slow.store.go_on()
    assert slow.said == ["answer 1", "answer 2"]
    assert slow.handled == [1, 1, 2]


async def test_while_the_disk_is_full_nothing_is_begun(bench):
    """Each batch is kept first: what can't be would be handled again and again."""
    bench.store.problem = "disk full"
    bench.store.failures = 1
    with pytest.raises(StoreError):
        await bench.take(update(1))
    await asyncio.sleep(0.01)
    assert bench.handled == []
    await bench.take(update(1))
    await bench.quiet()
    assert bench.handled == [1]


async def test_an_update_that_comes_again_changes_nothing(bench):
    """While it waits, at work, done, and twice in one batch."""
    for _ in range(3):
        await bench.take(update(1), update(1))
    await bench.quiet()
    await bench.take(update(1))
    await bench.quiet()
    assert bench.handled == [1]
    assert bench.measures.value(names.REPEATED) == 6


async def test_what_an_earlier_run_has_left_is_handled_first():
    """Before anything new of the same chat."""
    store = FakeDelivery()
    store.take([(1, json.dumps(update(1)))])
    bench = Bench(store)
    await bench.inbox.start()
    await bench.take(update(2))
    await bench.quiet()
    await bench.inbox.stop()
    assert bench.handled == [1, 2]


async def test_a_failure_is_tried_again_in_its_place(bench):
    """The chat's next update waits for it; other chats don't."""
    bench.does[1] = [ValueError(), ValueError()]
    await bench.take(update(1), update(2), update(3, chat=8))
    await bench.quiet()
    assert [number for number in bench.handled if number < 3] == [1, 1, 1, 2]
    assert bench.handled.index(3) == 1
    assert bench.store.given_up == []
    assert bench.measures.value(names.RETRIED) == 2


async def test_what_keeps_failing_goes_to_quarantine(bench, caplog):
    """With its cause and none of the reader's words in it; its chat goes on."""
    bench.does[1] = [ValueError("private")] * 3
    await bench.take(update(1, text="private"), update(2))
    await bench.quiet()
    assert bench.handled == [1, 1, 1, 2]
    ((number, text, cause, user),) = bench.store.given_up
    assert (number, user, json.loads(text)) == (1, 7, update(1, text="private"))
    assert "ValueError" in cause
    assert "private" not in cause + caplog.text
    assert bench.said == ["answer 2"]
    assert bench.measures.value(names.QUARANTINED) == 1


async def test_an_error_of_the_turn_counts_as_one(bench):
    """What the handler wished to say of it is said once it is given up, and only then."""
    sorry = Message(7, Reply("Sorry."))
    bench.does[1] = [Turn([sorry], error=ValueError()) for _ in range(3)]
    await bench.take(update(1))
    await bench.quiet()
    assert bench.said == ["Sorry."]
    assert len(bench.store.given_up) == 1


async def test_what_nobody_can_read_is_not_tried_again(bench):
    """It goes to quarantine at once."""
    bench.does[1] = [UnreadableError()]
    await bench.take(update(1))
    await bench.quiet()
    assert bench.handled == [1]
    assert len(bench.store.given_up) == 1


async def test_the_machines_faults_are_not_the_updates(bench):
    """On a full disk it is tried more often than what fails by itself."""
    bench.does[1] = [StoreError("state.db", "disk full")] * 6
    await bench.take(update(1))
    await bench.quiet()
    assert bench.handled == [1] * 7
    assert bench.store.given_up == []


async def test_what_is_handled_is_not_handled_again(bench, caplog):
    """Where its end can't be kept, only that is repeated."""

    async def fill():
        bench.store.failures = 3

    bench.does[1] = [fill]
    await bench.take(update(1))
    await bench.quiet()
    assert bench.handled == [1]
    assert bench.said == ["answer 1"]
    assert caplog.text.count("the inbox can't be written") == 3


@pytest.mark.parametrize(
    "odd", [None, 5, "x", [], {}, {"update_id": "5"}, {"update_id": True}, {"update_id": 2**63}]
)
async def test_what_is_no_update_goes_to_quarantine(bench, odd):
    """The others of its batch are handled."""
    await bench.take(odd, update(5))
    await bench.quiet()
    assert bench.handled == [5]
    ((number, text, cause, _),) = bench.store.given_up
    assert (number, text, cause) == (None, json.dumps(odd), "no update: it has no update_id")


async def test_what_is_nested_too_deeply_goes_to_quarantine(bench):
    """What the door just read, a worker in more calls could not write down, nor the next start."""
    depth = sys.getrecursionlimit()
    while True:
        text = json.dumps(update(5))[:-1] + ', "more": ' + "[" * depth + "]" * depth + "}"
        try:
            raw = json.loads(text)
        except RecursionError:
            depth -= 1
        else:
            break
    bench.does = {5: [UnreadableError()]}
    await bench.inbox.take([(raw, text), (update(6), json.dumps(update(6)))])
    await bench.quiet()
    assert depth > 500
    assert bench.handled == [6]
    ((number, _, cause, _),) = bench.store.given_up
    assert (number, cause) == (None, "no update: it is nested too deeply")


async def test_brackets_in_a_message_are_no_nesting(bench):
    """However many there are, and however long its lists."""
    await bench.take(update(5, text="[{" * 2000, entities=[{"type": "bold"}] * 200))
    await bench.quiet()
    assert bench.handled == [5]
    assert not bench.store.given_up


async def test_chats_are_worked_on_side_by_side_within_a_bound():
    """As many at once as there are workers, never two of one chat."""
    bench = Bench(at_once=3)
    await bench.inbox.start()
    at_work, most = 0, 0

    async def work():
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0.005)
        at_work -= 1

    bench.does = {number: [work] for number in range(12)}
    await bench.take(*(update(number, chat=number) for number in range(12)))
    await bench.quiet()
    await bench.inbox.stop()
    assert most == 3


async def test_it_is_full_before_memory_is():
    """What waits here and what waits in the outbox counts."""
    bench = Bench(most_waiting=3)
    await bench.take(update(1), update(2))
    assert not bench.inbox.full
    bench.outbox.pressure = 1
    assert bench.inbox.full


async def test_stopping_lets_what_is_at_work_finish_and_begins_nothing():
    """A reader whose answer is on its way still gets it; the rest is for the next start."""
    bench = Bench(at_once=1)
    await bench.inbox.start()
    began = asyncio.Event()

    async def work():
        began.set()
        await asyncio.sleep(0.02)

    bench.does[1] = [work]
    await bench.take(update(1), update(2, chat=8))
    await began.wait()
    await bench.inbox.stop()
    assert bench.handled == [1]
    assert bench.said == ["answer 1"]
    assert list(bench.store.inbox) == [2]


async def test_stopping_does_not_wait_for_ever():
    """What doesn't finish in time is for the next start, too."""
    bench = Bench()
    await bench.inbox.start()
    bench.does[1] = [asyncio.Event().wait]
    await bench.take(update(1))
    await asyncio.sleep(0.01)
    await bench.inbox.stop(grace_seconds=0.01)
    assert list(bench.store.inbox) == [1]


async def test_asides_follow_the_commit_and_hold_up_nothing(bench, caplog):
    """Ending a button's waiting is tried once, after the answer is safe."""
    order = []
    done = bench.store.done

    def noted(*arguments):
        order.append("done")
        return done(*arguments)

    bench.store.done = noted

    async def aside():
        order.append("aside")

    bench.does[1] = [Turn(asides=[aside])]
    with caplog.at_level(logging.ERROR):
        await bench.take(update(1))
        await bench.quiet()
        await asyncio.sleep(0)
    assert order == ["done", "aside"]
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (update(1, chat=-100), ("chat", -100)),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": 5}}}}, ("chat", 5)),
        ({"update_id": 1, "inline_query": {"from": {"id": 5}}}, ("user", 5)),
        ({"update_id": 1, "message": {"chat": {"id": "x"}}}, ("update", 1)),
        ({"update_id": 1, "message": {"chat": 5, "from": [], "message": 3}}, ("update", 1)),
        ({"update_id": 1, "poll": None}, ("update", 1)),
    ],
)
def test_an_update_is_queued_by_its_chat(raw, expected):
    """Or its user, or itself; hostile ones too."""
    assert lane(raw) == expected
