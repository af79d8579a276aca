"""The store's public door."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from knowledge.store.interface import Store

__all__ = ["open_store"]


def open_store(
    url_or_path: str, *, edition: str, clock: Callable[[], dt.datetime], create: bool = True
) -> Store:
    """Open one edition of a store, bringing its schema up to date.

    A plain path is an SQLite file, ``sqlite://`` a store in memory. The file and its
    folder are made where they are missing, unless `create` is false. `clock` returns
    the time now, aware.

    Raises:
        StoreError: the store is missing, locked, somebody else's file, or newer than this program.

    """
    # SQLAlchemy costs 0.25 s: who only reads or extracts must not pay for it.
    from knowledge.store.sql import SqlStore

    return SqlStore(url_or_path, edition=edition, clock=clock, create=create)
