"""The bot put together and run: what is built of what, start and end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.alarms import SETTLED, Alarms
from bot.application import Extras, build, take_turn
from bot.chores import follow, purge, register
from bot.conditions import Conditions
from bot.counting import counted
from bot.desk_words import DeskWords
from bot.digesting import Digesting
from bot.errors import InvalidTokenError
from bot.flood import ANY, Allowance
from bot.gate import Gate
from bot.handlers.admins import SECONDS as ADMIN_SECONDS
from bot.handlers.admins import Admins
from bot.handlers.crowds import Crowds
from bot.handlers.pausing import screen
from bot.handlers.subscribing import Subscribing
from bot.handlers.table import HERE
from bot.handlers.unpaused import unpaused
from bot.intake.inbox import Inbox
from bot.intake.polling import Offsets, Polling
from bot.intake.source import Api, Source
from bot.measures import Measures
from bot.outbox.outbox import Outbox
from bot.outbox.rates import TELEGRAM, Limits
from bot.redaction import without_token
from bot.request import AiohttpRequest, BotApi
from bot.strings.languages import DEFAULT, load_languages
from bot.watching import Watch

if TYPE_CHECKING:
    from telegram import User

    from bot.application import App
    from bot.doors import Articles, State
    from bot.intake.raw import RawUpdate
    from bot.outbox.turn import Turn
    from bot.posting.posting import Plans

__all__ = ["Extras", "Options", "build", "serve", "take_turn"]

MakeSource: TypeAlias = Callable[[Api, Offsets], Source]

PURGE_SECONDS = 600.0
_LONGEST_PAUSE = 60.0
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")

log = logging.getLogger(__name__)


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
    newsroom's own, each "@name", and `newsroom` is its name, "" where it gave none. `excerpts` is
    the share of an article that a reader is shown in a day, 0 for all of it.
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
    newsroom: str = ""
    excerpts: float = 0.0


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
    desk_words = DeskWords(state.team, state.rooms, strings)
    alarms = Alarms(
        api, state.team, conditions, measures, desk_words, settled=options.settled_seconds
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
            subscribing.table if digesting is None else digesting.table(HERE),
            () if digesting is None else digesting.early,
            options.channels,
            options.newsroom,
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
