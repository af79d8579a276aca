"""Whether a running bot is connected: what the container's health check asks.

`python -m bot.health` looks at the bot from outside, in Linux's /proc, so that it can't
be fooled by a process that is there and does nothing. A polling bot always has a request
open. One that can't reach Telegram has none; one that hangs loses its own as soon as the
server closes it, after a minute or so. That readers get answers, this doesn't prove.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESTABLISHED = "01"  # the kernel's tcp_states.h


def problem(proc: Path = Path("/proc")) -> str:
    """Return what is wrong, in one line; "" where a bot of this machine is connected."""
    running = list(_bots(proc))
    if not running:
        return "no `verbatim run` is running"
    if not any(_sockets(process) & _connected(process) for process in running):
        return "`verbatim run` has no connection open"
    return ""


def _bots(proc: Path) -> Iterator[Path]:
    """Yield the folders of the processes that are `verbatim run`, whatever its options."""
    for process in proc.glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_text(errors="replace").split("\0")
        except OSError:
            continue  # it has ended meanwhile
        names = [Path(argument).name for argument in arguments[:2]]
        if "verbatim" in names and "run" in arguments:
            yield process


def _sockets(process: Path) -> set[str]:
    """Return the inodes of a process's sockets."""
    found = set()
    # A descriptor may be closed meanwhile, the process have ended, or be another user's.
    with suppress(OSError):
        for descriptor in list((process / "fd").iterdir()):
            with suppress(OSError):
                kind, _, inode = str(descriptor.readlink()).partition(":")
                if kind == "socket":
                    found.add(inode.strip("[]"))
    return found


def _connected(process: Path) -> set[str]:
    """Return the inodes of the established TCP connections that a process could have."""
    found = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (process / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue  # no IPv6 here
        rows = (line.split() for line in lines)
        found |= {row[9] for row in rows if row[3] == _ESTABLISHED}
    return found


if __name__ == "__main__":
    sys.exit(problem() or 0)
