"""Carries updates to the bot's webhook: in order within a chat, chats beside each other.

What the bot does not take is sent again until it expires; meanwhile only its own
chat waits.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

from bot.playground.api.answer import read_call
from bot.playground.api.faults import WEBHOOK, garbled
from bot.playground.world.webhook import DEFAULT_CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.playground.api.answer import Params
    from bot.playground.api.faults import Faults
    from bot.playground.world.updates import Pending, UpdateQueue
    from bot.playground.world.webhook import Webhook

    CarryOut = Callable[[str, Params, set[str]], Awaitable[None]]

ANSWER_SECONDS = 60.0
MAX_PAUSE = 60
MAX_RETRY_AFTER = 3600
_MAX_ANSWER_BYTES = 1_000_000
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    """The updates of one chat; the first one is on its way, or waits to be sent again."""

    waiting: deque[Pending] = field(default_factory=deque)
    posting: bool = False
    task: asyncio.Task[None] | None = None


class Courier:
    """Follows the queue of updates while a webhook is set.

    `carry_out` does what the bot's answer to an update asks for, and raises nothing;
    `report` takes the id of an update that was not taken, and why.
    `now` returns Unix seconds, `sleep` waits; `seconds` is how long an answer may take.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        faults: Faults,
        carry_out: CarryOut,
        report: Callable[[int, str], None],
        *,
        now: Callable[[], int],
        sleep: Callable[[float], Awaitable[None]],
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._updates = updates
        self._faults = faults
        self._carry_out = carry_out
        self._report = report
        self._now = now
        self._sleep = sleep
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        self._lanes: dict[int | str, _Lane] = {}
        self._slots = asyncio.Semaphore(DEFAULT_CONNECTIONS)

    def start(self) -> None:
        """Begin to deliver; to be called in the running loop."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers={"User-Agent"},
        )
        self._updates.follower = self
        self.webhook_changed()

    async def stop(self) -> None:
        """Break off what is on its way; it stays pending."""
        self._updates.follower = None
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        self._lanes.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def added(self, pending: Pending) -> None:
        """Send an update once those before it in its chat are taken."""
        if self._updates.webhook is None or self._session is None:
            return
        lane = self._lanes.get(pending.chat)
        if lane is None:
            lane = self._lanes[pending.chat] = _Lane()
            lane.task = asyncio.get_running_loop().create_task(self._run(pending.chat, lane))
        lane.waiting.append(pending)

    def webhook_changed(self) -> None:
        """Begin anew with all that is pending; only what is on its way is awaited."""
        webhook = self._updates.webhook
        if webhook is not None:
            self._slots = asyncio.Semaphore(webhook.max_connections)
        on_their_way = set()
        for chat, lane in list(self._lanes.items()):
            if lane.posting:
                on_their_way.add(lane.waiting[0].id)
                lane.waiting = deque([lane.waiting[0]])
            else:
                del self._lanes[chat]
                if lane.task is not None:
                    lane.task.cancel()
        if webhook is not None:
            for pending in self._updates:
                if pending.id not in on_their_way:
                    self.added(pending)

    async def _run(self, chat: int | str, lane: _Lane) -> None:
        """Deliver a chat's updates, one after the other, until there are none."""
        try:
            while lane.waiting and self._updates.webhook is not None:
                await self._deliver(lane, lane.waiting[0])
                lane.waiting.popleft()
        except Exception:  # noqa: BLE001 - a bug of ours must not stop the other chats
            _LOG.exception("the playground's delivery to the webhook failed")
        finally:
            if self._lanes.get(chat) is lane:
                del self._lanes[chat]

    async def _deliver(self, lane: _Lane, pending: Pending) -> None:
        """Send an update until it is taken, has expired, was dropped, or has no place to go."""
        failures = 0
        while (webhook := self._updates.webhook) is not None and pending.id in self._updates:
            async with self._slots:
                lane.posting = True
                try:
                    retry_after = await self._post(webhook, pending)
                finally:
                    lane.posting = False
            if retry_after is None:
                return
            # At once, then after 2, 4, 8 ... seconds.
            pause = retry_after or (min(2**failures, MAX_PAUSE) if failures else 0)
            failures += 1
            if pause and self._updates.webhook is webhook:
                await self._sleep(pause)

    async def _post(self, webhook: Webhook, pending: Pending) -> int | None:
        """Send an update once; None where it was taken, else the seconds of its Retry-After."""
        assert self._session is not None
        headers = {"Content-Type": "application/json", "Host": webhook.host}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        body = json.dumps(pending.content).encode()
        fault = self._faults.take(WEBHOOK)
        if fault is not None and fault.kind == "garble":
            body = garbled(body)
        retry_after = 0
        try:
            async with (
                asyncio.timeout(self._seconds),
                # A redirect could lead off this machine, and Telegram follows none either.
                self._session.post(
                    webhook.target, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                content = await _content(response)
            if 200 <= response.status < 300:
                self._updates.confirm(pending.id)
                call = read_call(response.headers.get("Content-Type", ""), content)
                if call is not None:
                    await self._carry_out(*call)
                return None
            problem = f"Wrong response from the webhook: {response.status} {response.reason}"
            retry_after = _seconds(response.headers.get("Retry-After", ""))
        except TimeoutError:
            problem = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            problem = "Connection refused"
        except (aiohttp.ClientError, OSError):
            problem = "Webhook connection closed"
        webhook.last_error_date = self._now()
        webhook.last_error_message = problem
        self._report(pending.id, problem)
        return retry_after


async def _content(response: aiohttp.ClientResponse) -> bytes:
    """Return an answer's body, or nothing where it is larger than any request may be."""
    parts = []
    size = 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > _MAX_ANSWER_BYTES:
            response.close()
            return b""
        parts.append(part)
    return b"".join(parts)


def _seconds(header: str) -> int:
    """Return the seconds of a Retry-After header, at most an hour; 0 where it has none."""
    if header.isascii() and header.isdigit():
        return min(int(header[:9]), MAX_RETRY_AFTER)
    return 0
