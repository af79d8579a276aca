"""What is wrong with a running bot, and for how long: said by whoever notices, shown by `ops`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Conditions:
    """Problems by name. A text is one line that says what is wrong and what to do.

    Safe from several threads. A text holds nothing of a reader, and no secret.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[str, str] = {}
        self._causes: dict[str, str] = {}

    def begin(self, name: str, text: str, cause: str = "") -> bool:
        """Note a problem, in place of what was noted under this name; return whether it is new.

        `cause` is what a system said, if any did, for who tells the problem in words of their own.
        """
        with self._lock:
            new = name not in self._texts
            self._texts[name] = text
            self._causes[name] = cause
        return new

    def end(self, name: str) -> bool:
        """Note that a problem is over; return whether there was one."""
        with self._lock:
            self._causes.pop(name, None)
            return self._texts.pop(name, None) is not None

    def cause(self, name: str) -> str:
        """Return what a system said of a problem, "" where none did."""
        with self._lock:
            return self._causes.get(name, "")

    def now(self) -> Mapping[str, str]:
        """Return the problems there are, by name, oldest first."""
        with self._lock:
            return dict(self._texts)
