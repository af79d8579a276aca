"""Which digests there are now: the newsroom's file's, those set up in chats, and who gets them."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.digests.fields import FieldError, read, read_time, read_zone
from bot.digests.plan import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.digests.plan import Digest
    from bot.state.subscriptions import Subscriptions

_FRESH: Final = dt.timedelta(seconds=30)
"""How long it is kept: a command of another process may change digests meanwhile."""

log = logging.getLogger(__name__)


class Roster:
    """All digests; those of the file go before those of a chat with the same name.

    Safe from several threads; every method may raise StoreError.
    """

    def __init__(
        self, fixed: Sequence[Digest], store: Subscriptions, clock: Callable[[], dt.datetime]
    ) -> None:
        self._fixed = {digest.name: digest for digest in fixed}
        self._store = store
        self._clock = clock
        self._kept: tuple[int, dt.datetime, tuple[Digest, ...]] | None = None

    def own(self) -> Mapping[str, Digest]:
        """Return the newsroom's digests by name, without subscribers."""
        found = {}
        for name, fields in self._store.digests().items():
            try:
                found[name] = read(name, *fields)
            except (FieldError, TypeError, ValueError) as error:
                log.error("the digest %r can't be read, and is left out: %s", name, error)  # noqa: TRY400 -- one line
        return found | self._fixed

    def is_fixed(self, name: str) -> bool:
        """Whether a digest is the file's, and so can't be changed in a chat."""
        return name in self._fixed

    def keep(self, name: str, fields: object) -> None:
        """Keep a digest as `write` has written it, in place of what had its name; None ends it."""
        self._store.set_digest(name, fields)

    def __call__(self) -> tuple[Digest, ...]:
        """Return every digest with all its places, subscribers' chats among them."""
        now, revision = self._clock(), self._store.revision
        kept = self._kept
        if kept is None or kept[0] != revision or now - kept[1] >= _FRESH:
            found = tuple(self._with_subscribers(one) for one in self.own().values())
            kept = self._kept = (revision, now, found)
        return kept[2]

    def _with_subscribers(self, digest: Digest) -> Digest:
        if not digest.subscribable:
            return digest
        readers = [_target(one) for one in self._store.subscribers(digest.name)]
        return replace(digest, targets=(*digest.targets, *readers))


def _target(chosen: Mapping[str, Any]) -> Target:
    """Return a subscriber's place: their chat with the bot, and their own hour and city."""
    time = chosen.get("at", "")
    return Target(
        int(chosen["chat"]),
        time=read_time(time) if time else None,
        zone=read_zone(chosen["zone"]) if chosen.get("zone") else "",
        language=chosen.get("language", ""),
        subscribed=True,
    )
