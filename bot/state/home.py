"""Whether a state is where it was: restored or moved, it may have a copy that has gone on.

A copy of a state may have posted what this one still believes to be due. A file is known by
its inode, which a copy never shares; a restored backup says of itself that it is one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.state.contents import RESTORED_AT, put_number
from bot.state.tables import setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.state.writer import Writer
    from knowledge.store.engine import Database

_INODE: Final = "inode"
_MOVED_AT: Final = "moved_at"
_TRUSTED_AT: Final = "trusted_at"
_USERNAME: Final = "username"


class Home:
    """Notes where the state's file is, and since when it is there. Synchronous."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    def settle(self) -> bool:
        """Note that the state is used from here on; return whether it was elsewhere before."""
        path = self._database.path
        if path is None:
            return False
        # Inodes are unsigned 64-bit numbers, and SQLite's integers are signed.
        inode = path.stat().st_ino & (2**63 - 1)
        before = self._number(_INODE)
        moved = before is not None and before != inode
        now = self._now()

        def write(connection: sa.Connection) -> None:
            put_number(connection, _INODE, inode)
            if moved:
                put_number(connection, _MOVED_AT, now)

        if before != inode:
            self._writer.write(write)
        return moved

    def doubted(self) -> dt.datetime | None:
        """Return until when a copy of this state may have posted what is due here; None: never.

        An owner's `trust` ends the doubt about everything before it.
        """
        since = max(self._number(RESTORED_AT) or 0, self._number(_MOVED_AT) or 0)
        if not since or (self._number(_TRUSTED_AT) or 0) >= since:
            return None
        return dt.datetime.fromtimestamp(since, dt.UTC)

    def trust(self) -> None:
        """Note that an owner knows of no copy that has gone on."""
        self._writer.write(lambda connection: put_number(connection, _TRUSTED_AT, self._now()))

    def username(self) -> str:
        """Return what the bot was called when it last ran, "" where it never did."""
        query = sa.select(setting.c.data).where(setting.c.name == _USERNAME)
        with self._database.read() as connection:
            data = connection.execute(query).scalar_one_or_none()
        return "" if data is None else str(data.decode())

    def set_username(self, name: str) -> None:
        """Note what the bot is called: links to it say so."""
        row = {"name": _USERNAME, "data": name.encode()}

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.insert(setting).prefix_with("OR REPLACE"), row)

        if name != self.username():
            self._writer.write(write)

    def _number(self, name: str) -> int | None:
        query = sa.select(setting.c.number).where(setting.c.name == name)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def _now(self) -> int:
        return int(self._clock().timestamp())
