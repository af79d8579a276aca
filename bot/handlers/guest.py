"""A summons from a chat that the bot is not in: "@bot real?" under somebody's claim.

Synchronous, as all of a turn is. Everybody in that chat reads the answer, so it repeats nothing
of the claim; and nothing of it is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers import deeplink
from bot.handlers.checks import to_check
from bot.handlers.length import bounded
from bot.render import inline, itself
from bot.render.passages import Finding
from knowledge.chat.clauses import words_of
from knowledge.chat.interpreting import interpret
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer, Question, Verdict

if TYPE_CHECKING:
    from bot.handlers.doors import Library
    from bot.reply import Offer
    from bot.strings.catalogue import Strings

_LONGEST = 4096
"""Code points of a claim that are looked at: a whole message."""


class Guest:
    """Checks claims."""

    def __init__(self, library: Library, strings: Strings, newsroom: str = "") -> None:
        self._newsroom = newsroom
        self._library = library
        self._strings = strings

    def answer(self, username: str, said: str, claim: str) -> Offer:
        """Check a claim, or without one what the summons itself says.

        Args:
            username: the bot's.
            said: the words of the summons, the bot's name among them.
            claim: the message that they answer, or the words quoted of it; "" for none.

        """
        own = re.sub(rf"@{re.escape(username)}\b", " ", said[:_LONGEST], flags=re.IGNORECASE)
        claim, own = claim[:_LONGEST].strip(), own.strip()
        asked = interpret(own).asked
        # Under a claim "is this AI?" is asked of that.
        if not claim and len(asked) == 1 and asked[0].topic is not None:
            reply = itself.show(self._strings, asked[0].topic, self._newsroom)
            return inline.said(f"itself.{asked[0].topic}", reply)
        try:
            for text in filter(words_of, (claim, own)):
                found = self._checked(username, text) or self._asked(username, text)
                if found is not None:
                    return found
        except UnknownArticleError:  # taken back while it was looked at
            return inline.plain(self._strings, "guest.nothing")
        nothing = words_of(claim) or asked
        return inline.plain(self._strings, "guest.nothing" if nothing else "guest.how")

    def _checked(self, username: str, text: str) -> Offer | None:
        """Say whether words were said like that; None where no article has them."""
        found = self._library.check(to_check(text))
        if found.verdict is Verdict.NOT_FOUND or found.article is None:
            return None
        return inline.checked(self._strings, found, deeplink.link(username, found.article.id))

    def _asked(self, username: str, text: str) -> Offer | None:
        """Say what an article answers to a text as a question; None where none does."""
        # A claim comes among remarks: "… on defence?? no way lol".
        message = interpret(text)
        parts = [part.text for part in (*message.asked, *message.parts)]
        for asked in dict.fromkeys([*parts, text]):
            outcome = self._library.ask(Question(bounded(asked)))
            if isinstance(outcome, Answer):
                return self._says(username, outcome)
        return None

    def _says(self, username: str, outcome: Answer) -> Offer:
        hit = outcome.hits[0]
        finding = Finding(hit, 0, 1, outcome.span, outcome.speaker, outcome.about_bot)
        goal = deeplink.link(username, hit.article.id)
        if outcome.about_bot:
            return inline.passage(self._strings, finding, goal)
        return inline.says(self._strings, finding, goal)
