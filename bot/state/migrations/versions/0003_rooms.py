"""What is chosen for groups, and which posts are commented on where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0003"
down_revision = "s0002"


def upgrade() -> None:
    """Make the tables of groups."""
    op.create_table(
        "room",
        sa.Column("chat", sa.LargeBinary(32), primary_key=True),
        sa.Column("settings", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "thread",
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("chat", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime, nullable=False),
    )
    op.create_index("ix_thread_expires", "thread", ["expires"])


def downgrade() -> None:
    """Go back to a state without them; what was chosen for groups is lost."""
    op.drop_table("thread")
    op.drop_table("room")
