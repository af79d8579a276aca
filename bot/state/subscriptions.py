"""Digests that were set up in chats, who has subscribed to one, and what readers ask most about."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from bot.state import agenda
from bot.state.part import Part
from bot.state.tables import CHANGES, asked, digest, paused, subscriber

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.state.keys import Key
    from bot.state.writer import Writer
    from knowledge.store.engine import Database

ASKED_DAYS: Final = 7
"""Days for which it is counted what was asked about."""
LEFT: Final = dt.timedelta(days=30)
"""How long the subscriptions of a reader who has blocked the bot wait for them to come back."""
_CHANGES: Final = "SELECT number FROM setting WHERE name = ?"
# Written out: there may be ten thousand.
_SUBSCRIBERS: Final = "SELECT body FROM subscriber WHERE digest = ?"


class Subscriptions(Part):
    """The rows of newsrooms' own digests and of their subscribers, encrypted.

    Synchronous and safe from several threads; every method may raise StoreError.
    """

    def __init__(
        self, database: Database, writer: Writer, key: Key, clock: Callable[[], dt.datetime]
    ) -> None:
        super().__init__(database, writer, key, clock)
        self._left = 0  # until when it was looked who has left, Unix milliseconds
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def changes(self) -> int:
        """Return how often digests or subscribers have changed, by whatever process.

        Asked before they are read, it tells whether what was read is still all there is.
        """
        found = self._database.row(_CHANGES, (CHANGES,))
        return 0 if found is None else int(found[0])

    def digests(self) -> Mapping[str, bytes]:
        """Return what was set up, by name, sealed: the same bytes for as long as it is the same."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(digest).order_by(digest.c.name)).all()
        return {row.name: row.body for row in rows}

    def subscribers(self, name: str) -> Sequence[bytes]:
        """Return what each subscriber of a digest has chosen, sealed likewise."""
        with self._database.read() as connection:
            return connection.exec_driver_sql(_SUBSCRIBERS, (name,)).scalars().all()

    def unseal(self, body: bytes) -> Any:
        """Return JSON's value of what is sealed; None where it can't be read."""
        text = self._key.decrypt(body)
        return None if text is None else json.loads(text)

    def set_digest(self, name: str, fields: object) -> None:
        """Keep a digest, in place of what had its name; None ends it, and its subscriptions."""
        body = self._key.encrypt(json.dumps(fields))

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(digest).where(digest.c.name == name))
            if fields is None:
                connection.execute(sa.delete(subscriber).where(subscriber.c.digest == name))
                agenda.end(connection, name)
            else:
                connection.execute(sa.insert(digest), {"name": name, "body": body})

        self._writer.write(write)

    def subscriptions(self, user_id: int) -> Mapping[str, Any]:
        """Return what a reader has subscribed to, by digest."""
        query = sa.select(subscriber).where(subscriber.c.user == self._user(user_id))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(subscriber.c.digest)).all()
        read = ((row.digest, self._key.decrypt(row.body)) for row in rows)
        return {name: json.loads(text) for name, text in read if text is not None}

    def subscribe(self, user_id: int, name: str, chosen: Mapping[str, object]) -> None:
        """Keep a reader's subscription, in place of an earlier one to the same digest.

        At another hour than before it begins now: that hour may have just gone by.
        """
        now = self._clock()
        row = {
            "digest": name,
            "user": self._user(user_id),
            "body": self._key.encrypt(json.dumps(chosen)),
        }

        mine = (subscriber.c.digest == name, subscriber.c.user == row["user"])

        def write(connection: sa.Connection) -> None:
            body = connection.execute(sa.select(subscriber.c.body).where(*mine)).scalar()
            before = None if body is None else self.unseal(body)
            if before is not None and _hour(before) != _hour(chosen):
                agenda.begin_anew(connection, self._key, user_id, name, now)
            connection.execute(sa.insert(subscriber).prefix_with("OR REPLACE"), row)

        self._writer.write(write)

    def unsubscribe(self, user_id: int, name: str = "") -> int:
        """End a reader's subscription to a digest, "" for all; return how many there were."""
        mine = [subscriber.c.user == self._user(user_id)]
        if name:
            mine.append(subscriber.c.digest == name)

        def write(connection: sa.Connection) -> int:
            agenda.leave(connection, self._key, user_id, name)
            return connection.execute(sa.delete(subscriber).where(*mine)).rowcount

        return self._writer.write(write)

    def purge(self) -> int:
        """End the subscriptions of readers who have blocked the bot for long; return how many.

        Who has written to it since then hasn't any more.
        """
        before = int((self._clock() - LEFT).timestamp() * 1000)
        gone = sa.and_(paused.c.at > self._left, paused.c.at <= before)
        with self._database.read() as connection:
            left = set(connection.execute(sa.select(paused.c.chat).where(gone)).scalars())
            query = sa.select(subscriber.c.user, subscriber.c.body)
            rows = connection.execute(query).all() if left else []
        read = ((row.user, self._key.decrypt(row.body)) for row in rows)
        readers = {user: int(json.loads(text)["chat"]) for user, text in read if text is not None}
        chats = {user: self._chat(chat) for user, chat in readers.items()}
        readers = {user: chat for user, chat in readers.items() if chats[user] in left}

        def write(connection: sa.Connection) -> int:
            ended = 0
            for user, chat in readers.items():
                still = sa.select(sa.exists().where(paused.c.chat == chats[user], gone))
                if connection.execute(still).scalar():
                    agenda.leave(connection, self._key, chat)
                    mine = sa.delete(subscriber).where(subscriber.c.user == user)
                    ended += connection.execute(mine).rowcount
            return ended

        ended = self._writer.write(write) if readers else 0
        self._left = before  # what is left of them are others' chats, and who never subscribed
        return ended

    def note_asked(self, article_id: str) -> None:
        """Count a question about an article. Kept in memory until `keep_asked`."""
        with self._lock:
            self._counts[article_id, self._day(0)] += 1

    def keep_asked(self) -> None:
        """Write down what was counted, and forget what is older than a week."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        oldest = self._day(ASKED_DAYS)

        def write(connection: sa.Connection) -> None:
            for (article_id, day), count in counts.items():
                put = sqlite.insert(asked).values(article=article_id, day=day, count=count)
                connection.execute(
                    put.on_conflict_do_update(
                        index_elements=["article", "day"],
                        set_={"count": asked.c.count + put.excluded.count},
                    )
                )
            connection.execute(sa.delete(asked).where(asked.c.day < oldest))

        self._writer.write(write)

    def most_asked(self) -> Mapping[str, int]:
        """Return how often each article was asked about in the last week."""
        query = (
            sa.select(asked.c.article, sa.func.sum(asked.c.count).label("total"))
            .where(asked.c.day >= self._day(ASKED_DAYS))
            .group_by(asked.c.article)
        )
        with self._database.read() as connection:
            found = Counter({row.article: row.total for row in connection.execute(query)})
        with self._lock:
            for (article_id, _), count in self._counts.items():
                found[article_id] += count
        return found

    def _day(self, ago: int) -> str:
        return (self._clock().date() - dt.timedelta(days=ago)).isoformat()


def _hour(chosen: Mapping[str, object]) -> tuple[object, object]:
    """Return what of a subscription says when it is due."""
    return chosen.get("at"), chosen.get("zone")
