"""The bot put together: what is built of what, which handler takes which update, start and end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from telegram import Bot, Message, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.alarms import SETTLED, Alarms
from bot.alarms import Team as AlarmedTeam
from bot.chores import Pauses, follow, purge, register
from bot.conditions import Conditions
from bot.counting import counted
from bot.digesting import Digesting
from bot.errors import InvalidTokenError
from bot.flood import ANY, Allowance
from bot.gate import Gate
from bot.handlers import addressing
from bot.handlers.admins import SECONDS as ADMIN_SECONDS
from bot.handlers.admins import Admins
from bot.handlers.away import Away
from bot.handlers.conversation import Conversation
from bot.handlers.crowds import Crowds
from bot.handlers.doors import Library
from bot.handlers.newsroom import Newsroom
from bot.handlers.newsroom_doors import State as HandlersState
from bot.handlers.newsroom_doors import Team as HandlersTeam
from bot.handlers.pausing import screen
from bot.handlers.readers import Readers
from bot.handlers.subscribing import Subscribing
from bot.handlers.unpaused import unpaused
from bot.handlers.updates import Handlers
from bot.intake.doors import Store as InboxStore
from bot.intake.inbox import Inbox, UnreadableError
from bot.intake.polling import Offsets, Polling
from bot.intake.source import Api, Source
from bot.measures import Measures
from bot.outbox.doors import Store as OutboxStore
from bot.outbox.outbox import Outbox
from bot.outbox.rates import TELEGRAM, Limits
from bot.outbox.turn import Turn, current, turn
from bot.posting.composing import Library as PostingLibrary
from bot.posting.posting import Plans
from bot.posting.posting import State as PostingState
from bot.redaction import without_token
from bot.request import AiohttpRequest, BotApi
from bot.strings.languages import DEFAULT, load_languages
from bot.watching import Store as WatchedStore
from bot.watching import Watch

if TYPE_CHECKING:
    from telegram import User
    from telegram.ext import BaseHandler, ContextTypes

    from bot.intake.inbox import RawUpdate
    from bot.state.drafts import Drafts
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
MakeSource: TypeAlias = Callable[[Api, Offsets], Source]

PURGE_SECONDS = 600.0
_LONGEST_PAUSE = 60.0
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")

log = logging.getLogger(__name__)


class Delivery(InboxStore, OutboxStore, WatchedStore, Protocol):
    """Where updates and messages are kept between being taken and being answered."""


class Articles(Library, PostingLibrary, Protocol):
    """Everything the bot asks of the articles."""


class Team(HandlersTeam, AlarmedTeam, Protocol):
    """Who the newsroom is, and who hears of alarms."""


class State(HandlersState, PostingState, Offsets, Protocol):
    """Everything the bot asks of its state."""

    @property
    def drafts(self) -> Drafts:
        """What is being set up."""
        ...

    @property
    def pauses(self) -> Pauses:
        """What is paused."""
        ...

    @property
    def team(self) -> Team:
        """Who the newsroom is."""
        ...

    @property
    def delivery(self) -> Delivery:
        """Inbox and outbox."""
        ...

    def purge(self) -> int:
        """Delete what has expired; return how much."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """How a bot is run, where it isn't as usual.

    `limits` is how many messages may leave; `reader` and `group` are how much one of them
    may ask, any amount unless it is said; `source` makes what updates come from, of the
    Bot API and the state; `measures` is where work is counted, `conditions` where problems
    are noted, which the desk is told of once they have lasted `settled_seconds`; who
    administers a group is asked again after `admin_seconds`; expired state is deleted every
    `purge_seconds`. `plans` are the digests to post, None where nothing is. `language` is
    spoken to who reads none that the bot speaks, and at the desk. `channels` are the
    newsroom's own, each "@name". `excerpts` is the share of an article that a reader is shown in
    a day, 0 for all of it.
    """

    limits: Limits = TELEGRAM
    reader: Allowance = ANY
    group: Allowance = ANY
    source: MakeSource = Polling
    measures: Measures = field(default_factory=Measures)
    conditions: Conditions = field(default_factory=Conditions)
    settled_seconds: float = SETTLED
    admin_seconds: float = ADMIN_SECONDS
    purge_seconds: float = PURGE_SECONDS
    plans: Plans | None = None
    language: str = DEFAULT
    channels: frozenset[str] = frozenset()
    excerpts: float = 0.0


class _Addressed(filters.MessageFilter):
    """A person's command for this bot, as ``/help@thisbot`` or in answer to it."""

    def filter(self, message: Message) -> bool:
        meant = addressing.command(message, addressing.itself(message))
        return meant is not None and addressing.may_ask(message)


_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_GROUPS = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS
_HERE = _PRIVATE | (_GROUPS & _Addressed())


def handler_table(handlers: Handlers) -> tuple[BaseHandler[Update, Any, Any], ...]:
    """Return who answers what. The first that fits takes the update."""
    private, groups, here = _PRIVATE, _GROUPS, _HERE
    hearing = handlers.hearing
    said = filters.TEXT | filters.CAPTION
    files = (
        filters.PHOTO
        | filters.VIDEO
        | filters.ANIMATION
        | filters.AUDIO
        | filters.Document.ALL
        | filters.VIDEO_NOTE
    )
    return (
        CommandHandler("start", handlers.start, here),
        CommandHandler("help", handlers.help, here),
        CommandHandler("articles", handlers.articles, here),
        CommandHandler("summary", handlers.summary, here),
        CommandHandler("sections", handlers.sections, here),
        CommandHandler("quotes", handlers.quotes, here),
        CommandHandler("facts", handlers.facts, here),
        CommandHandler("check", handlers.check, here),
        CommandHandler("privacy", handlers.privacy, here),
        CommandHandler("forget", handlers.forget, here),
        CommandHandler("settings", hearing.settings, here),
        CommandHandler("ask", hearing.heard, groups & _Addressed()),
        CommandHandler("ask", handlers.question, private),
        MessageHandler(here & filters.COMMAND, handlers.unknown_command),
        MessageHandler(private & said, handlers.ask),
        MessageHandler(groups & said, hearing.heard),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE & said, hearing.edited),
        MessageHandler(filters.UpdateType.CHANNEL_POSTS & said, hearing.posted),
        MessageHandler(private & files, handlers.media),
        MessageHandler(private & ~filters.StatusUpdate.ALL, handlers.not_text),
        CallbackQueryHandler(handlers.tap),
    )


@dataclass(frozen=True, slots=True)
class Extras:
    """What an application may be built with.

    Questions go to `asked`, where they may be counted, instead of the library without what is
    paused; what is typed inline does not: half of it is half a word. `admins` knows who
    administers a group. The handlers of `first` come before the table's, the last of which take
    whatever is left; those of `early` before all and after the gate, and stop what is theirs.
    `channels` are the newsroom's own, each "@name". `excerpts` is the share of an article that
    a reader is shown in a day, 0 for all of it.
    """

    asked: Library | None = None
    admins: Admins = field(default_factory=Admins)
    first: Sequence[BaseHandler[Update, Any, Any]] = ()
    early: Sequence[BaseHandler[Update, Any, Any]] = ()
    channels: frozenset[str] = frozenset()
    excerpts: float = 0.0


def build(
    bot: Bot,
    library: Library,
    state: HandlersState,
    strings: Languages[Strings],
    outbox: Outbox,
    crowds: Crowds,
    extras: Extras | None = None,
) -> App:
    """Build the application around a bot: handlers and the error handlers, nothing running.

    `extras` are what isn't as usual.
    """
    extras, shown = extras or Extras(), unpaused(library, state.pauses)
    talks = strings.each(lambda words: Conversation(extras.asked or shown, state, words))
    handlers = Handlers(talks, outbox, crowds, extras.admins, extras.channels, extras.excerpts)
    newsroom = Newsroom(library, state, strings, outbox, extras.admins, crowds)
    app: App = Application.builder().bot(bot).updater(None).job_queue(None).build()
    app.add_handler(newsroom.gate, group=-len(extras.early) - 1)
    for number, handler in enumerate(extras.early):  # of a group only the first that fits is asked
        app.add_handler(handler, group=number - len(extras.early))
    app.add_handlers(newsroom.table(_HERE))
    app.add_handlers(Readers(shown, state, strings, outbox).table(_HERE))
    app.add_handlers((*extras.first, *handler_table(handlers)))
    app.add_handlers(Away(shown, strings, outbox).table)
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


async def serve(
    *,
    library: Articles,
    state: State,
    api_url: str,
    token: str,
    stop: asyncio.Event,
    ready: Callable[[User], None] | None = None,
    options: Options | None = None,
) -> None:
    """Run the bot until `stop`, and leave nothing open.

    Args:
        library: the articles; used from worker threads.
        state: what the bot keeps; the same.
        api_url: the Bot API server, such as https://api.telegram.org.
        token: the bot's token. It reaches no log and no error.
        stop: ends the bot within a few seconds when set.
        ready: called once with the bot's own user, as soon as Telegram knows the token.
        options: what isn't as usual.

    Raises:
        InvalidTokenError: Telegram refuses the token, or it has not a token's form.
        StoreError: what the last run has left cannot be read.

    """
    if not _TOKEN.fullmatch(token):
        raise InvalidTokenError
    # At its finer levels python-telegram-bot logs what is sent, and to whom.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    options = options or Options()
    strings = load_languages(options.language)
    request = AiohttpRequest()
    measures = options.measures
    api_url = api_url.rstrip("/")
    bot = Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)
    conditions = options.conditions
    conditions.begin("starting", "Telegram has not said yet who this bot is")
    api = Watch(BotApi(request, api_url, token), state.delivery, conditions, measures)
    outbox = Outbox(
        api,
        state.delivery,
        limits=options.limits,
        measures=measures,
        screen=screen(state.pauses, strings),
    )
    alarms = Alarms(
        api, state.team, conditions, measures, strings.default, settled=options.settled_seconds
    )
    shown = unpaused(library, state.pauses)
    crowds = Crowds(shown, state.rooms, strings, outbox, paused=state.pauses.is_paused)
    plans, admins = options.plans, Admins(options.admin_seconds)
    subscribing = Subscribing(dict, state.subscriptions, state, strings, outbox)
    digesting = None
    if plans is not None:
        digesting = Digesting(bot, shown, library, state, strings, outbox, plans, admins)
    app = build(
        bot,
        library,
        state,
        strings,
        outbox,
        crowds,
        Extras(
            counted(shown, measures, state.subscriptions.note_asked),
            admins,
            subscribing.table if digesting is None else digesting.table(_HERE),
            () if digesting is None else digesting.early,
            options.channels,
            options.excerpts,
        ),
    )
    gate = Gate(
        outbox,
        strings,
        measures,
        reader=options.reader,
        group=options.group,
        alone=lambda chat: state.rooms.settings(chat).get("replies") == "asker",
    )

    async def handle(raw: RawUpdate) -> Turn:
        return await gate.pass_on(raw, lambda: take_turn(app, outbox, raw))

    inbox = Inbox(state.delivery, handle, outbox, measures=measures)
    try:
        if not await _introduce(app, stop):
            return
        log.info("answering as @%s", bot.username)
        if ready is not None:
            ready(bot.bot)
        async with contextlib.AsyncExitStack() as stack:
            # What is left of the last run goes before what comes now.
            await outbox.start()
            stack.push_async_callback(outbox.stop)
            await inbox.start()
            stack.push_async_callback(inbox.stop)
            works = [
                ("purging", purge(state, options.purge_seconds)),
                ("registering", register(bot, strings, state.team)),
                ("watching", api.run()),
                ("listing", crowds.run()),
                ("alarms", alarms.run()),
                ("pauses", follow(state.pauses)),
            ]
            if digesting is not None:
                works += digesting.works()
            for name, work in works:
                stack.push_async_callback(_cancel, asyncio.create_task(work, name=name))
            conditions.end("starting")
            await options.source(api, state).run(inbox, stop)
    finally:
        await app.shutdown()
        await request.shutdown()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _introduce(app: App, stop: asyncio.Event) -> bool:
    """Ask Telegram who this bot is until it answers; False if `stop` came first."""
    pause = 1.0
    while not stop.is_set():
        try:
            await app.initialize()
        except InvalidToken:
            raise InvalidTokenError from None  # its text holds the token
        except TelegramError as error:
            problem = without_token(str(error))
            log.warning("the Bot API is not reachable, trying again in %.0f s: %s", pause, problem)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return True
    return False
