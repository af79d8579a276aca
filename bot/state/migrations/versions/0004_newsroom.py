"""The newsroom: who it is, what it does and has paused, and what readers tell it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0004"
down_revision = "s0003"


def upgrade() -> None:
    """Make the newsroom's tables."""
    op.create_table(
        "member",
        sa.Column("user", sa.LargeBinary(32), primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "code",
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("expires", sa.DateTime),
    )
    op.create_table(
        "desk",
        sa.Column("chat", sa.LargeBinary(32), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("user", sa.LargeBinary(32)),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "halt",
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "vote",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("answer", sa.LargeBinary(32), nullable=False),
        sa.Column("user", sa.LargeBinary(32)),
        sa.Column("good", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_vote_answer", "vote", ["answer"])
    op.create_index("ix_vote_user", "vote", ["user"])
    op.create_index("ix_vote_at", "vote", ["at"])
    op.create_table(
        "miss",
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("user", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_miss_user", "miss", ["user"])
    op.create_index("ix_miss_at", "miss", ["at"])


def downgrade() -> None:
    """Go back to a state without a newsroom; who it was and what it did is lost."""
    for name in ("miss", "vote", "halt", "audit", "desk", "code", "member"):
        op.drop_table(name)
