"""Where updates are sent to, instead of being fetched: an address on this machine.

Nothing the playground does may leave the machine, so a webhook's address is read here,
by hand, and rebuilt of the parts that were understood: no name is ever looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.playground.rules.refusal import Refusal, bad_request

DEFAULT_CONNECTIONS = 40
MAX_CONNECTIONS = 100
MAX_SECRET = 256
_ADDRESSES = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
# What a URL may consist of; a space or a backslash is read differently by different parsers.
_URL = re.compile(r"[!-\[\]-~]{1,2048}")
_SECRET = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(slots=True)
class Webhook:
    """What ``setWebhook`` has set, and the last error of a delivery (0 and "": none so far).

    `ip_address` is the one that is connected to, `host` the Host header, and
    `path` begins with a slash and has the query in it.
    """

    url: str
    host: str
    port: int
    path: str
    ip_address: str
    secret: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    last_error_date: int = 0
    last_error_message: str = ""

    @property
    def target(self) -> str:
        """The URL that is connected to: an address, never a name."""
        address = f"[{self.ip_address}]" if ":" in self.ip_address else self.ip_address
        return f"http://{address}:{self.port}{self.path}"


def webhook(
    url: str,
    *,
    secret: str = "",
    max_connections: int = DEFAULT_CONNECTIONS,
    ip_address: str = "",
) -> Webhook:
    """Return a webhook, or refuse one that Telegram would refuse or that leaves this machine."""
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= max_connections <= MAX_CONNECTIONS:
        raise bad_request(f"max_connections must be from 1 to {MAX_CONNECTIONS}")
    host, port, path = _read(url)
    fixed = ip_address or _ADDRESSES[host]
    if fixed not in ("127.0.0.1", "::1"):
        raise _elsewhere(f"IP address {ip_address[:64]}")
    shown = f"[{host}]" if ":" in host else host
    return Webhook(url, f"{shown}:{port}", port, path, fixed, secret, max_connections)


def _read(url: str) -> tuple[str, int, str]:
    """Return host, port and path with query of a URL on this machine."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if not _URL.fullmatch(url) or not parts.hostname or port == 0:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if parts.scheme != "http" or parts.hostname not in _ADDRESSES or "@" in parts.netloc:
        raise _elsewhere(f"{parts.scheme}://{parts.hostname}"[:100])
    query = f"?{parts.query}" if parts.query else ""
    return parts.hostname, port or 80, f"{parts.path or '/'}{query}"


def _elsewhere(where: str) -> Refusal:
    return bad_request(
        f"bad webhook: the playground sends nothing to {where}; use http://127.0.0.1:<port>/..., "
        "http://localhost:<port>/... or http://[::1]:<port>/..."
    )
