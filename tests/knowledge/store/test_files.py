"""Database files looked at and copied, also while somebody writes, and broken ones."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
import threading

import pytest

from knowledge.errors import StoreError
from knowledge.store.engine import Database
from knowledge.store.files import copy, copy_aside, look
from tests.fakes.old_file import columns, old_file

ROWS = 2_000


@pytest.fixture
def path(tmp_path):
    """Make a database of two tables of as many rows, always changed together."""
    path = tmp_path / "a database %.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE one (a INTEGER PRIMARY KEY, b TEXT);"
            'CREATE TABLE "t""wo" (a INTEGER PRIMARY KEY, b TEXT);'
            "CREATE TABLE a_revision (version_num TEXT); INSERT INTO a_revision VALUES ('r7');"
        )
        add(connection, ROWS)
    return path


def add(connection, count):
    with connection:
        for _ in range(count):
            connection.execute("INSERT INTO one (b) VALUES (?)", ("x" * 100,))
            connection.execute('INSERT INTO "t""wo" (b) VALUES (?)', ("y" * 100,))


def damaged(path):
    """Overwrite the middle of a database with noise."""
    data = bytearray(path.read_bytes())
    data[20_000:60_000] = b"\xa5" * 40_000
    path.write_bytes(data)


def test_a_look_counts_and_changes_nothing(path):
    """Rows by table, the schema's revision, and a sound structure; the bytes stay."""
    before = path.read_bytes()
    seen = look(path, "a_revision")
    assert (seen.problem, seen.revision) == ("", "r7")
    assert seen.rows == {"one": ROWS, 't"wo': ROWS, "a_revision": 1}
    assert look(path, "b_revision", thorough=False).revision is None
    assert path.read_bytes() == before


def test_what_is_no_database_is_told(tmp_path):
    """A missing file is not made, and another kind of file is named."""
    with pytest.raises(StoreError, match="there is no such file"):
        look(tmp_path / "missing.db", "x")
    assert not (tmp_path / "missing.db").exists()
    (tmp_path / "text.db").write_text("an article, not a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        look(tmp_path / "text.db", "x")


def test_damage_is_found(path):
    """Noise in the middle of a file is a problem, or an error where nothing can be read."""
    damaged(path)
    try:
        problem = look(path, "a_revision").problem
    except StoreError as error:
        problem = str(error)
    assert problem


def test_a_copy_under_load_is_of_one_moment(path, tmp_path):
    """Two tables that always change together agree in every copy, and the copies are sound."""
    stop, written = threading.Event(), threading.Event()

    def write():
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as connection:
            while not stop.is_set():
                add(connection, 3)
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            written.clear()
            assert written.wait(10)
            copy(path, tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        writer.join()
    counts = []
    for number in range(5):
        seen = look(tmp_path / f"copy{number}.db", "a_revision")
        assert seen.problem == ""
        assert seen.rows["one"] == seen.rows['t"wo']
        counts.append(seen.rows["one"])
    assert counts == sorted(counts)
    assert counts[-1] > ROWS


def test_a_copy_is_one_file_of_its_owner(path, tmp_path):
    """Mode 0600, nothing beside it, and never over something that is there."""
    target = tmp_path / "copy.db"
    copy(path, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert look(target, "a_revision").rows["one"] == ROWS
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("copy.db-")] == []
    with pytest.raises(StoreError, match="exists"):
        copy(path, target)


def test_a_copy_that_fails_leaves_nothing(tmp_path):
    """What cannot be read is not half copied."""
    (tmp_path / "text.db").write_text("an article, not a database" * 100)
    with pytest.raises(StoreError):
        copy(tmp_path / "text.db", tmp_path / "copy.db")
    assert [one.name for one in tmp_path.iterdir()] == ["text.db"]


def test_only_the_last_two_copies_stay_beside(path):
    """By their revisions; a copy of the same revision is replaced."""
    for revision in ("s0002", "s0003", "s0003", "s0004"):
        aside = copy_aside(path, revision)
        assert aside.name == f"{path.name}.before-{revision}"
    beside = {one.name for one in path.parent.iterdir() if ".before-" in one.name}
    assert beside == {f"{path.name}.before-s0003", f"{path.name}.before-s0004"}


def upgraded(schema, path):
    database = Database(str(path), pragmas={})
    try:
        schema.prepare(database, create=False)
    finally:
        database.close()


def test_an_upgrade_copies_first(tmp_path):
    """The file as it was is beside the upgraded one; opening a current file copies nothing."""
    schema, path = old_file(tmp_path)
    upgraded(schema, path)
    aside = tmp_path / "old.db.before-r2"
    assert (columns(aside), columns(path)) == (["a"], ["a", "b"])
    assert look(aside, "t_revision").revision == "r1"
    modified = aside.stat().st_mtime_ns
    upgraded(schema, path)
    assert aside.stat().st_mtime_ns == modified


def test_without_a_copy_there_is_no_upgrade(tmp_path):
    """Where no copy can be made, the file stays at its revision and says why."""
    schema, path = old_file(tmp_path)
    in_the_way = tmp_path / "old.db.before-r2"
    in_the_way.mkdir()
    (in_the_way / "something").touch()
    with pytest.raises(StoreError, match="before-r2"):
        upgraded(schema, path)
    assert columns(path) == ["a"]
    assert look(path, "t_revision").revision == "r1"


def test_a_newer_file_is_not_copied(tmp_path):
    """It is refused with both ways out named, and nothing is written beside it."""
    schema, path = old_file(tmp_path, revision="r9")
    with pytest.raises(StoreError, match=r"older than the store .*newer one.*old\.db\.before-r9"):
        upgraded(schema, path)
    assert [one.name for one in tmp_path.glob("old.db*")] == ["old.db"]
