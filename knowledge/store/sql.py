"""The store over SQLite, in a file or in memory, by SQLAlchemy Core."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from knowledge.errors import UnknownArticleError
from knowledge.model import Change, Entry, State
from knowledge.store import fulltext, postings, queries, versions
from knowledge.store.engine import Database, storable
from knowledge.store.interface import Candidate, Indexed, Statistics
from knowledge.store.records import article_of, digest, facts_of, quotes_of
from knowledge.store.tables import SCHEMA, article

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from knowledge.model import Article, Fact, Quotes

_LAST_KEY: Final = 1 << 42
_LAST_NUMBER: Final = 1 << 62
# About 12 MB, while building only.
_REMEMBERED: Final = 100_000
_ARTICLES: Final = 200


class SqlStore:
    """See `knowledge.store.interface.Store` for what each method promises."""

    def __init__(
        self,
        url_or_path: str,
        *,
        edition: str,
        clock: Callable[[], dt.datetime],
        create: bool = True,
        busy: float = 10.0,
    ) -> None:
        self._edition = edition
        self._mine: dict[str, Any] = {"edition": edition}
        self._clock = clock
        self._database = Database(
            url_or_path, pragmas={"foreign_keys": "ON", "synchronous": "NORMAL"}, busy=busy
        )
        # Ids of terms never change, so those that were committed may be remembered.
        self._terms: dict[str, int] = {}
        # Articles as they were read last, with their numbers and digests: a long one takes a
        # millisecond to put together, and every question needs it.
        self._articles: dict[str, tuple[tuple[int, bytes], Article]] = {}
        # Article keys with their ids and current numbers, as of one revision.
        self._names: tuple[int, dict[int, tuple[str, int]]] = (0, {})
        try:
            SCHEMA.prepare(self._database, create=create)
        except BaseException:
            self._database.close()
            raise

    def put(self, indexed: Indexed) -> tuple[Change, int]:
        """Keep a new version unless the article is what is kept already."""
        with self._write() as connection:
            now = self._clock()
            kept = connection.execute(queries.KEPT, self._named(indexed.article.id)).one_or_none()
            if kept is None:
                change, number, shown = Change.ADDED, 1, True
                key = versions.begin(connection, self._edition, indexed.article.id, now)
                versions.add(connection, key, number, indexed, now)
            else:
                key, shown, number = kept.key, kept.state == State.LIVE, kept.number
                if kept.digest != digest(indexed.article):
                    change, number = Change.UPDATED, number + 1
                    versions.add(connection, key, number, indexed, now)
                elif kept.index_version != indexed.index_version:
                    change = Change.REINDEXED
                    versions.renew(connection, key, number, indexed)
                else:
                    return Change.UNCHANGED, number
                versions.drop_index(connection, self._edition, key, shown=shown)
            learnt = versions.index(
                connection, self._edition, key, indexed, self._terms, shown=shown
            )
            connection.execute(queries.REVISE, self._mine)
        if len(self._terms) > _REMEMBERED:
            self._terms = {}
        self._terms |= learnt
        return change, number

    def index_version(self, article: Article) -> int | None:
        """Return the index version of exactly this article, or None if it is new or differs."""
        if not storable(article.id):
            return None
        with self._database.read() as connection:
            kept = connection.execute(queries.KEPT, self._named(article.id)).one_or_none()
        same = kept is not None and kept.digest == digest(article)
        return int(kept.index_version) if same and kept is not None else None

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Return a live article, by default its current version."""
        if not storable(article_id) or not (version is None or 0 < version < _LAST_NUMBER):
            raise UnknownArticleError(article_id)
        named = self._named(article_id) | {"wanted": version}
        known = self._articles.get(article_id)
        with self._read() as connection:
            if known is not None:
                query = queries.DIGEST_CURRENT if version is None else queries.DIGEST_NUMBER
                row = connection.execute(query, named).one_or_none()
                if row is not None and (row.number, row.digest) == known[0]:
                    return known[1]
            query = queries.READ_CURRENT if version is None else queries.READ_NUMBER
            row = connection.execute(query, named).one_or_none()
        if row is None:
            raise UnknownArticleError(article_id)
        found = article_of(article_id, row)
        if len(self._articles) >= _ARTICLES:
            self._articles = {}
        self._articles[article_id] = (row.number, row.digest), found
        return found

    def quotes(self, article_id: str) -> Quotes:
        """Return the current version's quotes."""
        return quotes_of(self._parts(queries.QUOTES, article_id))

    def facts(self, article_id: str) -> tuple[Fact, ...]:
        """Return the current version's facts."""
        return facts_of(self._parts(queries.FACTS, article_id))

    def entries(self, states: Collection[State] | None = None) -> tuple[Entry, ...]:
        """List articles, newest first; by default the live ones."""
        return tuple(
            Entry(
                row.id,
                row.title,
                row.number,
                State(row.state),
                row.published,
                row.url,
                row.language,
                row.added,
            )
            for row in self._listed([State.LIVE] if states is None else sorted(states))
        )

    def aliases(self) -> Mapping[str, str]:
        """Return the live articles' aliases, case-folded, each with its article's id."""
        found: dict[str, str] = {}
        for row in self._listed([State.LIVE]):
            for alias in row.aliases:
                found.setdefault(alias.casefold(), row.id)
        return found

    def set_state(self, article_id: str, state: State, until: dt.datetime | None = None) -> None:
        """Change an article's state."""
        if (state is State.EMBARGOED) != (until is not None):
            raise ValueError("an embargo needs a time at which it ends, and nothing else has one")
        if until is not None and until.utcoffset() is None:
            raise ValueError(f"{until} has no time zone")
        if not storable(article_id):
            raise UnknownArticleError(article_id)
        with self._write() as connection:
            found = connection.execute(queries.FIND, self._named(article_id)).one_or_none()
            if found is None:
                raise UnknownArticleError(article_id)
            if until is not None and until <= self._clock():
                state, until = State.LIVE, None
            self._change(connection, found.key, State(found.state), state, until)

    def revision(self) -> int:
        """Return a number that differs whenever what is live may differ."""
        with self._read() as connection:
            figures = connection.execute(queries.FIGURES, self._mine).one_or_none()
        return 0 if figures is None else int(figures.revision)

    def statistics(self) -> Statistics:
        """Return the collection's figures."""
        with self._read() as connection:
            figures = connection.execute(queries.FIGURES, self._mine).one_or_none()
        if figures is None or not figures.passages:
            return Statistics(0, 0.0)
        return Statistics(figures.passages, figures.length / figures.passages)

    def document_frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        """Return in how many live passages each term occurs; absent ones count 0."""
        wanted = list(dict.fromkeys(terms))
        with self._read() as connection:
            found = self._lookup(connection, wanted)
        return dict.fromkeys(wanted, 0) | {word: frequency for frequency, word, _ in found}

    def vocabulary(self) -> Mapping[str, int]:
        """Return every term of the live passages with its document frequency."""
        with self._read() as connection:
            rows = connection.execute(queries.VOCABULARY, self._mine).all()
        return {row.term: row.frequency for row in rows}

    def candidates(
        self, terms: Sequence[str], scope: Sequence[str] = (), *, budget: int = 20_000
    ) -> tuple[Candidate, ...]:
        """Propose the live passages that have the rarest of these terms."""
        with self._read() as connection:
            rarest = sorted(self._lookup(connection, list(dict.fromkeys(terms))))
            chosen: dict[int, str] = {}
            for frequency, word, key in rarest:
                budget -= frequency
                if chosen and budget < 0:
                    break
                chosen[key] = word
            wanted = self._keys(connection, scope)
            if not chosen or (scope and not wanted):
                return ()
            area = (min(wanted), max(wanted)) if scope else (0, _LAST_KEY)
            found = fulltext.match(connection, chosen, area)
            if scope:
                found = {key: found[key] for key in wanted if key in found}
            names = self._named_keys(connection, found)
        return tuple(
            Candidate(*names[key], ordinal, shared)
            for key in sorted(found, key=names.__getitem__)
            for ordinal, shared in found[key].items()
        )

    def close(self) -> None:
        """Release files and connections."""
        self._database.close()

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        """Open a reading transaction in which no embargo is overdue."""
        now = self._clock()
        with self._database.read() as connection:
            end = connection.execute(queries.EMBARGO_ENDS, self._mine).scalar()
            if end is None or end > now:
                yield connection
                return
        with self._write():
            pass
        with self._database.read() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        """Open a writing transaction in which the edition exists and no embargo is overdue."""
        with self._database.write() as connection:
            connection.execute(queries.NEW_EDITION, self._mine)
            now = self._clock()
            for row in connection.execute(queries.EMBARGOES, self._mine).all():
                if row.until <= now:
                    self._change(connection, row.key, State.EMBARGOED, State.LIVE, None)
            yield connection

    def _change(
        self,
        connection: sa.Connection,
        key: int,
        old: State,
        new: State,
        until: dt.datetime | None,
    ) -> None:
        if old is State.LIVE and new is not State.LIVE:
            postings.hide(connection, self._edition, key)
        if new is State.LIVE and old is not State.LIVE:
            postings.show(connection, self._edition, key)
        connection.execute(
            sa.update(article).where(article.c.key == key).values(state=new, until=until)
        )
        connection.execute(queries.REVISE, self._mine)

    def _listed(self, states: Sequence[State]) -> Sequence[sa.Row[Any]]:
        with self._read() as connection:
            return connection.execute(queries.ENTRIES, self._mine | {"states": states}).all()

    def _parts(self, query: sa.Select[Any], article_id: str) -> Sequence[sa.Row[Any]]:
        if not storable(article_id):
            raise UnknownArticleError(article_id)
        with self._read() as connection:
            found = connection.execute(queries.FIND_LIVE, self._named(article_id)).one_or_none()
            if found is None:
                raise UnknownArticleError(article_id)
            return connection.execute(query, {"key": found.key}).all()

    def _lookup(
        self, connection: sa.Connection, terms: Sequence[str]
    ) -> list[tuple[int, str, int]]:
        """Return (frequency, term, id) of those terms that occur."""
        return [
            (row.frequency, row.term, row.id)
            for chunk in postings.chunks([word for word in terms if storable(word)])
            for row in connection.execute(queries.TERMS, self._mine | {"terms": chunk}).all()
        ]

    def _keys(self, connection: sa.Connection, ids: Sequence[str]) -> list[int]:
        return [
            key
            for chunk in postings.chunks([name for name in dict.fromkeys(ids) if storable(name)])
            for key in connection.execute(queries.KEYS, self._mine | {"ids": chunk}).scalars()
        ]

    def _named_keys(
        self, connection: sa.Connection, keys: Iterable[int]
    ) -> Mapping[int, tuple[str, int]]:
        """Return the id and the current number of each article."""
        now = connection.execute(queries.FIGURES, self._mine).one().revision
        revision, names = self._names
        if revision != now:
            names = {}
        missing = [key for key in keys if key not in names]
        for chunk in postings.chunks(missing):
            for row in connection.execute(queries.NAMES, {"keys": chunk}).all():
                names[row.key] = (row.id, row.current)
        self._names = (now, names)
        return names

    def _named(self, article_id: str) -> dict[str, Any]:
        return self._mine | {"id": article_id}
