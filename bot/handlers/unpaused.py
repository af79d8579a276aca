"""The library without the articles that the newsroom has paused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bot.outbox.turn import current
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.doors import Library
    from bot.handlers.newsroom_doors import Pauses
    from knowledge.model import Abstention, Article, Check, Citation, Entry, Hit, Question, Span


Articles = TypeVar("Articles", bound="Library")


class PausedArticleError(UnknownArticleError):
    """The article is there, and nothing of it is to be shown for now."""


class _Unpaused:
    """Notes on the turn, too, which articles it shows: its messages may still wait then."""

    def __init__(self, library: Library, pauses: Pauses) -> None:
        self._library = library
        self._pauses = pauses

    def entries(self) -> tuple[Entry, ...]:
        return self._open(self._library.entries())

    def find(self, wanted: str) -> tuple[Entry, ...]:
        return self._open(self._library.find(wanted))

    def article(self, article_id: str) -> Article:
        found = self._library.article(article_id)
        self._check(found.id)
        return found

    def ask(self, question: Question) -> Answer | Abstention:
        paused = self._pauses.articles()
        if paused:
            last = None if question.previous is None else question.previous.hit
            if last is not None and last.article.id in paused:
                question = replace(question, previous=None)
            if question.scope:
                for name in question.scope:
                    self.article(name)
            else:
                question = replace(question, scope=self._all())
        outcome = self._library.ask(question)
        hits = outcome.hits[:1] if isinstance(outcome, Answer) else outcome.hits
        _shows(hit.article.id for hit in hits)
        return outcome

    def check(self, words: str, scope: Sequence[str] = (), speaker: str = "") -> Check:
        paused = self._pauses.articles()
        for name in scope if paused else ():
            self.article(name)
        if paused and not scope:
            scope = self._all()
        found = self._library.check(words, scope, speaker)
        if found.article is not None:
            _shows([found.article.id])
        return found

    def cited(self, citation: Citation) -> Hit:
        self._check(citation.article_id)
        return self._library.cited(citation)

    def context(self, citation: Citation) -> tuple[Hit, Span]:
        self._check(citation.article_id)
        return self._library.context(citation)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._library, name)
        if name not in _OF_AN_ARTICLE:
            return found

        def checked(article_id: str, *args: object, **more: object) -> Any:
            self._check(self._library.article(article_id).id)
            return found(article_id, *args, **more)

        return checked

    def _open(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        paused = self._pauses.articles()
        return tuple(e for e in entries if e.id not in paused) if paused else entries

    def _all(self) -> tuple[str, ...]:
        """Return the articles that a question to all is asked of."""
        open_now = tuple(entry.id for entry in self.entries())
        if not open_now:
            raise PausedArticleError(next(iter(self._pauses.articles())))
        return open_now

    def _check(self, article_id: str) -> None:
        if article_id in self._pauses.articles():
            raise PausedArticleError(article_id)
        _shows([article_id])


_OF_AN_ARTICLE = frozenset(
    {
        "suggested",
        "extracts",
        "summary",
        "speakers",
        "item",
        "mentions",
    }
)


def unpaused(library: Articles, pauses: Pauses) -> Articles:
    """Return the library as it is asked now: a paused article isn't searched, listed or shown.

    Its methods raise PausedArticleError where one is asked for by its id, or where all are paused.
    """
    return cast("Articles", _Unpaused(library, pauses))


def _shows(articles: Any) -> None:
    going_on = current()
    if going_on is not None:
        going_on.articles.update(articles)
