"""A schema of two revisions, and a file that is at the first."""

from __future__ import annotations

import contextlib
import sqlite3

import sqlalchemy as sa

from knowledge.store.schema import Schema


def two_revisions(folder):
    """Write the migrations of a schema that is at its second revision."""
    folder.mkdir()
    head = "import sqlalchemy as sa\nfrom alembic import op\n"
    for number, before, step in [
        (1, None, "op.create_table('t', sa.Column('a', sa.Integer))"),
        (2, "r1", "op.add_column('t', sa.Column('b', sa.Integer))\n    op.execute(sa.text(FAIL))"),
    ]:
        (folder / f"{number}.py").write_text(
            f"{head}FAIL = 'SELECT 1'\nrevision = 'r{number}'\ndown_revision = {before!r}\n"
            f"def upgrade():\n    {step}\n"
        )
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    return Schema(metadata, "r2", folder, "t_revision", "things", "`make` makes it")


def columns(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(t)")]


def old_file(folder, *, revision="r1"):
    """Make a file with a row at a revision; return the schema of the second one, and its path."""
    schema = two_revisions(folder / "versions")
    path = folder / "old.db"
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE t (a INTEGER); CREATE TABLE t_revision (version_num VARCHAR(32));"
            "INSERT INTO t VALUES (7);"
        )
        connection.execute("INSERT INTO t_revision VALUES (?)", (revision,))
    return schema, path
