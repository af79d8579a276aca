"""What tapping a button does.

Passages are shown in place of the message that offered them: asking for the next one
three times leaves one message, not four, nothing scrolls away, and "Back" returns. Only
one of several answers and a suggested question's come as a new message, since the others
would be lost, and what a verdict leads to, for the same reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.buttons import parse
from bot.handlers import checks, findings, shelf
from bot.handlers.overviews import OVERVIEWS
from bot.handlers.unpaused import PausedArticleError
from bot.render import notices, origins, passages
from knowledge.chat.about import Detail
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.buttons import Tap
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.handlers.doors import Remembered
    from bot.reply import Reply


_HELP = frozenset({"help", "owners"})


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a tap brings: a toast, or a reply in place of the message or, if `new`, below it.

    With `alert` the toast stays until it is read. `alone`: only who has tapped is to see the
    reply, and the message stays. `delete` are messages of the bot's to take back, as (chat,
    message).
    """

    toast: str = ""
    alert: bool = False
    reply: Reply | None = None
    new: bool = False
    alone: bool = False
    delete: tuple[tuple[int, int], ...] = ()


class Taps:
    """Answers taps. Synchronous, as `Conversation` is."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._library = conversation.library
        self._state = conversation.state
        self._strings = conversation.strings

    def tap(self, asker: Asker, data: str) -> Tapped:
        """Do what a button's data asks for, if it is this reader's and still holds."""
        tap = parse(data)
        if tap is not None and asker.private and tap.action in _HELP:
            talk = self._conversation  # these buttons need no row, and never expire
            return Tapped(
                reply=talk.help(asker) if tap.action == "help" else talk.help_for_owners()
            )
        kept = self._state.recall(tap.token, asker.chat_id, asker.user_id) if tap else None
        if tap is None or kept is None:
            return self._expired()
        return self.show(asker, tap, kept)

    def show(self, asker: Asker, tap: Tap, kept: Remembered) -> Tapped:
        """Do what a button asks for of what is kept for it, whoever that was kept for."""
        try:
            return self._do(asker, tap, kept) or self._expired()
        except IndexError:
            return self._expired()
        except PausedArticleError:
            return Tapped(self._strings["pausing.article"])
        except UnknownArticleError:
            return Tapped(self._strings["articles.gone"])

    def _expired(self) -> Tapped:
        return Tapped(self._strings["buttons.expired"])

    def _do(self, asker: Asker, tap: Tap, kept: Remembered) -> Tapped | None:
        talk, payload = self._conversation, kept.payload
        match kept.kind, tap.action:
            case findings.KIND, _:
                return self._under_answer(asker, tap, kept)
            case shelf.LISTED, _:
                return self._under_list(asker, tap, payload)
            case shelf.CHOSEN, "ask":  # the other questions stay
                text = payload["questions"][tap.number]
                return Tapped(reply=talk.suggested(asker, payload["article"], text), new=True)
            case shelf.CHOSEN, "list":
                return Tapped(reply=talk.articles(asker), new=True)
            case checks.KIND, "who":
                article_id, speaker = checks.speaker_of(payload)
                reply = talk.overviews.of_speaker(asker, article_id, speaker)
                return Tapped(reply=reply, new=True)
            case (("summary" | "sections" | "quotes" | "speakers" | "facts"), _):
                shown = talk.overviews.tapped(asker, kept.kind, payload, tap)
                return None if shown is None else Tapped(reply=shown)
            case "forget", "forget":
                replies = tuple(self._state.replies(asker.user_id)) if tap.number else ()
                self._state.forget(asker.chat_id, asker.user_id)
                key = "forget.replies_done" if tap.number else "forget.done"
                return Tapped(reply=notices.notice(self._strings, key), delete=replies)
            case _:
                return None

    def _under_answer(self, asker: Asker, tap: Tap, kept: Remembered) -> Tapped | None:
        talk, payload = self._conversation, kept.payload
        match tap.action:
            case "hit" | "more" | "leaf" | "home" | "origin":
                return Tapped(reply=self._passage(asker, tap, kept))
            case "part":  # the other answers of the message stay
                return Tapped(reply=self._passage(asker, tap, kept), new=True)
            case "keep":  # the answer stays
                article_id = findings.citation(payload, tap.number).article_id
                return Tapped(reply=talk.choose(asker, article_id), new=True)
            case "all":
                # Not every row of this kind was offered all articles.
                reply = talk.answers.everywhere(asker, payload.get("again", ""))
                return None if reply is None else Tapped(reply=reply, new=True)
            case _:
                return None

    def _under_list(self, asker: Asker, tap: Tap, payload: Mapping[str, Any]) -> Tapped | None:
        talk, then, wanted = self._conversation, payload["then"], payload["wanted"]
        match tap.action:
            case "pick":
                article_id = payload["ids"][tap.number]
                if then is None:
                    return Tapped(reply=talk.choose(asker, article_id))
                if asker.private:  # what a group asks about isn't chosen by who wants a summary
                    talk.choose(asker, article_id)
                if then in OVERVIEWS:
                    return Tapped(reply=talk.overviews.show(asker, article_id, then, wanted))
                return Tapped(reply=talk.show_about(article_id, Detail(then)))
            case "all":
                return Tapped(reply=talk.choose(asker, None))
            case "page":
                heading = "articles.which" if then else "articles.heading"
                reply = talk.articles(
                    asker,
                    tap.number,
                    heading=heading,
                    then=then,
                    wanted=wanted,
                    search=payload["search"],
                )
                return Tapped(reply=reply)
            case _:
                return None

    def _passage(self, asker: Asker, tap: Tap, kept: Remembered) -> Reply:
        payload, number = kept.payload, tap.number
        offered = self._conversation.answers.offered
        if tap.action == "home" and payload["declined"] is not None:
            hits = [
                findings.unpack(self._library, payload, number).hit
                for number in range(len(payload["hits"]))
            ]
            return passages.decline(
                self._strings,
                payload["declined"],
                hits,
                tap.token,
                others=bool(payload["again"]),
            )
        if tap.action in {"more", "leaf"}:
            page = None
            if tap.action == "leaf":
                number, page = passages.leaf(number)
            hit, section = self._library.context(findings.citation(payload, number))
            finding = offered(asker, findings.revive(payload, number, hit))
            return passages.show_context(self._strings, finding, section, tap.token, page)
        finding = findings.unpack(self._library, payload, 0 if tap.action == "home" else number)
        if tap.action == "origin":
            known = self._conversation.answers.origins.of(finding)
            return origins.show(self._strings, finding, known, tap.token)
        return passages.show(self._strings, offered(asker, finding), tap.token)
