"""The newsroom's updates: its commands and buttons, and the gate that a pause closes."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.buttons import parse
from bot.desk_words import DeskWords
from bot.handlers import addressing, member_menus, reading, team
from bot.handlers.pausing import Pausing, Place
from bot.handlers.taps import Tapped
from bot.handlers.team import TeamTurns
from bot.message import Message as Said
from bot.newsroom import Actor, Member
from bot.redaction import cause
from bot.render import newsroom as shown
from bot.render import notices
from bot.reply import Offers

if TYPE_CHECKING:
    from telegram.ext import BaseHandler, ContextTypes

    from bot.handlers.admins import Admins
    from bot.handlers.crowds import Crowds
    from bot.handlers.doors import Library
    from bot.handlers.newsroom_doors import State
    from bot.newsroom import Role
    from bot.outbox.outbox import Outbox
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

COMMANDS: Final = ("team", "desk", "pause", "resume", "hide", "misses")
_ALWAYS: Final = frozenset({*COMMANDS, "privacy", "forget", "unsubscribe"})
"""Commands that a paused bot still takes: the newsroom's, and what readers have a right to."""
_CODE: Final = re.compile(r"/start(?:@\w{1,40})? ((?:own|edit)_[A-Za-z0-9_-]{22})\s*")
_TAPS: Final = r"^(invite|remove|leaves|heir|crown)[.:]"
_MOST_TOLD: Final = 10_000

log = logging.getLogger(__name__)


class _HasCode(filters.MessageFilter):
    """A link's parameter that makes somebody an owner or editor."""

    def filter(self, message: Message) -> bool:
        return _CODE.fullmatch(message.text or "") is not None


class Newsroom:
    """The callbacks of the newsroom's updates. `library` has the paused articles, too."""

    def __init__(
        self,
        library: Library,
        state: State,
        strings: Languages[Strings],
        outbox: Outbox,
        admins: Admins,
        crowds: Crowds,
    ) -> None:
        self._state = state
        self._strings = strings
        self._outbox = outbox
        self._admins = admins
        self._crowds = crowds
        self._turns = strings.each(lambda words: TeamTurns(state, words))
        self._pausing = strings.each(lambda words: Pausing(library, state, words))
        self._desk_words = DeskWords(state.team, state.rooms, strings)
        self._told: OrderedDict[int, None] = OrderedDict()

    def table(self, here: filters.BaseFilter) -> tuple[BaseHandler[Update, Any, Any], ...]:
        """Who answers what; `here` lets commands for this bot through."""
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        return (
            MessageHandler(private & _HasCode(), self.join),
            CommandHandler("team", self.team, here),
            CommandHandler("desk", self.desk, here),
            CommandHandler("pause", self.pause, here),
            CommandHandler("resume", self.resume, here),
            CommandHandler("hide", self.hide, here),
            CallbackQueryHandler(self.tap, _TAPS),
        )

    @property
    def gate(self) -> BaseHandler[Update, Any, Any]:
        """What every update meets before all others."""
        return TypeHandler(Update, self.meet)

    async def meet(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an update through, unless the newsroom has paused the bot or its chat."""
        chat = update.effective_chat
        if not self._state.pauses.is_paused(None if chat is None else chat.id):
            if self._told and not self._state.pauses.is_paused():
                self._told.clear()
            return
        if _goes_through(update):
            return
        if update.inline_query is not None:
            await self._outbox.answer_inline(update.inline_query.id, Offers())
        elif update.callback_query is not None:
            told = self._words(update)["pausing.told"]
            await self._outbox.answer_callback(update.callback_query.id, told)
        elif update.message is not None and update.message.chat.type == "private":
            await self._tell(update, update.message.chat.id)
        raise ApplicationHandlerStop

    async def join(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/start`` with an owner's or editor's code."""
        message = update.message
        user = None if message is None else message.from_user
        found = None if message is None else _CODE.fullmatch(message.text or "")
        if user is None or found is None:
            return
        before = await asyncio.to_thread(self._roles)
        language = reading.language(update)
        joins = self._turns.of(language).joins
        reply, good = await asyncio.to_thread(joins, user.id, user.full_name, found[1], language)
        await self._send(update, reply)
        if good:
            # Who was the owner must hear of another, wherever the desk is.
            desk = await asyncio.to_thread(self._state.team.desk)
            role = self._state.team.role(user.id) or "editor"
            key = f"team.joined.{role}"
            former = {one for one, was in before.items() if was == role == "owner"}
            told = former if desk is None else former | {desk}
            for chat_id in told - {user.id}:
                words = await asyncio.to_thread(self._desk_words.of, chat_id)
                await self._outbox.give(Said(chat_id, shown.titled(words, key, user.full_name)))
            now = await asyncio.to_thread(self._roles)
            await member_menus.follow(context.bot, self._strings, before, now)

    async def team(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/team``: who the newsroom is."""
        message, actor = update.message, self._member(update.message)
        if message is None:
            return
        if actor is None:
            await self._refuse(update)
        elif addressing.is_group(message):
            await self._say(update, "team.in_private")
        else:
            show = self._turns.of(reading.language(update)).show
            await self._send(update, await asyncio.to_thread(show, actor, message.chat.id))

    async def desk(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """``/desk``: where reports and alarms go; the owner's to say."""
        message, actor = update.message, self._member(update.message)
        if message is None:
            return
        if actor is None or actor.part != "owner":
            await self._refuse(update, "team.owner_only")
            return
        words = reading.after_command(update)
        desk = self._turns.of(reading.language(update)).desk
        reply = await asyncio.to_thread(desk, actor, message.chat.id, words)
        await self._send(update, reply)

    async def pause(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/pause article|chat|all``."""
        await self._pause(update, context, resume=False)

    async def resume(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/resume article|chat|all``."""
        await self._pause(update, context, resume=True)

    async def hide(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """``/hide``, in answer to one of the bot's own messages: it goes."""
        message = update.message
        if message is None:
            return
        actor = await self._actor(message, context)
        if actor is None:
            await self._refuse(update)
            return
        above = message.reply_to_message
        if above is None or above.from_user is None or above.from_user.id != context.bot.id:
            await self._say(update, "hide.which")
            return
        try:
            await context.bot.delete_message(message.chat.id, above.message_id)
        except (BadRequest, Forbidden):
            # After 48 hours Telegram may keep it; its words can still be taken out of it.
            chosen = await asyncio.to_thread(self._state.rooms.settings, message.chat.id)
            language = chosen.get("language") or reading.language(update)
            text = self._strings.of(language)["hide.notice"]
            try:
                await context.bot.edit_message_text(
                    text, chat_id=message.chat.id, message_id=above.message_id
                )
            except BadRequest as error:
                log.info("a message could not be hidden:\n%s", cause(error))
                await self._say(update, "hide.failed")
                return
        await self._crowds.gone(message.chat.id, above.message_id, message)
        # Else who edits their question would have it said again.
        await asyncio.to_thread(self._state.take_back, message.chat.id, above.message_id)
        chat = str(message.chat.id)
        await asyncio.to_thread(
            self._state.audit.note, actor, "hide", chat=chat, message=str(above.message_id)
        )
        if not addressing.is_group(message):
            await self._say(update, "hide.done")

    async def tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tapped button of the newsroom's."""
        query = update.callback_query
        message = None if query is None else query.message
        if query is None or message is None:
            return
        user, chat_id, name = query.from_user, message.chat.id, context.bot.username
        role = self._state.team.role(user.id)
        turns = self._turns.of(reading.language(update))

        def work() -> Tapped:
            expired = Tapped(self._words(update)["buttons.expired"])
            tap = parse(query.data or "")
            kept = None if tap is None else self._state.recall(tap.token, chat_id, user.id)
            if tap is None or kept is None or kept.kind != team.KIND or role != "owner":
                return expired
            actor = Actor(role, user.id, user.full_name)
            try:
                return turns.tapped(actor, tap, kept.payload, name) or expired
            except IndexError:
                return expired

        were = {one.user_id: one for one in await asyncio.to_thread(self._state.team.members)}
        before = await asyncio.to_thread(self._roles)
        tapped = await asyncio.to_thread(work)
        now = await asyncio.to_thread(self._roles)
        for one in before.keys() - now.keys():
            await self._tell_desk(chat_id, "team.left", were[one].name if one in were else "")
        for one in [one for one in now if now[one] == "owner" and before.get(one) == "editor"]:
            heir = were.get(one, Member(one, "owner", ""))
            welcome = notices.notice(self._strings.of(heir.language), "team.welcome.owner")
            await self._outbox.give(Said(one, welcome))
            await self._tell_desk(chat_id, "team.joined.owner", heir.name)
        await member_menus.follow(context.bot, self._strings, before, now)
        await self._outbox.answer_callback(query.id, tapped.toast)
        if tapped.reply is None:
            return
        edits = None if tapped.new else message.message_id
        await self._outbox.give(Said(chat_id, tapped.reply, edits=edits))

    async def _tell_desk(self, here: int, key: str, name: str) -> None:
        """Tell the desk of somebody, where it is a group: whoever did it knows already."""
        desk = await asyncio.to_thread(self._state.team.desk)
        if desk is None or desk == here or desk > 0:
            return
        words = await asyncio.to_thread(self._desk_words)
        await self._outbox.give(Said(desk, shown.titled(words, key, name)))

    def _roles(self) -> dict[int, Role]:
        return {one.user_id: one.role for one in self._state.team.members()}

    async def _pause(
        self, update: Update, context: ContextTypes.DEFAULT_TYPE, *, resume: bool
    ) -> None:
        message = update.message
        if message is None:
            return
        actor = await self._actor(message, context)
        if actor is None:
            await self._refuse(update)
            return
        words = reading.after_command(update)
        above = message.reply_to_message
        post = message.message_thread_id if above is None else above.message_id
        place = Place(message.chat.id, addressing.is_group(message), post)
        command = self._pausing.of(reading.language(update)).command
        reply = await asyncio.to_thread(command, actor, place, words, resume=resume)
        await self._send(update, reply)

    def _member(self, message: Message | None) -> Actor | None:
        """Return who of the newsroom has written a message; None for others."""
        user = None if message is None else message.from_user
        # Who hides behind a group or channel is nobody that the newsroom knows.
        if message is None or user is None or message.sender_chat is not None:
            return None
        role = self._state.team.role(user.id)
        return None if role is None else Actor(role, user.id, user.full_name)

    async def _actor(self, message: Message, context: ContextTypes.DEFAULT_TYPE) -> Actor | None:
        """Return who has a right to change things here: the newsroom's, or the group's own."""
        member = self._member(message)
        if member is not None or not addressing.is_group(message):
            return member
        if not await self._admins.has_written(context.bot, message):
            return None
        user = message.from_user
        if user is None or message.sender_chat is not None:
            return Actor("admin")  # in the group's own name
        return Actor("admin", user.id, user.full_name)

    async def _refuse(self, update: Update, key: str = "team.members_only") -> None:
        """Say that somebody has no right to this; in a paused chat nothing is said."""
        chat = update.effective_chat
        if chat is not None and chat.type != "private" and self._state.pauses.is_paused(chat.id):
            return
        await self._say(update, key)

    async def _tell(self, update: Update, chat_id: int) -> None:
        """Tell a reader in private that the bot is paused, once a pause."""
        if chat_id in self._told:
            return
        self._told[chat_id] = None
        if len(self._told) > _MOST_TOLD:
            self._told.popitem(last=False)
        await self._say(update, "pausing.told")

    async def _say(self, update: Update, key: str) -> None:
        await self._send(update, notices.notice(self._words(update), key))

    async def _send(self, update: Update, reply: Reply) -> None:
        message = update.effective_message
        if message is not None:
            await self._outbox.give(reading.in_answer(message, reply))

    def _words(self, update: Update) -> Strings:
        """Return the sentences in the language of whoever an update is from."""
        return self._strings.of(reading.language(update))


def _goes_through(update: Update) -> bool:
    """Whether a paused bot still takes an update."""
    query = update.callback_query
    if query is not None:
        data = query.data or ""
        return re.match(rf"{_TAPS}|(forget|subend)[.:]", data) is not None
    message = update.message
    if message is None:
        return False
    # Which article a post is about is noted from its copy; nothing is said to it.
    if message.is_automatic_forward:
        return True
    text = message.text or ""
    if not text.startswith("/"):
        return False
    name = text.split(maxsplit=1)[0][1:].partition("@")[0].casefold()
    private = message.chat.type == "private"
    if name in COMMANDS:
        return True
    return private and (name in _ALWAYS or _CODE.fullmatch(text) is not None)
