"""What each command and each question is answered with.

Synchronous on purpose: library and state block, so that a whole turn runs in one worker
thread, at the price of one hop.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from bot.handlers import checks, findings, turns
from bot.handlers.checks import Checks
from bot.handlers.deeplink import resolve
from bot.handlers.overviews import Overviews
from bot.handlers.turns import turn_of
from bot.render import about as about_article
from bot.render import notices, passages, several
from knowledge.chat.about import Detail, about
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind, Wish
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer, Length, Question, Reason, Turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from bot.handlers.asker import Asker
    from bot.handlers.doors import Library, State
    from bot.handlers.overviews import Overview
    from bot.render.passages import Declined
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.chat.messages import Message, Part
    from knowledge.model import Abstention

COMMANDS = (
    "start",
    "help",
    "articles",
    "summary",
    "quotes",
    "facts",
    "check",
    "privacy",
    "forget",
)
# The command that does what is wished for; "more" is more of the article where it stands alone.
WISHES = {wish: wish.value for wish in Wish} | {Wish.MORE: "summary"}


class Conversation:
    """One turn a method. Errors other than a missing article go to the error handler."""

    def __init__(self, library: Library, state: State, strings: Strings) -> None:
        self.library = library
        self.state = state
        self.strings = strings
        self.overviews = Overviews(library, state, strings)
        self.checks = Checks(library, state, strings)

    def ask(self, asker: Asker, text: str, asked: dt.date | None) -> Reply:
        """Answer a message: a question or several, a request, a remark."""
        command, _, rest = text.strip().partition(" ")
        if command.casefold() in COMMANDS and (not rest or _goes_with(command.casefold(), rest)):
            return self.command(asker, command.casefold(), rest)
        message = interpret(text)
        parts = message.asked
        if not parts:
            return self._remarked(asker, message, text, asked)
        if len(parts) > 1:
            return self._several(asker, parts, asked, more=message.left_out > 0)
        (part,) = parts
        if part.wish is not None:
            return self._wished(asker, part.wish)
        if part.detail is not None:
            return self.about(asker, part.detail)
        if part.kind is Kind.QUOTE_CHECK:
            return self._quote_check(asker, part, text)
        # What goes before a question is its context; a remark after it isn't.
        whole = text[: part.span.end] if len(message.parts) == 1 else part.text
        return self._question(asker, whole, asked)

    def _quote_check(self, asker: Asker, part: Part, text: str) -> Reply:
        """Check what a message gives as said; "did he really say that?" is of the last answer."""
        if part.quoted is not None:
            return self._checked(asker, text, text)
        previous = self._previous(asker)
        if previous is None or previous.hit is None:
            return notices.notice(self.strings, "check.ask")
        shown = previous.hit.sentence.of(previous.hit.article.text)
        return self._checked(asker, shown, previous.question)

    def _question(self, asker: Asker, text: str, asked: dt.date | None) -> Reply:
        """Answer a question from the article in scope, or from all of them."""
        scope, previous = self.state.scope(asker.chat_id), self._previous(asker)
        try:
            outcome = self._outcome(text, scope, asked, previous)
        except UnknownArticleError:
            return self._gone(asker)
        self._keep(asker, turn_of(text, previous, outcome))
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

    def _several(
        self, asker: Asker, parts: Sequence[Part], asked: dt.date | None, *, more: bool
    ) -> Reply:
        """Answer several questions in one reply; each has the one before it for context."""
        if not self.library.entries():
            return notices.notice(self.strings, "articles.none")
        turn = self._previous(asker)
        sections = []
        try:
            for number, part in enumerate(parts):
                section, turn = self._section(asker, part, asked, turn, first=number == 0)
                sections.append(section)
        except UnknownArticleError:
            return self._gone(asker)
        if turn is not None:
            self._keep(asker, turn)
        return several.together(self.strings, sections, more=more)

    def _section(
        self,
        asker: Asker,
        part: Part,
        asked: dt.date | None,
        previous: Turn | None,
        *,
        first: bool,
    ) -> tuple[several.Section, Turn | None]:
        """Answer one question of several; return the turn for the next. Raises as `ask` does."""
        if part.wish is not None:
            return several.Section(several.request(self.strings, WISHES[part.wish])), previous
        if part.detail is not None:
            article_id = self._meant(asker, previous)
            if article_id is None:
                return several.Section(several.request(self.strings, "articles")), previous
            article = self.library.article(article_id)
            found, day = about(article, part.detail), about(article, Detail.PUBLISHED)
            return several.Section(
                about_article.details(self.strings, article, found, day)
            ), previous
        scope = self.state.scope(asker.chat_id)
        outcome = self._outcome(part.text, scope, asked, previous)
        declined = None if isinstance(outcome, Answer) else self._declined(outcome, scope)
        hits = findings.findings(outcome, declined)
        if declined == "opening":
            # Beside another question, what that was answered with comes nearer than the opening.
            hits = () if first or previous is None else findings.after(previous)
            declined = "one"
        best = hits[0] if hits else None
        if best is not None and declined is None:
            body = several.answered(self.strings, best)
        else:
            body = several.declined(self.strings, declined or "one", best)
        token = self._remember(asker, hits) if hits else ""
        return several.Section(body, best, token), turn_of(part.text, previous, outcome)

    def _remarked(self, asker: Asker, message: Message, text: str, asked: dt.date | None) -> Reply:
        """Answer a message that asks nothing: thanks, a greeting, an opinion."""
        kinds = {part.kind for part in message.parts}
        if Kind.THANKS in kinds:
            return notices.notice(self.strings, "other.welcome")
        if Kind.OPINION in kinds:
            return notices.notice(self.strings, "other.opinion")
        if Kind.GREETING in kinds:
            return self.start(asker)
        if any(character.isalnum() for character in text):
            return notices.notice(self.strings, "other.heard")
        # Without any word it may have been a slip: how the article begins is offered.
        return self._question(asker, text, asked)

    def _wished(self, asker: Asker, wish: Wish) -> Reply:
        return self.more(asker) if wish is Wish.MORE else self.command(asker, WISHES[wish])

    def about(self, asker: Asker, detail: Detail) -> Reply:
        """Say something of the article itself; without one in scope, ask which."""
        article_id = self._meant(asker, self._previous(asker))
        if article_id is None:
            return self.articles(asker, heading="articles.which", then=detail.value)
        try:
            return self.show_about(article_id, detail)
        except UnknownArticleError:
            return self._gone(asker)

    def show_about(self, article_id: str, detail: Detail) -> Reply:
        """Say something of this article itself. Raises UnknownArticleError."""
        article = self.library.article(article_id)
        found, day = about(article, detail), about(article, Detail.PUBLISHED)
        return about_article.show(self.strings, article, found, day)

    def more(self, asker: Asker) -> Reply:
        """Show more of what was answered last; without that, of the article."""
        turn = self._previous(asker)
        if turn is None or turn.hit is None:
            return self.overview(asker, "summary")
        about_bot = turn.hit.article.id == self.library.manual
        finding = passages.Finding(turn.hit, 0, 1, turn.answer, turn.speaker, about_bot)
        try:
            _, section = self.library.context(turn.hit.citation)
        except UnknownArticleError:
            return self._gone(asker)
        token = self._remember(asker, (finding,))
        return passages.show_context(self.strings, finding, section, token)

    def command(self, asker: Asker, name: str, rest: str = "") -> Reply:
        """Answer a command that was typed without its slash. Raises KeyError for no command."""
        answers: dict[str, Callable[[], Reply]] = {
            "start": lambda: self.start(asker),
            "help": self.help,
            "articles": lambda: self.articles(asker),
            "summary": lambda: self.overview(asker, "summary", rest),
            "quotes": lambda: self.overview(asker, "quotes", rest),
            "facts": lambda: self.overview(asker, "facts"),
            "check": lambda: self.check(asker, rest),
            "privacy": self.privacy,
            "forget": lambda: self.forget(asker),
        }
        return answers[name]()

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
        then: str | None = None,
        wanted: str = "",
    ) -> Reply:
        """List the articles; `then` is the overview or detail to show of the one that is tapped.

        `wanted` is what was asked for of it, such as a speaker.
        """
        entries = self.library.entries()
        if not entries:
            return notices.notice(self.strings, "articles.none")
        scope = self.state.scope(asker.chat_id)
        token = self._remember_page(asker, page, then, wanted)
        return notices.articles(self.strings, heading, entries, scope, token, page)

    def choose(self, asker: Asker, article_id: str | None) -> Reply:
        """Put an article in scope, or with None all of them. Raises UnknownArticleError."""
        title = None if article_id is None else self.library.article(article_id).title
        self.state.set_scope(asker.chat_id, article_id)
        return notices.chosen(self.strings, title)

    def overview(self, asker: Asker, kind: Overview, wanted: str = "") -> Reply:
        """Show an article as a whole; without one in scope, ask which.

        `wanted` is what was typed after the command: a length, or a speaker's name.
        """
        article_id = self._in_scope(asker)
        if article_id is None:
            return self.articles(asker, heading="articles.which", then=kind, wanted=wanted)
        try:
            return self.overviews.show(asker, article_id, kind, wanted)
        except UnknownArticleError:
            return self._gone(asker)

    def check(self, asker: Asker, text: str) -> Reply:
        """Say whether words that were pasted were said like that."""
        return self._checked(asker, text)

    def forwarded(self, asker: Asker, text: str, asked: dt.date | None) -> Reply:
        """Check what a forwarded message quotes; one that quotes nothing is taken as typed."""
        if checks.has_quotation(text):
            return self._checked(asker, text)
        return self.ask(asker, text, asked)

    def _checked(self, asker: Asker, text: str, typed: str = "") -> Reply:
        """Check words; `typed` is what to keep of it as the last question, "" for nothing."""
        try:
            reply, found = self.checks.check(asker, text, self.state.scope(asker.chat_id))
        except UnknownArticleError:
            return self._gone(asker)
        if typed and found is not None and found.hit is not None:
            self._keep(asker, Turn(typed, found.hit, found.spans[0], found.speaker))
        return reply

    def forget(self, asker: Asker) -> Reply:
        """Show what is held about a reader, and ask whether to delete it."""
        held = self.state.held(asker.chat_id, asker.user_id)
        if not held.scopes + held.buttons + held.turns:
            return notices.notice(self.strings, "forget.nothing")
        token = self.state.remember(asker.chat_id, asker.user_id, "forget", {})
        return notices.holdings(self.strings, held.scopes, held.buttons, held.turns, token)

    def unknown_command(self, name: str) -> Reply:
        """Offer the command that was probably meant. What was typed is not repeated."""
        near = difflib.get_close_matches(name.casefold(), COMMANDS, n=1, cutoff=0.5)
        command = near[0] if near else "help"
        return notices.notice(self.strings, "other.unknown_command", command=f"/{command}")

    def _outcome(
        self, text: str, scope: str | None, asked: dt.date | None, previous: Turn | None
    ) -> Answer | Abstention:
        return self.library.ask(Question(text, (scope,) if scope else (), asked, previous))

    def _previous(self, asker: Asker) -> Turn | None:
        kept = self.state.last_turn(asker.chat_id, asker.user_id)
        return None if kept is None else turns.unpack(self.library, kept)

    def _keep(self, asker: Asker, turn: Turn) -> None:
        self.state.keep_turn(asker.chat_id, asker.user_id, turns.pack(turn))

    def _meant(self, asker: Asker, previous: Turn | None) -> str | None:
        """Return which article "this" is: the one in scope, or that of the last answer."""
        article_id = self._in_scope(asker)
        if article_id is None and previous is not None and previous.hit is not None:
            article_id = previous.hit.article.id
        return None if article_id == self.library.manual else article_id

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

    def _remember_page(self, asker: Asker, page: int, then: str | None, wanted: str = "") -> str:
        """Keep which articles stand on a page: the list may be another when one is tapped."""
        _, shown = notices.page_of(self.library.entries(), page)
        payload = {"ids": [entry.id for entry in shown], "then": then, "wanted": wanted}
        return self.state.remember(asker.chat_id, asker.user_id, "articles", payload)


def _goes_with(command: str, rest: str) -> bool:
    """Whether what follows a command's name, typed without the slash, belongs to it.

    "summary long" does, "quotes on taxes" may be a question.
    """
    if command == "summary":
        return rest.casefold() in {length.value for length in Length}
    return command == "check"
