"""The slots of digests as they are kept: found in several ways, and not changed by any."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

import sqlalchemy as sa

from bot.digests.plan import Slot
from bot.state.agenda import place_mark
from bot.state.part import Part
from bot.state.rows import Posted, SlotRow
from bot.state.tables import posted, slot
from bot.state.times import milliseconds, moment

# What is skipped as it is due has no messages: one that has some was paused on its way out.
_PAUSED: Final = sa.and_(slot.c.state == "skipped", slot.c.parts > 0)
UNTOLD: Final = (
    sa.or_(slot.c.state.in_(("uncertain", "failed")), _PAUSED),
    slot.c.reason == "",
)
"""What holds of a slot that the newsroom is to be told of, and wasn't yet."""
_LATEST: Final = 30
_ANSWERABLE: Final = dt.timedelta(days=3)
"""How long an answer to the desk's message is understood: previews wait for a day at most."""


class KeptSlots(Part):
    """What can be asked of slots. Synchronous; every method may raise StoreError."""

    def unanswered(self) -> list[SlotRow]:
        """Return the slots that have waited for the desk long enough, oldest first."""
        now = milliseconds(self._clock())
        query = sa.select(slot).where(slot.c.state == "previewed", slot.c.until <= now)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due)).all()
        return [self._read(row) for row in rows]

    def get(self, number: int) -> SlotRow | None:
        """Return a slot by its number."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(slot).where(slot.c.number == number)).one_or_none()
        return None if row is None else self._read(row)

    def latest(
        self, digest: str, chat_id: int, thread: int | None, most: int = _LATEST
    ) -> list[SlotRow]:
        """Return what a digest was in one place, the latest first."""
        query = sa.select(slot).where(
            slot.c.digest == digest, slot.c.place == place_mark(self._key, chat_id, thread)
        )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due.desc()).limit(most)).all()
        return [self._read(row) for row in rows]

    def listed(self, since: dt.datetime) -> list[SlotRow]:
        """Return the slots that were due since then, oldest first."""
        query = sa.select(slot).where(slot.c.due >= milliseconds(since))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due, slot.c.number)).all()
        return [self._read(row) for row in rows]

    def posts(self, number: int) -> list[Posted]:
        """Return what became of a slot's messages, in their order."""
        mine = (posted.c.slot == number, posted.c.part >= 0)
        query = sa.select(posted).where(*mine).order_by(posted.c.part)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Posted(row.part, row.state, row.message) for row in rows]

    def control(self, number: int) -> int:
        """Return the message that the desk last got to decide of a slot with, 0 for none."""
        mine = (posted.c.slot == number, posted.c.part < 0)
        query = sa.select(posted.c.message).where(*mine).order_by(posted.c.part).limit(1)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar() or 0)

    def controlled(self, message_id: int) -> list[SlotRow]:
        """Return the slots of the last days that a message at the desk is to decide of.

        Messages of other chats may have its number; where the desk is isn't asked here.
        """
        joined = sa.join(slot, posted, sa.and_(posted.c.slot == slot.c.number, posted.c.part < 0))
        since = milliseconds(self._clock() - _ANSWERABLE)
        # Who answers at once is heard before it is on the disk that the message has arrived.
        self._writer.settle()
        wanted = (posted.c.message == message_id, slot.c.due >= since)
        with self._database.read() as connection:
            rows = connection.execute(sa.select(slot).select_from(joined).where(*wanted)).all()
        return [self._read(row) for row in rows]

    def posted_on(self, chat_id: int, thread: int | None, day: dt.date) -> int:
        """Return how many digests a place has had on a local day, or is about to have."""
        query = (
            sa.select(sa.func.count())
            .select_from(slot)
            .where(
                slot.c.place == place_mark(self._key, chat_id, thread),
                slot.c.day == day.isoformat(),
                slot.c.state.in_(("queued", "sent", "uncertain")),
            )
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def troubled(self, most: int = 100) -> list[SlotRow]:
        """Return slots that are uncertain or failed, or skipped once their messages were queued.

        And of which nobody was told yet.
        """
        query = sa.select(slot).where(*UNTOLD)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(slot.c.due).limit(most)).all()
        return [self._read(row) for row in rows]

    def _read(self, row: sa.Row[Any]) -> SlotRow:
        text = self._key.decrypt(row.body)
        payload: dict[str, Any] = {"chat": 0, "thread": None} if text is None else json.loads(text)
        one = Slot(
            row.digest,
            payload["chat"],
            payload["thread"],
            dt.date.fromisoformat(row.day),
            dt.time.fromisoformat(row.time),
            moment(row.due),
        )
        return SlotRow(row.number, one, row.state, row.reason, row.parts, payload)
