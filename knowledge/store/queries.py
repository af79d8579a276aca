"""The store's statements, made once: SQLAlchemy keeps each one's compiled form.

Most take the edition's name as `edition`; further parameters are named at each.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from knowledge.model import State
from knowledge.store.tables import article, edition, fact, quote, term, version

EMBARGOES: Final = sa.select(article.c.key, article.c.until).where(
    article.c.edition == sa.bindparam("edition"), article.c.state == State.EMBARGOED
)
EMBARGO_ENDS: Final = sa.select(sa.func.min(article.c.until)).where(
    article.c.edition == sa.bindparam("edition"), article.c.state == State.EMBARGOED
)
# Parameters: `id`, an article's.
FIND: Final = sa.select(article.c.key, article.c.state, article.c.current).where(
    article.c.edition == sa.bindparam("edition"), article.c.id == sa.bindparam("id")
)
FIND_LIVE: Final = FIND.where(article.c.state == State.LIVE)
_IS_CURRENT: Final = version.c.number == article.c.current
# Parameters: `id`, an article's.
KEPT: Final = (
    sa.select(article.c.key, article.c.state, version.c.number)
    .add_columns(version.c.digest, version.c.index_version)
    .join_from(article, version, (version.c.article == article.c.key) & _IS_CURRENT)
    .where(article.c.edition == sa.bindparam("edition"), article.c.id == sa.bindparam("id"))
)
# Parameters: `id`, an article's; `wanted`, a version's number.
_IS_NUMBER: Final = version.c.number == sa.bindparam("wanted")


def _of_live(columns: sa.Select[Any]) -> sa.Select[Any]:
    return columns.join_from(version, article, version.c.article == article.c.key).where(
        article.c.edition == sa.bindparam("edition"),
        article.c.id == sa.bindparam("id"),
        article.c.state == State.LIVE,
    )


READ_CURRENT: Final = _of_live(sa.select(version)).where(_IS_CURRENT)
READ_NUMBER: Final = _of_live(sa.select(version)).where(_IS_NUMBER)
DIGEST_CURRENT: Final = _of_live(sa.select(version.c.number, version.c.digest)).where(_IS_CURRENT)
DIGEST_NUMBER: Final = _of_live(sa.select(version.c.number, version.c.digest)).where(_IS_NUMBER)
# Parameters: `key`, an article's.
QUOTES: Final = (
    sa.select(quote).where(quote.c.article == sa.bindparam("key")).order_by(quote.c.ordinal)
)
FACTS: Final = sa.select(fact).where(fact.c.article == sa.bindparam("key")).order_by(fact.c.ordinal)
# Parameters: `states`.
ENTRIES: Final = (
    sa.select(article.c.id, article.c.state, article.c.added, version.c.title, version.c.number)
    .add_columns(version.c.published, version.c.url, version.c.aliases, version.c.language)
    .join_from(article, version, (version.c.article == article.c.key) & _IS_CURRENT)
    .where(
        article.c.edition == sa.bindparam("edition"),
        article.c.state.in_(sa.bindparam("states", expanding=True)),
    )
    .order_by(
        version.c.published.is_(None),
        version.c.published.desc(),
        article.c.added.desc(),
        article.c.id,
    )
)
# Parameters: `keys`, of articles.
NAMES: Final = sa.select(article.c.key, article.c.id, article.c.current).where(
    article.c.key.in_(sa.bindparam("keys", expanding=True))
)
# Parameters: `ids`, of articles.
KEYS: Final = sa.select(article.c.key).where(
    article.c.edition == sa.bindparam("edition"),
    article.c.state == State.LIVE,
    article.c.id.in_(sa.bindparam("ids", expanding=True)),
)
# Parameters: `terms`.
TERMS: Final = sa.select(term.c.id, term.c.term, term.c.frequency).where(
    term.c.edition == sa.bindparam("edition"),
    term.c.frequency > 0,
    term.c.term.in_(sa.bindparam("terms", expanding=True)),
)
VOCABULARY: Final = sa.select(term.c.term, term.c.frequency).where(
    term.c.edition == sa.bindparam("edition"), term.c.frequency > 0
)
FIGURES: Final = sa.select(edition).where(edition.c.name == sa.bindparam("edition"))
NEW_EDITION: Final = (
    sqlite.insert(edition)
    .values(name=sa.bindparam("edition"), revision=0, passages=0, length=0)
    .on_conflict_do_nothing()
)
REVISE: Final = (
    sa.update(edition)
    .where(edition.c.name == sa.bindparam("edition"))
    .values(revision=edition.c.revision + 1)
)
