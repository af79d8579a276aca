"""`verbatim run`: library, state and bot brought up together, on Telegram or in the playground.

What serves HTTP is imported where it is wanted: a polling bot's first reply after a restart
need not wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import threads
from bot.app import Options, serve
from bot.errors import BotError
from bot.flood import Allowance
from bot.logs import log_to_stderr
from bot.newsroom import OWNER_CODE, SERVER
from bot.outbox.rates import UNLIMITED, Limits
from bot.posting.posting import Plans
from bot.state import open_state
from bot.state.contents import contents
from bot.state.keys import MissingKeyError, load_key, new_key
from bot.state.lock import held
from bot.vitals import track
from knowledge.errors import StoreError
from knowledge.library import open_library
from knowledge.reading.files import find_files, read_all, read_file
from knowledge.store.files import file_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from telegram import User

    from bot.config import Config
    from bot.intake.polling import Offsets
    from bot.intake.source import Api
    from bot.state.state import State
    from knowledge.library import Library

    Clock = Callable[[], dt.datetime]

_MANUAL = "about-verbatim.md"

log = logging.getLogger(__name__)


def seeds_folder() -> Path:
    """Return the seed articles: of the working folder, else those that came with the program."""
    here = Path("seeds")
    package = Path(__file__).parent
    return next(p for p in (here, package / "seeds", package.parent / "seeds") if p.is_dir())


def _build_manual(library: Library) -> None:
    """Put the manual in where it is missing: the bot answers questions about itself from it."""
    path = seeds_folder() / _MANUAL
    if path.stem == library.manual and not library.has(library.manual) and path.exists():
        for _ in library.build([(str(path), read_file(path))]):
            log.info("read the manual in")


def _build_seeds(library: Library) -> None:
    """Give an empty playground something to talk about."""
    if library.entries():
        return
    files = find_files(str(seeds_folder()))
    for _ in library.build((str(path), a) for path, a in read_all(files).values()):
        pass


def suggestions(library: Library) -> list[str]:
    """Return first questions for the page, some about the newest article."""
    found = ["What happened?"]
    for entry in library.entries()[:1]:
        found += library.suggested(entry.id)[:2]
    if library.has(library.manual):
        found.append("How do I ask about another article?")
    return [*found, "/summary", "/quotes"]


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[asyncio.Event]:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def run_on_telegram(config: Config, clock: Clock) -> None:
    """Answer on Telegram until SIGINT or SIGTERM.

    Raises:
        BotError: there is no token, or Telegram refuses it.
        KnowledgeError: the stores or the key cannot be opened.

    """
    token = config.telegram.token.reveal()
    if not token:
        raise BotError(
            "no bot token: set TELEGRAM_BOT_TOKEN to the one from @BotFather, "
            "or try the bot without: verbatim run --playground"
        )
    log_to_stderr(config.log.level, config.log.format)
    with contextlib.ExitStack() as stack:
        library = open_library(config.library, clock=clock)
        stack.callback(library.close)
        _build_manual(library)
        if not library.entries():
            log.warning("there are no articles yet; `verbatim build PATH` reads them in")
        state = open_state_of(config, clock, stack)
        bot = int(token.partition(":")[0])
        before = state.claim(bot, adopt=config.state.adopt)
        if before not in {None, bot}:
            log.warning("bot %d has taken over the state of bot %d", bot, before)
        options = replace(
            _options(config), plans=plans_of(config, clock), excerpts=config.excerpts.share
        )
        if state.home.settle():
            log.warning(
                "the state is not where it was: digests that were due before now are skipped, as a"
                " copy may have posted them; `verbatim digest trust` says that there is none"
            )
        if state.pauses.is_paused():
            log.warning("everything is paused; `verbatim resume all` lets it go on")
        store = file_of(config.state.store)
        track(options.measures, options.conditions, None if store is None else store.parent)
        threads.share()
        asyncio.run(
            _serve(
                library,
                state,
                config.telegram.api_url,
                token,
                options,
                ready=lambda bot: _invite_owner(state, bot),
                listen=config.ops.listen,
            )
        )


def _invite_owner(state: State, bot: User) -> None:
    """Print, once, how to become the owner of a bot that has none."""
    if state.team.has_owner:
        return
    if state.team.has_code():
        log.warning("there is no owner yet; `verbatim owner --new-code` makes a new code")
        return
    try:
        code = OWNER_CODE + state.team.new_code("owner", SERVER)
    except StoreError as error:  # a full disk: the bot runs without an owner until the next start
        log.warning("no owner's code could be made: %s", error.problem)
        return
    # On standard output: what is logged is kept and passed on.
    print(
        f"Whoever opens this link first is the owner: https://t.me/{bot.username}?start={code}\n"
        "It is shown this once; `verbatim owner --new-code` makes another.",
        flush=True,
    )


def plans_of(config: Config, clock: Clock) -> Plans:
    """Read the digests of the newsroom's file. Raises ConfigError for one that is broken."""
    path = Path(config.digests.file)
    if config.sources.get("digests.file", "default") == "default" and not path.exists():
        return Plans((), clock)
    from bot.digest_file import read_digests

    return Plans(read_digests(path), clock)


def open_state_of(config: Config, clock: Clock, stack: contextlib.ExitStack) -> State:
    """Open the state for this process alone, with its key; a state that has none gets one."""
    store = file_of(config.state.store)
    if store is not None:
        stack.enter_context(held(store))
    folder = Path(config.state.store).parent if store is None else store.parent
    given, file = config.state.key.reveal(), Path(config.state.key_file)
    try:
        key = load_key(given, file, folder, make=False, former=config.state.former_key.reveal())
    except MissingKeyError as error:
        if store is not None and store.exists():
            found = contents(store, thorough=False)
            if found.key_check is not None:
                raise BotError(
                    f"{error}; {store} was made with one, and without it this is unreadable:"
                    f" {found.encrypted or 'nothing yet'} (no article is). Put the key back from"
                    " where you keep it, or move the state away to begin anew"
                ) from error
        key = load_key(given, file, folder)
    state = open_state(config.state.store, key, clock=clock)
    stack.callback(state.close)
    return state


async def _serve(
    library: Library,
    state: State,
    api_url: str,
    token: str,
    options: Options,
    ready: Callable[[User], None] | None = None,
    listen: str = "",
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stop = stack.enter_context(_stopped_by_signals())
        if listen:
            from bot.ops import serving

            await stack.enter_async_context(serving(listen, options.measures, options.conditions))
        await serve(
            library=library,
            state=state,
            api_url=api_url,
            token=token,
            stop=stop,
            ready=ready,
            options=options,
        )


def _options(config: Config) -> Options:
    """Return how updates come in, how many a reader may send, and how many messages may leave."""
    telegram, flood = config.telegram, config.flood
    limits = Limits(in_all=telegram.messages_per_second)
    reader = Allowance(flood.reader_at_once, flood.reader_a_minute)
    group = Allowance(flood.group_at_once, flood.group_a_minute)
    channels = frozenset(telegram.channels.replace(",", " ").split())
    options = Options(
        limits=limits,
        reader=reader,
        group=group,
        language=telegram.language,
        channels=channels,
        newsroom=telegram.newsroom,
    )
    if not telegram.webhook_url:
        return options
    host, _, port = telegram.webhook_listen.rpartition(":")

    from bot.intake.webhook import Webhook

    def webhook(api: Api, _: Offsets) -> Webhook:
        return Webhook(
            api,
            url=telegram.webhook_url,
            host=host.strip("[]"),
            port=int(port),
            secret=telegram.webhook_secret.reveal(),
        )

    return replace(options, source=webhook)


def run_playground(config: Config, clock: Clock) -> None:
    """Serve the playground until SIGINT or SIGTERM; what visitors write ends with it.

    Raises:
        BotError: the port is taken.
        KnowledgeError: the articles cannot be opened.

    """
    level = "warning" if config.log.level == "info" else config.log.level
    log_to_stderr(level, config.log.format)
    with contextlib.ExitStack() as stack:
        library = open_library(config.library, clock=clock)
        stack.callback(library.close)
        _build_seeds(library)
        _build_manual(library)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="verbatim-playground-"))
        key = load_key(new_key(), Path(folder) / "key", Path(folder) / "data")
        state = open_state(str(Path(folder) / "data" / "state.db"), key, clock=clock)
        stack.callback(state.close)
        threads.share()
        asyncio.run(_play(library, state, config, clock))


async def _play(library: Library, state: State, config: Config, clock: Clock) -> None:
    from bot.playground.server import Playground
    from bot.playground.world.scene import NEWSROOM

    port = config.playground.port
    playground = Playground(suggestions=suggestions(library), clock=clock)
    # What @BotFather switches on for a bot at Telegram.
    playground.world.inline = playground.world.guest = True
    try:
        await playground.start(port=port)
    except OSError as error:
        raise BotError(
            f"port {port} of this machine is taken; choose another, or any free one with "
            'verbatim run --playground --port 0, or: make run ARGS="--port 0"'
        ) from error

    def say(_: User) -> None:
        code = OWNER_CODE + state.team.new_code("owner", SERVER)
        print(
            f"Playground: {playground.page_url}\n"
            f"To try the newsroom's side, send: /start {code}\n"
            "Press Ctrl+C to stop.",
            flush=True,
        )

    try:
        # Nobody counts here, and who tries the bot out shouldn't wait.
        options = Options(
            limits=UNLIMITED,
            language=config.telegram.language,
            plans=plans_of(config, clock),
            channels=frozenset({f"@{NEWSROOM}"}),
            newsroom=config.telegram.newsroom,
            excerpts=config.excerpts.share,
        )
        await _serve(library, state, playground.api_url, playground.token, options, ready=say)
    finally:
        await playground.stop()
