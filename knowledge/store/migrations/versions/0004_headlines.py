"""Quotations that stand only in a headline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0004"
down_revision = "a0003"


def upgrade() -> None:
    """Add the column: what is there is none; articles are indexed anew when next built."""
    op.add_column(
        "quote", sa.Column("headline", sa.Boolean, nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Remove it, and what it marks."""
    op.execute(sa.text("DELETE FROM quote WHERE headline"))
    op.drop_column("quote", "headline")
