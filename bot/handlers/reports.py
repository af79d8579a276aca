"""What readers tell the newsroom about an answer: a vote, or that it is wrong; and what it reads.

Synchronous, as all of a turn is. A report goes nowhere before its reader has seen it whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.handlers import findings
from bot.handlers.taps import Tapped
from bot.handlers.unpaused import PausedArticleError
from bot.newsroom import asked_most
from bot.render import feedback as shown
from bot.render import notices
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.buttons import Tap
    from bot.handlers.asker import Asker
    from bot.handlers.doors import Library
    from bot.handlers.newsroom_doors import State
    from bot.render.passages import Finding
    from bot.reply import Reply
    from bot.strings.catalogue import Strings

REPORT: Final = "report"
MISSES: Final = "misses"
LONGEST: Final = 500
"""Characters of a question and of a reader's own line that a report holds."""


class Reports:
    """Votes, reports and misses.

    `library` is without what is paused; `desk` returns what the desk reads, and blocks.
    """

    def __init__(
        self, library: Library, state: State, strings: Strings, desk: Callable[[], Strings]
    ) -> None:
        self._library = library
        self._state = state
        self._strings = strings
        self._desk = desk

    def tapped(self, asker: Asker, message_id: int, tap: Tap) -> tuple[Tapped, Reply | None]:
        """Do what a button is for; return what the reader sees, and what the desk gets, if any."""
        kept = self._state.recall(tap.token, asker.chat_id, asker.user_id)
        expired = Tapped(self._strings["buttons.expired"]), None
        if kept is None:
            return expired
        try:
            match kept.kind, tap.action:
                case findings.KIND, ("good" | "bad"):
                    return self._voted(asker, message_id, tap, kept.payload), None
                case findings.KIND, "wrong":
                    return self._asked(asker, kept.payload), None
                case "report", "send":
                    return self._sent(asker, tap.token, kept.payload)
                case "report", "drop":
                    self._state.spend(tap.token, asker.chat_id, asker.user_id)
                    return Tapped(reply=notices.notice(self._strings, "report.dropped")), None
                case "misses", "older" if self._state.team.role(asker.user_id):
                    return Tapped(reply=self._page(tap.number, tap.token)), None
                case _:
                    return expired
        except PausedArticleError:
            return Tapped(self._strings["pausing.article"]), None
        except UnknownArticleError:
            return Tapped(self._strings["articles.gone"]), None

    def line(self, asker: Asker, token: str, words: str) -> Reply | None:
        """Add a reader's line to a report that isn't sent yet; None where there is none.

        Raises UnknownArticleError where its article has been withdrawn.
        """
        kept = self._state.recall(token, asker.chat_id, asker.user_id)
        if kept is None or kept.kind != REPORT:
            return None
        payload = {**kept.payload, "line": words[:LONGEST]}
        self._state.spend(token, asker.chat_id, asker.user_id)
        return self._draft(asker, payload)

    def misses(self, chat_id: int, user_id: int) -> Reply:
        """Show an editor what readers asked in vain, what most asked first."""
        return self._page(0, self._state.remember(chat_id, user_id, MISSES, {}))

    def _voted(self, asker: Asker, message_id: int, tap: Tap, payload: Mapping[str, Any]) -> Tapped:
        place = findings.citation(payload, 0)
        self._state.feedback.vote(
            asker.chat_id,
            message_id,
            asker.user_id,
            (place.article_id, place.span.start, place.span.end),
            good=tap.action == "good",
        )
        return Tapped(self._strings[f"votes.{tap.action}"])

    def _asked(self, asker: Asker, payload: Mapping[str, Any]) -> Tapped:
        """Show a reader what would be reported, and ask whether to send it."""
        question = ""
        turn = self._state.last_turn(asker.chat_id, asker.user_id)
        # Of an older answer the question is not kept any more.
        if turn is not None and turn["hit"] == payload["hits"][0]:
            question = str(turn["question"])[:LONGEST]
        draft = {**payload, "question": question, "line": ""}
        return Tapped(reply=self._draft(asker, draft), new=True)

    def _draft(self, asker: Asker, payload: Mapping[str, Any]) -> Reply:
        finding = self._finding(payload)
        token = self._state.remember(asker.chat_id, asker.user_id, REPORT, payload)
        return shown.draft(self._strings, finding, payload["question"], payload["line"], token)

    def _sent(
        self, asker: Asker, token: str, payload: Mapping[str, Any]
    ) -> tuple[Tapped, Reply | None]:
        finding = self._finding(payload)
        if not self._state.spend(token, asker.chat_id, asker.user_id):
            return Tapped(self._strings["buttons.expired"]), None
        report = shown.report(self._desk(), finding, payload["question"], payload["line"])
        return Tapped(reply=notices.notice(self._strings, "report.sent")), report

    def _finding(self, payload: Mapping[str, Any]) -> Finding:
        return findings.unpack(self._library, payload, 0)

    def _page(self, page: int, token: str) -> Reply:
        titles = {entry.id: entry.title for entry in self._library.entries()}
        feedback = self._state.feedback
        found = asked_most(feedback.misses())
        return shown.misses(self._strings, found, feedback.tallies(), titles, page, token)
