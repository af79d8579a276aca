"""What a library holds: its live articles, found by name, and what is made of them and kept.

A store counts its revisions; what is made of all its articles is made once in each.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING

from knowledge.errors import UnknownArticleError
from knowledge.index import ArticleIndex, language_of
from knowledge.matching import Vocabulary
from knowledge.model import Extracts
from knowledge.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.across import Sounds
    from knowledge.model import Article, Entry
    from knowledge.store.interface import Store
    from knowledge.titles import Titles

# Article indexes kept in memory, the most recently used.
KEPT_INDEXES = 256
# The language of a library that has none yet.
_LANGUAGE = "en"


class Holdings:
    """The live articles of a store. Safe to use from threads."""

    def __init__(self, store: Store, manual: str) -> None:
        self.store = store
        self.manual = manual
        self._indexes: Recent[tuple[str, int], ArticleIndex] = Recent(KEPT_INDEXES)
        self._listed: tuple[int, tuple[Entry, ...]] = (-1, ())
        self._titles: tuple[int, Titles | None] = (-1, None)
        self._vocabulary = (-1, Vocabulary(()))
        self._sounds: tuple[tuple[int, str], Sounds | None] = ((-1, ""), None)

    def entries(self) -> tuple[Entry, ...]:
        """List the live articles, newest first, without the manual."""
        # Asked for with every question; an archive's list takes 50 ms to read.
        revision = self.store.revision()
        if self._listed[0] != revision:
            entries = tuple(e for e in self.store.entries() if e.id != self.manual)
            self._listed = (revision, entries)
        return self._listed[1]

    def only(self) -> tuple[Article, ...]:
        """Return the one article there is to ask about, or nothing if there are more."""
        entries = self.entries()
        if len(entries) == 1:
            with contextlib.suppress(UnknownArticleError):  # taken back a moment ago
                return (self.store.article(entries[0].id),)
        return ()

    def find(self, name: str) -> Article:
        """Return a live article by its id, or by an alias in any case.

        Raises:
            UnknownArticleError: there is none.

        """
        try:
            return self.store.article(name)
        except UnknownArticleError:
            meant = self.store.aliases().get(name.casefold())
            if meant is None:
                raise
            return self.store.article(meant)

    def extracts(self, name: str) -> Extracts:
        """Return a live article and what was taken out of that version. Raises as `find` does."""
        while True:
            article = self.find(name)
            quotes, facts = self.store.quotes(article.id), self.store.facts(article.id)
            # Three reads: of one version where it is still the same after the last of them.
            if self.store.article(article.id).version == article.version:
                return Extracts(article, quotes, facts)

    def has(self, name: str) -> bool:
        """Whether a live article has this id or alias."""
        try:
            self.find(name)
        except UnknownArticleError:
            return False
        return True

    def languages(self, scope: Sequence[str]) -> list[str]:
        """Return the languages of the articles in scope, that of the most articles first."""
        counts = Counter(e.language for e in self.entries() if not scope or e.id in scope)
        if self.manual in scope:
            counts[language_of(self.find(self.manual))] += 1
        return [language for language, _ in counts.most_common()] or [_LANGUAGE]

    def titles(self) -> Titles:
        """Return the titles of all that is listed."""
        from knowledge.titles import Titles

        revision = self.store.revision()
        kept, titles = self._titles
        if titles is None or kept != revision:
            titles = Titles(self.entries())
            self._titles = (revision, titles)
        return titles

    def vocabulary(self) -> Vocabulary:
        """Return the terms of all articles."""
        revision = self.store.revision()
        if self._vocabulary[0] != revision:
            self._vocabulary = (revision, Vocabulary(self.store.vocabulary()))
        return self._vocabulary[1]

    def sounds(self, language: str) -> Sounds:
        """Return how the terms of all articles sound in a language."""
        from knowledge.across import Sounds

        key = (self.store.revision(), language)
        kept, sounds = self._sounds
        if sounds is None or kept != key:
            sounds = Sounds(self.store.vocabulary(), language)
            self._sounds = (key, sounds)
        return sounds

    def index(self, article: Article) -> ArticleIndex:
        """Return the index of exactly this version of an article."""
        key = (article.id, article.version)
        return self._indexes.get(key) or self._indexes.keep(key, ArticleIndex(article))

    def kept_index(self, article_id: str, version: int) -> ArticleIndex | None:
        """Return an index if it is in memory, without a look at the store."""
        return self._indexes.get((article_id, version))

    def live_index(self, article_id: str, version: int | None = None) -> ArticleIndex | None:
        """Return an article's index, or None where it has been taken back a moment ago."""
        try:
            return self.index(self.store.article(article_id, version))
        except UnknownArticleError:
            return None
