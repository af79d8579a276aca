"""What chats ask about, what buttons stand for, and the bot's own figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "setting",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger),
        sa.Column("data", sa.LargeBinary),
    )
    op.create_table(
        "chat",
        sa.Column("chat", sa.LargeBinary(32), primary_key=True),
        sa.Column("scope", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "button",
        sa.Column("token", sa.LargeBinary(32), primary_key=True),
        sa.Column("chat", sa.LargeBinary(32), nullable=False),
        sa.Column("user", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime, nullable=False),
    )
    op.create_index("ix_button_user", "button", ["user"])
    op.create_index("ix_button_expires", "button", ["expires"])


def downgrade() -> None:
    """Refuse: nothing came before these tables."""
    raise NotImplementedError("the first revision has none before it")
