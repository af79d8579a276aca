"""Which digests there are now: the newsroom's file's, those set up in chats, and who gets them.

The state counts the changes of digests and subscribers, whoever makes them. While the count
stands still nothing is read; when it has risen, only what is new is decrypted. What has not
changed is the same object as before, by which the planner knows it again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.digests.fields import FieldError, read, read_time, read_zone
from bot.digests.plan import Digest, Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.state.subscriptions import Subscriptions

_NEVER: Final = -1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Enrolled:
    """A digest with its subscribers: who they are by what of each is kept, sealed."""

    own: Digest
    readers: Mapping[bytes, Target | None]
    whole: Digest


@dataclass(frozen=True, slots=True)
class _Read:
    """The newsroom's digests when the state had counted so many changes.

    `sealed` has each one of a chat by its name, with what it was read from; None: it can't be.
    """

    changes: int = _NEVER
    sealed: Mapping[str, tuple[bytes, Digest | None]] = field(default_factory=dict)
    own: Mapping[str, Digest] = field(default_factory=dict)


class Roster:
    """All digests; those of the file go before those of a chat with the same name.

    Safe from several threads; every method may raise StoreError.
    """

    def __init__(self, fixed: Sequence[Digest], store: Subscriptions) -> None:
        self._fixed = {digest.name: digest for digest in fixed}
        self._store = store
        self._read = _Read()
        self._enrolled: tuple[int, Mapping[str, _Enrolled], tuple[Digest, ...]] = (_NEVER, {}, ())

    def own(self) -> Mapping[str, Digest]:
        """Return the newsroom's digests by name, without subscribers."""
        return self._own(self._store.changes())

    def is_fixed(self, name: str) -> bool:
        """Whether a digest is the file's, and so can't be changed in a chat."""
        return name in self._fixed

    def keep(self, name: str, fields: object) -> None:
        """Keep a digest as `write` has written it, in place of what had its name; None ends it."""
        self._store.set_digest(name, fields)

    def __call__(self) -> tuple[Digest, ...]:
        """Return every digest with all its places, subscribers' chats among them."""
        # Asked before anything is read: what changes meanwhile is read the next time.
        changes = self._store.changes()
        counted, before, digests = self._enrolled
        if counted != changes:
            own = self._own(changes).items()
            now = {name: self._with_readers(one, before.get(name)) for name, one in own}
            digests = tuple(one.whole for one in now.values())
            self._enrolled = (changes, now, digests)
        return digests

    def _own(self, changes: int) -> Mapping[str, Digest]:
        before = self._read
        if before.changes == changes:
            return before.own
        sealed = {}
        for name, body in self._store.digests().items():
            known = before.sealed.get(name)
            same = known is not None and known[0] == body
            sealed[name] = known if known and same else (body, self._unsealed(name, body))
        own = {name: one for name, (_, one) in sealed.items() if one is not None}
        self._read = now = _Read(changes, sealed, own | self._fixed)
        return now.own

    def _unsealed(self, name: str, body: bytes) -> Digest | None:
        try:
            return read(name, *self._store.unseal(body))
        except (FieldError, TypeError, ValueError) as error:
            log.error("the digest %r can't be read, and is left out: %s", name, error)  # noqa: TRY400 -- one line
            return None

    def _with_readers(self, digest: Digest, before: _Enrolled | None) -> _Enrolled:
        if not digest.subscribable:
            return _Enrolled(digest, {}, digest)
        known = {} if before is None else before.readers
        readers = {
            body: known[body] if body in known else self._target(digest.name, body)
            for body in self._store.subscribers(digest.name)
        }
        if before is not None and before.own is digest and readers.keys() == known.keys():
            return before
        there = (target for target in readers.values() if target is not None)
        whole = replace(digest, targets=(*digest.targets, *there)) if readers else digest
        return _Enrolled(digest, readers, whole)

    def _target(self, digest: str, body: bytes) -> Target | None:
        """Return a subscriber's place: their chat with the bot, and their own hour and city."""
        try:
            chosen: Mapping[str, Any] = self._store.unseal(body)
            time = chosen.get("at", "")
            return Target(
                int(chosen["chat"]),
                time=read_time(time) if time else None,
                zone=read_zone(chosen["zone"]) if chosen.get("zone") else "",
                language=chosen.get("language", ""),
                subscribed=True,
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            log.error("a subscription to the digest %r can't be read, and is left out", digest)  # noqa: TRY400 -- its text holds the row
            return None
