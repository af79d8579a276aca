"""Who of the newsroom changed what, and when. Written with the change, in one transaction."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.newsroom import Deed
from bot.state.part import Part
from bot.state.tables import audit, member

if TYPE_CHECKING:
    from bot.newsroom import Actor, Member

YEAR: Final = 365 * 24 * 3600.0
"""Seconds that an entry is kept."""
_WHOM: Final = "whom"


class Audit(Part):
    """The log. Every method may raise StoreError."""

    def entry(
        self, actor: Actor, what: str, person: Member | None = None, **about: str
    ) -> dict[str, Any]:
        """Return the row that says that somebody did something, maybe to a person."""
        if person is not None:
            about |= {"person": person.name, _WHOM: self._user(person.user_id).hex()}
        return {
            "at": int(self._clock().timestamp() * 1000),
            "part": actor.part,
            "what": what,
            "user": self._user(actor.user_id) if actor.user_id else None,
            "body": self._key.encrypt(json.dumps({"name": actor.name, **about})),
        }

    def note(self, actor: Actor, what: str, **about: str) -> None:
        """Keep that somebody did something that is kept nowhere else."""
        entry = self.entry(actor, what, None, **about)
        self._writer.write(lambda connection: insert(connection, entry))

    def deeds(self, since: float = 0.0) -> list[Deed]:
        """Return the entries from a time on, in Unix seconds, oldest first."""
        query = sa.select(audit).where(audit.c.at >= int(since * 1000)).order_by("number")
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            about = json.loads(self._key.decrypt(row.body) or "{}")
            name = about.pop("name", "")
            about.pop(_WHOM, None)
            found.append(Deed(row.at / 1000, row.part, name, row.what, about))
        return found

    def purge(self, connection: sa.Connection) -> int:
        """Delete what is older than a year; within a transaction."""
        before = int((self._clock().timestamp() - YEAR) * 1000)
        return connection.execute(sa.delete(audit).where(audit.c.at <= before)).rowcount

    def forget(self, connection: sa.Connection, user: bytes) -> None:
        """Forget who it was, given by their hash, unless they are of the newsroom still."""
        known = sa.select(member.c.user).where(member.c.user == user)
        if connection.execute(known).one_or_none() is not None:
            return
        # The log is short: a newsroom's doings of a year.
        for row in connection.execute(sa.select(audit)).all():
            about = json.loads(self._key.decrypt(row.body) or "{}")
            if about.get(_WHOM) == user.hex():
                about |= {"person": "", _WHOM: ""}
            elif row.user != user:
                continue
            kept = row.user
            if row.user == user:
                about, kept = about | {"name": ""}, None
            connection.execute(
                sa.update(audit).where(audit.c.number == row.number),
                {"user": kept, "body": self._key.encrypt(json.dumps(about))},
            )


class Audited(Part):
    """Rows of which the log says who has changed them, beside the log.

    What is kept of them in memory is read anew under `_lock`, one at a time: what was read
    earlier must not take the place of what was read later.
    """

    def __init__(self, audit: Audit) -> None:
        super().__init__(*audit.at_hand)
        self._audit = audit
        self._lock = threading.Lock()


def insert(connection: sa.Connection, entry: dict[str, Any]) -> None:
    """Write an entry; within the transaction of what it is about."""
    connection.execute(sa.insert(audit), entry)
