"""What readers tell the newsroom without writing to it: votes, and questions without an answer.

Who it was is kept as a keyed hash that no command shows, for `/forget` alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.newsroom import Miss, Tally
from bot.state.part import Part
from bot.state.tables import miss, vote
from bot.unwritten import unwritten

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.state.forgetting import Forgetting
    from bot.state.keys import Key
    from bot.state.writer import Writer
    from bot.written import Written
    from knowledge.store.engine import Database

MONTH: Final = 30 * 24 * 3600.0
"""Seconds after which a vote's reader is gone, and a miss altogether."""
YEAR: Final = 365 * 24 * 3600.0
"""Seconds that a vote counts."""
MOST_MISSES: Final = 10_000
LONGEST_QUESTION: Final = 500
"""Characters of a question that are kept."""


class Feedback(Part):
    """Votes and misses, encrypted. Synchronous; what reads or writes may raise StoreError."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        key: Key,
        clock: Callable[[], dt.datetime],
        forgetting: Forgetting,
        *,
        most: int = MOST_MISSES,
    ) -> None:
        super().__init__(database, writer, key, clock)
        self._forgetting = forgetting
        self._most = most

    def vote(
        self,
        chat_id: int,
        message_id: int,
        user_id: int,
        place: tuple[str, int, int],
        *,
        good: bool,
    ) -> None:
        """Keep what a reader thinks of an answer, in place of what they thought before.

        `place` is what the answer shows: an article's id, and where the passage starts and ends.
        """
        answer = self._key.digest("vote", f"{chat_id}:{message_id}")
        user = self._voter(user_id)
        row = {
            "answer": answer,
            "user": user,
            "good": int(good),
            "at": self._now(),
            "body": self._key.encrypt(json.dumps(place)),
        }

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(vote).where(vote.c.answer == answer, vote.c.user == user))
            connection.execute(sa.insert(vote), row)

        self._writer.write(write)

    def tallies(self) -> list[Tally]:
        """Return the votes by passage, those with the most against them first."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(vote.c.good, vote.c.body)).all()
        counts: dict[tuple[str, int, int], list[int]] = {}
        for row in rows:
            text = self._key.decrypt(row.body)
            if text is not None:
                article, start, end = json.loads(text)
                counts.setdefault((article, start, end), [0, 0])[row.good] += 1
        found = [Tally(*place, good, bad) for place, (bad, good) in counts.items()]
        return sorted(found, key=lambda one: (-one.bad, -one.good, one.article, one.start))

    def missed(self, user_id: int, question: str, article: str, reason: str) -> Written[None]:
        """Keep a question that was not answered; the same reader's same one counts once.

        Nobody waits for it: the future may end with StoreError.
        """
        kept = question[:LONGEST_QUESTION]
        row = {
            "mark": self._key.digest("miss", f"{user_id}:{article}:{kept.casefold()}"),
            "user": self._asker(user_id),
            "at": self._now(),
            "body": self._key.encrypt(json.dumps([kept, article, reason])),
        }

        turn, reader = unwritten(), self._user(user_id)

        def write(connection: sa.Connection) -> None:
            if turn is not None and self._forgetting.came_after(turn.begun, reader):
                return
            connection.execute(sa.insert(miss).prefix_with("OR REPLACE"), row)

        return self._writer.submit(write)

    def misses(self) -> list[Miss]:
        """Return the questions without an answer, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(miss.c.at, miss.c.body).order_by(sa.desc("at")))
            found = [(row.at, self._key.decrypt(row.body)) for row in rows]
        return [Miss(at / 1000, *json.loads(text)) for at, text in found if text is not None]

    def held(self, connection: sa.Connection, user_id: int) -> tuple[int, int]:
        """Count a reader's votes and unanswered questions; within a transaction."""
        conditions = self._belongings(user_id)
        votes, questions = (
            connection.execute(
                sa.select(sa.func.count()).select_from(table).where(condition)
            ).scalar_one()
            for table, condition in conditions
        )
        return votes, questions

    def forget(self, connection: sa.Connection, user_id: int) -> tuple[int, int]:
        """Delete them; within a transaction. Return how many they were."""
        votes, questions = (
            connection.execute(sa.delete(table).where(condition)).rowcount
            for table, condition in self._belongings(user_id)
        )
        return votes, questions

    def purge(self, connection: sa.Connection) -> int:
        """Delete what is too old, and who voted a month ago; within a transaction."""
        month, year = (self._now() - int(one * 1000) for one in (MONTH, YEAR))
        old = sa.and_(vote.c.at <= month, vote.c.user.is_not(None))
        newest = sa.select(miss.c.mark).order_by(sa.desc(miss.c.at)).limit(self._most)
        return sum(
            connection.execute(statement).rowcount
            for statement in (
                sa.update(vote).where(old).values(user=None),
                sa.delete(vote).where(vote.c.at <= year),
                sa.delete(miss).where(miss.c.at <= month),
                sa.delete(miss).where(miss.c.mark.not_in(newest)),
            )
        )

    def _belongings(self, user_id: int) -> tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...]:
        return (
            (vote, vote.c.user == self._voter(user_id)),
            (miss, miss.c.user == self._asker(user_id)),
        )

    # Hashes of their own: that the same reader voted and asked must not show.

    def _voter(self, user_id: int) -> bytes:
        return self._key.digest("voter", user_id)

    def _asker(self, user_id: int) -> bytes:
        return self._key.digest("asker", user_id)

    def _now(self) -> int:
        return int(self._clock().timestamp() * 1000)
