"""What is of one reader, over all tables: counted for them, and deleted when they ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.state.batches import ANSWER, REPLY
from bot.state.memory import EXCERPT, TURN
from bot.state.part import Part
from bot.state.tables import button, chat, outbox, quarantine, subscriber, thread

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from bot.state.audit import Audit
    from bot.state.feedback import Feedback
    from bot.state.keys import Key
    from bot.state.slots import Slots
    from bot.state.writer import Writer
    from knowledge.store.engine import Database


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows are held about a reader.

    Chosen articles, what buttons stand for, questions (the last ones, and those that could not
    be handled), posts that they have forwarded, votes, questions that were not answered, and
    digests that they have subscribed to.
    """

    scopes: int = 0
    buttons: int = 0
    turns: int = 0
    posts: int = 0
    votes: int = 0
    misses: int = 0
    subscriptions: int = 0


class Belongings(Part):
    """Readers' rows, whichever part keeps them. Every method may raise StoreError."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        key: Key,
        clock: Callable[[], dt.datetime],
        parts: tuple[Feedback, Slots, Audit],
    ) -> None:
        super().__init__(database, writer, key, clock)
        self._feedback, self._slots, self._audit = parts

    def count(self, chat_id: int, user_id: int) -> Held:
        """Count what `delete` would delete."""
        with self._database.read() as connection:
            counts = [
                connection.execute(
                    sa.select(sa.func.count()).select_from(table).where(condition)
                ).scalar_one()
                for table, condition in self._rows(chat_id, user_id)
            ]
            return _held(counts, self._feedback.held(connection, user_id))

    def delete(self, chat_id: int, user_id: int) -> Held:
        """Delete all that is a reader's, of their chat with this id too; return what it was."""

        def write(connection: sa.Connection) -> Held:
            # A reader knows of no such rows, so they aren't counted.
            mine = button.c.user == self._user(user_id)
            connection.execute(
                sa.delete(button).where(mine, button.c.kind.in_((ANSWER, REPLY, EXCERPT)))
            )
            # What waits to be sent to them would be sent after a restart; what waits in a group is
            # for others, too.
            connection.execute(sa.delete(outbox).where(outbox.c.chat == self._chat(user_id)))
            self._slots.forget(connection, user_id)
            self._audit.forget(connection, self._user(user_id))
            counts = [
                connection.execute(sa.delete(table).where(condition)).rowcount
                for table, condition in self._rows(chat_id, user_id)
            ]
            return _held(counts, self._feedback.forget(connection, user_id))

        return self._writer.write(write)

    def _rows(
        self, chat_id: int, user_id: int
    ) -> tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...]:
        """Return what of each table is this reader's, in the order that `_held` takes."""
        # In a private chat, and only there, the chat has its reader's id.
        own = sa.true() if chat_id == user_id else sa.false()
        mine = button.c.user == self._user(user_id)
        kinds = (TURN, ANSWER, REPLY, EXCERPT)
        return (
            (chat, sa.and_(own, chat.c.chat == self._chat(chat_id))),
            (button, sa.and_(mine, button.c.kind.not_in(kinds))),
            (button, sa.and_(mine, button.c.kind == TURN)),
            (quarantine, quarantine.c.user == self._user(user_id)),
            (thread, sa.and_(own, thread.c.chat == self._chat(chat_id))),
            (subscriber, subscriber.c.user == self._user(user_id)),
        )


def _held(counts: Iterable[int], feedback: tuple[int, int]) -> Held:
    scopes, buttons, last, unhandled, posts, subscriptions = counts
    votes, misses = feedback
    return Held(scopes, buttons, last + unhandled, posts, votes, misses, subscriptions)
