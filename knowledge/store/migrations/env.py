"""Alembic's environment, shared by every schema: `knowledge.store.schema` hands everything in.

A new revision is a file in the schema's folder `versions`, written by hand beside
the tables it brings about, with the schema's `revision` raised; the tests compare
what a migration leaves with what the tables say.
"""

# Alembic runs this file by its path: its folder is no package.
# ruff: noqa: INP001

from __future__ import annotations

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    version_table=attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
