"""Writing everything that is encrypted anew, from one key to the next, a batch a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.state.contents import HASHES, KEY_CHECK
from bot.state.tables import Sealed, metadata, setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.state.keys import Key
    from knowledge.store.engine import Database

_BATCH: Final = 1000


def re_encrypt(database: Database, key: Key, *, batch: int = _BATCH) -> Iterator[int]:
    """Encrypt with `key` what its former one has encrypted; yield how many rows, once a commit.

    Each step is on the disk when it is yielded. Who stops between two of them leaves a
    state that opens with this key and its former one, and can begin again; after the last
    one it needs the former no more. `key` has the state's hashes, see `State`. Nobody else
    may write meanwhile. A value that neither key can read is left as it is.
    """
    # The hashes first: from here on they no longer hang on the key that made the state.
    _keep(database, HASHES, key.sealed_hashes())
    yield 0
    for table in metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, Sealed)]
        if not sealed:
            continue
        last = 0
        while True:
            with database.write() as connection:
                last, seen, changed = _batch(connection, table, sealed, key, last, batch)
            if not seen:
                break
            yield changed
    _keep(database, KEY_CHECK, key.check)
    # What was overwritten is still in the log.
    database.pragma("wal_checkpoint(TRUNCATE)")
    yield 0


def _batch(
    connection: sa.Connection,
    table: sa.Table,
    sealed: list[sa.Column[bytes]],
    key: Key,
    last: int,
    most: int,
) -> tuple[int, int, int]:
    """Go on after a row; return the last row seen, how many were, and how many were changed."""
    number = sa.literal_column("rowid", sa.BigInteger)
    rows = connection.execute(
        sa.select(number.label("row_number"), *sealed)
        .select_from(table)
        .where(number > last)
        .order_by(number)
        .limit(most)
    ).all()
    changed = 0
    for row in rows:
        values = {}
        for column, data in zip(sealed, row[1:], strict=True):
            if data is None or key.decrypt_own(data) is not None:
                continue
            text = key.decrypt(data)
            if text is not None:
                values[column.name] = key.encrypt(text)
        if values:
            connection.execute(sa.update(table).where(number == row[0]).values(values))
            changed += 1
    return (rows[-1][0] if rows else last), len(rows), changed


def _keep(database: Database, name: str, data: bytes) -> None:
    with database.write() as connection:
        connection.execute(
            sa.insert(setting).prefix_with("OR REPLACE"), {"name": name, "data": data}
        )
