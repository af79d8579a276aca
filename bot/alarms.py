"""What is wrong with a running bot, told at the desk: once when it begins, once at its end.

Nothing of it is kept: on a full disk nothing can be, and the desk must hear of just that. A
message is tried until Telegram has taken it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from telegram.error import NetworkError

from bot.measures import FAILED, QUARANTINED, UNCERTAIN
from bot.outbox.requests import failure, outcome
from bot.redaction import without_token
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conditions import Conditions
    from bot.measures import Measure, Measures
    from bot.outbox.doors import Api
    from bot.outbox.requests import Outcome
    from bot.strings.catalogue import Strings

_EVERY: Final = 1.0
SETTLED: Final = 5.0
"""A problem that is over sooner, in seconds, is not told."""
_LONGEST_PAUSE: Final = 60.0
_QUIET: Final = 600.0
"""Seconds between two messages that count the same thing."""
_MOST: Final = 100
_CALL_SECONDS: Final = 20.0
_LONGEST_TEXT: Final = 1000
_UNTOLD: Final = frozenset({"starting"})
_WANTED: Final = frozenset({("why", "paused"), ("why", "left")})
"""Why posts fail that nobody need look after: the newsroom, or a reader, wants it so."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _News:
    """What is to be told: a sentence's key and values, and for a problem its name and cause."""

    key: str
    name: str = ""
    cause: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def said(self, strings: Strings) -> str:
        """Return the sentence; a problem that has no words of its own stays as it is logged."""
        values = dict(self.values)
        if f"alarms.problems.{self.name}" in strings.known:
            problem = strings[f"alarms.problems.{self.name}"]
            values["problem"] = f"{problem} ({self.cause})" if self.cause else problem
        return strings.text(self.key, **values)


class Team(Protocol):
    """Where alarms go."""

    def desk(self) -> int | None:
        """Return the desk's chat, None for none. Blocking; raises StoreError."""
        ...

    def owner(self) -> int | None:
        """Return the owner's own chat, None without one. As `desk`."""
        ...


class Alarms:
    """Compares what is wrong now with what was told."""

    def __init__(
        self,
        api: Api,
        team: Team,
        conditions: Conditions,
        measures: Measures,
        words: Callable[[], Strings],
        *,
        every: float = _EVERY,
        settled: float = SETTLED,
        quiet: float = _QUIET,
    ) -> None:
        self._api = api
        self._team = team
        self._conditions = conditions
        self._measures = measures
        self._words = words
        self._every = every
        self._settled = settled
        self._quiet = quiet
        self._since: dict[str, tuple[float, str, str]] = {}
        self._told: set[str] = set()
        self._counts: dict[str, tuple[float, float]] = {}
        self._waiting: deque[_News] = deque(maxlen=_MOST)
        self._not_before = 0.0
        self._pause = every

    async def run(self) -> None:
        """Tell whatever begins and ends, until it is cancelled."""
        while True:
            now = asyncio.get_running_loop().time()
            self._look(now)
            if self._waiting and now >= self._not_before:
                await self._tell(now)
            await asyncio.sleep(self._every)

    def _look(self, now: float) -> None:
        """Note what is to be told."""
        problems = {k: text for k, text in self._conditions.now().items() if k not in _UNTOLD}
        for name, text in problems.items():
            begun = (now, text, self._conditions.cause(name))
            since, *_ = self._since.setdefault(name, begun)
            if name not in self._told and now - since >= self._settled:
                self._told.add(name)
                self._waiting.append(_News("alarms.begins", name, begun[2], {"problem": text}))
        for name in [one for one in self._since if one not in problems]:
            since, text, cause = self._since.pop(name)
            if name in self._told:
                self._told.discard(name)
                minutes = f"{(now - since) / 60:.0f}"
                about = {"minutes": minutes, "problem": text}
                self._waiting.append(_News("alarms.ends", name, cause, about))
        for key, count in self._counted().items():
            before, at = self._counts.get(key, (0.0, -self._quiet))
            if count > before and now - at >= self._quiet:
                self._counts[key] = (count, now)
                about = {"count": str(int(count - before))}
                self._waiting.append(_News(key, values=about))

    def _counted(self) -> Mapping[str, float]:
        """Return how often something went wrong that has no end, by what is said of it."""
        numbers = self._measures.snapshot().numbers

        def total(measure: Measure, kind: str = "") -> float:
            return sum(
                count
                for (one, labels), count in numbers.items()
                if one is measure
                and (not kind or ("kind", kind) in labels)
                and _WANTED.isdisjoint(labels)
            )

        return {
            "alarms.quarantined": total(QUARANTINED),
            "alarms.uncertain": total(UNCERTAIN, "post"),
            "alarms.failed": total(FAILED, "post"),
        }

    async def _tell(self, now: float) -> None:
        """Send the oldest message, to the desk or, where that is gone, to the owner."""
        try:
            desk, owner, text = await asyncio.to_thread(self._read)
        except StoreError:
            self._later(now)
            return
        if desk is None:
            self._waiting.clear()  # there is no newsroom to tell
            return
        result = await self._send(desk, text)
        if result.what in {"blocked", "refused"} and owner is not None and owner != desk:
            log.warning("the desk can't be written to (%s); alarms go to the owner", result.what)
            result = await self._send(owner, text)
        if result.what in {"unsent", "failing", "uncertain", "flood"}:
            self._later(now, result.seconds)
            return
        self._waiting.popleft()
        self._pause = self._every

    def _read(self) -> tuple[int | None, int | None, str]:
        """Return the desk, the owner, and the oldest message in the desk's language. Blocking."""
        text = without_token(self._waiting[0].said(self._words()))
        return self._team.desk(), self._team.owner(), text[:_LONGEST_TEXT]

    async def _send(self, chat_id: int, text: str) -> Outcome:
        parameters = {
            "chat_id": chat_id,
            "text": text,
            "link_preview_options": {"is_disabled": True},
        }
        try:
            return outcome(*await self._api.call("sendMessage", parameters, _CALL_SECONDS))
        except NetworkError as error:
            return failure(error)

    def _later(self, now: float, seconds: float = 0.0) -> None:
        self._not_before = now + max(self._pause, seconds)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
