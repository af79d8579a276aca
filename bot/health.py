"""Whether a running bot is well: what the container's health check asks.

`python -m bot.health` needs no settings: it finds the bot in Linux's /proc, and asks it at
the addresses where it listens. Where one answers as `/healthz` does, that is the verdict;
one that takes the connection and doesn't answer hangs. A bot that listens nowhere is
looked at from outside: a polling bot always has a request open. One that can't reach
Telegram has none; one that hangs loses its own as soon as the server closes it, after a
minute or so. That readers get answers, none of this proves.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import struct
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The kernel's tcp_states.h.
_ESTABLISHED = "01"
_LISTENING = "0A"
_PATIENCE = 3.0
_MOST_BYTES = 100_000


def problem(proc: Path = Path("/proc")) -> str:
    """Return what is wrong, in one line; "" where a bot of this machine is connected."""
    running = list(_bots(proc))
    if not running:
        return "no `verbatim run` is running"
    verdicts = [_verdict(process) for process in running]
    return "" if "" in verdicts else verdicts[0]


def _verdict(process: Path) -> str:
    sockets = _sockets(process)
    for inode, host, port in _table(process, _LISTENING):
        if inode in sockets:
            try:
                return _told(host, port)
            except TimeoutError:
                return "`verbatim run` does not answer"
            except (OSError, ValueError, KeyError, http.client.HTTPException):
                continue  # another door of the bot's: its webhook, or the playground
    if sockets & {inode for inode, *_ in _table(process, _ESTABLISHED)}:
        return ""
    return "`verbatim run` has no connection open"


def _told(host: str, port: int) -> str:
    """Return what `/healthz` says there. Raises whatever says that it isn't there."""
    with closing(http.client.HTTPConnection(host, port, timeout=_PATIENCE)) as connection:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read(_MOST_BYTES))
    if not isinstance(answer, dict):
        raise ValueError("not ours")  # noqa: TRY004 -- the caller looks elsewhere, as for no JSON
    verdict, problems = answer["verbatim"], answer["problems"]
    return "" if verdict == "ok" else "; ".join(str(text) for text in problems.values())


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


def _table(process: Path, state: str) -> Iterator[tuple[str, str, int]]:
    """Yield (inode, host, port) of the TCP sockets in a state that a process could have."""
    for table in ("tcp", "tcp6"):
        try:
            lines = (process / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue  # no IPv6 here
        for row in (line.split() for line in lines):
            if row[3] == state:
                address, _, port = row[1].partition(":")
                yield row[9], _reachable(address), int(port, 16)


def _reachable(written: str) -> str:
    """Return an address as the kernel writes it, in words of this machine's byte order.

    Who listens everywhere is reached on this machine.
    """
    words = (int(written[at : at + 8], 16) for at in range(0, len(written), 8))
    address = ipaddress.ip_address(b"".join(struct.pack("=I", word) for word in words))
    if not address.is_unspecified:
        return str(address)
    return "127.0.0.1" if address.version == 4 else "::1"


if __name__ == "__main__":
    sys.exit(problem() or 0)
