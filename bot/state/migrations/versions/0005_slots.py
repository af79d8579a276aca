"""Which digest was due when and where, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0005"
down_revision = "s0004"


def upgrade() -> None:
    """Make the tables of digests."""
    op.create_table(
        "digest",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "subscriber",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("user", sa.LargeBinary(32), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_subscriber_user", "subscriber", ["user"])
    op.create_table(
        "asked",
        sa.Column("article", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "agenda",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("place", sa.LargeBinary(32), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "slot",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("place", sa.LargeBinary(32), nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("holder", sa.Text, nullable=False, server_default=""),
        sa.Column("until", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("parts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("digest", "place", "day", "time"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_slot_state", "slot", ["state", "due"])
    op.create_table(
        "posted",
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Go back to a state without digests; which were posted is lost."""
    for table in ("posted", "slot", "agenda", "asked", "subscriber", "digest"):
        op.drop_table(table)
