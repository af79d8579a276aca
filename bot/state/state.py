"""What the bot keeps between two messages, encrypted, and forgets on request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.state import owner, rotation
from bot.state.audit import Audit
from bot.state.batches import OFFSET, set_offset
from bot.state.belongings import Belongings
from bot.state.copies import remove_old
from bot.state.delivery import Delivery
from bot.state.drafts import Drafts
from bot.state.feedback import Feedback
from bot.state.forgetting import Forgetting
from bot.state.home import Home
from bot.state.keyed import Keyed
from bot.state.memory import Memory
from bot.state.opening import PRAGMAS, unlock
from bot.state.pauses import Pauses
from bot.state.rooms import Rooms
from bot.state.slots import Slots
from bot.state.subscriptions import Subscriptions
from bot.state.tables import SCHEMA, button, setting
from bot.state.team import Team
from bot.state.writer import Writer
from knowledge.store.engine import Database

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from bot.state.belongings import Held
    from bot.state.keys import Key

logger = logging.getLogger(__name__)


class State(Memory):
    """The bot's own database. Synchronous and safe from several threads.

    What every turn asks for, `Memory`, is asked of it directly; the rest of its parts, which
    know nothing of one another, are its attributes. Every method raises StoreError where the
    file cannot be read or written.
    """

    def __init__(
        self,
        url_or_path: str,
        key: Key,
        *,
        clock: Callable[[], dt.datetime],
        busy: float = 10.0,
        database: type[Database] = Database,
    ) -> None:
        opened = database(url_or_path, pragmas=PRAGMAS, busy=busy)
        try:
            SCHEMA.prepare(opened, create=True)
            key = unlock(opened, key)
            writer = Writer(opened)
            super().__init__(opened, writer, Keyed(opened, writer), key, clock)
            self._forgetting = Forgetting()
            self.delivery = Delivery(opened, writer, key, clock, self._forgetting)
            self.rooms = Rooms(opened, writer, key, clock)
            self.drafts = Drafts(opened, writer, key, clock)
            self.home = Home(opened, writer, clock)
            self.slots = Slots(opened, writer, key, clock)
            self.subscriptions = Subscriptions(opened, writer, key, clock)
            self.feedback = Feedback(opened, writer, key, clock, self._forgetting)
            self.audit = Audit(opened, writer, key, clock)
            self.team = Team(self.audit)
            self.pauses = Pauses(self.audit)
            readers = (self.feedback, self.slots, self.audit)
            self._belongings = Belongings(opened, writer, key, clock, readers)
        except BaseException:
            opened.close()
            raise

    def claim(self, bot_id: int, *, adopt: int = 0) -> int | None:
        """Note which bot this state belongs to; return whose it was until now, None for nobody's.

        Another bot's is handed over where `adopt` is this one's id; see `owner.claim`.

        Raises:
            AnotherBotError: it is another bot's, and isn't handed over.

        """
        return self._writer.write(owner.claim(self._database.name, bot_id, adopt))

    def offset(self) -> int | None:
        """Return the last offset that was set: which update to ask Telegram for."""
        query = sa.select(setting.c.number).where(setting.c.name == OFFSET)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_offset(self, update_id: int) -> None:
        """Keep the offset; it has reached the disk when this returns."""
        self._writer.write(lambda connection: set_offset(connection, update_id))

    def held(self, chat_id: int, user_id: int) -> Held:
        """Count what is held about a reader: what `forget` would delete."""
        self._keyed.flush()
        return self._belongings.count(chat_id, user_id)

    def forget(self, chat_id: int, user_id: int) -> Held:
        """Delete all that is held about a reader and return what it was.

        That is every button, question and vote of theirs in any chat, which messages answer
        those and were written to them, their subscriptions with the digests that they got, and
        in their private chat the chosen article, what they have forwarded and what waits to be
        sent. A group's chosen article is the group's: one member's wish doesn't change it. Who
        is of the newsroom stays so; who isn't is taken out of the audit log, where what was done
        remains.
        """
        self._keyed.flush()
        # Before anything is deleted: what other turns commit from here on is left out.
        self._forgetting.note(self._user(user_id))
        held = self._belongings.delete(chat_id, user_id)
        self._wipe()
        return held

    def purge(self) -> int:
        """Delete what has expired; return how many rows."""
        now = self._clock()

        def write(connection: sa.Connection) -> int:
            gone = connection.execute(sa.delete(button).where(button.c.expires <= now)).rowcount
            return gone + sum(
                part.purge(connection) for part in (self.feedback, self.team, self.audit)
            )

        purged = self.rooms.purge() + self.slots.purge() + self.subscriptions.purge()
        self.subscriptions.keep_asked()
        if self._database.path is not None:
            remove_old(self._database.path, now)
        purged += self._writer.write(write) + self.delivery.purge().result()
        # Whether or not anything was due: what was answered meanwhile is gone, too.
        self._wipe()
        return purged

    def re_encrypt(self) -> Iterator[int]:
        """Encrypt everything anew with the key in force; see `rotation.re_encrypt`."""
        yield from rotation.re_encrypt(self._database, self._key)

    def close(self) -> None:
        """Write what was asked for, and release files and connections."""
        self._writer.close()
        self._database.close()

    def _wipe(self) -> None:
        """Empty the write-ahead log, which still has the deleted rows' pages."""
        busy, *_ = self._database.pragma("wal_checkpoint(TRUNCATE)")
        if busy == 1:
            logger.warning("deleted rows stay in the write-ahead log until its next emptying")
