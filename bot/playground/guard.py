"""Who may talk to the server: programs and pages of this machine, nobody's web site.

Any page in the reader's browser can send requests to 127.0.0.1. Three locks keep
it out: the Host header must name this machine (a rebound DNS name does not), an
Origin must be our own, and the page's endpoints want a key in a header, which
no other site can set without the permission we never give.
"""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.rules.refusal import Refusal, unsupported

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LOG = logging.getLogger(__name__)
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_ADDRESSES = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PHRASES = {404: "Not Found", 405: "Method Not Allowed", 413: "Request Entity Too Large"}


def check_loopback(host: str) -> None:
    """Raise ValueError for an address to listen on that others can reach."""
    if host not in _ADDRESSES:
        raise ValueError(
            f"the playground listens on this machine only, not on {host!r}: "
            "use 127.0.0.1, ::1 or localhost"
        )


def check_origin(request: web.Request) -> None:
    """Refuse a request that a web site of somebody else's has sent."""
    host = request.headers.get("Host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in _NAMES:
        raise Refusal(403, "Forbidden: the playground answers to this machine's own names only")
    if request.headers.get("Origin", f"http://{host}") != f"http://{host}":
        raise Refusal(403, "Forbidden: the playground answers to its own page only")


def check_plain(request: web.Request) -> None:
    """Refuse a compressed body: few bytes of it may be many, and broken ones end no request."""
    if "Content-Encoding" in request.headers:
        raise unsupported("compressed bodies (Content-Encoding)")


def check_key(request: web.Request, key: str) -> None:
    """Refuse a request of a page that does not know the key of this run."""
    given = request.headers.get("Authorization", "")
    if not same(given, f"Bearer {key}"):
        raise Refusal(401, "Unauthorized: open the address that the playground printed")


def same(given: str, secret: str) -> bool:
    """Compare with a secret in a time that tells nothing about it."""
    return hmac.compare_digest(given.encode(errors="replace"), secret.encode())


@web.middleware
async def refuse_kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every refusal in Telegram's shape, and set the headers that protect the page."""
    try:
        check_origin(request)
        check_plain(request)
        response = await handler(request)
    except Refusal as refusal:
        response = _refused(refusal)
    except web.HTTPException as error:
        phrase = _PHRASES.get(error.status, f"Bad Request: {error.reason}")
        response = _refused(Refusal(error.status, phrase))
    except Exception:  # noqa: BLE001 - a bug of ours: say so in the shape that clients read
        _LOG.exception("the playground failed on %s", request.path.rpartition("/")[2])
        response = _refused(Refusal(500, "Internal Server Error"))
    if not response.prepared:
        response.headers.update(_HEADERS)
    return response


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)
