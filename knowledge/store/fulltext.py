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
from knowledge.store.engine import Bulk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
_ADD: Final = Bulk(sa.insert(_TABLE), "rowid", "terms")
# FTS5's way to take a row out of a table that keeps no text: tell it what was put in.
_REMOVE: Final = Bulk(
    sa.insert(_TABLE).values(passage_terms=sa.literal_column("'delete'")), "rowid", "terms"
)
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
    # A passage without terms gets no row: there is nothing to find it by.
    _ADD(connection, [row for row in rows if row[1]])


def remove(connection: sa.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Take rows out again; the ids must be those that were added."""
    _REMOVE(connection, [row for row in rows if row[1]])


def match(
    connection: sa.Connection, terms: Mapping[int, str], articles: tuple[int, int]
) -> dict[int, dict[int, frozenset[str]]]:
    """Return the passages with any of the terms: article, then ordinal, then which terms.

    `terms` are words by id; `articles` are the first and the last article key to
    look at. Articles and ordinals are in order.
    """
    area = {
        "first": articles[0] << _ORDINAL_BITS,
        "last": (articles[1] + 1 << _ORDINAL_BITS) - 1,
    }
    # Thousands of passages share a few dozen sets of terms: those are numbers until the end.
    places: dict[int, int] = {}
    for number, term in enumerate(terms):
        bit = 1 << number
        for row in connection.execute(_MATCH, {"query": str(term), **area}).scalars().all():
            places[row] = places.get(row, 0) | bit
    words = list(terms.values())
    sets = {bits: frozenset(_chosen(words, bits)) for bits in {*places.values()}}
    found: dict[int, dict[int, frozenset[str]]] = {}
    for row in sorted(places):
        found.setdefault(row >> _ORDINAL_BITS, {})[row & _ORDINALS - 1] = sets[places[row]]
    return found


def _chosen(words: Sequence[str], bits: int) -> Iterator[str]:
    while bits:
        yield words[(bits & -bits).bit_length() - 1]
        bits &= bits - 1
