"""What each command and each question is answered with.

Synchronous on purpose: library and state block, so that a whole turn runs in one worker
thread, at the price of one hop.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from bot.handlers import checks
from bot.handlers.answers import WISHES, Answers
from bot.handlers.checks import Checks
from bot.handlers.deeplink import resolve_to
from bot.handlers.overviews import Overviews
from bot.handlers.shelf import Shelf
from bot.render import about as about_article
from bot.render import itself, notices
from knowledge.chat.about import Detail, about
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind, Wish
from knowledge.errors import UnknownArticleError
from knowledge.model import Length, Turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.handlers.asker import Asker
    from bot.handlers.deeplink import Then
    from bot.handlers.doors import Library, State
    from bot.handlers.overviews import Overview
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.chat.messages import Message, Part

COMMANDS = (
    "start",
    "help",
    "articles",
    "summary",
    "sections",
    "quotes",
    "facts",
    "check",
    "privacy",
    "forget",
)
PRIVATE_COMMANDS = (*COMMANDS[:-2], "subscribe", "unsubscribe", *COMMANDS[-2:])
"""What a reader is offered in private."""
GROUP_COMMANDS = ("ask", *COMMANDS[1:])
"""What members are offered in a group; nobody begins anything there."""
ADMIN_COMMANDS = (*GROUP_COMMANDS, "settings", "digest")
"""What a group's administrators are offered there."""
# What asks without a word, in any script; what else has none is a face, or a cheer.
_ASKING = frozenset("?¿\u037e\u061f\uff1f")
# Who says no more than this wants to hear no more.
_STOPPING = frozenset("stop unsubscribe quit abbestellen stopp стоп відписатися".split())
# Words after "articles" without a slash that are searched for; more may be a question.
_LONGEST_SEARCH = 2


class Conversation:
    """One turn a method. Errors other than a missing article go to the error handler.

    `newsroom` is whose bot it is, "" where nobody has said.
    """

    def __init__(
        self, library: Library, state: State, strings: Strings, newsroom: str = ""
    ) -> None:
        self.library = library
        self.state = state
        self.strings = strings
        self.newsroom = newsroom
        self.answers = Answers(library, state, strings, newsroom)
        self.overviews = Overviews(library, state, strings)
        self.checks = Checks(library, state, strings)
        self.shelf = Shelf(library, state, strings)

    def ask(self, asker: Asker, text: str, asked: dt.date | None) -> Reply:
        """Answer a message: a question or several, a request, a remark."""
        command, _, rest = text.strip().partition(" ")
        if command.casefold() in COMMANDS and (not rest or _goes_with(command.casefold(), rest)):
            return self.command(asker, command.casefold(), rest)
        if asker.private and text.strip(" .!").casefold() in _STOPPING:
            return notices.notice(self.strings, "other.stop")
        message = interpret(text)
        parts = message.asked
        if not parts:
            return self._remarked(asker, message, text, asked)
        if len(parts) > 1:
            return self.answers.together(asker, parts, asked, more=message.left_out > 0)
        (part,) = parts
        if part.wish is not None:
            return self._wished(asker, part.wish)
        if part.detail is not None:
            return self.about(asker, part.detail)
        if part.topic is not None:
            return itself.show(self.strings, part.topic, self.newsroom)
        if part.kind is Kind.QUOTE_CHECK:
            return self._quote_check(asker, part, text)
        # What goes before a question is its context; a remark after it isn't.
        whole = text[: part.span.end] if len(message.parts) == 1 else part.text
        return self.answers.question(asker, whole, asked)

    def suggested(self, asker: Asker, article_id: str, text: str) -> Reply:
        """Answer a question that the newsroom suggested for an article, whatever is in scope."""
        return self.answers.question(asker, text, None, article_id)

    def _quote_check(self, asker: Asker, part: Part, text: str) -> Reply:
        """Check what a message gives as said; "did he really say that?" is of the last answer."""
        if part.quoted is not None:
            return self._checked(asker, text, text)
        previous = self.answers.previous(asker)
        if previous is None or previous.hit is None:
            return notices.notice(self.strings, "check.ask")
        shown = previous.hit.sentence.of(previous.hit.article.text)
        return self._checked(asker, shown, previous.question)

    def _remarked(self, asker: Asker, message: Message, text: str, asked: dt.date | None) -> Reply:
        """Answer a message that asks nothing: thanks, a greeting, an opinion."""
        kinds = {part.kind for part in message.parts}
        if Kind.THANKS in kinds:
            return notices.notice(self.strings, "other.welcome")
        if Kind.OPINION in kinds:
            return notices.notice(self.strings, "other.opinion")
        if Kind.GREETING in kinds:
            return self.start(asker)
        if any(character.isalnum() for character in text) or _ASKING.isdisjoint(text):
            return notices.notice(self.strings, "other.heard")
        # A question mark alone asks something: how the article begins is offered.
        return self.answers.question(asker, text, asked)

    def _wished(self, asker: Asker, wish: Wish) -> Reply:
        return self.more(asker) if wish is Wish.MORE else self.command(asker, WISHES[wish])

    def more(self, asker: Asker) -> Reply:
        """Show more of what was answered last; without that, of the article."""
        return self.answers.more(asker) or self.overview(asker, "summary")

    def about(self, asker: Asker, detail: Detail) -> Reply:
        """Say something of the article itself; without one in scope, ask which."""
        article_id = self.answers.meant(asker, self.answers.previous(asker))
        if article_id is None:
            return self.articles(asker, heading=_which(asker), then=detail.value)
        try:
            return self.show_about(article_id, detail)
        except UnknownArticleError:
            return self.answers.gone(asker)

    def show_about(self, article_id: str, detail: Detail) -> Reply:
        """Say something of this article itself. Raises UnknownArticleError."""
        article = self.library.article(article_id)
        found, day = about(article, detail), about(article, Detail.PUBLISHED)
        return about_article.show(self.strings, article, found, day)

    def command(self, asker: Asker, name: str, rest: str = "") -> Reply:
        """Answer a command that was typed without its slash. Raises KeyError for no command."""
        answers: dict[str, Callable[[], Reply]] = {
            "start": lambda: self.start(asker),
            "help": lambda: self.help(asker),
            "articles": lambda: self.articles(asker, search=rest),
            "summary": lambda: self.overview(asker, "summary", rest),
            "sections": lambda: self.overview(asker, "sections", rest),
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
            return self.shelf.greet(asker)
        article_id, then = resolve_to(self.library, parameter) or (None, "")
        return self.linked(asker, article_id, then)

    def linked(self, asker: Asker, article_id: str | None, then: Then = "") -> Reply:
        """Answer a link alone, to this article or to none of those that are here: it chooses it."""
        if article_id is None:
            return self.articles(asker, heading="start.unknown_link")
        if article_id == self.library.manual:
            return self.help(asker)
        chosen = self.choose(asker, article_id)
        return self.overviews.show(asker, article_id, then) if then else chosen

    def help(self, asker: Asker, *, admin: bool = False) -> Reply:
        """Say how to ask in this place, and to a group's administrator what else they may do."""
        place: notices.Place = "group" if asker.about is None else "comments"
        if asker.private:
            part = self.state.team.role(asker.user_id)
            return notices.help_in(self.strings, "private", part=part)
        return notices.help_in(self.strings, place, admin=admin)

    def help_for_owners(self) -> Reply:
        """Say what who has a group or a channel can do with this bot."""
        return notices.help_for_owners(self.strings)

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
        search: str = "",
    ) -> Reply:
        """List the articles, or those that `search` may mean: see `Shelf.show`."""
        last = self.answers.last(asker) if then is not None else None
        near = None if last is None or last.hit is None else last.hit.article.id
        return self.shelf.show(
            asker, page, heading=heading, then=then, wanted=wanted, search=search, near=near
        )

    def choose(self, asker: Asker, article_id: str | None) -> Reply:
        """Put an article in scope, or with None all of them. Raises UnknownArticleError."""
        return self.shelf.choose(asker, article_id)

    def overview(self, asker: Asker, kind: Overview, wanted: str = "") -> Reply:
        """Show an article as a whole; without one in scope, ask which.

        `wanted` is what was typed after the command: a length, or a speaker's name.
        """
        article_id = self.answers.in_scope(asker)
        if article_id is None:
            return self.articles(asker, heading=_which(asker), then=kind, wanted=wanted)
        try:
            return self.overviews.show(asker, article_id, kind, wanted)
        except UnknownArticleError:
            return self.answers.gone(asker)

    def check(self, asker: Asker, text: str) -> Reply:
        """Say whether words that were pasted were said like that."""
        return self._checked(asker, text)

    def forwarded(self, asker: Asker, text: str, asked: dt.date | None) -> Reply:
        """Check what a forwarded message quotes; one that quotes nothing is taken as typed.

        A channel's post about an article says which one is to be asked about.
        """
        if checks.has_quotation(text):
            return self._checked(asker, text)
        if asker.about is not None:
            return self.choose(asker, asker.about)
        return self.ask(asker, text, asked)

    def _checked(self, asker: Asker, text: str, typed: str = "") -> Reply:
        """Check words; `typed` is what to keep of it as the last question, if it was one."""
        try:
            scope = asker.about or self.state.scope(asker.chat_id)
            reply, found = self.checks.check(asker, text, scope)
        except UnknownArticleError:
            return self.answers.gone(asker)
        if found is not None and found.hit is not None:
            # What was pasted may be anybody's words; the article's own stand for it.
            question = typed or found.spans[0].of(found.hit.article.text)
            self.answers.keep(asker, Turn(question, found.hit, found.spans[0], found.speaker))
        return reply

    def forget(self, asker: Asker) -> Reply:
        """Show what is held about a reader, and ask whether to delete it."""
        held = self.state.held(asker.chat_id, asker.user_id)
        shown = notices.Holdings(
            scopes=held.scopes,
            buttons=held.buttons,
            turns=held.turns,
            posts=held.posts,
            votes=held.votes,
            misses=held.misses,
            subscriptions=held.subscriptions,
            replies=len(self.state.replies(asker.user_id)),
        )
        token = ""
        if shown != notices.Holdings():
            token = self.state.remember(asker.chat_id, asker.user_id, "forget", {})
        return notices.holdings(
            self.strings,
            shown,
            token,
            member=self.state.team.role(asker.user_id) is not None,
        )

    def unknown_command(self, asker: Asker, name: str) -> Reply:
        """Offer the command of this place that was probably meant; repeat nothing typed."""
        if asker.private and name.casefold() in _STOPPING:
            return notices.notice(self.strings, "other.stop")
        offered = PRIVATE_COMMANDS if asker.private else GROUP_COMMANDS
        near = difflib.get_close_matches(name.casefold(), offered, n=1, cutoff=0.6)
        # "/zitate" is "/quotes" to who writes German.
        wishes = [WISHES[part.wish] for part in interpret(name).asked if part.wish is not None]
        command = (*near, *(wish for wish in wishes if wish in offered), "help")[0]
        return notices.notice(self.strings, "other.unknown_command", command=f"/{command}")


def _which(asker: Asker) -> str:
    """Return the key of what to say above a list of articles of which one is meant."""
    return "articles.of_post" if asker.astray else "articles.which"


def _goes_with(command: str, rest: str) -> bool:
    """Whether what follows a command's name, typed without the slash, belongs to it.

    "summary long", "articles harvest" and a quotation to check do, "quotes on taxes" may be a
    question.
    """
    if command == "articles":
        return len(rest.split()) <= _LONGEST_SEARCH and not rest.rstrip().endswith("?")
    if command == "summary":
        return rest.casefold() in {length.value for length in Length}
    if command == "sections":
        return rest.isdecimal()
    return command == "check" and checks.has_quotation(rest)
