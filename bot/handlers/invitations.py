"""First questions under a channel's new post, for anybody to tap, where its group wants them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.handlers.posts import named, post_of
from bot.handlers.taps import Tapped
from bot.render import notices
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from telegram import Message

    from bot.buttons import Tap
    from bot.handlers.addressing import Itself
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.handlers.doors import Remembered
    from bot.handlers.settings import RoomSettings
    from bot.reply import Reply
    from bot.strings.languages import Languages

KIND: Final = "invited"
QUESTIONS: Final = 3
LIFETIME: Final = timedelta(days=7)
"""How long the questions under a post can be tapped."""
_NOBODY = 0
"""In place of the reader whose buttons they are: no account has this id."""


class Invitations:
    """Offers questions, and answers who taps one. Synchronous, as `Conversation` is."""

    def __init__(self, talks: Languages[Conversation], settings: RoomSettings) -> None:
        self._talks = talks
        self._library = talks.default.library
        self._state = talks.default.state
        self._settings = settings

    def under(self, message: Message, bot: Itself) -> Reply | None:
        """Return what to say under the copy of a new post; None for nothing.

        Its article must be sure, by a link or its title; what its words say is a guess.
        """
        chosen = self._settings.of(message.chat.id)
        if not chosen.questions or chosen.comments == "off":
            return None
        article_id = named(self._library, post_of(message), bot.username)
        try:
            questions = () if article_id is None else self._library.suggested(article_id)
        except UnknownArticleError:
            return None
        if not questions:
            return None
        payload = {"article": article_id, "questions": questions[:QUESTIONS]}
        token = self._state.remember(message.chat.id, _NOBODY, KIND, payload, lifetime=LIFETIME)
        strings = self._talks.of(chosen.language).strings
        return notices.invitation(strings, questions[:QUESTIONS], token)

    def tapped(self, asker: Asker, kept: Remembered, tap: Tap) -> Tapped:
        """Answer a question that was tapped, below it and for all."""
        talk, questions = self._talks.of(asker.language), kept.payload["questions"]
        if tap.number >= len(questions):
            return Tapped(talk.strings["buttons.expired"])
        article_id = kept.payload["article"]
        try:
            self._library.article(article_id)
        except UnknownArticleError:  # asked about, it would leave what the group asks about
            return Tapped(talk.strings["articles.gone"])
        reply = talk.suggested(asker, article_id, questions[tap.number])
        return Tapped(reply=reply, new=True, alone=asker.alone)
