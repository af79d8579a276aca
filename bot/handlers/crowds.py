"""What the bot says in groups: to a calm one each answer, to a busy one each answer once.

Telegram lets 20 messages a minute through to a group. Where more is asked, a question whose
answer stands in its thread already gets a reaction and a line in that thread's one message of
what is asked most; what is new goes out as ever, while it is fresh. See `bot.handlers.busy` for
when a group is busy.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.handlers.busy import LATE
from bot.handlers.crowd import Crowd
from bot.handlers.crowd_threads import Threads
from bot.handlers.deeplink import parameter
from bot.handlers.threads import Mark, place_of
from bot.message import Message
from bot.redaction import cause
from bot.render import crowd as shown
from bot.reply import Reply
from knowledge.errors import UnknownArticleError
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import telegram

    from bot.handlers.busy import Load
    from bot.handlers.crowd import Known
    from bot.handlers.crowd_threads import Thread
    from bot.handlers.doors import Library, Rooms
    from bot.handlers.threads import Place
    from bot.outbox.outbox import Outbox
    from bot.reply import Cited
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages
    from knowledge.model import Article

EDIT_SECONDS: Final = 15.0
"""Between two edits of one thread's list."""
_RETRY_SECONDS = 5.0
_SOON = 2
"""Messages to a group that may wait before an answer, one a second, without a sign to its asker."""
_MOST_TOLD = 1000

log = logging.getLogger(__name__)


class Crowds:
    """Sends what is said in groups, and keeps the lists of what is asked most.

    To be used on the event loop. `run` edits the lists, each `edit_seconds` after the last time
    at the earliest, and must be running for that. A chat that is `paused` gets no list until it
    isn't any more; that is asked often, and must not block.
    """

    def __init__(
        self,
        library: Library,
        rooms: Rooms,
        strings: Languages[Strings],
        outbox: Outbox,
        *,
        paused: Callable[[int], bool] = lambda _: False,
        edit_seconds: float = EDIT_SECONDS,
    ) -> None:
        self._library = library
        self._rooms = rooms
        self._strings = strings
        self._outbox = outbox
        self._paused = paused
        self._edit_seconds = edit_seconds
        self._threads = Threads(rooms)
        # What became of messages of threads that are not in memory, an earlier run's, say.
        self._told: deque[tuple[Message, int | None]] = deque(maxlen=_MOST_TOLD)
        self._reactions: asyncio.Queue[tuple[int, int, str]] = asyncio.Queue(_MOST_TOLD)
        self._wake = asyncio.Event()
        outbox.follow(self)

    async def say(self, message: telegram.Message, said: Message) -> None:
        """Send what is said to a message of a group, or let its writer know where that stands.

        Raises:
            StoreError: what is known of the thread can't be read, or outside of a turn `said`
                could not be kept.

        """
        at = message.date.timestamp()
        place = await asyncio.to_thread(place_of, message, self._rooms)
        thread = await self._threads.of(place, at)
        waiting = self._outbox.waiting(said.chat_id)
        if not self._load(thread).ask(at, waiting):
            cited = None if said.only_for else said.reply.cites
            if cited is not None and thread.crowd.ask(cited, 0) == "new":
                said = replace(said, mark=Mark(place, cited).pack())
            if waiting >= _SOON and message.message_id:  # what one alone sees has none
                await self._outbox.react(said.chat_id, message.message_id, shown.UNDER_WAY)
            await self._outbox.give(said)
            return
        thread.crowd.busy_at = at
        if said.only_for:  # it answers nobody else
            await self._outbox.give(replace(said, until=at + LATE))
            return
        reaction, said = self._hurried(thread, message.message_id, said, at)
        self._changed(thread)
        await self._outbox.react(said.chat_id, message.message_id, reaction)
        if said.until:
            await self._outbox.give(said)

    def _hurried(
        self, thread: Thread, question: int, said: Message, at: float
    ) -> tuple[str, Message]:
        """Return the reaction to a busy group's question, and what is said to it.

        That expires where it is to be sent; else the reaction is all.
        """
        if self._outbox.now() > at + LATE:
            return shown.LATE, said
        if said.reply.declines:
            return shown.DECLINED, said
        cited = said.reply.cites
        if cited is not None:
            thread.stale = True
            found = thread.crowd.ask(cited, question)
            if found != "new":
                return (shown.KNOWN if found == "known" else shown.UNDER_WAY), said
        # It may have to wait its turn; the asker need not wonder meanwhile.
        mark = Mark(thread.place, cited).pack()
        return shown.UNDER_WAY, replace(said, until=at + LATE, mark=mark)

    async def tapped(self, message: telegram.Message, said: Message, language: str) -> str:
        """Send what a button asks for, below its message, unless that stands in the thread.

        Return what tells so, in this language, who has tapped; "" where it is sent. Raises as
        `say`.
        """
        at = self._outbox.now()
        place = await asyncio.to_thread(place_of, message, self._rooms)
        thread = await self._threads.of(place, at)
        busy = self._load(thread).ask(at, self._outbox.waiting(said.chat_id))
        cited = said.reply.cites
        if busy:
            thread.crowd.busy_at, thread.stale = at, thread.stale or cited is not None
            said = replace(said, until=at + LATE)
        if cited is not None:
            if thread.crowd.ask(cited, 0) != "new":
                self._changed(thread)
                article = await asyncio.to_thread(self._article, cited)
                strings = self._strings.of(language)
                return "" if article is None else shown.stands(strings, article, cited)
            said = replace(said, mark=Mark(place, cited).pack())
        self._changed(thread)
        await self._outbox.give(said)
        return ""

    async def changed(
        self,
        chat_id: int,
        message_id: int,
        reply: Reply,
        near: telegram.Message | None = None,
    ) -> None:
        """Take note that a message of the bot's is about to say something else.

        No list leads to an answer that is no longer there. `near` is a message of the same
        thread, of which an earlier run may know.
        """
        if near is not None and chat_id < 0:
            await self._threads.of(
                await asyncio.to_thread(place_of, near, self._rooms), self._outbox.now()
            )
        for thread in self._threads.all():
            cited = thread.crowd.given_in(message_id) if thread.place.chat_id == chat_id else None
            if cited is None or reply.cites == cited:
                continue
            article = await asyncio.to_thread(self._article, cited)
            if article is None or Span(*cited.marked).of(article.text) not in reply.text:
                thread.crowd.forget(cited)
                thread.stale = thread.stale or thread.crowd.listed > 0
                self._changed(thread)

    async def gone(
        self, chat_id: int, message_id: int, near: telegram.Message | None = None
    ) -> None:
        """Take note that a message of the bot's was taken away; see `changed`.

        Where it was a list, that begins anew: what stood in it isn't shown again.
        """
        await self.changed(chat_id, message_id, Reply(""), near)
        for thread in self._threads.all():
            if (thread.place.chat_id, thread.crowd.listed) == (chat_id, message_id):
                thread.crowd = Crowd(busy_at=thread.crowd.busy_at)
                thread.last, thread.stale = None, False
                self._changed(thread)

    def arrived(self, message: Message, message_id: int) -> None:
        """Take note of where an answer, or a list, stands; see `bot.outbox.doors.Follower`."""
        self._told.append((message, message_id))
        self._wake.set()

    def lost(self, message: Message) -> None:
        """Take note that an answer, or a list, has not got through; see `arrived`."""
        self._told.append((message, None))
        self._wake.set()

    async def run(self) -> None:
        """Edit the lists, and tell who waits what became of an answer; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._edit())
            tasks.create_task(self._react())

    async def _react(self) -> None:
        while True:
            await self._outbox.react(*await self._reactions.get())

    async def _edit(self) -> None:
        while True:
            self._wake.clear()
            while self._told:
                await self._hear(*self._told.popleft())
            for thread in self._threads.all():
                try:
                    await self._see_to(thread)
                except Exception as error:  # noqa: BLE001 -- one thread must never stop the others
                    log.error("what is asked most was not shown:\n%s", cause(error))  # noqa: TRY400 -- texts hold rows
                    thread.stale, thread.unsaved, thread.under_way = True, True, False
                    thread.due = _now() + _RETRY_SECONDS
            due = [one.due for one in self._threads.all() if one.stale and not one.under_way]
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(due, default=None)):
                    await self._wake.wait()

    async def _hear(self, message: Message, message_id: int | None) -> None:
        """Take note of what became of a message: where it stands, None where it doesn't."""
        try:
            mark = Mark.unpack(message.mark)  # an older version's may have another form
            thread = await self._threads.of(mark.place, self._outbox.now())
        except Exception as error:  # noqa: BLE001 -- as above
            log.error("what became of an answer is not known:\n%s", cause(error))  # noqa: TRY400 -- as above
            return
        asked: Iterable[int] = ()
        if mark.is_list:
            thread.under_way, thread.due = False, _now() + self._edit_seconds
            if message_id is None:
                thread.stale, thread.last = True, None
            thread.crowd.listed = message_id or thread.crowd.listed
        elif mark.cited is not None and message_id:
            asked = thread.crowd.arrived(mark.cited, message_id)
            thread.stale = thread.stale or bool(asked)
        elif mark.cited is not None:
            asked = thread.crowd.lost(mark.cited)
        if message_id is None and message.until and not mark.is_list:
            asked = (*asked, *(() if message.reply_to is None else (message.reply_to,)))
        for question in asked:
            with suppress(asyncio.QueueFull):
                reaction = shown.KNOWN if message_id else shown.LATE
                self._reactions.put_nowait((message.chat_id, question, reaction))
        self._changed(thread)

    async def _see_to(self, thread: Thread) -> None:
        """Write down what must outlive a restart, and show what has changed."""
        place, crowd = thread.place, thread.crowd
        if thread.unsaved:
            thread.unsaved = False
            await asyncio.to_thread(
                self._rooms.keep_crowd, place.chat_id, place.thread, crowd.pack()
            )
        if not thread.stale or thread.under_way or thread.due > _now():
            return
        if self._paused(place.chat_id):  # it would be held back, and made again
            thread.due = _now() + self._edit_seconds
            return
        thread.stale = False
        asked = crowd.most_asked(shown.LISTED)
        reply, articles = await asyncio.to_thread(self._list, place, asked)
        if reply == thread.last or not (asked or crowd.listed):
            return
        thread.under_way = True
        said = Message(
            place.chat_id,
            reply,
            reply_to=place.post,
            thread=place.topic,
            edits=crowd.listed or None,
            until=self._outbox.now() + LATE,
            mark=Mark(place, is_list=True).pack(),
            articles=articles,
        )
        await self._outbox.give(said)
        thread.last = reply

    def _changed(self, thread: Thread) -> None:
        """See to it that what has changed is written down, if it was ever busy there."""
        thread.unsaved = thread.crowd.busy_at > -math.inf
        self._wake.set()

    def _list(
        self, place: Place, asked: Sequence[tuple[Cited, Known]]
    ) -> tuple[Reply, tuple[str, ...]]:
        """Return the list of what was asked most, and which articles it shows. Blocking."""
        found = [(self._article(cited), cited, known) for cited, known in asked]
        answers = [
            shown.Asked(
                article,
                Span(*cited.sentence),
                Span(*cited.marked),
                known.asked,
                place.url(known.first),
            )
            for article, cited, known in found
            if article is not None
        ]
        language = self._rooms.settings(place.chat_id).get("language", "")
        start = f"?start={parameter(answers[0].article.id)}" if answers else ""
        private = f"https://t.me/{place.bot}{start}"
        articles = tuple(dict.fromkeys(one.article.id for one in answers))
        return shown.most_asked(self._strings.of(language), answers, private), articles

    def _load(self, thread: Thread) -> Load:
        return self._threads.load(thread, self._outbox.limits.in_group)

    def _article(self, cited: Cited) -> Article | None:
        """Return a cited article; None where it was taken back, or says something else now."""
        try:
            article = self._library.article(cited.article_id)
        except UnknownArticleError:
            return None
        return article if article.version == cited.version else None


def _now() -> float:
    return asyncio.get_running_loop().time()
