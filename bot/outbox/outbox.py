"""Where messages leave: all of them, in one place, from rows that outlive a crash."""

from __future__ import annotations

import asyncio
import logging
import math
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot import measures as names
from bot.measures import Measures
from bot.message import Message
from bot.outbox.asides import TYPING_AFTER, Asides
from bot.outbox.attempts import Attempts
from bot.outbox.keeping import Keeping
from bot.outbox.queue import Entry, Queue
from bot.outbox.rates import TELEGRAM, Limits
from bot.outbox.turn import current, over, pressed
from bot.redaction import cause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.outbox.attempts import Screen
    from bot.outbox.doors import Api, Follower, Store
    from bot.outbox.turn import Turn
    from bot.reply import Offer, Offers, Reply

AT_ONCE = 48
MOST_ANSWERS = 50_000
"""So many answers fit in memory, about 1 kB each."""
GRACE_SECONDS = 2.0

log = logging.getLogger(__name__)


class Outbox:
    """Sends, edits and answers, within Telegram's rates.

    What is sent during an update's turn is collected there; `add` then takes it with the
    numbers of its rows. What is sent outside of one is committed here. Nothing is sent
    before `start`.
    """

    def __init__(
        self,
        api: Api,
        store: Store,
        *,
        limits: Limits = TELEGRAM,
        measures: Measures | None = None,
        typing_after: float = TYPING_AFTER,
        first_pause: float = 1.0,
        screen: Screen | None = None,
    ) -> None:
        self.limits = limits
        self._store = store
        measures = measures or Measures()
        self._asides = Asides(api, typing_after)
        self._keeping = Keeping(store, measures)
        self._queue = Queue(limits)
        self._attempts = Attempts(
            api,
            store,
            self._queue,
            self._keeping,
            self._asides,
            measures,
            first_pause=first_pause,
            screen=screen,
        )
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._sender: asyncio.Task[None] | None = None
        measures.track(names.OUTBOX_DEPTH, lambda: len(self._queue))

    def __len__(self) -> int:
        """How many messages are committed and have not arrived."""
        return len(self._queue)

    @property
    def pressure(self) -> int:
        """How many answers wait, those of one chat up to fifty; all of them once that is too many.

        Backing up is for the bot as a whole: one chat that asks more than it can be answered
        must not keep the others from being heard.
        """
        answers = self._queue.count("answer")
        return answers if answers >= MOST_ANSWERS else self._queue.pressure

    def follow(self, follower: Follower) -> None:
        """Tell somebody what becomes of the messages that have a mark, from now on."""
        self._keeping.follower = follower

    def now(self) -> float:
        """Return the Unix seconds by which messages expire."""
        return self._store.now()

    def waiting(self, chat_id: int) -> int:
        """Return how many messages to a chat have not arrived."""
        return self._queue.waiting(chat_id)

    async def answered(self, chat_id: int, question: int, seconds: float) -> None:
        """Wait, so long at most, while a message's answer waits or is on its way.

        Not while others wait for the caller's turn to end.
        """

        async def over() -> None:
            while self._queue.answers(chat_id, question):
                self._idle.clear()
                await self._idle.wait()

        if self._queue.answers(chat_id, question):
            either = [asyncio.ensure_future(one) for one in (over(), pressed().wait())]
            try:
                await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in either:
                    one.cancel()

    async def give(self, message: Message, *, screened: bool = True) -> None:
        """Send an answer, or put it in another's place.

        What isn't `screened` goes whatever has been paused: it is the newsroom's own.

        Raises:
            StoreError: outside of a turn, and it could not be kept.

        """
        turn = current()
        if turn is not None:
            _collect(turn, message, screened=screened)
            return
        numbers = await self._store.put([message])
        self.add(numbers, [message])

    def give_last(self, message: Message) -> bool:
        """Send an answer that is all that is left of the turn, and end that, in a worker thread.

        Return whether the caller was in a turn; outside of one nothing is done.
        """
        turn = current()
        if turn is None:
            return False
        _collect(turn, message)
        over()
        return True

    async def post(
        self, chat_id: int, reply: Reply, *, reference: str, thread: int | None = None
    ) -> int:
        """Send something of the bot's own accord, at most once; return its row's number.

        Raises as `give`.
        """
        message = Message(chat_id, reply, "post", thread=thread, reference=reference)
        (number,) = await self._store.put([message])
        self.add([number], [message])
        return number

    async def answer_callback(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End a tapped button's waiting, with a toast where there is a text. Never raises."""
        await self._aside(lambda: self._asides.answer_callback(query_id, text, alert=alert))

    async def answer_inline(self, query_id: str, offers: Offers) -> None:
        """Show what is offered for something typed inline. Never raises, nothing is kept."""
        await self._aside(lambda: self._asides.answer_inline(query_id, offers))

    async def answer_guest(self, query_id: str, offer: Offer) -> None:
        """Answer a summons from a chat that the bot is not in. Never raises, nothing is kept."""
        await self._aside(lambda: self._asides.answer_guest(query_id, offer))

    async def react(self, chat_id: int, message_id: int, emoji: str) -> None:
        """React to a message, in place of what the bot has reacted before. Never raises."""
        await self._aside(lambda: self._asides.react(chat_id, message_id, emoji))

    async def delete(self, messages: Sequence[tuple[int, int]]) -> None:
        """Delete messages of the bot's, given as (chat, message). Never raises, nothing is kept."""
        await self._aside(lambda: self._asides.delete(messages))

    def typing(self, chat_id: int, thread: int | None = None) -> AbstractAsyncContextManager[None]:
        """Show "typing …" while the body takes longer than a moment."""
        return self._asides.typing(chat_id, thread)

    def add(self, numbers: Sequence[int], messages: Sequence[Message]) -> None:
        """Take messages that are committed under these numbers."""
        now = asyncio.get_running_loop().time()
        for number, message in zip(numbers, messages, strict=True):
            self._queue.add(Entry(number, message, now), now)
        if numbers and self._sender is not None:
            self._begin()  # at once: a reader waits
            self._wake.set()

    def dropped(self, messages: Sequence[Message]) -> None:
        """Tell who follows them of messages whose turn was not kept: they don't leave."""
        for message in messages:
            self._keeping.lost(message)

    def heard_from(self, chat_id: int) -> None:
        """Note that a chat has something to say to the bot, and so hasn't blocked it (any more)."""
        if self._store.is_paused(chat_id):
            self._store.resume(chat_id)

    async def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup: its settings, buttons and messages go along."""
        await self._keeping.moved(old, new)

    async def start(self) -> None:
        """Begin to send, with what earlier runs have left first.

        An answer goes again even if it was on its way at the crash; such a post is
        recorded as uncertain.

        Raises:
            StoreError: what is left cannot be read.

        """
        for unsent in await asyncio.to_thread(self._store.unsent):
            number, message = unsent.number, unsent.message
            begun = unsent.begun and message.kind == "post"
            if begun and message.edits is None:
                await self._keeping.give_up(number, message, "uncertain", "a crash")
                continue
            if begun:  # the same edit twice leaves the same message
                await self._keeping.kept(partial(self._store.wait, number))
            self.add([number], [message])
        self._sender = asyncio.create_task(self._send_all(), name="outbox")

    async def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Send for a moment more, and end. What isn't sent stays for the next start."""
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_seconds):
                while len(self._queue):
                    self._idle.clear()
                    await self._idle.wait()
        sender, self._sender = self._sender, None  # what is added from here on is not begun
        tasks = self._under_way | ({sender} if sender is not None else set())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _aside(self, request: Callable[[], Awaitable[None]]) -> None:
        """Make a request after the turn that the caller is in, or now."""
        turn = current()
        if turn is None:
            await request()
        else:
            turn.asides.append(request)

    async def _send_all(self) -> None:
        """Start each message when its time has come."""
        loop = asyncio.get_running_loop()
        while True:
            self._begin()
            self._wake.clear()
            when = self._queue.when(loop.time()) if len(self._under_way) < AT_ONCE else math.inf
            timer = None if when == math.inf else loop.call_at(when, self._wake.set)
            try:
                await self._wake.wait()
            finally:
                if timer is not None:
                    timer.cancel()

    def _begin(self) -> None:
        """Start the messages whose time has come."""
        loop = asyncio.get_running_loop()
        while len(self._under_way) < AT_ONCE:
            entry = self._queue.next(loop.time())
            if entry is None:
                break
            task = loop.create_task(self._send(entry))
            self._under_way.add(task)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wake.set()
        self._idle.set()

    async def _send(self, entry: Entry) -> None:
        try:
            await self._attempts.make(entry)
        except Exception as error:  # noqa: BLE001 -- one message must never stop the others
            log.error("a message was given up:\n%s", cause(error))  # noqa: TRY400 -- texts hold rows
            await self._keeping.give_up(entry.number, entry.message, "failed", "a bug")
            self._queue.let_go(entry, asyncio.get_running_loop().time())


def _collect(turn: Turn, message: Message, *, screened: bool = True) -> None:
    shown = tuple(sorted(turn.articles)) if screened else ()
    turn.messages.append(replace(message, articles=shown) if shown else message)
