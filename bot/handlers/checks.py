"""Did they say it like that? What is checked of a message, and the reply with its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.handlers import findings
from bot.handlers.length import bounded
from bot.render import checks, notices
from bot.render.passages import NEAREST, Finding
from knowledge.chat.clauses import quotations, words_of
from knowledge.model import Answer, Question, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.asker import Asker
    from bot.handlers.doors import Library, State
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Check

KIND = "check"
# A message with more words around its quotations than this is not about one of them.
_AROUND = 40
# A quotation of fewer words in a longer text is a title or a figure of speech.
_SHORTEST = 4


class Checks:
    """Checks of pasted words. Raises UnknownArticleError where the article in scope is gone."""

    def __init__(self, library: Library, state: State, strings: Strings) -> None:
        self._library = library
        self._state = state
        self._strings = strings

    def check(self, asker: Asker, text: str, scope: str | None) -> tuple[Reply, Check | None]:
        """Check the words of a text; None beside the reply where there was nothing to check."""
        if not words_of(text):
            return notices.notice(self._strings, "check.ask"), None
        words = to_check(text)
        note = "" if words == text else "check.longest"
        found = self._library.check(words, (scope,) if scope else ())
        if found.verdict is Verdict.NOT_FOUND:
            return self._not_found(asker, words, scope, note), found
        reply = checks.show(
            self._strings,
            found,
            private=asker.private,
            token=self._speaker_token(asker, found),
            context=self._context_token(asker, found),
            note=note,
        )
        return reply, found

    def _not_found(self, asker: Asker, words: str, scope: str | None, note: str) -> Reply:
        """Say so; in a private chat with what comes nearest, as a question would."""
        many = not scope and len(self._library.entries()) != 1
        hits: tuple[Finding, ...] = ()
        if asker.private:
            outcome = self._library.ask(Question(bounded(words), (scope,) if scope else ()))
            near = outcome.hits if isinstance(outcome, Answer) else findings.near(outcome)
            own = [hit for hit in near if hit.article.id != self._library.manual]
            hits = tuple(
                Finding(hit, number, len(own), declined="many" if many else "one")
                for number, hit in enumerate(own)
            )[:NEAREST]
        token = ""
        if hits:
            payload = findings.pack(hits)
            token = self._state.remember(asker.chat_id, asker.user_id, findings.KIND, payload)
        shown = [finding.hit for finding in hits]
        return checks.not_found(self._strings, shown, token, many=many, note=note)

    def _speaker_token(self, asker: Asker, found: Check) -> str:
        if found.article is None or not found.speaker:
            return ""
        payload: dict[str, Any] = {"article": found.article.id, "speaker": found.speaker}
        return self._state.remember(asker.chat_id, asker.user_id, KIND, payload)

    def _context_token(self, asker: Asker, found: Check) -> str:
        """Remember the passage, for showing it below as if it had answered a question."""
        if found.hit is None:
            return ""
        inside = [span for span in found.spans if found.hit.sentence.covers(span)]
        finding = Finding(found.hit, 0, 1, inside[0] if inside else None, found.speaker)
        payload = findings.pack((finding,))
        return self._state.remember(asker.chat_id, asker.user_id, findings.KIND, payload)


def to_check(text: str) -> str:
    """Return the words of a message that are to be checked: all, or its longest quotation.

    A short message is about the words in it; a longer one, such as a forwarded post, may quote
    something.
    """
    found = [span for span in quotations(text) if len(words_of(span.of(text))) >= _SHORTEST]
    inside = sum(len(words_of(span.of(text))) for span in found)
    if not found or len(words_of(text)) - inside <= _AROUND:
        return text
    return max(found, key=len).of(text)


def has_quotation(text: str) -> bool:
    """Whether a text quotes a few words or more."""
    return any(len(words_of(span.of(text))) >= _SHORTEST for span in quotations(text))


def speaker_of(payload: Mapping[str, Any]) -> tuple[str, str]:
    """Return the article and the speaker that a row of this kind was kept for."""
    return payload["article"], payload["speaker"]
