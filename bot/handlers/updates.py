"""From a Telegram update to one turn of the conversation, and its reply to the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import Message, Update

from bot.handlers import addressing, reading
from bot.handlers.asker import Asker
from bot.handlers.excerpts import Excerpts
from bot.handlers.groups import Groups
from bot.handlers.hearing import Hearing
from bot.handlers.posts import beside_links, named, post_of
from bot.handlers.quoting import Quoting
from bot.handlers.replying import Replying
from bot.handlers.taps import Taps
from bot.message import Message as Said
from bot.redaction import cause
from bot.render import notices

if TYPE_CHECKING:
    from telegram.ext import ContextTypes

    from bot.handlers.admins import Admins
    from bot.handlers.conversation import Conversation
    from bot.handlers.crowds import Crowds
    from bot.handlers.overviews import Overview
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply
    from bot.strings.languages import Languages

_ALBUMS = 200

log = logging.getLogger(__name__)


class Handlers:
    """The callbacks of the handler table; each answers one update, and only that.

    `hearing` has those for what is said among others, and for what is edited.
    """

    def __init__(
        self,
        talks: Languages[Conversation],
        outbox: Outbox,
        crowds: Crowds,
        admins: Admins,
        channels: frozenset[str] = frozenset(),
        excerpts: float = 0.0,
    ) -> None:
        self._talks = talks
        self._taps = talks.each(Taps)
        groups = Groups(talks, channels)
        self._who = groups.who
        self._outbox = outbox
        self._crowds = crowds
        self._excerpts = Excerpts(talks, excerpts)
        self._replying = Replying(outbox, crowds, groups.place, Quoting(talks), self._excerpts)
        self._admins = admins
        self.hearing = Hearing(talks, groups, outbox, crowds, self._replying, admins)
        self._albums: deque[tuple[int, str]] = deque(maxlen=_ALBUMS)

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/start``, with a link's parameter or without."""
        parameter = context.args[0] if context.args else ""
        message = update.effective_message
        if message is None:
            return
        in_group = addressing.is_group(message)
        if parameter and in_group and not await self._admins.has_written(context.bot, message):
            parameter = ""  # which article a group asks about is not everybody's choice
        await self._replying.work(update, lambda asker: self._talk(asker).start(asker, parameter))

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/help``, as it fits the place."""
        message = update.effective_message
        admin = False
        if message is not None and addressing.is_group(message):
            admin = await self._admins.has_written(context.bot, message)
        await self._replying.work(update, lambda asker: self._talk(asker).help(asker, admin=admin))

    async def privacy(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/privacy``."""
        await self._replying.work(update, lambda asker: self._talk(asker).privacy())

    async def articles(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/articles``, with words to find some by or without."""
        search = reading.after_command(update)
        await self._replying.work(
            update, lambda asker: self._talk(asker).articles(asker, search=search)
        )

    async def summary(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/summary``, with a length or without."""
        await self._overview(update, "summary", reading.after_command(update))

    async def sections(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/sections``, with a number or words of a heading, or without."""
        await self._overview(update, "sections", reading.after_command(update))

    async def quotes(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/quotes``, with a speaker's name or role, or without."""
        await self._overview(update, "quotes", reading.after_command(update))

    async def facts(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/facts``."""
        await self._overview(update, "facts")

    async def check(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/check``: the words after it, or those of the message that it answers."""
        words = reading.after_command(update) or reading.answered(update)
        await self._replying.work(update, lambda asker: self._talk(asker).check(asker, words))

    async def forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/forget``."""
        await self._replying.work(update, lambda asker: self._talk(asker).forget(asker))

    async def unknown_command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any other command."""
        name = reading.said(update).split(maxsplit=1)[0].removeprefix("/").partition("@")[0]
        await self._replying.work(
            update, lambda asker: self._talk(asker).unknown_command(asker, name)
        )

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/ask`` in private, where it isn't needed."""
        message, words = update.effective_message, reading.after_command(update)
        if message is None or not words:
            await self.help(update, context)
            return
        asked = message.date.date()
        await self._replying.work(
            update, lambda asker: self._talk(asker).ask(asker, words, asked), is_question=True
        )

    async def ask(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text, or the caption of anything that has one: a question."""
        message = update.effective_message
        if message is not None:
            self._is_first_of_album(message)
            words, asked = reading.said(update), message.date.date()

            def turn(asker: Asker) -> Reply:
                talk = self._talk(asker)
                if message.forward_origin is not None:
                    return talk.forwarded(asker, words, asked)
                if reading.is_link(message):
                    username = addressing.itself(message).username
                    return talk.linked(asker, named(talk.library, post_of(message), username))
                if asker.about is not None:
                    return talk.ask(asker, beside_links(post_of(message), words), asked)
                return talk.ask(asker, words, asked)

            await self._replying.work(update, turn, is_question=True)

    async def media(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a picture, film or file without a caption: once an album."""
        message = update.effective_message
        if message is not None and self._is_first_of_album(message):
            await self._say(update, "other.media")

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a voice message, a sticker, a place and whatever else is no text."""
        await self._say(update, "other.not_text")

    async def tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tapped button."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        if message is None:  # a button of an inline message, which this bot never sends
            strings = self._talks.of(reading.language(update)).strings
            await self._outbox.answer_callback(query.id, strings["buttons.expired"])
            return
        chat_id = message.chat.id
        asker = Asker(chat_id, query.from_user.id, language=reading.language(update))
        if asker.private:
            taps = self._taps.of(asker.language)
            tapped = await asyncio.to_thread(taps.tap, asker, query.data or "")
        else:
            tapped = await self.hearing.tapped(asker, query.data or "", context)
        # The message with the button stays: it says what was done.
        gone = [one for one in tapped.delete if one != (chat_id, message.message_id)]
        if gone:
            await self._outbox.delete(gone)
            for one in gone:
                await self._crowds.gone(*one)
        if tapped.reply is None:
            await self._outbox.answer_callback(query.id, tapped.toast, alert=tapped.alert)
            return
        thread = reading.topic(message) if isinstance(message, Message) else None
        number = reading.number(message)
        alone = number < 0 or tapped.alone
        in_place = not tapped.new and (number < 0 or not alone)
        reply, quote = await asyncio.to_thread(self._excerpts.bounded, asker, tapped.reply), None
        quoting = self._replying.quoting
        if in_place and isinstance(message, Message):
            reply = quoting.still(message, asker, reply)
        elif not alone and isinstance(message, Message):
            reply, quote = await asyncio.to_thread(quoting.of, message, asker, reply)
        if in_place and number > 0:
            near = message if isinstance(message, Message) else None
            await self._crowds.changed(chat_id, number, reply, near)
        said = Said(
            chat_id,
            reply,
            # What comes below a message of a group belongs to it, whatever is said between.
            reply_to=None if asker.private or number < 0 else number,
            thread=thread,
            edits=number if in_place else None,
            asker=asker.user_id,
            language=asker.language,
            only_for=asker.user_id if alone else 0,
            query=query.id if alone else "",
            quote=quote,
        )
        stands = ""
        if asker.private or alone or in_place or not isinstance(message, Message):
            await self._outbox.give(said)
        else:
            stands = await self._crowds.tapped(message, said, asker.language)
        toast, alert = (stands, True) if stands else (tapped.toast, tapped.alert)
        await self._outbox.answer_callback(query.id, toast, alert=alert)

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Apologise to the reader and log the cause. It leaves when the update is given up."""
        error = context.error
        if error is None:
            return
        known = update if isinstance(update, Update) else None
        log.error("an update was not answered:\n%s", cause(error))
        if known is None or reading.overheard(known):
            return
        apology = "other.apology"
        if known.callback_query is not None:
            strings = self._talks.of(reading.language(known)).strings
            await self._outbox.answer_callback(known.callback_query.id, strings[apology])
        elif known.effective_message is not None:
            asker = await self._spoken_to(known.effective_message)
            language = reading.language(known) if asker is None else asker.language
            reply = notices.notice(self._talks.of(language).strings, apology)
            await self._replying.send(known, reply, asker, is_question=False)

    async def _spoken_to(self, message: Message) -> Asker | None:
        """Return who has written, and who is to see what is said to them; None for nobody."""
        try:
            return await asyncio.to_thread(self._who, message)
        except Exception:  # noqa: BLE001 -- it may be the state that has failed
            # What the group has chosen is not known then: too few see it rather than too many.
            asker = addressing.asker(message)
            alone = addressing.is_group(message) and message.sender_chat is None
            return None if asker is None else replace(asker, alone=alone)

    async def _overview(self, update: Update, kind: Overview, wanted: str = "") -> None:
        await self._replying.work(
            update, lambda asker: self._talk(asker).overview(asker, kind, wanted)
        )

    async def _say(self, update: Update, key: str) -> None:
        """Say one of the bot's own sentences."""
        await self._replying.work(
            update, lambda asker: notices.notice(self._talk(asker).strings, key)
        )

    def _talk(self, asker: Asker) -> Conversation:
        """Return the conversation in the language that somebody is spoken to in."""
        return self._talks.of(asker.language)

    def _is_first_of_album(self, message: Message) -> bool:
        """Note a message's album; return False for all but its first. A lone message is first."""
        if message.media_group_id is None:
            return True
        album = (message.chat.id, message.media_group_id)
        if album in self._albums:
            return False
        self._albums.append(album)
        return True
