"""The state store's writes fail, every one in turn and again and again: what is lost then."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import contextmanager

from sqlalchemy import exc

from bot.state.keys import Key
from bot.state.state import State
from knowledge.errors import StoreError
from knowledge.store.engine import Database
from tests.reliability.inside import Api, Inside, utc_now

UPDATES = 12
PLACES = ("begin", "statement", "commit")


def failing(place, fails):
    """Return a Database whose n-th write fails where `fails(n)` says so.

    `place`: before it begins, after its first statement has run, or instead of its commit.
    """

    class FailingDatabase(Database):
        writes = 0

        @contextmanager
        def write(self):
            cls = type(self)
            cls.writes += 1
            struck = fails(cls.writes)
            with super().write() as connection:
                if struck and place == "begin":
                    raise _error()
                yield _Struck(connection) if struck and place == "statement" else connection
                if struck:
                    raise _error()

    return FailingDatabase


class _Struck:
    """A connection whose second statement fails."""

    def __init__(self, connection):
        self._connection = connection
        self._count = 0

    def __getattr__(self, name):
        if name in {"execute", "exec_driver_sql"}:
            self._count += 1
            if self._count > 1:
                raise _error()
        return getattr(self._connection, name)


def _error():
    error = sqlite3.OperationalError("disk I/O error")
    return exc.OperationalError("a write", None, error)


async def run(folder, place, fails):
    """Answer some updates on such a disk; return (lost, twice, writes that failed).

    Telegram's part is played as it plays it: what can't be taken comes again.
    """
    database = failing(place, fails)
    # The file is made on a sound disk.
    State(str(folder / "state.db"), Key(b"k" * 32), clock=utc_now).close()
    state = _open(folder, database)
    answers = {}
    api = Api()
    api.took = lambda parameters: answers.update(
        {parameters["text"]: answers.get(parameters["text"], 0) + 1}
    )
    bench = Inside(state.delivery, api)
    refused = 0
    async with bench.running():
        for number in range(UPDATES):
            raw = bench.update(number % 5 + 1, str(number))
            for _ in range(100):
                try:
                    await bench.take(raw)
                    break
                except StoreError:
                    refused += 1
                    await asyncio.sleep(0)
        await bench.quiet(30)
    state.close()
    lost = UPDATES - len(answers)
    return lost, sum(count - 1 for count in answers.values()), refused


def _open(folder, database):
    for _ in range(20):
        try:
            return State(str(folder / "state.db"), Key(b"k" * 32), clock=utc_now, database=database)
        except StoreError:
            continue  # what a service manager does: it starts it again
    raise AssertionError("it could not be opened at all")
