"""Statements for many rows at once: a statement a row costs more in Python than in SQLite.

They are written out and given to the driver itself, since SQLAlchemy's way to one takes longer
than SQLite does to run it.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa

_MOST: Final = 500
"""Rows a statement: with a table's ten columns far below the 32,766 values SQLite takes."""


def insert(connection: sa.Connection, into: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Put rows in; `into` is the statement up to its values."""
    for part in _parts(rows):
        run(connection, f"{into} VALUES {_values(part)}", _flat(part))


def inserted(
    connection: sa.Connection, into: str, rows: Sequence[tuple[object, ...]], returning: str
) -> list[int]:
    """Put rows in, and return a number of each one that went in, in ascending order."""
    numbers: list[int] = []
    for part in _parts(rows):
        sql = f"{into} VALUES {_values(part)} {returning}"
        numbers += sorted(row[0] for row in run(connection, sql, _flat(part)))
    return numbers


def among(connection: sa.Connection, sql: str, keys: Sequence[object]) -> list[tuple[Any, ...]]:
    """Run a statement for many keys, which stand where `sql` has "{}"; return its rows."""
    rows: list[tuple[Any, ...]] = []
    for part in _parts(keys):
        marks = f"({', '.join('?' * len(part))})"
        rows += run(connection, sql.format(marks), tuple(part))
    return rows


def run(
    connection: sa.Connection, sql: str, values: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Run one statement, and return its rows, none where it has no result.

    Its errors are the driver's own, which `Database.write` knows, too.
    """
    driver: Any = connection.connection.driver_connection
    rows: list[tuple[Any, ...]] = driver.execute(sql, values).fetchall()
    return rows


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _MOST):
        yield rows[start : start + _MOST]


def _values(rows: Sequence[tuple[object, ...]]) -> str:
    one = f"({', '.join('?' * len(rows[0]))})"
    return ", ".join([one] * len(rows))


def _flat(rows: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    return tuple(chain.from_iterable(rows))
