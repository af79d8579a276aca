"""Opening a state: which key is its own, and what every connection to it must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from bot.state.contents import HASHES, KEY_CHECK, encrypted
from bot.state.tables import setting
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from bot.state.keys import Key
    from knowledge.store.engine import Database

PRAGMAS: Final = {
    "foreign_keys": "ON",
    # An update is acknowledged once it is here: it must survive a power cut.
    "synchronous": "FULL",
    # What is deleted is overwritten, not only unlinked.
    "secure_delete": "ON",
}


class StateError(StoreError):
    """The state cannot be used with this key."""


def unlock(database: Database, key: Key) -> Key:
    """Return the key with this state's hashes; a fresh state takes it for its own.

    Raises:
        StateError: another key has made it, or what its hashes are made with is damaged.

    """
    with database.write() as connection:
        connection.execute(
            sqlite.insert(setting).values(name=KEY_CHECK, data=key.check).on_conflict_do_nothing()
        )
        query = sa.select(setting.c.name, setting.c.data)
        kept = {row.name: row.data for row in connection.execute(query)}
        told = encrypted(connection)
    maker = key.made(kept[KEY_CHECK])
    if maker is None:
        lost = f" (without it unreadable: {told}; no article is)" if told else ""
        raise StateError(
            database.name,
            "this key does not open it; set VERBATIM_KEY or state.key_file to the key it was"
            f" made with{lost}, or move the file away to begin anew",
        )
    sealed = kept.get(HASHES)
    hashing = key.hashing_as(maker) if sealed is None else key.unseal_hashes(sealed)
    if hashing is None:
        raise StateError(
            database.name,
            "what its hashes are made with is damaged; restore a backup",
        )
    return hashing
