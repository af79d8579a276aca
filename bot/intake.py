"""Where updates come from. Polling: raw JSON, so that nothing a parser dislikes stops it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from telegram.error import NetworkError

from bot.errors import InvalidTokenError
from bot.redaction import cause
from bot.request import retry_after

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import TypeAlias

    RawUpdate: TypeAlias = dict[str, Any]
    """One update as the Bot API sent it, unchecked."""
    Handle: TypeAlias = Callable[[RawUpdate], Awaitable[None]]
    """Takes care of one update; called at once for several, in their order of arrival."""

ALLOWED_UPDATES = ("message", "callback_query")
POLL_SECONDS = 50
PATIENCE_SECONDS = 2.0
"""How long updates at work may hold up the next ones."""
GRACE_SECONDS = 5.0
"""How long updates at work may hold up the bot's end."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_REMEMBERED = 1000

log = logging.getLogger(__name__)


class Intake(Protocol):
    """A source of updates. A webhook, or an inbox that outlives a crash, fits behind it."""

    async def run(self, handle: Handle, stop: asyncio.Event) -> None:
        """Hand every update to `handle` until `stop` is set.

        Raises:
            InvalidTokenError: Telegram refuses the token.

        """
        ...


class Offsets(Protocol):
    """Where the number of the last update taken care of is kept. Blocking: it is a database."""

    def offset(self) -> int | None:
        """Return the id of the last update that needs no handling any more."""
        ...

    def set_offset(self, update_id: int) -> None:
        """Keep it."""
        ...


class Api(Protocol):
    """The Bot API, raw."""

    async def call(
        self, method: str, parameters: Mapping[str, object], seconds: float
    ) -> tuple[int, bytes]:
        """Return the HTTP status and the body of one call. Raises telegram's NetworkError."""
        ...


class Polling:
    """Long polling. A batch is acknowledged once it is handled, or after a few seconds.

    Telegram drops what a request's `offset` passes, so the next request waits for the
    batch at work; only an update that takes longer than `patience_seconds` (one chat's
    flood limit, say) is acknowledged while it is still being handled, rather than
    holding up everybody else.
    """

    def __init__(
        self,
        api: Api,
        offsets: Offsets,
        *,
        poll_seconds: int = POLL_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        grace_seconds: float = GRACE_SECONDS,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self._api = api
        self._offsets = offsets
        self._poll_seconds = poll_seconds
        self._patience_seconds = patience_seconds
        self._grace_seconds = grace_seconds
        self._first_pause = first_pause
        self._pause = first_pause
        self._seen: deque[int] = deque(maxlen=_REMEMBERED)
        self._at_work: set[asyncio.Task[None]] = set()

    async def run(self, handle: Handle, stop: asyncio.Event) -> None:
        """Poll until `stop`; see `Intake`."""
        offset = await asyncio.to_thread(self._offsets.offset)
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                batch = await self._fetch(offset, stopping)
                if not batch:
                    continue
                fresh = [(number, raw) for number, raw in batch if number not in self._seen]
                self._seen.extend(number for number, _ in fresh)
                await self._work([asyncio.create_task(_guarded(handle, *one)) for one in fresh])
                offset = max(number for number, _ in batch)
                await asyncio.to_thread(self._offsets.set_offset, offset)
        finally:
            stopping.cancel()
            await self._wind_up()

    async def _work(self, tasks: list[asyncio.Task[None]]) -> None:
        self._at_work.update(tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=self._patience_seconds)
        self._at_work = {task for task in self._at_work if not task.done()}

    async def _wind_up(self) -> None:
        if self._at_work:
            _, late = await asyncio.wait(self._at_work, timeout=self._grace_seconds)
            for task in late:
                task.cancel()
            if late:
                log.warning("stopped with %d updates unanswered", len(late))
                await asyncio.wait(late)

    async def _fetch(
        self, offset: int | None, stopping: asyncio.Task[bool]
    ) -> list[tuple[int, RawUpdate]]:
        """Return the next updates by number; none where there are none, or after a pause."""
        parameters: dict[str, object] = {
            "timeout": self._poll_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            parameters["offset"] = offset + 1
        call = asyncio.create_task(
            self._api.call("getUpdates", parameters, self._poll_seconds + 10)
        )
        try:
            await asyncio.wait({call, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                return []  # not acknowledged, so these come again at the next start
            batch, pause = _read(*call.result())
        except NetworkError as error:
            log.warning("updates: %s", error)
            batch, pause = None, None
        finally:
            call.cancel()
        if batch is not None:
            self._pause = self._first_pause
            return batch
        await asyncio.wait({stopping}, timeout=self._pause if pause is None else pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        return []


async def _guarded(handle: Handle, number: int, raw: RawUpdate) -> None:
    """Handle one update; whatever it raises, the others go on."""
    try:
        await handle(raw)
    except Exception as error:  # noqa: BLE001 -- one bad update must never stop the rest
        # Without the errors' texts: a parser's may hold any part of the update.
        log.error("update %d was skipped:\n%s", number, cause(error))  # noqa: TRY400 -- the same


def _read(status: int, body: bytes) -> tuple[list[tuple[int, RawUpdate]] | None, float | None]:
    """Read an answer to getUpdates: (updates, None), or (None, seconds to pause if it says).

    Raises:
        InvalidTokenError: Telegram refuses the token.

    """
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        answer = {}
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        raise InvalidTokenError
    if status == HTTPStatus.OK and isinstance(answer.get("result"), list):
        return _numbered(answer["result"]), None
    if status == HTTPStatus.CONFLICT:
        log.error(
            "updates: another program takes this bot's updates; stop it (Telegram says: %s)",
            answer.get("description"),
        )
        return None, None
    log.warning("updates: the server answered %d", status)
    return None, retry_after(answer) if status == HTTPStatus.TOO_MANY_REQUESTS else None


def _numbered(result: list[Any]) -> list[tuple[int, RawUpdate]] | None:
    """Return the updates with their numbers; None where there is something, but no update."""
    batch = [
        (raw["update_id"], raw)
        for raw in result
        if isinstance(raw, dict) and type(raw.get("update_id")) is int
    ]
    if len(batch) < len(result):
        log.error("updates: %d without a number were skipped", len(result) - len(batch))
    return batch if batch or not result else None
