"""Where a fact's subject stands, how its value is meant, who said it, what a person is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0003"
down_revision = "a0002"


def upgrade() -> None:
    """Add the columns, empty: articles are indexed anew when they are next built."""
    op.add_column("fact", sa.Column("subject_start", sa.Integer))
    op.add_column("fact", sa.Column("subject_end", sa.Integer))
    for name, kind in (("bound", sa.String(16)), ("said_by", sa.Text()), ("role", sa.Text())):
        op.add_column("fact", sa.Column(name, kind, nullable=False, server_default=""))


def downgrade() -> None:
    """Remove them."""
    for name in ("role", "said_by", "bound", "subject_end", "subject_start"):
        op.drop_column("fact", name)
