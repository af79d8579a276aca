"""The bot's queue of updates, kept as Telegram keeps it until the bot confirms them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from bot.playground.rules.refusal import Refusal, bad_request
from bot.playground.world.events import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from bot.playground.world.webhook import Webhook

Update = dict[str, Any]

MAX_UPDATES = 100
MAX_TIMEOUT = 50
KEPT_SECONDS = 24 * 3600
# Kinds that a bot only gets when it asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that waits: its id, when it came (Unix seconds), which chat it belongs to.

    `content` is what is sent: the update, or what a fault has made of it. `chat` is
    the id of a chat; of a person or a poll where there is no chat.
    """

    id: int
    came: int
    chat: int | str
    content: Any


class Follower(Protocol):
    """Whoever carries updates to a webhook."""

    def added(self, pending: Pending) -> None:
        """Take note of an update that now waits."""
        ...

    def webhook_changed(self) -> None:
        """Take note of a webhook that was set, changed or deleted, or of dropped updates."""
        ...


@dataclass(slots=True)
class _Poll:
    """A poll that waits; `ended` says why it must not any more."""

    ended: str = ""


class UpdateQueue:
    """Updates in order of their ids, each for 24 hours; for one poller at a time, or a webhook.

    `now` returns the time in Unix seconds. `spoilers` are applied to the updates to
    come, one each: what they return is sent instead.
    """

    def __init__(self, first_id: int, now: Callable[[], int]) -> None:
        self.follower: Follower | None = None
        self.spoilers: deque[Callable[[Update], Any]] = deque()
        self._now = now
        # By id; an OrderedDict, since a dict is slow to find its first key after many deletions.
        self._pending: OrderedDict[int, Pending] = OrderedDict()
        self._confirmed: deque[Pending] = deque(maxlen=MAX_UPDATES)
        self._next_id = first_id
        self._allowed: Collection[str] = ()
        self._webhook: Webhook | None = None
        self._poll: _Poll | None = None
        self._changed = Signal()
        self._closed = False

    def __len__(self) -> int:
        self._expire()
        return len(self._pending)

    def __contains__(self, update_id: int) -> bool:
        self._expire()
        return update_id in self._pending

    def __iter__(self) -> Iterator[Pending]:
        self._expire()
        return iter(list(self._pending.values()))

    @property
    def allowed(self) -> Collection[str]:
        """The kinds the bot asked for; empty: all but those that must be named."""
        return self._allowed

    def allow(self, kinds: Collection[str]) -> None:
        """Queue these kinds from now on; none: all but those that must be named."""
        self._allowed = tuple(kinds)

    @property
    def webhook(self) -> Webhook | None:
        """Where updates are sent, or None where they are fetched."""
        return self._webhook

    def send_to(self, webhook: Webhook | None) -> None:
        """Send updates to a webhook from now on, or (None) let them be fetched."""
        self._webhook = webhook
        if webhook is not None:
            self._end_poll("terminated by setWebhook request")
        self._tell_follower()

    def add(self, kind: str, payload: dict[str, Any]) -> Any:
        """Queue an update and return what is sent; None where the bot doesn't want its kind."""
        if kind not in self._allowed if self._allowed else kind in _ON_REQUEST:
            return None
        update: Any = {"update_id": self._next_id, kind: payload}
        chat = _chat_of(payload)
        if self.spoilers:
            update = self.spoilers.popleft()(update)
        pending = Pending(self._next_id, self._now(), chat, update)
        self._next_id += 1
        self._queue(pending)
        self._changed.fire()
        return update

    def _queue(self, pending: Pending) -> None:
        self._pending[pending.id] = pending
        if self.follower is not None:
            self.follower.added(pending)

    def clear(self) -> None:
        """Drop everything that is pending."""
        self._pending.clear()
        self._tell_follower()

    def confirm(self, update_id: int) -> None:
        """Forget an update that the bot has taken."""
        pending = self._pending.pop(update_id, None)
        if pending is not None:
            self._confirmed.append(pending)

    def redeliver(self) -> None:
        """Send the newest confirmed updates once more, under the ids they had."""
        again = list(self._confirmed)
        self._confirmed.clear()
        ordered = sorted([*again, *self._pending.values()], key=lambda pending: pending.id)
        self._pending = OrderedDict((pending.id, pending) for pending in ordered)
        if self.follower is not None:
            for pending in again:
                self.follower.added(pending)
        self._changed.fire()

    def close(self) -> None:
        """Answer whoever is waiting, and let nobody wait any more."""
        self._closed = True
        self._changed.fire()

    async def poll(
        self, *, offset: int, limit: int, seconds: int, allowed: Collection[str] | None
    ) -> list[Any]:
        """Return up to `limit` updates, waiting up to `seconds` for a first one.

        An `offset` above 0 confirms (forgets) every update below it; one below
        0 keeps only that many of the newest. A second poller ends the first, and a
        webhook ends and forbids polling.
        """
        if not 1 <= limit <= MAX_UPDATES:
            raise bad_request(f"limit must be from 1 to {MAX_UPDATES}")
        if seconds < 0:
            raise bad_request("timeout must not be negative")
        if self._webhook is not None:
            raise _conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if allowed is not None:
            self.allow(allowed)
        self._end_poll(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        me = self._poll = _Poll()
        self._expire()
        self._pass(offset)
        deadline = asyncio.get_running_loop().time() + min(seconds, MAX_TIMEOUT)
        while not self._pending and not self._closed:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await self._changed.wait(left):
                break
            if me.ended:
                raise _conflict(me.ended)
        if self._poll is me:
            self._poll = None
        return [pending.content for pending in islice(self._pending.values(), limit)]

    def _end_poll(self, why: str) -> None:
        if self._poll is not None:
            self._poll.ended = why
            self._poll = None
            self._changed.fire()

    def _pass(self, offset: int) -> None:
        """Confirm what an offset passes: updates are in the order of their ids."""
        keep = -offset if offset < 0 else len(self._pending)
        while self._pending:
            first = next(iter(self._pending))
            if first >= offset and len(self._pending) <= keep:
                break
            if offset > 0:
                self.confirm(first)
            else:
                del self._pending[first]

    def _expire(self) -> None:
        oldest = self._now() - KEPT_SECONDS
        while self._pending:
            first = next(iter(self._pending.values()))
            if first.came > oldest:
                break
            del self._pending[first.id]

    def _tell_follower(self) -> None:
        if self.follower is not None:
            self.follower.webhook_changed()


def _chat_of(payload: dict[str, Any]) -> int | str:
    """Return whose queue an update waits in: a chat's, else a person's or a poll's."""
    place: dict[str, Any] | None = payload.get("chat") or payload.get("message", {}).get("chat")
    for other in ("from", "user", "voter_chat"):
        place = place or payload.get(other)
    owner: int | str = (place or payload).get("id", 0)
    return owner


def _conflict(why: str) -> Refusal:
    return Refusal(409, f"Conflict: {why}")
