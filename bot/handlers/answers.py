"""Questions and what they are answered with: one, several in a message, more of the last.

Synchronous, as all of a turn is: see `bot.handlers.conversation`.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.buttons import parse
from bot.handlers import findings, turns
from bot.handlers.length import OF_SEVERAL, bounded
from bot.handlers.origins import Origins
from bot.handlers.turns import turn_of
from bot.render import about as about_article
from bot.render import checks, itself, notices, passages, several
from bot.render.origins import Origin
from knowledge.chat.about import Detail, about
from knowledge.chat.follow_up import goes_on, leans, only_points, says_little
from knowledge.chat.messages import Kind, Wish
from knowledge.errors import UnknownArticleError
from knowledge.model import Abstention, Answer, Citation, Question, Reason, Turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bot.handlers.asker import Asker
    from bot.handlers.doors import Library, Remembered, State
    from bot.render.passages import Declined, Finding
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.chat.messages import Part
    from knowledge.model import Check

# The command that does what is wished for; "more" is more of the article where it stands alone.
WISHES = {wish: wish.value for wish in Wish} | {Wish.MORE: "summary"}


# Buttons that have the number of the passage they stand under.
_OF_SHOWN = frozenset({"more", "origin", "keep"})


class Answers:
    """A reader's questions, each with the one before it for context."""

    def __init__(
        self, library: Library, state: State, strings: Strings, newsroom: str = ""
    ) -> None:
        self._newsroom = newsroom
        self._library = library
        self._state = state
        self._strings = strings
        self.origins = Origins(library)

    def question(
        self, asker: Asker, text: str, asked: dt.date | None, article_id: str | None = None
    ) -> Reply:
        """Answer a question from the article in scope, or from all of them.

        With an article's id it is asked of that one, and goes on from nothing.
        """
        scope = article_id or asker.about or self._state.scope(asker.chat_id)
        previous = self.previous(asker) if article_id is None else None
        if article_id is None and asker.about is None and (scope or leans(text)):
            scope = self._home(asker) or scope
        if previous is None and asker.about is not None and leans(text):
            previous = self._opening(asker.about)
        near = None if scope or previous is None else self._near(asker, text, previous)
        return self._asked(asker, text, scope, asked, previous, near)

    def everywhere(self, asker: Asker, digest: str) -> Reply | None:
        """Ask all articles what one article did not answer; None if that was not asked last."""
        previous = self.previous(asker)
        if previous is None or _digest(previous.question) != digest:
            return None
        return self._asked(asker, previous.question, None, None, None)

    def offered(self, asker: Asker, finding: Finding) -> Finding:
        """Return a finding with what can be tapped under it besides more of the article."""
        if finding.about_bot:
            return finding
        keep = (
            asker.private
            and finding.declined is None
            and asker.about is None
            and self._state.scope(asker.chat_id) != finding.hit.article.id
            and len(self._library.entries()) > 1
        )
        known = self.origins.of(finding) if finding.declined is None else Origin()
        rate = (
            asker.private
            and finding.answer is not None
            and not finding.number
            and self._state.team.has_owner  # without a newsroom nobody would read it
        )
        return replace(finding, origin=known.label, keep=keep, rate=rate)

    def _asked(
        self,
        asker: Asker,
        text: str,
        scope: str | None,
        asked: dt.date | None,
        previous: Turn | None,
        near: str | None = None,
    ) -> Reply:
        leaning = previous is None and leans(text)
        if leaning and only_points(text):
            return notices.notice(self._strings, "lost")
        try:
            outcome = self._outcome(text, scope, asked, previous, near)
        except UnknownArticleError:
            return self.gone(asker)
        declined = None if isinstance(outcome, Answer) else self._declined(outcome, scope)
        if leaning and declined not in {None, "language"} and says_little(text):
            return notices.notice(self._strings, "lost")
        turn = turn_of(text, previous, outcome)
        self.keep(asker, turn)
        found = findings.findings(outcome, declined)
        if not found and not self._library.entries():
            return notices.notice(self._strings, "articles.none")
        if isinstance(outcome, Abstention):
            self._missed(asker, turn, scope, outcome)
        if declined is not None:
            others = scope is not None and self._has_others(scope)
            again = _digest(turn.question) if others else ""
            token = self._remember(asker, found, again) if found or again else ""
            hits = tuple(finding.hit for finding in found)
            reply = passages.decline(
                self._strings, declined, hits, token, others=others, language=self._language(scope)
            )
            return replace(reply, declines=True)
        first = self.offered(asker, found[0])
        # A lone passage that is its whole section has no buttons, and needs no row.
        token = self._remember(asker, found) if passages.has_buttons(first) else ""
        reply = passages.show(self._strings, first, token)
        brief = partial(passages.show, self._strings, first, token, brief=True)
        return replace(reply, cites=findings.cited(first), brief=brief)

    def together(
        self, asker: Asker, parts: Sequence[Part], asked: dt.date | None, *, more: bool
    ) -> Reply:
        """Answer several questions in one reply; each has the one before it for context."""
        if not self._library.entries():
            key = "pausing.article" if self._state.pauses.articles() else "articles.none"
            return notices.notice(self._strings, key)
        turn = self.previous(asker)
        sections = []
        try:
            for number, part in enumerate(parts):
                section, turn = self._section(asker, part, asked, turn, first=number == 0)
                sections.append(section)
        except UnknownArticleError:
            return self.gone(asker)
        if turn is not None:
            self.keep(asker, turn)
        return several.together(self._strings, sections, more=more)

    def more(self, asker: Asker) -> Reply | None:
        """Show more of what was answered last; None where nothing was."""
        turn = self.previous(asker)
        if turn is None or turn.hit is None:
            return None
        about_bot = turn.hit.article.id == self._library.manual
        finding = passages.Finding(turn.hit, 0, 1, turn.answer, turn.speaker, about_bot)
        try:
            _, section = self._library.context(turn.hit.citation)
        except UnknownArticleError:
            return self.gone(asker)
        token = self._remember(asker, (finding,))
        return passages.show_context(self._strings, finding, section, token)

    def previous(self, asker: Asker) -> Turn | None:
        """Return what a message goes on from: the answer it replies to, else the last turn.

        Of an older answer what its buttons keep is known: where it stands, and not the question.
        """
        last, answered = self.last(asker), self._answered(asker)
        if last is not None and last.hit and asker.about not in {None, last.hit.article.id}:
            last = None  # it was about another article than this place is
        if answered is None or answered.hit is None:
            return last
        same = last is not None and last.hit and last.hit.citation == answered.hit.citation
        return last if same else answered

    def _opening(self, article_id: str) -> Turn | None:
        """Return what the first question of an article goes on from: its title, its beginning."""
        try:
            article = self._library.article(article_id)
            passages = self._library.outline(article).passages
            found = [Citation(article.id, article.version, one.span) for one in passages[:1]]
            return Turn(article.title, self._library.cited(found[0])) if found else None
        except UnknownArticleError:
            return None

    def _answered(self, asker: Asker) -> Turn | None:
        """Return the answer that a message replies to, whoever asked for it; None if not known."""
        taps = [tap for tap in map(parse, asker.under) if tap is not None]
        kept = self._above(asker)
        if kept is None or kept.kind != findings.KIND or kept.payload["declined"] is not None:
            return None
        number = next((tap.number for tap in taps if tap.action in _OF_SHOWN), 0)
        try:
            found = findings.unpack(self._library, kept.payload, number)
        except (IndexError, UnknownArticleError):
            return None
        return Turn("", found.hit, found.answer, found.speaker)

    def _above(self, asker: Asker) -> Remembered | None:
        """Return what the buttons keep of the bot's message that this one replies to."""
        tokens = {tap.token for tap in map(parse, asker.under) if tap is not None}
        if len(tokens) != 1:
            return None  # none, or several answers in one message
        return self._state.seen(tokens.pop(), asker.chat_id)

    def _home(self, asker: Asker) -> str | None:
        """Return the article of the bot's message that this one replies to, None for none."""
        shown = self._above(asker)
        article = None if shown is None else shown.payload.get("article")
        if isinstance(article, str):
            return article  # a summary, a list of quotations
        answered = self._answered(asker)
        home = None if answered is None or answered.hit is None else answered.hit.article.id
        return None if home == self._library.manual else home

    def last(self, asker: Asker) -> Turn | None:
        """Return what a reader asked last in this chat, and where its answer stands."""
        kept = self._state.last_turn(asker.chat_id, asker.user_id)
        return None if kept is None else turns.unpack(self._library, kept)

    def keep(self, asker: Asker, turn: Turn) -> None:
        """Keep what a reader asked, for the question after it."""
        self._state.keep_turn(asker.chat_id, asker.user_id, turns.pack(turn))

    def meant(self, asker: Asker, previous: Turn | None) -> str | None:
        """Return which article "this" is: the one in scope, or that of the last answer."""
        article_id = self.in_scope(asker)
        if article_id is None and previous is not None and previous.hit is not None:
            article_id = previous.hit.article.id
        return None if article_id == self._library.manual else article_id

    def in_scope(self, asker: Asker) -> str | None:
        """Return the article that a chat asks about: that of the place, or of the message answered.

        Else it is the chosen one, or the only one, unless they speak of a post of another.
        """
        scope = asker.about or self._home(asker) or self._state.scope(asker.chat_id)
        if scope is None and not asker.astray:
            entries = self._library.entries()
            scope = entries[0].id if len(entries) == 1 else None
        return scope

    def gone(self, asker: Asker) -> Reply:
        """Say that the article in scope was withdrawn, and leave it; a paused one is waited for."""
        paused = self._state.pauses.articles()
        scope = asker.about or self._state.scope(asker.chat_id)
        if paused and (scope in paused or not self._library.entries()):
            return notices.notice(self._strings, "pausing.article")
        self._state.set_scope(asker.chat_id, None)
        return notices.notice(self._strings, "articles.gone")

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
            return several.Section(several.request(self._strings, WISHES[part.wish])), previous
        if part.detail is not None:
            article_id = self.meant(asker, previous)
            if article_id is None:
                return several.Section(several.request(self._strings, "articles")), previous
            article = self._library.article(article_id)
            found, day = about(article, part.detail), about(article, Detail.PUBLISHED)
            return several.Section(
                about_article.details(self._strings, article, found, day)
            ), previous
        if part.topic is not None:
            return several.Section(itself.told(self._strings, part.topic, self._newsroom)), previous
        scope = asker.about or self._state.scope(asker.chat_id)
        if part.kind is Kind.QUOTE_CHECK and part.quoted is not None:
            check = self._library.check(part.text, (scope,) if scope else ())
            if check.article is not None:
                return self._verdict(asker, part, check, previous)
        outcome = self._outcome(bounded(part.text, OF_SEVERAL), scope, asked, previous)
        declined = None if isinstance(outcome, Answer) else self._declined(outcome, scope)
        turn = turn_of(part.text, previous, outcome)
        if isinstance(outcome, Abstention):
            self._missed(asker, turn, scope, outcome)
        hits = findings.findings(outcome, declined)
        if declined in {"one", "opening"} and not findings.near(outcome):
            # Beside another question, what that was answered with comes nearer than the opening.
            hits = () if first or previous is None else findings.after(previous)
            declined = "one"
        best = hits[0] if hits else None
        if best is not None and declined is None:
            body = several.answered(self._strings, best)
        else:
            body = several.declined(self._strings, declined or "one", best)
        token = self._remember(asker, hits) if hits else ""
        return several.Section(body, best, token), turn

    def _verdict(
        self, asker: Asker, part: Part, check: Check, previous: Turn | None
    ) -> tuple[several.Section, Turn | None]:
        """Say whether words were said like that; return the turn for the next part."""
        body = checks.verdict(self._strings, check, brief=True)
        if check.hit is None:
            return several.Section(body), previous
        found = passages.Finding(check.hit, 0, 1, check.spans[0], check.speaker)
        turn = Turn(part.text, check.hit, check.spans[0], check.speaker)
        return several.Section(body, found, self._remember(asker, (found,))), turn

    def _near(self, asker: Asker, text: str, previous: Turn) -> str | None:
        """Return the article that a question is first asked of, where all are in scope.

        It is that of the answer which the message replies to, or which it goes on from in words.
        """
        home = self._home(asker)
        if home is None and previous.hit is not None and goes_on(text):
            home = previous.hit.article.id
        return None if home == self._library.manual else home

    def _outcome(
        self,
        text: str,
        scope: str | None,
        asked: dt.date | None,
        previous: Turn | None,
        near: str | None = None,
    ) -> Answer | Abstention:
        if near is not None:
            with suppress(UnknownArticleError):  # taken back: the others may answer
                outcome = self._outcome(text, near, asked, previous)
                if isinstance(outcome, Answer) and outcome.hits[0].article.id == near:
                    return outcome
        scopes = (scope,) if scope else ()
        return self._library.ask(Question(bounded(text), scopes, asked, previous))

    def _declined(self, outcome: Abstention, scope: str | None) -> Declined:
        if outcome.reason is Reason.OTHER_LANGUAGE:
            return "language"
        if not scope and len(self._library.entries()) != 1:
            return "many"
        return "one" if findings.near(outcome) or not findings.opening(outcome) else "opening"

    def _missed(self, asker: Asker, turn: Turn, scope: str | None, outcome: Abstention) -> None:
        """Let the newsroom read what was asked in vain, but for what was said to others."""
        if not asker.overheard:
            reason = outcome.reason.value
            self._state.feedback.missed(asker.user_id, turn.question, scope or "", reason)

    def _language(self, scope: str | None) -> str:
        """Return the language of the one article that was asked, "" for several."""
        entries = self._library.entries()
        one = scope or (entries[0].id if len(entries) == 1 else "")
        try:
            return self._library.article(one).language if one else ""
        except UnknownArticleError:  # taken back a moment ago
            return ""

    def _has_others(self, scope: str) -> bool:
        """Whether there are articles besides the one that was asked."""
        return any(entry.id != scope for entry in self._library.entries())

    def _remember(self, asker: Asker, found: tuple[Finding, ...], again: str = "") -> str:
        """Keep what buttons need; `again` is the digest of what may be asked again."""
        payload = findings.pack(found, again)
        return self._state.remember(asker.chat_id, asker.user_id, findings.KIND, payload)


def _digest(question: str) -> str:
    """Return what tells a question from others and says nothing of its words."""
    return hashlib.blake2b(question.encode("utf-8", "replace"), digest_size=8).hexdigest()
