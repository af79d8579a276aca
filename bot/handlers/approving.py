"""Digests at the desk: an owner or editor posts one, skips it, or puts words before it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, MessageHandler, filters

from bot.buttons import parse
from bot.handlers import reading
from bot.render import notices
from bot.render.compose import units
from bot.render.desk import INTRO_ROOM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    from telegram import Message, Update
    from telegram.ext import BaseHandler, ContextTypes

    from bot.digests.plan import Slot
    from bot.handlers.doors import Remembered
    from bot.outbox.outbox import Outbox
    from bot.strings.catalogue import Strings

    class Row(Protocol):
        """A slot."""

        @property
        def number(self) -> int:
            """Its row."""
            ...

        @property
        def slot(self) -> Slot:
            """Of which digest it is."""
            ...

        @property
        def state(self) -> str:
            """What has become of it; "previewed" while it waits for the desk."""
            ...

        @property
        def payload(self) -> Any:
            """What it holds."""
            ...

    class Slots(Protocol):
        """The slots of digests."""

        def get(self, number: int) -> Row | None:
            """Return one by its number."""
            ...

        def noticed(self, number: int, shown: int, message_id: int) -> None:
            """Keep which message the desk decides of one with, where that isn't known yet."""
            ...

        def controlled(self, message_id: int) -> Sequence[Row]:
            """Return those that a message at the desk decides of."""
            ...

    class Decider(Protocol):
        """Who posts."""

        async def decide(
            self, number: int, *, publish: bool, reason: str = "", by: str = ""
        ) -> bool:
            """Post or skip what waits; False where that has been decided already."""
            ...

        async def revise(self, number: int, intro: str) -> bool:
            """Put other words before what waits, and show it anew; False likewise."""
            ...

    class Team(Protocol):
        """Who the newsroom is."""

        def role(self, user_id: int) -> str | None:
            """Return somebody's role; None for a reader. Does not block."""
            ...

        def desk(self) -> int | None:
            """Return the chat that is asked; None for none."""
            ...

    class Buttons(Protocol):
        """Where buttons are kept."""

        def seen(self, token: str, chat_id: int) -> Remembered | None:
            """Return what was remembered for anybody in a chat."""
            ...


KIND: Final = "desk"
_TAPS: Final = r"^desk(?:post|skip|note):"
_NOTHING: Final = frozenset({"-", "–", "—"})
"""What is answered to have no intro."""


class Approving:
    """The callbacks of the desk's buttons and of answers to its messages.

    `told` returns a sentence that says what became of a slot; `note` keeps who (a user and their
    name) did what with which digest; `strings` returns the sentences of the desk's language. All
    block.
    """

    def __init__(
        self,
        team: Team,
        buttons: Buttons,
        slots: Slots,
        decider: Decider,
        told: Callable[[Any], str],
        note: Callable[[int, str, str, str], None],
        strings: Callable[[], Strings],
        outbox: Outbox,
    ) -> None:
        self._team = team
        self._buttons = buttons
        self._slots = slots
        self._decider = decider
        self._told = told
        self._note = note
        self._strings = strings
        self._outbox = outbox

    @property
    def table(self) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who answers taps."""
        return (CallbackQueryHandler(self.tap, pattern=_TAPS),)

    @property
    def early(self) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who hears answers before anybody takes them for questions."""
        mine = filters.UpdateType.MESSAGE & filters.REPLY & filters.TEXT & ~filters.COMMAND
        return (MessageHandler(mine, self.answer),)

    async def tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a button under a preview."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        toast, alert = await self._tapped(
            (query.message.chat.id, query.message.message_id),
            query.from_user.id,
            query.from_user.full_name,
            query.data or "",
        )
        await self._outbox.answer_callback(query.id, toast, alert=alert)

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take the words of an answer to a preview for its intro; others' pass."""
        message = update.message
        user = None if message is None else message.from_user
        above = None if message is None else message.reply_to_message
        if message is None or user is None or above is None:
            return
        # Who hides behind a group or channel is nobody that the newsroom knows.
        if message.sender_chat is not None or self._team.role(user.id) is None:
            return
        if above.from_user is None or above.from_user.id != message.get_bot().id:
            return
        row = await asyncio.to_thread(self._of_answer, message.chat.id, above.message_id)
        if row is None:
            return
        await self._take(message, row)
        raise ApplicationHandlerStop

    async def _tapped(
        self, at: tuple[int, int], user_id: int, name: str, data: str
    ) -> tuple[str, bool]:
        """Do what a button of a message (chat, number) asks for.

        Return a toast, and whether it is to be read.
        """
        tap, strings = parse(data), await asyncio.to_thread(self._strings)
        chat_id, message_id = at
        kept = (
            None if tap is None else await asyncio.to_thread(self._buttons.seen, tap.token, chat_id)
        )
        if tap is None or kept is None or kept.kind != KIND:
            return strings["buttons.expired"], False
        if self._team.role(user_id) is None:
            return strings["desk.not_yours"], True
        row = await asyncio.to_thread(self._slots.get, kept.payload["slot"])
        if row is None:
            return strings["buttons.expired"], False
        if row.state != "previewed":
            return await asyncio.to_thread(self._told, row), True
        if row.payload.get("shown") != kept.payload["shown"]:
            return strings["desk.is_newer"], True
        if tap.action == "desknote":
            return strings["desk.how_to_edit"], True
        await asyncio.to_thread(self._slots.noticed, row.number, kept.payload["shown"], message_id)
        publish = tap.action == "deskpost"
        if await self._decider.decide(row.number, publish=publish, by=name):
            what = "post" if publish else "skip"
            await asyncio.to_thread(self._note, user_id, name, what, row.slot.digest)
            return "", False
        return await asyncio.to_thread(self._became, row.number), True

    async def _take(self, message: Message, row: Row) -> None:
        """Put the words of an answer before a digest, or say why not."""
        words = "".join(
            one if one.isprintable() or one in "\n\u200d" else " " for one in message.text or ""
        ).strip()
        length = units(words)
        if row.state != "previewed":
            await self._say(message, None, await asyncio.to_thread(self._told, row))
        elif length > INTRO_ROOM:
            await self._say(message, "desk.too_long", f"{length}")
        elif await self._decider.revise(row.number, "" if words in _NOTHING else words):
            user = message.from_user
            if user is not None:
                who = (user.id, user.full_name)
                await asyncio.to_thread(self._note, *who, "intro", row.slot.digest)
        else:
            await self._say(message, None, await asyncio.to_thread(self._became, row.number))

    def _became(self, number: int) -> str:
        """Return what became of a slot meanwhile."""
        row = self._slots.get(number)
        return self._strings()["buttons.expired"] if row is None else self._told(row)

    def _of_answer(self, chat_id: int, message_id: int) -> Row | None:
        """Return what an answered message decides of; None where it is no such message."""
        if chat_id != self._team.desk():
            return None
        return next(iter(self._slots.controlled(message_id)), None)

    async def _say(self, message: Message, key: str | None, words: str) -> None:
        strings = await asyncio.to_thread(self._strings)
        if key is None:
            reply = notices.plain(strings, words)
        else:
            reply = notices.notice(strings, key, count=words, most=f"{INTRO_ROOM}")
        await self._outbox.give(reading.in_answer(message, reply))
