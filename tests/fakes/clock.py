from __future__ import annotations

import datetime as dt


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += dt.timedelta(**by)
