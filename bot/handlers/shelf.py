"""The articles to choose from, and the one that was chosen with its first questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import notices
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.asker import Asker
    from bot.handlers.doors import Library, State
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Entry

LISTED = "articles"
CHOSEN = "suggested"
_LONGEST_SEARCH = 100
"""Code points of what is searched for, which a button's row keeps."""


class Shelf:
    """The list of articles, searched and turned; and what is said of the one in scope."""

    def __init__(self, library: Library, state: State, strings: Strings) -> None:
        self._library = library
        self._state = state
        self._strings = strings

    def greet(self, asker: Asker) -> Reply:
        """Welcome a reader: with the article in scope and its questions, or with the list.

        A group is told how to call the bot; there the list is its administrators' to open.
        """
        entries = self._library.entries()
        scope = asker.about or self._state.scope(asker.chat_id)
        only = entries[0].id if len(entries) == 1 else None
        if scope is not None and not self._is_there(scope):
            self._state.set_scope(asker.chat_id, None)
            scope = None
        chosen = only or scope
        if not asker.private:
            title = None if chosen is None else self._library.article(chosen).title
            offer = notices.NOTHING if chosen is None else self._offer(asker, chosen)
            return notices.greeting_of_group(self._strings, title, offer)
        if chosen is not None:
            title = self._library.article(chosen).title
            return notices.greeting(self._strings, title, self._offer(asker, chosen))
        token = self._remember(asker, entries, 0) if entries else ""
        return notices.greeting_of_all(self._strings, entries, token)

    def show(
        self,
        asker: Asker,
        page: int = 0,
        *,
        heading: str = "articles.heading",
        then: str | None = None,
        wanted: str = "",
        search: str = "",
        near: str | None = None,
    ) -> Reply:
        """List the articles, or those that `search` may mean.

        `then` is the overview or detail to show of the one that is tapped, `wanted` what was
        asked for of it, such as a speaker. The article `near` stands first.
        """
        everything = self._library.entries()
        if not everything:
            return notices.notice(self._strings, "articles.none")
        search = search.strip()[:_LONGEST_SEARCH]
        found = self._library.find(search) if search else everything
        if search and found:
            heading = "articles.found"
        elif search:
            heading, found, search = "articles.not_found", everything, ""
        if near is not None:
            found = tuple(sorted(found, key=lambda entry: entry.id != near))
        scope = asker.about or self._state.scope(asker.chat_id)
        token = self._remember(asker, found, page, then, wanted, search)
        return notices.articles(self._strings, heading, found, scope, token, page)

    def choose(self, asker: Asker, article_id: str | None) -> Reply:
        """Put an article in scope, or with None all of them. Raises UnknownArticleError."""
        if article_id is None:
            self._state.set_scope(asker.chat_id, None)
            return notices.chosen(self._strings, None)
        title = self._library.article(article_id).title
        self._state.set_scope(asker.chat_id, article_id)
        return notices.chosen(self._strings, title, self._offer(asker, article_id))

    def _offer(self, asker: Asker, article_id: str) -> notices.Offer:
        """Return what to do with an article first. Raises UnknownArticleError."""
        questions = self._library.suggested(article_id)
        others = len(self._library.entries()) > 1
        if not questions and not others:
            return notices.NOTHING
        payload = {"article": article_id, "questions": questions}
        token = self._state.remember(asker.chat_id, asker.user_id, CHOSEN, payload)
        return notices.Offer(questions, token, others)

    def _is_there(self, article_id: str) -> bool:
        try:
            self._library.article(article_id)
        except UnknownArticleError:
            return False
        return True

    def _remember(
        self,
        asker: Asker,
        entries: Sequence[Entry],
        page: int,
        then: str | None = None,
        wanted: str = "",
        search: str = "",
    ) -> str:
        """Keep which articles stand on a page: the list may be another when one is tapped."""
        _, shown = notices.page_of(entries, page)
        ids = [entry.id for entry in shown]
        payload = {"ids": ids, "then": then, "wanted": wanted, "search": search}
        return self._state.remember(asker.chat_id, asker.user_id, LISTED, payload)
