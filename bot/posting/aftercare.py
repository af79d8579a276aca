"""After posting: the desk hears once of what went wrong, and what was corrected is edited.

A post is never sent anew. What can't be edited stays as it was.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.message import Message
from bot.redaction import cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.digests.plan import Digest
    from bot.posting.doors import Composed, Desk, Sender
    from bot.render.desk import Trouble
    from bot.state.rows import SlotRow
    from bot.state.slots import Slots

EVERY: Final = 60.0
"""Seconds between two looks."""
CORRECTED: Final = dt.timedelta(hours=48)
"""How long a posted digest follows its articles."""
_TROUBLE: Final[Mapping[str, Trouble]] = {
    "uncertain": "uncertain",
    "failed": "failed",
    "skipped": "paused",
}
_TOLD: Final = {
    "uncertain": "nobody knows whether all of it arrived",
    "failed": "Telegram refused it",
    "skipped": "the newsroom paused this chat, or what is in it, before it left",
}

log = logging.getLogger(__name__)


class Corrector(Protocol):
    """Puts a posted digest together as it is to be now. Blocking."""

    def again(self, digest: Digest, row: SlotRow) -> Composed:
        """Return its messages, as many as there were where that is possible."""
        ...


class Aftercare:
    """Sees to what was posted; `run` until it is cancelled.

    Args:
        digests: returns the digests by name.
        slots: where slots are kept.
        corrector: puts posted digests together anew.
        desk: who is told.
        sender: the outbox.
        versions: returns which version of each article is live, also of paused ones.
        clock: the time, aware.
        paused: returns whether the newsroom has paused a chat: its posts are corrected once
            that is over.

    """

    def __init__(
        self,
        digests: Callable[[], Mapping[str, Digest]],
        slots: Slots,
        corrector: Corrector,
        desk: Desk,
        sender: Sender,
        versions: Callable[[], Mapping[str, int]],
        *,
        clock: Callable[[], dt.datetime],
        paused: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self._digests = digests
        self._slots = slots
        self._corrector = corrector
        self._desk = desk
        self._sender = sender
        self._versions = versions
        self._clock = clock
        self._paused = paused
        self._known: Mapping[str, int] | None = None
        self._held: set[int] = set()  # paused chats in which something is to be corrected

    async def run(self, every: float = EVERY) -> None:
        """Look every so many seconds."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 -- one that fails must not end the others for good
                log.error("posted digests were not seen to:\n%s", cause(error))  # noqa: TRY400 -- texts hold rows
            await asyncio.sleep(every)

    async def look(self) -> None:
        """Tell the desk of trouble, and edit what was corrected."""
        self._take(await asyncio.to_thread(self._tell))
        self._take(await asyncio.to_thread(self._correct))

    def _take(self, made: Iterable[tuple[list[int], Sequence[Message]]]) -> None:
        for numbers, messages in made:
            if numbers:
                self._sender.add(numbers, messages)

    def _tell(self) -> list[tuple[list[int], Sequence[Message]]]:
        """Tell of what is uncertain, failed or paused, but of no reader who has blocked the bot."""
        troubled = self._slots.troubled()
        if not troubled:
            return []
        titles = {name: one.title for name, one in self._digests().items()}
        by_digest: dict[tuple[str, str], list[SlotRow]] = defaultdict(list)
        for row in troubled:
            by_digest[row.slot.digest, row.state].append(row)
        made = []
        for (name, state), rows in by_digest.items():
            places = [row.slot.chat_id for row in rows if row.slot.chat_id < 0]
            messages: Sequence[Message] = ()
            if places:
                messages = self._desk.troubled(titles.get(name, name), _TROUBLE[state], places)
            numbers = [row.number for row in rows]
            made.append((self._slots.tell(numbers, _TOLD[state], messages), messages))
        return made

    def _correct(self) -> list[tuple[list[int], Sequence[Message]]]:
        """Edit the posts whose articles are others now than they were."""
        versions = dict(self._versions())
        if versions == self._known and all(map(self._paused, self._held)):
            return []
        digests, made, waits = self._digests(), [], False
        held = set()
        for row in self._slots.listed(self._clock() - CORRECTED):
            digest = digests.get(row.slot.digest)
            if digest is None or row.state not in {"queued", "sent", "uncertain"}:
                continue
            if all(versions.get(one, 0) == kept for one, kept in row.payload.get("articles", ())):
                continue
            if row.state == "queued":  # it is corrected once it is there
                waits = True
            elif self._paused(row.slot.chat_id):
                held.add(row.slot.chat_id)
            else:
                made.append(self._edits(row, digest))
        self._known, self._held = None if waits else versions, held
        return made

    def _edits(self, row: SlotRow, digest: Digest) -> tuple[list[int], Sequence[Message]]:
        layout = row.payload.get("layout", digest.how.layout)
        digest = replace(digest, how=replace(digest.how, layout=layout))
        composed = self._corrector.again(digest, row)
        if len(composed.replies) > row.parts:
            log.warning("a corrected digest needs more messages than it had, and stays as it was")
            return self._slots.correct(row, {**row.payload, **composed.kept}, ()), ()
        before, prints = row.payload.get("prints", []), composed.prints
        messages = []
        for post in self._slots.posts(row.number):
            part = post.part
            same = part < len(before) and before[part] == prints[part]
            if post.message_id and not same:
                edit = Message(
                    row.slot.chat_id,
                    composed.replies[part],
                    "post",
                    thread=row.slot.thread,
                    edits=post.message_id,
                    preview=digest.how.preview,
                    reference=f"correction {row.number} {part}",
                )
                messages.append(edit)
        payload = {**row.payload, **composed.kept, "prints": prints}
        return self._slots.correct(row, payload, messages), messages
