"""SQLite files as files: looked at without changing them, copied while they are in use."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BUSY_SECONDS: Final = 10.0
_KEPT: Final = 2
BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a file, by what follows its name."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds.

    `problem` is "" where SQLite finds its structure sound. `revision` is its schema's, None
    where the file has none of that name. `rows` counts each ordinary table's.
    """

    problem: str
    revision: str | None
    rows: Mapping[str, int]


def file_of(url_or_path: str) -> Path | None:
    """Return the file of a store as settings name it; None for one in memory.

    Raises:
        StoreError: it is no path, nor a URL that works here.

    """
    from knowledge.store.engine import Database

    database = Database(url_or_path, pragmas={})
    database.close()
    return database.path


def look(path: Path, version_table: str, *, thorough: bool = True) -> Look:
    """Check a database file and count what is in it. Takes some seconds a gigabyte.

    `thorough` compares indexes with their tables too. Other processes go on meanwhile.

    Raises:
        StoreError: there is no such file, it cannot be read, or is no SQLite database.

    """
    with _opened(path) as connection:
        check = "integrity_check" if thorough else "quick_check"
        found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}(1)")]
        problem = "" if found == ["ok"] else " ".join(found[0].split()) if found else "unknown"
        tables = [
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            )
        ]
        revision = None
        if version_table in tables:
            row = connection.execute(f"SELECT version_num FROM {version_table}").fetchone()  # noqa: S608 -- our own constant
            revision = None if row is None else str(row[0])
        rows: dict[str, int] = {}
        if not problem:
            for name in tables:
                quoted = name.replace('"', '""')
                counted = connection.execute(f'SELECT count(*) FROM "{quoted}"')  # noqa: S608 -- a table's own name, quoted
                rows[name] = int(counted.fetchone()[0])
    return Look(problem, revision, rows)


def copy(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment; writers go on meanwhile.

    The copy is one file, readable by its owner alone, and on the disk when this returns.

    Raises:
        StoreError: the source cannot be read, or the target is there or cannot be written.

    """
    with _opened(source) as reading:
        with _errors(target):
            # Made here, and not by SQLite: nobody else may open it even for a moment.
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        try:
            with _errors(target), contextlib.closing(sqlite3.connect(target)) as writing:
                # All pages in one step: with pauses, a busy writer could start it over for ever.
                reading.backup(writing)
                # A copy of a file with a write-ahead log would want one beside it.
                writing.execute("PRAGMA journal_mode=DELETE")
            sync(target)
        except BaseException:
            remove(target)
            raise


def copy_aside(source: Path, revision: str) -> Path:
    """Copy a database to ``<name>.before-<revision>`` beside it; only the last two are kept.

    Raises:
        StoreError: it cannot be copied. The copies that were there are left then.

    """
    target = source.with_name(f"{source.name}.before-{revision}")
    fresh = target.with_name(f"{target.name}.new")
    with _errors(fresh):
        remove(fresh)
        copy(source, fresh)
        fresh.replace(target)
        older = [
            one
            for one in source.parent.iterdir()
            if one.name.startswith(f"{source.name}.before-") and one != target
        ]
        # By revision, which rises; clocks may not.
        for one in sorted(older, reverse=True)[_KEPT - 1 :]:
            remove(one)
        sync(source.parent)
    return target


def is_being_written(path: Path) -> bool:
    """Return whether another process is writing to a database now; a broken one is not."""
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            return error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return False


def move(path: Path, target: Path) -> None:
    """Rename a database that nobody has open, with what SQLite keeps beside it.

    Raises:
        StoreError: it cannot be renamed.

    """
    with _errors(path):
        for suffix in BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(target.with_name(target.name + suffix))
        if path.exists():
            path.replace(target)
        sync(target.parent)


def remove(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it, where it is there."""
    for name in (path.name, *(path.name + suffix for suffix in BESIDE)):
        path.with_name(name).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Return once a file's content, or a folder's list of names, has reached the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with _errors(path):
        if not path.is_file():
            raise StoreError(str(path), "there is no such file")
        # Never making one; reading one with a write-ahead log takes the right to write.
        address = f"{path.absolute().as_uri()}?mode=rw"
        with contextlib.closing(
            sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)
        ) as connection:
            connection.execute("PRAGMA query_only=ON")
            yield connection


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(str(path), " ".join(str(error).split())) from error
    except OSError as error:
        raise StoreError(str(path), error.strerror or type(error).__name__) from error
