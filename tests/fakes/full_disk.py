"""A database whose transactions end as SQLite's do without space."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

from knowledge.store.engine import Database


class FullDisk(Database):
    """It has no space while `full` is set; a test makes a class of its own of it to set that."""

    full = False

    @contextmanager
    def write(self):
        with super().write() as connection:
            yield connection
            if type(self).full:
                with self.errors():
                    raise sqlite3.OperationalError("database or disk is full")
