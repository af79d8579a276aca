"""One attempt to send a message, and what becomes of it: arrived, repeated, or given up."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from telegram.error import NetworkError

from bot import measures as names
from bot.outbox.asides import READ_SECONDS
from bot.outbox.instead import Instead
from bot.outbox.requests import failure, outcome, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.measures import Measures
    from bot.message import Message
    from bot.outbox.asides import Asides
    from bot.outbox.doors import Api, Store
    from bot.outbox.keeping import Keeping
    from bot.outbox.queue import Entry, Queue
    from bot.outbox.requests import Outcome

    Screen: TypeAlias = Callable[[Message], Message | None]
    """What a message is looked at with just before it goes: it may be another then, or none."""

ATTEMPTS = 3
"""How often an answer is sent of which nobody knows whether it arrived."""
_LONGEST_PAUSE = 60.0
_GIVEN_UP_AFTER = 24 * 3600.0
_FLOODED_CHATS = 3
_FLOODED_WITHIN = 10.0

log = logging.getLogger(__name__)


class Attempts:
    """Sends the messages that a queue lets go, and tells it how that went.

    `first_pause` is the time before the second attempt, in seconds; each that follows waits
    twice as long.
    """

    def __init__(
        self,
        api: Api,
        store: Store,
        queue: Queue,
        keeping: Keeping,
        asides: Asides,
        measures: Measures,
        *,
        first_pause: float,
        screen: Screen | None,
    ) -> None:
        self._api = api
        self._store = store
        self._queue = queue
        self._keeping = keeping
        self._asides = asides
        self._measures = measures
        self._first_pause = first_pause
        self._screen = screen
        self._instead = Instead(measures)
        self._floods: deque[tuple[float, int]] = deque(maxlen=_FLOODED_CHATS)

    async def make(self, entry: Entry) -> None:
        """Send a message once, and see to what becomes of it."""
        loop = asyncio.get_running_loop()
        message = entry.message
        vain = self._vain(message)
        if vain:
            self._queue.answered(entry, loop.time(), counts=False)
            await self._keeping.give_up(entry.number, message, "failed", vain)
            self._queue.done(entry, loop.time())
            return
        screened = message if self._screen is None else self._screen(message)
        if screened is None:
            log.info("a message was not sent: what it shows has been paused")
            self._queue.answered(entry, loop.time(), counts=False)
            await self._keeping.give_up(entry.number, message, "paused", "paused")
            self._queue.done(entry, loop.time())
            return
        entry.message = message = screened
        if message.kind == "post":
            # From here on a crash leaves it uncertain.
            mine = await self._keeping.kept(lambda: self._store.begin(entry.number))
            if not mine:
                log.info("a post is another process's, and is left to it")
                self._queue.answered(entry, loop.time(), counts=False)
                self._queue.done(entry, loop.time())
                return
        message = entry.message = self._instead.first(message, loop.time())
        entry.attempts += 1
        method, parameters = request(message)
        try:
            result = outcome(*await self._api.call(method, parameters, READ_SECONDS))
        except NetworkError as error:
            result = failure(error)
        self._queue.answered(entry, loop.time(), counts=result.what != "unsent")
        await self._see_to(entry, result)

    def _vain(self, message: Message) -> str:
        """Return why a message is not sent any more, "" where it is."""
        if self._store.is_paused(message.chat_id):
            return "blocked"
        return "expired" if message.until and self._store.now() > message.until else ""

    async def _see_to(self, entry: Entry, result: Outcome) -> None:
        loop = asyncio.get_running_loop()
        message = entry.message
        is_post, other = message.kind == "post", None
        if result.what in {"refused", "blocked"}:
            other = self._instead.then(message, result, loop.time())
        match result.what:
            case "sent":
                await self._keeping.arrived(entry.number, message, result.message_id)
                self._measures.add(names.SENT, kind=message.kind)
                self._measures.observe(
                    names.OUTBOX_WAIT, loop.time() - entry.since, kind=message.kind
                )
                self._queue.done(entry, loop.time())
                if message.pin and result.message_id:
                    await self._asides.pin(message.chat_id, result.message_id, message.unpins)
            case "flood":
                self._flooded(message.chat_id, result.seconds)
                await self._repeat(entry, result.seconds)
            case "moved":
                log.info("a group has become a supergroup; its messages follow")
                await self._keeping.moved(message.chat_id, result.chat_id)
                if is_post:  # it was begun, and is again
                    await self._keeping.kept(lambda: self._store.wait(entry.number))
                self._queue.move(entry, result.chat_id, loop.time())
            case "refused" | "blocked" if other is not None:
                entry.message = other
                self._queue.again(entry, loop.time())
            case "blocked":
                log.info("a message was not delivered: the chat has blocked or removed the bot")
                await self._blocked(entry)
            case "refused":
                log.error("a message was refused, and is given up: %s", result.why)
                await self._keeping.give_up(entry.number, message, "failed", "refused")
                self._queue.done(entry, loop.time())
            case "unsent":
                await self._retry(entry, result)
            case "failing" if not is_post:
                await self._retry(entry, result)
            case _:
                await self._doubt(entry, result)

    async def _doubt(self, entry: Entry, result: Outcome) -> None:
        """See to a message of which nobody knows whether it arrived."""
        message = entry.message
        repeatable = message.edits is not None  # the same edit twice leaves the same message
        if repeatable or (message.kind == "answer" and entry.attempts < ATTEMPTS):
            if not repeatable:
                self._measures.add(names.UNCERTAIN, kind=message.kind)
            await self._retry(entry, result)
            return
        log.warning("nobody knows whether a message arrived: %s", result.why)
        await self._keeping.give_up(entry.number, message, "uncertain", "uncertain")
        self._queue.done(entry, asyncio.get_running_loop().time())

    async def _retry(self, entry: Entry, result: Outcome) -> None:
        now = asyncio.get_running_loop().time()
        if now - entry.since > _GIVEN_UP_AFTER:
            log.error("a message was given up after a day: %s", result.why)
            await self._keeping.give_up(entry.number, entry.message, "failed", "too late")
            self._queue.done(entry, now)
            return
        pause = min(self._first_pause * 2.0 ** min(entry.attempts - 1, 10), _LONGEST_PAUSE)
        log.info("a message was not sent, trying again in %.0f s: %s", pause, result.why)
        await self._repeat(entry, pause)

    async def _repeat(self, entry: Entry, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        if entry.message.kind == "post":
            await self._keeping.kept(lambda: self._store.wait(entry.number))
        now = loop.time()
        self._queue.again(entry, now, max(until - now, 0.0))

    def _flooded(self, chat: int, seconds: float) -> None:
        """Hold a chat; hold all where Telegram refuses so many chats that it must mean all."""
        now = asyncio.get_running_loop().time()
        self._measures.add(names.FLOODED)
        log.warning("Telegram asks for %.0f s of silence in one chat", seconds)
        self._queue.hold(chat, now + seconds)
        self._floods.append((now, chat))
        recent = {one for at, one in self._floods if now - at <= _FLOODED_WITHIN}
        if len(recent) >= _FLOODED_CHATS:
            log.warning("Telegram asks for silence in several chats: all wait %.0f s", seconds)
            self._queue.hold_all(now + seconds)

    async def _blocked(self, entry: Entry) -> None:
        chat = entry.message.chat_id
        dropped = [entry, *self._queue.drop(chat)]
        await self._keeping.kept(lambda: self._store.pause(chat))
        for one in dropped:
            await self._keeping.give_up(one.number, one.message, "failed", "blocked")
        self._queue.done(entry, asyncio.get_running_loop().time())
