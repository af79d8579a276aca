"""Rates are never exceeded, whatever the network does; readers come first, chats take turns."""

from __future__ import annotations

import heapq
import math
import random
from collections import Counter, deque
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Message
from bot.outbox.queue import Entry, Queue
from bot.outbox.rates import TELEGRAM, UNLIMITED, Limits, Window
from bot.reply import Reply


def entry(number, chat, kind="answer"):
    return Entry(number, Message(chat, Reply(str(number)), kind), 0.0)


class StrictServer:
    """Counts arrivals in sliding windows, as Telegram might; `refused` is how many broke a rule."""

    def __init__(self):
        self.arrivals = {}
        self.refused = 0

    def take(self, chat, now):
        limits = [("all", 30, 1.0), (chat, 1, 1.0)]
        if chat < 0:
            limits.append((("minute", chat), 20, 60.0))
        for key, most, seconds in limits:
            arrived = self.arrivals.setdefault(key, deque())
            while arrived and arrived[0] <= now - seconds:
                arrived.popleft()
            arrived.append(now)
            self.refused += len(arrived) > most


def play(arrivals, rng, *, limits=TELEGRAM, latency=0.2, until=math.inf):
    """Let messages come at their times and be sent; return the server and (start, entry) pairs."""
    queue, server, sent = Queue(limits), StrictServer(), []
    events = [(at, number, "add", one) for number, (at, one) in enumerate(arrivals)]
    heapq.heapify(events)
    serial, now = len(events), 0.0
    while events or len(queue):
        wake = queue.when(now)
        now = min(wake, events[0][0]) if events else wake
        if now > until:
            break
        assert now < math.inf, "messages are left and nothing would ever send them"
        while events and events[0][0] <= now:
            _, _, what, one = heapq.heappop(events)
            if what == "add":
                queue.add(one, now)
            elif what == "arrive":
                server.take(one.message.chat_id, now)
            else:
                queue.answered(one, now)
                queue.done(one, now)
        while (one := queue.next(now)) is not None:
            sent.append((now, one))
            there, back = rng.uniform(0, latency), rng.uniform(0, latency)
            heapq.heappush(events, (now + there, serial, "arrive", one))
            heapq.heappush(events, (now + there + back, serial + 1, "end", one))
            serial += 2
    return server, sent, queue


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 20),
            st.sampled_from([1, 2, 3, 4, -1, -2]),
            st.sampled_from(["answer", "post"]),
        ),
        max_size=150,
    ),
    st.integers(0, 2**32),
)
def test_no_rate_is_ever_exceeded_and_everything_is_sent(arrivals, seed):
    """By the server's count, with a network that delays as it likes; in order per chat and kind."""
    arrivals = sorted(arrivals, key=lambda one: one[0])
    given_ = [(at, entry(n, chat, kind)) for n, (at, chat, kind) in enumerate(arrivals)]
    server, sent, _ = play(given_, random.Random(seed))
    assert server.refused == 0
    assert len(sent) == len(given_)
    for key in {(one.message.chat_id, one.message.kind) for _, one in sent}:
        mine = [o.number for _, o in sent if (o.message.chat_id, o.message.kind) == key]
        assert mine == sorted(mine)


def test_many_chats_get_what_is_permitted():
    """A broadcast leaves at nearly 30 a second, and a strict server refuses none of it."""
    posts = [(0.0, entry(n, n + 1, "post")) for n in range(900)]
    server, sent, _ = play(posts, random.Random(1), latency=0.025)
    assert server.refused == 0
    assert 900 / sent[-1][0] >= 0.9 * 30


class Steady:
    """A network that always takes the same time."""

    def uniform(self, _, high):
        return high


def test_posts_leave_evenly_however_far_telegram_is():
    """Not in bursts of thirty, each followed by a wait for the answers to the last one."""
    posts = [(0.0, entry(n, n + 1, "post")) for n in range(900)]
    _, sent, _ = play(posts, Steady(), latency=0.15)
    begun = [at for at, _ in sent][300:]
    assert max(after - before for before, after in pairwise(begun)) <= 0.15


@pytest.mark.parametrize("latency", [0.01, 0.5])
def test_posts_go_on_as_soon_as_there_is_room(latency):
    """Answers that took all of the rate for two minutes don't count for longer."""
    answers = [(0.0, entry(n, n + 1)) for n in range(int(120 * 30 / (1 + 2 * latency)))]
    _, sent, _ = play([*answers, (0.0, entry(50_000, 50_001, "post"))], Steady(), latency=latency)
    *_, (last, _), (at, post) = sent
    assert post.number == 50_000
    assert at - last <= 1.01 + 2 * latency


def test_a_broadcast_does_not_delay_a_reader():
    """With a thousand posts waiting an answer leaves at once, or nearly."""
    rng = random.Random(2)
    posts = [(0.0, entry(n, n + 1, "post")) for n in range(1000)]
    times = [5 + n / 10 + rng.uniform(0, 0.02) for n in range(100)]
    answers = [(at, entry(10_000 + n, 5000 + n)) for n, at in enumerate(times)]
    _, sent, _ = play([*posts, *answers], rng, latency=0.025)
    begun = {one.number: at for at, one in sent}
    waits = sorted(begun[10_000 + n] - at for n, at in enumerate(times))
    assert waits[len(waits) // 2] == 0
    assert waits[-1] <= 0.1


def test_a_channel_does_not_wait_for_thousands_of_readers():
    """What many read in one place leaves among the next, and in its order."""
    posts = [(0.0, entry(n, n + 1, "post")) for n in range(1000)]
    channels = [(5.0, entry(2000 + n, -1 - n % 2, "post")) for n in range(4)]
    _, sent, _ = play([*posts, *channels], random.Random(3), latency=0.025)
    begun = {one.number: at for at, one in sent}
    assert max(begun[2000], begun[2001]) <= 5.2
    assert max(begun[2002], begun[2003]) <= 6.5  # a second later, as in any chat
    assert sent[-1][0] > 30


def test_chats_take_turns():
    """Who has a hundred messages waiting doesn't come before who has one."""
    queue = Queue(Limits(in_all=math.inf, in_chat=math.inf, in_group=math.inf, reserve=0))
    for number in range(100):
        queue.add(entry(number, 1), 0.0)
    queue.add(entry(100, 2), 0.0)
    order = []
    while (one := queue.next(0.0)) is not None:
        order.append(one.message.chat_id)
        queue.answered(one, 0.0)
        queue.done(one, 0.0)
    assert order[:3] == [1, 2, 1]
    assert Counter(order) == {1: 100, 2: 1}


def test_one_message_of_a_chat_at_a_time():
    """The next one waits until the first has arrived, or is given up."""
    queue = Queue(UNLIMITED)
    queue.add(entry(1, 7), 0.0)
    queue.add(entry(2, 7), 0.0)
    first = queue.next(0.0)
    assert queue.next(0.0) is None
    queue.answered(first, 0.0)
    queue.again(first, 0.0, 5.0)
    assert queue.next(4.9) is None
    assert queue.when(0.0) == 5.0
    assert queue.next(5.0) is first


def test_an_answer_overtakes_the_posts_of_its_chat():
    """A reader in a chat that is being written to is a reader."""
    queue = Queue(UNLIMITED)
    queue.add(entry(1, 7, "post"), 0.0)
    queue.add(entry(2, 7), 0.0)
    assert queue.next(0.0).number == 2


def test_a_hold_is_kept():
    """Of one chat, and of all."""
    queue = Queue(UNLIMITED)
    queue.add(entry(1, 7), 0.0)
    queue.add(entry(2, 8), 0.0)
    queue.hold_all(3.0)
    assert queue.next(2.9) is None
    assert queue.when(0.0) == 3.0
    assert queue.next(3.0).number == 1


def test_one_chat_alone_is_no_pressure():
    """However much it asks, it counts as fifty; what is sent, dropped or moved counts no more."""
    queue = Queue(UNLIMITED)
    for number in range(80):
        queue.add(entry(number, 1), 0.0)
        queue.add(entry(number, 2, "post"), 0.0)
    queue.add(entry(80, 3), 0.0)
    assert queue.pressure == 51
    first = queue.next(0.0)
    queue.answered(first, 0.0)
    queue.again(first, 0.0)
    assert queue.pressure == 51
    queue.drop(1)
    assert queue.pressure == 1
    while (one := queue.next(0.0)) is not None:
        queue.answered(one, 0.0)
        if one.message.chat_id == 3:
            queue.move(one, 4, 0.0)
            assert queue.pressure == 1
        else:
            queue.done(one, 0.0)
    assert queue.pressure == 0


def test_a_group_that_moved_keeps_its_order():
    """What it had goes before what the new chat has."""
    queue = Queue(UNLIMITED)
    for number, chat in ((1, -7), (2, -7), (3, -1007)):
        queue.add(entry(number, chat), 0.0)
    first = queue.next(0.0)
    queue.answered(first, 0.0)
    queue.move(first, -1007, 0.0)
    order = []
    while (one := queue.next(0.0)) is not None:
        order.append((one.number, one.message.chat_id))
        queue.answered(one, 0.0)
        queue.done(one, 0.0)
    assert order == [(1, -1007), (2, -1007), (3, -1007)]
    assert len(queue) == 0


def test_what_is_put_for_a_chat_that_has_moved_overtakes_nothing():
    """It follows the others, and stands behind those that were there before it."""
    queue, order = Queue(UNLIMITED), []
    for number, kind in ((1, "answer"), (2, "answer"), (3, "answer"), (4, "post")):
        queue.add(entry(number, -7, kind), 0.0)
    moving = queue.next(0.0)
    queue.answered(moving, 0.0)
    queue.move(moving, -1007, 0.0)
    queue.add(entry(5, -7), 0.0)
    queue.add(entry(6, -7, "post"), 0.0)
    first, late = queue.next(0.0), queue.next(0.0)
    assert (first.number, late.number) == (1, 5)
    queue.answered(late, 0.0)
    queue.move(late, -1007, 0.0)
    queue.answered(first, 0.0)
    queue.done(first, 0.0)
    while (one := queue.next(0.0)) is not None:
        order.append((one.number, one.message.chat_id))
        queue.answered(one, 0.0)
        queue.done(one, 0.0)
    assert order == [(number, -1007) for number in (2, 3, 5, 4, 6)]


def test_chats_are_forgotten():
    """After their windows have passed nothing is left of them."""
    arrivals = [(n / 20, entry(n, n - 100)) for n in range(200)]
    _, _, queue = play(arrivals, random.Random(3))
    queue.next(1000.0)
    queue.next(2000.0)
    assert queue.chats == 0


def test_what_expires_leaves_room_in_a_group():
    """Eighteen a minute of it leave at most; what doesn't expire may use the rest."""
    queue, now, left = Queue(TELEGRAM), 0.0, Counter()
    for number in range(40):
        queue.add(Entry(number, Message(-7, Reply("-"), until=90.0), now), now)
    assert queue.waiting(-7) == 40
    assert queue.waiting(-8) == 0
    while (now := max(now, queue.when(now))) < 59:
        one = queue.next(now)
        if one is not None:
            left[one.message.chat_id] += 1
            queue.answered(one, now)
            queue.done(one, now)
    assert left == {-7: 18}
    queue.drop(-7)
    for number in range(2):
        queue.add(entry(number, -7), 59.0)
    assert queue.next(59.0).number == 0


@pytest.mark.parametrize("ended", [0.0, 0.4])
def test_a_window_counts_until_a_whole_one_after_the_answer(ended):
    """When it arrived nobody knows: some time until then."""
    window = Window(1, 1.0)
    window.begin()
    assert window.when(0.0) == math.inf
    window.end(ended)
    assert ended + 1.0 < window.when(ended) < ended + 1.1
    assert window.room(ended + 1.1) == 1
    assert window.empty(ended + 1.1)


def test_what_never_left_does_not_count():
    """A connection that didn't come about reached no one."""
    window = Window(1, 1.0)
    window.begin()
    window.end(0.0, counts=False)
    assert window.when(0.0) == 0.0
