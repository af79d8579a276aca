"""Watching a running bot from inside: is Telegram reached, can the state be written, is work done.

What is wrong is noted in `Conditions` and told once in the log, and so is its end.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from telegram.error import NetworkError

from bot.measures import INBOX_AGE
from bot.redaction import without_token
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conditions import Conditions
    from bot.intake.source import Api
    from bot.measures import Measures

_EVERY = 2.0
_SILENCE = 75.0
"""So many seconds without any answer of the Bot API are a problem. A poll takes up to 50."""
_STUCK = 300.0
_CALL_SECONDS = 10.0

log = logging.getLogger(__name__)


class Store(Protocol):
    """What is watched of the state."""

    @property
    def problem(self) -> str:
        """Why the last write failed that should not have, "" where it didn't. Reads no file."""
        ...

    def probe(self) -> None:
        """Write something small. Blocking; raises StoreError."""
        ...


class Watch:
    """Passes calls to the Bot API on, and notes what they tell; looks after the rest in `run`."""

    def __init__(
        self,
        api: Api,
        store: Store,
        conditions: Conditions,
        measures: Measures,
        *,
        every: float = _EVERY,
        silence: float = _SILENCE,
        stuck: float = _STUCK,
    ) -> None:
        self._api = api
        self._store = store
        self._conditions = conditions
        self._measures = measures
        self._every = every
        self._silence = silence
        self._stuck = stuck
        self._answered = asyncio.get_running_loop().time()

    async def call(
        self, method: str, parameters: Mapping[str, object], seconds: float
    ) -> tuple[int, bytes]:
        """Call a method of the Bot API; see `Api`."""
        try:
            status, body = await self._api.call(method, parameters, seconds)
        except NetworkError as error:
            self._unanswered(without_token(str(error)))
            raise
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._unanswered(f"it answers {status}")
        else:
            self._answered = asyncio.get_running_loop().time()
            self._end("telegram", "the Bot API answers again")
        if method == "getUpdates" and status == HTTPStatus.CONFLICT:
            self._begin(
                "conflict",
                "another program takes this bot's updates, or a webhook is set; stop it,"
                " `verbatim doctor` says more",
            )
        elif method == "getUpdates" and status == HTTPStatus.OK:
            self._end("conflict", "no other program takes this bot's updates any more")
        return status, body

    async def run(self) -> None:
        """Look after everything now and then, until it is cancelled."""
        while True:
            await self._look_at_store()
            self._look_at_inbox()
            await self._look_at_telegram()
            await asyncio.sleep(self._every)

    async def _look_at_store(self) -> None:
        if not self._store.problem:
            self._end("store", "the state can be written again: updates are taken as before")
            return
        try:
            # Without readers nobody else would find out that there is room again.
            await asyncio.to_thread(self._store.probe)
        except StoreError as error:
            self._begin(
                "store",
                f"the state can't be written ({without_token(error.problem)}); no update is"
                " acknowledged until it can: they wait at Telegram, for up to a day. Make room on"
                " the disk; `verbatim doctor` says more",
                without_token(error.problem),
            )
        else:
            self._end("store", "the state can be written again: updates are taken as before")

    def _look_at_inbox(self) -> None:
        age = self._measures.value(INBOX_AGE)
        if age > self._stuck:
            minutes = f"for {age / 60:.0f} min"
            self._begin("inbox", f"the oldest update has waited {minutes}; see the log for why")
        else:
            self._end("inbox", "updates are handled again")

    async def _look_at_telegram(self) -> None:
        if asyncio.get_running_loop().time() - self._answered < self._silence:
            return
        try:
            # A bot with a webhook calls nothing while nobody writes.
            await self.call("getMe", {}, _CALL_SECONDS)
        except NetworkError:
            return  # it is noted

    def _unanswered(self, problem: str) -> None:
        silent = asyncio.get_running_loop().time() - self._answered
        if silent >= self._silence:
            self._begin("telegram", f"the Bot API is not reached: {problem}", problem)

    def _begin(self, name: str, text: str, cause: str = "") -> None:
        if self._conditions.begin(name, text, cause):
            log.error("%s", text)

    def _end(self, name: str, text: str) -> None:
        if self._conditions.end(name):
            log.warning("%s", text)
