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

    def begin(self, name: str, text: str) -> bool:
        """Note a problem, in place of what was noted under this name; return whether it is new."""
        with self._lock:
            new = name not in self._texts
            self._texts[name] = text
        return new

    def end(self, name: str) -> bool:
        """Note that a problem is over; return whether there was one."""
        with self._lock:
            return self._texts.pop(name, None) is not None

    def now(self) -> Mapping[str, str]:
        """Return the problems there are, by name, oldest first."""
        with self._lock:
            return dict(self._texts)
