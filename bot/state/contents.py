"""What a state's file holds, told without its key and without changing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.state import many
from bot.state.tables import (
    SCHEMA,
    agenda,
    audit,
    button,
    chat,
    desk,
    digest,
    halt,
    inbox,
    member,
    miss,
    outbox,
    paused,
    posted,
    quarantine,
    room,
    setting,
    slot,
    subscriber,
    thread,
    vote,
)
from knowledge.store.engine import Database
from knowledge.store.files import look

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.state.keys import Key

KEY_CHECK: Final = "key check"
HASHES: Final = "hashes"
"""What keyed hashes are made with, sealed by the key; from the first change of keys on."""
BOT: Final = "bot"
RESTORED_AT: Final = "restored_at"
SLOT: Final = "slot "
"""What the name of a message begins with that belongs to a slot."""
# Written out: it goes with every update.
_PUT_NUMBER: Final = "INSERT OR REPLACE INTO setting (name, number) VALUES (?, ?)"

# What only the key can read, in an operator's words for one and for several.
_ENCRYPTED: Final[tuple[tuple[sa.Table, sa.ColumnElement[bool], str, str], ...]] = (
    (inbox, inbox.c.body.is_not(None), "unanswered update", "unanswered updates"),
    (outbox, outbox.c.body.is_not(None), "unsent message", "unsent messages"),
    (chat, sa.true(), "chosen article", "chosen articles"),
    (button, sa.true(), "button or last question", "buttons and last questions"),
    (room, sa.true(), "group's settings", "groups' settings"),
    (thread, sa.true(), "post with comments", "posts with comments"),
    (digest, sa.true(), "digest", "digests"),
    (subscriber, sa.true(), "subscription", "subscriptions"),
    (slot, sa.true(), "slot of a digest", "slots of digests"),
    (quarantine, sa.true(), "update in quarantine", "updates in quarantine"),
    (member, sa.true(), "member of the newsroom", "members of the newsroom"),
    (desk, sa.true(), "newsroom's desk", "newsroom's desks"),
    (audit, sa.true(), "entry of the audit log", "entries of the audit log"),
    (halt, sa.true(), "pause", "pauses"),
    (vote, sa.true(), "vote", "votes"),
    (miss, sa.true(), "unanswered question", "unanswered questions"),
)


_BRIEF: Final = dt.timedelta(days=1)
_OF_READERS: Final = (quarantine, button, chat, paused, miss, subscriber, agenda, slot, posted)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a state.

    `problem` is "" where the file's structure is sound; `revision` is its schema's, None for
    an empty file or another program's. `rows` counts each table's. `bot` is the id of the
    bot that it belongs to, `restored_at` when it was restored from a backup, in Unix
    seconds; None where that isn't known, or never happened. `encrypted` says in words what
    can't be read without the key, "" for nothing.
    """

    problem: str
    revision: str | None
    rows: Mapping[str, int]
    bot: int | None = None
    restored_at: int | None = None
    encrypted: str = ""
    key_check: bytes | None = None

    def opens_with(self, key: Key) -> bool:
        """Return whether this key, or its former one, is the state's; an empty one takes any."""
        return self.key_check is None or key.made(self.key_check) is not None


def contents(path: Path, *, thorough: bool = True) -> Contents:
    """Look into a state's file, whether a bot is running on it or not.

    `thorough` checks the whole structure, some seconds a gigabyte.

    Raises:
        StoreError: there is no such file, or it cannot be read.

    """
    seen = look(path, SCHEMA.version_table, thorough=thorough)
    if seen.problem or seen.revision is None:
        return Contents(seen.problem, seen.revision, seen.rows)
    database = Database(str(path), pragmas={"query_only": "ON"})
    try:
        with database.read() as connection:
            kept = {row.name: row for row in connection.execute(sa.select(setting))}
            told = encrypted(connection)
    finally:
        database.close()
    return Contents(
        seen.problem,
        seen.revision,
        seen.rows,
        bot=kept[BOT].number if BOT in kept else None,
        restored_at=kept[RESTORED_AT].number if RESTORED_AT in kept else None,
        encrypted=told,
        key_check=kept[KEY_CHECK].data if KEY_CHECK in kept else None,
    )


def encrypted(connection: sa.Connection) -> str:
    """Say what only the key can read: "3 unanswered updates, 1 chosen article"; "" for nothing."""
    there = set(sa.inspect(connection).get_table_names())
    parts = []
    for table, condition, one, several in _ENCRYPTED:
        if table.name in there:
            query = sa.select(sa.func.count()).select_from(table).where(condition)
            count = connection.execute(query).scalar_one()
            if count:
                parts.append(f"{count} {one if count == 1 else several}")
    return ", ".join(parts)


def leave_readers_out(path: Path, now: dt.datetime) -> None:
    """Delete from a copy of a state whatever is of readers, beyond recovery.

    What stays is the newsroom's and the groups': members, the audit log, pauses, settings,
    posts, digests, and votes without who voted. Chosen articles and what digests have been go,
    a group's, too: a private chat's and a group's can't be told apart. So does what is kept of
    posts for a day or less: it may be one that a reader has forwarded.

    Raises:
        StoreError: it cannot be written.

    """
    database = Database(str(path), pragmas={"secure_delete": "ON", "synchronous": "FULL"})
    try:
        with database.write() as connection:
            there = set(sa.inspect(connection).get_table_names())
            statements: tuple[tuple[sa.Table, sa.UpdateBase], ...] = (
                (inbox, sa.update(inbox).values(body=None)),
                (
                    outbox,
                    sa.delete(outbox).where(
                        (outbox.c.kind == "answer") | outbox.c.reference.startswith(SLOT)
                    ),
                ),
                (vote, sa.update(vote).values(user=None)),
                (thread, sa.delete(thread).where(thread.c.expires <= now + _BRIEF)),
                *((table, sa.delete(table)) for table in _OF_READERS),
            )
            for table, statement in statements:
                if table.name in there:
                    connection.execute(statement)
    finally:
        database.close()


def mark_restored(path: Path, now: int) -> None:
    """Note in a state that it comes from a backup, `now` in Unix seconds.

    What the bot of the backup was about to post may have been posted since: posts that
    wait count as uncertain from here on. Replies to readers still go out.

    Raises:
        StoreError: it cannot be written.

    """
    database = Database(str(path), pragmas={"synchronous": "FULL"})
    try:
        with database.write() as connection:
            put_number(connection, RESTORED_AT, now)
            if sa.inspect(connection).has_table(outbox.name):
                waiting: Any = outbox.c.state.in_(("waiting", "sending"))
                connection.execute(
                    sa.update(outbox)
                    .where(outbox.c.kind == "post", waiting)
                    .values(state="uncertain", body=None)
                )
    finally:
        database.close()


def put_number(connection: sa.Connection, name: str, number: int) -> None:
    """Keep a number of the bot's own, in place of the one before; within a transaction."""
    many.run(connection, _PUT_NUMBER, (name, number))
