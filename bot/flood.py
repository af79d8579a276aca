"""How much one reader, or one group, may ask at a time: leaky buckets in bounded memory. Pure."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Hashable

Verdict = Literal["take", "notice", "drop"]

MOST: Final = 10_000
"""So many readers and groups are known at a time, about 300 bytes each."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages may come at once, and how many a minute after that; 0 for any number."""

    at_once: int = 0
    a_minute: int = 1


ANY: Final = Allowance()


@dataclass(slots=True)
class _Bucket:
    """How full it is, when that was so (seconds), and whether its owner is not answered now."""

    level: float
    at: float
    silent: bool = False


class Flood:
    """Buckets that fill with what is asked and leak with time.

    Whoever has filled one is told so once, and not answered until it is half empty. What
    they go on to send keeps it full: only calm helps. The buckets that were used last are
    kept, at most `most`; who is pushed out of memory begins anew.
    """

    def __init__(self, allowance: Allowance, *, most: int = MOST) -> None:
        self._most_at_once = float(allowance.at_once)
        self._leak = allowance.a_minute / 60
        self._most = most
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """How many buckets are kept."""
        return len(self._buckets)

    def judge(self, who: Hashable, now: float, cost: float = 1.0) -> Verdict:
        """Say what to do with what somebody asks now: take it, or tell them, or drop it.

        Taking it fills nothing yet: `charge` does, where it turns out to be answered. `now`
        are seconds of any clock; one that runs backwards stands still here.
        """
        bucket = self._leaked(who, now)
        if not self._most_at_once or bucket is None:
            return "take"
        if bucket.silent:
            if bucket.level > self._most_at_once / 2:
                bucket.level = min(bucket.level + cost, self._most_at_once)
                return "drop"
            bucket.silent = False
        if bucket.level + cost <= self._most_at_once:
            return "take"
        bucket.silent = True
        bucket.level = self._most_at_once
        return "notice"

    def charge(self, who: Hashable, now: float, cost: float = 1.0) -> None:
        """Note that somebody was answered."""
        if not self._most_at_once:
            return
        bucket = self._leaked(who, now)
        if bucket is None:
            bucket = self._buckets[who] = _Bucket(0.0, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        bucket.level = min(bucket.level + cost, self._most_at_once)

    def _leaked(self, who: Hashable, now: float) -> _Bucket | None:
        bucket = self._buckets.get(who)
        if bucket is not None:
            self._buckets.move_to_end(who)
            bucket.level = max(bucket.level - max(now - bucket.at, 0.0) * self._leak, 0.0)
            bucket.at = max(bucket.at, now)
        return bucket
