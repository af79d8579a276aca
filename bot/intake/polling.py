"""Long polling. Raw JSON, so that nothing a parser dislikes stops it."""

from __future__ import annotations

import asyncio
import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from telegram.error import NetworkError

from bot.errors import InvalidTokenError
from bot.intake.raw import is_number
from bot.intake.source import ALLOWED_UPDATES, Api, Taker
from bot.redaction import servers_words, without_token
from bot.request import retry_after
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

POLL_SECONDS = 50
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_FULL_PAUSE = 0.05
_STORE_PAUSE = 5.0

log = logging.getLogger(__name__)


class Offsets(Protocol):
    """Where the number of the last update that was taken is kept."""

    def offset(self) -> int | None:
        """Return the id of the last update that Telegram need not send again. Blocking."""
        ...


class Polling:
    """Fetches updates; a batch is acknowledged, by the next request, once it is committed.

    While the inbox is full nothing is fetched: what waits at Telegram is safe there.
    """

    def __init__(
        self,
        api: Api,
        offsets: Offsets,
        *,
        poll_seconds: int = POLL_SECONDS,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self._api = api
        self._offsets = offsets
        self._poll_seconds = poll_seconds
        self._first_pause = first_pause
        self._pause = first_pause

    async def run(self, inbox: Taker, stop: asyncio.Event) -> None:
        """Poll until `stop`; see `Source`."""
        offset = await asyncio.to_thread(self._offsets.offset)
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                if inbox.full:
                    await asyncio.wait({stopping}, timeout=_FULL_PAUSE)
                    continue
                batch = await self._fetch(offset, stopping)
                if batch:
                    offset = await self._take(inbox, batch, offset, stopping)
        finally:
            stopping.cancel()

    async def _take(
        self,
        inbox: Taker,
        batch: Sequence[Any],
        offset: int | None,
        stopping: asyncio.Task[bool],
    ) -> int | None:
        """Commit a batch; return the offset that follows, the same where it could not be kept."""
        numbers = [
            raw["update_id"]
            for raw in batch
            if isinstance(raw, dict) and is_number(raw.get("update_id"))
        ]
        last = max(numbers, default=offset)
        try:
            await inbox.take([(raw, json.dumps(raw)) for raw in batch], offset=last)
        except StoreError as error:
            # Not acknowledged, so the same updates come again.
            problem = without_token(str(error))
            log.error("updates: they can't be kept, and stay at Telegram: %s", problem)  # noqa: TRY400 -- one line
            await self._wait(stopping, min(self._pause, _STORE_PAUSE))
            return offset
        if numbers:
            self._pause = self._first_pause
        else:  # what has no number can't be passed, and comes at once again
            await self._wait(stopping)
        return last

    async def _wait(self, stopping: asyncio.Task[bool], seconds: float | None = None) -> None:
        """Pause for so long, or for longer each time."""
        await asyncio.wait({stopping}, timeout=self._pause if seconds is None else seconds)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _fetch(self, offset: int | None, stopping: asyncio.Task[bool]) -> list[Any]:
        """Return the next updates; none where there are none, or after a pause."""
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
            return batch
        await self._wait(stopping, pause)
        return []


def _read(status: int, body: bytes) -> tuple[list[Any] | None, float | None]:
    """Read an answer to getUpdates: (updates, None), or (None, seconds to pause if it says).

    Raises:
        InvalidTokenError: Telegram refuses the token.

    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        answer = {}
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        raise InvalidTokenError
    if status == HTTPStatus.OK and isinstance(answer.get("result"), list):
        return answer["result"], None
    if status == HTTPStatus.CONFLICT:
        log.error(
            "updates: another program takes this bot's updates, or a webhook is set; stop it,"
            " or set telegram.webhook_url (Telegram says: %s)",
            servers_words(str(answer.get("description"))),
        )
        return None, None
    log.warning("updates: the server answered %d", status)
    return None, retry_after(answer) if status == HTTPStatus.TOO_MANY_REQUESTS else None
