"""Articles, their versions, and the index over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "edition",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("passages", sa.Integer, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
    )
    op.create_table(
        "article",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("edition", sa.Text, sa.ForeignKey("edition.name"), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("until", sa.DateTime),
        sa.Column("added", sa.DateTime, nullable=False),
        sa.Column("current", sa.Integer, nullable=False),
        sa.UniqueConstraint("edition", "id", name="uq_article_edition_id"),
    )
    op.create_index("ix_article_edition_state_until", "article", ["edition", "state", "until"])
    op.create_table(
        "version",
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
        sa.Column("added", sa.DateTime, nullable=False),
    )
    op.create_table(
        "passage",
        sa.Column("article", sa.Integer, sa.ForeignKey("article.key"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition", sa.Text, sa.ForeignKey("edition.name"), nullable=False),
        sa.Column("term", sa.Text, nullable=False),
        sa.Column("frequency", sa.Integer, nullable=False),
        sa.UniqueConstraint("edition", "term", name="uq_term_edition_term"),
    )
    op.create_table(
        "quote",
        sa.Column("article", sa.Integer, sa.ForeignKey("article.key"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("fragment", sa.Boolean, nullable=False),
        sa.Column("spans", sa.JSON, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("speaker_start", sa.Integer),
        sa.Column("speaker_end", sa.Integer),
        sa.Column("cue", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact",
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
        sqlite_with_rowid=False,
    )
    op.execute(
        "CREATE VIRTUAL TABLE passage_terms USING fts5("
        "terms, content='', columnsize=0, detail=none, tokenize='unicode61')"
    )


def downgrade() -> None:
    """Refuse: nothing came before these tables."""
    raise NotImplementedError("the first revision has none before it")
