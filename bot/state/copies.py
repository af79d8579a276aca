"""Copies that upgrades and restores have left beside a state: they end by themselves."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Final

from knowledge.store.files import BESIDE, remove

if TYPE_CHECKING:
    from pathlib import Path

KEPT: Final = dt.timedelta(days=7)
"""How long what a reader has had deleted may still be in such a copy."""

log = logging.getLogger(__name__)


def remove_old(store: Path, now: dt.datetime) -> int:
    """Remove the copies of a state that were made longer ago than `KEPT`; return how many.

    They are told by their name, `….before-…`. One that cannot be removed is told in the log,
    and tried again the next time.
    """
    removed = 0
    for one in store.parent.glob(f"{store.name}.before-*"):
        if one.name.endswith(BESIDE):
            continue
        try:
            # The time of the last change of the name, too: a state is moved aside as old as it is.
            status = one.stat()
            made = dt.datetime.fromtimestamp(max(status.st_mtime, status.st_ctime), dt.UTC)
            if now - made <= KEPT:
                continue
            remove(one)
        except OSError as error:
            log.warning("%s: it could not be removed: %s", one, error.strerror)
        else:
            removed += 1
            log.info("removed %s: what it holds of readers is kept for %d days", one, KEPT.days)
    return removed
