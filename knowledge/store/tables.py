"""The articles' tables.

The index (`passage`, `term`, the full text, the figures in `edition`) speaks of
current versions only, and its searchable part (`term.frequency`, the full text, the
figures) only of live articles: it is adjusted wherever an article comes, changes or
changes its state, in the same transaction.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event

from knowledge.store.fulltext import CREATE
from knowledge.store.schema import Instant, Schema

metadata: Final = sa.MetaData()

# passages, length: of live articles; length counts terms with their repetitions.
edition = sa.Table(
    "edition",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("passages", sa.Integer, nullable=False),
    sa.Column("length", sa.Integer, nullable=False),
)

# current: the number of the version that is shown.
article = sa.Table(
    "article",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("edition", sa.Text, sa.ForeignKey("edition.name"), nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("until", Instant),
    sa.Column("added", Instant, nullable=False),
    sa.Column("current", sa.Integer, nullable=False),
    sa.UniqueConstraint("edition", "id", name="uq_article_edition_id"),
    sa.Index("ix_article_edition_state_until", "edition", "state", "until"),
)

# curation: what its editor's file says, NULL for nothing (`knowledge.store.records`).
version = sa.Table(
    "version",
    metadata,
    sa.Column("article", sa.Integer, sa.ForeignKey("article.key"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("blocks", sa.JSON, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("published", sa.Date),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("index_version", sa.Integer, nullable=False),
    sa.Column("added", Instant, nullable=False),
    sa.Column("curation", sa.JSON(none_as_null=True)),
)

# terms: the ids of its different terms, in order, as the full text gets them.
passage = sa.Table(
    "passage",
    metadata,
    sa.Column("article", sa.Integer, sa.ForeignKey("article.key"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

# A term that no live passage has any more stays, with frequency 0: ids never change.
term = sa.Table(
    "term",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("edition", sa.Text, sa.ForeignKey("edition.name"), nullable=False),
    sa.Column("term", sa.Text, nullable=False),
    sa.Column("frequency", sa.Integer, nullable=False),
    sa.UniqueConstraint("edition", "term", name="uq_term_edition_term"),
)

# spans: [[start, end], ...]; fragment: words inside the writer's own sentence.
quote = sa.Table(
    "quote",
    metadata,
    sa.Column("article", sa.Integer, sa.ForeignKey("article.key"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("fragment", sa.Boolean, nullable=False),
    sa.Column("spans", sa.JSON, nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("speaker_start", sa.Integer),
    sa.Column("speaker_end", sa.Integer),
    sa.Column("cue", sa.Text, nullable=False),
    sa.Column("headline", sa.Boolean, nullable=False, server_default=sa.false()),
    sqlite_with_rowid=False,
)

fact = sa.Table(
    "fact",
    metadata,
    sa.Column("article", sa.Integer, sa.ForeignKey("article.key"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("sentence_start", sa.Integer, nullable=False),
    sa.Column("sentence_end", sa.Integer, nullable=False),
    sa.Column("value", sa.JSON),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("subject_start", sa.Integer),
    sa.Column("subject_end", sa.Integer),
    sa.Column("bound", sa.String(16), nullable=False, server_default=""),
    sa.Column("said_by", sa.Text, nullable=False, server_default=""),
    sa.Column("role", sa.Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)


def _create_full_text(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    connection.exec_driver_sql(CREATE)


event.listen(metadata, "after_create", _create_full_text)

SCHEMA: Final = Schema(
    metadata=metadata,
    revision="a0004",
    versions=Path(__file__).parent / "migrations" / "versions",
    version_table="article_revision",
    what="articles",
    maker="`verbatim build` makes it",
)
