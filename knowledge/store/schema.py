"""A database's tables and how an older file gets them. Alembic is imported only for that."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from knowledge.errors import StoreError
from knowledge.store.files import copy_aside

if TYPE_CHECKING:
    from alembic.config import Config

    from knowledge.store.engine import Database

log = logging.getLogger(__name__)

_ENVIRONMENT = Path(__file__).with_name("migrations")


class Instant(sa.TypeDecorator[dt.datetime]):
    """An aware time; the database holds it in UTC without saying so."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        """Turn an aware time into UTC."""
        del dialect
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        """Say that a kept time is UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Schema:
    """What a file must look like before it is used.

    `revision` is the newest one in the folder `versions`; a test keeps it so.
    `version_table` differs between schemas, so that neither opens the other's file
    and both may live in one server's database. `what` and `maker` go into messages.
    """

    metadata: sa.MetaData
    revision: str
    versions: Path
    version_table: str
    what: str
    maker: str

    def prepare(self, database: Database, *, create: bool) -> None:
        """Make the database current: create, migrate, or, almost always, only look.

        Raises:
            StoreError: missing and not to be created, somebody else's, or too new.

        """
        if not create and not database.exists:
            raise StoreError(database.name, f"there is none yet; {self.maker}")
        if create:
            database.make_folder()
        with database.read() as connection:
            found = self._found(connection, database)
        if found is None and not create:
            raise StoreError(database.name, f"there is nothing in it yet; {self.maker}")
        if found != self.revision:
            with database.write() as connection:
                # Another process may have been faster between the two transactions.
                self._upgrade(connection, database)
        # Not before this point: it would change a file that turns out to be somebody else's.
        database.use_wal()

    def _found(self, connection: sa.Connection, database: Database) -> str | None:
        """Return the file's revision, or None when it is empty."""
        tables = set(
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            .scalars()
            .all()
        )
        if not tables:
            return None
        found = (
            connection.exec_driver_sql(f"SELECT version_num FROM {self.version_table}").scalar()  # noqa: S608 -- our own constant
            if self.version_table in tables
            else None
        )
        if found is None:
            raise StoreError(
                database.name, f"this database does not hold {self.what}; it was left as it is"
            )
        return str(found)

    def _upgrade(self, connection: sa.Connection, database: Database) -> None:
        found = self._found(connection, database)
        if found is None:
            # Alembic's own recipe for a new database; a test compares the two ways.
            self.metadata.create_all(connection, checkfirst=False)
            table = self._version_table()
            table.create(connection, checkfirst=False)
            connection.execute(table.insert().values(version_num=self.revision))
        elif found != self.revision:
            self.migrate(connection, found=found, name=database.name, file=database.path)

    def migrate(
        self,
        connection: sa.Connection,
        *,
        found: str | None,
        name: str,
        file: Path | None = None,
    ) -> None:
        """Run the missing revisions inside the connection's transaction.

        `file` is copied first, to ``<file>.before-<revision>``; see `copy_aside`.

        Raises:
            StoreError: `found` is a revision that this program does not know, or the file
                cannot be copied.

        """
        # Alembic costs half a second; a file is migrated once, and read every day.
        from alembic import command

        if found is not None and not self.knows(found):
            raise StoreError(
                name,
                f"this program is older than the store (revision {found}); install a newer one, or"
                f" go back to a copy from before: {Path(name).name}.before-{found}, if it is there",
            )
        if file is not None:
            # Nobody else writes now: the transaction has the lock, and has changed nothing yet.
            aside = copy_aside(file, self.revision)
            log.warning(
                "upgrading %s to revision %s; a copy is kept as %s", file, self.revision, aside
            )
        config = self._alembic()
        config.attributes |= {
            "connection": connection,
            "metadata": self.metadata,
            "version_table": self.version_table,
        }
        command.upgrade(config, self.revision)

    def knows(self, revision: str) -> bool:
        """Return whether this program can open a file of this revision."""
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory.from_config(self._alembic()).walk_revisions()
        return revision == self.revision or revision in {script.revision for script in scripts}

    def _alembic(self) -> Config:
        from alembic.config import Config

        config = Config()
        for option, value in {
            "script_location": str(_ENVIRONMENT),
            "version_locations": str(self.versions),
            "path_separator": "newline",
        }.items():
            config.set_main_option(option, value.replace("%", "%%"))
        return config

    def _version_table(self) -> sa.Table:
        return sa.Table(
            self.version_table,
            sa.MetaData(),
            sa.Column("version_num", sa.String(32), nullable=False),
            sa.PrimaryKeyConstraint("version_num", name=f"{self.version_table}_pkc"),
        )
