"""Which addresses a message may link to: Telegram refuses a whole message for one that is none."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2048
"""Characters of an address; what is longer is a mistake in a file, or worse."""
_NEVER: Final = frozenset('<>"')


def web_address(url: str) -> str:
    """Return an address that can be linked to, "" for anything else.

    A file's front matter may have any text in its place: another scheme would be no link or a
    hostile one, and a name without a dot is nobody's address outside this machine.
    """
    if len(url) > LONGEST or any(c in _NEVER or c.isspace() or c < " " for c in url):
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # a port out of range: a ValueError
    except ValueError:
        return ""
    is_named = ("." in host and all(host.removesuffix(".").split("."))) or ":" in host
    return url if parts.scheme in {"http", "https"} and is_named else ""
