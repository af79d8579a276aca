"""The searchable part of the store: passages with their terms, term by term counted.

Every function works inside the caller's transaction. `learn` keeps an article's
passages; `show` makes them findable and counted, `hide` takes that back, `unlearn`
drops them (hidden first).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from knowledge.store import fulltext
from knowledge.store.engine import Bulk
from knowledge.store.tables import edition, passage, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_T = TypeVar("_T")

# Bound parameters of one statement: far below any database's limit.
CHUNK: Final = 500

_NEW_TERMS: Final = Bulk(
    sqlite.insert(term)
    .values(edition=sa.bindparam("edition"), term=sa.bindparam("term"), frequency=sa.text("0"))
    .on_conflict_do_nothing(),
    "edition",
    "term",
)
_TERM_IDS: Final = sa.select(term.c.term, term.c.id).where(
    term.c.edition == sa.bindparam("edition"),
    term.c.term.in_(sa.bindparam("terms", expanding=True)),
)
_COUNT: Final = Bulk(
    sa.update(term)
    .where(term.c.id == sa.bindparam("key"))
    .values(frequency=term.c.frequency + sa.bindparam("more")),
    "more",
    "key",
)
_LEARN: Final = Bulk(sa.insert(passage), "article", "ordinal", "length", "terms")
_PASSAGES: Final = (
    sa.select(passage.c.ordinal, passage.c.length, passage.c.terms)
    .where(passage.c.article == sa.bindparam("article"))
    .order_by(passage.c.ordinal)
)
_UNLEARN: Final = sa.delete(passage).where(passage.c.article == sa.bindparam("key"))
_FIGURES: Final = (
    sa.update(edition)
    .where(edition.c.name == sa.bindparam("edition"))
    .values(
        passages=edition.c.passages + sa.bindparam("more_passages"),
        length=edition.c.length + sa.bindparam("more_length"),
    )
)


def learn(
    connection: sa.Connection,
    name: str,
    article: int,
    passages: Sequence[Sequence[str]],
    known: Mapping[str, int],
) -> Mapping[str, int]:
    """Keep the terms of an article's passages, for the edition `name`.

    `known` are ids of terms that were committed earlier; the others are looked up
    or made, and returned.
    """
    words = dict.fromkeys(word for terms in passages for word in terms)
    unknown = [word for word in words if word not in known]
    found = _ids(connection, name, unknown)
    new = [word for word in unknown if word not in found]
    _NEW_TERMS(connection, [(name, word) for word in new])
    found |= _ids(connection, name, new)
    ids = {word: str(found[word] if word in found else known[word]) for word in words}
    _LEARN(
        connection,
        [
            (article, ordinal, len(terms), " ".join([ids[word] for word in dict.fromkeys(terms)]))
            for ordinal, terms in enumerate(passages)
        ],
    )
    return found


def show(connection: sa.Connection, name: str, article: int) -> None:
    """Make an article's passages findable and counted."""
    fulltext.add(connection, _count(connection, name, article, 1))


def hide(connection: sa.Connection, name: str, article: int) -> None:
    """Undo `show`."""
    fulltext.remove(connection, _count(connection, name, article, -1))


def unlearn(connection: sa.Connection, article: int) -> None:
    """Drop the passages of an article that isn't shown."""
    connection.execute(_UNLEARN, {"key": article})


def chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut into lists that fit into one statement's parameters."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _ids(connection: sa.Connection, name: str, words: Sequence[str]) -> dict[str, int]:
    return {
        word: key
        for chunk in chunks(words)
        for word, key in connection.execute(_TERM_IDS, {"edition": name, "terms": chunk}).all()
    }


def _count(
    connection: sa.Connection, name: str, article: int, sign: int
) -> Iterable[tuple[int, str]]:
    rows = connection.execute(_PASSAGES, {"article": article}).all()
    frequencies = Counter(key for row in rows for key in row.terms.split())
    _COUNT(connection, [(sign * count, int(key)) for key, count in frequencies.items()])
    connection.execute(
        _FIGURES,
        {
            "edition": name,
            "more_passages": sign * len(rows),
            "more_length": sign * sum(row.length for row in rows),
        },
    )
    return [(fulltext.place(article, row.ordinal), row.terms) for row in rows]
