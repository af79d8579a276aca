"""How the threads of a process share it: one runs at a time, the event loop among them."""

from __future__ import annotations

import sys
from typing import Final

SWITCH_SECONDS: Final = 0.0005
"""How long a thread may go on while another waits. Python's own 5 ms is what the loop then loses
each time it has waited for the network: a reader's answer takes some ten such turns."""


def share() -> None:
    """Let the event loop have its turn soon while threads search, read in, or make digests."""
    sys.setswitchinterval(SWITCH_SECONDS)
