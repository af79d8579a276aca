"""What the bot does in a group: whom it listens to, what about, and whose buttons are whose.

Synchronous, as all of a turn is: see `bot.handlers.conversation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.buttons import parse
from bot.handlers import addressing, findings, shelf
from bot.handlers.conversation import COMMANDS
from bot.handlers.deeplink import parameter
from bot.handlers.posts import article_of, post_of
from bot.handlers.settings import KIND as SETTINGS
from bot.handlers.settings import RoomSettings
from bot.handlers.taps import Tapped, Taps
from bot.handlers.unpaused import PausedArticleError
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    import datetime as dt

    from telegram import Message

    from bot.buttons import Tap
    from bot.handlers.addressing import Called, Itself
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.handlers.doors import Remembered
    from bot.reply import Reply

GROUP_COMMANDS = ("ask", *COMMANDS[1:], "settings")
"""What a group's menu offers; nobody begins anything there."""
_SHARED = frozenset({"pick", "all"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A question in a group.

    `only_answers`: nothing is said where there is no answer. `is_call`: somebody has called
    the bot, rather than asked others.
    """

    asker: Asker
    text: str
    only_answers: bool = False
    is_call: bool = True


class Groups:
    """What is heard in groups and in the comments under a channel's posts."""

    def __init__(self, conversation: Conversation) -> None:
        self._talk = conversation
        self._library = conversation.library
        self._state = conversation.state
        self._strings = conversation.strings
        self._taps = Taps(conversation)
        self.settings = RoomSettings(conversation)

    def note(self, message: Message, bot: Itself) -> str | None:
        """Keep what a channel's post is about, by its copy here; return the article's id."""
        article = article_of(self._library, post_of(message), bot.username)
        self._state.rooms.keep_post(message.chat.id, message.message_id, {"article": article})
        return article

    def place(self, message: Message) -> Asker | None:
        """Return who writes and what that place is about; None where nothing is to be said."""
        asker = addressing.asker(message)
        if asker is None or not addressing.is_group(message):
            return asker
        is_comment, about = self._post(message, addressing.itself(message))
        if is_comment and self.settings.of(message.chat.id).comments == "off":
            return None
        return replace(asker, about=about)

    def listen(self, message: Message, called: Called | None, bot: Itself) -> Heard | None:
        """Return the question that a message asks the bot, None where it asks it nothing.

        `called` is how it names the bot or answers it, if it does.
        """
        chosen = self.settings.of(message.chat.id)
        asker = addressing.asker(message)
        called = called or addressing.called(message, bot, chosen.word)
        if asker is None or (called is None and chosen.comments != "every"):
            return None
        is_comment, about = self._post(message, bot)
        if is_comment and chosen.comments == "off":
            return None
        asker = replace(asker, about=about)
        if called is not None:
            return Heard(asker, _asked(message, called), chosen.quiet)
        if not is_comment:
            return None
        asker = replace(asker, overheard=True)
        return Heard(asker, message.text or message.caption or "", only_answers=True, is_call=False)

    def answer(self, heard: Heard, asked: dt.date | None) -> Reply | None:
        """Answer a question; None where nothing is to be said."""
        if not heard.text.strip():
            return None if heard.only_answers else self._talk.help()
        if not heard.only_answers:
            return self._talk.ask(heard.asker, heard.text, asked)
        kinds = {part.kind for part in interpret(heard.text).asked}
        if not kinds:
            return None
        if kinds != {Kind.QUESTION}:
            # A request brings what it asks for; only who calls the bot requests anything of it.
            is_meant = heard.is_call or kinds == {Kind.ABOUT_ARTICLE}
            return self._talk.ask(heard.asker, heard.text, asked) if is_meant else None
        reply = self._talk.ask(heard.asker, heard.text, asked)
        turn = self._talk.answers.previous(heard.asker)
        return None if turn is None or turn.hit is None else reply

    def tap(self, asker: Asker, data: str, bot: Itself, *, admin: bool = False) -> Tapped | None:
        """Do what a button of a group asks for; None where an administrator must ask for it."""
        tap = parse(data)
        kept = None if tap is None else self._state.seen(tap.token, asker.chat_id)
        if tap is None or kept is None:
            return Tapped(self._strings["buttons.expired"])
        if kept.kind == SETTINGS:
            return self.settings.tapped(asker, tap, bot) if admin else None
        if self._state.recall(tap.token, asker.chat_id, asker.user_id) is None:
            return Tapped(self._elsewhere("group.not_yours", _article(kept), bot), alert=True)
        if _is_for_all(kept, tap) and not admin:
            return None
        return self._taps.tap(asker, data)

    def refused(self, asker: Asker, data: str, bot: Itself) -> Tapped:
        """Say that only an administrator may do that here, and where anybody may."""
        tap = parse(data)
        kept = None if tap is None else self._state.seen(tap.token, asker.chat_id)
        article = None
        if tap is not None and kept is not None:
            if kept.kind == shelf.LISTED:
                ids = kept.payload["ids"]
                article = (
                    ids[tap.number] if tap.action == "pick" and tap.number < len(ids) else None
                )
            else:
                article = _article(kept, tap.number)
        return Tapped(self._elsewhere("group.admins_only", article, bot), alert=True)

    def _elsewhere(self, key: str, article: str | None, bot: Itself) -> str:
        start = f"?start={parameter(article)}" if article else ""
        return self._strings.text(key, link=f"t.me/{bot.username}{start}")

    def _post(self, message: Message, bot: Itself) -> tuple[bool, str | None]:
        """Return whether a message comments on a channel's post, and what that is about."""
        if message.is_topic_message:
            return False, None
        above = message.reply_to_message
        if above is not None and above.is_automatic_forward:
            kept = self._state.rooms.post(message.chat.id, above.message_id)
            # Without it, the bot came later than the post.
            article = self.note(above, bot) if kept is None else kept["article"]
            return True, self._live(article)
        # A comment on a comment has the thread, but not the post above it.
        if message.message_thread_id is None:
            return False, None
        kept = self._state.rooms.post(message.chat.id, message.message_thread_id)
        return kept is not None, None if kept is None else self._live(kept["article"])

    def _live(self, article_id: str | None) -> str | None:
        """Return an article's id as long as the article is there."""
        if article_id is None:
            return None
        try:
            return self._library.article(article_id).id
        except PausedArticleError:
            return article_id  # what is asked under its post is asked of no other
        except UnknownArticleError:
            return None


def _asked(message: Message, called: Called) -> str:
    """Return what is asked; the bot's name alone, in answer to something, asks that."""
    above = message.reply_to_message
    if any(character.isalnum() for character in called.text) or above is None:
        return called.text
    if called.how == "reply" or above.is_automatic_forward or above.forum_topic_created:
        return called.text
    if message.quote is not None:
        return message.quote.text
    return above.text or above.caption or ""


def _is_for_all(kept: Remembered, tap: Tap) -> bool:
    """Whether a button chooses what the whole group asks about."""
    if kept.kind == shelf.LISTED:
        return tap.action in _SHARED and kept.payload["then"] is None
    return kept.kind == findings.KIND and tap.action == "keep"


def _article(kept: Remembered, number: int = 0) -> str | None:
    """Return the article that a row is about, where it is about one."""
    if kept.kind == findings.KIND:
        hits = kept.payload["hits"]
        return str(hits[number][0]) if number < len(hits) else None
    article = kept.payload.get("article")
    return article if isinstance(article, str) else None
