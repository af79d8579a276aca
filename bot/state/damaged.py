"""Rows of inbox and outbox that no key opens: nobody can finish them, so they go after a day.

A state opens with its own key alone, so that such a row is damaged, not merely locked.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.state.settling import settle
from bot.state.tables import inbox, outbox

if TYPE_CHECKING:
    from bot.state.keys import Key

log = logging.getLogger(__name__)


def purge(connection: sa.Connection, key: Key, before: int) -> int:
    """Delete what is damaged and came by then, Unix milliseconds; return how many rows.

    A digest that was among them was not posted, or nobody knows. Within a transaction.
    """
    old = sa.select(inbox).where(inbox.c.body.is_not(None), inbox.c.arrived <= before)
    updates = [
        row.update_id for row in connection.execute(old).all() if key.decrypt(row.body) is None
    ]
    connection.execute(sa.delete(inbox).where(inbox.c.update_id.in_(updates)))
    late = sa.select(outbox).where(outbox.c.body.is_not(None), outbox.c.at <= before)
    messages = [row for row in connection.execute(late).all() if key.decrypt(row.body) is None]
    numbers = [row.number for row in messages]
    connection.execute(sa.delete(outbox).where(outbox.c.number.in_(numbers)))
    told = [
        (row.reference, "uncertain" if row.state == "sending" else "failed", 0) for row in messages
    ]
    settle(connection, told)
    if updates or messages:
        log.error(
            "updates: %d, messages: %d were damaged, and have been deleted unread",
            len(updates),
            len(messages),
        )
    return len(updates) + len(messages)
