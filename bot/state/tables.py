"""The tables of the bot's state. Ids are keyed hashes; what a reader sent is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from knowledge.store.schema import Instant, Schema

metadata: Final = sa.MetaData()


class Sealed(sa.LargeBinary):
    """What only the key can read. `verbatim keys rotate` finds every such column by its type."""


class Hashed(sa.LargeBinary):
    """32 bytes that stand for an id, by the key: to be compared, never to be read."""

    def __init__(self) -> None:
        super().__init__(32)


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
    sa.Column("chat", Hashed(), primary_key=True),
    sa.Column("scope", Sealed, nullable=False),
)

# payload: encrypted JSON; kind is one of the bot's own words. A reader's last question is a row
# here too, of kind "turn", and which message answers a question, of kind "answer": they expire
# and are forgotten in the same way.
button = sa.Table(
    "button",
    metadata,
    sa.Column("token", Hashed(), primary_key=True),
    sa.Column("chat", Hashed(), nullable=False),
    sa.Column("user", Hashed(), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", Sealed, nullable=False),
    sa.Column("expires", Instant, nullable=False),
    sa.Index("ix_button_user", "user"),
    sa.Index("ix_button_expires", "expires"),
)

# An update by its id. body: its encrypted JSON until it is done, then nothing; the row itself
# stays for as long as Telegram may send the update again. arrived: Unix milliseconds.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("update_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("arrived", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed),
)

# What could not be handled, and why. mark: a keyed hash of the text, so that the same broken
# thing delivered a hundred times is one row. cause: a traceback without any text of a reader.
quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("mark", Hashed(), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("update_id", sa.BigInteger),
    sa.Column("user", Hashed()),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("body", Sealed, nullable=False),
)

# A message until it is sent. state: waiting, sending, uncertain, failed or paused; of the last
# three only posts are kept, without their body.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("chat", Hashed(), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed),
    # A number is never given twice: what a crash left behind must not be taken for another's.
    sqlite_autoincrement=True,
)

# Chats that have blocked or removed the bot.
paused = sa.Table(
    "paused",
    metadata,
    sa.Column("chat", Hashed(), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)

# What a group's administrators have chosen for it; settings: encrypted JSON.
room = sa.Table(
    "room",
    metadata,
    sa.Column("chat", Hashed(), primary_key=True),
    sa.Column("settings", Sealed, nullable=False),
)

# The copy of a channel's post in its discussion group, under which it is commented on. mark: a
# keyed hash of group and message; body: encrypted JSON, what the post is about. A busy thread is a
# row here too, by another hash: what it was answered, and which message lists that.
thread = sa.Table(
    "thread",
    metadata,
    sa.Column("mark", Hashed(), primary_key=True),
    sa.Column("chat", Hashed(), nullable=False),
    sa.Column("body", Sealed, nullable=False),
    sa.Column("expires", Instant, nullable=False),
    sa.Index("ix_thread_expires", "expires"),
)

# Who of the newsroom is what: "owner" or "editor"; body: encrypted JSON, their id and name.
member = sa.Table(
    "member",
    metadata,
    sa.Column("user", Hashed(), primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed, nullable=False),
)

# Codes that make somebody an owner or editor. mark: a keyed hash, all that is kept of a code.
code = sa.Table(
    "code",
    metadata,
    sa.Column("mark", Hashed(), primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("expires", Instant),
)

# Where the newsroom's desk is, one row at most. body: the encrypted id of its chat.
desk = sa.Table(
    "desk",
    metadata,
    sa.Column("chat", Hashed(), primary_key=True),
    sa.Column("body", Sealed, nullable=False),
)

# Who of the newsroom, or of a group's administrators, has done what. part, what: the bot's own
# words; body: encrypted JSON, the name that Telegram showed, and what it was about.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("part", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("user", Hashed()),
    sa.Column("body", Sealed, nullable=False),
    sa.Index("ix_audit_at", "at"),
    sqlite_autoincrement=True,
)

# What the newsroom has paused. kind: all, chat or article; body: its id, encrypted.
halt = sa.Table(
    "halt",
    metadata,
    sa.Column("mark", Hashed(), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed, nullable=False),
)

# What a reader thinks of an answer. answer: a keyed hash of chat and message; user: gone after
# a month; body: encrypted JSON, the passage that it shows.
vote = sa.Table(
    "vote",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("answer", Hashed(), nullable=False),
    sa.Column("user", Hashed()),
    sa.Column("good", sa.Integer, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed, nullable=False),
    sa.Index("ix_vote_answer", "answer"),
    sa.Index("ix_vote_user", "user"),
    sa.Index("ix_vote_at", "at"),
)

# A question that the articles didn't answer. mark: a keyed hash of reader and question; body:
# encrypted JSON, the question, the article's id and the reason.
miss = sa.Table(
    "miss",
    metadata,
    sa.Column("mark", Hashed(), primary_key=True),
    sa.Column("user", Hashed(), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed, nullable=False),
    sa.Index("ix_miss_user", "user"),
    sa.Index("ix_miss_at", "at"),
)

# A digest that was set up in a chat or by a command; body: encrypted JSON, its fields.
digest = sa.Table(
    "digest",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("body", Sealed, nullable=False),
)

# A reader who gets a digest in private. user: a keyed hash; body: encrypted JSON, where and when.
subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("user", Hashed(), primary_key=True),
    sa.Column("body", Sealed, nullable=False),
    sa.Index("ix_subscriber_user", "user"),
)

# How often an article was asked about on a day (UTC), by anybody.
asked = sa.Table(
    "asked",
    metadata,
    sa.Column("article", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)

# Since when a digest goes to a place; at: Unix milliseconds. place: a keyed hash of chat and topic.
agenda = sa.Table(
    "agenda",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("place", Hashed(), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)

# One due time of one digest in one place. day and time: local, ISO 8601. state: planned, claimed,
# previewed, queued, sent, skipped, uncertain or failed. holder: which process has claimed it, until
# when. parts: how many messages it has become. body: encrypted JSON: where it goes, what it holds.
slot = sa.Table(
    "slot",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("place", Hashed(), nullable=False),
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("holder", sa.Text, nullable=False, server_default=""),
    sa.Column("until", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("parts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("body", Sealed, nullable=False),
    sa.UniqueConstraint("digest", "place", "day", "time"),
    sa.Index("ix_slot_state", "state", "due"),
    sqlite_autoincrement=True,
)

# What became of each message of a slot: sent, uncertain or failed. part: from 0; below zero it
# is what the desk was shown to decide with, the first time, the second and so on.
posted = sa.Table(
    "posted",
    metadata,
    sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("message", sa.BigInteger, nullable=False),
)

# How often digests and subscribers have changed, by whatever process or statement: a number of
# the table `setting`, from 0 on, which triggers raise with every row.
CHANGES: Final = "digest changes"
_RAISE: Final = f"UPDATE setting SET number = number + 1 WHERE name = '{CHANGES}'"  # noqa: S608 -- our own constant


@sa.event.listens_for(metadata, "after_create")
def _count_changes(_: sa.MetaData, connection: sa.Connection, **_more: object) -> None:
    connection.execute(sa.insert(setting), {"name": CHANGES, "number": 0})
    for table in (digest.name, subscriber.name):
        for verb in ("INSERT", "UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_{verb.lower()} AFTER {verb} ON {table} BEGIN {_RAISE}; END"
            )


SCHEMA: Final = Schema(
    metadata=metadata,
    revision="s0007",
    versions=Path(__file__).parent / "migrations" / "versions",
    version_table="state_revision",
    what="the bot's state",
    maker="`verbatim run` makes it",
)
