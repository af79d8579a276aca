"""One database: its connections, its transactions, and its errors in our words."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import StaticPool

from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

_WRITES = "verbatim_writes"
# Seconds between two attempts where SQLite does not wait by itself.
_PAUSE = 0.05


class Database:
    """An SQLite file, or one in memory, with explicit transactions. Safe from several threads.

    `pragmas` are set on every connection; `busy` is how many seconds a transaction
    waits for another process. In memory all threads share one connection and take turns.
    """

    def __init__(self, url_or_path: str, *, pragmas: dict[str, str], busy: float = 10.0) -> None:
        self._url = _parse(url_or_path)
        self.name = self._url.render_as_string() if "://" in url_or_path else url_or_path
        self._closed = False
        self._busy = busy
        in_memory = self._url.database in {None, "", ":memory:"}
        self.path = None if in_memory else Path(str(self._url.database))
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if in_memory else nullcontext()
        )
        self._writing = threading.Lock()
        self._writer: sa.Connection | None = None
        self._looking = threading.Lock()
        self._looker: sa.PoolProxiedConnection | None = None
        connect_args = {"check_same_thread": False, "timeout": busy}
        # hide_parameters: what readers ask must not travel into logs with an error.
        if in_memory:
            self._engine = sa.create_engine(
                self._url, poolclass=StaticPool, connect_args=connect_args, hide_parameters=True
            )
        else:
            self._engine = sa.create_engine(
                self._url,
                # asyncio.to_thread starts up to 32 threads, each with its own transaction.
                pool_size=8,
                max_overflow=32,
                # The connection used last has its statements and pages at hand.
                pool_use_lifo=True,
                connect_args=connect_args,
                hide_parameters=True,
            )
        script = "".join(f"PRAGMA {name}={value};" for name, value in pragmas.items())

        def connected(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
            # The driver's own, delayed BEGIN would leave DDL and first reads outside.
            connection.isolation_level = None
            connection.executescript(script)

        event.listen(self._engine, "connect", connected)
        event.listen(self._engine, "begin", _begin)

    @property
    def exists(self) -> bool:
        """Whether there is anything to open; a database in memory always is."""
        return self.path is None or self.path.exists()

    def make_folder(self) -> None:
        """Make the file's parent folder where it is missing."""
        if self.path is not None:
            with self.errors():
                self.path.parent.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a transaction that sees one state of the database throughout."""
        with self.errors(), self._turn, self._engine.connect() as connection:
            try:
                with connection.begin():
                    yield connection
            finally:
                if self._closed:  # meanwhile: there is nowhere to give it back to
                    connection.detach()

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Open a transaction that writes alone. Any exception inside undoes all of it.

        It takes the write lock at once: one that reads first and locks later can
        find the database changed in between, and no waiting helps then. One connection is
        kept for it, at which this process's threads take turns: SQLite lets no two write.
        """
        with self.errors(), self._turn:
            try:
                with self._writing:
                    yield from self._written()
            finally:
                if self._closed:  # meanwhile: nobody else would close this one
                    self._end_writing()

    def row(self, sql: str, key: Sequence[object]) -> tuple[Any, ...] | None:
        """Return the first row of one statement that only reads, None for none.

        Without a transaction, and many times as fast as `read`: by a connection kept for this,
        at which threads take turns of some microseconds. `sql` has a "?" for each of `key`.
        """
        try:
            with self._turn, self._looking:
                self._check()  # it may have been closed meanwhile
                if self._looker is None:
                    self._looker = self._engine.raw_connection()
                cursor = self._looker.cursor()
                try:
                    cursor.execute(sql, key)
                    row: tuple[Any, ...] | None = cursor.fetchone()
                finally:
                    cursor.close()
        except Exception:
            with self.errors():
                raise
        return row

    def pragma(self, statement: str) -> tuple[object, ...]:
        """Run one pragma outside any transaction and return its first row."""
        with self.errors(), self._turn:
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute(f"PRAGMA {statement}")
                row = cursor.fetchone()
                cursor.close()
            finally:
                raw.close()
        return tuple(row or ())

    def use_wal(self) -> None:
        """Keep the file's journal as a write-ahead log; a no-op where it is one already.

        SQLite does not wait for other processes here, so this does.
        """
        for _ in range(int(self._busy / _PAUSE)):
            try:
                self.pragma("journal_mode=WAL")
            except StoreError as error:
                if getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                    raise
                threading.Event().wait(_PAUSE)
            else:
                return
        self.pragma("journal_mode=WAL")

    def close(self) -> None:
        """Close every connection; whoever comes later gets a StoreError."""
        self._closed = True
        with self._looking:
            self._look_away()
        self._end_writing()
        self._engine.dispose()

    def _written(self) -> Iterator[sa.Connection]:
        """Yield the connection that writes, in a transaction; by whom it is writing's turn."""
        self._check()  # it may have been closed meanwhile
        if self._writer is None:
            self._writer = self._engine.connect().execution_options(**{_WRITES: True})
        try:
            with self._writer.begin():
                yield self._writer
        except BaseException:
            self._let_go()  # whatever state it is in
            raise

    def _end_writing(self) -> None:
        """Close the connection that writes, unless somebody writes: they do so then."""
        if self._writing.acquire(blocking=False):
            self._let_go()
            self._writing.release()

    def _let_go(self) -> None:
        """Close the connection that writes; by whom it is writing's turn."""
        writer, self._writer = self._writer, None
        if writer is not None:
            if self._closed:  # there is nowhere to give it back to
                writer.detach()
            writer.close()

    def _look_away(self) -> None:
        """Close the connection that looks rows up; by whom it is looking's turn."""
        looker, self._looker = self._looker, None
        if looker is not None:
            looker.close()

    def _check(self) -> None:
        if self._closed:
            raise StoreError(self.name, "it was closed")

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Let the driver's errors leave as StoreError."""
        self._check()
        try:
            yield
        except exc.DBAPIError as error:
            raise StoreError(self.name, _explain(str(error.orig))) from error
        except sqlite3.Error as error:  # from the driver itself: on connecting, or a pragma
            raise StoreError(self.name, _explain(str(error))) from error
        except exc.SQLAlchemyError as error:
            raise StoreError(self.name, str(error).splitlines()[0]) from error
        except UnicodeEncodeError as error:
            raise StoreError(
                self.name, "half a surrogate pair is no character and cannot be kept"
            ) from error
        except OSError as error:
            raise StoreError(self.name, error.strerror or str(error)) from error


class Bulk:
    """A statement for many rows of plain strings and integers, in the order of `names`.

    SQLAlchemy spends about 3 µs a row on parameters that need no conversion; an
    article has some 500 of them.
    """

    def __init__(self, statement: sa.UpdateBase, *names: str) -> None:
        self._statement = statement
        self._names = list(names)
        self._sql = ""

    def __call__(self, connection: sa.Connection, rows: Sequence[tuple[str | int, ...]]) -> None:
        """Execute it for every row, if there is any."""
        if not self._sql:
            compiled = self._statement.compile(dialect=connection.dialect, column_keys=self._names)
            assert compiled.positiontup == self._names, "not the statement's order"
            self._sql = str(compiled)
        if rows:
            connection.exec_driver_sql(self._sql, list(rows))


def is_machines_fault(error: StoreError) -> bool:
    """Return whether no statement is to blame: a full disk, or a file that is locked or gone."""
    return isinstance(error.__cause__, exc.OperationalError | sqlite3.OperationalError | OSError)


def storable(text: str) -> bool:
    """Whether a database can hold this text; half a surrogate pair can come in by JSON."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _parse(url_or_path: str) -> sa.URL:
    if "://" not in url_or_path:
        if not url_or_path or "\0" in url_or_path:
            raise StoreError(repr(url_or_path), "this is no path")
        return sa.URL.create("sqlite", database=url_or_path)
    try:
        url = sa.make_url(url_or_path)
    except (exc.ArgumentError, ValueError) as error:
        # The text may hold a password, so it isn't repeated.
        raise StoreError("URL", "it cannot be read as a database URL") from error
    if url.drivername not in {"sqlite", "sqlite+pysqlite"} or url.query:
        raise StoreError(
            url.render_as_string(), "only SQLite works here: give a path, or sqlite:///path"
        )
    return url


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    # By the driver itself: SQLAlchemy's way to a statement takes longer than this one.
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _explain(message: str) -> str:
    line = " ".join(message.split())
    if "locked" in line:
        return f"another process is writing to it; try again when that is done ({line})"
    if "not a database" in line:
        return "this file is not an SQLite database; it was left as it is"
    if "malformed" in line:
        return f"the file is damaged; restore a copy ({line})"
    return line
