"""Inbox and outbox in dictionaries; what is written is on the disk at once, or fails."""

from __future__ import annotations

from dataclasses import dataclass

from bot.written import Written
from knowledge.errors import StoreError


@dataclass
class FakeTaken:
    update_id: int
    text: str


@dataclass
class FakeUnsent:
    number: int
    message: object
    begun: bool


class FakeDelivery:
    """`failures` is how many of the next writes fail, `clock` what it takes for now."""

    def __init__(self, clock=lambda: 0.0):
        self.now = clock
        self.failures = 0
        self.problem = ""
        self.probes = self.hurried = 0
        self.inbox = {}
        self.known_ids = set()
        self.offsets = []
        self.rows = {}
        self.states = {}
        self.given_up = []
        self.recorded = {}
        self.paused = set()
        self.moved = []
        self.answers = {}
        self._numbers = 0

    def _write(self, write):
        future = Written()
        if self.failures:
            self.failures -= 1
            self.problem = "disk full"
            future.set_exception(StoreError("fake", self.problem))
        else:
            self.problem = ""
            future.set_result(write())
        return future

    def probe(self):
        self.probes += 1
        self._write(lambda: None).result()

    def known(self, update_ids):
        return self.known_ids.intersection(update_ids)

    def take(self, updates, offset=None, *, urgent=True):
        def write():
            fresh = {number: text for number, text in updates if number not in self.known_ids}
            self.known_ids |= fresh.keys()
            self.inbox |= fresh
            self.offsets.append(offset)
            return frozenset(fresh)

        return self._write(write)

    def hurry(self):
        self.hurried += 1

    def waiting(self):
        return [FakeTaken(*one) for one in self.inbox.items()]

    def done(self, update_id, messages=(), unwritten=None, *, here=None):
        def write():
            if self.inbox.pop(update_id, None) is None:
                return None
            return self._put(messages)

        written = self._write(write)
        if here is not None:
            written.add_done_callback(here)
        return written

    def give_up(self, update_id, text, cause, *, user_id=None, messages=()):
        def write():
            self.inbox.pop(update_id, None)
            self.given_up.append((update_id, text, cause, user_id))
            return self._put(messages)

        return self._write(write)

    def put(self, messages):
        return self._write(lambda: self._put(messages))

    def _put(self, messages):
        numbers = []
        for message in messages:
            self._numbers += 1
            self.rows[self._numbers] = message
            numbers.append(self._numbers)
        return numbers

    def unsent(self):
        return [
            FakeUnsent(number, message, self.states.get(number) == "sending")
            for number, message in self.rows.items()
        ]

    def begin(self, number):
        def write():
            mine = self.states.get(number, "waiting") == "waiting"
            self.states[number] = "sending"
            return mine

        return self._write(write)

    def wait(self, number):
        return self._write(lambda: self.states.update({number: "waiting"}))

    def sent(self, number, message=None, message_id=0):
        def write():
            del self.rows[number]
            if message is not None and message.question and message_id:
                place = (message.chat_id, message.question, message.asker)
                self.answers[place] = message_id

        return self._write(write)

    def record(self, number, state):
        def write():
            message = self.rows.pop(number)
            self.recorded[message.reference] = state

        return self._write(write)

    def is_paused(self, chat_id):
        return chat_id in self.paused

    def pause(self, chat_id):
        self.paused.add(chat_id)
        return self._write(lambda: None)

    def resume(self, chat_id):
        self.paused.discard(chat_id)
        return self._write(lambda: None)

    def move(self, old, new):
        return self._write(lambda: self.moved.append((old, new)))
