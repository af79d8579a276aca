"""The playground's door: a Bot API and a chat page on one address of this machine."""

from __future__ import annotations

import asyncio
import secrets
import string
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.api.botside import TOKEN, BotSide
from bot.playground.api.faults import Faults
from bot.playground.api.rates import Rates
from bot.playground.api.webhook import ANSWER_SECONDS, Courier
from bot.playground.guard import check_loopback, refuse_kindly
from bot.playground.pageside import PageSide
from bot.playground.world.scene import furnish
from bot.playground.world.world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

MAX_BODY_BYTES = 1_000_000
_STOP_SECONDS = 1.0


def utc_now() -> datetime:
    """Return the time; the clock of a playground that is given none."""
    return datetime.now(UTC)


class Playground:
    """A Telegram in a box, for one bot and whoever opens its page.

    `token` is the bot's (random where None; ValueError where it has not
    Telegram's shape); `page_key` opens the page (random too); `suggestions` are
    first questions that the page offers; `clock` returns aware times and `sleep`
    waits for so many seconds; `webhook_seconds` is how long a webhook may take. With `scene`
    there is a group and a channel with comments, and whoever opens the page is in
    them. State lives in memory and ends with it.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        page_key: str | None = None,
        username: str = "VerbatimBot",
        suggestions: Sequence[str] = (),
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        webhook_seconds: float = ANSWER_SECONDS,
        scene: bool = True,
    ) -> None:
        self.token = _new_token() if token is None else token
        if not TOKEN.fullmatch(self.token):
            raise ValueError("a bot's token has digits, a colon and 35 letters, digits, _ or -")
        self.page_key = page_key or secrets.token_urlsafe(24)
        self.world = World(int(self.token.partition(":")[0]), username, clock)
        self.faults = Faults(self.world.updates)
        self.rates = Rates(clock, lambda chat_id: self.world.chat(chat_id).id)
        self._bot_side = BotSide(self.world, self.token, self.faults, self.rates, sleep)
        self._courier = Courier(
            self.world.updates,
            self.faults,
            self._bot_side.carry_out,
            self._bot_side.not_taken,
            now=self.world.now,
            sleep=sleep,
            seconds=webhook_seconds,
        )
        self._page_side = PageSide(
            self.world, self.page_key, suggestions, furnish(self.world) if scene else None
        )
        self._runner: web.AppRunner | None = None
        self._address = ""

    @property
    def requests(self) -> Sequence[tuple[str, dict[str, Any]]]:
        """The bot's newest requests as (method, parameters as sent), refused ones included."""
        return self._bot_side.requests

    @property
    def api_url(self) -> str:
        """The base of the Bot API: a method is at ``{api_url}/bot{token}/{method}``."""
        return self._address

    @property
    def page_url(self) -> str:
        """The address of the chat page, with its key."""
        return f"{self._address}/?key={self.page_key}"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one.

        Raises ValueError for a host that is not this machine's own, and OSError
        where the port is taken.
        """
        check_loopback(host)
        app = web.Application(middlewares=[refuse_kindly], client_max_size=MAX_BODY_BYTES)
        app.add_routes([*self._page_side.routes(), *self._bot_side.routes()])
        runner = web.AppRunner(
            app,
            access_log=None,
            auto_decompress=False,
            handler_cancellation=True,
            shutdown_timeout=_STOP_SECONDS,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            raise OSError(
                error.errno, f"the playground can't listen on {host} port {port}: {error.strerror}"
            ) from error
        self._courier.start()
        self._runner = runner
        bound = runner.addresses[0][1]
        shown = "[::1]" if ":" in host else host
        self._address = f"http://{shown}:{bound}"

    async def stop(self) -> None:
        """Answer who is waiting, close all connections, and listen no more."""
        if self._runner is None:
            return
        self.world.updates.close()
        self._bot_side.close()
        await self._courier.stop()
        self._page_side.close()
        await self._runner.cleanup()
        self._runner = None


def _new_token() -> str:
    letters = string.ascii_letters + string.digits + "_-"
    return f"{10**9 + secrets.randbelow(9 * 10**9)}:" + "".join(
        secrets.choice(letters) for _ in range(35)
    )
