"""What the newsroom has paused: kept on the disk, looked up in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.newsroom import Paused
from bot.state.audit import Audited, insert
from bot.state.tables import halt

if TYPE_CHECKING:
    from bot.newsroom import Actor, Kind
    from bot.state.audit import Audit
    from bot.state.keys import Key


class Pauses(Audited):
    """What is paused. Asking reads no file; `refresh` learns what another process has changed."""

    def __init__(self, audit: Audit) -> None:
        super().__init__(audit)
        self._now: frozenset[Paused] = frozenset()
        # Asked for and not on the disk: on a full one a pause must hold all the same.
        self._asked: frozenset[Paused] = frozenset()
        self.refresh()

    def is_paused(self, chat_id: int | None = None) -> bool:
        """Whether the bot, or with an id this chat, is paused."""
        if not self._now:
            return False
        return Paused("all") in self._now or Paused("chat", str(chat_id)) in self._now

    def articles(self) -> frozenset[str]:
        """Return the ids of the paused articles."""
        return frozenset(one.target for one in self._now if one.kind == "article")

    def all(self) -> tuple[Paused, ...]:
        """Return everything that is paused: all, then chats, then articles."""
        order = ("all", "chat", "article")
        return tuple(sorted(self._now, key=lambda one: (order.index(one.kind), one.target)))

    def pause(self, kind: Kind, target: str, actor: Actor) -> bool:
        """Pause something; return whether it wasn't already. It has reached the disk then.

        Where it can't be written, StoreError, it holds until this process ends.
        """
        asked = frozenset({Paused(kind, target)})
        with self._lock:
            self._asked |= asked
            self._now |= asked
        row = {
            "mark": self._mark(kind, target),
            "kind": kind,
            "at": int(self._clock().timestamp() * 1000),
            "body": self._key.encrypt(target),
        }
        entry = self._audit.entry(actor, "pause", None, **{str(kind): target})

        def write(connection: sa.Connection) -> bool:
            fresh = connection.execute(sa.insert(halt).prefix_with("OR IGNORE"), row).rowcount > 0
            if fresh:
                insert(connection, entry)
            return fresh

        done = self._writer.write(write)
        with self._lock:
            self._asked -= asked
        self.refresh()
        return done

    def resume(self, kind: Kind, target: str, actor: Actor) -> bool:
        """Let something go on; return whether it was paused."""
        mine = self._mark(kind, target)
        entry = self._audit.entry(actor, "resume", None, **{str(kind): target})

        def write(connection: sa.Connection) -> bool:
            was = connection.execute(sa.delete(halt).where(halt.c.mark == mine)).rowcount > 0
            if was:
                insert(connection, entry)
            return was

        done = self._writer.write(write)
        with self._lock:
            self._asked -= {Paused(kind, target)}
        self.refresh()
        return done

    def refresh(self) -> None:
        """Read what is paused now. Raises StoreError; what was known before holds then."""
        with self._lock:
            with self._database.read() as connection:
                rows = connection.execute(sa.select(halt.c.kind, halt.c.body)).all()
            targets = ((row.kind, self._key.decrypt(row.body)) for row in rows)
            kept = frozenset(Paused(kind, told) for kind, told in targets if told is not None)
            self._now = kept | self._asked

    def _mark(self, kind: Kind, target: str) -> bytes:
        return self._key.digest("halt", f"{kind}:{target}")


def move(connection: sa.Connection, key: Key, old: int, new: int) -> None:
    """Let a group that is paused be so as a supergroup; within a transaction."""
    before, after = (key.digest("halt", f"chat:{one}") for one in (old, new))
    connection.execute(
        sa.update(halt)
        .prefix_with("OR REPLACE")
        .where(halt.c.mark == before)
        .values(mark=after, body=key.encrypt(str(new)))
    )
