"""What the bot does in a group: whom it listens to, what about, and whose buttons are whose.

Synchronous, as all of a turn is: see `bot.handlers.conversation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telegram import MessageOriginChannel

from bot.buttons import parse
from bot.handlers import addressing, checks, findings, reading, shelf
from bot.handlers.deeplink import parameter
from bot.handlers.doors import BUTTON_LIFETIME
from bot.handlers.invitations import KIND as INVITED
from bot.handlers.invitations import Invitations
from bot.handlers.overviews import OVERVIEWS
from bot.handlers.posts import Post, article_of, beside_links, linked, named, post_of
from bot.handlers.quoting import EVERYWHERE, Standing, posted
from bot.handlers.settings import KIND as SETTINGS
from bot.handlers.settings import RoomSettings
from bot.handlers.taps import Tapped, Taps
from bot.handlers.unpaused import PausedArticleError
from knowledge.chat.clauses import is_asked, words_of
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from knowledge.chat.quote_checks import doubts
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    import datetime as dt

    from telegram import Message

    from bot.buttons import Tap
    from bot.handlers.addressing import Called, Itself
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.handlers.doors import Remembered
    from bot.handlers.settings import Settings
    from bot.reply import Reply
    from bot.strings.languages import Languages

_SHARED = frozenset({"pick", "all"})
_SHOWING = frozenset({"hit", "more", "home", "origin", "part"})


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

    def __init__(
        self, talks: Languages[Conversation], channels: frozenset[str] = frozenset()
    ) -> None:
        self._channels = frozenset(name.casefold() for name in channels)
        self._talks = talks
        self._library = talks.default.library
        self._state = talks.default.state
        self._taps = talks.each(Taps)
        self.settings = RoomSettings(talks)
        self.invitations = Invitations(talks, self.settings)

    def note(self, message: Message, bot: Itself) -> str | None:
        """Keep what a channel's post is about, by its copy here; return the article's id."""
        article = self.post(message, bot)
        standing = Standing.of(message).pack()
        self._state.rooms.keep_post(
            message.chat.id, message.message_id, {"article": article, "standing": standing}
        )
        return article

    def post(self, message: Message, bot: Itself) -> str | None:
        """Keep what may be quoted of a channel's post, or of its copy; return its article's id."""
        article = article_of(self._library, post_of(message), bot.username)
        public = posted(message)
        if article is not None and public is not None:
            # Its own group may be shown any channel's post, all others only the newsroom's.
            is_ours = public.chat.casefold() in self._channels
            for chat_id in (message.chat.id, *((EVERYWHERE,) if is_ours else ())):
                self._state.rooms.keep_text(chat_id, article, public.pack())
        return article

    def who(self, message: Message) -> Asker | None:
        """Return who writes, and how they are spoken to there; None for nobody."""
        asker = addressing.asker(message)
        if asker is None or not addressing.is_group(message):
            return asker
        return _spoken_to(message, asker, self.settings.of(message.chat.id))

    def place(self, message: Message) -> Asker | None:
        """Return who writes and what that place is about; None where nothing is to be said."""
        asker = addressing.asker(message)
        if asker is None:
            return None
        if not addressing.is_group(message):
            about = self._forwarded(message)
            return replace(asker, about=about, astray=about is None and _speaks_of_post(message))
        is_comment, about = self._post(message, addressing.itself(message))
        chosen = self.settings.of(message.chat.id)
        if is_comment and chosen.comments == "off":
            return None
        asker = replace(asker, about=about)
        return _spoken_to(message, self._placed(message, asker, is_comment=is_comment), chosen)

    def _placed(self, message: Message, asker: Asker, *, is_comment: bool) -> Asker:
        """Return who calls the bot with what they speak of: the post here, or what they answer."""
        above, about = message.reply_to_message, asker.about
        if about is None and not is_comment and above is not None:
            username = addressing.itself(message).username
            if isinstance(above.forward_origin, MessageOriginChannel):
                about = article_of(self._library, post_of(above), username)
            elif not asker.under:
                about = linked(self._library, post_of(above), username)
        astray = about is None and (is_comment or _speaks_of_post(message))
        return replace(asker, about=about, astray=astray)

    def _forwarded(self, message: Message) -> str | None:
        """Return which article a message links to, or the channel's post it brings or answers."""
        username = addressing.itself(message).username
        if isinstance(message.forward_origin, MessageOriginChannel):
            article = named(self._library, post_of(message), username)
            if article is not None:
                standing = Standing.of(message).pack()
                rooms = self._state.rooms
                rooms.keep_text(message.chat.id, article, standing, lifetime=BUTTON_LIFETIME)
            return article
        if message.forward_origin is None:
            own = linked(self._library, post_of(message), username)
            if own is not None:
                return own
        above, there = message.reply_to_message, message.external_reply
        if there is not None and message.quote is not None:
            if not isinstance(there.origin, MessageOriginChannel):
                return None
            return article_of(self._library, Post(message.quote.text), username)
        if above is None or not isinstance(above.forward_origin, MessageOriginChannel):
            return None
        return article_of(self._library, post_of(above), username)

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
            asker = self._placed(message, asker, is_comment=is_comment)
        asker = _spoken_to(message, asker, chosen)
        if called is not None:
            post, text = post_of(message), _asked(message, called)
            own = linked(self._library, post, bot.username)
            if own is not None:
                asker, text = replace(asker, about=own), beside_links(post, text)
            return Heard(asker, text, chosen.quiet)
        if not is_comment:
            return None
        asker = replace(asker, overheard=True)
        return Heard(asker, message.text or message.caption or "", only_answers=True, is_call=False)

    def answer(self, heard: Heard, asked: dt.date | None) -> Reply | None:
        """Answer a question; None where nothing is to be said."""
        talk = self._talks.of(heard.asker.language)
        if not heard.text.strip():
            return None if heard.only_answers else talk.help(heard.asker)
        message = interpret(heard.text)
        if all(part.kind is Kind.OTHER for part in message.parts):
            return None  # "lol", or a thumb: it wants no answer that everybody gets
        if not heard.only_answers:
            return talk.ask(heard.asker, heard.text, asked)
        if not heard.is_call and not is_asked(heard.text):
            return None  # "first!!" is no question to anybody
        kinds = {part.kind for part in message.asked}
        if not kinds:
            return None
        if kinds != {Kind.QUESTION}:
            # A request brings what it asks for; only who calls the bot requests anything of it.
            is_meant = heard.is_call or kinds == {Kind.ABOUT_ARTICLE}
            return talk.ask(heard.asker, heard.text, asked) if is_meant else None
        reply = talk.ask(heard.asker, heard.text, asked)
        turn = talk.answers.last(heard.asker)
        return None if turn is None or turn.hit is None else reply

    def tap(self, asker: Asker, data: str, bot: Itself, *, admin: bool = False) -> Tapped | None:
        """Do what a button of a group asks for; None where an administrator must ask for it.

        What only they read is in their language, what the group reads in the group's.
        """
        tap = parse(data)
        kept = None if tap is None else self._state.seen(tap.token, asker.chat_id)
        if tap is None or kept is None:
            return Tapped(self._talks.of(asker.language).strings["buttons.expired"])
        if kept.kind == SETTINGS:
            return self.settings.tapped(asker, tap, bot) if admin else None
        spoken = self.settings.spoken(asker)
        taps = self._taps.of(spoken.language)
        if kept.kind == INVITED:
            return self.invitations.tapped(spoken, kept, tap)
        if self._state.recall(tap.token, asker.chat_id, asker.user_id) is None:
            if spoken.alone and _is_shown(kept, tap):  # to them, which concerns nobody else
                return replace(taps.show(spoken, tap, kept), alone=True)
            return self._elsewhere(asker, "group.not_yours", _article(kept), bot)
        if _is_for_all(kept, tap):
            return taps.tap(spoken, data) if admin else None
        return replace(taps.tap(spoken, data), alone=spoken.alone)

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
        return self._elsewhere(asker, "group.admins_only", article, bot)

    def _elsewhere(self, asker: Asker, key: str, article: str | None, bot: Itself) -> Tapped:
        start = f"?start={parameter(article)}" if article else ""
        strings = self._talks.of(asker.language).strings
        return Tapped(strings.text(key, link=f"t.me/{bot.username}{start}"), alert=True)

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


def _speaks_of_post(message: Message) -> bool:
    """Whether a message answers a channel's post that somebody has forwarded."""
    above = message.reply_to_message
    return above is not None and isinstance(above.forward_origin, MessageOriginChannel)


def _asked(message: Message, called: Called) -> str:
    """Return what is asked: the bot's name alone, or "real?", in answer to something asks that."""
    above = message.reply_to_message
    if above is None or (words_of(called.text) and not doubts(called.text)):
        return called.text
    own = above.from_user is not None and above.from_user.id == message.get_bot().id
    if own or called.how == "reply" or above.is_automatic_forward or above.forum_topic_created:
        return called.text
    if message.quote is not None:
        return message.quote.text
    return above.text or above.caption or ""


def _spoken_to(message: Message, asker: Asker, chosen: Settings) -> Asker:
    """Return who writes in a group with how its administrators want them to be spoken to."""
    # Nothing can be shown to somebody who hides behind a group or a channel, alone.
    hidden = message.sender_chat is not None
    alone = reading.number(message) < 0 or (chosen.replies == "asker" and not hidden)
    return replace(asker, language=chosen.language or asker.language, alone=alone)


def _is_shown(kept: Remembered, tap: Tap) -> bool:
    """Whether a button shows more of an article, and does nothing else."""
    if kept.kind == findings.KIND:
        return tap.action in _SHOWING
    return kept.kind in {*OVERVIEWS, "speakers", checks.KIND}


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
