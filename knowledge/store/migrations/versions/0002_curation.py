"""A version keeps what its editor's curation file says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0002"
down_revision = "a0001"


def upgrade() -> None:
    """Add the column; the versions there are have no curation."""
    op.add_column("version", sa.Column("curation", sa.JSON))


def downgrade() -> None:
    """Drop the column, and with it the curations."""
    op.drop_column("version", "curation")
