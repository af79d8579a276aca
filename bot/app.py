"""The bot put together: what is built of what, which handler takes which update, start and end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from telegram import Bot, BotCommand, Message, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.errors import InvalidTokenError
from bot.handlers.conversation import COMMANDS, Conversation
from bot.handlers.doors import State as HandlersState
from bot.handlers.updates import Handlers
from bot.intake import Offsets, Polling
from bot.lanes import Lanes
from bot.outbox import Outbox
from bot.redaction import cause, without_token
from bot.request import AiohttpRequest, BotApi
from bot.strings.catalogue import load_strings

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import User
    from telegram.ext import BaseHandler

    from bot.handlers.doors import Library
    from bot.intake import Intake, RawUpdate
    from bot.strings.catalogue import Strings

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

PURGE_SECONDS = 600.0
_LONGEST_PAUSE = 60.0
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")

log = logging.getLogger(__name__)


class State(HandlersState, Offsets, Protocol):
    """Everything the bot asks of its state."""

    def purge(self) -> int:
        """Delete what has expired; return how much."""
        ...


class _Addressed(filters.MessageFilter):
    """A command that names this bot, as ``/help@thisbot`` does."""

    def filter(self, message: Message) -> bool:
        command, _, _ = (message.text or "").partition(" ")
        name = message.get_bot().username
        return command.casefold().endswith(f"@{name}".casefold())


def handler_table(handlers: Handlers) -> tuple[BaseHandler[Update, Any, Any], ...]:
    """Return who answers what. The first that fits takes the update; in groups, only commands."""
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    here = filters.UpdateType.MESSAGE & (filters.ChatType.PRIVATE | _Addressed())
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
        CommandHandler("quotes", handlers.quotes, here),
        CommandHandler("facts", handlers.facts, here),
        CommandHandler("check", handlers.check, here),
        CommandHandler("privacy", handlers.privacy, here),
        CommandHandler("forget", handlers.forget, here),
        MessageHandler(here & filters.COMMAND, handlers.unknown_command),
        MessageHandler(private & said, handlers.ask),
        MessageHandler(private & files, handlers.media),
        MessageHandler(private & ~filters.StatusUpdate.ALL, handlers.not_text),
        CallbackQueryHandler(handlers.tap),
    )


def build(bot: Bot, library: Library, state: HandlersState, strings: Strings) -> App:
    """Build the application around a bot: handlers and the one error handler, nothing running."""
    handlers = Handlers(Conversation(library, state, strings), Outbox(bot))
    app: App = Application.builder().bot(bot).updater(None).job_queue(None).build()
    app.add_handlers(handler_table(handlers))
    app.add_error_handler(handlers.failed)
    return app


async def serve(
    *,
    library: Library,
    state: State,
    api_url: str,
    token: str,
    stop: asyncio.Event,
    ready: Callable[[User], None] | None = None,
    purge_seconds: float = PURGE_SECONDS,
) -> None:
    """Run the bot until `stop`, and leave nothing open.

    Args:
        library: the articles; used from worker threads.
        state: what the bot keeps; the same.
        api_url: the Bot API server, such as https://api.telegram.org.
        token: the bot's token. It reaches no log and no error.
        stop: ends the bot within a few seconds when set.
        ready: called once with the bot's own user, as soon as Telegram knows the token.
        purge_seconds: how often expired state is deleted.

    Raises:
        InvalidTokenError: Telegram refuses the token, or it has not a token's form.

    """
    if not _TOKEN.fullmatch(token):
        raise InvalidTokenError
    # At its finer levels python-telegram-bot logs what is sent, and to whom.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    strings = load_strings()
    request = AiohttpRequest()
    api_url = api_url.rstrip("/")
    bot = Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)
    app = build(bot, library, state, strings)
    intake: Intake = Polling(BotApi(request, api_url, token), state)
    lanes = Lanes()

    async def handle(raw: RawUpdate) -> None:
        update = Update.de_json(raw, bot)
        async with lanes.turn(_lane(update)):
            await app.process_update(update)

    try:
        if not await _introduce(app, stop):
            return
        log.info("answering as @%s", bot.username)
        if ready is not None:
            ready(bot.bot)
        await _register(bot, strings)
        purging = asyncio.create_task(_purge(state, purge_seconds), name="purging")
        try:
            await intake.run(handle, stop)
        finally:
            purging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await purging
    finally:
        await app.shutdown()
        await request.shutdown()


def _lane(update: Update) -> int:
    """Return what an update is queued by: its chat."""
    chat = update.effective_chat
    return chat.id if chat is not None else update.update_id


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


async def _register(bot: Bot, strings: Strings) -> None:
    """Tell Telegram the commands and what this bot is; it works without, so nothing is retried."""
    commands = [BotCommand(name, strings[f"commands.{name}"]) for name in COMMANDS]
    try:
        await bot.set_my_commands(commands)
        await bot.set_my_description(strings["bot.description"])
        await bot.set_my_short_description(strings["bot.about"])
    except TelegramError as error:
        log.warning("the command menu was not registered: %s", without_token(str(error)))


async def _purge(state: State, seconds: float) -> None:
    """Delete expired state now and then."""
    while True:
        try:
            await asyncio.to_thread(state.purge)
        except Exception as error:  # noqa: BLE001 -- a full disk now must not end purging for good
            log.error("expired state was not deleted:\n%s", cause(error))  # noqa: TRY400 -- texts hold rows
        await asyncio.sleep(seconds)
