"""What a store promises: articles in, articles and candidate passages out.

A store knows terms, not language: the terms it keeps and is asked for are this
project's own (`knowledge.text`), already stemmed. It proposes candidates; it never
ranks. All times are aware and in UTC. A driver's error leaves as `StoreError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from knowledge.model import Article, Change, Entry, Fact, Quotes, State


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article with everything the builder made of it, ready to be kept.

    `passages[n]` are the terms of the passage with ordinal n, in order, with
    repetitions. `index_version` names the code that made it (`knowledge.index`):
    when that changes, an unchanged article is indexed anew.
    """

    article: Article
    passages: tuple[tuple[str, ...], ...]
    quotes: Quotes
    facts: tuple[Fact, ...]
    index_version: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that shares terms with a question; `terms` are those, of the ones looked at."""

    article_id: str
    version: int
    ordinal: int
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Statistics:
    """Over the passages of the current versions of the live articles of the edition.

    `mean_length` counts terms a passage; 0.0 without passages.
    """

    passages: int
    mean_length: float


class Store(Protocol):
    """One edition's articles. Safe to use from several threads."""

    def put(self, indexed: Indexed) -> tuple[Change, int]:
        """Keep a new version unless the article is what is kept already.

        Two articles are the same when every field but `version` is equal. All or
        nothing: a failure leaves the store as it was. A new article is live.

        Returns:
            What changed, and the number of the current version.

        """
        ...

    def index_version(self, article: Article) -> int | None:
        """Return the index version of exactly this article, or None if it is new or differs."""
        ...

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Return a live article, by default its current version.

        Raises:
            UnknownArticleError: there is none, no such version, or it isn't live.

        """
        ...

    def quotes(self, article_id: str) -> Quotes:
        """Return the current version's quotes. Raises UnknownArticleError as `article` does."""
        ...

    def facts(self, article_id: str) -> tuple[Fact, ...]:
        """Return the current version's facts. Raises UnknownArticleError as `article` does."""
        ...

    def entries(self, states: Collection[State] | None = None) -> tuple[Entry, ...]:
        """List articles, newest first; by default the live ones.

        Newest by `published`, where known, then by when they were added, then by id.
        """
        ...

    def aliases(self) -> Mapping[str, str]:
        """Return the live articles' aliases, case-folded, each with its article's id.

        Where two articles have the same alias, the newer one's counts.
        """
        ...

    def set_state(self, article_id: str, state: State, until: dt.datetime | None = None) -> None:
        """Change an article's state. `until` (needed for, and only for, embargoed) ends an embargo.

        An article whose embargo has passed counts as live everywhere.

        Raises:
            UnknownArticleError: there is no such article in any state.
            ValueError: `until` is missing, superfluous, or naive.

        """
        ...

    def revision(self) -> int:
        """Return a number that differs whenever what is live may differ (an embargo's end too)."""
        ...

    def statistics(self) -> Statistics:
        """Return the collection's figures."""
        ...

    def document_frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        """Return in how many live passages each term occurs; absent ones count 0."""
        ...

    def vocabulary(self) -> Mapping[str, int]:
        """Return every term of the live passages with its document frequency."""
        ...

    def candidates(
        self, terms: Sequence[str], scope: Sequence[str] = (), *, budget: int = 20_000
    ) -> tuple[Candidate, ...]:
        """Propose the live passages that have the rarest of these terms.

        Terms are taken rarest first while the sum of their document frequencies
        stays within `budget` postings; the rarest one that occurs is always taken.
        `scope` limits to these articles. The order is by article id, then ordinal.
        """
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...
