"""Whether a message in a group is meant for the bot, and what of it is the question.

In a private chat every message is. Elsewhere the bot is a guest: it answers who calls it,
by its name, by a reply to it, by a command, or by the word that its administrators chose.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from telegram import MessageEntity

from bot.handlers.asker import Asker

if TYPE_CHECKING:
    from telegram import Message

How = Literal["mention", "reply", "word", "command"]
_UNIT = 2
"""Bytes of a UTF-16 code unit, by which Telegram counts."""


@dataclass(frozen=True, slots=True)
class Itself:
    """The bot, as others call it."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Called:
    """A message that is meant for the bot: `text` is what it asks, without the bot's name."""

    text: str
    how: How


def itself(message: Message) -> Itself:
    """Return the bot that a message has come to."""
    bot = message.get_bot()
    return Itself(bot.id, bot.username)


def is_group(message: Message) -> bool:
    """Whether several people read a message; in a channel nobody asks."""
    return message.chat.type in {"group", "supergroup"}


def may_ask(message: Message) -> bool:
    """Whether a person has written this: no bot, no channel's post, and not through a bot."""
    if message.is_automatic_forward or message.via_bot is not None:
        return False
    # Who hides behind a group or channel comes as one of Telegram's own bots.
    author = message.from_user
    return message.sender_chat is not None or (author is not None and not author.is_bot)


def asker(message: Message, about: str | None = None) -> Asker | None:
    """Return who has written a message, and where; None for nobody."""
    author, sender, under = message.from_user, message.sender_chat, _buttons_above(message)
    if sender is not None and sender.id != message.chat.id:
        return Asker(message.chat.id, sender.id, about, under=under)
    if author is None:
        return None
    return Asker(message.chat.id, author.id, about, author.language_code or "", under=under)


def command(message: Message, bot: Itself) -> Called | None:
    """Return what follows a command for this bot; None for another's, or for nobody's.

    In a group it names the bot, or answers it: `/help` alone is every bot's.
    """
    first = next(iter(message.entities), None)
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return None
    name, rest = _cut(message.text or "", 0, first.length)
    _, _, whose = name.partition("@")
    meant = whose.casefold() == bot.username.casefold() if whose else _answers(message, bot)
    return Called(rest, "command") if meant else None


def called(message: Message, bot: Itself, word: str = "") -> Called | None:
    """Return what a message asks the bot; None where it isn't meant for it.

    `word` is what calls it besides its name, at the beginning of a message; "" for none.
    """
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    names = [one for one in entities if _names(text, one, bot)]
    if names:
        for one in reversed(names):
            before, after = _around(text, one.offset, one.length)
            text = _joined(before, after)
        return Called(text, "mention")
    if _answers(message, bot):
        return Called(text.strip(), "reply")
    rest = text.lstrip()
    if word and rest[: len(word)].casefold() == word.casefold():
        rest = rest[len(word) :]
        if not rest[:1].isalnum():
            return Called(rest.lstrip(" \t,:;-–—!").rstrip(), "word")
    return None


def _buttons_above(message: Message) -> tuple[str, ...]:
    """Return the data of the buttons under the bot's message that this one answers."""
    answered = message.reply_to_message
    if answered is None or answered.reply_markup is None or not _answers(message, itself(message)):
        return ()
    buttons = itertools.chain.from_iterable(answered.reply_markup.inline_keyboard)
    return tuple(one.callback_data for one in buttons if isinstance(one.callback_data, str))


def _answers(message: Message, bot: Itself) -> bool:
    """Whether a message answers one of the bot's own."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or answered.from_user.id != bot.id:
        return False
    # What is said in a topic answers the message that opened it, whoever that was.
    return answered.forum_topic_created is None


def _names(text: str, entity: MessageEntity, bot: Itself) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    if entity.type != MessageEntity.MENTION:
        return False
    name = _cut(text, entity.offset, entity.length)[0]
    return name.casefold() == f"@{bot.username}".casefold()


def _joined(before: str, after: str) -> str:
    """Put together what stands around a name: a comma or colon went with it."""
    before, after = before.strip(), after.strip()
    if not before:
        return after.lstrip(",:;-–—! \n")
    if after[:1] in {"?", "!", ".", ","} or not after:
        return before.rstrip(", ") + after
    return f"{before} {after}"


def _around(text: str, offset: int, length: int) -> tuple[str, str]:
    units = text.encode("utf-16-le", "surrogatepass")
    before, after = units[: offset * _UNIT], units[(offset + length) * _UNIT :]
    return _text(before), _text(after)


def _cut(text: str, offset: int, length: int) -> tuple[str, str]:
    """Return a range of UTF-16 code units, and what stands behind it."""
    units = text.encode("utf-16-le", "surrogatepass")
    end = (offset + length) * _UNIT
    return _text(units[offset * _UNIT : end]), _text(units[end:]).strip()


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")
