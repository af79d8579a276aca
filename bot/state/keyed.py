"""Rows that every turn reads and writes, one at a time and by key: chosen articles and buttons.

Their statements are written out: SQLAlchemy's own way to one takes longer than SQLite does
to run it. A row that is put within a turn is committed with its end, and is there for the
turn's own reads before that.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from bot.state import many
from bot.unwritten import unwritten

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sqlalchemy as sa

    from bot.state.writer import Writer
    from bot.unwritten import Row
    from knowledge.store.engine import Database

CHAT: Final = "chat"
"""A chat's hash; its encrypted scope."""
BUTTON: Final = "button"
"""The hashes of a token, chat and user; kind, encrypted payload, and when it expires."""

_COLUMNS: Final = {CHAT: "chat, scope", BUTTON: 'token, chat, "user", kind, payload, expires'}
_KEYS: Final = {CHAT: "chat", BUTTON: "token"}
_GET: Final = {
    table: f"SELECT {columns} FROM {table} WHERE {_KEYS[table]} = ?"  # noqa: S608 -- two constants
    for table, columns in _COLUMNS.items()
}
_PUT: Final = {
    table: f"INSERT OR REPLACE INTO {table} ({columns})" for table, columns in _COLUMNS.items()
}
_DROP: Final = {
    table: f"DELETE FROM {table} WHERE {key} IN {{}}"  # noqa: S608 -- the same
    for table, key in _KEYS.items()
}

Rows: TypeAlias = "dict[tuple[str, bytes], Row | None]"
"""Rows to put by table and key; None for one to delete."""


class ButtonRow(NamedTuple):
    """A row of `BUTTON`."""

    token: bytes
    chat: bytes
    user: bytes
    kind: str
    payload: bytes
    expires: str


class Keyed:
    """The rows of the two tables, by key. Every method may raise StoreError."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    def get(self, table: str, key: bytes) -> tuple[Any, ...] | None:
        """Return a row, its columns in order; None for none."""
        turn = unwritten()
        if turn is not None and (table, key) in turn.rows:
            return turn.rows[table, key]
        return self._database.row(_GET[table], (key,))

    def put(self, table: str, key: bytes, row: Row | None) -> None:
        """Keep a row in place of the one with its key; None deletes it."""
        turn = unwritten()
        if turn is not None:
            turn.rows[table, key] = row
            return
        rows = {(table, key): row}
        self._writer.write(lambda connection: write(connection, rows))

    def flush(self) -> None:
        """Write what the turn has put until now, for who is to count or delete it."""
        turn = unwritten()
        if turn is not None and turn.rows:
            rows = dict(turn.rows)
            self._writer.write(lambda connection: write(connection, rows))
            turn.rows.clear()


def write(connection: sa.Connection, rows: Mapping[tuple[str, bytes], Row | None]) -> None:
    """Put and delete rows; within a transaction."""
    for table in _COLUMNS:
        wanted = [(key, row) for (of, key), row in rows.items() if of == table]
        many.among(connection, _DROP[table], [key for key, row in wanted if row is None])
        many.insert(connection, _PUT[table], [row for _, row in wanted if row is not None])


def instant(when: dt.datetime) -> str:
    """Write an aware time as `knowledge.store.schema.Instant` does; such texts sort by time."""
    return when.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
