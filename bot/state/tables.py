"""The tables of the bot's state. Ids are keyed hashes; what a reader sent is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from knowledge.store.schema import Instant, Schema

metadata: Final = sa.MetaData()

# Figures of the bot itself: nothing of any reader.
setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger),
    sa.Column("data", sa.LargeBinary),
)

# scope: the encrypted id of the article a chat asks about.
chat = sa.Table(
    "chat",
    metadata,
    sa.Column("chat", sa.LargeBinary(32), primary_key=True),
    sa.Column("scope", sa.LargeBinary, nullable=False),
)

# payload: encrypted JSON; kind is one of the bot's own words. A reader's last question is a row
# here too, of kind "turn": it expires and is forgotten in the same way.
button = sa.Table(
    "button",
    metadata,
    sa.Column("token", sa.LargeBinary(32), primary_key=True),
    sa.Column("chat", sa.LargeBinary(32), nullable=False),
    sa.Column("user", sa.LargeBinary(32), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("expires", Instant, nullable=False),
    sa.Index("ix_button_user", "user"),
    sa.Index("ix_button_expires", "expires"),
)

SCHEMA: Final = Schema(
    metadata=metadata,
    revision="s0001",
    versions=Path(__file__).parent / "migrations" / "versions",
    version_table="state_revision",
    what="the bot's state",
    maker="`verbatim run` makes it",
)
