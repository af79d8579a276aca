"""The versions of articles, and what is made of the current one: passages, quotes, facts.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from knowledge.model import State
from knowledge.store import postings
from knowledge.store.records import article_row, fact_rows, quote_rows
from knowledge.store.tables import article, fact, quote, version

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from knowledge.store.interface import Indexed


def begin(connection: sa.Connection, edition: str, article_id: str, now: dt.datetime) -> int:
    """Make a new article, live, of which `add` is to keep version 1; return its key."""
    key: int = connection.execute(
        sa.insert(article).returning(article.c.key),
        {
            "edition": edition,
            "id": article_id,
            "state": State.LIVE,
            "added": now,
            "current": 1,
        },
    ).scalar_one()
    return key


def add(
    connection: sa.Connection, key: int, number: int, indexed: Indexed, now: dt.datetime
) -> None:
    """Keep a version of an article, the current one from now on."""
    row = article_row(indexed.article)
    row |= {"article": key, "number": number, "added": now}
    connection.execute(sa.insert(version), row | {"index_version": indexed.index_version})
    connection.execute(sa.update(article).where(article.c.key == key).values(current=number))


def renew(connection: sa.Connection, key: int, number: int, indexed: Indexed) -> None:
    """Note that what is made of a version is made in another way now."""
    connection.execute(
        sa.update(version)
        .where(version.c.article == key, version.c.number == number)
        .values(index_version=indexed.index_version)
    )


def index(
    connection: sa.Connection,
    edition: str,
    key: int,
    indexed: Indexed,
    known: Mapping[str, int],
    *,
    shown: bool,
) -> Mapping[str, int]:
    """Keep what is made of an article; `shown`: passages can be found. As `postings.learn`."""
    learnt = postings.learn(connection, edition, key, indexed.passages, known)
    if shown:
        postings.show(connection, edition, key)
    for table, rows in (
        (quote, quote_rows(key, indexed.quotes)),
        (fact, fact_rows(key, indexed.facts)),
    ):
        if rows:
            connection.execute(sa.insert(table), rows)
    return learnt


def drop_index(connection: sa.Connection, edition: str, key: int, *, shown: bool) -> None:
    """Delete what was made of an article."""
    if shown:
        postings.hide(connection, edition, key)
    postings.unlearn(connection, key)
    for table in (quote, fact):
        connection.execute(sa.delete(table).where(table.c.article == key))
