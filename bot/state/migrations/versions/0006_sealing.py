"""What is encrypted is encrypted by another cipher from here on.

No table changes: what is there stays readable. An older program would take what is new for
damaged, and so must refuse the file.
"""

from __future__ import annotations

revision = "s0006"
down_revision = "s0005"


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Go back; what was encrypted since then can't be read there."""
