"""What each command and each question is answered with.

Synchronous on purpose: library and state block, so that a whole turn runs in one worker
thread, at the price of one hop.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.handlers import findings
from bot.handlers.deeplink import resolve
from bot.render import notices, overviews, passages
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer, Question, Reason

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.handlers.doors import Library, State
    from bot.render.passages import Declined
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Abstention

COMMANDS = ("start", "help", "articles", "summary", "quotes", "facts", "privacy", "forget")
SUMMARY_SENTENCES = 4

Overview = Literal["summary", "quotes", "facts"]
OVERVIEWS: tuple[Overview, ...] = ("summary", "quotes", "facts")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where."""

    chat_id: int
    user_id: int


class Conversation:
    """One turn a method. Errors other than a missing article go to the error handler."""

    def __init__(self, library: Library, state: State, strings: Strings) -> None:
        self.library = library
        self.state = state
        self.strings = strings

    def ask(self, asker: Asker, text: str, asked: dt.date | None) -> Reply:
        """Answer a question from the article in scope, or from all of them."""
        if self.strings.lists("greetings", text):
            return self.start(asker)
        if self.strings.lists("thanks", text):
            return notices.notice(self.strings, "other.welcome")
        command = text.strip().casefold()
        if command in COMMANDS:
            return self.command(asker, command)
        scope = self.state.scope(asker.chat_id)
        try:
            outcome = self.library.ask(Question(text, (scope,) if scope else (), asked))
        except UnknownArticleError:
            return self._gone(asker)
        declined = None if isinstance(outcome, Answer) else self._declined(outcome, scope)
        found = findings.findings(outcome, declined)
        if not found and not self.library.entries():
            return notices.notice(self.strings, "articles.none")
        if declined is not None:
            token = self._remember(asker, found) if found else ""
            hits = tuple(finding.hit for finding in found)
            return passages.decline(self.strings, declined, hits, token)
        # A lone passage that is its whole section has no buttons, and needs no row.
        alone = len(found) == 1 and not passages.has_context(found[0].hit)
        return passages.show(self.strings, found[0], "" if alone else self._remember(asker, found))

    def command(self, asker: Asker, name: str) -> Reply:
        """Answer a command that was typed without its slash. Raises KeyError for no command."""
        turns: dict[str, Callable[[], Reply]] = {
            "start": lambda: self.start(asker),
            "help": self.help,
            "articles": lambda: self.articles(asker),
            "summary": lambda: self.overview(asker, "summary"),
            "quotes": lambda: self.overview(asker, "quotes"),
            "facts": lambda: self.overview(asker, "facts"),
            "privacy": self.privacy,
            "forget": lambda: self.forget(asker),
        }
        return turns[name]()

    def start(self, asker: Asker, parameter: str = "") -> Reply:
        """Welcome a reader; a link's parameter puts its article in scope."""
        if not parameter:
            entries = self.library.entries()
            scope = self.state.scope(asker.chat_id)
            token = self._remember_page(asker, 0, None) if len(entries) > 1 else ""
            return notices.greeting(self.strings, entries, scope, token)
        article_id = resolve(self.library, parameter)
        if article_id is None:
            return self.articles(asker, heading="start.unknown_link")
        if article_id == self.library.manual:
            return self.help()
        return self.choose(asker, article_id)

    def help(self) -> Reply:
        """Say how to ask."""
        return notices.notice(self.strings, "help")

    def privacy(self) -> Reply:
        """Say what is kept."""
        return notices.notice(self.strings, "privacy")

    def articles(
        self,
        asker: Asker,
        page: int = 0,
        *,
        heading: str = "articles.heading",
        then: Overview | None = None,
    ) -> Reply:
        """List the articles; `then` is what to show of the one that is tapped."""
        entries = self.library.entries()
        if not entries:
            return notices.notice(self.strings, "articles.none")
        scope = self.state.scope(asker.chat_id)
        token = self._remember_page(asker, page, then)
        return notices.articles(self.strings, heading, entries, scope, token, page)

    def choose(self, asker: Asker, article_id: str | None) -> Reply:
        """Put an article in scope, or with None all of them. Raises UnknownArticleError."""
        title = None if article_id is None else self.library.article(article_id).title
        self.state.set_scope(asker.chat_id, article_id)
        return notices.chosen(self.strings, title)

    def overview(self, asker: Asker, kind: Overview) -> Reply:
        """Show an article as a whole; without one in scope, ask which."""
        article_id = self._in_scope(asker)
        if article_id is None:
            return self.articles(asker, heading="articles.which", then=kind)
        try:
            return self.show(asker, article_id, kind)
        except UnknownArticleError:
            return self._gone(asker)

    def show(self, asker: Asker, article_id: str, kind: Overview) -> Reply:
        """Show this article's summary, quotations or facts. Raises UnknownArticleError."""
        if kind == "summary":
            return overviews.summary(
                self.strings, self.library.summary(article_id, SUMMARY_SENTENCES)
            )
        article = self.library.article(article_id)
        if kind == "facts":
            return overviews.facts(self.strings, article, self.library.facts(article_id))
        return self.quotes(asker, article_id, 0)

    def quotes(self, asker: Asker, article_id: str, first: int) -> Reply:
        """Show this article's quotations from one on. Raises UnknownArticleError."""
        article, found = self.library.article(article_id), self.library.quotes(article_id)
        reply = overviews.quotes(self.strings, article, found, first)
        if not reply.buttons:
            return reply
        token = self.state.remember(asker.chat_id, asker.user_id, "quotes", {"article": article_id})
        return overviews.quotes(self.strings, article, found, first, token)

    def forget(self, asker: Asker) -> Reply:
        """Show what is held about a reader, and ask whether to delete it."""
        held = self.state.held(asker.chat_id, asker.user_id)
        if not held.scopes + held.buttons:
            return notices.notice(self.strings, "forget.nothing")
        token = self.state.remember(asker.chat_id, asker.user_id, "forget", {})
        return notices.holdings(self.strings, held.scopes, held.buttons, token)

    def unknown_command(self, name: str) -> Reply:
        """Offer the command that was probably meant. What was typed is not repeated."""
        near = difflib.get_close_matches(name.casefold(), COMMANDS, n=1, cutoff=0.5)
        command = near[0] if near else "help"
        return notices.notice(self.strings, "other.unknown_command", command=f"/{command}")

    def _declined(self, outcome: Abstention, scope: str | None) -> Declined:
        if outcome.reason is Reason.OTHER_LANGUAGE:
            return "language"
        if not scope and len(self.library.entries()) != 1:
            return "many"
        return "opening" if outcome.hits and not findings.near(outcome) else "one"

    def _in_scope(self, asker: Asker) -> str | None:
        scope = self.state.scope(asker.chat_id)
        if scope is None:
            entries = self.library.entries()
            scope = entries[0].id if len(entries) == 1 else None
        return scope

    def _gone(self, asker: Asker) -> Reply:
        """Say that the article in scope was withdrawn, and leave it."""
        self.state.set_scope(asker.chat_id, None)
        return notices.notice(self.strings, "articles.gone")

    def _remember(self, asker: Asker, found: tuple[passages.Finding, ...]) -> str:
        return self.state.remember(
            asker.chat_id, asker.user_id, findings.KIND, findings.pack(found)
        )

    def _remember_page(self, asker: Asker, page: int, then: Overview | None) -> str:
        """Keep which articles stand on a page: the list may be another when one is tapped."""
        _, shown = notices.page_of(self.library.entries(), page)
        payload = {"ids": [entry.id for entry in shown], "then": then}
        return self.state.remember(asker.chat_id, asker.user_id, "articles", payload)
