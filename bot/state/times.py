"""Moments as Unix milliseconds, which is how slots keep them, and back."""

from __future__ import annotations

import datetime as dt


def milliseconds(when: dt.datetime | dt.timedelta) -> int:
    """Return an aware moment since 1970, or a length of time, in milliseconds."""
    seconds = when.total_seconds() if isinstance(when, dt.timedelta) else when.timestamp()
    return round(seconds * 1000)


def moment(milliseconds: int) -> dt.datetime:
    """Return the moment, in UTC."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
