"""Whose message goes next: in order within a chat, by turns between chats, answers before posts.

Posts to groups and channels go before those to readers, who may be thousands.

Nothing here waits or sends. Times are those of one monotonic clock, in seconds.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from bot.outbox.rates import Window

if TYPE_CHECKING:
    from bot.message import Kind, Message
    from bot.outbox.rates import Limits


_Ready: TypeAlias = Literal["answer", "post", "private"]
"""A chat whose next message may go, as far as the chat is concerned: which of them that is."""
COUNTED: Final = 50
"""So many answers of one chat count as waiting: who is asked too much must not hold up all."""
_TRIPS: Final = 16
"""Over about so many answers of Telegram's their time is averaged."""


@dataclass(eq=False, slots=True)
class Entry:
    """A committed message that has not arrived: its row's number and when it was put here.

    `begun` is when it was last sent, `counts` whether it takes a place as one under way.
    """

    number: int
    message: Message
    since: float
    attempts: int = 0
    begun: float = -math.inf
    counts: bool = False


@dataclass(eq=False, slots=True)
class _Lane:
    """One chat. `place` says where the queue looks for it: one of its lists, or nowhere."""

    chat: int
    second: Window
    minute: Window | None
    answers: deque[Entry] = field(default_factory=deque)
    posts: deque[Entry] = field(default_factory=deque)
    held: float = -math.inf
    busy: Entry | None = None
    place: str = ""
    until: float = -math.inf

    def waiting(self, kind: Kind) -> deque[Entry]:
        return self.answers if kind == "answer" else self.posts

    @property
    def windows(self) -> tuple[Window, ...]:
        return (self.second,) if self.minute is None else (self.second, self.minute)


class Queue:
    """Messages that wait to be sent; at most one of a chat is on its way at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = Window(limits.in_all, 1.0)
        self._lanes: dict[int, _Lane] = {}
        self._ready: dict[_Ready, deque[int]] = {
            "answer": deque(),
            "post": deque(),
            "private": deque(),
        }
        self._later: list[tuple[float, int, int]] = []
        self._serial = itertools.count()
        self._held = -math.inf
        # Posts leave evenly, in what answers leave of the rate: thirty at once would take all
        # the room for a second, and what is sent at once now may be sent at once then.
        self._next_post = -math.inf
        self._trip = 0.0
        self._counts = {"answer": 0, "post": 0}
        self._pressure = 0

    def __len__(self) -> int:
        """How many messages there are, those on their way included."""
        return sum(self._counts.values())

    def count(self, kind: Kind) -> int:
        """How many of a kind there are."""
        return self._counts[kind]

    @property
    def pressure(self) -> int:
        """How many answers wait, those of one chat up to `COUNTED`."""
        return self._pressure

    @property
    def chats(self) -> int:
        """How many chats are known: with messages, or with some sent not long ago."""
        return len(self._lanes)

    def waiting(self, chat: int) -> int:
        """How many messages of one chat there are, that on its way included."""
        lane = self._lanes.get(chat)
        return 0 if lane is None else len(lane.answers) + len(lane.posts) + (lane.busy is not None)

    def answers(self, chat: int, question: int) -> bool:
        """Whether a message is answered by one that waits or is on its way."""
        lane = self._lanes.get(chat)
        if lane is None:
            return False
        entries = lane.answers if lane.busy is None else (lane.busy, *lane.answers)
        return any(entry.message.question == question for entry in entries)

    def add(self, entry: Entry, now: float) -> None:
        """Put a message at the end of its chat's."""
        self._counts[entry.message.kind] += 1
        lane = self._lane(entry.message.chat_id)
        lane.waiting(entry.message.kind).append(entry)
        self._count(lane, len(lane.answers) - (entry.message.kind == "answer"))
        self._schedule(lane, now)

    def next(self, now: float) -> Entry | None:
        """Return the message that goes now, and count it as on its way; None if none may."""
        while self._later and self._later[0][0] <= now:
            _, _, chat = heapq.heappop(self._later)
            lane = self._lanes.get(chat)
            if lane is not None and lane.place == "later":
                lane.place = ""
                self._schedule(lane, now)
        if now < self._held:
            return None
        room = self._all.room(now)
        lane = self._pop("answer") if room >= 1 else None
        if lane is None and room >= 1 + self._limits.reserve and now >= self._next_post:
            lane = self._pop("post") or self._pop("private")
        if lane is None:
            return None
        # Late by up to one gap, the next may be early by as much. What takes up all of the rate
        # for long doesn't count for longer than its places are taken.
        gap = self._gap
        self._next_post = min(max(self._next_post, now - gap) + gap, now + self._taken)
        before = len(lane.answers)
        entry = (lane.answers or lane.posts).popleft()
        entry.begun, entry.counts = now, True
        self._count(lane, before)
        lane.busy = entry
        for window in (self._all, *lane.windows):
            window.begin()
        return entry

    def when(self, now: float) -> float:
        """Return when `next` may have something, if nothing else happens first; inf: never."""
        times = [self._later[0][0]] if self._later else []
        if self._ready["answer"]:
            times.append(max(self._held, self._all.when(now)))
        if self._ready["post"] or self._ready["private"]:
            free = self._all.when(now, spare=self._limits.reserve)
            times.append(max(self._held, free, self._next_post))
        return min(times, default=math.inf)

    def answered(self, entry: Entry, now: float, *, counts: bool = True) -> None:
        """Note that a message is no more on its way; one that never left doesn't count."""
        lane = self._lanes[entry.message.chat_id]
        entry.counts = False
        for window in (self._all, *lane.windows):
            window.end(now, counts=counts)
        if counts:
            self._trip += (now - entry.begun - self._trip) / _TRIPS

    def done(self, entry: Entry, now: float) -> None:
        """Let the chat's next message come."""
        self._counts[entry.message.kind] -= 1
        lane = self._lanes[entry.message.chat_id]
        lane.busy = None
        self._schedule(lane, now)

    def let_go(self, entry: Entry, now: float) -> None:
        """Let go of a message of which nobody knows how far it has come."""
        lane = self._lanes.get(entry.message.chat_id)
        if lane is not None and lane.busy is entry:
            if entry.counts:
                self.answered(entry, now)
            self.done(entry, now)

    def again(self, entry: Entry, now: float, seconds: float = 0.0) -> None:
        """Let the same message come again after so long, and its chat wait for it."""
        lane = self._lanes[entry.message.chat_id]
        before = len(lane.answers)
        lane.waiting(entry.message.kind).appendleft(entry)
        self._count(lane, before)
        lane.busy = None
        lane.held = max(lane.held, now + seconds)
        self._schedule(lane, now)

    def hold(self, chat: int, until: float) -> None:
        """Let nothing go to a chat until then."""
        lane = self._lane(chat)
        lane.held = max(lane.held, until)

    def hold_all(self, until: float) -> None:
        """Let nothing go anywhere until then."""
        self._held = max(self._held, until)

    def drop(self, chat: int) -> list[Entry]:
        """Take away what waits for a chat, and return it."""
        lane = self._lane(chat)
        dropped = [*lane.answers, *lane.posts]
        before = len(lane.answers)
        lane.answers.clear()
        lane.posts.clear()
        self._count(lane, before)
        for entry in dropped:
            self._counts[entry.message.kind] -= 1
        return dropped

    def move(self, entry: Entry, chat: int, now: float) -> None:
        """Let a message that was on its way, and what waits for its chat, go to another.

        In the order in which they were put here: some may be there from an earlier move.
        """
        old = self._lanes[entry.message.chat_id]
        new = self._lane(chat)
        rest = self.drop(old.chat)
        old.busy = None
        self._schedule(old, now)
        entry.message = entry.message.to(chat)
        for one in rest:
            one.message = one.message.to(chat)
            self._counts[one.message.kind] += 1
        before = len(new.answers)
        for one in [entry, *rest]:
            new.waiting(one.message.kind).append(one)
        new.answers = deque(sorted(new.answers, key=_number))
        new.posts = deque(sorted(new.posts, key=_number))
        self._count(new, before)
        self._schedule(new, now)

    @property
    def _gap(self) -> float:
        """Seconds from one message to the next post.

        At this distance the places are
        taken but for half the reserve; any closer, posts wait for places to be free, and readers
        with them. Simulated with 20 readers a second and answers after 50 ms: at 1/30 s a
        reader's p99 is 89 ms with 93.3 % of the rate used, at half the reserve 85 and 93.0, at
        all of it 64 and 91.7.
        """
        most = self._limits.in_all - self._limits.reserve / 2
        return self._taken / max(most, 1)

    @property
    def _taken(self) -> float:
        """Seconds for which a message takes a place: until a window after its answer, about."""
        return self._all.seconds + self._trip

    def _count(self, lane: _Lane, before: int) -> None:
        """Note that a chat has more or fewer answers waiting than before."""
        self._pressure += min(len(lane.answers), COUNTED) - min(before, COUNTED)

    def _lane(self, chat: int) -> _Lane:
        lane = self._lanes.get(chat)
        if lane is None:
            limits = self._limits
            group = chat < 0 and limits.in_group != math.inf
            lane = self._lanes[chat] = _Lane(
                chat,
                Window(limits.in_chat, 1.0),
                Window(limits.in_group, 60.0) if group else None,
            )
        return lane

    def _schedule(self, lane: _Lane, now: float) -> None:
        """Put a chat where it will be found when its next message may go."""
        if lane.busy is not None:
            lane.place = ""
            return
        if not (lane.answers or lane.posts):
            self._tidy(lane, now)
            return
        place: _Ready = "answer" if lane.answers else "post" if lane.chat < 0 else "private"
        free = self._free(lane, now, expires=(lane.answers or lane.posts)[0].message.until > 0)
        if free > now:
            self._put_off(lane, free)
        elif lane.place != place:
            lane.place = place
            self._ready[place].append(lane.chat)

    def _free(self, lane: _Lane, now: float, *, expires: bool) -> float:
        """Return when a chat's next message may go, as far as the chat is concerned."""
        free = max(lane.held, lane.second.when(now))
        if lane.minute is None:
            return free
        return max(free, lane.minute.when(now, spare=expires * self._limits.reserve_in_group))

    def _tidy(self, lane: _Lane, now: float) -> None:
        """Forget a chat without messages, once its windows are empty."""
        if lane.held <= now and all(window.empty(now) for window in lane.windows):
            del self._lanes[lane.chat]
        else:
            self._put_off(lane, max(lane.held, now + (60.0 if lane.minute else 1.0)))

    def _put_off(self, lane: _Lane, until: float) -> None:
        if lane.place == "later" and lane.until <= until:
            return  # it is looked at before that anyway
        lane.place, lane.until = "later", until
        heapq.heappush(self._later, (until, next(self._serial), lane.chat))

    def _pop(self, place: _Ready) -> _Lane | None:
        """Return the next chat that is ready in a place; passes over what is out of date."""
        ready = self._ready[place]
        while ready:
            lane = self._lanes.get(ready.popleft())
            if lane is not None and lane.place == place and lane.busy is None:
                lane.place = ""
                if lane.answers if place == "answer" else lane.posts:
                    return lane
        return None


def _number(entry: Entry) -> int:
    return entry.number
