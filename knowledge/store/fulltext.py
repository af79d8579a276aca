"""Which passages have which terms: SQLite's FTS5, used as an index of numbers only.

It is given the ids of terms, never the terms: digits are all its tokenizer ever
sees, so no character of a term can be split, folded or taken for query syntax. Ids
belong to one edition, and so each edition has postings of its own. The rowid is the
passage's place, so that proposing candidates touches no other table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Nothing but "which rows": no copy of the text, no positions, no lengths.
CREATE: Final = (
    "CREATE VIRTUAL TABLE passage_terms USING fts5("
    "terms, content='', columnsize=0, detail=none, tokenize='unicode61')"
)

_ORDINAL_BITS: Final = 20
_ORDINALS: Final = 1 << _ORDINAL_BITS

_TABLE: Final = sa.table(
    "passage_terms", sa.column("passage_terms"), sa.column("rowid"), sa.column("terms")
)
_ADD: Final = sa.insert(_TABLE).values(rowid=sa.bindparam("row"), terms=sa.bindparam("terms"))
# FTS5's way to take a row out of a table that keeps no text: tell it what was put in.
_REMOVE: Final = _ADD.values(passage_terms=sa.literal("delete"))
_MATCH: Final = sa.text(
    "SELECT rowid FROM passage_terms WHERE passage_terms MATCH :query"
    " AND rowid BETWEEN :first AND :last ORDER BY rowid"
)


def place(article: int, ordinal: int) -> int:
    """Return the row of a passage. Raises StoreError for more than 2**20 passages."""
    if ordinal >= _ORDINALS:
        raise StoreError("index", f"an article has more than {_ORDINALS} passages")
    return article << _ORDINAL_BITS | ordinal


def add(connection: sa.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Make rows findable by their term ids (decimal, separated by spaces)."""
    _run(connection, _ADD, rows)


def remove(connection: sa.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Take rows out again; the ids must be those that were added."""
    _run(connection, _REMOVE, rows)


def match(
    connection: sa.Connection, terms: Iterable[int], articles: tuple[int, int]
) -> Sequence[tuple[int, int]]:
    """Return (article, ordinal) of the passages with any of the terms, in order.

    `articles` are the first and the last article key to look at.
    """
    rows = connection.execute(
        _MATCH,
        {
            "query": " OR ".join(map(str, terms)),
            "first": articles[0] << _ORDINAL_BITS,
            "last": (articles[1] + 1 << _ORDINAL_BITS) - 1,
        },
    ).scalars()
    return [divmod(row, _ORDINALS) for row in rows]


def _run(connection: sa.Connection, statement: sa.Insert, rows: Iterable[tuple[int, str]]) -> None:
    # A passage without terms has no row: there is nothing to find it by.
    parameters = [{"row": row, "terms": terms} for row, terms in rows if terms]
    if parameters:
        connection.execute(statement, parameters)
