"""An article's words quoted by Telegram itself, where a message has them.

The platform shows a quotation above a reply only where the words stand so in the message that
is replied to, so that a reader need not believe the bot.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from telegram import MessageOriginChannel

from bot.handlers import addressing
from bot.message import Mark, Quote
from bot.render.addressed import addressed
from bot.render.compose import stripped, units
from knowledge.errors import UnknownArticleError
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from telegram import Message, MessageEntity

    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.reply import Cited, Reply
    from bot.strings.languages import Languages

QUOTE_ROOM = 1_024
"""UTF-16 units of a quotation."""
EVERYWHERE = 0
"""In place of a chat: the posts of public channels, which anybody may be shown."""
_COMPARED = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"}
)
"""The marks that a quotation must have where the message has them."""
_TELEGRAM = "https://t.me/"
_SUPERGROUP = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that an article's words may stand in; `chat` as in `Quote`.

    `text` may be a part of it that begins `start` UTF-16 units after its beginning.
    """

    text: str
    marks: tuple[Mark, ...]
    message_id: int
    chat: str = ""
    start: int = 0

    @classmethod
    def of(cls, message: Message) -> Standing:
        """Read a message."""
        marks = _marks(message.entities or message.caption_entities)
        return cls(message.text or message.caption or "", marks, message.message_id)

    @classmethod
    def elsewhere(cls, message: Message) -> Standing | None:
        """Read what a message quotes of another chat's; None where not everybody may read that."""
        there, words = message.external_reply, message.quote
        if there is None or words is None or there.chat is None or not there.message_id:
            return None
        if not there.chat.username:
            return None
        marks = _marks(words.entities or ())
        return cls(words.text, marks, there.message_id, f"@{there.chat.username}", words.position)

    def pack(self) -> dict[str, object]:
        """Write it down."""
        return asdict(self)

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Standing:
        """Read what `pack` wrote."""
        marks = tuple(Mark(**one) for one in packed["marks"])
        return cls(**{**packed, "marks": marks})

    def quote(self, words: str) -> Quote | None:
        """Return these words as a quotation of it; None where it doesn't have them, exactly so."""
        length = units(words)
        if not 1 <= length <= QUOTE_ROOM or words not in self.text:
            return None
        position = units(self.text[: self.text.index(words)])
        marks = []
        for mark in self.marks:
            start = max(mark.offset - position, 0)
            end = min(mark.offset + mark.length - position, length)
            if start < end:  # what goes beyond the quotation is cut
                marks.append(replace(mark, offset=start, length=end - start))
        return Quote(self.message_id, words, self.start + position, tuple(marks), self.chat)


class Quoting:
    """Finds what an answer may quote. Synchronous, as all of a turn is."""

    def __init__(self, talks: Languages[Conversation]) -> None:
        self._talks = talks
        self._library = talks.default.library
        self._rooms = talks.default.state.rooms

    def of(
        self, message: Message, asker: Asker, reply: Reply, *, edits: bool = False
    ) -> tuple[Reply, Quote | None]:
        """Return the answer to a message, and what it quotes; None where it just replies to it.

        With a quotation it replies to what it quotes; in a group it then says whom it is for. So
        it does where it `edits` an answer that may have a quotation: that stays above it.
        What they alone see has none: the documents don't say whether it may.
        """
        if asker.alone or (reply.cites is None and not edits):
            return reply, None
        article_id = "" if reply.cites is None else reply.cites.article_id
        words, quote, is_beside = "", None, False
        for standing in self._around(message, asker, article_id):
            is_beside = True
            if reply.cites is None:
                break
            words = words or self._words(reply.cites)
            quote = standing.quote(words)
            if quote is not None:
                break
        below = reply
        if quote is not None and reply.brief is not None and not edits:
            below = replace(reply.brief(), cites=reply.cites)
        if asker.private or (quote is None and not (edits and is_beside)):
            return below, quote
        strings = self._talks.of(asker.language).strings
        told = addressed(strings, below, asker.user_id, link(message))
        return (reply, None) if told is None else (told, quote)

    def still(self, answer: Message, asker: Asker, reply: Reply) -> Reply:
        """Return what takes an answer's place, saying whom it is for where the answer does."""
        is_told = any(
            one.user is not None and one.user.id == asker.user_id for one in answer.entities
        )
        if not is_told:
            return reply
        links = [one.url for one in answer.entities if one.url and one.url.startswith(_TELEGRAM)]
        strings = self._talks.of(asker.language).strings
        # Without room for that line it is left out: they have just tapped, and know.
        told = addressed(strings, reply, asker.user_id, links[-1] if links else "")
        return told or reply

    def _words(self, cited: Cited) -> str:
        """Return the sentence that answers, as its article has it; "" where that has changed."""
        try:
            article = self._library.article(cited.article_id)
        except UnknownArticleError:
            return ""
        if article.version != cited.version:
            return ""
        return stripped(article.text, Span(*cited.sentence)).of(article.text)

    def _around(self, message: Message, asker: Asker, article_id: str) -> Iterator[Standing]:
        """Look where a question was asked for messages that may have an article's words."""
        above, elsewhere = message.reply_to_message, Standing.elsewhere(message)
        if above is not None and not _is_own(above):
            yield Standing.of(above)
        if elsewhere is not None:
            yield elsewhere
        if not asker.private and message.message_thread_id is not None:
            if message.is_topic_message:
                return
            kept = self._rooms.post(asker.chat_id, message.message_thread_id)
            if kept is not None and kept.get("standing"):
                standing = Standing.unpack(kept["standing"])
                yield replace(standing, message_id=message.message_thread_id, chat="")
            return
        if not article_id:
            return
        chats = (asker.chat_id, EVERYWHERE) if asker.private else (asker.chat_id,)
        yield from map(Standing.unpack, self._rooms.texts(chats, article_id))


def posted(message: Message) -> Standing | None:
    """Return the post that a message is, or is a copy of; None where not everybody may be shown it.

    A channel that protects its content can't be quoted elsewhere.
    """
    if message.has_protected_content:
        return None
    if message.chat.type == "channel":
        chat, number = message.chat, message.message_id
    elif isinstance(message.forward_origin, MessageOriginChannel):
        chat, number = message.forward_origin.chat, message.forward_origin.message_id
    else:
        return None
    # A name can pass to another channel, but its messages haven't the words: that is refused.
    here = replace(Standing.of(message), message_id=number, chat=f"@{chat.username}")
    return here if chat.username else None


def link(message: Message) -> str:
    """Return an address of a message of a group, "" where it has none."""
    chat = message.chat
    if chat.username:
        address = f"{_TELEGRAM}{chat.username}/{message.message_id}"
    elif chat.id < _SUPERGROUP:
        address = f"{_TELEGRAM}c/{_SUPERGROUP - chat.id}/{message.message_id}"
    else:
        return ""
    thread = message.message_thread_id
    return address if thread is None else f"{address}?thread={thread}"


def _is_own(message: Message) -> bool:
    """Whether the bot has said something itself: that proves nothing."""
    author = message.from_user
    is_bots = author is not None and author.id == addressing.itself(message).id
    return is_bots or message.forum_topic_created is not None


def _marks(entities: Sequence[MessageEntity]) -> tuple[Mark, ...]:
    return tuple(_mark(one) for one in entities if one.type in _COMPARED)


def _mark(entity: MessageEntity) -> Mark:
    at = 0 if entity.unix_time is None else int(entity.unix_time.timestamp())
    return Mark(
        str(entity.type),
        entity.offset,
        entity.length,
        entity.custom_emoji_id or "",
        at,
        entity.date_time_format or "",
    )
