"""How often digests and subscribers have changed is counted in the file itself."""

from __future__ import annotations

from alembic import op

revision = "s0007"
down_revision = "s0006"

_RAISE = "UPDATE setting SET number = number + 1 WHERE name = 'digest changes'"


def upgrade() -> None:
    """Begin a number that every change of their rows raises."""
    op.execute("INSERT OR REPLACE INTO setting (name, number) VALUES ('digest changes', 0)")
    for table in ("digest", "subscriber"):
        for verb in ("INSERT", "UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} AFTER {verb} ON {table} BEGIN {_RAISE}; END"
            )


def downgrade() -> None:
    """Go back; nobody counts any more."""
    for table in ("digest", "subscriber"):
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{verb}")
    op.execute("DELETE FROM setting WHERE name = 'digest changes'")
