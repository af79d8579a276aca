"""The application: which handler takes which update, and one update's turn through them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import Update
from telegram.ext import Application

from bot.handlers.admins import Admins
from bot.handlers.away import Away
from bot.handlers.conversation import Conversation
from bot.handlers.newsroom import Newsroom
from bot.handlers.readers import Readers
from bot.handlers.table import HERE, PlainWords, handler_table
from bot.handlers.unpaused import unpaused
from bot.handlers.updates import Handlers
from bot.intake.inbox import UnreadableError
from bot.outbox.turn import Turn, current, turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot
    from telegram.ext import BaseHandler, ContextTypes

    from bot.handlers.crowds import Crowds
    from bot.handlers.doors import Library
    from bot.handlers.newsroom_doors import State
    from bot.intake.raw import RawUpdate
    from bot.outbox.outbox import Outbox
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Extras:
    """What an application may be built with.

    Questions go to `asked`, where they may be counted, instead of the library without what is
    paused; what is typed inline does not: half of it is half a word. `admins` knows who
    administers a group. The handlers of `first` come before the table's, the last of which take
    whatever is left; those of `early` before all and after the gate, and stop what is theirs.
    `channels` are the newsroom's own, each "@name", and `newsroom` is its name, "" where it gave
    none. `excerpts` is the share of an article that
    a reader is shown in a day, 0 for all of it.
    """

    asked: Library | None = None
    admins: Admins = field(default_factory=Admins)
    first: Sequence[BaseHandler[Update, Any, Any]] = ()
    early: Sequence[BaseHandler[Update, Any, Any]] = ()
    channels: frozenset[str] = frozenset()
    newsroom: str = ""
    excerpts: float = 0.0


def build(
    bot: Bot,
    library: Library,
    state: State,
    strings: Languages[Strings],
    outbox: Outbox,
    crowds: Crowds,
    extras: Extras | None = None,
) -> App:
    """Build the application around a bot: handlers and the error handlers, nothing running.

    `extras` are what isn't as usual.
    """
    extras, shown = extras or Extras(), unpaused(library, state.pauses)
    name = extras.newsroom or ", ".join(sorted(extras.channels))
    talks = strings.each(lambda words: Conversation(extras.asked or shown, state, words, name))
    handlers = Handlers(talks, outbox, crowds, extras.admins, extras.channels, extras.excerpts)
    newsroom = Newsroom(library, state, strings, outbox, extras.admins, crowds)
    app: App = Application.builder().bot(bot).updater(None).job_queue(None).build()
    app.add_handler(newsroom.gate, group=-len(extras.early) - 1)
    for number, handler in enumerate(extras.early):  # of a group only the first that fits is asked
        app.add_handler(handler, group=number - len(extras.early))
    app.add_handler(PlainWords(handlers.ask))
    app.add_handlers(newsroom.table(HERE))
    app.add_handlers(Readers(shown, state, strings, outbox).table(HERE))
    app.add_handlers((*extras.first, *handler_table(handlers)))
    app.add_handlers(Away(shown, strings, outbox, name).table)
    app.add_error_handler(_note)
    app.add_error_handler(handlers.failed)
    return app


async def _note(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Note on the turn what its handler failed with: the application keeps it to itself."""
    going_on = current()
    if going_on is not None:
        going_on.error = context.error


async def take_turn(app: App, outbox: Outbox, raw: RawUpdate) -> Turn:
    """Handle one update; return what it has brought about, nothing of which has left yet.

    Raises:
        UnreadableError: it is no update that anybody can handle.

    """
    try:
        update = Update.de_json(raw, app.bot)
        chat = update.effective_chat
    except Exception as error:
        raise UnreadableError from error
    if chat is None and update.effective_message is not None:
        raise UnreadableError  # no such message exists, and no handler expects it
    with turn() as going_on:
        if chat is not None:
            outbox.heard_from(chat.id)
            message = update.effective_message
            if message is not None and message.migrate_to_chat_id is not None:
                await outbox.move(chat.id, message.migrate_to_chat_id)
        await app.process_update(update)
    return going_on
