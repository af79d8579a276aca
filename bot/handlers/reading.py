"""What an update says, where a reply to it belongs, and whether anybody waits for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import MessageEntity

from bot.handlers import addressing
from bot.message import Message as Said

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, Message, Update

    from bot.reply import Reply


def overheard(update: Update) -> bool:
    """Whether an update is talk among others, who miss no answer, or a change of old words."""
    message = update.message
    post = update.channel_post or update.edited_channel_post
    if post is not None or update.edited_message is not None:
        return True
    if message is None or not addressing.is_group(message):
        return False
    bot = addressing.itself(message)
    called = addressing.command(message, bot) or addressing.called(message, bot)
    return called is None or not addressing.may_ask(message)


def number(message: MaybeInaccessibleMessage) -> int:
    """Return a message's number; of one that only its reader and the bot see, as `bot.message`."""
    # Newer than python-telegram-bot, which keeps what it doesn't know.
    alone = message.api_kwargs.get("ephemeral_message_id")
    return -alone if isinstance(alone, int) and alone > 0 else message.message_id


def reply_to(message: Message) -> int | None:
    """Return what to reply to: in a group it must show whom a message answers."""
    return None if message.chat.type == "private" else number(message)


def topic(message: Message) -> int | None:
    """Return the topic that a message belongs to; other threads need no mention."""
    return message.message_thread_id if message.is_topic_message else None


def in_answer(message: Message, reply: Reply) -> Said:
    """Return a reply to a message, as it goes where that came from."""
    return Said(message.chat.id, reply, reply_to=reply_to(message), thread=topic(message))


def said(update: Update) -> str:
    """Return a message's words, or those under what it shows; "" for none."""
    message = update.message or update.edited_message
    return (message.text or message.caption or "") if message is not None else ""


def is_link(message: Message) -> bool:
    """Whether a message is an address, and nothing else."""
    text = (message.text or "").strip()
    return list(message.parse_entities([MessageEntity.URL]).values()) == [text]


def language(update: Update) -> str:
    """Return the IETF tag of the language that an update's sender reads, "" where unknown."""
    user = update.effective_user
    return (user.language_code or "") if user is not None else ""


def after_command(update: Update) -> str:
    """Return what stands after a command, as it was typed; "" for nothing."""
    _, *rest = said(update).split(maxsplit=1)
    return rest[0] if rest else ""


def command_words(message: Message) -> str | None:
    """Return a command as it is typed without its slash: "summary long"; None for no command.

    Of ``/ask`` what is asked.
    """
    text = message.text or ""
    if not any(one.type == MessageEntity.BOT_COMMAND for one in message.entities[:1]):
        return None
    name, *rest = text.split(maxsplit=1)
    name = name.removeprefix("/").partition("@")[0]
    return " ".join(rest if name == "ask" else [name, *rest])


def answered(update: Update) -> str:
    """Return the words that a message answers: those quoted, or all; "" where it answers none."""
    message = update.effective_message
    if message is None:
        return ""
    if message.quote is not None:
        return message.quote.text
    above = message.reply_to_message
    return (above.text or above.caption or "") if above is not None else ""
