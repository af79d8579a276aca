"""What is asked for together is committed together, and what fails fails alone."""

from __future__ import annotations

import contextlib
import sqlite3
import threading

import pytest
import sqlalchemy as sa

from bot.state.writer import Writer
from knowledge.errors import StoreError
from knowledge.store.engine import Database
from tests.fakes.waiting import PATIENCE


class CountingDatabase(Database):
    """Counts its transactions; the first ones wait until `go_on`."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self.transactions = 0
        self.go_on = threading.Event()

    def write(self):
        self.transactions += 1
        assert self.go_on.wait(PATIENCE)
        return super().write()


@pytest.fixture
def database(tmp_path):
    database = CountingDatabase(str(tmp_path / "w.db"), pragmas={"synchronous": "FULL"})
    with Database.write(database) as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER PRIMARY KEY)")
    yield database
    database.close()


@pytest.fixture
def writer(database):
    writer = Writer(database)
    yield writer
    database.go_on.set()
    writer.close()


def put(number):
    def write(connection):
        connection.exec_driver_sql("INSERT INTO t VALUES (?)", (number,))
        return number

    return write


def kept(database):
    with database.read() as connection:
        return connection.exec_driver_sql("SELECT n FROM t ORDER BY n").scalars().all()


def test_many_writes_are_one_transaction(writer, database):
    """What comes while the disk is busy is committed with one wait for it."""
    futures = [writer.submit(put(0))]
    while not database.transactions:
        pass
    futures += [writer.submit(put(number)) for number in range(1, 100)]
    database.go_on.set()
    assert [future.result(PATIENCE) for future in futures] == list(range(100))
    assert database.transactions == 1
    assert kept(database) == list(range(100))


def test_what_is_not_urgent_waits_for_the_next(writer, database):
    """The two are one transaction, in the order of asking."""
    database.go_on.set()
    first = writer.submit(put(1), urgent=False)
    second = writer.submit(put(2))
    assert [first.result(PATIENCE), second.result(PATIENCE)] == [1, 2]
    assert database.transactions == 1


def test_what_is_not_urgent_can_be_hurried(writer, database):
    """Where nothing else comes it is committed alone, and no sooner."""
    database.go_on.set()
    first = writer.submit(put(1), urgent=False)
    with pytest.raises(TimeoutError):
        first.result(0.05)
    writer.hurry()
    assert first.result(PATIENCE) == 1
    writer.hurry()
    assert database.transactions == 1


def test_a_write_cannot_be_called_off(writer, database):
    """What was asked for is written, whether somebody still waits for it or not."""
    future = writer.submit(put(1))
    assert not future.cancel()
    database.go_on.set()
    assert future.result(PATIENCE) == 1


def test_settling_waits_for_what_was_asked_for(writer, database):
    """Afterwards it can be read, also what was in no hurry."""
    database.go_on.set()
    writer.submit(put(1), urgent=False)
    writer.submit(put(2), urgent=False)
    writer.settle()
    assert kept(database) == [1, 2]


def test_who_waits_commits_by_itself(writer, database):
    """No thread is started for it, and what was in no hurry goes along."""
    database.go_on.set()
    made = []
    first = writer.submit(lambda _: made.append(threading.current_thread()), urgent=False)
    writer.write(lambda _: made.append(threading.current_thread()))
    assert made == [threading.current_thread()] * 2
    assert first.done()
    assert database.transactions == 1
    assert "writer" not in {one.name for one in threading.enumerate()}


def test_who_comes_while_another_commits_is_seen_to(writer, database):
    """Whoever would have committed by itself goes on at once; nothing is left behind."""
    ended, told = [], threading.Event()
    kind = writer.batch(lambda connection, numbers: [put(one)(connection) for one in numbers])
    waiting = threading.Thread(target=lambda: ended.append(writer.write(put(1))))
    waiting.start()
    while not database.transactions:
        pass
    second = kind.here(2, lambda written: (ended.append(written.result()), told.set()))
    lazy = writer.submit(put(3), urgent=False)
    assert not second.done()
    database.go_on.set()
    assert (second.result(PATIENCE), lazy.result(PATIENCE)) == (2, 3)
    waiting.join(PATIENCE)
    assert told.wait(PATIENCE)
    assert sorted(ended) == [1, 2]
    assert kept(database) == [1, 2, 3]


def test_what_is_left_by_who_commits_is_committed(writer, database):
    """A group has a bound; what is beyond it is for the writer's own thread."""
    waiting = threading.Thread(target=writer.write, args=(put(0),))
    waiting.start()
    while not database.transactions:
        pass
    futures = [writer.submit(put(number)) for number in range(1, 400)]
    database.go_on.set()
    assert [future.result(PATIENCE) for future in futures] == list(range(1, 400))
    waiting.join(PATIENCE)
    assert database.transactions == 2


def test_closing_waits_for_whoever_commits(writer, database):
    """So that nothing is asked of a closed file."""
    waiting = threading.Thread(target=writer.write, args=(put(0),))
    waiting.start()
    while not database.transactions:
        pass
    closing = threading.Thread(target=writer.close)
    closing.start()
    closing.join(0.05)
    assert closing.is_alive()
    database.go_on.set()
    closing.join(PATIENCE)
    waiting.join(PATIENCE)
    assert not closing.is_alive()
    assert kept(database) == [0]


def test_what_fails_fails_alone(writer, database):
    """The others of its group are kept, and whoever asked learns what it was."""
    first = writer.submit(put(0))
    while not database.transactions:
        pass

    def broken(connection):
        put(50)(connection)
        raise ValueError("broken")

    futures = [writer.submit(put(1)), writer.submit(broken), writer.submit(put(1))]
    last = writer.submit(put(2))
    database.go_on.set()
    assert [first.result(PATIENCE), futures[0].result(PATIENCE), last.result(PATIENCE)] == [0, 1, 2]
    with pytest.raises(ValueError, match="broken"):
        futures[1].result(PATIENCE)
    with pytest.raises(StoreError):
        futures[2].result(PATIENCE)
    assert kept(database) == [0, 1, 2]


def test_writes_of_a_kind_are_made_together(writer, database):
    """Each gets its own result; kinds go in their order, and never past another write."""
    made = []

    def kind(name):
        def write(connection, numbers):
            made.append((name, list(numbers)))
            return [put(number)(connection) for number in numbers]

        return writer.batch(write)

    first, second = kind("first"), kind("second")
    futures = [writer.submit(put(0))]
    while not database.transactions:
        pass
    futures += [second.submit(1), first.submit(2), second.submit(3), first.submit(4)]
    futures.append(writer.submit(lambda connection: made.append("alone") or put(5)(connection)))
    futures += [second.submit(6), first.submit(7)]
    database.go_on.set()
    assert [future.result(5) for future in futures] == list(range(8))
    assert made == [("first", [2, 4]), ("second", [1, 3]), "alone", ("first", [7]), ("second", [6])]
    assert database.transactions == 1


def test_one_of_a_kind_that_fails_fails_alone(writer, database):
    """The others that were made together with it are kept."""
    numbers = writer.batch(lambda connection, given: [put(one)(connection) for one in given])
    first = writer.submit(put(0))
    while not database.transactions:
        pass
    futures = [numbers.submit(one) for one in (1, 2, 1, 3)]
    database.go_on.set()
    assert first.result(5) == 0
    assert [futures[at].result(5) for at in (0, 1, 3)] == [1, 2, 3]
    with pytest.raises(StoreError):
        futures[2].result(5)
    assert kept(database) == [0, 1, 2, 3]


def test_a_full_disk_is_a_problem_until_something_was_changed(writer, database):
    """What changes nothing succeeds on any disk, and proves nothing of it."""
    database.go_on.set()

    def full(_):
        raise StoreError("w.db", "database or disk is full") from sqlite3.OperationalError("full")

    with pytest.raises(StoreError):
        writer.write(full)
    assert writer.problem
    writer.settle()
    writer.write(lambda connection: connection.exec_driver_sql("DELETE FROM t WHERE n = 5"))
    assert writer.problem
    writer.write(put(5))
    assert not writer.problem


def test_a_file_that_others_hold_is_waited_for_once(tmp_path):
    """By all that wait, so that a bot can end while another process writes."""
    database = CountingDatabase(str(tmp_path / "w.db"), pragmas={}, busy=0.05)
    writer = Writer(database)
    with contextlib.closing(sqlite3.connect(tmp_path / "w.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
        other.execute("BEGIN IMMEDIATE")
        futures = [writer.submit(put(0))]
        while not database.transactions:
            pass
        futures += [writer.submit(put(number)) for number in range(1, 100)]
        database.go_on.set()
        assert all(isinstance(one.exception(PATIENCE), StoreError) for one in futures)
        assert database.transactions == 1
        assert "another process" in writer.problem
        other.execute("COMMIT")
    assert writer.write(put(1)) == 1
    writer.close()
    assert kept(database) == [1]
    database.close()


def test_closing_writes_what_was_asked_for(writer, database):
    """Nothing is lost; whoever comes later is served or told."""
    futures = [writer.submit(put(number)) for number in range(10)]
    database.go_on.set()
    writer.close()
    assert all(future.done() for future in futures)
    assert kept(database) == list(range(10))
    database.close()
    with pytest.raises(StoreError, match="closed"):
        writer.write(lambda connection: connection.execute(sa.select(1)))
